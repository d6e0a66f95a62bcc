import { describe, expect, it } from 'vitest';
import { apartFrom, delayRows, shade } from './delay.ts';

describe('the drawing of how late data arrives', () => {
  it('is strongest up to the median, fainter up to p95 and beyond', () => {
    const marks = { p50: 60, p95: 300, p99: 500 };
    expect([0, 59, 60, 299, 300].map((from) => shade(from, marks))).toEqual([1, 1, 0.58, 0.58, 0.28]);
  });

  it('labels that would collide move apart and stay inside', () => {
    const widths = [80, 80, 80];
    const places = apartFrom([50, 60, 70], widths, [0, 400]);
    expect(places[0]).toBeGreaterThanOrEqual(40);
    expect((places[1] ?? 0) - (places[0] ?? 0)).toBeGreaterThanOrEqual(80);
    expect((places[2] ?? 0) - (places[1] ?? 0)).toBeGreaterThanOrEqual(80);
    expect(places[2]).toBeLessThanOrEqual(360);
  });

  it('labels with room stay at their marks', () => {
    expect(apartFrom([60, 200, 340], [80, 80, 80], [0, 400])).toEqual([60, 200, 340]);
  });

  it('labels at the right edge are pushed back to the left', () => {
    const places = apartFrom([380, 390, 399], [80, 80, 80], [0, 400]);
    expect(places[2]).toBe(360);
    expect(places[1]).toBeLessThanOrEqual(280);
  });

  it('says the same as a table: bins with rows, and how much had arrived by then', () => {
    const rows = delayRows({
      chart: 'delay',
      binSeconds: 12,
      counts: [1, 0, 3],
      marks: { p50: 24, p95: 36, p99: 36 },
    });
    expect(rows).toEqual([
      ['0 to 12 s', '1', '25.0 %'],
      ['24 to 36 s', '3', '100.0 %'],
    ]);
  });
});
