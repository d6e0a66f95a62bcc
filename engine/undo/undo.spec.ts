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
import { type UndoRequest, undoRun } from './undo.ts';

type Steps = Parameters<typeof request>[0];

const guid = '8d6f2f4e-1111-4222-8333-944455556666';
const theirs = '8d6f2f4e-9999-4222-8333-944455556666';

/** A run and its undo, with what undo asked and did. */
async function putBack(
  steps: Steps,
  world: Toy = toy(),
  more: Partial<UndoRequest<Toy>> = {},
  between: (journal: Entry[]) => readonly Entry[] = (journal) => journal,
) {
  const host = memoryHost();
  await run(request(steps, world, host));
  const next = memoryHost([]);
  next.at = host.at;
  const before = next.at;
  const plans: string[][] = [];
  const result = await undoRun({
    ...request(steps, world, next),
    entries: between(host.journal),
    approve: async ({ changes }) => {
      plans.push(changes.map(({ verb, what, unmarked }) => `${verb} ${what}${unmarked ? ' unmarked' : ''}`));
      return 'yes';
    },
    ...more,
  });
  const kinds = next.journal.flatMap((entry) =>
    'step' in entry ? [`${entry.step} ${entry.kind}`] : [entry.kind],
  );
  return { ...result, plans, kinds, world, seconds: (next.at - before) / 1000, journal: next.journal };
}

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

describe('taking a connection away', () => {
  const standing = (what: string, owned: boolean, of: object = {}) =>
    word(what, {
      stands: (seen: { there: boolean }) =>
        seen.there ? [{ change: making(what), receipt: { made: { kind: 'word', id: what }, owned } }] : [],
      ...of,
    } as never);

  const disconnect = async (world: Toy, steps: Steps, confirm?: UndoRequest<Toy>['confirm']) => {
    const asked: string[] = [];
    const result = await undoRun({
      ...request(steps, world, memoryHost()),
      runId: 'away',
      entries: [],
      disconnects: true,
      approve: async ({ changes }) => {
        asked.push(...changes.map(({ verb, what, unmarked }) => `${verb} ${what} ${unmarked ?? false}`));
        return 'yes';
      },
      ...(confirm ? { confirm } : {}),
    });
    return { ...result, asked };
  };

  it('removes what stands, the last made first, and not what is not there or stands for nothing', async () => {
    const world = toy(['a', 'b', 'c']);
    const steps = [standing('a', true), standing('b', true), word('c'), standing('d', true)];
    const { asked } = await disconnect(world, steps);
    expect(asked).toEqual(['remove b false', 'remove a false']);
    expect([...world.toy.there]).toEqual(['c']);
  });

  it.each([
    ['without a question', undefined, ['a']],
    ['on a no', async () => false, ['a']],
    ['on a yes by name', async () => true, []],
  ])('what bears no mark of ours goes %s only if somebody confirmed it', async (_, confirm, there) => {
    const world = toy(['a', 'b']);
    const { asked, left, picture } = await disconnect(
      world,
      [standing('a', false), standing('b', true)],
      confirm,
    );
    expect(asked).toEqual(['remove b false', 'remove a true']);
    expect([...world.toy.there]).toEqual(there);
    expect(picture.steps[0]?.undone.map(({ receipt }) => receipt.left ?? 'gone')).toEqual([
      there.length > 0 ? "a on toy, which this app didn't create and you didn't confirm" : 'gone',
    ]);
    expect(left).toEqual(
      there.length > 0 ? ["a on toy, which this app didn't create and you didn't confirm"] : [],
    );
  });

  it('passes over a step whose facts are not there', async () => {
    const world = toy(['b']);
    const { look: _look, ...missing } = word('a', { gives: { first } as never });
    const giver = { ...missing, look: async () => ({ there: false, stale: false }) } as Steps[number];
    const { asked } = await disconnect(world, [giver, standing('b', true, { needs: { first } })]);
    expect(asked).toEqual([]);
    expect([...world.toy.there]).toEqual(['b']);
  });
});
