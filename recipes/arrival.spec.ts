import { describe, expect, it } from 'vitest';
import { arrivalOf, recommended, spoken } from './arrival.ts';

const answer = (...rows: [number, number][]) => ({
  columns: [
    { name: 'Late', type: 'long' },
    { name: 'Rows', type: 'long' },
  ],
  rows,
});

describe('how late data arrives', () => {
  it('counts all workspaces together and reads the quantiles off whole seconds', () => {
    const arrival = arrivalOf([answer([10, 50], [100, 45]), answer([400, 4], [900, 1])]);
    expect(arrival).toMatchObject({ rows: 100, p50: 10, p95: 100, p99: 400 });
    expect(arrival.bins.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(arrival.bins[0]).toBe(50);
  });

  it('a stray row days late is counted in the last bin', () => {
    expect(arrivalOf([answer([0, 1], [400_000, 1])]).bins).toHaveLength(60);
  });

  it('no rows is nothing yet, and the usual settings stand', () => {
    expect(arrivalOf([answer()])).toMatchObject({ rows: 0, p99: 0 });
    expect(recommended(arrivalOf([]))).toEqual({
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

  it.each([
    [18, '18 s'],
    [96, '1 min 36 s'],
    [60, '1 min'],
    [266, '4 min 26 s'],
    [3900, '1 h 5 min'],
  ])('%i is said as %s', (seconds, text) => {
    expect(spoken(seconds)).toBe(text);
  });
});
