import { describe, expect, it } from 'vitest';
import { keyed, optional, toJudge } from '../model/fact.ts';
import { undoRun } from '../undo/undo.ts';
import { run, verdict } from './run.ts';
import { fails, first, making, memoryHost, request, second, toy, word } from './toy.spec-kit.ts';

const states = (picture: { steps: readonly { heading: { id: string }; is: string }[] }) =>
  Object.fromEntries(picture.steps.map(({ heading, is }) => [heading.id, is]));

const before = { code: 'before', title: 'Before', because: 'It is.', remedies: [{ do: 'retry' }] } as const;

describe('a run', () => {
  it('looks, plans, makes each change once and looks again', async () => {
    const world = toy();
    const { picture, plan } = await run(request([word('a'), word('b')], world, memoryHost()));
    expect(plan.changes.map(({ step, verb, what }) => `${step}: ${verb} ${what}`)).toEqual([
      'a: create a',
      'b: create b',
    ]);
    expect(world.toy.writes).toEqual(['a', 'b']);
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
    expect(picture.ended).toBe('done');
  });

  it('changes nothing where everything is true, and asks for no yes', async () => {
    const world = toy(['a']);
    const { picture } = await run(
      request([word('a')], world, memoryHost(), { approve: () => Promise.reject(new Error('asked')) }),
    );
    expect(world.toy.writes).toEqual([]);
    expect(picture.ended).toBe('done');
  });

  it.each(['plan', 'verify'] as const)('%s writes nothing', async (intent) => {
    const world = toy();
    const { picture } = await run(request([word('a')], world, memoryHost(), { intent }));
    expect(world.toy.writes).toEqual([]);
    expect(states(picture)).toEqual({ a: 'unmet' });
    expect(verdict(picture)).toBe(1);
  });

  it('writes the intent before the change and the outcome before what depends on it', async () => {
    const world = toy();
    const host = memoryHost();
    const seen: string[] = [];
    const steps = [word('a', { gives: { first } as never }), word('b', { needs: { first } as never })];
    for (const step of steps) {
      const apply = step.apply as NonNullable<typeof step.apply>;
      Object.assign(step, {
        apply: (change: never, tools: never) => {
          seen.push(host.journal.at(-1)?.kind ?? 'nothing');
          return apply(change, tools);
        },
      });
    }
    await run(request(steps, world, host));
    expect(seen).toEqual(['intent', 'intent']);
    const kinds = host.journal.map((entry) => ('step' in entry ? `${entry.step} ${entry.kind}` : entry.kind));
    expect(kinds.indexOf('a done')).toBeLessThan(kinds.indexOf('b intent'));
  });

  it('makes no change when the intent cannot be written', async () => {
    const world = toy();
    const host = memoryHost();
    const append = host.append;
    host.append = async (entry) => {
      if (entry.kind === 'intent') throw new Error('ENOSPC');
      return append(entry);
    };
    await expect(run(request([word('a')], world, host))).rejects.toThrow('ENOSPC');
    expect(world.toy.writes).toEqual([]);
  });

  it('makes nothing without a yes', async () => {
    const world = toy();
    const { picture } = await run(request([word('a')], world, memoryHost(), { approve: async () => 'no' }));
    expect(world.toy.writes).toEqual([]);
    expect(picture.ended).toBe('declined');
  });

  it('makes no change that nobody reviewed', async () => {
    const world = toy();
    const giver = word('a', { gives: { first } as never });
    // What it needs is there already in another shape, so that it judges other changes than those it foresaw.
    const other = word('b', {
      needs: { first } as never,
      judge: (() => ({
        is: 'unmet',
        changes: [making('something else')],
        problem: { code: 'x', title: 'x', because: 'x', remedies: [{ do: 'retry' }] },
      })) as never,
    });
    Object.assign(giver, {
      apply: async (_: unknown, { toy: t }: typeof world) => (
        t.there.add('a'), { made: { kind: 'word', id: 'a' }, owned: false }
      ),
    });
    const { picture } = await run(request([giver, other], world, memoryHost()));
    expect(world.toy.writes).toEqual([]);
    expect(picture.steps[1]?.finding?.problem?.code).toBe('plan-went-stale');
  });

  it('goes on with the half that worked and names what the rest waits behind', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const steps = [
      word('a', { gives: { first } as never }),
      word('b', { needs: { first } as never }),
      word('c', { gives: { second } as never }),
      word('d', { needs: { second } as never }),
    ];
    const { picture } = await run(request(steps, world, memoryHost()));
    expect(states(picture)).toEqual({ a: 'unmet', b: 'not-reached', c: 'met', d: 'met' });
    expect(picture.steps[1]?.finding?.behind).toBe('a');
    expect(picture.ended).toBe('incomplete');
  });

  it('looks until the answers agree, and waits no real time for it', async () => {
    const world = toy();
    const steps = [word('a', { settle: { within: 60, every: 2, agree: 2 } })];
    const apply = steps[0]?.apply as NonNullable<(typeof steps)[0]['apply']>;
    Object.assign(steps[0] as object, {
      apply: async (change: never, tools: typeof world) => {
        tools.toy.stale = 3;
        return apply(change, tools as never);
      },
    });
    const host = memoryHost();
    const { picture } = await run(request(steps, world, host));
    expect(states(picture)).toEqual({ a: 'met' });
    expect(host.journal.filter(({ kind }) => kind === 'settling')).toHaveLength(4);
    expect(world.toy.writes).toEqual(['a']);
  });

  it('a change that was made and is not seen in time waits on Microsoft and is not repeated', async () => {
    const world = toy();
    const step = word('a');
    const apply = step.apply as NonNullable<typeof step.apply>;
    Object.assign(step, {
      apply: async (change: never, tools: typeof world) => {
        tools.toy.stale = 1000;
        return apply(change, tools as never);
      },
    });
    const { picture } = await run(request([step], world, memoryHost()));
    expect(states(picture)).toEqual({ a: 'waiting' });
    expect(verdict(picture)).toBe(4);
    expect(world.toy.writes).toEqual(['a']);
  });

  it('tries again what is known to pass, honouring the time Microsoft asks for', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected', { passes: true }), fails('not-sent', { retryAfter: 7 })];
    const host = memoryHost();
    const before = host.at;
    const { picture } = await run(request([word('a')], world, host));
    expect(states(picture)).toEqual({ a: 'met' });
    expect(host.at - before).toBeGreaterThanOrEqual(8000);
    expect(world.toy.writes).toEqual(['a']);
  });

  it('looks before it repeats what may have happened', async () => {
    const world = toy();
    world.toy.trouble = [
      () => {
        world.toy.there.add('a');
        fails('indeterminate')();
      },
    ];
    const host = memoryHost();
    const { picture } = await run(request([word('a')], world, host));
    expect(world.toy.writes).toEqual([]);
    expect(states(picture)).toEqual({ a: 'met' });
    expect(picture.steps[0]?.made.map(({ receipt }) => receipt.owned)).toEqual([true]);
  });

  it('an error nobody expected becomes the one problem that says so', async () => {
    const step = word('a', { look: () => Promise.reject(new TypeError('nope')) });
    const seen: unknown[] = [];
    const { picture } = await run(
      request([step], toy(), memoryHost(), { intent: 'verify', onUnexpected: (error) => seen.push(error) }),
    );
    expect(picture.steps[0]?.finding?.problem?.code).toBe('unexpected');
    expect(states(picture)).toEqual({ a: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  it('stops before the next change when it is cancelled, and says so', async () => {
    const world = toy();
    const stop = new AbortController();
    const steps = [word('a', { gives: { first } as never }), word('b', { needs: { first } as never })];
    const { picture } = await run(
      request(steps, world, memoryHost(), {
        signal: stop.signal,
        onEntry: (entry) => entry.kind === 'done' && stop.abort(new Error('stopped')),
      }),
    );
    expect(world.toy.writes).toEqual(['a']);
    expect(picture.ended).toBe('cancelled');
  });

  it('a step runs with an optional fact missing, and a keyed twin is another fact', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const steps = [
      word('a', { gives: { first: keyed(first, 'x') } as never }),
      word('b', { needs: { first: optional(keyed(first, 'x')) } as never }),
    ];
    const { picture } = await run(request(steps, world, memoryHost()));
    expect(states(picture)).toEqual({ a: 'unmet', b: 'met' });
  });

  it.each([
    ['only to judge', toJudge(first), ['b looks', 'a looked', 'b judges with a']],
    ['to look', optional(first), ['a looked', 'b looks', 'b judges with a']],
  ])('what a step needs %s decides when it looks', async (_, need, order) => {
    const told: string[] = [];
    const looked = word('b').look;
    const steps = [
      word('a', {
        gives: { first } as never,
        look: async () => {
          // As long as another look takes to begin.
          await new Promise(setImmediate);
          told.push('a looked');
          return { there: true, stale: false };
        },
      }),
      word('b', {
        needs: { first: need } as never,
        look: (tools) => {
          told.push('b looks');
          return looked(tools as never) as never;
        },
        judge: (_seen, given: { first?: string }) => {
          told.push(`b judges with ${given.first}`);
          return { is: 'met', facts: {} as never };
        },
      }),
    ];
    await run({ ...request(steps, toy(), memoryHost()), intent: 'verify' });
    expect(told).toEqual(order);
  });

  it.each([
    ['for judging alone is judged with what was seen', toJudge(first), 1],
    ['to look is looked at with it', optional(first), 2],
  ])('what a check learns from a change and needs %s', async (_, need, looks) => {
    let looked = 0;
    const { look } = word('b');
    const { apply: _none, ...check } = word('b', {
      needs: { first: need } as never,
      look: (tools) => {
        looked++;
        return look(tools as never) as never;
      },
      judge: (_seen, given: { first?: string }) =>
        given.first ? { is: 'met', facts: {} as never } : { is: 'blocked', problem: before },
    });
    const steps = [word('a', { gives: { first } as never }), check];
    const { picture } = await run(request(steps, toy(), memoryHost()));
    expect(states(picture)).toEqual({ a: 'met', b: 'met' });
    expect(looked).toBe(looks);
  });
});

describe('resume and undo', () => {
  it('finishes after a stop at any entry with the same end and nothing made twice', async () => {
    const steps = () => [word('a', { gives: { first } as never }), word('b', { needs: { first } as never })];
    const whole = memoryHost();
    await run(request(steps(), toy(), whole));
    for (let stop = 1; stop < whole.journal.length; stop++) {
      const world = toy();
      const dying = memoryHost();
      const append = dying.append;
      dying.append = async (entry) => {
        if (dying.journal.length >= stop) throw new Error('dead');
        return append(entry);
      };
      await run(request(steps(), world, dying)).catch(() => undefined);
      const next = memoryHost([...dying.journal]);
      const { picture } = await run(request(steps(), world, next, { earlier: dying.journal }));
      expect(states(picture), `stopped at ${stop}`).toEqual({ a: 'met', b: 'met' });
      expect([...world.toy.writes].sort(), `stopped at ${stop}`).toEqual(['a', 'b']);
      const undone = await undoRun({
        ...request(steps(), world, next),
        entries: next.journal,
      });
      expect([...world.toy.there], `stopped at ${stop}`).toEqual([]);
      expect(undone.failed).toBe(0);
    }
  });

  it('undo leaves alone what was there before, and is done when it is gone', async () => {
    const world = toy(['theirs']);
    const host = memoryHost();
    const adopt = word('theirs', {
      look: async () => ({ there: world.toy.writes.includes('theirs'), stale: false }),
    });
    await run(request([adopt, word('ours')], world, host));
    const { picture } = await undoRun({
      ...request([adopt, word('ours')], world, host),
      entries: host.journal,
    });
    expect([...world.toy.there]).toEqual(['theirs']);
    expect(picture.steps.map(({ undone }) => undone.length)).toEqual([0, 1]);
  });
});
