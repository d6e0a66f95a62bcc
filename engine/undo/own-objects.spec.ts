import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import type { Receipt } from '../model/step.ts';
import { run } from '../run/run.ts';
import {
  fails,
  first,
  making,
  memoryHost,
  met,
  request,
  type Toy,
  toy,
  unmet,
  word,
} from '../run/toy.spec-kit.ts';
import { putBack } from './undo.spec-kit.ts';
import { undoRun } from './undo.ts';

const guid = '8d6f2f4e-1111-4222-8333-944455556666';
const theirs = '8d6f2f4e-9999-4222-8333-944455556666';

/** A word whose receipt names an object of a tenant, and whose look shows these ids. */
const named = (id: string, shows: () => readonly string[], of: object = {}) =>
  word('a', {
    look: async ({ toy: world }: Toy) =>
      ({ there: world.there.has('a'), stale: false, ids: shows() }) as never,
    apply: async (_change: unknown, { toy: world }: Toy) => {
      world.there.add('a');
      return { made: { kind: 'word', id }, owned: true };
    },
    undo: async (_receipt: unknown, { toy: world }: Toy) => void world.there.delete('a'),
    // Its look decides, unless said.
    whose: undefined,
    ...of,
  } as never);

describe('undo touches only what the tenant shows as this run’s own', () => {
  it.each([
    ['is shown', guid, [guid], true],
    ['is shown in other letters', guid.toUpperCase(), [guid], true],
    ['is not shown', guid, [theirs], false],
    ['is an Azure resource that is shown', '/subscriptions/s/x', ['/Subscriptions/S/x'], true],
    ['is an Azure resource that is not shown', '/subscriptions/s/x', ['/subscriptions/s/y'], false],
    ['is two objects of which one is not shown', `${guid} ${theirs}`, [guid], false],
    ['is on this computer alone', 'a key', [], true],
  ])('what a receipt names and %s', async (_, id, shows, touched) => {
    const { world, left, plans, seconds, failed } = await putBack([named(id, () => shows)]);
    expect([...world.toy.there]).toEqual(touched ? [] : ['a']);
    expect(failed).toBe(0);
    expect(left).toEqual(touched ? [] : ['a on toy: not found as this run left it, so it stays']);
    expect(plans).toEqual(touched ? [['remove a']] : []);
    // What was made a moment ago may not be seen yet.
    expect(seconds).toBe(touched ? 0 : 20);
  });

  it('what is seen only after a while is still its own', async () => {
    let looks = 0;
    const { world, seconds } = await putBack([named(guid, () => (looks++ > 4 ? [guid] : []))]);
    expect([...world.toy.there]).toEqual([]);
    expect(seconds).toBe(6);
  });

  it.each([
    [
      'bears its mark',
      async (_: Receipt, { toy: { there } }: Toy) => ({ is: there.has('a') ? 'ours' : 'gone' }),
      { there: [], left: 0, bugs: 0, open: 0 },
    ],
    ['bears another mark', async () => ({ is: 'not-ours' }), { there: ['a'], left: 1, bugs: 0, open: 0 }],
    ['is gone', async () => ({ is: 'gone' }), { there: ['a'], left: 0, bugs: 0, open: 0 }],
    ['cannot be looked at', async () => fails('rejected')(), { there: ['a'], left: 1, bugs: 0, open: 1 }],
    [
      'meets a bug of ours',
      () => Promise.reject(new TypeError('nope')),
      { there: ['a'], left: 1, bugs: 5, open: 1 },
    ],
  ])('where a step looks for its mark, and the thing %s', async (_, whose, { there, left, bugs, open }) => {
    const seen: unknown[] = [];
    // What its look shows says the opposite.
    const step = named(guid, () => (there.length === 0 ? [] : [guid]), { whose });
    const undone = await putBack([step], toy(), { onUnexpected: (error) => seen.push(error) });
    expect([...undone.world.toy.there]).toEqual(there);
    expect(undone.left).toHaveLength(left);
    // Whatever was decided is written down. What nobody could look at is not undone: it is asked for again.
    expect(undone.picture.steps[0]?.undone).toHaveLength(1 - open);
    expect(undone.failed).toBe(open);
    expect(undone.picture.ended).toBe(open === 0 ? 'done' : 'incomplete');
    // It is looked for again until the time for that is over.
    expect(seen.map((error) => error instanceof TypeError)).toEqual(Array(bugs).fill(true));
  });

  it('and nothing where it cannot look', async () => {
    let broken = false;
    const step = named(guid, () => {
      if (broken) fails('rejected')();
      return [guid];
    });
    const { world, left } = await putBack([step], toy(), {}, (journal) => {
      broken = true;
      return journal;
    });
    expect([...world.toy.there]).toEqual(['a']);
    expect(left).toEqual(["a on toy: can't be checked now, so it stays"]);
  });

  it('a failed look is no word on what is there: the same undo, once it can look, puts it back', async () => {
    let broken = false;
    const step = named(guid, () => {
      if (broken) fails('rejected')();
      return [guid];
    });
    const host = memoryHost();
    const world = toy();
    await run(request([step], world, host));
    broken = true;
    const undo = () => undoRun({ ...request([step], world, memoryHost()), entries: host.journal });
    const first = await undo();
    expect([first.failed, [...world.toy.there]]).toEqual([1, ['a']]);
    broken = false;
    const entries = [...host.journal, ...first.entries.slice(host.journal.length)];
    const second = await undoRun({ ...request([step], world, memoryHost()), entries });
    expect([second.failed, second.left, [...world.toy.there]]).toEqual([0, [], []]);
  });

  it('what stands on a step that cannot be looked at is not taken for gone', async () => {
    let broken = false;
    const base = word('base', {
      gives: { first },
      look: async ({ toy: { there } }: Toy) => {
        if (broken) fails('rejected')();
        return { there: there.has('base'), stale: false };
      },
      undo: undefined,
    } as never);
    const whose = async ({ given }: { given: Record<string, unknown> }) =>
      Object.values(given).every((each) => each === undefined) ? { is: 'gone' } : { is: 'ours' };
    const above = word('above', {
      needs: { first },
      whose: async (_receipt: unknown, tools: never) => whose(tools),
    } as never);
    const { world, failed, left, picture } = await putBack([base, above], toy(), {}, (journal) => {
      broken = true;
      return journal;
    });
    expect(world.toy.there.has('above')).toBe(true);
    expect([failed, left]).toEqual([1, ["above on toy: can't be checked now, so it stays"]]);
    expect(picture.steps.find(({ heading }) => heading.id === 'above')?.undone).toEqual([]);
  });

  it('of what was removed, only what it was on has to be there', async () => {
    for (const [verb, touched] of [
      ['remove', true],
      ['revoke', true],
      ['add', false],
    ] as const) {
      const change = { ...making('a'), verb };
      let removed = false;
      const step = word('a', {
        judge: () => (removed ? met : unmet(change)),
        look: async () => ({ there: removed, stale: false, ids: [theirs] }),
        foresee: () => [change],
        apply: async () => {
          removed = true;
          return { made: { kind: 'word', id: guid, of: theirs }, owned: true };
        },
        undo: async () => void (removed = false),
        whose: undefined,
      } as never);
      await putBack([step]);
      expect(removed, verb).toBe(!touched);
    }
  });

  it('not what another step of the run happens to show', async () => {
    const beside = word('b', {
      look: async ({ toy: world }: Toy) => ({
        there: world.there.has('b'),
        stale: false,
        ids: [guid, theirs],
      }),
      apply: async (_change: unknown, { toy: world }: Toy) => {
        world.there.add('b');
        return { made: { kind: 'word', id: theirs }, owned: true };
      },
      undo: async (_receipt: unknown, { toy: world }: Toy) => void world.there.delete('b'),
      whose: undefined,
    } as never);
    const { world, left } = await putBack([named(guid, () => []), beside]);
    expect([...world.toy.there]).toEqual(['a']);
    expect(left).toHaveLength(1);
  });

  it('and nothing of a step whose facts are no longer there', async () => {
    const looked: string[] = [];
    const giver = word('a', { gives: { first } as never });
    const { look } = word('b');
    const step = word('b', {
      needs: { first } as never,
      look: (tools: never) => {
        looked.push('b');
        return look(tools);
      },
      apply: async (_change: unknown, { toy: world }: Toy) => {
        world.there.add('b');
        return { made: { kind: 'word', id: guid }, owned: true };
      },
      whose: undefined,
    } as never);
    const world = toy();
    let during = 0;
    await putBack([giver, step], world, {}, (journal) => {
      world.toy.there.delete('a');
      during = looked.length;
      return journal;
    });
    expect(looked).toHaveLength(during);
    expect([...world.toy.there]).toEqual(['b']);
  });

  it('and is passed over in its words, with nothing said of what would have remained', async () => {
    const step = named(guid, () => [], {
      apply: async (_change: unknown, { toy: world }: Toy) => {
        world.there.add('a');
        return { made: { kind: 'word', id: guid }, owned: true, remains: 'Kept for 30 days' };
      },
    });
    const { journal } = await putBack([step]);
    expect(journal.find((entry) => entry.kind === 'undone')).toMatchObject({
      step: 'a',
      receipt: {
        made: { id: guid },
        left: 'a on toy: not found as this run left it, so it stays',
      },
    });
    expect(JSON.stringify(journal)).not.toContain('Kept for 30 days');
  });

  it('what a receipt forged by somebody else names is passed over and said', async () => {
    const forged = (journal: readonly Entry[]) =>
      journal.map((entry) =>
        entry.kind === 'done'
          ? { ...entry, receipt: { ...entry.receipt, made: { kind: 'word', id: theirs } } }
          : entry,
      );
    const { world, left } = await putBack([named(guid, () => [guid])], toy(), {}, forged);
    expect([...world.toy.there]).toEqual(['a']);
    expect(left).toHaveLength(1);
  });
});
