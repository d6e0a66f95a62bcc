import { expect, it } from 'vitest';
import { clockWords, isClockWrong } from './computer-clock.ts';

it.each([
  [undefined, false],
  [0, false],
  [300, false],
  [301, true],
  [-300, false],
  [-301, true],
])('a clock %s s ahead is wrong: %s', (ahead, wrong) => {
  expect(isClockWrong(ahead)).toBe(wrong);
});

it.each([
  [7200, "This computer's clock is 2 h ahead."],
  [-7200, "This computer's clock is 2 h behind."],
  [360, "This computer's clock is 6 min ahead."],
  [-7100, "This computer's clock is 118 min behind."],
])('%i s: %s', (ahead, words) => {
  expect(clockWords(ahead)).toBe(words);
});
