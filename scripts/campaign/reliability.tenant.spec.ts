import { describe, expect, it } from 'vitest';
import { recipes } from '../../recipes/index.ts';
import { asked } from './asked.ts';
import { tooEarly } from './faults.ts';
import { planted } from './planted.ts';
import { sample } from './reliability.ts';
import { hasHandMade } from './world.ts';

/** The same places every time: a failure is found again. `npm run campaign -- reliability` goes to the others. */
const seed = 7;

describe('a crash, a lag or a lost answer', { shuffle: false }, () => {
  it('is judged by what finds a run that was made wrong on purpose, for every figure', async () => {
    const recipe = recipes.find(hasHandMade);
    const found = recipe ? await planted(recipe) : {};
    expect(Object.keys(found).length).toBeGreaterThanOrEqual(9);
    for (const [figure, times] of Object.entries(found)) expect(times, figure).toBeGreaterThan(0);
  });

  it('leaves nothing of ours behind that no one is told of, nothing twice and no live secret', async () => {
    const { kills } = await sample(recipes, { kills: 12 }, seed);
    expect(kills.length).toBeGreaterThan(6);
    expect(kills.filter(({ ending }) => ending !== 'undo').length).toBeGreaterThan(0);
    for (const { at, hung, stop, leftovers, claimed, duplicates, orphans } of kills)
      expect({ hung, wrong: stop?.wrong ?? false, leftovers, claimed, duplicates, orphans }, at).toEqual({
        hung: false,
        wrong: false,
        leftovers: [],
        claimed: [],
        duplicates: [],
        orphans: [],
      });
  });

  it('stops a run at most until the weather has cleared; nothing is sent early or unwritten', async () => {
    const { faults } = await sample(recipes, { faults: 12 }, seed);
    expect(faults).toHaveLength(12);
    for (const { at, hung, wrongStop, early, undurable, completesThen, duplicates, orphans } of faults) {
      expect({ hung, wrongStop, early, undurable, completesThen, duplicates, orphans }, at).toEqual({
        hung: false,
        wrongStop: false,
        early: [],
        undurable: [],
        completesThen: true,
        duplicates: [],
        orphans: [],
      });
    }
  });

  it('makes nothing twice under any lag, by two computers, or in any history', async () => {
    const { held } = await sample(recipes, { lags: 2, interleavings: 2, histories: 2 }, seed);
    expect(held).toHaveLength(6);
    for (const { at, hung, complete, duplicates, orphans, leftovers, claimed } of held)
      expect({ hung, complete, duplicates, orphans, leftovers, claimed }, at).toEqual({
        hung: false,
        complete: true,
        leftovers: [],
        duplicates: [],
        orphans: [],
        claimed: [],
      });
  });
});

describe('the figures', () => {
  const request = {
    method: 'GET',
    host: 'graph.microsoft.com',
    path: '/v1.0/me',
    status: 200,
    caller: 'ada',
    body: '',
  };

  it.each([
    [6999, 1],
    [7000, 0],
  ])('count a request asked to wait 7 s and sent again after %i ms as %i too early', (ms, early) => {
    const struck = {
      ...request,
      status: 429,
      startedAt: 0,
      endedAt: 100,
      order: { began: 1, ended: 3 },
      fault: '429-seconds' as const,
    };
    const again = { ...request, startedAt: 100 + ms, endedAt: 200 + ms, order: { began: 4, ended: 5 } };
    expect(tooEarly([struck, again])).toMatchObject({ repeats: 1, early: { length: early } });
    // What was under way before the answer came is no repeat.
    const under = { ...again, startedAt: 100, order: { began: 2, ended: 5 } };
    expect(tooEarly([struck, under]).repeats).toBe(0);
  });

  it('are asked for by minutes and seed, and by nothing else', () => {
    expect(asked(['--minutes=5', '--seed=9'])).toEqual({ minutes: 5, seed: 9 });
    expect(() => asked(['--fast'])).toThrow('nothing a campaign knows');
  });
});
