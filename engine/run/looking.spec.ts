import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import { fact, optional, secretFact, toJudge } from '../model/fact.ts';
import { Secret } from '../model/secret.ts';
import { settleAll } from './inspect.ts';
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
/** So many seconds before the toys' clock starts. */
const ago = (seconds: number) => new Date(Date.UTC(2026, 10, 22) - seconds * 1000).toISOString();
const looks = (noted: readonly string[]) => noted.filter((each) => each === 'look').length;

describe('the first look of a set-up', () => {
  it.each([
    ['Microsoft has not said yet', waitingOn('microsoft'), 6000],
    // Whoever looks waits a second, then two.
    ['it failed in a way that passes', unknown(true), 3000],
  ])('is made again while %s, as long as the step may take', async (_, finding, ms) => {
    const noted: string[] = [];
    const host = memoryHost();
    const step = telling('a', [finding, finding, met], noted, { settle: { within: 20, every: 3 } });
    const before = host.at;
    const { picture } = await run(request([step], toy(), host));
    expect([states(picture).a, looks(noted), host.at - before]).toEqual(['met', 3, ms]);
    const never = memoryHost();
    await run(request([telling('a', [finding], [], { settle: { within: 20, every: 3 } })], toy(), never));
    expect(never.at - before).toBeGreaterThanOrEqual(21_000);
  });

  it.each([
    ['it failed for good', unknown()],
    ['a person is waited for', waitingOn('person')],
    ['something is in the way', blocked],
  ])('stands where %s', async (_, finding) => {
    const host = memoryHost();
    const before = host.at;
    const { picture } = await run(request([telling('a', [finding])], toy(), host, { intent: 'repair' }));
    expect(states(picture).a).toBe(finding.is);
    expect(host.at - before).toBeLessThanOrEqual(20_000);
    const plain = memoryHost();
    const noted: string[] = [];
    await run(request([telling('a', [finding], noted)], toy(), plain, { intent: 'plan' }));
    expect(looks(noted)).toBe(1);
  });

  it.each(['verify', 'plan'] as const)('is not waited with in %s', async (intent) => {
    const noted: string[] = [];
    await run(request([telling('a', [waitingOn('microsoft')], noted)], toy(), memoryHost(), { intent }));
    expect(looks(noted)).toBe(1);
  });

  it('of a step that was not asked to change is not waited with', async () => {
    const noted: string[] = [];
    const { apply: _none, ...check } = telling('a', [waitingOn('microsoft'), met], noted);
    const host = memoryHost();
    const before = host.at;
    await run(request([check], toy(), host, { intent: 'plan' }));
    expect([looks(noted), host.at - before]).toEqual([1, 0]);
  });
});

describe('what was made a moment ago and is not seen', () => {
  const made = (at: string, more: readonly object[] = [], outcome = 'done'): readonly Entry[] =>
    [
      { kind: 'intent', step: 'a', operation: 'o1', change: making('a') },
      outcome === 'done'
        ? {
            kind: 'done',
            step: 'a',
            operation: 'o1',
            receipt: { made: { kind: 'word', id: 'a' }, owned: true },
          }
        : { kind: 'failed', step: 'a', operation: 'o1', outcome, problem: {} },
      ...more,
    ].map((event, nth) => ({ v: 1, runId: 'earlier', seq: nth + 1, at, ...event }) as Entry);
  const unmade = { kind: 'undone', step: 'a', operation: 'o1', receipt: {} };

  it.each([
    ['made 5 s ago is looked for, not made again', made(ago(5)), 'set-up', 60, []],
    ['made 29 s ago is looked for', made(ago(29)), 'set-up', 60, []],
    ['made 30 s ago is made again', made(ago(30)), 'set-up', 60, ['a']],
    ['made 5 s ago by a step that settles in 5 is made again', made(ago(5)), 'set-up', 5, ['a']],
    ['undone since is made again', made(ago(5), [unmade]), 'set-up', 60, ['a']],
    ['refused then is made again', made(ago(5), [], 'rejected'), 'set-up', 60, ['a']],
    ['made 5 s ago is made again by a repair', made(ago(5)), 'repair', 60, ['a']],
  ] as const)('and was %s', async (_, earlier, intent, within, writes) => {
    const world = toy(['a']);
    world.toy.stale = 1;
    const step = word('a', { settle: { within, every: 1 } });
    const { picture } = await run(request([step], world, memoryHost(), { earlier, intent }));
    expect(world.toy.writes).toEqual(writes);
    expect(states(picture)).toEqual({ a: 'met' });
  });

  it('is another change, and that is made', async () => {
    const world = toy();
    const step = telling('a', [unmet(making('b')), met], [], { settle: { within: 60, every: 1 } });
    await run(request([step], world, memoryHost(), { earlier: made(ago(5)) }));
    expect(world.toy.writes).toEqual(['b']);
  });
});

