import { describe, expect, it } from 'vitest';
import { optional } from '../model/fact.ts';
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

describe('a turn', () => {
  const roleComes = (world: Toy) => looks({ 1: () => world.toy.there.add('role') }, 3);

  it('writes down the rights that came, then the look, the change and how long both took', async () => {
    const world = toy();
    const host = memoryHost();
    const slow = guarded('a', {
      apply: (async (_change: unknown, { toy: here }: Toy) => {
        host.at += 4000;
        here.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: true };
      }) as never,
    });
    await run(request([rights(), slow], world, host, { waits: roleComes(world) }));
    const written = host.journal.flatMap((entry) => ('step' in entry ? [`${entry.step} ${entry.kind}`] : []));
    expect(written.slice(written.lastIndexOf('rights found'))).toEqual([
      'rights found',
      'a looking',
      'a intent',
      'a done',
      'a found',
    ]);
    expect(host.journal.findLast(({ kind }) => kind === 'found')).toMatchObject({ step: 'a', ms: 4000 });
    const known = host.journal.flatMap((entry) =>
      entry.kind === 'found' && entry.step === 'rights' ? [entry.finding.facts] : [],
    );
    expect(known).toEqual([{ first: 'no' }, { first: 'yes' }]);
  });

  it('that is over because the person stopped looks at nothing and renews nothing', async () => {
    const stop = new AbortController();
    const noted: string[] = [];
    const waits: Waits = {
      pause: async () => {
        stop.abort(new Error('stopped'));
        return 'time';
      },
      renew: async () => void noted.push('renew'),
    };
    const { picture } = await run(asked(toy(), [rights(), guarded('a')], { waits, signal: stop.signal }));
    expect([picture.ended, noted]).toEqual(['cancelled', []]);
  });

  it('goes on after a bug of ours in the renewal that nobody is told of', async () => {
    const world = toy();
    const waits: Waits = { ...roleComes(world), renew: () => Promise.reject(new TypeError('nope')) };
    const { picture } = await run(asked(world, [rights(), guarded('a')], { waits }));
    expect(states(picture)).toEqual({ rights: 'met', a: 'met' });
  });

  it('does not look at rights whose own facts are missing', async () => {
    let looked = 0;
    const { apply: _none, ...blocks } = word('none', { gives: { second } as never });
    const behind = word('behind', {
      needs: { second } as never,
      gives: { first } as never,
      apply: undefined,
      look: async () => {
        looked++;
        return { there: true, stale: false };
      },
    } as never);
    const step = word('a', {
      needs: { first: optional(first) } as never,
      judge: (() => ({ is: 'waiting', on: 'person', since: '', problem: asking, changes: [] })) as never,
    });
    await run(asked(toy(), [blocks as never, behind, step], { waits: looks({}, 2) }));
    expect(looked).toBe(0);
  });
});

describe('what Microsoft refused', () => {
  const refusing = () => {
    throw new ProblemError({ ...asking, who: { role: 'Toy Administrator' } }, { outcome: 'rejected' });
  };
  const sentOf = async (trouble: (() => void)[], judge: object, times = 4) => {
    const world = toy(['role']);
    let sent = 0;
    const step = guarded('a', {
      ...judge,
      apply: (async () => {
        sent++;
        trouble.shift()?.();
        return { made: { kind: 'word', id: 'a' }, owned: true };
      }) as never,
    });
    let nth = 0;
    const waits: Waits = { pause: async () => (nth++ < times ? 'time' : 'enough') };
    await run(asked(world, [rights(), step], { waits }));
    return sent;
  };

  it('after a role came is not asked for again by itself, with the same rights', async () => {
    const world = toy();
    let sent = 0;
    const step = guarded('a', {
      apply: (async () => {
        sent++;
        return refusing();
      }) as never,
    });
    await run(asked(world, [rights(), step], { waits: looks({ 1: () => world.toy.there.add('role') }, 5) }));
    expect(sent).toBe(1);
  });

  it('is asked for again once what was made is missing again, because that was not refused', async () => {
    let looked = 0;
    const person = { is: 'waiting', on: 'person', since: '', problem: asking, changes: [making('a')] };
    // A person is waited for; it may be made and is; a person is waited for again; then it is missing again.
    const told = ['waits', 'missing', 'waits', 'missing', 'there'] as const;
    const judge = {
      judge: (() => {
        const is = told[looked++] ?? 'there';
        if (is === 'waits') return person;
        if (is === 'there') return { is: 'met', facts: { second: 'a' } };
        return { is: 'unmet', changes: [making('a')], problem: asking };
      }) as never,
    };
    expect(await sentOf([], judge)).toBe(2);
  });
});
