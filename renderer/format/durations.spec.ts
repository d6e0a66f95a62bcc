import { describe, expect, it } from 'vitest';
import { apart, saidDuration, together } from './durations.ts';

describe('a duration in its field', () => {
  it.each([
    ['5m', 5, 'm'],
    ['90s', 90, 's'],
    ['120s', 2, 'm'],
    ['2h', 2, 'h'],
    ['1d', 1, 'd'],
  ])('%s is %i %s', (answer, amount, unit) => {
    expect(apart(answer)).toEqual({ amount, unit });
  });

  it('as measured has no number, and stays as measured', () => {
    expect(apart('auto').unit).toBe('auto');
    expect(together({ amount: 5, unit: 'auto' })).toBe('auto');
  });

  it('put together it is an answer again', () => {
    expect(together({ amount: 7, unit: 'm' })).toBe('7m');
    expect(together({ amount: 2.4, unit: 'h' })).toBe('2h');
  });

  it('is said with its unit', () => {
    expect(saidDuration('7m')).toBe('7 minutes');
    expect(saidDuration('1h')).toBe('1 hour');
    expect(saidDuration('auto')).toBe('as measured');
  });
});
