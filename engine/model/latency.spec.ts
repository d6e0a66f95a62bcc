import { describe, expect, it } from 'vitest';
import { formatDuration, latencyOf, pollShow, recommended } from './latency.ts';

describe('how late data arrives', () => {
  it('counts all workspaces together and reads the quantiles off whole seconds', () => {
    const arrival = latencyOf([
      [
        [10, 50],
        [100, 45],
      ],
      [
        [400, 4],
        [900, 1],
      ],
    ]);
    expect(arrival).toMatchObject({ rows: 100, p50: 10, p95: 100, p99: 400 });
    expect(arrival.bins.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(arrival.bins[0]).toBe(50);
  });

  it('a stray row days late is counted in the last bin', () => {
    expect(
      latencyOf([
        [
          [0, 1],
          [400_000, 1],
        ],
      ]).bins,
    ).toHaveLength(60);
  });

  it('no rows is nothing yet, and the usual settings stand', () => {
    expect(latencyOf([[]])).toMatchObject({ rows: 0, p99: 0 });
    expect(recommended(latencyOf([]))).toEqual({
      ingestionDelay: 600,
      pollInterval: 300,
      pollLookback: 1200,
    });
  });

  it('the delay is the 99th percentile in whole minutes, the lookback covers a missed poll', () => {
    expect(recommended({ rows: 10, p99: 406 })).toEqual({
      ingestionDelay: 420,
      pollInterval: 300,
      pollLookback: 1200,
    });
  });

  it('each recommendation says why', () => {
    const titles = { ingestionDelay: 'Delay', pollInterval: 'Interval', pollLookback: 'Lookback' };
    expect(pollShow(titles, { rows: 10, p99: 406 }).rows).toEqual([
      ['Delay', '7 min', '99 of 100 rows had arrived within 6 min 46 s; rounded up to whole minutes.'],
      ['Interval', '5 min', "288 polls a day, far below Microsoft's limits."],
      [
        'Lookback',
        '20 min',
        'Two intervals and the delay, 17 min, rounded up: one missed look and the slowest rows lose nothing.',
      ],
    ]);
    expect(pollShow(titles, undefined).rows[0]?.[2]).toMatch(/No rows to measure yet/);
  });

  it.each([
    [18, '18 s'],
    [96, '1 min 36 s'],
    [60, '1 min'],
    [266, '4 min 26 s'],
    [3900, '1 h 5 min'],
  ])('%i is said as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
