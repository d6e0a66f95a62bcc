import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import { optional, toJudge } from '../model/fact.ts';
import { ProblemError } from '../model/problem.ts';
import type { AnyStep, Change } from '../model/step.ts';
import type { Host } from './host.ts';
import { run } from './run.ts';
import {
  blocked,
  fails,
  first,
  making,
  memoryHost,
  met,
  request,
  second,
  type Toy,
  telling,
  toy,
  unmet,
  word,
} from './toy.spec-kit.ts';

const states = (picture: { steps: readonly { heading: { id: string }; is: string }[] }) =>
  Object.fromEntries(picture.steps.map(({ heading, is }) => [heading.id, is]));
const kinds = (journal: readonly Entry[]) =>
  journal.map((entry) => ('step' in entry ? `${entry.step} ${entry.kind}` : entry.kind));

const problem = { code: 'no', title: 'No', because: 'No.', remedies: [{ do: 'retry' }] } as const;

/** A check: it looks and judges, and changes nothing. */
const check = (step: AnyStep<Toy>) => ({ ...step, apply: undefined }) as unknown as AnyStep<Toy>;

describe('a stopped run', () => {
  const stoppedAt = async (kind: Entry['kind'], step: AnyStep<Toy>) => {
    const stop = new AbortController();
    const host = memoryHost();
    const onEntry = (entry: Entry) => entry.kind === kind && stop.abort(new Error('stopped'));
    const { picture } = await run(request([step], toy(), host, { signal: stop.signal, onEntry }));
    const after = kinds(host.journal).slice(host.journal.findIndex((entry) => entry.kind === kind) + 1);
    return { ended: picture.ended, after };
  };

  it('begins with no step once it was approved', async () => {
    expect(await stoppedAt('approved', word('a'))).toEqual({ ended: 'cancelled', after: ['run-ended'] });
  });

  it('begins no other change of the same step', async () => {
    const step = telling('a', [unmet(making('a'), making('b'))]);
    expect(await stoppedAt('done', step)).toEqual({ ended: 'cancelled', after: ['run-ended'] });
  });
});

describe('the entries of a step that was made', () => {
  it('are a look and what it found, then the change, and what was found after it and how long that took', async () => {
    const host = memoryHost();
    const world = toy();
    await run(
      request(
        [
          word('a', {
            apply: async (_change: Change, { toy: here }: Toy) => {
              here.there.add('a');
              here.stale = 1;
              return { made: { kind: 'word', id: 'a' }, owned: true };
            },
          } as never),
        ],
        world,
        host,
      ),
    );
    expect(kinds(host.journal)).toEqual([
      'run-began',
      'a looking',
      'a found',
      'planned',
      'approved',
      'a looking',
      'a intent',
      'a done',
      'a settling',
      'a found',
      'run-ended',
    ]);
    const took = host.journal.flatMap((entry) => (entry.kind === 'found' ? [entry.ms] : []));
    expect(took).toEqual([0, 1000]);
  });

  it('hold the change that was refused', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const { picture } = await run(request([word('a')], world, memoryHost()));
    expect(picture.steps[0]?.finding?.changes).toEqual([making('a')]);
  });
});

describe('a foreseen change', () => {
  /** Gives its fact only once it was asked to; what was there already it did not make. */
  const adopting = (id: string, gives: object) =>
    word(id, {
      gives: gives as never,
      apply: async (_change: Change, { toy: here }: Toy) => {
        here.there.add(id);
        return { made: { kind: 'word', id }, owned: false, fresh: Object.keys(gives) };
      },
    } as never);

  it('is looked for first where one thing of what it needs was there already', async () => {
    for (const [giver, writes] of [
      [adopting('c', { second }), ['a']],
      [word('c', { gives: { second } as never }), ['a', 'c', 'b']],
    ] as const) {
      const world = toy(['b']);
      const steps = [
        word('a', { gives: { first } as never }),
        giver,
        word('b', { needs: { first, second } as never }),
      ];
      const { picture } = await run(request(steps, world, memoryHost()));
      expect(world.toy.writes).toEqual(writes);
      expect(states(picture)).toEqual({ a: 'met', b: 'met', c: 'met' });
    }
  });
});