describe('a step whose facts are not there', () => {
  const giver = (id: string, findings: Parameters<typeof telling>[1], gives: object) =>
    telling(id, findings, [], { gives } as never);

  it('foresees its changes where all it needs is coming', async () => {
    for (const coming of [unmet(making('a')), waitingOn('microsoft')]) {
      const steps = [giver('a', [coming], { first }), word('b', { needs: { first } as never })];
      const { plan, picture } = await run(request(steps, toy(), memoryHost(), { intent: 'plan' }));
      expect(plan.changes.filter(({ step }) => step === 'b')).toHaveLength(1);
      expect(states(picture).b).toBe('not-reached');
    }
  });

  it.each([blocked, unknown(), waitingOn('person')])(
    'plans nothing behind what will not give it: $is',
    async (no) => {
      const steps = [
        giver('a', [met], {}),
        giver('c', [no], { first }),
        giver('d', [unmet(making('d'))], { second }),
        word('b', { needs: { first, second } as never }),
        word('e', { needs: { second } as never }),
      ];
      const { plan, picture } = await run(request(steps, toy(), memoryHost(), { intent: 'plan' }));
      expect(plan.changes.map(({ step }) => step)).toEqual(['d', 'e']);
      const behind = picture.steps.map(({ heading, finding }) => [heading.id, finding?.behind]);
      expect(Object.fromEntries(behind)).toMatchObject({ b: 'c', e: 'd' });
    },
  );

  it('plans what a person would make as somebody else’s, and what hangs on it', async () => {
    const steps = [
      giver('a', [waitingOn('person', [making('a')])], { first }),
      word('b', { needs: { first } as never }),
    ];
    const world = toy();
    const { plan } = await run(request(steps, world, memoryHost()));
    expect(plan.changes.map(({ step, by }) => [step, by])).toEqual([
      ['a', 'someone-else'],
      ['b', undefined],
    ]);
    expect(world.toy.writes).toEqual([]);
  });
});

