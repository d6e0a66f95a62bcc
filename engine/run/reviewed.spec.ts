import { describe, expect, it } from 'vitest';
import { keyed, optional, secretFact, toJudge } from '../model/fact.ts';
import { ProblemError } from '../model/problem.ts';
import { Secret } from '../model/secret.ts';
import { run, verdict } from './run.ts';
import {
  blocked,
  fails,
  first,
  making,
  memoryHost,
  met,
  request,
  second,
  telling,
  toy,
  unknown,
  unmet,
  waitingOn,
  word,
} from './toy.spec-kit.ts';
import type { Waits } from './wait-policy.ts';

const states = (picture: { steps: readonly { heading: { id: string }; is: string }[] }) =>
  Object.fromEntries(picture.steps.map(({ heading, is }) => [heading.id, is]));
const at = { within: 0, every: 1 };

describe('what was reviewed', () => {
  it('is written down with its hash before the first change, and what was answered otherwise is not', async () => {
    const host = memoryHost();
    const { plan, picture } = await run(request([word('a')], toy(), host));
    const told = host.journal.flatMap((entry) =>
      entry.kind === 'planned' || entry.kind === 'approved' ? [[entry.kind, entry.planHash]] : [],
    );
    expect(told).toEqual([
      ['planned', plan.planHash],
      ['approved', plan.planHash],
    ]);
    expect(picture.plan?.changes).toEqual(plan.changes);
  });

  it.each([
    ['no', 'declined'],
    ['stale', 'stale'],
  ] as const)('and answered %s changes nothing', async (answer, ended) => {
    const world = toy();
    const host = memoryHost();
    const { picture } = await run(request([word('a')], world, host, { approve: async () => answer }));
    expect([picture.ended, world.toy.writes]).toEqual([ended, []]);
    expect(host.journal.some(({ kind }) => kind === 'approved')).toBe(false);
  });

  it('is not approved by somebody who stopped the run', async () => {
    const stop = new AbortController();
    const host = memoryHost();
    const approve = async () => {
      stop.abort(new Error('stopped'));
      return 'yes' as const;
    };
    await run(request([word('a')], toy(), host, { signal: stop.signal, approve }));
    expect(host.journal.some(({ kind }) => kind === 'approved')).toBe(false);
  });

  it('is nothing where nobody was asked, whatever a plan holds for somebody else', async () => {
    const world = toy();
    const steps = [
      telling('a', [waitingOn('microsoft'), met], [], {
        apply: undefined,
        gives: { first },
        settle: at,
        judge: (seen: { is: string }) =>
          (seen.is === 'met' ? { is: 'met', facts: { first: 'x' } } : seen) as never,
      } as never),
      telling('b', [waitingOn('person', [making('b')]), unmet(making('b'))], [], {
        needs: { first: optional(first) },
      } as never),
    ];
    const approve = () => Promise.reject(new Error('asked'));
    const { picture } = await run(request(steps, world, memoryHost(), { approve }));
    expect(world.toy.writes).toEqual([]);
    expect(picture.steps[1]?.finding?.problem?.code).toBe('plan-went-stale');
  });

  it('cannot be asked for: the trouble is the caller’s', async () => {
    const approve = () => Promise.reject(new Error('no terminal'));
    await expect(run(request([word('a')], toy(), memoryHost(), { approve }))).rejects.toThrow('no terminal');
  });
});

describe('a step of a plan', () => {
  it('is looked at again where what it needs came to be otherwise, and made only where it is still missing', async () => {
    for (const [seen, writes] of [
      [met, []],
      [unmet(making('b')), ['b']],
      [blocked, []],
    ] as const) {
      const world = toy();
      const noted: string[] = [];
      const giver = word('a', {
        gives: { first } as never,
        judge: (there: { there: boolean }) =>
          there.there ? { is: 'met', facts: { first: 'new' } as never } : unmet(making('a')),
      } as never);
      const step = telling('b', [unmet(making('b')), seen, met], noted, {
        needs: { first: optional(first) },
      } as never);
      const { picture } = await run(request([giver, step], world, memoryHost()));
      expect(world.toy.writes).toEqual(['a', ...writes]);
      expect(states(picture).b).toBe(seen.is === 'blocked' ? 'blocked' : 'met');
    }
  });

  it('that only judges with a secret is judged anew where the secret is another', async () => {
    const key = secretFact('key', 'Key');
    const { apply: _none, ...check } = word('b', {
      needs: { key: toJudge(key) } as never,
      judge: (_seen, given: { key?: Secret }) => (given.key ? { is: 'met', facts: {} } : blocked) as never,
    });
    const giver = word('a', {
      gives: { key } as never,
      judge: (seen: { there: boolean }) =>
        (seen.there ? { is: 'met', facts: { key: new Secret('x') } } : unmet(making('a'))) as never,
    });
    const { picture } = await run(request([giver, check], toy(), memoryHost()));
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
  });

  it('waits behind the one that gives what is missing, not behind another', async () => {
    const none = telling('b', [blocked], [], { gives: { second } } as never);
    const needs = word('c', { needs: { first, second } as never });
    const gives = word('a', { gives: { first, more: keyed(first, 'more') } as never });
    const { picture } = await run(request([gives, none, needs], toy(), memoryHost()));
    expect(picture.steps[2]?.finding).toMatchObject({ is: 'not-reached', behind: 'b' });
  });

  it('counts for the end only where it is one that blocks', async () => {
    const warns = telling('a', [blocked], [], { severity: 'warn' } as never);
    const { picture } = await run(request([warns, word('b')], toy(), memoryHost()));
    expect([verdict(picture), picture.ended]).toEqual([0, 'done']);
    const { picture: other } = await run(request([telling('a', [waitingOn('person')])], toy(), memoryHost()));
    expect(verdict(other)).toBe(4);
  });

  it('is headed by what it checks and how long it usually takes', async () => {
    const steps = [
      word('a', { checks: ['APP-01'], settle: { within: 1, every: 1, usually: { from: 1, to: 2 } } }),
      (({ settle: _none, ...bare }) => bare)(word('b')),
    ];
    const { picture } = await run(request(steps, toy(['a', 'b']), memoryHost(), { intent: 'verify' }));
    expect(picture.steps.map(({ heading: { checks, usually } }) => [checks, usually])).toEqual([
      [['APP-01'], { from: 1, to: 2 }],
      [[], undefined],
    ]);
  });

  it('says nothing of settling and is still asked for again, every second', async () => {
    const world = toy();
    const host = memoryHost();
    const before = host.at;
    world.toy.trouble = [fails('throttled'), fails('not-sent')];
    const { settle: _none, ...bare } = word('a');
    const { picture } = await run(request([bare], world, host));
    expect([states(picture).a, host.at - before]).toEqual(['met', 2500]);
  });

  it('that repairs is left alone where what replaces a thing does not hold, and done where it does', async () => {
    for (const [trouble, writes] of [
      [[fails('rejected')], []],
      [[], ['a', 'old']],
    ] as const) {
      const world = toy();
      world.toy.trouble = [...trouble];
      const old = telling(
        'old',
        [unmet({ ...making('old'), verb: 'remove' }), unmet({ ...making('old'), verb: 'remove' }), met],
        [],
        {
          repairs: true,
          needs: { first: optional(first) },
          settle: at,
        } as never,
      );
      const { picture } = await run(
        request([word('a', { gives: { first } as never }), old], world, memoryHost(), { intent: 'repair' }),
      );
      expect(world.toy.writes).toEqual(writes);
      expect(states(picture).old).toBe(writes.length > 0 ? 'met' : 'not-reached');
    }
  });
});

