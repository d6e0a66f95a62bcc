import { describe, expect, it } from 'vitest';
import type { Entry, Event } from '../../engine/journal/journal.ts';
import type { Change } from '../../engine/model/step.ts';
import type { RunEntries } from './journal-file.ts';
import { earlierEntries, overviews, unfinishedRun } from './runs.ts';

const change: Change = {
  verb: 'create',
  what: 'App',
  where: 'Entra',
  right: 'X',
  undoneBy: 'Undo deletes it',
};
const receipt = { made: { kind: 'application', id: 'a' }, owned: true };
type Began = Extract<Event, { kind: 'run-began' }>;

function began(over: Partial<Began> = {}): Event {
  return {
    kind: 'run-began',
    recipe: 'dropzone-sentinel',
    title: 'Connect',
    intent: 'set-up',
    tenant: { tenantId: 't1', tenantName: 'Contoso', cloud: 'public', practice: true, account: 'ada' },
    answers: { workspace: ['/W1', '/w2'] },
    steps: [{ id: 's', title: 'S', why: '', severity: 'block', checks: [], changes: true }],
    ...over,
  };
}
const made: readonly Event[] = [
  { kind: 'planned', planHash: 'h', changes: [{ step: 's', ...change }] },
  { kind: 'intent', step: 's', operation: 'o1', change },
  { kind: 'done', step: 's', operation: 'o1', receipt },
];

function run(runId: string, ...events: readonly Event[]): RunEntries {
  return {
    runId,
    entries: events.map(
      (event, at): Entry => ({ v: 1, runId, seq: at + 1, at: `2026-11-22T10:00:0${at}Z`, ...event }),
    ),
  };
}
const ended = (how: Extract<Event, { kind: 'run-ended' }>['ended']): Event => ({
  kind: 'run-ended',
  ended: how,
});
const sought = {
  intent: 'set-up' as const,
  recipe: 'dropzone-sentinel',
  tenantId: 't1',
  answers: { workspace: ['/W2', '/w1'] },
};

describe('an unfinished run', () => {
  it.each([
    ['broke off', [began(), ...made]],
    ['broke off between intent and outcome', [began(), ...made.slice(0, 2)]],
    ['was cancelled', [began(), ...made, ended('cancelled')]],
    ['ended incomplete', [began(), ...made, ended('incomplete')]],
    [
      'was declined after it had made something',
      [began(), ...made, ended('incomplete'), began(), ended('declined')],
    ],
    ['went stale after it had begun something', [began(), ...made.slice(0, 2), began(), ended('stale')]],
  ])('is gone on with where it %s', (_, events) => {
    expect(unfinishedRun([run('r1', ...events)], sought)?.runId).toBe('r1');
  });

  it.each([
    ['is done', [began(), ...made, ended('done')]],
    ['was declined and had made nothing', [began(), ended('declined')]],
    ['went stale and had made nothing', [began(), ended('stale')]],
    ['was only a plan', [began({ intent: 'plan' })]],
    ['was only a check', [began({ intent: 'verify' })]],
    ['was undone', [began(), ...made, ended('incomplete'), began({ intent: 'undo' }), ended('done')]],
    [
      'is being undone',
      [began(), ...made, began({ intent: 'undo' }), { kind: 'approved', planHash: 'u' } as const],
    ],
    ['is of another recipe', [began({ recipe: 'other' }), ...made]],
    ['is of other workspaces', [began({ answers: { workspace: ['/w1'] } }), ...made]],
    [
      'is of another tenant',
      [began({ tenant: { tenantId: 't2', tenantName: '', cloud: 'public', practice: false, account: '' } })],
    ],
  ])('is not gone on with where it %s', (_, events) => {
    expect(unfinishedRun([run('r1', ...events)], sought)).toBeUndefined();
  });

  it('is the newest where there are several', () => {
    expect(
      unfinishedRun([run('r1', began()), run('r2', began()), run('r3', began(), ended('done'))], sought)
        ?.runId,
    ).toBe('r2');
  });
});

describe('earlier runs', () => {
  const other = began({
    tenant: { tenantId: 't2', tenantName: '', cloud: 'public', practice: false, account: '' },
  });

  it('are those of the same recipe and tenant, oldest first', () => {
    const entries = earlierEntries([run('r1', began()), run('r2', other), run('r3', began())], sought);
    expect(entries.map(({ runId }) => runId)).toEqual(['r1', 'r3']);
  });

  it('are told newest first, with what still stands of them', () => {
    const undone: Event = { kind: 'undone', step: 's', operation: 'o1', receipt };
    const all = overviews([
      run('r1', began(), ...made, ended('done')),
      run('r2', began(), ...made, undone),
      { runId: 'r3', entries: [] },
    ]);
    expect(all.map(({ runId, made: count, planned, finished }) => [runId, count, planned, finished])).toEqual(
      [
        ['r2', 0, 1, false],
        ['r1', 1, 1, true],
      ],
    );
    expect(all[1]).toMatchObject({
      recipe: 'dropzone-sentinel',
      beganAt: '2026-11-22T10:00:00Z',
      lastAt: '2026-11-22T10:00:04Z',
    });
  });

  it('are as they were where an undo was looked at and not said yes to', () => {
    const looked = [began({ intent: 'undo' }), { kind: 'planned', planHash: 'u', changes: [] } as const];
    const set = [began(), ...made, ended('done')];
    const all = overviews([run('r1', ...set, ...looked), run('r2', ...set, ...looked, ended('declined'))]);
    expect(all.map(({ intent, made: count, finished }) => [intent, count, finished])).toEqual([
      ['set-up', 1, true],
      ['set-up', 1, true],
    ]);
    const begun = overviews([run('r3', ...set, ...looked, { kind: 'approved', planHash: 'u' })]);
    expect(begun.map(({ intent, finished }) => [intent, finished])).toEqual([['undo', false]]);
  });
});

describe('a run that another key signed', () => {
  const own = run('r1', began(), ...made, ended('incomplete'));
  const forged: RunEntries = { ...run('r2', began(), ...made, ended('incomplete')), readOnly: true };

  it('is shown as one that is over', () => {
    expect(
      overviews([own, forged]).map(({ runId, finished, readOnly }) => [runId, finished, readOnly]),
    ).toEqual([
      ['r2', true, true],
      ['r1', false, undefined],
    ]);
  });

  it('is neither gone on with nor believed to have made anything', () => {
    expect(unfinishedRun([own, forged], sought)?.runId).toBe('r1');
    expect(unfinishedRun([forged], sought)).toBeUndefined();
    expect(earlierEntries([own, forged], sought)).toEqual(own.entries);
  });
});