describe('a look', () => {
  it.each([
    ['refused', fails('rejected'), undefined],
    ['refused, trying again', fails('rejected', { passes: true }), true],
    ['lost', fails('indeterminate'), true],
    ['never sent', fails('not-sent'), true],
    ['throttled', fails('throttled'), true],
  ])('that was %s says whether that passes', async (_, failing, passes) => {
    const step = telling('a', [failing], [], { settle: { within: 0, every: 1 } });
    const host = memoryHost();
    await run(request([step], toy(), host, { intent: 'verify' }));
    const found = host.journal.find((entry) => entry.kind === 'found');
    expect(found).toMatchObject({ finding: { is: 'unknown' } });
    expect((found as { finding?: { passes?: true } } | undefined)?.finding?.passes).toBe(passes);
  });

  it('is given the facts it declared, what was begun and made, and the vault; and no others', async () => {
    const given: Record<string, unknown>[] = [];
    const host = memoryHost();
    const watching = word('b', {
      needs: { first, second: optional(second) } as never,
      look: async (tools: never) => {
        const { given: facts, begun, made, ...rest } = tools as Record<string, unknown>;
        given.push({ facts, begun: (begun as unknown[]).length, made: (made as unknown[]).length });
        const { keep, held, forget, now, uuidFor } = rest as unknown as {
          keep(...words: unknown[]): Promise<unknown>;
          held(handle: string): Promise<{ handle: string } | undefined>;
          forget(handle: string): Promise<void>;
          now(): string;
          uuidFor(name: string): string;
        };
        await keep('h', new Secret('x'), {});
        given.push({ held: (await held('h'))?.handle });
        await forget('h');
        given.push({ gone: await held('h'), now: now(), name: uuidFor('n') });
        return { there: (tools as Toy).toy.there.has('b'), stale: false };
      },
    } as never);
    const world = toy();
    const { picture } = await run(
      request(
        [
          word('a', { gives: { first } as never }),
          word('c', { gives: { third: fact('third', 'T') } } as never),
          watching,
        ],
        world,
        host,
      ),
    );
    expect(states(picture)).toEqual({ a: 'met', b: 'met', c: 'met' });
    expect(given.slice(0, 2)).toEqual([
      { facts: { first: 'a', second: undefined }, begun: 1, made: 1 },
      { held: 'h' },
    ]);
    expect(given[2]).toEqual({ gone: undefined, now: host.now(), name: 'n' });
  });

  it('of an earlier run knows what that began, and not as made by this one', async () => {
    const earlier = memoryHost();
    const world = toy();
    await run(request([word('a')], world, earlier, { runId: 'earlier' }));
    const told: unknown[] = [];
    const step = word('a', {
      look: async ({ begun, made }: { begun: readonly unknown[]; made: readonly unknown[] }) => {
        told.push([begun.length, made.length]);
        return { there: true, stale: false };
      },
    } as never);
    await run(request([step], world, memoryHost(), { earlier: earlier.journal, intent: 'verify' }));
    expect(told).toEqual([[1, 0]]);
    // The same run that goes on knows it as its own.
    await run(request([step], world, memoryHost(), { earlier: earlier.journal, runId: 'earlier' }));
    expect(told.at(-1)).toEqual([1, 1]);
  });

  it.each([
    ['that it never happened, once it is settled', 'never-happened', 20, 'failed not-sent never-happened'],
    ['that it never happened, too early to tell', 'never-happened', 19, undefined],
    ['that somebody else made it', 'not-ours', 0, 'failed not-sent never-happened'],
    ['that it cannot tell', 'still-open', 60, undefined],
    ['what it made', { receipt: { made: { kind: 'word', id: 'a' }, owned: true } }, 0, 'done'],
  ] as const)('closes what was begun by what it sees: %s', async (_, recognized, seconds, end) => {
    const intent = { v: 1, runId: 'run-1', seq: 1, kind: 'intent', step: 'a', operation: 'o1' };
    const earlier = [{ ...intent, at: ago(seconds), change: making('a') } as Entry];
    const step = word('a', { recognize: () => recognized } as never);
    const { entries } = await run(request([step], toy(['a']), memoryHost(), { intent: 'verify', earlier }));
    const closed = entries.flatMap((entry) => {
      if (entry.kind === 'failed') return [`failed ${entry.outcome} ${entry.problem.code}`];
      return entry.kind === 'done' ? ['done'] : [];
    });
    expect(closed).toEqual(end === undefined ? [] : [end]);
  });

  it('leaves secret facts out of the journal', async () => {
    const hidden = secretFact('hidden', 'Hidden');
    const step = word('a', {
      gives: { first, hidden, second } as never,
      judge: () => ({ is: 'met', facts: { first: 'open', hidden: new Secret('canary') } as never }),
    });
    const host = memoryHost();
    const { facts } = await run(request([step], toy(['a']), host, { intent: 'verify' }));
    const found = host.journal.find((entry) => entry.kind === 'found');
    expect(found).toMatchObject({ finding: { is: 'met', facts: { first: 'open' } } });
    expect(Object.keys((found as { finding: { facts: object } }).finding.facts)).toEqual(['first']);
    expect([...facts.keys()]).toEqual(['first', 'hidden']);
  });

  it('rests on the requests it took, and on forty of them at most', async () => {
    for (const [count, kept] of [
      [0, undefined],
      [2, 2],
      [60, 40],
    ] as const) {
      const host = memoryHost();
      const watching = {
        ...host,
        watch: async <T>(work: () => Promise<T>, tell: (each: never) => void) => {
          for (let nth = 0; nth < count; nth++) tell({ method: 'GET' } as never);
          return work();
        },
      };
      const { picture } = await run(
        request([word('a')], toy(['a']), watching as never, { intent: 'verify' }),
      );
      expect(picture.steps[0]?.finding?.evidence?.length).toBe(kept);
      const world = toy();
      await run(request([word('a')], world, watching as never));
      const done = host.journal.find((entry) => entry.kind === 'done');
      expect((done as { requests?: readonly unknown[] } | undefined)?.requests?.length).toBe(
        count || undefined,
      );
    }
  });

  it('judged with what came to be known since is shown with its requests', async () => {
    const { apply: _none, ...check } = word('b', {
      needs: { first: toJudge(first) } as never,
      judge: (_seen, given: { first?: string }) =>
        given.first ? { is: 'met', facts: {} as never } : (blocked as never),
    });
    const { picture } = await run(
      request([word('a', { gives: { first } as never }), check], toy(), memoryHost()),
    );
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
  });
});