describe('what waiting for a person', () => {
  const no = { code: 'no', title: 'No', because: 'No.', remedies: [{ do: 'retry' }] } as const;
  const turnsOf = (...whys: readonly ('time' | 'asked')[]): Waits => {
    const left = [...whys];
    return { pause: async () => left.shift() ?? 'enough' };
  };

  it('is written down again only where it says something else', async () => {
    const other = { ...waitingOn('person'), problem: { ...no, code: 'other' } } as ReturnType<
      typeof waitingOn
    >;
    const host = memoryHost();
    const step = telling('a', [waitingOn('person'), waitingOn('person'), other, other, met]);
    const { picture } = await run(
      request([step], toy(), host, { waits: turnsOf('time', 'time', 'time', 'time') }),
    );
    const codes = host.journal.flatMap((entry) =>
      entry.kind === 'found' ? [entry.finding.problem?.code ?? entry.finding.is] : [],
    );
    expect(codes).toEqual(['person', 'other', 'met']);
    expect(states(picture).a).toBe('met');
  });

  it('and cannot be looked at keeps what was seen where that passes, and says so where it does not', async () => {
    for (const [seen, is] of [
      [unknown(true), 'waiting'],
      [unknown(), 'unknown'],
    ] as const) {
      const step = telling('a', [waitingOn('person'), seen]);
      const { picture } = await run(request([step], toy(), memoryHost(), { waits: turnsOf('time') }));
      expect(states(picture).a).toBe(is);
    }
  });

  it('is looked for no more once it is somebody else’s matter', async () => {
    const noted: string[] = [];
    const step = telling('a', [waitingOn('person'), waitingOn('microsoft'), met], noted);
    await run(request([step], toy(), memoryHost(), { waits: turnsOf('time', 'time', 'time') }));
    expect(noted).toEqual(['look', 'look']);
  });

  it('is looked at with the token at hand where no new one is to be had; a bug of ours is told', async () => {
    for (const [error, told] of [
      [new ProblemError(no), 0],
      [new TypeError('nope'), 1],
    ] as const) {
      const seen: unknown[] = [];
      const waits = { ...turnsOf('time'), renew: () => Promise.reject(error) };
      const step = telling('a', [waitingOn('person'), met]);
      const { picture } = await run(
        request([step], toy(), memoryHost(), { waits, onUnexpected: (each) => seen.push(each) }),
      );
      expect([states(picture).a, seen.length]).toEqual(['met', told]);
    }
  });

  it('brings the rights up to date before, and no step that changes something, nor one it does not need', async () => {
    const looked: string[] = [];
    const noting = (id: string) => {
      const { look } = word(id);
      return (tools: never) => {
        looked.push(id);
        return look(tools);
      };
    };
    const fact = (id: string) => ({ [id]: keyed(first, id) });
    const { apply: _a, ...rights } = word('rights', {
      gives: fact('r') as never,
      look: noting('rights') as never,
    });
    const { apply: _b, ...beside } = word('beside', {
      gives: fact('b') as never,
      look: noting('beside') as never,
    });
    const maker = word('maker', { gives: fact('m') as never, look: noting('maker') as never });
    const step = telling('a', [waitingOn('person'), met], [], {
      needs: { ...fact('r'), ...fact('m') },
    } as never);
    await run(
      request([rights, beside, maker, step], toy(['rights', 'beside', 'maker']), memoryHost(), {
        waits: turnsOf('time'),
      }),
    );
    expect(looked).toEqual(['rights', 'beside', 'maker', 'rights']);
  });
});
