import { randomUUID } from 'node:crypto';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Host } from '../../engine/run/host.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { computer, impatient } from './computer.ts';
import { type Struck, strike, tooEarly } from './faults.ts';
import { isComplete, stage, stopOf } from './world.ts';

/** How often each figure found the run that was made wrong on purpose: one of one each, or the figure shows nothing. */
export type Planted = Readonly<Record<string, number>>;

/** Wrong runs, each found by what judges the right ones. `recipe` registers an application and assigns roles. */
export async function planted(recipe: Recipe<World>): Promise<Planted> {
  const fresh = () => stage(recipe, 'fresh', { lagSeconds: 0, seed: 1 });
  const strikes = (of: Pick<Struck, 'kind' | 'nth'>): Struck => ({
    recipe,
    start: 'fresh',
    times: 'once',
    method: '',
    path: '',
    isWrite: true,
    ...of,
  });
  const count = (found: readonly unknown[] | boolean) =>
    typeof found === 'boolean' ? Number(found) : found.length;

  const forgetting = fresh();
  const forgot = await computer(forgetting.truth, { wrapHost: keepsNoSecret });
  await forgot.setUp(recipe, {});

  // Its names change every time and its journal is lost: whatever it makes, it makes again.
  const doubling = fresh();
  for (const _ of [1, 2]) await (await computer(doubling.truth, { wrapHost: namesAnew })).setUp(recipe, {});

  const losing = fresh();
  const lost = await computer(losing.truth, { wrapHost: writesNoReceipt });
  await lost.setUp(recipe, {});
  await (await computer(losing.truth, { left: lost.left() })).undo(recipe);

  // It is given the journal of somebody else's computer for its own.
  const greedy = fresh();
  const theirs = await computer(greedy.truth, { who: 'theirs' });
  await theirs.setUp(recipe, {});
  await (await computer(greedy.truth, { left: theirs.left() })).undo(recipe);

  const cut = fresh();
  const off = await computer(cut.truth, { cut: { nth: 10, point: 'before it is sent' } });
  const unfinished = await off.setUp(recipe, {});

  const broken = await (await computer(fresh().truth, { wrapHost: cannotName })).setUp(recipe, {});

  const stuck = await computer(fresh().truth, {
    patience: 1500,
    over: (_request, send, nth) => (nth === 5 ? new Promise<never>(() => undefined) : send()),
  });

  const hurried = fresh();
  const hurry = await computer(hurried.truth, { clock: impatient(hurried.truth) });
  hurried.truth.tenant.setWeather({ faults: [{ kind: '429-seconds', nth: 3 }] });
  await hurry.setUp(recipe, {});

  const silent = await strike(strikes({ kind: 'disk: ENOSPC', nth: 3 }), {
    wrapHost: takesNoForAnAnswer,
  });

  return {
    orphans: count(forgetting.truth.orphans([forgot.at.vault])),
    duplicates: count(doubling.truth.duplicates()),
    leftovers: count(losing.truth.leftovers()),
    claimed: count(greedy.truth.claimed()),
    incomplete: count(!isComplete(unfinished)),
    wrongStops: count(stopOf(broken).wrong),
    hangs: count((await stuck.setUp(recipe, {})).how === 'hung'),
    earlyRepeats: count(tooEarly(hurried.truth.tenant.requests()).early),
    undurable: count(silent.undurable),
  };
}

const keepsNoSecret = (host: Host): Host => ({
  ...host,
  vault: { ...host.vault, keep: async () => 'durable' },
});

const namesAnew = (host: Host): Host => ({ ...host, uuidFor: () => randomUUID() });

const writesNoReceipt = (host: Host): Host => ({
  ...host,
  append: async (entry) =>
    entry.kind === 'done' || entry.kind === 'intent' ? undefined : host.append(entry),
});

const cannotName = (host: Host): Host => ({
  ...host,
  uuidFor() {
    throw new TypeError('planted');
  },
});

/** A disk whose no is not heard: the entry is lost and the run goes on. */
const takesNoForAnAnswer = (host: Host): Host => ({
  ...host,
  append: (entry) => host.append(entry).catch(() => undefined),
});
