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
  unknown,
  unmet,
  waitingOn,
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

describe('what is judged again', () => {
  it('is what was seen at the first look', async () => {
    const judged = check(
      word('b', {
        needs: { first: toJudge(first) } as never,
        judge: ((seen: { there: boolean } | undefined, given: { first?: string }) =>
          seen?.there && given.first ? met : blocked) as never,
      }),
    );
    const { picture } = await run(
      request([word('a', { gives: { first } as never }), judged], toy(['b']), memoryHost()),
    );
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
  });
});

describe('a change that says nothing of what is new', () => {
  it('is followed by a look before what needs it is made', async () => {
    const world = toy(['b']);
    const giver = word('a', {
      gives: { first } as never,
      apply: async (_change: Change, { toy: here }: Toy) => {
        here.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: true };
      },
    } as never);
    const { picture } = await run(
      request([giver, word('b', { needs: { first } as never })], world, memoryHost()),
    );
    expect([states(picture), world.toy.writes]).toEqual([{ a: 'met', b: 'met' }, []]);
  });
});

describe('a look before a change', () => {
  const asking = (findings: Parameters<typeof telling>[1], of: object) =>
    telling('b', findings, [], { needs: { first: optional(first) }, ...of } as never);
  const after = async (findings: Parameters<typeof telling>[1], of: object = {}) => {
    const host = memoryHost();
    const steps = [word('a', { gives: { first } as never }), asking(findings, of)];
    const { picture } = await run(request(steps, toy(), host));
    const took = host.journal.flatMap((entry) =>
      entry.kind === 'found' && entry.step === 'b' ? [entry.ms] : [],
    );
    return { is: states(picture).b, took };
  };

  it('is taken once where a step says nothing of settling', async () => {
    expect(await after([unmet(making('b')), waitingOn('microsoft')], { settle: undefined })).toEqual({
      is: 'waiting',
      took: [0, 0],
    });
  });

  it('is written with how long it took', async () => {
    const late = waitingOn('microsoft');
    expect(await after([unmet(making('b')), late, late, met])).toEqual({ is: 'met', took: [0, 2000] });
  });
});

describe('what was made', () => {
  const settle = { within: 1, every: 1 };

  it('and cannot be seen is not said to wait for Microsoft', async () => {
    const { picture } = await run(
      request([telling('a', [unmet(making('a')), unknown()], [], { settle })], toy(), memoryHost()),
    );
    expect(states(picture).a).toBe('unknown');
  });

  it('last is said to be stopped where it was stopped by then', async () => {
    const stop = new AbortController();
    let found = 0;
    const onEntry = ({ kind }: Entry) => {
      if (kind === 'found' && ++found === 2) stop.abort(new Error('stopped'));
    };
    const { picture } = await run(
      request([word('a')], toy(), memoryHost(), { signal: stop.signal, onEntry }),
    );
    expect([picture.ended, states(picture).a]).toEqual(['cancelled', 'met']);
  });
});

describe('a removal that is seen late', () => {
  const removing = { ...making('old'), verb: 'remove' } as const;
  const repairs = (findings: Parameters<typeof telling>[1]) =>
    telling('old', findings, [], {
      repairs: true,
      needs: { first: optional(first) },
      settle: { within: 20, every: 1 },
    } as never);

  it('is looked for until it is', async () => {
    const step = repairs([unmet(removing), unmet(removing), met]);
    const { picture } = await run(request([step], toy(), memoryHost(), { intent: 'repair' }));
    expect(states(picture)).toEqual({ old: 'met' });
  });

  it('is waited for where set-up finds Microsoft at it', async () => {
    const giver = word('a', { gives: { first } as never });
    const step = repairs([blocked, waitingOn('microsoft'), met]);
    const { picture } = await run(request([giver, step], toy(), memoryHost()));
    expect(states(picture)).toEqual({ a: 'met', old: 'met' });
  });
});

describe('what waits for a person', () => {
  it('and could not be looked at once is looked at again', async () => {
    const whys = ['time', 'time'] as const;
    let nth = 0;
    const waits = { pause: async () => whys[nth++] ?? ('enough' as const) };
    const step = telling('a', [waitingOn('person'), unknown(), met]);
    const { picture } = await run(request([step], toy(), memoryHost(), { waits }));
    expect(states(picture)).toEqual({ a: 'met' });
  });
});

it('a plan thought about for long is stale where what it rests on can be looked at no more', async () => {
  const host = memoryHost();
  const approve = async () => {
    host.at += 301_000;
    return 'yes' as const;
  };
  const { picture } = await run(
    request([telling('a', [unmet(making('a')), unknown()])], toy(), host, { approve }),
  );
  expect(picture.ended).toBe('stale');
});
