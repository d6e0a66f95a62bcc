import { describe, expect, it } from 'vitest';
import { optional } from '../model/fact.ts';
import type { Change } from '../model/step.ts';
import { undoRun } from '../undo/undo.ts';
import { run } from './run.ts';
import { fails, first, memoryHost, request, type Toy, toy, word } from './toy.spec-kit.ts';

const states = (picture: { steps: readonly { heading: { id: string }; is: string }[] }) =>
  Object.fromEntries(picture.steps.map(({ heading, is }) => [heading.id, is]));

const removing = (what: string): Change => ({
  verb: 'remove',
  what,
  where: 'toy',
  right: 'Toy Administrator',
  undoneBy: 'Undo gives it back',
});

/** A step that holds where a word is not there; repair takes it away. */
function without(what: string, more: object = {}) {
  return word(`no-${what}`, {
    severity: 'warn',
    repairs: true,
    look: async ({ toy: world }: Toy) => ({ there: world.there.has(what), stale: false }),
    judge: ({ there }: { there: boolean }) =>
      there
        ? {
            is: 'unmet',
            changes: [removing(what)],
            problem: { code: 'too-much', title: 'x', because: 'x', remedies: [{ do: 'retry' }] },
          }
        : { is: 'met', facts: {} },
    foresee: () => [],
    apply: async (_change: Change, { toy: world }: Toy) => {
      world.there.delete(what);
      world.writes.push(`-${what}`);
      return { made: { kind: 'word', id: what }, owned: true };
    },
    recognize: undefined,
    whose: undefined,
    undo: async ({ made }: { made: { id: string } }, { toy: world }: Toy) => void world.there.add(made.id),
    ...more,
  } as never);
}

describe('repair', () => {
  it('is set-up that also removes, each removal in the plan by name', async () => {
    const world = toy(['wide']);
    const { picture, plan } = await run(
      request([word('a'), without('wide')], world, memoryHost(), { intent: 'repair' }),
    );
    expect(plan.changes.map(({ step, verb, what }) => `${step}: ${verb} ${what}`)).toEqual([
      'a: create a',
      'no-wide: remove wide',
    ]);
    expect([...world.toy.there]).toEqual(['a']);
    expect(states(picture)).toEqual({ a: 'met', 'no-wide': 'met' });
    expect(picture.intent).toBe('repair');
  });

  it('done a second time changes nothing and asks for no yes', async () => {
    const world = toy(['wide']);
    await run(request([without('wide')], world, memoryHost(), { intent: 'repair' }));
    const { plan } = await run(
      request([without('wide')], world, memoryHost(), {
        intent: 'repair',
        approve: () => Promise.reject(new Error('asked')),
      }),
    );
    expect(plan.changes).toEqual([]);
    expect(world.toy.writes).toEqual(['-wide']);
  });

  it.each(['set-up', 'plan', 'verify'] as const)(
    'to %s such a step is a check: its finding stands and nothing of it is planned or made',
    async (intent) => {
      const world = toy(['wide']);
      const { picture, plan } = await run(request([without('wide')], world, memoryHost(), { intent }));
      expect(plan.changes).toEqual([]);
      expect(world.toy.writes).toEqual([]);
      expect(states(picture)).toEqual({ 'no-wide': 'unmet' });
      expect(picture.steps[0]?.heading.changes).toBe(false);
    },
  );

  it('set-up does not wait for what is too much to go away', async () => {
    const host = memoryHost();
    const before = host.at;
    const late = without('wide', { needs: { first }, settle: { within: 300, every: 2 } });
    const { picture } = await run(
      request([word('a', { gives: { first } as never }), late], toy(['wide']), host),
    );
    expect(states(picture)).toEqual({ a: 'met', 'no-wide': 'unmet' });
    expect(host.at - before).toBeLessThan(5000);
  });

  it('removes nothing whose replacement could not be made', async () => {
    const world = toy(['wide']);
    world.toy.trouble = [fails('rejected')];
    const steps = [
      word('narrow', { gives: { first } as never }),
      without('wide', { needs: { narrow: optional(first) } }),
    ];
    const { picture, plan } = await run(request(steps, world, memoryHost(), { intent: 'repair' }));
    expect(plan.changes.map(({ what }) => what)).toEqual(['narrow', 'wide']);
    expect([...world.toy.there]).toEqual(['wide']);
    expect(states(picture)).toEqual({ narrow: 'unmet', 'no-wide': 'not-reached' });
    expect(picture.steps[1]?.finding?.behind).toBe('narrow');
  });

  it('removes it after its replacement holds', async () => {
    const world = toy(['wide']);
    const steps = [
      without('wide', { needs: { narrow: optional(first) } }),
      word('narrow', { gives: { first } as never }),
    ];
    const { picture } = await run(request(steps, world, memoryHost(), { intent: 'repair' }));
    expect(world.toy.writes).toEqual(['narrow', '-wide']);
    expect(states(picture)).toEqual({ narrow: 'met', 'no-wide': 'met' });
  });

  it('of one finding makes that change and no other', async () => {
    const world = toy(['wide', 'old']);
    const { plan } = await run(
      request([word('a'), without('wide'), without('old')], world, memoryHost(), {
        intent: 'repair',
        only: ['no-old'],
      }),
    );
    expect(plan.changes.map(({ what }) => what)).toEqual(['old']);
    expect([...world.toy.there]).toEqual(['wide']);
  });

  it('undone gives back what was removed, and says what nobody can bring back', async () => {
    const world = toy(['wide', 'secret']);
    const host = memoryHost();
    const gone = {
      apply: async (_change: Change, { toy: there }: Toy) => {
        there.there.delete('secret');
        return { made: { kind: 'word', id: 'secret' }, owned: true, lost: 'The secret' };
      },
    };
    const steps = [without('wide'), without('secret', gone)];
    const repaired = request(steps, world, host, { intent: 'repair' });
    await run(repaired);
    expect([...world.toy.there]).toEqual([]);
    const { plan, failed, lost, picture } = await undoRun({ ...repaired, entries: host.journal });
    expect(plan.changes.map(({ verb, what }) => `${verb} ${what}`)).toEqual(['add wide']);
    expect([...world.toy.there]).toEqual(['wide']);
    expect(failed).toBe(0);
    expect(lost).toEqual(['The secret']);
    expect(picture.ended).toBe('done');
  });
});
