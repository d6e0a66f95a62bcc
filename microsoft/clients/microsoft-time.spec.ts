import { expect, it } from 'vitest';
import { microsoftTime } from './microsoft-time.ts';

const here = '2026-11-22T10:00:00.000Z';
const told = (date: string | null) => {
  const time = microsoftTime(() => here);
  time.heard(date);
  return [time.ahead(), time.now()];
};

it.each([
  ['nothing heard', null, undefined, here],
  ['no date', 'soon', undefined, here],
  ['the same', 'Sun, 22 Nov 2026 10:00:00 GMT', 0, here],
  ['a slow answer', 'Sun, 22 Nov 2026 09:59:01 GMT', 59, here],
  ['two hours ahead', 'Sun, 22 Nov 2026 08:00:00 GMT', 7200, '2026-11-22T08:00:00.000Z'],
  ['two hours behind', 'Sun, 22 Nov 2026 12:00:00 GMT', -7200, '2026-11-22T12:00:00.000Z'],
])('this computer against Microsoft: %s', (_what, date, ahead, now) => {
  expect(told(date)).toEqual([ahead, now]);
});

it('a later answer without a date changes nothing', () => {
  const time = microsoftTime(() => here);
  time.heard('Sun, 22 Nov 2026 08:00:00 GMT');
  time.heard(null);
  expect(time.ahead()).toBe(7200);
});
