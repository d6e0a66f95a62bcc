import { describe, expect, it } from 'vitest';
import { optional } from '../model/fact.ts';
import { undoRun } from '../undo/undo.ts';
import type { Host } from './host.ts';
import { run } from './run.ts';
import {
  fails,
  first,
  making,
  memoryHost,
  met,
  request,
  telling,
  toy,
  unmet,
  waitingOn,
  word,
} from './toy.spec-kit.ts';

describe('a change that may be sent again', () => {
  const lost = fails('indeterminate');
  const every = { within: 20, every: 1 };
  const sentAt = async (trouble: (() => void)[], slow = 0) => {
    const host = memoryHost();
    const began = host.at;
    const sent: number[] = [];
    const step = telling('a', [unmet(making('a'))], [], {
      settle: every,
      apply: (async () => {
        sent.push((host.at - began) / 1000);
        host.at += slow * 1000;
        trouble.shift()?.();
        return { made: { kind: 'word', id: 'a' }, owned: true };
      }) as never,
    });
    await run(request([step], toy(), host));
    return sent;
  };

  it('is sent once more at least, however long its answer was waited for', async () => {
    expect(await sentAt([lost, lost, lost], 100)).toEqual([0, 101]);
  });

  it('is sent again after the time that Microsoft asked for, though a step waits less', async () => {
    const asked = [200, 250, 300].map((retryAfter) => fails('throttled', { retryAfter }));
    expect(await sentAt(asked)).toEqual([0, 200, 450]);
  });

  const requests = (...said: readonly (readonly [string, string])[]): Pick<Host, 'watch'> => ({
    watch: async (work, tell) => {
      for (const [asked, answer] of said) tell({ request: asked, answer, identity: 'person', at: '' });
      return work();
    },
  });
  it.each([
    ['what it wrote before was taken', [['PATCH toy/a', '200']], 'not-sent', true, true],
    ['it only read before', [['GET toy/a', '200']], 'not-sent', true, false],
    ['it only asked before', [['HEAD toy/a', '200']], 'not-sent', true, false],
    ['what reads in its name is a write', [['POST toy/GET a', '202']], 'not-sent', true, true],
    ['what it wrote before was refused', [['PATCH toy/a', '409']], 'not-sent', true, false],
    [
      'what it wrote was taken, and the next refused for now',
      [
        ['PUT a', '201'],
        ['POST b', '503'],
      ],
      'rejected',
      true,
      true,
    ],
    ['a good answer to what it wrote said no', [['PUT a', '201']], 'rejected', true, false],
    ['it wrote nothing, and was refused for now', [], 'rejected', true, false],
  ] as const)('is looked for first, or not: %s', async (_, said, outcome, passes, isLookedFor) => {
    const noted: string[] = [];
    const world = toy();
    world.toy.trouble = [fails(outcome, { passes })];
    const host = { ...memoryHost(), ...requests(...said) };
    await run(request([telling('a', [unmet(making('a')), met], noted)], world, host));
    expect(noted.slice(1, 3)).toEqual(['apply a', isLookedFor ? 'look' : 'apply a']);
  });

  it.each([
    ['after a good answer', [['PATCH toy/a', '200']]],
    [
      'in a later request',
      [
        ['PATCH toy/a', '200'],
        ['POST toy/b', '403'],
      ],
    ],
  ] as const)('is not looked for where it was refused for good %s', async (_, said) => {
    const noted: string[] = [];
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const host = memoryHost();
    const watched = { ...host, ...requests(...said) };
    const { picture } = await run(request([telling('a', [unmet(making('a'))], noted)], world, watched));
    expect(noted).toEqual(['look', 'apply a']);
    expect(picture.steps[0]?.is).toBe('unmet');
    // What was asked before stands beside what became of it.
    expect(host.journal.find(({ kind }) => kind === 'failed')).toMatchObject({
      outcome: 'rejected',
      requests: said.map(([asked]) => ({ request: asked })),
    });
  });

  it('is looked for every so many seconds as the step says, or every second', async () => {
    for (const [settle, seconds] of [
      [{ within: 20, every: 4 }, [4, 4]],
      [undefined, [1, 1]],
    ] as const) {
      const host = memoryHost();
      const looks: number[] = [];
      const world = toy();
      world.toy.trouble = [lost];
      const late = waitingOn('microsoft');
      const step = telling('a', [unmet(making('a')), late, late, met]);
      const look = (tools: never) => {
        looks.push(host.at / 1000);
        return step.look(tools);
      };
      await run(request([{ ...step, settle, look } as never], world, host));
      const gaps = looks.slice(1).map((each, nth) => each - (looks[nth] ?? 0));
      expect(gaps.slice(0, 2)).toEqual(seconds);
    }
  });
});

