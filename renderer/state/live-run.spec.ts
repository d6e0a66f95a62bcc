import { describe, expect, it } from 'vitest';
import type { Entry, Event, Intent } from '../../engine/journal/journal.ts';
import type { Change } from '../../engine/model/step.ts';
import { liveCards, phaseOf, progress, ranFor, withoutUndo } from './live-run.ts';

const change: Change = {
  verb: 'add',
  what: 'Data.Read',
  where: 'API',
  right: 'Admin',
  undoneBy: 'Undo removes it',
};
const planned = { ...change, step: 'declare' };
const receipt = { made: { kind: 'role', id: '1' }, owned: true, remains: 'Kept for 30 days' };
const heading = (id: string) => ({
  id,
  title: id,
  why: `why ${id}`,
  severity: 'block' as const,
  checks: [],
  changes: true,
});
const problem = { code: 'x', title: 'No', because: 'Because', remedies: [{ do: 'retry' as const }] as const };

/** A journal in which each event is a second after the one before. */
function journal(events: readonly Event[]): readonly Entry[] {
  const start = Date.UTC(2026, 10, 22, 9);
  return events.map((event, at) => ({
    v: 1,
    runId: 'r',
    seq: at + 1,
    at: new Date(start + at * 1000).toISOString(),
    ...event,
  }));
}

const began = (intent: Intent): Event => ({
  kind: 'run-began',
  recipe: 'acme',
  title: 'Acme',
  intent,
  tenant: { tenantId: 't', tenantName: 'T', cloud: 'public', practice: true, account: 'a' },
  answers: {},
  steps: [heading('find'), heading('declare')],
});
const found = (step: string, is: 'met' | 'unmet' | 'waiting'): Event => ({
  kind: 'found',
  step,
  ms: 10,
  finding: is === 'met' ? { is } : { is, problem, ...(is === 'waiting' ? { on: 'person' as const } : {}) },
});
const reviewed: readonly Event[] = [
  began('set-up'),
  found('find', 'met'),
  found('declare', 'unmet'),
  { kind: 'planned', planHash: 'h', changes: [planned] },
];
const made: readonly Event[] = [
  { kind: 'approved', planHash: 'h' },
  { kind: 'looking', step: 'declare' },
  { kind: 'intent', step: 'declare', operation: 'o', change },
  { kind: 'done', step: 'declare', operation: 'o', receipt },
];
const marks = (entries: readonly Entry[]) => liveCards(entries).map(({ mark }) => mark);

describe('the live list of a run', () => {
  it('a step whose turn is to come has not failed: it has not started', () => {
    expect(marks(journal(reviewed))).toEqual(['met', 'pending']);
  });

  it('a step that had its turn and does not hold says so', () => {
    expect(marks(journal([...reviewed, ...made, found('declare', 'unmet')]))).toEqual(['met', 'unmet']);
  });

  it('while it is looked at again every card keeps what it said', () => {
    const waited = [
      ...reviewed,
      ...made,
      found('declare', 'waiting'),
      { kind: 'run-ended', ended: 'incomplete' },
    ];
    const again: Event[] = [began('set-up'), { kind: 'looking', step: 'find' }];
    expect(marks(journal([...waited, ...again] as Event[]))).toEqual(['met', 'waiting-person']);
    expect(phaseOf(journal([...waited, ...again] as Event[]))).toBe('looking-again');
  });

  it('knows whether it is still read, at work or ended', () => {
    expect(phaseOf(journal(reviewed))).toBe('review');
    expect(phaseOf(journal([...reviewed, ...made]))).toBe('at-work');
    expect(phaseOf(journal([...reviewed, ...made, { kind: 'run-ended', ended: 'done' }]))).toBe('ended');
  });

  it('counts what is made of what was reviewed', () => {
    expect(progress(liveCards(journal(reviewed)))).toEqual({ made: 0, total: 1 });
    expect(progress(liveCards(journal([...reviewed, ...made])))).toEqual({ made: 1, total: 1 });
  });

  it('time runs from the yes, not from the reading, and stops with the run', () => {
    const running = journal([...reviewed, ...made]);
    const yes = Date.parse(running.find(({ kind }) => kind === 'approved')?.at ?? '');
    expect(ranFor(running, yes + 60_000)).toBe(60_000);
    expect(ranFor(journal([...reviewed, ...made, { kind: 'run-ended', ended: 'done' }]), yes + 60_000)).toBe(
      4000,
    );
    expect(ranFor(journal(reviewed), yes)).toBe(0);
  });
});

describe('an undo', () => {
  const ended = [
    ...reviewed,
    ...made,
    found('declare', 'met'),
    { kind: 'run-ended', ended: 'done' },
  ] as Event[];
  const undoing = [
    ...ended,
    began('undo'),
    { kind: 'planned', planHash: 'u', changes: [{ ...planned, verb: 'remove' }] },
  ] as Event[];

  it('that is only planned leaves what the set-up found in sight', () => {
    expect(marks(withoutUndo(journal(undoing)))).toEqual(['met', 'met']);
  });
});
