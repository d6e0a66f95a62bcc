import { describe, expect, it } from 'vitest';
import { first, making, memoryHost, request, type Toy, toy, word } from '../run/toy.spec-kit.ts';
import { type Steps } from './undo.spec-kit.ts';
import { type UndoRequest, undoRun } from './undo.ts';

describe('taking a connection away', () => {
  const standing = (what: string, owned: boolean, of: object = {}) =>
    word(what, {
      stands: (seen: { there: boolean }) =>
        seen.there ? [{ change: making(what), receipt: { made: { kind: 'word', id: what }, owned } }] : [],
      ...of,
    } as never);

  const disconnect = async (world: Toy, steps: Steps, confirm?: UndoRequest<Toy>['confirm']) => {
    const asked: string[] = [];
    const result = await undoRun({
      ...request(steps, world, memoryHost()),
      runId: 'away',
      entries: [],
      disconnects: true,
      approve: async ({ changes }) => {
        asked.push(...changes.map(({ verb, what, unmarked }) => `${verb} ${what} ${unmarked ?? false}`));
        return 'yes';
      },
      ...(confirm ? { confirm } : {}),
    });
    return { ...result, asked };
  };

  it('removes what stands, the last made first, and not what is not there or stands for nothing', async () => {
    const world = toy(['a', 'b', 'c']);
    const steps = [standing('a', true), standing('b', true), word('c'), standing('d', true)];
    const { asked } = await disconnect(world, steps);
    expect(asked).toEqual(['remove b false', 'remove a false']);
    expect([...world.toy.there]).toEqual(['c']);
  });

  it.each([
    ['without a question', undefined, ['a']],
    ['on a no', async () => false, ['a']],
    ['on a yes by name', async () => true, []],
  ])('what bears no mark of ours goes %s only if somebody confirmed it', async (_, confirm, there) => {
    const world = toy(['a', 'b']);
    const { asked, left, picture } = await disconnect(
      world,
      [standing('a', false), standing('b', true)],
      confirm,
    );
    expect(asked).toEqual(['remove b false', 'remove a true']);
    expect([...world.toy.there]).toEqual(there);
    expect(picture.steps[0]?.undone.map(({ receipt }) => receipt.left ?? 'gone')).toEqual([
      there.length > 0 ? "a on toy, which this app didn't create and you didn't confirm" : 'gone',
    ]);
    expect(left).toEqual(
      there.length > 0 ? ["a on toy, which this app didn't create and you didn't confirm"] : [],
    );
  });

  it('passes over a step whose facts are not there', async () => {
    const world = toy(['b']);
    const { look: _look, ...missing } = word('a', { gives: { first } as never });
    const giver = { ...missing, look: async () => ({ there: false, stale: false }) } as Steps[number];
    const { asked } = await disconnect(world, [giver, standing('b', true, { needs: { first } })]);
    expect(asked).toEqual([]);
    expect([...world.toy.there]).toEqual(['b']);
  });
});
