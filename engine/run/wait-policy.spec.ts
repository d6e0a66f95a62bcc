import { describe, expect, it } from 'vitest';
import { ProblemError } from '../model/problem.ts';
import { type RunRequest, run, verdict } from './run.ts';
import { fails, first, making, memoryHost, request, second, type Toy, toy, word } from './toy.spec-kit.ts';
import type { Waits } from './wait-policy.ts';

const states = (picture: { steps: readonly { heading: { id: string }; is: string }[] }) =>
  Object.fromEntries(picture.steps.map(({ heading, is }) => [heading.id, is]));

const asking = {
  code: 'ask',
  title: 'Ask',
  because: 'It takes a role.',
  remedies: [{ do: 'retry' }],
} as const;

/** What the signed-in one may do: the word `role` being there. */
const rights = () =>
  word('rights', {
    gives: { first } as never,
    look: async ({ toy: world }: Toy) => ({ there: world.there.has('role'), stale: false }),
    judge: (({ there }: { there: boolean }) => ({
      is: 'met',
      facts: { first: there ? 'yes' : 'no' },
    })) as never,
    foresee: () => [],
    apply: undefined,
  } as never);

/** A change that takes the role; without it somebody else makes it. */
const guarded = (what: string, more: object = {}) =>
  word(what, {
    needs: { first } as never,
    gives: { second } as never,
    judge: ((seen: { there: boolean }, given: { first: string }) =>
      seen.there
        ? { is: 'met', facts: { second: what } }
        : given.first === 'yes'
          ? { is: 'unmet', changes: [making(what)], problem: asking }
          : { is: 'waiting', on: 'person', since: '', problem: asking, changes: [making(what)] }) as never,
    ...more,
  });

/** Someone who acts before the nth look; gives up after `enough` looks. */
function looks(acts: Readonly<Record<number, () => void>>, enough = 20): Waits & { count: () => number } {
  let nth = 0;
  return {
    count: () => nth,
    async pause() {
      nth++;
      acts[nth]?.();
      return nth > enough ? 'enough' : 'time';
    },
  };
}

const asked = (world: Toy, steps: Parameters<typeof request>[0], more: Partial<RunRequest<Toy>>) =>
  request(steps, world, memoryHost(), more);

describe('what waiting for a person', () => {
  it('stands in the plan as someone else’s, asks for no yes, and ends the run where nobody waits for it', async () => {
    const { plan, picture } = await run(
      asked(toy(), [rights(), guarded('a')], { approve: () => Promise.reject(new Error('asked')) }),
    );
    expect(plan.changes.map(({ what, by }) => [what, by])).toEqual([['a', 'someone-else']]);
    expect(states(picture)).toEqual({ rights: 'met', a: 'waiting' });
    expect(verdict(picture)).toBe(4);
  });

  it('has the same hash whoever makes it', async () => {
    const theirs = await run(asked(toy(), [rights(), guarded('a')], { intent: 'plan' }));
    const mine = await run(asked(toy(['role']), [rights(), guarded('a')], { intent: 'plan' }));
    expect(mine.plan.planHash).toBe(theirs.plan.planHash);
    expect(mine.plan.changes[0]?.by).toBeUndefined();
  });

  it('goes on by itself once they have done it, and the rest did not wait', async () => {
    const world = toy();
    const order: string[] = [];
    const waits = looks({ 3: () => (order.push(...world.toy.writes), world.toy.there.add('a')) });
    const after = word('b', { needs: { second } as never });
    const { picture } = await run(asked(world, [rights(), guarded('a'), word('c'), after], { waits }));
    expect(order).toEqual(['c']);
    expect(world.toy.writes).toEqual(['c', 'b']);
    expect(states(picture)).toEqual({ rights: 'met', a: 'met', b: 'met', c: 'met' });
    expect(picture.ended).toBe('done');
  });

  it('is made here where the role becomes the person’s own, with a token of after it', async () => {
    const world = toy();
    let fresh = false;
    const waits: Waits = {
      ...looks({}),
      renew: async () => {
        fresh = true;
        world.toy.there.add('role');
      },
    };
    const { picture } = await run(asked(world, [rights(), guarded('a')], { waits }));
    expect(fresh).toBe(true);
    expect(world.toy.writes).toEqual(['a']);
    expect(states(picture)).toEqual({ rights: 'met', a: 'met' });
  });

  it('is not made where it was not in the reviewed plan', async () => {
    const world = toy();
    const other = guarded('a', {
      judge: ((_seen: unknown, given: { first: string }) =>
        given.first === 'yes'
          ? { is: 'unmet', changes: [making('something else')], problem: asking }
          : { is: 'waiting', on: 'person', since: '', problem: asking, changes: [making('a')] }) as never,
    });
    const waits = looks({ 1: () => world.toy.there.add('role') });
    const { picture } = await run(asked(world, [rights(), other], { waits }));
    expect(world.toy.writes).toEqual([]);
    expect(picture.steps[1]?.finding?.problem?.code).toBe('plan-went-stale');
  });

  it('stays waiting when patience ends, and its looks leave no trail while nothing changes', async () => {
    const host = memoryHost();
    const waits = looks({}, 5);
    const { picture } = await run(request([rights(), guarded('a')], toy(), host, { waits }));
    expect(waits.count()).toBe(6);
    expect(states(picture)).toEqual({ rights: 'met', a: 'waiting' });
    expect(picture.ended).toBe('incomplete');
    expect(host.journal.filter(({ kind }) => kind === 'found')).toHaveLength(2);
  });

  it('refused by Microsoft is asked for again when something is different, or when a person says so', async () => {
    const refusing = () => {
      throw new ProblemError({ ...asking, who: { role: 'Toy Administrator' } }, { outcome: 'rejected' });
    };
    for (const [why, writes] of [
      ['time', 0],
      ['asked', 1],
    ] as const) {
      const world = toy(['role']);
      world.toy.trouble = [refusing];
      let nth = 0;
      const waits: Waits = { pause: async () => (nth++ < 3 ? why : 'enough') };
      await run(asked(world, [rights(), guarded('a')], { waits }));
      expect(world.toy.writes, why).toHaveLength(writes);
    }
  });

  it('is stopped at once by the person', async () => {
    const stop = new AbortController();
    const waits: Waits = {
      pause: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          stop.abort(new Error('stopped'));
        }),
    };
    const { picture } = await run(asked(toy(), [rights(), guarded('a')], { waits, signal: stop.signal }));
    expect(picture.ended).toBe('cancelled');
  });

  it('goes on after a look that failed', async () => {
    const world = toy();
    let failing = false;
    const shaky = guarded('a', {
      look: async ({ toy: there }: Toy) => {
        if (failing) fails('not-sent')();
        return { there: there.there.has('a'), stale: false };
      },
    });
    const waits = looks({
      1: () => (failing = true),
      3: () => (failing = false),
      4: () => world.toy.there.add('a'),
    });
    const { picture } = await run(asked(world, [rights(), shaky], { waits }));
    expect(states(picture)).toEqual({ rights: 'met', a: 'met' });
  });
});
