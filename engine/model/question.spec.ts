import { describe, expect, it } from 'vitest';
import { isAsked, type Question } from './question.ts';

const base = { title: 'T', screen: 's' };
const use: Question = {
  ...base,
  id: 'use',
  kind: 'choice',
  default: 'both',
  options: ['both', 'query'].map((id) => ({ id, title: id })),
};
const sync: Question = {
  ...base,
  id: 'sync',
  kind: 'confirm',
  default: false,
  where: [{ question: 'use', is: ['both'] }],
};
const stage: Question = {
  ...base,
  id: 'stage',
  kind: 'text',
  default: 'Active',
  max: 9,
  where: [{ question: 'sync', is: [true] }],
};
const reason: Question = {
  ...base,
  id: 'reason',
  kind: 'text',
  default: '',
  max: 9,
  where: [
    { question: 'stage', is: ['Closed'] },
    { question: 'absent', is: [true] },
  ],
};
const all = [use, sync, stage, reason];

describe('a question', () => {
  it.each([
    [use, {}, true],
    [sync, {}, true],
    [sync, { use: 'query' }, false],
    [stage, {}, false],
    [stage, { sync: true }, true],
    [stage, { sync: true, use: 'query' }, false],
    [reason, { sync: true }, false],
    [reason, { sync: true, stage: 'Closed' }, true],
    [reason, { sync: true, stage: 'Closed', use: 'query' }, false],
  ] as const)('%o is asked after %o: %s', (ask, answers, asked) => {
    expect(isAsked(ask, all, answers)).toBe(asked);
  });
});
