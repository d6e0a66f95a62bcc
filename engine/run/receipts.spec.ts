import { describe, expect, it } from 'vitest';
import { begunBy } from '../journal/fold.ts';
import { undoRun } from '../undo/undo.ts';
import { run } from './run.ts';
import { first, making, memoryHost, request, toy, word } from './toy.spec-kit.ts';

const waits = { code: 'late', title: 'Late', because: 'It is.', remedies: [{ do: 'retry' }] } as const;

/** A journal whose process ended right after it had begun to make `a`. */
async function cutOff(world: ReturnType<typeof toy>) {
  const host = memoryHost();
  const { append } = host;
  host.append = async (entry) => {
    if (host.journal.at(-1)?.kind === 'intent') throw new Error('dead');
    return append(entry);
  };
  await run(request([word('a')], world, host)).catch(() => undefined);
  expect(host.journal.at(-1)?.kind).toBe('intent');
  return host.journal;
}

describe('receipts', () => {
  it('what is not seen yet is not closed as never happened, and is ours when it appears', async () => {
    const world = toy();
    const journal = await cutOff(world);
    expect([...world.toy.there]).toEqual(['a']);
    world.toy.stale = 3;
    const next = memoryHost([...journal]);
    const { entries } = await run(request([word('a')], world, next, { earlier: journal }));
    expect(begunBy('a', entries).map(({ outcome, receipt }) => [outcome, receipt?.owned])).toEqual([
      ['done', true],
    ]);
    expect(world.toy.writes).toEqual(['a']);
  });

  it('undone at once, what is not seen yet is waited for and put back', async () => {
    const world = toy();
    const journal = await cutOff(world);
    world.toy.stale = 3;
    const next = memoryHost([...journal]);
    const { failed, left } = await undoRun({
      ...request([word('a')], world, next),
      entries: next.journal,
    });
    expect([failed, left, [...world.toy.there]]).toEqual([0, [], []]);
  });

  it('what is not seen for a whole settle time has never happened', async () => {
    const world = toy();
    const journal = await cutOff(world);
    world.toy.there.clear();
    const next = memoryHost([...journal]);
    const { entries } = await run(request([word('a')], world, next, { earlier: journal }));
    expect(begunBy('a', entries).map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  });

  it('what somebody else made is not taken for ours, and stays', async () => {
    const world = toy();
    const journal = await cutOff(world);
    const theirs = () => [word('a', { recognize: () => 'not-ours' })];
    const next = memoryHost([...journal]);
    await run(request(theirs(), world, next, { earlier: journal }));
    const { failed } = await undoRun({ ...request(theirs(), world, next), entries: next.journal });
    expect(failed).toBe(0);
    expect([...world.toy.there]).toEqual(['a']);
  });

  it('one object with two receipts is put back once, and both are told as undone', async () => {
    const world = toy();
    const host = memoryHost();
    await run(request([word('a')], world, host));
    const done = host.journal.find((entry) => entry.kind === 'done');
    const intent = host.journal.find((entry) => entry.kind === 'intent');
    if (done?.kind !== 'done' || intent?.kind !== 'intent') throw new Error('Nothing was made');
    for (const entry of [intent, done]) await host.append({ ...entry, operation: 'again' });
    let undone = 0;
    const steps = [
      word('a', {
        async undo() {
          undone++;
          world.toy.there.delete('a');
        },
      }),
    ];
    const { picture } = await undoRun({ ...request(steps, world, host), entries: host.journal });
    expect(undone).toBe(1);
    expect(picture.steps[0]?.undone).toHaveLength(2);
  });

  it('an operation nobody can tell of is named by undo, which is then not done', async () => {
    const world = toy();
    const journal = await cutOff(world);
    const steps = [word('a', { recognize: () => 'still-open' })];
    const next = memoryHost([...journal]);
    const { failed, left, picture } = await undoRun({
      ...request(steps, world, next),
      entries: next.journal,
    });
    expect([failed, picture.ended]).toEqual([1, 'incomplete']);
    expect(left).toEqual([expect.stringContaining("We can't see whether it was made")]);
  });

  it('what a receipt names and is gone is put back already', async () => {
    const world = toy();
    const host = memoryHost();
    const steps = [
      word('a', { whose: async () => ({ is: world.toy.there.has('a') ? 'ours' : 'gone' }) as const }),
    ];
    await run(request(steps, world, host));
    world.toy.there.clear();
    const { failed, left, picture } = await undoRun({
      ...request(steps, world, host),
      entries: host.journal,
    });
    expect([failed, left, picture.ended]).toEqual([0, [], 'done']);
    expect(picture.steps[0]?.undone).toHaveLength(1);
  });

  it('the plan of an undo calls a thing as the tenant does', async () => {
    const world = toy();
    const host = memoryHost();
    const steps = [word('a', { whose: async () => ({ is: 'ours', what: 'As it is called now' }) })];
    await run(request(steps, world, host));
    const { plan } = await undoRun({ ...request(steps, world, host), entries: host.journal });
    expect(plan.changes.map(({ what }) => what)).toEqual(['As it is called now']);
  });

  it('what waits on Microsoft once its facts are there is waited for, and then made', async () => {
    const world = toy();
    let looks = 0;
    const late = word('b', {
      needs: { first } as never,
      judge: ({ there }) => {
        if (there) return { is: 'met', facts: {} as never };
        looks++;
        return looks < 4
          ? { is: 'waiting', on: 'microsoft', since: '', problem: waits }
          : { is: 'unmet', changes: [making('b')], problem: waits };
      },
    });
    // What gives the fact was there already, so that the late one is looked at and not taken as new.
    const giver = word('a', {
      gives: { first } as never,
      apply: async (_change, { toy: it }) => {
        it.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: false };
      },
    });
    const { picture } = await run(request([giver, late], world, memoryHost()));
    expect(picture.steps.map(({ is }) => is)).toEqual(['met', 'met']);
    expect(world.toy.writes).toEqual(['b']);
  });
});
