import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import { fact, optional, toJudge } from '../model/fact.ts';
import type { AnyStep } from '../model/step.ts';
import { undoRun } from '../undo/undo.ts';
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

const third = fact<string>('third', 'Third');

describe('the first look', () => {
  it('plans nothing of what Microsoft is carrying out already', async () => {
    const world = toy();
    const step = telling('a', [waitingOn('microsoft', [making('a')])]);
    const { plan } = await run(request([step], world, memoryHost()));
    expect([plan.changes, world.toy.writes]).toEqual([[], []]);
  });

  it('waits where one of two changes was made a moment ago and is not seen', async () => {
    const host = memoryHost();
    const event = { v: 1, runId: 'earlier', at: host.now(), step: 'a', operation: 'o1' };
    const receipt = { made: { kind: 'word', id: 'a' }, owned: true };
    const earlier = [
      { ...event, seq: 1, kind: 'intent', change: making('a') },
      { ...event, seq: 2, kind: 'done', receipt },
    ] as unknown as readonly Entry[];
    const world = toy();
    const both = unmet(making('b'), making('a'));
    const step = telling('a', [both, both, unmet(making('b')), met]);
    await run(request([step], world, host, { earlier }));
    expect(world.toy.writes).toEqual(['b']);
  });

  it('is the same whether what only judging needs is there already or not', async () => {
    const given: unknown[] = [];
    // It looks once the one between is there, and by then so is what only judging needs.
    const late = word('b', {
      needs: { first: toJudge(first), third } as never,
      look: (async (tools: { given: { first?: string } }) => {
        given.push(tools.given.first);
        return { there: true, stale: false };
      }) as never,
    });
    const between = word('c', { needs: { first } as never, gives: { third } as never });
    await run(
      request([word('a', { gives: { first } as never }), between, late], toy(['a', 'c']), memoryHost(), {
        intent: 'verify',
      }),
    );
    expect(given).toEqual([undefined]);
  });

  it('that failed because the run was stopped says nothing of the tenant', async () => {
    const stop = new AbortController();
    const step = word('a', {
      look: async () => {
        stop.abort(new Error('stopped'));
        fails('rejected')();
        return { there: false, stale: false };
      },
    });
    const host = memoryHost();
    const { picture } = await run(request([step], toy(), host, { signal: stop.signal }));
    expect(picture.ended).toBe('cancelled');
    expect(host.journal.map(({ kind }) => kind)).toEqual(['run-began', 'looking', 'run-ended']);
  });

  it('knows nothing as made by this run that was taken back', async () => {
    const world = toy();
    const host = memoryHost();
    await run(request([word('a')], world, host));
    await undoRun({ ...request([word('a')], world, host), entries: [...host.journal] });
    const made: number[] = [];
    const step = word('a', {
      look: (async (tools: { made: readonly unknown[] }) => {
        made.push(tools.made.length);
        return { there: true, stale: false };
      }) as never,
    });
    await run(request([step], world, memoryHost(), { earlier: host.journal, intent: 'verify' }));
    expect(made).toEqual([0]);
  });
});

describe('a turn of what waits', () => {
  it('looks at nothing once patience is over, and renews nothing', async () => {
    const noted: string[] = [];
    const rights = { ...telling('r', [met], noted, { gives: { first } } as never), apply: undefined };
    const step = telling('a', [waitingOn('person')], noted, { needs: { first: toJudge(first) } } as never);
    const waits = {
      pause: async () => 'enough' as const,
      renew: async () => void noted.push('renew'),
    };
    await run(request([rights as unknown as AnyStep<Toy>, step], toy(), memoryHost(), { waits }));
    expect(noted).toEqual(['look', 'look']);
  });
});

describe('the patience of the first look', () => {
  const openOf = (journalAt: string) =>
    [
      {
        v: 1,
        runId: 'run-1',
        seq: 1,
        at: journalAt,
        kind: 'intent',
        step: 'a',
        operation: 'o1',
        change: making('a'),
      },
    ] as unknown as readonly Entry[];

  it('ends with the time a step may take, and takes no look after it', async () => {
    const noted: string[] = [];
    const host = memoryHost();
    const began = host.at;
    const step = telling('a', [waitingOn('microsoft')], noted, { settle: { within: 20, every: 4 } });
    await run(request([step], toy(), host));
    expect([noted.length, (host.at - began) / 1000]).toEqual([6, 20]);
  });

  it('is not for what was cut off, where a run goes on: it looks and plans', async () => {
    const host = memoryHost();
    const began = host.at;
    const step = word('a', { recognize: () => 'still-open' });
    const { picture } = await run(request([step], toy(['a']), host, { earlier: openOf(host.now()) }));
    expect([picture.ended, host.at - began]).toEqual(['done', 0]);
  });

  it('is not for what nobody can recognize: undo says at once that it cannot tell', async () => {
    const host = memoryHost();
    const step = word('a', { recognize: undefined } as never);
    await run(request([step], toy(), host, { intent: 'plan' }));
    const began = host.at;
    const entries = [...host.journal, ...openOf(host.now())];
    const { failed } = await undoRun({ ...request([step], toy(), host), entries });
    expect([failed, host.at - began]).toEqual([1, 0]);
  });

  it.each([
    ['it failed for good', unknown()],
    ['a person is waited for', waitingOn('person')],
    ['something is in the way', blocked],
  ])('is not for what stands: %s', async (_, finding) => {
    const host = memoryHost();
    const began = host.at;
    await run(request([telling('a', [finding])], toy(), host));
    expect(host.at - began).toBe(0);
  });

  it('takes no look once the run was stopped', async () => {
    const stop = new AbortController();
    const noted: string[] = [];
    const giver = word('a', {
      gives: { first } as never,
      look: async () => {
        stop.abort(new Error('stopped'));
        return { there: true, stale: false };
      },
    });
    const step = telling('b', [met], noted, { needs: { first } } as never);
    const host = memoryHost();
    const { picture } = await run(request([giver, step], toy(), host, { signal: stop.signal }));
    expect([picture.ended, noted]).toEqual(['cancelled', []]);
    expect(host.journal.some((entry) => 'step' in entry && entry.step === 'b')).toBe(false);
  });
});

