import { describe, expect, it } from 'vitest';
import { brokenRules } from './secret-rules.ts';

const rules = [
  { rule: 'guid', say: 'That is the ID.' },
  { rule: 'blank-ends', say: 'Blank.' },
  { rule: 'max', length: 40, say: 'Too long.' },
] as const;

describe('a secret as it is pasted', () => {
  it.each([
    ['04b07795-8ddb-461a-bbee-02f9e1bf7b46', 'That is the ID.'],
    ['{04B07795-8DDB-461A-BBEE-02F9E1BF7B46}', 'That is the ID.'],
    [' value', 'Blank.'],
    ['x'.repeat(41), 'Too long.'],
  ])('%s is refused with its own sentence', (value, says) => {
    expect(brokenRules(rules, value).map(({ say }) => say)).toEqual([says]);
  });

  it('a value that looks like one, and an empty field, say nothing', () => {
    expect(brokenRules(rules, '8Qk~value.of-a-secret')).toEqual([]);
    expect(brokenRules(rules, '')).toEqual([]);
  });
});
