import { describe, expect, it } from 'vitest';
import { ProblemError } from '../model/problem.ts';
import { run } from './run.ts';
import {
  blocked,
  fails,
  making,
  memoryHost,
  met,
  request,
  telling,
  toy,
  unknown,
  unmet,
  waitingOn,
  word,
} from './toy.spec-kit.ts';

const ask = (what = 'a') => unmet(making(what));

/** One step, told what it finds; what it did in order, how it ended, and when each change was sent, in seconds. */
async function carried(
  findings: Parameters<typeof telling>[1],
  trouble: (() => void)[],
  of: Parameters<typeof telling>[3] = {},
) {
  const noted: string[] = [];
  const world = toy();
  const host = memoryHost();
  const began = host.at;
  const sent: number[] = [];
  world.toy.trouble = trouble.map((each) => () => {
    sent.push((host.at - began) / 1000);
    each();
  });
  const { picture } = await run(request([telling('a', findings, noted, of)], world, host));
  const [step] = picture.steps;
  return { noted, world, host, sent, step, is: step?.is, code: step?.finding?.problem?.code, picture };
}

const nothing = () => undefined;

describe('a change that did not come back well', () => {
  it.each([
    ['throttled', { retryAfter: 7 }, 7],
    ['throttled', {}, 2],
    ['indeterminate', { retryAfter: 9 }, 9],
    ['not-sent', { retryAfter: 7 }, 7],
    ['not-sent', {}, 2],
  ] as const)('%s with %o is sent again after %i seconds, not before', async (outcome, known, seconds) => {
    const { sent, is } = await carried([ask(), ask(), met], [fails(outcome, known), nothing], {
      settle: { within: 20, every: 2 },
    });
    expect(sent).toEqual([0, seconds]);
    expect(is).toBe('met');
  });

  it('and passes by itself is sent again ever later, and at least every 15 seconds', async () => {
    const passing = Array.from({ length: 9 }, () => fails('rejected', { passes: true }));
    const { sent } = await carried([ask(), met], [...passing, nothing], {
      settle: { within: 300, every: 1 },
    });
    const gaps = sent.slice(1).map((at, nth) => at - (sent[nth] ?? 0));
    expect(gaps.slice(0, 3)).toEqual([1, 1.5, 2.25]);
    expect(gaps.slice(-2)).toEqual([15, 15]);
  });

  it('and is a plain no is not sent again', async () => {
    const { noted, is, code } = await carried([ask()], [fails('rejected')]);
    expect(noted).toEqual(['look', 'apply a']);
    expect([is, code]).toEqual(['unmet', 'rejected']);
  });

  it.each([
    [20, 90],
    [300, 300],
  ])('is given up where a step settles within %i s only after %i s', async (within, patience) => {
    const { sent, code } = await carried(
      [ask()],
      Array.from({ length: 400 }, () => fails('throttled', { retryAfter: 3 })),
      { settle: { within, every: 1 } },
    );
    expect(sent.at(-1)).toBeGreaterThanOrEqual(patience - 6);
    expect(sent.at(-1)).toBeLessThanOrEqual(patience + 3);
    expect(code).toBe('throttled');
  });

  it('waits for the person who may where one is named', async () => {
    const asks = { code: 'no', title: 'No', because: 'No.', remedies: [{ do: 'retry' }] } as const;
    const refusing = () => {
      throw new ProblemError({ ...asks, who: { role: 'Toy Administrator' } });
    };
    const { step } = await carried([ask()], [refusing]);
    expect([step?.is, step?.finding?.on]).toEqual(['waiting', 'person']);
  });

  it('and is a bug of ours is looked at like a lost one, and said as what it is', async () => {
    const { noted, code } = await carried([ask(), unknown()], [], {
      apply: (async () => undefined) as never,
    });
    expect(noted).toEqual(['look', 'look']);
    expect(code).toBe('could-not-look');
  });
});

describe('a change that may have been made', () => {
  const lost = fails('indeterminate');

  it('is looked for before it is sent again', async () => {
    const { noted } = await carried([ask(), ask(), met], [lost, nothing]);
    expect(noted).toEqual(['look', 'apply a', 'look', 'apply a', 'look']);
  });

  it('is not sent again where it is there', async () => {
    const { noted, is } = await carried([ask(), met], [lost]);
    expect(noted).toEqual(['look', 'apply a', 'look', 'look']);
    expect(is).toBe('met');
  });

  it('is looked for as long as Microsoft has not said, and nothing is sent meanwhile', async () => {
    const late = [waitingOn('microsoft'), waitingOn('microsoft')];
    const { noted, is } = await carried([ask(), ...late, ask(), met], [lost, nothing]);
    expect(noted).toEqual(['look', 'apply a', 'look', 'look', 'look', 'apply a', 'look']);
    expect(is).toBe('met');
  });

  it('is not looked for without end: what Microsoft never says is the finding', async () => {
    const { noted, is, host } = await carried([ask(), waitingOn('microsoft')], [lost]);
    const looks = noted.filter((each) => each === 'look').length;
    expect(noted.filter((each) => each === 'apply a')).toHaveLength(1);
    expect(looks).toBeGreaterThan(80);
    expect(looks).toBeLessThan(100);
    expect(is).toBe('waiting');
    expect(host.journal.at(-1)).toMatchObject({ kind: 'run-ended', ended: 'incomplete' });
  });

  it.each([
    ['cannot be looked for', unknown(), 'could-not-look'],
    ['is blocked now', blocked, 'blocked'],
  ])('and %s is not sent again', async (_, seen, code) => {
    const found = await carried([ask(), seen], [lost, nothing]);
    expect(found.world.toy.writes).toEqual([]);
    expect(found.code).toBe(code);
  });

  it('is not sent again where it would need what nobody reviewed', async () => {
    const { world, code, step } = await carried([ask(), unmet(making('b'))], [lost, nothing]);
    expect(world.toy.writes).toEqual([]);
    expect(code).toBe('plan-went-stale');
    expect(step?.finding?.changes?.map(({ what }) => what)).toEqual(['b']);
  });

  it('is sent again where it is missing beside another of its changes', async () => {
    const both = unmet(making('a'), making('b'));
    const { world } = await carried([both, both, met], [lost, nothing, nothing]);
    expect(world.toy.writes).toEqual(['a', 'b']);
  });

  it('and waiting for a person now is looked for no longer', async () => {
    const { noted, is, host } = await carried([ask(), waitingOn('person')], [lost]);
    expect(noted).toEqual(['look', 'apply a', 'look']);
    expect(is).toBe('waiting');
    expect(host.at - Date.UTC(2026, 10, 22)).toBe(1000);
  });

  it('is not sent again where another of its changes is all that is still missing', async () => {
    const both = unmet(making('a'), making('b'));
    const { world, is } = await carried([both, ask('b'), met], [lost, nothing]);
    expect(world.toy.writes).toEqual(['b']);
    expect(is).toBe('met');
  });
});