describe('a change that takes something back', () => {
  const back = (takesBack: readonly string[]) => ({ ...making('back'), takesBack });

  /** Lost once; then it needs another change first, which takes back what `of` names of the lost one. */
  const after = async (of: (lost: string) => readonly string[]) => {
    const world = toy();
    world.toy.trouble = [fails('indeterminate')];
    const host = memoryHost();
    const operation = () => {
      const intent = host.journal.find((entry) => entry.kind === 'intent');
      return intent?.kind === 'intent' ? intent.operation : '';
    };
    const step = word('a', {
      recognize: () => 'still-open',
      judge: (({ there }: { there: boolean }) => {
        if (there) return met;
        const first = operation() !== '' && !world.toy.writes.includes('a') ? [back(of(operation()))] : [];
        return unmet(...first, making('a'));
      }) as never,
    });
    const { picture } = await run(request([step], world, host));
    const sent = host.journal.flatMap((entry) => (entry.kind === 'intent' ? [entry.change.what] : []));
    return { sent, code: picture.steps[0]?.finding?.problem?.code };
  };

  it('that this run began needs no review of its own', async () => {
    expect(await after((lost) => [lost])).toEqual({ sent: ['a', 'back', 'a'], code: undefined });
  });

  it.each([
    ['nothing', () => []],
    ['what somebody else began', () => ['another']],
    ['what this run began, and more', (lost: string) => [lost, 'another']],
  ])('and names %s is not made without a review', async (_, of) => {
    expect(await after(of)).toEqual({ sent: ['a'], code: 'plan-went-stale' });
  });

  it('of two that this run began takes back both', async () => {
    const world = toy();
    world.toy.trouble = [fails('indeterminate'), fails('indeterminate')];
    const host = memoryHost();
    const begun = () =>
      host.journal.flatMap((entry) =>
        entry.kind === 'intent' && entry.change.what === 'a' ? [entry.operation] : [],
      );
    const step = word('a', {
      recognize: () => 'still-open',
      judge: (({ there }: { there: boolean }) => {
        if (there) return met;
        const isAsked = begun().length === 2 && !world.toy.writes.includes('a');
        return unmet(...(isAsked ? [back(begun())] : []), making('a'));
      }) as never,
    });
    await run(request([step], world, host));
    const sent = host.journal.flatMap((entry) => (entry.kind === 'intent' ? [entry.change.what] : []));
    expect(sent).toEqual(['a', 'a', 'back', 'a']);
  });

  it('that is known never to have been sent is not made without a review', async () => {
    const world = toy();
    world.toy.trouble = [fails('not-sent'), fails('indeterminate')];
    const host = memoryHost();
    const begun = () => host.journal.flatMap((entry) => (entry.kind === 'intent' ? [entry.operation] : []));
    const step = word('a', {
      recognize: () => 'still-open',
      judge: (({ there }: { there: boolean }) => {
        if (there) return met;
        return unmet(...(begun().length > 0 ? [back(begun().slice(0, 1))] : []), making('a'));
      }) as never,
    });
    const { picture } = await run(request([step], world, host));
    expect(begun()).toHaveLength(2);
    expect(picture.steps[0]?.finding?.problem?.code).toBe('plan-went-stale');
  });
});

describe('a change whose own leftover was not taken back', () => {
  it('is not sent again', async () => {
    const world = toy();
    const sent: string[] = [];
    const host = memoryHost();
    const step = word('a', {
      recognize: () => 'still-open',
      judge: (() => {
        const intent = host.journal.find((entry) => entry.kind === 'intent');
        const lost = intent?.kind === 'intent' ? [{ ...making('back'), takesBack: [intent.operation] }] : [];
        return unmet(...lost, making('a'));
      }) as never,
      apply: (async ({ what }: { what: string }) => {
        sent.push(what);
        return fails(what === 'back' ? 'rejected' : 'indeterminate')() as never;
      }) as never,
    });
    const { picture } = await run(request([step], world, host));
    expect(sent).toEqual(['a', 'back']);
    expect(picture.steps[0]?.finding).toMatchObject({ is: 'unmet', problem: { code: 'rejected' } });
  });
});