describe('a step whose facts are missing', () => {
  const gives = (id: string, findings: Parameters<typeof telling>[1], facts: object) =>
    telling(id, findings, [], { gives: facts } as never);
  const planOf = async (steps: readonly AnyStep<Toy>[]) => {
    const { plan, picture } = await run(request(steps, toy(), memoryHost(), { intent: 'plan' }));
    const behind = picture.steps.map(({ heading, finding }) => [heading.id, finding?.behind]);
    return { planned: plan.changes.map(({ step }) => step), behind: Object.fromEntries(behind) as object };
  };

  it('is foreseen, though what it can do without is blocked', async () => {
    const steps = [
      gives('d', [blocked], { second }),
      gives('c', [unmet(making('c'))], { first }),
      word('b', { needs: { second: optional(second), first } as never }),
    ];
    expect(await planOf(steps)).toMatchObject({ planned: ['c', 'b'], behind: { b: 'c' } });
  });

  it('waits behind the one that gives nothing, whichever it asks for first', async () => {
    const steps = [
      gives('c', [unmet(making('c'))], { first }),
      gives('d', [blocked], { second }),
      word('b', { needs: { first, second } as never }),
    ];
    expect(await planOf(steps)).toMatchObject({ planned: ['c'], behind: { b: 'd' } });
  });

  it('waits behind the one that gives what is missing beside what is there', async () => {
    const half = { ...met, facts: { first: 'a' } } as never;
    const steps = [gives('c', [half], { first, second }), word('b', { needs: { first, second } as never })];
    const host = memoryHost();
    const { picture, plan } = await run(request(steps, toy(), host));
    const looked = host.journal.find((entry) => entry.kind === 'found' && entry.step === 'b');
    expect(looked).toMatchObject({ finding: { is: 'not-reached', behind: 'c' } });
    // It holds, so that it is said to give what it has: what hangs on it is foreseen.
    expect(plan.changes.map(({ step }) => step)).toEqual(['b']);
    const codes = picture.steps.map(({ is, finding }) => [is, finding?.behind]);
    expect(codes).toEqual([
      ['met', undefined],
      ['not-reached', 'c'],
    ]);
  });
});

describe('a change that nobody reviewed', () => {
  const other = () =>
    telling('b', [met, unmet(making('x'))], [], { needs: { first: optional(first) } } as never);

  it('is the tenant’s doing where the step itself was looked at, whatever hid its giver', async () => {
    const { apply: _none, ...rights } = telling(
      'a',
      [unknown(), { ...met, facts: { first: 'a' } } as never],
      [],
      {
        gives: { first },
      } as never,
    );
    const { picture } = await run(request([rights as never, other(), word('c')], toy(), memoryHost()));
    expect(picture.steps[1]?.finding?.problem?.code).toBe('plan-went-stale');
    expect(picture.steps[1]?.finding?.problem?.because).toContain('now needs a change');
  });

  it('is put down to whichever of its givers could not be looked at', async () => {
    const { apply: _none, ...hidden } = telling(
      'd',
      [unknown(), { ...met, facts: { second: 'd' } } as never],
      [],
      { gives: { second } } as never,
    );
    const steps = [
      word('c', { gives: { first } as never }),
      hidden as never,
      word('b', { needs: { first, second } as never }),
      word('e'),
    ];
    const { picture } = await run(request(steps, toy(['c']), memoryHost()));
    expect(picture.steps.find(({ heading }) => heading.id === 'b')?.finding?.problem).toMatchObject({
      code: 'could-not-look',
      because: expect.stringContaining('was on no plan, and it was not made'),
    });
  });
});

it('a plan that was stopped before it was made is empty, with the hash of nothing', async () => {
  const stop = new AbortController();
  const step = word('a', {
    look: async () => {
      stop.abort(new Error('stopped'));
      return fails('rejected')() as never;
    },
  });
  const { plan } = await run(request([step], toy(), memoryHost(), { signal: stop.signal }));
  expect(plan).toEqual({ planHash: '', changes: [] });
});

it('what was reviewed as somebody else’s is made where it turns out to be the person’s own', async () => {
  const world = toy();
  const steps = [
    word('a', { gives: { first } as never }),
    telling('b', [waitingOn('person', [making('b')]), unmet(making('b')), met], [], {
      needs: { first: optional(first) },
    } as never),
  ];
  await run(request(steps, world, memoryHost()));
  expect(world.toy.writes).toEqual(['a', 'b']);
});
