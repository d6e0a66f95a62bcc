import { describe, expect, it } from 'vitest';
import { plan } from '../run/plan.ts';
import { first, making, second, word } from '../run/toy.spec-kit.ts';
import { fact, keyed } from './fact.ts';
import { graph } from './graph.ts';
import { Secret } from './secret.ts';

const of = (id: string, needs: object, gives: object) => word(id, { needs, gives } as never);

describe('the order of steps', () => {
  it('falls out of the facts, whatever order they were written in', () => {
    const steps = [of('c', { second }, {}), of('b', { first }, { second }), of('a', {}, { first })];
    expect(graph(steps).steps.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a need nobody gives', [of('a', { first }, {})], 'No step provides first'],
    ['two givers', [of('a', {}, { first }), of('b', {}, { first })], 'provided by both a and b'],
    ['a circle', [of('a', { second }, { first }), of('b', { first }, { second })], 'a circle'],
    ['an id used twice', [of('a', {}, {}), of('a', {}, {})], 'Two steps are named a'],
  ])('%s is an author’s mistake, named before any run', (_what, steps, message) => {
    expect(() => graph(steps)).toThrow(message);
  });

  it('twins with keyed facts are not two givers', () => {
    const steps = [of('a', {}, { x: keyed(first, '1') }), of('b', {}, { x: keyed(first, '2') })];
    expect(graph(steps).steps).toHaveLength(2);
  });
});

describe('a plan’s hash', () => {
  const hash = (text: string) => text;
  const a = { step: 'a', ...making('x') };
  const b = { step: 'b', ...making('y') };

  it('is the same for the same changes in any order, and whatever undo says of them', () => {
    expect(plan([a, b], hash).planHash).toBe(plan([{ ...b, undoneBy: 'other words' }, a], hash).planHash);
  });

  it.each([
    ['verb', 'grant'],
    ['what', 'z'],
    ['where', 'z'],
    ['right', 'z'],
    ['months', 12],
    ['step', 'z'],
  ])('differs with another %s', (key, value) => {
    expect(plan([{ ...a, [key]: value }, b], hash).planHash).not.toBe(plan([a, b], hash).planHash);
  });
});

describe('a secret', () => {
  const value = 'canary-8Qk~secret';
  const secret = new Secret(value);

  it('is dots or nothing wherever it is not revealed on purpose', async () => {
    const { inspect } = await import('node:util');
    const ways = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      JSON.stringify({ ...secret }),
      JSON.stringify(structuredClone({ secret })),
    ];
    for (const way of ways) expect(way).not.toContain('8Qk');
    expect(secret.reveal('vault')).toBe(value);
  });

  it('a fact of it is marked, so that the journal leaves it out', () => {
    expect(fact('x', 'X').kind).toBe('public');
  });
});

it('a circle is told by its steps, in order', () => {
  const step = (id: string, needs: object, gives: object) => ({ ...word(id), needs, gives }) as never;
  const [x, y] = [fact<string>('x', 'X'), fact<string>('y', 'Y')];
  expect(() => graph([step('a', { y }, { x }), step('b', { x }, { y })])).toThrow(
    'a needs b needs a: a circle',
  );
});
