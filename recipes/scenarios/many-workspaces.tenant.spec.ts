import type { Fault } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { recipes } from '../index.ts';
import { type Lab, lab } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];

/** Some workspaces like the one there is, beside it; answers their ids. */
function workspaces(at: Lab, many: number): readonly string[] {
  const [pattern] = Object.values(at.tenant.state().workspaces).filter(
    ({ sentinel }) => sentinel.legacySolution,
  );
  if (pattern === undefined) throw new Error('no workspace to copy');
  const ids = [pattern.id];
  for (let nth = 1; nth < many; nth += 1) {
    const name = `soc-${nth}`;
    const id = pattern.id.replace(/[^/]+$/u, name);
    const customerId = `${pattern.customerId.slice(0, -4)}${String(nth).padStart(4, '0')}`;
    at.tenant.act({ do: 'put', kind: 'workspaces', value: { ...pattern, id, name, customerId } as never });
    ids.push(id);
  }
  return ids;
}

/** The most requests that were under way at a time at one host. */
function peak(at: Lab, from: number): number {
  const moments = at.tenant
    .requests()
    .slice(from)
    .filter(({ host, path }) => host === 'management.azure.com' && path !== '')
    .flatMap(({ startedAt, endedAt }) => [[startedAt, 1] as const, [endedAt, -1] as const])
    .toSorted(([a, x], [b, y]) => a - b || x - y);
  let now = 0;
  return moments.reduce((most, [, by]) => Math.max(most, (now += by)), 0);
}

async function setUp(many: number, faults: readonly Fault[] = []) {
  const at = lab('fresh');
  const ids = workspaces(at, many);
  const process = await at.open();
  at.tenant.setWeather({ latencyMs: 100, lag: 0, seed: 7, faults });
  const from = at.tenant.requests().length;
  const began = at.tenant.clock.now();
  const { picture } = await process.run(recipe, 'set-up', { answers: { workspace: ids } });
  const wall = (at.tenant.clock.now() - began) / 1000;
  return { at, picture, wall, peak: peak(at, from), requests: at.tenant.requests().length - from };
}

const said = ({ wall, peak: most, requests }: Awaited<ReturnType<typeof setUp>>) =>
  `${wall.toFixed(1)} s on the tenant's clock, ${requests} requests, ${most} under way at most`;

describe('a hundred workspaces', () => {
  it('are set up in three times the time of one, with a bound on what is under way', async () => {
    const one = await setUp(1);
    const hundred = await setUp(100);
    console.info(`one: ${said(one)}\nhundred: ${said(hundred)}`);
    expect([one.picture.ended, hundred.picture.ended]).toEqual(['done', 'done']);
    expect(hundred.wall).toBeLessThanOrEqual(3 * one.wall);
    // The bound is met: there was more to send.
    expect(hundred.peak).toBe(64);
  });

  it('are all set up where a third of the requests is throttled, and no wait is cut short', async () => {
    const busy = await setUp(100, [{ kind: '429-seconds', times: 'always', chance: 1 / 3, host: 'arm' }]);
    console.info(`a third throttled: ${said(busy)}`);
    const codes = busy.picture.steps.flatMap(({ heading, is, finding }) =>
      is === 'met' || heading.severity !== 'block' ? [] : [finding?.problem?.code],
    );
    expect([busy.picture.ended, codes]).toEqual(['done', []]);
    // It backs off: what was under way at first was too much.
    expect(busy.peak).toBeLessThan(64);
    const told = new Map<string, number>();
    const repeats: number[] = [];
    for (const { method, path, fault, startedAt, endedAt } of busy.at.tenant.requests()) {
      const key = `${method} ${path}`;
      const at = told.get(key);
      // What had left already when the answer came could not know of it.
      if (at !== undefined && startedAt >= at) repeats.push(startedAt - at);
      if (fault === undefined) told.delete(key);
      else told.set(key, endedAt);
    }
    expect(repeats.length).toBeGreaterThan(300);
    expect(Math.min(...repeats)).toBeGreaterThanOrEqual(7000);
  });
});