describe('after a change it is looked', () => {
  const settle = { within: 20, every: 1 };

  it('until so many answers in a row agree', async () => {
    const { noted } = await carried([ask(), met, ask(), met, met], [nothing], {
      settle: { ...settle, agree: 2 },
    });
    expect(noted.filter((each) => each === 'look')).toHaveLength(5);
  });

  it.each([
    ['blocked', blocked, 2, 'blocked'],
    ['for a person', waitingOn('person'), 2, 'waiting'],
    ['not to be seen three times', unknown(), 4, 'unknown'],
  ])('no longer where it is %s', async (_, seen, looks, is) => {
    const found = await carried([ask(), seen], [nothing], { settle });
    expect(found.noted.filter((each) => each === 'look')).toHaveLength(looks);
    expect(found.is).toBe(is);
  });

  it('again where a look failed twice and then did not', async () => {
    const { is } = await carried(
      [ask(), unknown(), unknown(), waitingOn('microsoft'), unknown(), met],
      [nothing],
      {
        settle,
      },
    );
    expect(is).toBe('met');
  });

  it('for as long as Microsoft may take, ever later, and then it waits on Microsoft', async () => {
    const { host, step } = await carried([ask()], [nothing], {
      settle: { within: 20, every: 1, usually: { from: 2, to: 9 } },
    });
    expect(step?.finding).toMatchObject({ is: 'waiting', on: 'microsoft', usually: { from: 2, to: 9 } });
    const looked = host.journal.filter(({ kind }) => kind === 'settling').map(({ at }) => Date.parse(at));
    const gaps = looked.slice(1).map((at, nth) => (at - (looked[nth] ?? 0)) / 1000);
    expect(gaps.slice(0, 3)).toEqual([1, 1.5, 2.25]);
    const [first = 0] = looked;
    expect(host.at - first).toBe(20_000);
  });

  it('once where a step says nothing of settling', async () => {
    const { noted } = await carried([ask()], [nothing], { settle: { within: 0, every: 1 } });
    expect(noted).toEqual(['look', 'apply a', 'look']);
  });
});

describe('a run that is stopped', () => {
  it('sends nothing after it, neither the next change nor a repeat', async () => {
    const stop = new AbortController();
    const world = toy();
    const lost = () => {
      stop.abort(new Error('stopped'));
      fails('not-sent')();
    };
    world.toy.trouble = [lost];
    const noted: string[] = [];
    const step = telling('a', [unmet(making('a'), making('b'))], noted);
    const { picture } = await run(request([step], world, memoryHost(), { signal: stop.signal }));
    expect(noted).toEqual(['look', 'apply a']);
    expect(picture.ended).toBe('cancelled');
  });

  it('before the plan was answered changes nothing', async () => {
    const stop = new AbortController();
    const world = toy();
    const approve = async () => {
      stop.abort(new Error('stopped'));
      return 'yes' as const;
    };
    const { picture } = await run(
      request([word('a')], world, memoryHost(), { signal: stop.signal, approve }),
    );
    expect(world.toy.writes).toEqual([]);
    expect(picture.ended).toBe('cancelled');
  });
});

describe('a plan that was thought about', () => {
  it.each([
    ['for more than five minutes and is another now is not carried out', 301, 'b', 'stale', []],
    ['for more than five minutes and is the same is carried out', 301, 'a', 'done', ['a']],
    ['for five minutes is carried out as it was seen', 300, 'b', 'done', ['a']],
  ])('%s', async (_, seconds, now, ended, writes) => {
    const world = toy();
    const host = memoryHost();
    // Looked at again before the change, or only after it.
    const findings = seconds > 300 ? [ask(), ask(now), met] : [ask(), met];
    const approve = async () => {
      host.at += seconds * 1000;
      return 'yes' as const;
    };
    const { picture } = await run(request([telling('a', findings)], world, host, { approve }));
    expect(picture.ended).toBe(ended);
    expect(world.toy.writes).toEqual(writes);
  });
});
