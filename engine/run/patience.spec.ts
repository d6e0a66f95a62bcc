import { describe, expect, it } from 'vitest';
import { ProblemError } from '../model/problem.ts';
import type { AnyStep } from '../model/step.ts';
import { undoRun } from '../undo/undo.ts';
import type { Host } from './host.ts';
import { run } from './run.ts';
import { fails, first, memoryHost, request, type Toy, toy, word } from './toy.spec-kit.ts';

const busy = { code: 'busy', title: 'Busy', because: 'A toy is busy.', remedies: [{ do: 'retry' }] } as const;
const code = (picture: { steps: readonly { finding?: { problem?: { code: string } } }[] }) =>
  picture.steps.map(({ finding }) => finding?.problem?.code);

/** A step that cannot be looked at the first `times` times; when it was tried is written down, in seconds. */
function hidden(step: AnyStep<Toy>, times: number, known: object = { passes: true }) {
  const looks: number[] = [];
  const { look } = step;
  let host: (Host & { at: number }) | undefined;
  Object.assign(step, {
    look: async (tools: never) => {
      looks.push((host?.at ?? 0) / 1000);
      if (looks.length <= times) throw new ProblemError(busy, known);
      return look(tools);
    },
  });
  return { step, looks, on: (of: Host & { at: number }) => void (host = of) };
}

const check = (): AnyStep<Toy> =>
  ({ ...word('a', { gives: { first } as never }), apply: undefined, undo: undefined }) as never;
const dependent = () => word('b', { needs: { first } as never });

describe('a look that fails in passing', () => {
  it.each(['set-up', 'plan', 'verify'] as const)('is taken again: %s does not notice', async (intent) => {
    for (const each of [check(), word('a')]) {
      const { step, looks } = hidden(each, 2);
      const { picture } = await run(request([step], toy(['a']), memoryHost(), { intent }));
      expect([looks.length, picture.steps[0]?.is, picture.ended]).toEqual([3, 'met', 'done']);
    }
  });

  it.each(['set-up', 'plan', 'verify'] as const)(
    'stands as what it was where it stays: %s',
    async (intent) => {
      const { step, looks } = hidden(check(), Number.POSITIVE_INFINITY);
      const { picture } = await run(request([step, dependent()], toy(['a']), memoryHost(), { intent }));
      expect(code(picture)).toEqual(['busy', undefined]);
      expect(looks.length).toBeLessThanOrEqual(6);
    },
  );

  it('is no change of the tenant, where it passes only after the plan was made', async () => {
    const { step } = hidden(check(), 3);
    const world = toy(['a']);
    const { picture, plan } = await run(request([step, dependent(), word('c')], world, memoryHost()));
    expect(plan.changes.map(({ step: of }) => of)).toEqual(['c']);
    expect(code(picture)).toEqual([undefined, 'busy', undefined]);
    expect(picture.steps[1]?.finding?.problem?.because).toContain('was on no plan, and it was not made');
    expect(world.toy.writes).toEqual(['c']);
  });

  it('is no change of the tenant either, where a long review is over', async () => {
    const host = memoryHost();
    const { step } = hidden(check(), 0);
    const { look } = step;
    let reviewed = false;
    Object.assign(step, {
      look: async (tools: never) => {
        if (reviewed) throw new ProblemError(busy, { passes: true });
        return look(tools);
      },
    });
    const { picture } = await run(
      request([step, dependent()], toy(['a']), host, {
        approve: async () => {
          host.at += 600_000;
          reviewed = true;
          return 'yes';
        },
      }),
    );
    expect([picture.ended, code(picture)]).toEqual(['incomplete', ['busy', undefined]]);
  });

  it('is not taken again where somebody said no', async () => {
    const { step, looks } = hidden(check(), 1, {});
    const { picture } = await run(request([step], toy(['a']), memoryHost(), { intent: 'verify' }));
    expect([looks.length, code(picture)]).toEqual([1, ['busy']]);
  });
});

