import { describe, expect, it } from 'vitest';
import { congestionWindow, type Place } from './congestion.ts';

const settled = () => new Promise((done) => setImmediate(done));

/** A window with so many waiting for each owner; `inside` are those let in, in their order. */
function crowd(...owners: readonly (readonly [owner: string, many: number])[]) {
  const window = congestionWindow();
  const inside: { readonly owner: string; readonly place: Place }[] = [];
  const ask = async (owner: string) => {
    const place = await window.enter(owner);
    inside.push({ owner, place });
  };
  for (const [owner, many] of owners) for (let nth = 0; nth < many; nth += 1) void ask(owner);
  return { inside, ask };
}

/** How many are let in once everybody inside has left. */
async function round(at: ReturnType<typeof crowd>, answer: Parameters<Place['leave']>[0]): Promise<number> {
  const all = at.inside.splice(0);
  for (const { place } of all) place.leave(answer);
  await settled();
  return at.inside.length;
}

describe('what is under way at a host', () => {
  it('grows to a bound while all goes well, and never beyond', async () => {
    const at = crowd(['a', 1000]);
    await settled();
    const sizes = [at.inside.length];
    for (let nth = 0; nth < 4; nth += 1) sizes.push(await round(at, 'well'));
    expect(sizes).toEqual([32, 64, 64, 64, 64]);
  });

  it('is halved once for a round that was too much, and grows by one a round from then on', async () => {
    const at = crowd(['a', 2000]);
    await settled();
    const sizes = [];
    for (const answer of ['throttled', 'well', 'well', 'throttled', 'throttled'] as const)
      sizes.push(await round(at, answer));
    expect(sizes).toEqual([16, 16, 17, 8, 4]);
  });

  it('never comes to a stand', async () => {
    const at = crowd(['a', 200]);
    await settled();
    for (let nth = 0; nth < 12; nth += 1) await round(at, 'throttled');
    expect(at.inside).toHaveLength(1);
  });

  it('stays as it is after troubles that are nobody’s load', async () => {
    const at = crowd(['a', 200]);
    await settled();
    expect([await round(at, 'neither'), await round(at, 'neither')]).toEqual([32, 32]);
  });

  it('is shared in turns: one that asks for a thousand keeps nobody waiting', async () => {
    const at = crowd(['greedy', 1000], ['modest', 3], ['small', 1]);
    await settled();
    await round(at, 'neither');
    expect(at.inside.slice(0, 6).map(({ owner }) => owner)).toEqual([
      'greedy',
      'modest',
      'small',
      'greedy',
      'modest',
      'greedy',
    ]);
  });
});
