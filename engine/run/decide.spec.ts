import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import type { Change } from '../model/step.ts';
import { type Decision, decide, sameValues } from './decide.ts';
import type { InitialFinding } from './inspect.ts';

const make = (what: string): Change => ({ verb: 'add', what, where: 'toy', right: '', undoneBy: '' });
const a = make('a');
const foreseen = make('foreseen');
const theirs: Change = { ...make('theirs'), by: 'someone-else' };
const met = { is: 'met', facts: {} } as const;
const problem = { code: 'x', title: '', because: '', remedies: [{ do: 'retry' }] } as const;
const unmet = (...changes: Change[]) => ({ is: 'unmet', changes, problem }) as const;

/** A step that needs `base`, and `hint` for judging alone. */
const step = {
  needs: { base: { id: 'base' }, hint: { id: 'hint', judged: true } },
  apply: async () => ({ made: { kind: 'word', id: 'a' }, owned: true }),
  foresee: () => [foreseen, theirs],
} as never;
const check = { needs: {}, foresee: () => [] } as never;

const first = (of: Partial<InitialFinding>): InitialFinding => ({
  found: unmet(a),
  given: { base: 1 },
  missing: [],
  changes: [a],
  willGive: true,
  ...of,
});

describe('what becomes of a step of a reviewed plan', () => {
  const now = { given: { base: 1 }, applies: true, fresh: new Set<string>() };
  const seen = { of: 'seen' };

  it.each<[string, Partial<InitialFinding>, Partial<typeof now>, Decision]>([
    ['what holds, on the same facts, stays', { found: met, changes: [] }, {}, { do: 'wait' }],
    ['what is to be made, on the same facts, is made', {}, {}, { do: 'apply', changes: [a] }],
    ['what only another person can make is waited for', { changes: [theirs] }, {}, { do: 'wait' }],
    ['of two, only the own is made', { changes: [theirs, a] }, {}, { do: 'apply', changes: [a] }],
    ['what holds is looked at again on other facts', { found: met }, { given: { base: 2 } }, { do: 'look' }],
    ['what is to be made is looked at again on other facts', {}, { given: { base: 2 } }, { do: 'look' }],
    [
      'what stands on what was made just now is made as foreseen',
      { missing: ['base'], given: {} },
      { fresh: new Set(['base']) },
      { do: 'apply', changes: [foreseen] },
    ],
    [
      'what stands also on what was there before is looked at',
      { missing: ['base', 'other'], given: {} },
      { fresh: new Set(['base']) },
      { do: 'look' },
    ],
    [
      'what was not looked at and stands on what was there is looked at',
      { missing: ['base'] },
      {},
      { do: 'look' },
    ],
    [
      'a run that makes nothing looks only',
      { changes: [] },
      { applies: false, given: { base: 2 } },
      { do: 'apply', changes: [] },
    ],
    [
      'a run that makes nothing judges again what only a hint was missing for',
      { changes: [], seen },
      { applies: false, given: { base: 1, hint: 'h' } as never },
      { do: 'rejudge', seen },
    ],
    [
      'and looks where more than a hint is different',
      { changes: [], seen },
      { applies: false, given: { base: 2, hint: 'h' } as never },
      { do: 'apply', changes: [] },
    ],
    [
      'and where what was seen was not kept',
      { changes: [] },
      { applies: false, given: { base: 1, hint: 'h' } as never },
      { do: 'apply', changes: [] },
    ],
    [
      'a run that makes nothing foresees nothing either',
      { missing: ['base'], given: {}, seen },
      { applies: false, fresh: new Set(['base']) },
      { do: 'apply', changes: [] },
    ],
    [
      'a run that makes changes looks again, though only a hint is different',
      { seen },
      { given: { base: 1, hint: 'h' } as never },
      { do: 'look' },
    ],
  ])('%s', (_what, initial, situation, decision) => {
    expect(decide(step, first(initial), { ...now, ...situation })).toEqual(decision);
  });

  it('a check that does not hold is looked at until it does, and one that holds stays', () => {
    const same = { ...now, given: { base: 1 } };
    expect(decide(check, first({ changes: [] }), same)).toEqual({ do: 'apply', changes: [] });
    expect(decide(check, first({ found: met, changes: [] }), same)).toEqual({ do: 'wait' });
  });
});

describe('the same values', () => {
  it.each([
    ['equal numbers', { x: 1 }, { x: 1 }, true],
    ['other numbers', { x: 1 }, { x: 2 }, false],
    ['equal lists', { x: [1] }, { x: [1] }, true],
    ['one that was not there', {}, { x: 1 }, false],
    ['one that nobody asks for any more', { x: 1, y: 2 }, { x: 1 }, true],
  ])('%s', (_what, one, other, same) => {
    expect(sameValues(one, other)).toBe(same);
  });

  it('a secret is the same only as itself, whatever it holds', () => {
    const [one, other] = [new Secret('s'), new Secret('s')];
    expect([sameValues({ x: one }, { x: one }), sameValues({ x: one }, { x: other })]).toEqual([true, false]);
    expect(sameValues({ x: one }, { x: 's' })).toBe(false);
  });
});

it('a secret is never the same as the dots that stand for it', () => {
  const secret = new Secret('s');
  expect(sameValues({ x: secret }, { x: JSON.parse(JSON.stringify(secret)) })).toBe(false);
  expect(sameValues({ x: JSON.parse(JSON.stringify(secret)) }, { x: secret })).toBe(false);
});