describe('a change that failed in passing after it wrote', () => {
  it.each([
    [
      'the last of three requests was refused',
      ['GET a 200', 'PUT b 201', 'POST c 502 Bad Gateway'],
      ['apply a', 'look'],
    ],
    ['the last of three was answered well', ['PUT b 201', 'GET c 503', 'GET c 200'], ['apply a', 'apply a']],
    [
      'what it wrote was refused in words that hold a good number',
      ['PUT b 403 200', 'GET c 502'],
      ['apply a', 'apply a'],
    ],
    [
      'what it wrote was refused with a number that ends as a good one',
      ['PUT b 502', 'GET c 503'],
      ['apply a', 'apply a'],
    ],
  ] as const)('%s', async (_, said, then) => {
    const noted: string[] = [];
    const world = toy();
    world.toy.trouble = [fails('rejected', { passes: true })];
    const watch: NonNullable<Host['watch']> = async (work, tell) => {
      for (const each of said) {
        const [method, path, ...answer] = each.split(' ');
        tell({ request: `${method} ${path}`, answer: answer.join(' '), identity: 'person', at: '' });
      }
      return work();
    };
    const host = { ...memoryHost(), watch };
    await run(request([telling('a', [unmet(making('a')), met], noted)], world, host));
    expect(noted.slice(1, 3)).toEqual(then);
  });
});

describe('the time for sending again', () => {
  const busy = () => fails('throttled', { retryAfter: 45 });
  it('is over after exactly 90 seconds', async () => {
    const host = memoryHost();
    const began = host.at;
    const sent: number[] = [];
    const step = telling('a', [unmet(making('a'))], [], {
      apply: (async () => {
        sent.push((host.at - began) / 1000);
        return busy()() as never;
      }) as never,
    });
    await run(request([step], toy(), host));
    expect(sent).toEqual([0, 45, 90]);
  });

  it.each([
    [88, [88, 89, 90]],
    [89, [89, 90]],
  ])('and for looking what became of it too, where Microsoft asked for %i', async (retryAfter, times) => {
    const host = memoryHost();
    const began = host.at;
    const looks: number[] = [];
    const world = toy();
    world.toy.trouble = [fails('indeterminate', { retryAfter })];
    const step = telling('a', [unmet(making('a')), waitingOn('microsoft')]);
    const look = (tools: never) => {
      looks.push((host.at - began) / 1000);
      return step.look(tools);
    };
    await run(request([{ ...step, look } as never], world, host));
    expect(looks.slice(1)).toEqual(times);
  });
});

describe('what nobody reviewed', () => {
  it('is told as a change of the tenant, with what would be made and when that was seen', async () => {
    const world = toy();
    const host = memoryHost();
    world.toy.trouble = [fails('indeterminate')];
    const step = telling('a', [unmet(making('a')), unmet(making('b'), making('a'))]);
    const { picture } = await run(request([step], world, host));
    expect(picture.steps[0]?.finding).toMatchObject({
      changes: [making('b'), making('a')],
      problem: {
        code: 'plan-went-stale',
        remedies: [{ do: 'redo', step: 'a' }],
        trace: { at: host.now() },
      },
    });
  });

  it('is told alone where it comes up only as it is made', async () => {
    const world = toy();
    const giver = word('g', { gives: { first } as never });
    const step = telling('a', [unmet(making('a')), unmet(making('b'), making('a'))], [], {
      needs: { first: optional(first) },
    } as never);
    const { picture } = await run(request([giver, step], world, memoryHost()));
    expect([world.toy.writes, picture.steps[1]?.finding?.changes]).toEqual([['g'], [making('b')]]);
  });
});

describe('a change that was told to wait after it wrote', () => {
  it('is this run’s own by its mark, and undo takes it back', async () => {
    const world = toy();
    const host = memoryHost();
    const watch: NonNullable<Host['watch']> = async (work, tell) => {
      tell({ request: 'PUT toy/a', answer: '201', identity: 'person', at: '' });
      tell({ request: 'PATCH toy/a', answer: '429', identity: 'person', at: '' });
      return work();
    };
    world.toy.trouble = [
      () => {
        world.toy.there.add('a');
        fails('throttled', { retryAfter: 7 })();
      },
    ];
    await run(request([word('a')], world, { ...host, watch }));
    expect(host.journal.find(({ kind }) => kind === 'failed')).toMatchObject({ outcome: 'indeterminate' });
    const { failed, left } = await undoRun({ ...request([word('a')], world, host), entries: host.journal });
    expect([failed, left, [...world.toy.there]]).toEqual([0, [], []]);
  });
});
