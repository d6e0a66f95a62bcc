import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
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

/** The power goes as the request leaves: the intent is written, and nothing came back. */
async function cutOff(steps: Steps, world: Toy, host = memoryHost()) {
  const append = host.append;
  let isOff = false;
  host.append = async (entry) => {
    if (isOff) throw new Error('the power is off');
    await append(entry);
    isOff = entry.kind === 'intent';
  };
  const apply = async () => fails('indeterminate')() as never;
  await run(request(steps.map((step) => ({ ...step, apply })) as Steps, world, host)).catch(() => undefined);
  return host.journal;
}

const later = (journal: readonly Entry[], seconds: number) => {
  const host = memoryHost([...journal]);
  host.at += seconds * 1000;
  return host;
};
const undo = (steps: Steps, world: Toy, host: ReturnType<typeof memoryHost>) =>
  undoRun({ ...request(steps, world, host), entries: [...host.journal] });

const words =
  'a on toy was interrupted and later found done. Nothing shows that this app did it, so it stays';

/** What is told by its time alone, and came too late for that. */
const tooLate = () => word('a', { recognize: () => 'not-ours' });

describe('a request that arrives after the time it can be told by', () => {
  it('is named by undo, which leaves it: there is nothing to ask again for', async () => {
    const world = toy();
    const journal = await cutOff([tooLate()], world);
    world.toy.there.add('a');
    const { left, failed, picture } = await undo([tooLate()], world, later(journal, 600));
    expect([left, failed, picture.ended]).toEqual([[words], 0, 'done']);
    expect([...world.toy.there]).toEqual(['a']);
    expect(picture.steps[0]?.undone).toMatchObject([{ receipt: { owned: false, left: words } }]);
  });

  it('is named where the run had given it up, asked once more, and found it there', async () => {
    const world = toy();
    const step = () => word('a');
    const host = later(await cutOff([step()], world), 600);
    const asking = word('a', {
      apply: async (_change: unknown, { toy: here }: Toy) => {
        here.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: false };
      },
    } as never);
    await run(request([asking], world, host, { earlier: [...host.journal] }));
    const { left } = await undo([step()], world, host);
    expect(left).toEqual([words]);
  });

  it('is named beside what is still missing', async () => {
    const world = toy();
    const both = () =>
      telling('a', [unmet(making('b'))], [], {
        recognize: () => 'not-ours',
        undo: async () => undefined,
      } as never);
    const journal = await cutOff([telling('a', [unmet(making('a'))])], world);
    const { left } = await undo([both()], world, later(journal, 600));
    expect(left).toEqual([words]);
  });

  it('is named once, and not by the next undo of the same run', async () => {
    const world = toy();
    const host = later(await cutOff([tooLate()], world), 600);
    world.toy.there.add('a');
    const once = await undo([tooLate()], world, host);
    expect(once.left).toEqual([words]);
    const again = await undo([tooLate()], world, host);
    expect([again.left, again.failed]).toEqual([[], 0]);
  });
});

describe('nothing is named', () => {
  it.each([
    ['where it never arrived', word('a'), [] as const],
    [
      'where a step has nothing to undo',
      word('a', { recognize: () => 'not-ours', undo: undefined } as never),
      ['a'] as const,
    ],
  ])('%s', async (_, step, there) => {
    const world = toy();
    const journal = await cutOff([step], world);
    for (const each of there) world.toy.there.add(each);
    const { left, failed } = await undo([step], world, later(journal, 600));
    expect([left, failed]).toEqual([[], 0]);
  });

  it('where the run made it itself since, which undo takes back', async () => {
    const world = toy();
    const host = later(await cutOff([word('a')], world), 600);
    await run(request([word('a')], world, host, { earlier: [...host.journal] }));
    const { left } = await undo([word('a')], world, host);
    expect([left, [...world.toy.there]]).toEqual([[], []]);
  });

  it('where Microsoft said no, and somebody else did it since', async () => {
    const world = toy();
    world.toy.trouble = [fails('rejected')];
    const host = memoryHost();
    await run(request([word('a')], world, host));
    world.toy.there.add('a');
    const { left } = await undo([word('a')], world, host);
    expect(left).toEqual([]);
  });

  it('where a connection is taken away by what stands', async () => {
    const world = toy();
    const host = later(await cutOff([tooLate()], world), 600);
    world.toy.there.add('a');
    const { left } = await undoRun({
      ...request([tooLate()], world, host),
      entries: [...host.journal],
      disconnects: true,
    });
    expect(left).toEqual([]);
  });
});
