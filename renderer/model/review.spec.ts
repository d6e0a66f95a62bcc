import { describe, expect, it } from 'vitest';
import type { Entry, Event, PlannedChange, StepHeading } from '../../engine/journal/journal.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import { planDifference } from './review.ts';

const heading = (id: string, changes = true): StepHeading => ({
  id,
  title: id,
  why: '',
  severity: 'block',
  checks: [],
  changes,
});
const change = (what: string): Change => ({
  verb: 'add',
  what,
  where: 'the application',
  right: 'Owner',
  undoneBy: 'Undo removes it',
});
const planned = (...of: readonly (readonly [step: string, what: string])[]): Event => ({
  kind: 'planned',
  planHash: of.join(),
  changes: of.map(([step, what]) => ({ ...change(what), step })),
});
const began: Event = {
  kind: 'run-began',
  recipe: 'toy',
  title: 'Toy',
  intent: 'set-up',
  tenant: { tenantId: '', tenantName: '', cloud: '', practice: true, account: '' },
  answers: {},
  steps: [heading('a'), heading('b'), heading('left-to-repair', false)],
};
const problem: Problem = { code: 'x', title: 'x', because: '', remedies: [{ do: 'retry' }] };
const unmet = (step: string, ...whats: readonly string[]): Event => ({
  kind: 'found',
  step,
  ms: 1,
  finding: { is: 'unmet', problem, changes: whats.map(change) },
});
const is = (step: string, state: 'met' | 'unknown' | 'not-reached'): Event => ({
  kind: 'found',
  step,
  ms: 1,
  finding: { is: state },
});
const stale: Event = { kind: 'run-ended', ended: 'stale' };
const approved: Event = { kind: 'approved', planHash: '' };

const whats = (changes: readonly PlannedChange[]) => changes.map(({ step, what }) => `${step} ${what}`);
function difference(...events: readonly Event[]) {
  const entries: readonly Entry[] = events.map((event, n) => ({
    v: 1,
    runId: 'run',
    seq: n + 1,
    at: '2026-11-16T10:00:00.000Z',
    ...event,
  }));
  const { added, gone } = planDifference(entries);
  return { added: whats(added), gone: whats(gone) };
}

describe('what changed since a plan was reviewed', () => {
  const first = [began, unmet('a', 'one'), unmet('b', 'two'), planned(['a', 'one'], ['b', 'two'])];

  it('names what the second check found new, and what it found done', () => {
    expect(difference(...first, is('a', 'met'), unmet('b', 'two', 'three'), stale)).toEqual({
      added: ['b three'],
      gone: ['a one'],
    });
  });

  it('says nothing of a step that the second check could not reach', () => {
    expect(difference(...first, is('a', 'unknown'), is('b', 'not-reached'), stale)).toEqual({
      added: [],
      gone: [],
    });
  });

  it('leaves out what this run would not change', () => {
    const found = [unmet('a', 'one'), unmet('b', 'two'), unmet('left-to-repair', 'extra')];
    expect(difference(...first, ...found, stale)).toEqual({ added: [], gone: [] });
  });

  it('compares the plan of a run that continued with what was approved and is not made', () => {
    const made: readonly Event[] = [
      { kind: 'intent', step: 'a', operation: '1', change: change('one') },
      { kind: 'done', step: 'a', operation: '1', receipt: { made: { kind: 'x', id: '1' }, owned: true } },
    ];
    const again = [began, is('a', 'met'), unmet('b', 'three'), planned(['b', 'three']), stale];
    expect(difference(...first, approved, ...made, ...again)).toEqual({
      added: ['b three'],
      gone: ['b two'],
    });
  });
});
