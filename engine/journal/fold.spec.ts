import { describe, expect, it } from 'vitest';
import type { Change, Receipt } from '../model/step.ts';
import { begunBy, fold, objectOf } from './fold.ts';
import type { Entry } from './journal.ts';

const change: Change = { verb: 'add', what: 'a', where: 'toy', right: '', undoneBy: '' };
const receipt = (id: string, of?: string): Receipt => ({
  made: { kind: 'word', id, ...(of === undefined ? {} : { of }) },
  owned: true,
});
const heading = { id: 'a', title: '', severity: 'block', checks: [] };
let seq = 0;
const entry = (of: object): Entry =>
  ({ v: 1, runId: 'r', seq: ++seq, at: `2026-11-22T10:00:0${seq % 10}Z`, ...of }) as never;
const began = (steps: readonly object[] = [heading]) =>
  entry({ kind: 'run-began', recipe: 'toy', title: '', intent: 'set-up', answers: {}, steps });
const made = (operation: string, of: Receipt) => [
  entry({ kind: 'intent', step: 'a', operation, change }),
  entry({ kind: 'done', step: 'a', operation, receipt: of }),
];
const undone = (operation: string, of: Receipt) =>
  entry({ kind: 'undone', step: 'a', operation, receipt: of });
const goneOf = (...entries: Entry[]) =>
  fold([began(), ...entries]).steps[0]?.undone.map(({ operation }) => operation);

describe('the object that a receipt names', () => {
  it.each([
    ['itself', receipt('a', 'of'), receipt('a', 'of'), true],
    ['itself in other letters', receipt('Ab', 'Of'), receipt('aB', 'oF'), true],
    ['another ID', receipt('a'), receipt('b'), false],
    ['the same ID on something else', receipt('a', 'x'), receipt('a', 'y'), false],
    ['the same ID on nothing', receipt('a', 'x'), receipt('a'), false],
    ['another kind', receipt('a'), { ...receipt('a'), made: { kind: 'other', id: 'a' } }, false],
  ])('%s', (_what, one, other, same) => {
    expect(objectOf(one) === objectOf(other)).toBe(same);
  });
});

describe('what is undone', () => {
  const two = [...made('1', receipt('x')), ...made('2', receipt('y'))];

  it('is the operation, and not another of the same step', () => {
    expect(goneOf(...two, undone('1', receipt('x')))).toEqual(['1']);
  });

  it('is every operation that made the same object', () => {
    const again = made('3', receipt('X'));
    expect(goneOf(...two, ...again, undone('1', receipt('x')))).toEqual(['1', '3']);
  });

  it('is not undone twice', () => {
    const again = made('3', receipt('x'));
    expect(
      goneOf(...two, ...again, undone('1', receipt('x')), undone('3', receipt('x')))?.toSorted(),
    ).toEqual(['1', '3']);
  });
});

describe('an entry of a step', () => {
  it('that the run does not have is passed over', () => {
    const picture = fold([
      began(),
      entry({ kind: 'looking', step: 'b' }),
      entry({ kind: 'undo-failed', step: 'b' }),
    ]);
    expect(picture.steps.map(({ heading: { id }, running }) => [id, running])).toEqual([['a', false]]);
  });

  it.each([
    ['looking', true],
    ['undoing', true],
    ['undo-failed', false],
  ])('%s leaves it running: %s', (kind, running) => {
    const picture = fold([began(), entry({ kind: 'looking', step: 'a' }), entry({ kind, step: 'a' })]);
    expect(picture.steps[0]?.running).toBe(running);
  });

  it('that failed for sure is open no longer; one that may have happened stays open', () => {
    const open = (outcome: string) =>
      fold([
        began(),
        entry({ kind: 'intent', step: 'a', operation: '1', change }),
        entry({ kind: 'failed', step: 'a', operation: '1', outcome }),
      ]).steps[0]?.open.length;
    expect([open('rejected'), open('indeterminate')]).toEqual([0, 1]);
  });

  it('that nobody began makes nothing', () => {
    const picture = fold([
      began(),
      entry({ kind: 'done', step: 'a', operation: '9', receipt: receipt('x') }),
    ]);
    expect(picture.steps[0]?.made).toEqual([]);
  });
});

it('what a step made is kept when the answers no longer lead to it, and forgotten where it made nothing', () => {
  const other = { ...heading, id: 'other' };
  const picture = fold([began(), ...made('1', receipt('x')), began([other])]);
  expect(picture.steps.map((each) => [each.heading.id, each.made.length])).toEqual([
    ['other', 0],
    ['a', 1],
  ]);
  expect(fold([began(), began([other])]).steps.map((each) => each.heading.id)).toEqual(['other']);
});

it('begins with its first entry and ends with its last', () => {
  const entries = [began(), ...made('1', receipt('x'))];
  expect(fold(entries)).toMatchObject({ beganAt: entries[0]?.at, lastAt: entries.at(-1)?.at });
});

describe('what a step began', () => {
  it('stays as it ended, whatever undo says of it since, and a refusal has no receipt', () => {
    const entries = [
      ...made('1', receipt('x')),
      undone('1', receipt('x')),
      entry({ kind: 'intent', step: 'a', operation: '2', change }),
      entry({ kind: 'failed', step: 'a', operation: '2', outcome: 'rejected' }),
    ];
    const [refused, done] = begunBy('a', entries);
    expect([done?.outcome, refused?.outcome]).toEqual(['done', 'failed']);
    expect(Object.keys(refused ?? {})).toEqual(['operation', 'outcome', 'at', 'change']);
  });
});
