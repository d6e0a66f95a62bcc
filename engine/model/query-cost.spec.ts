import { expect, it } from 'vitest';
import { costWords } from './query-cost.ts';

it.each([
  [
    { rows: 12, reads: 1240, megabytes: 0.42 },
    'gives 12 rows a day, and reads about 1,240 rows a day (0.4 MB).',
  ],
  [{ rows: 1, reads: 1, megabytes: 0.01 }, 'gives 1 row a day, and reads about 1 row a day (under 0.1 MB).'],
  [
    { rows: 0, reads: 5_000_000, megabytes: 2300 },
    'gives 0 rows a day, and reads about 5,000,000 rows a day (2.3 GB).',
  ],
  [{ rows: 3, reads: undefined, megabytes: undefined }, 'gives 3 rows a day.'],
])('what a query costs is said in rows and size: %j', (cost, words) => {
  expect(costWords(cost)).toBe(words);
});
