import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import type { Receipt } from '../model/step.ts';
import { run } from '../run/run.ts';
import { fails, making, memoryHost, request, type Toy, toy, word } from '../run/toy.spec-kit.ts';
import { putBack } from './undo.spec-kit.ts';
import { undoRun } from './undo.ts';

describe('undo', () => {
  it('takes back what the run made, the newest first, once each, by a plan that says so', async () => {
    const undone: string[] = [];
    const undo = async (receipt: Receipt, { toy: world }: Toy) => {
      undone.push(receipt.made.id);
      world.there.delete(receipt.made.id);
    };
    const { plans, failed, left, lost, remains, world, picture } = await putBack([
      word('a', { undo } as never),
      word('b', { undo } as never),
    ]);
    expect(plans).toEqual([['remove b', 'remove a']]);
    expect(undone).toEqual(['b', 'a']);
    expect([...world.toy.there]).toEqual([]);
    expect({ failed, left, lost, remains }).toEqual({ failed: 0, left: [], lost: [], remains: [] });
    expect(picture.ended).toBe('done');
  });

  it('goes back in the order things were begun, whenever it was learnt that they were made', async () => {
    const world = toy();
    for (const each of ['a', 'b']) world.toy.there.add(each);
    const undone: string[] = [];
    const undo = async (receipt: Receipt) => {
      undone.push(receipt.made.id);
      world.toy.there.delete(receipt.made.id);
    };
    const steps = [word('a', { undo } as never), word('b', { undo } as never)];
    const host = memoryHost();
    await run(request(steps, toy(), host));
    const [began] = host.journal;
    const entry = (kind: string, step: string) => ({
      kind,
      step,
      operation: step,
      change: making(step),
      ...(kind === 'done' ? { receipt: { made: { kind: 'word', id: step }, owned: true } } : {}),
    });
    const events = [entry('intent', 'a'), entry('intent', 'b'), entry('done', 'b'), entry('done', 'a')];
    const entries = [began, ...events.map((each, nth) => ({ ...began, ...each, seq: nth + 2 }))];
    await undoRun({ ...request(steps, world, memoryHost()), entries: entries as Entry[] });
    expect(undone).toEqual(['b', 'a']);
  });

  it('of what is back already does nothing and asks nothing', async () => {
    const steps = [word('a')];
    const world = toy();
    const host = memoryHost();
    await run(request(steps, world, host));
    await undoRun({ ...request(steps, world, host), entries: [...host.journal] });
    world.toy.there.add('a');
    const asked: unknown[] = [];
    const again = await undoRun({
      ...request(steps, world, host),
      entries: [...host.journal],
      approve: async (plan) => (asked.push(plan), 'yes'),
    });
    expect(asked).toEqual([]);
    expect(again.picture.ended).toBe('done');
    expect([...world.toy.there]).toEqual(['a']);
  });

  it.each([
    ['no', 'declined'],
    ['stale', 'stale'],
  ] as const)('touches nothing on %s', async (answer, ended) => {
    const { world, picture } = await putBack([word('a')], toy(), { approve: async () => answer });
    expect([...world.toy.there]).toEqual(['a']);
    expect(picture.ended).toBe(ended);
  });

  it('touches nothing that was lost for good, and says so', async () => {
    const undone: string[] = [];
    const step = word('a', {
      apply: async (_change: unknown, { toy: world }: Toy) => {
        world.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: true, lost: 'The old secret' };
      },
      undo: async () => void undone.push('a'),
    } as never);
    const { lost, plans } = await putBack([step]);
    expect(lost).toEqual(['The old secret']);
    expect([undone, plans]).toEqual([[], []]);
  });

  it('says what Microsoft keeps, and what it left because others use it', async () => {
    const keeps = word('a', {
      apply: async (_change: unknown, { toy: world }: Toy) => {
        world.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: true, remains: 'Kept for 30 days' };
      },
    } as never);
    const used = word('b', { undo: async () => ({ left: 'b, which others use' }) } as never);
    const { left, remains, seconds, world, journal } = await putBack([keeps, used]);
    expect(left).toEqual(['b, which others use']);
    expect(remains).toEqual(['b, which others use', 'Kept for 30 days']);
    expect([...world.toy.there]).toEqual(['b']);
    // What was put back just now may still be seen on it, so it is asked again, and then left.
    expect(seconds).toBe(20);
    const undone = journal.flatMap((entry) => (entry.kind === 'undone' ? [entry.receipt.left] : []));
    expect(undone).toEqual(['b, which others use', undefined]);
  });

  it('takes what others used a moment ago and use no more', async () => {
    let uses = 3;
    const step = word('a', {
      undo: async (_receipt: unknown, { toy: world }: Toy) => {
        if (uses-- > 0) return { left: 'a, which others use' };
        world.there.delete('a');
        return undefined;
      },
    } as never);
    const { left, remains, seconds } = await putBack([step]);
    expect([left, remains, seconds]).toEqual([[], [], 6]);
  });

  it.each([
    ['throttled', { retryAfter: 7 }, 7],
    ['throttled', {}, 2],
    ['indeterminate', {}, 2],
    ['not-sent', { retryAfter: 1 }, 2],
    ['rejected', { passes: true }, 2],
  ] as const)('asks again after %s with %o in %i seconds', async (outcome, known, seconds) => {
    const trouble = [fails(outcome, known)];
    const step = word('a', {
      undo: async (_receipt: unknown, { toy: world }: Toy) => {
        trouble.shift()?.();
        world.there.delete('a');
      },
    } as never);
    const undone = await putBack([step]);
    expect([undone.failed, undone.seconds]).toEqual([0, seconds]);
    expect([...undone.world.toy.there]).toEqual([]);
  });

  it('gives up on a plain no at once and on the rest after a minute, goes on with what is left, and says it failed', async () => {
    for (const [trouble, seconds] of [
      [fails('rejected'), 0],
      [fails('throttled'), 60],
    ] as const) {
      const stuck = word('b', { undo: async () => trouble() } as never);
      const { failed, kinds, picture, world, ...undone } = await putBack([word('a'), stuck]);
      expect(failed).toBe(1);
      expect(picture.ended).toBe('incomplete');
      expect(undone.seconds).toBe(seconds);
      expect(kinds.filter((kind) => /undo/u.test(kind))).toEqual([
        'b undoing',
        'b undo-failed',
        'a undoing',
        'a undone',
      ]);
      expect([...world.toy.there]).toEqual(['b']);
    }
  });

  it('says of a bug of ours that it is one', async () => {
    const seen: unknown[] = [];
    const step = word('a', {
      undo: async () => {
        throw new TypeError('nope');
      },
    } as never);
    const { failed, journal } = await putBack([step], toy(), { onUnexpected: (error) => seen.push(error) });
    expect(failed).toBe(1);
    expect(seen).toHaveLength(1);
    const said = journal.flatMap((entry) => (entry.kind === 'undo-failed' ? [entry.problem.code] : []));
    expect(said).toEqual(['unexpected']);
  });

  it('looks until what it took back is seen gone, for a minute at most', async () => {
    for (const [stale, seconds] of [
      [0, 0],
      [3, 6],
      [1000, 60],
    ] as const) {
      let left = stale;
      let gone = false;
      const step = word('a', {
        look: async ({ toy: world }: Toy) => ({
          there: world.there.has('a') || (gone && left-- > 0),
          stale: false,
        }),
        undo: async (_receipt: unknown, { toy: world }: Toy) => {
          gone = true;
          world.there.delete('a');
        },
      } as never);
      const undone = await putBack([step]);
      expect(undone.seconds, String(stale)).toBeGreaterThanOrEqual(seconds);
      expect(undone.seconds, String(stale)).toBeLessThanOrEqual(seconds + 5);
      // What was seen last is the end.
      expect(undone.picture.steps[0]?.is, String(stale)).toBe(stale === 1000 ? 'met' : 'unmet');
    }
  });

  it('stops between two things when it is stopped', async () => {
    const stop = new AbortController();
    const undo = async (receipt: Receipt, { toy: world }: Toy) => {
      world.there.delete(receipt.made.id);
      stop.abort(new Error('stopped'));
    };
    const { world, picture } = await putBack(
      [word('a', { undo } as never), word('b', { undo } as never)],
      toy(),
      { signal: stop.signal },
    );
    expect([...world.toy.there]).toEqual(['a']);
    expect(picture.ended).toBe('cancelled');
  });
});
