import { describe, expect, it } from 'vitest';
import type { Receipt } from '../model/step.ts';
import { run } from '../run/run.ts';
import {
  fails,
  making,
  memoryHost,
  request,
  type Toy,
  telling,
  toy,
  unmet,
  word,
} from '../run/toy.spec-kit.ts';
import { undoRun } from './undo.ts';

type Steps = Parameters<typeof request>[0];

const resource = '/subscriptions/s/resourcegroups/g/providers/microsoft.logic/workflows/play';

/** Undoes what a run made, and tells what was left; `between` acts once it is made. */
async function putBack(steps: Steps, world: Toy, between: () => void = () => undefined) {
  const host = memoryHost();
  await run(request(steps, world, host));
  between();
  return undoRun({ ...request(steps, world, memoryHost()), entries: host.journal });
}

/** A word whose receipt names a resource and has no mark: what its look shows decides. */
const unmarked = (id: string, look: () => Promise<readonly string[]>) =>
  word('a', {
    look: async ({ toy: world }: Toy) => ({ there: world.there.has('a'), stale: false, ids: await look() }),
    apply: async (_change: unknown, { toy: world }: Toy) => {
      world.there.add('a');
      return { made: { kind: 'word', id }, owned: true };
    },
    undo: async (_receipt: unknown, { toy: world }: Toy) => void world.there.delete('a'),
    whose: undefined,
  } as never);

describe('whose a thing is, by what a look shows', () => {
  it.each([
    ['itself', resource, true],
    ['itself as part of an address', `https://management.azure.com${resource}?api-version=1`, true],
    ['what hangs on it', `${resource}/triggers/one`, true],
    ['another whose name goes on', `${resource}2`, false],
    ['another whose name goes on after a dash', `${resource}-of-others`, false],
    ['two, of which one is itself', `${resource}2 ${resource}`, true],
  ])('%s', async (_, shown, isOurs) => {
    const world = toy();
    const { left } = await putBack([unmarked(resource, async () => [shown])], world);
    expect([...world.toy.there]).toEqual(isOurs ? [] : ['a']);
    expect(left).toHaveLength(isOurs ? 0 : 1);
  });

  it('of what is on this computer alone nothing has to be seen', async () => {
    const world = toy();
    let isBroken = false;
    const look = async () => {
      if (isBroken) fails('rejected')();
      return [];
    };
    const { left } = await putBack([unmarked('a key', look)], world, () => {
      isBroken = true;
    });
    expect([left, [...world.toy.there]]).toEqual([[], []]);
  });

  it('looks once for all that a step made, and not where the mark tells', async () => {
    for (const [whose, expected] of [
      [undefined, 1],
      [async () => ({ is: 'ours' }), 0],
    ] as const) {
      const noted: string[] = [];
      const changes = [making('a'), making('b')];
      let looked = 0;
      const step = telling('both', [unmet(...changes)], noted, {
        settle: { within: 0, every: 1 },
        undo: async () => undefined,
        whose,
      } as never);
      const host = memoryHost();
      const world = toy();
      await run(request([step], world, host));
      const before = noted.length;
      await undoRun({
        ...request([step], world, memoryHost()),
        entries: host.journal,
        approve: async () => {
          looked = noted.length - before;
          return 'no';
        },
      });
      // One look is the first of every reading of a step.
      expect(looked - 1).toBe(expected);
    }
  });

  it('goes on after a bug of ours that nobody is told of', async () => {
    const world = toy();
    const bug = word('a', { whose: () => Promise.reject(new TypeError('nope')) });
    const undone: string[] = [];
    const undo = async ({ made }: Receipt) => {
      undone.push(made.id);
      world.toy.there.delete(made.id);
    };
    const { left } = await putBack([bug, word('b', { undo } as never)], world);
    expect(left).toHaveLength(1);
    expect(undone).toEqual(['b']);
  });
});

it('a GUID is whole wherever it stands, also as part of a name', async () => {
  const guid = '8d6f2f4e-1111-4222-8333-944455556666';
  const world = toy();
  const { left } = await putBack([unmarked(guid, async () => [`${guid}_key`])], world);
  expect([left, [...world.toy.there]]).toEqual([[], []]);
});