describe('everything that was begun', () => {
  it('is waited for before the first trouble is said', async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) => {
      setImmediate(() => {
        ended = true;
        resolve();
      });
    });
    await expect(settleAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
    expect(ended).toBe(true);
  });
});

describe('what a look is told and tells', () => {
  it('is what its own step made, each by its receipt, and not what another made', async () => {
    const told: unknown[] = [];
    const step = telling('b', [unmet(making('b1'), making('b2')), met], [], { needs: { first } } as never);
    const look = (tools: { made: readonly { made: { id: string } }[] }) => {
      told.push(tools.made.map(({ made }) => made.id));
      return step.look(tools as never);
    };
    await run(
      request(
        [word('a', { gives: { first } as never }), { ...step, look } as never],
        toy(['a']),
        memoryHost(),
      ),
    );
    expect(told).toEqual([[], ['b1', 'b2']]);
  });

  it('is written down with what it shows and warns of', async () => {
    const shows = [{ show: 'text', text: 'seen' }];
    const warning = { code: 'careful', title: 'Careful', because: 'So.', remedies: [{ do: 'retry' }] };
    const host = memoryHost();
    const step = telling('a', [{ ...met, shows, warning } as never]);
    await run(request([step], toy(), host, { intent: 'verify' }));
    expect(host.journal.find(({ kind }) => kind === 'found')).toMatchObject({ finding: { shows, warning } });
  });

  it('is a bug of ours where it is one, though nobody is told', async () => {
    const step = word('a', { look: () => Promise.reject(new TypeError('nope')) });
    const { picture } = await run(request([step], toy(), memoryHost(), { intent: 'verify' }));
    expect(picture.steps[0]?.finding).toMatchObject({ is: 'unknown', problem: { code: 'unexpected' } });
  });

  it('closes at once what a step that never settles does not find', async () => {
    const intent = { v: 1, runId: 'run-1', seq: 1, kind: 'intent', step: 'a', operation: 'o1' };
    const earlier = [{ ...intent, at: ago(0), change: making('a') } as Entry];
    const { settle: _none, ...step } = word('a');
    const { entries, picture } = await run(
      request([step as never], toy(), memoryHost(), { intent: 'verify', earlier }),
    );
    expect(entries.flatMap((entry) => (entry.kind === 'failed' ? [entry.outcome] : []))).toEqual([
      'not-sent',
    ]);
    expect(picture.steps[0]?.is).toBe('unmet');
  });
});
