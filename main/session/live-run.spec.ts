import { describe, expect, it } from 'vitest';
import type { Entry, PlannedChange } from '../../engine/journal/journal.ts';
import type { Plan } from '../../engine/run/plan.ts';
import type { RunResult } from '../../engine/run/run.ts';
import { type CarryOut, liveRun, type Verdict } from './live-run.ts';

const change = (what: string): PlannedChange => ({
  step: 's',
  verb: 'create',
  what,
  where: 'w',
  right: 'r',
  undoneBy: 'u',
});
const planOf = (...whats: readonly string[]): Plan => ({
  planHash: whats.join('+'),
  changes: whats.map(change),
});
const entry = (of: Partial<Entry>): Entry => ({ v: 1, runId: 'r', seq: 1, at: '', ...of }) as Entry;

/** The engine's part: writes the plan down, asks where it holds a change, and keeps what was said. */
function engine(plan: Plan, said: Verdict[]): CarryOut {
  return async ({ approve, onEntry, signal }) => {
    onEntry(entry({ kind: 'planned', ...plan }));
    if (plan.changes.length > 0) said.push(await approve(plan));
    if (signal.aborted) said.push('no');
    return {} as RunResult;
  };
}
const start = (plan: Plan, said: Verdict[], reviewed?: Plan) =>
  liveRun('r', [], engine(plan, said), () => undefined, reviewed);

describe('a run in the window', () => {
  it('pauses with its whole plan until exactly that plan is approved', async () => {
    const said: Verdict[] = [];
    const run = start(planOf('a', 'b'), said);
    expect(await run.planned).toEqual(planOf('a', 'b'));
    expect(run.approve('a')).toBe(false);
    expect([run.isRunning(), said]).toEqual([true, []]);
    expect(run.approve('a+b')).toBe(true);
    await run.ended;
    expect([run.isRunning(), said]).toEqual([false, ['yes']]);
    expect(run.approve('a+b')).toBe(false);
  });

  it('tells a plan without a change, and asks nobody', async () => {
    const said: Verdict[] = [];
    const run = start(planOf(), said);
    expect(await run.planned).toEqual(planOf());
    await run.ended;
    expect(said).toEqual([]);
  });

  it('is declined when the person turns back, and stopped when they stop it', async () => {
    const declined: Verdict[] = [];
    const one = start(planOf('a'), declined);
    await one.planned;
    one.decline();
    await one.ended;
    expect(declined).toEqual(['no']);

    const stopped: Verdict[] = [];
    const other = start(planOf('a'), stopped);
    await other.planned;
    other.stop();
    await other.ended;
    expect(stopped).toEqual(['no', 'no']);
  });

  it('goes on with the rest of a reviewed plan without asking, and ends as stale with anything more', async () => {
    const rest: Verdict[] = [];
    const going = start(planOf('b'), rest, planOf('a', 'b'));
    expect(await going.planned).toEqual(planOf('a', 'b'));
    await going.ended;
    expect(rest).toEqual(['yes']);

    const more: Verdict[] = [];
    await start(planOf('b', 'c'), more, planOf('a', 'b')).ended;
    expect(more).toEqual(['stale']);
  });

  it('has no plan when it ends before it made one', async () => {
    const failing = liveRun(
      'r',
      [],
      () => Promise.reject(new Error('disk')),
      () => undefined,
    );
    expect(await failing.planned).toBeUndefined();
    await expect(failing.ended).rejects.toThrow('disk');
  });

  it('keeps the entries of before in front of its own', () => {
    const run = liveRun('r', [entry({ kind: 'looking' })], engine(planOf(), []), () => undefined);
    expect(run.entries().map(({ kind }) => kind)).toEqual(['looking', 'planned']);
  });
});
