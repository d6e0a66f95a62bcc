import { describe, expect, it } from 'vitest';
import {
  clock,
  counted,
  day,
  inFours,
  initials,
  inWords,
  lasted,
  listed,
  oneOf,
  ticking,
  usually,
  when,
} from './words.ts';

describe('spans are said as people say them', () => {
  it.each([
    [0, '0.0 s'],
    [4_100, '4.1 s'],
    [9_949, '9.9 s'],
    [9_951, '10 s'],
    [18_000, '18 s'],
    [59_600, '1 min'],
    [72_000, '1 min 12 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [181 * 86_400_000, '181 days'],
  ])('%i ms is %s', (ms, said) => {
    expect(lasted(ms)).toBe(said);
  });

  it('a number that counts on the screen has whole seconds', () => {
    expect(ticking(4_900)).toBe('4 s');
    expect(ticking(72_400)).toBe('1 min 12 s');
    expect(ticking(-5)).toBe('0 s');
  });

  it('what is usual names its unit once where both ends share it', () => {
    expect(usually({ from: 10, to: 40 })).toBe('usually 10 to 40 s');
    expect(usually({ from: 60, to: 180 })).toBe('usually 1 to 3 min');
    expect(usually({ from: 30, to: 600 })).toBe('usually 30 s to 10 min');
    expect(usually({ from: 2, to: 5 })).toBe('usually 2 to 5 s');
    expect(usually({ from: 5, to: 5 })).toBe('usually 5 s');
  });
});

describe('counts', () => {
  it('agree with their noun', () => {
    expect(counted(1, 'change')).toBe('1 change');
    expect(counted(3000, 'row')).toBe('3,000 rows');
    expect(counted(2, 'query', 'queries')).toBe('2 queries');
  });

  it('begin a sentence as a word up to ten', () => {
    expect(inWords(2, 'thing')).toBe('Two things');
    expect(inWords(1, 'thing')).toBe('One thing');
    expect(inWords(12, 'thing')).toBe('12 things');
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 22, 9, 0).getTime();
  const local = (...of: [number, number, number, number, number]): string => new Date(...of).toISOString();

  it('are local, and today needs no date', () => {
    expect(clock(local(2026, 10, 22, 8, 5), 'de-DE')).toBe('08:05');
    expect(when(local(2026, 10, 22, 0, 5), now, 'de-DE')).toBe('at 00:05');
  });

  it('are said as the reader says them', () => {
    const iso = local(2027, 4, 22, 16, 42);
    // The space before PM is a narrow one that does not break.
    expect(clock(iso, 'en-US')).toMatch(/^4:42\sPM$/u);
    expect(day(iso, 'en-US')).toBe('May 22, 2027');
    expect(day(iso, 'en-GB')).toBe('22 May 2027');
    expect(day(iso)).toBe(day(iso, new Intl.DateTimeFormat().resolvedOptions().locale));
  });

  it('yesterday is yesterday, and before that a day has its name', () => {
    expect(when(local(2026, 10, 21, 16, 42), now, 'en-GB')).toBe('yesterday at 16:42');
    expect(when(local(2026, 10, 20, 23, 59), now, 'en-GB')).toBe('on 20 November 2026 at 23:59');
  });
});

describe('names and hashes', () => {
  it('a plan hash is read in groups of four', () => {
    expect(inFours('4f9ac21e07b3')).toBe('4f9a c21e 07b3');
    expect(inFours('4f9ac21e07b3ffffffff')).toBe('4f9a c21e 07b3');
  });

  it('a name has at most two letters', () => {
    expect(initials('Ada Lind')).toBe('AL');
    expect(initials('robin')).toBe('R');
    expect(initials('Ada van der Lind')).toBe('AL');
    expect(initials('')).toBe('');
  });

  it('a role has its article', () => {
    expect(['Reader', 'Owner', 'Application Developer', 'User Access Administrator'].map(oneOf)).toEqual([
      'a Reader',
      'an Owner',
      'an Application Developer',
      'a User Access Administrator',
    ]);
  });

  it('a list reads as a sentence', () => {
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listed(['a'])).toBe('a');
    expect(listed([])).toBe('');
  });
});