describe('what came to be known', () => {
  const giver = () => word('a', { gives: { first } as never });

  it('for judging alone does not keep a step from being made', async () => {
    const world = toy();
    const step = word('b', { needs: { first: toJudge(first) } as never });
    const { picture } = await run(request([giver(), step], world, memoryHost()));
    expect(world.toy.writes).toEqual(['a', 'b']);
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
  });

  it('for judging and for looking is looked at again', async () => {
    const noted: string[] = [];
    const other = word('c', { gives: { second } as never });
    const step = check(
      telling('b', [blocked, met], noted, {
        needs: { first: toJudge(first), second: optional(second) } as never,
      }),
    );
    const { picture } = await run(request([giver(), other, step], toy(), memoryHost()));
    expect([noted, states(picture).b]).toEqual([['look', 'look'], 'met']);
  });

  it('for judging is shown with the requests of the look it rests on', async () => {
    const host: Host = {
      ...memoryHost(),
      watch: async (work, tell) => {
        tell({ request: 'GET toy', answer: '200', identity: 'person', at: '' });
        return work();
      },
    };
    const judged = check(
      word('b', {
        needs: { first: toJudge(first) } as never,
        judge: ((_seen: unknown, given: { first?: string }) => (given.first ? met : blocked)) as never,
      }),
    );
    const { picture } = await run(request([giver(), judged], toy(), host));
    expect(picture.steps[1]?.finding).toMatchObject({ is: 'met', evidence: [{ request: 'GET toy' }] });
  });
});

describe('a removal', () => {
  const removing = { ...making('old'), verb: 'remove' } as const;
  const repairs = (findings: Parameters<typeof telling>[1]) =>
    telling('old', findings, [], {
      repairs: true,
      needs: { first: optional(first) },
      settle: { within: 0, every: 1 },
    } as never);

  it('does not wait for a check that has nothing to change', async () => {
    const world = toy();
    const giver = check(telling('a', [blocked], [], { gives: { first } } as never));
    await run(request([giver, repairs([unmet(removing), met])], world, memoryHost(), { intent: 'repair' }));
    expect(world.toy.writes).toEqual(['old']);
  });

  it('that is not needed is said to hold, whatever became of the rest', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const steps = [word('a', { gives: { first } as never }), repairs([met])];
    const { picture } = await run(request(steps, world, memoryHost(), { intent: 'repair' }));
    expect(states(picture)).toEqual({ a: 'unmet', old: 'met' });
  });

  it.each(['repair', 'rotate'] as const)('belongs to %s', async (intent) => {
    const world = toy();
    await run(request([repairs([unmet(removing), met])], world, memoryHost(), { intent }));
    expect(world.toy.writes).toEqual(['old']);
  });

  it('does not belong to set-up, which does not wait for it either', async () => {
    const world = toy();
    const host = memoryHost();
    const began = host.at;
    const step = { ...repairs([unmet(removing)]), settle: { within: 60, every: 1 } } as AnyStep<Toy>;
    // What it is looked at with came to be, so that it is looked at again.
    const giver = word('a', { gives: { first } as never });
    const { picture } = await run(request([giver, step], world, host));
    expect([world.toy.writes, states(picture).old, host.at - began]).toEqual([['a'], 'unmet', 0]);
  });
});

describe('a check that settles', () => {
  const settle = { within: 20, every: 1 };

  it('is looked at until what was sent arrives, and says that it did not where it does not', async () => {
    for (const [findings, is, seconds] of [
      [[unmet(), unmet(), unmet(), met], 'met', 2.5],
      [[unmet()], 'unmet', 20],
    ] as const) {
      const host = memoryHost();
      const began = host.at;
      const { picture } = await run(request([check(telling('a', findings, [], { settle }))], toy(), host));
      expect([states(picture).a, (host.at - began) / 1000]).toEqual([is, seconds]);
    }
  });

  it('is looked at once more where it says nothing of settling', async () => {
    const noted: string[] = [];
    const { settle: _none, ...bare } = check(telling('a', [unmet()], noted));
    await run(request([bare as AnyStep<Toy>], toy(), memoryHost()));
    expect(noted).toEqual(['look', 'look']);
  });
});

describe('what Microsoft asks to wait for a change', () => {
  it.each([
    [300, 2],
    [301, 1],
  ])('%i seconds: it is sent %i times', async (retryAfter, times) => {
    const world = toy();
    const host = memoryHost();
    const noted: string[] = [];
    world.toy.trouble = [fails('throttled', { retryAfter })];
    const began = host.at;
    const step = telling('a', [unmet(making('a')), unmet(making('a')), met], noted);
    await run(request([step], world, host));
    expect(noted.filter((each) => each === 'apply a')).toHaveLength(times);
    expect((host.at - began) / 1000).toBe(times === 2 ? 300 : 0);
  });
});

describe('what was refused and waits for a person', () => {
  it('is refused once more where they asked for it, and then not asked for by itself', async () => {
    const noted: string[] = [];
    const whys = ['time', 'asked', 'time', 'time'] as const;
    let nth = 0;
    const step = telling('a', [unmet(making('a'))], noted, {
      apply: (async () => {
        noted.push('apply a');
        throw new ProblemError({ ...problem, who: { role: 'Toy Administrator' } });
      }) as never,
    });
    const waits = { pause: async () => whys[nth++] ?? ('enough' as const) };
    const { picture } = await run(request([step], toy(), memoryHost(), { waits }));
    expect(noted.filter((each) => each === 'apply a')).toHaveLength(2);
    expect(picture.steps[0]).toMatchObject({ is: 'waiting', finding: { on: 'person' } });
  });
});