describe('what Microsoft asked to wait', () => {
  const gaps = (times: readonly number[]) => times.slice(1).map((each, nth) => each - (times[nth] ?? 0));
  const told = { outcome: 'throttled', retryAfter: 17 };

  it.each(['set-up', 'verify'] as const)('is waited for by a look: %s', async (intent) => {
    const host = memoryHost();
    const { step, looks, on } = hidden(word('a'), 5, told);
    on(host);
    await run(request([step], toy(['a']), host, { intent }));
    expect(looks.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...gaps(looks).slice(0, 5))).toBeGreaterThanOrEqual(17);
  });

  it('is waited for while a change settles', async () => {
    const host = memoryHost();
    const looks: number[] = [];
    const step = word('a');
    const { look } = step;
    Object.assign(step, {
      look: async (tools: never) => {
        looks.push(host.at / 1000);
        if (looks.length === 2 || looks.length === 3) throw new ProblemError(busy, told as never);
        return look(tools);
      },
    });
    const { picture } = await run(request([step], toy(), host));
    expect(picture.ended).toBe('done');
    expect(gaps(looks.slice(1))).toEqual([17, 17]);
  });

  it('is waited for by a change and by its undoing', async () => {
    const host = memoryHost();
    const world = toy();
    const applied: number[] = [];
    const undone: number[] = [];
    const step = word('a');
    const { apply, undo } = step;
    Object.assign(step, {
      apply: (change: never, tools: never) => {
        applied.push(host.at / 1000);
        return apply?.(change, tools);
      },
      undo: (receipt: never, tools: never) => {
        undone.push(host.at / 1000);
        if (undone.length < 3) throw new ProblemError(busy, told as never);
        return undo?.(receipt, tools);
      },
    });
    world.toy.trouble = [fails('throttled', { retryAfter: 17 }), fails('throttled', { retryAfter: 17 })];
    const asked = request([step], world, host);
    const { entries } = await run(asked);
    await undoRun({ ...asked, entries });
    for (const times of [applied, undone]) {
      expect(times).toHaveLength(3);
      expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(17);
    }
    expect([...world.toy.there]).toEqual([]);
  });

  it('is said and not waited for where it is longer than a run waits', async () => {
    const long = { retryAfter: 3000 };
    const began = memoryHost().at;
    const looking = memoryHost();
    const { step, looks } = hidden(word('a'), 9, { outcome: 'throttled', ...long });
    const { picture } = await run(request([step], toy(), looking));
    expect([looks.length, code(picture), looking.at - began]).toEqual([1, ['busy'], 0]);

    const changing = memoryHost();
    const world = toy();
    world.toy.trouble = [fails('throttled', long)];
    const changed = await run(request([word('a')], world, changing));
    expect([world.toy.writes, code(changed.picture), changing.at - began]).toEqual([[], ['throttled'], 0]);
  });
});

describe('a change of several requests', () => {
  it.each(['not-sent', 'rejected'] as const)(
    'is looked at before it is made again, where a later one of them failed in passing (%s)',
    async (outcome) => {
      const world = toy();
      const host: Host = {
        ...memoryHost(),
        watch: async (work, tell) => {
          const done = work();
          tell({ request: 'PATCH toy/a', answer: '201', identity: 'person', at: '' });
          tell({ request: 'GET toy/a', answer: '503 ServiceUnavailable', identity: 'person', at: '' });
          return await done;
        },
      };
      let tries = 0;
      const step = word('a', {
        async apply(_change: unknown, { toy: of }: Toy) {
          tries += 1;
          of.there.add('a');
          throw new ProblemError(busy, { outcome, passes: true });
        },
      } as never);
      const { picture } = await run(request([step], world, host));
      expect([tries, picture.steps[0]?.is]).toEqual([1, 'met']);
    },
  );
});

describe('the bounds of patience with a look', () => {
  const seconds = (looks: readonly number[]) => looks.map((each) => each - (looks[0] ?? 0));

  it.each([
    ['300 s are waited for', 300, [0, 300]],
    ['301 s are said', 301, [0]],
  ])('%s', async (_, retryAfter, times) => {
    const host = memoryHost();
    const { step, looks, on } = hidden(check(), 1, { outcome: 'throttled', retryAfter });
    on(host);
    await run(request([step], toy(['a']), host, { intent: 'verify' }));
    expect(seconds(looks)).toEqual(times);
  });

  it.each([
    ['300 s are waited for once more where a step may take that long', 300, [0, 300, 600]],
    ['301 s are not', 301, [0]],
  ])('%s', async (_, retryAfter, times) => {
    const host = memoryHost();
    const { step, looks, on } = hidden(word('a', { settle: { within: 1000, every: 1 } }), 2, {
      outcome: 'throttled',
      retryAfter,
    });
    on(host);
    await run(request([step], toy(['a']), host, { intent: 'repair' }));
    expect(seconds(looks)).toEqual(times);
  });

  it('are three looks, and a minute: what took exactly that long is not looked at again', async () => {
    for (const [slow, times] of [
      [60, 1],
      [59, 2],
    ] as const) {
      const host = memoryHost();
      const { step, looks } = hidden(check(), 9);
      const { look } = step;
      Object.assign(step, {
        look: (tools: never) => {
          host.at += slow * 1000;
          return look(tools);
        },
      });
      await run(request([step], toy(['a']), host, { intent: 'verify' }));
      expect(looks).toHaveLength(times);
    }
  });
});
