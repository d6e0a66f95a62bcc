import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { recipes } from '../../recipes/index.ts';
import { root, say } from '../say.mjs';
import type { Asked } from './asked.ts';
import { draw, points } from './computer.ts';
import { faults, strike, type Weathered } from './faults.ts';
import { type Killed, kill, matrix } from './kills.ts';
import { many } from './many.ts';
import { planted } from './planted.ts';
import { decoys, type Held, historiesOf, history, interleaved, underLag } from './together.ts';
import { hasHandMade } from './world.ts';

/** Its share of the minutes: a kill or a fault tells more than another history. */
const shares = { kills: 0.45, faults: 0.3, lags: 0.05, interleavings: 0.05, histories: 0.15 } as const;

const lagsOf = [0, 1, 5, 20, 60];
/** The weather draws which replica answers from its seed; there is no other staleness to set. */
const replicas = [1, 2, 3];

/** What was run of what there is. */
interface Sample<Of> {
  readonly of: number;
  readonly ran: readonly Of[];
}

/**
 * Goes through places until the time is up, at least one: in an order drawn from the seed, and by turns from each kind
 * of place, so that the many reads of one recipe do not crowd out the few writes of another.
 */
async function sampled<Place, Of>(
  places: readonly Place[],
  { seed, until = Number.POSITIVE_INFINITY, most = places.length }: Bounds,
  go: (place: Place) => Promise<Of | undefined>,
  kindOf: (place: Place) => string = () => '',
): Promise<Sample<Of>> {
  const turns = new Map<string, number>();
  const order = places
    .map((place, at) => ({ place, drawn: draw(1e9, seed, at) }))
    .sort((a, b) => a.drawn - b.drawn)
    .map(({ place }) => {
      const turn = turns.get(kindOf(place)) ?? 0;
      turns.set(kindOf(place), turn + 1);
      return { place, turn };
    })
    .sort((a, b) => a.turn - b.turn);
  const ran: Of[] = [];
  for (const { place } of order) {
    const found = await go(place);
    if (found !== undefined) ran.push(found);
    if (ran.length >= most || performance.now() > until) break;
  }
  return { of: places.length, ran };
}

/** Until when it may go on, by the machine's clock, or how many places it goes to. */
interface Bounds {
  readonly seed: number;
  readonly until?: number;
  readonly most?: number;
}

/** A recipe's reads are one kind of place, its writes another. */
const byRecipe = ({ recipe, isWrite }: { readonly recipe: Recipe<World>; readonly isWrite: boolean }) =>
  `${recipe.id} ${isWrite}`;

/**
 * Kill points, faults, lags, two computers, histories: what a crash, a lag or a lost answer may cost, counted by an
 * oracle that reads the practice tenant directly. `--minutes=N` bounds it (each part samples its matrix evenly by
 * `--seed` and says how much of it was run).
 */
export async function campaign({ minutes, seed }: Asked) {
  const began = performance.now();
  say(`Reliability: ${minutes} minutes, seed ${seed}`);
  const found = await measured(recipes, minutes * 60_000, seed);
  const seconds = Math.round((performance.now() - began) / 1000);
  return { campaign: 'reliability', seed, minutes, seconds, ...found, wrong: found.failures.length };
}

const killed = async (of: readonly Recipe<World>[], bounds: Bounds) =>
  sampled(await matrix(of, bounds.seed), bounds, kill, byRecipe);

const weathered = async (of: readonly Recipe<World>[], bounds: Bounds) =>
  sampled(await faults(of), bounds, (each) => strike(each), byRecipe);

const lagged = (of: readonly Recipe<World>[], bounds: Bounds) =>
  sampled(
    of.flatMap((recipe) => lagsOf.flatMap((lag) => replicas.map((replica) => ({ recipe, lag, replica })))),
    bounds,
    ({ recipe, lag, replica }) => underLag(recipe, lag, replica),
  );

const paired = (of: readonly Recipe<World>[], bounds: Bounds) =>
  sampled(
    of.flatMap((recipe) => Array.from({ length: 100 }, (_, nth) => ({ recipe, lag: nth % 2 ? 3 : 0, nth }))),
    bounds,
    ({ recipe, lag, nth }) => interleaved(recipe, lag, bounds.seed + nth),
  );

const lived = (of: readonly Recipe<World>[], bounds: Bounds) =>
  sampled(
    historiesOf(bounds.seed, 1000, 40).map((steps, nth) => ({ steps, nth })),
    bounds,
    ({ steps, nth }) =>
      history(of[nth % of.length] as Recipe<World>, nth % 2 ? 3 : 0, bounds.seed + nth, steps),
  );

/** A few places of each matrix: so many, whatever the machine's speed. */
export async function sample(
  of: readonly Recipe<World>[],
  most: Readonly<Partial<Record<keyof typeof shares, number>>>,
  seed: number,
) {
  const some = async <Of>(part: keyof typeof shares, go: (bounds: Bounds) => Promise<Sample<Of>>) =>
    most[part] === undefined ? [] : (await go({ seed, most: most[part] })).ran;
  return {
    kills: await some('kills', (bounds) => killed(of, bounds)),
    faults: await some('faults', (bounds) => weathered(of, bounds)),
    held: [
      ...(await some('lags', (bounds) => lagged(of, bounds))),
      ...(await some('interleavings', (bounds) => paired(of, bounds))),
      ...(await some('histories', (bounds) => lived(of, bounds))),
    ],
  };
}

/** Every figure of the campaign in so many milliseconds of the machine's time. */
async function measured(of: readonly Recipe<World>[], ms: number, seed: number) {
  const withApplication = of.filter(hasHandMade);
  const main = withApplication[0] as Recipe<World>;
  const controls = await planted(main);
  say(`Planted: ${JSON.stringify(controls)}`);
  const until = (share: number) => ({ seed, until: performance.now() + share * ms });

  const kills = await killed(of, until(shares.kills));
  say(`${kills.ran.length} of ${kills.of} kill points`);
  const struck = await weathered(of, until(shares.faults));
  say(`${struck.ran.length} of ${struck.of} faults`);
  const lags = await lagged(of, until(shares.lags));
  const pairs = await paired(of, until(shares.interleavings));
  const histories = await lived(of, until(shares.histories));
  say(`${lags.ran.length} lags, ${pairs.ran.length} interleavings, ${histories.ran.length} histories`);
  const among = [];
  for (const recipe of withApplication) among.push(await decoys(recipe, 1000));
  const [one, hundred, throttled] = [
    await many(main, 1),
    await many(main, 100),
    await many(main, 100, 1 / 3),
  ];

  const resumed = kills.ran.filter(({ complete }) => complete !== undefined);
  const all = [...lags.ran, ...pairs.ran, ...histories.ran, ...among];
  const early = struck.ran.flatMap((each) => each.early);
  return {
    kills: {
      ...share(kills),
      writes: kills.ran.filter(({ isWrite }) => isWrite).length,
      points: points.length,
      resumed: resumed.length,
      completes: resumed.filter(({ complete }) => complete).length,
      ...counts(kills.ran),
    },
    faults: {
      ...share(struck),
      complete: struck.ran.filter(({ complete }) => complete).length,
      wrongStops: struck.ran.filter(({ wrongStop }) => wrongStop).length,
      notCompleteThen: struck.ran.filter(({ completesThen }) => !completesThen).length,
      duplicates: hits(struck.ran, 'duplicates'),
      orphans: hits(struck.ran, 'orphans'),
      undurable: hits(struck.ran, 'undurable'),
    },
    earlyRepeats: { repeats: struck.ran.reduce((sum, { repeats }) => sum + repeats, 0), early: early.length },
    hangs: [...kills.ran, ...struck.ran, ...all].filter(({ hung }) => hung).length,
    workspaces: { one, hundred, throttled, times: Math.round((hundred.seconds / one.seconds) * 100) / 100 },
    P1: figure(
      resumed.filter(({ ending }) => ending === 'resume'),
      (each) => each.complete === false || isMarked(each),
    ),
    P2: figure(
      resumed.filter(({ ending }) => ending === 'second kill'),
      (each) => each.complete === false || isMarked(each),
    ),
    P4: figure(
      struck.ran,
      (each) => each.wrongStop || each.hung || each.duplicates.length + each.early.length > 0,
    ),
    P6: { ...figure(lags.ran, isHeld), of: lags.of },
    P7: { ...figure(pairs.ran, isHeld), of: pairs.of },
    P8: { ...figure(histories.ran, isHeld), of: histories.of },
    P9: await mutationScore(),
    P10: {
      ...figure(kills.ran, (each) => each.leftovers.length + each.claimed.length > 0),
      decoys: among.length * 1000,
      decoysTouched: hits(among, 'claimed'),
    },
    planted: controls,
    failures: failuresOf(kills.ran, struck.ran, all),
  };
}

const share = ({ of, ran }: Sample<unknown>) => ({ ran: ran.length, of });

type Marks = Pick<Killed, 'leftovers' | 'toldLeftovers' | 'claimed' | 'orphans' | 'duplicates'>;

function hits<Key extends string>(
  ran: readonly Readonly<Record<Key, readonly string[]>>[],
  key: Key,
): number {
  return ran.filter((each) => each[key].length > 0).length;
}

function counts(ran: readonly Marks[]) {
  const keys = ['leftovers', 'toldLeftovers', 'claimed', 'orphans', 'duplicates'] as const;
  return Object.fromEntries(keys.map((key) => [key, hits(ran, key)])) as Record<
    (typeof keys)[number],
    number
  >;
}

function figure<Of>(ran: readonly Of[], isViolation: (each: Of) => boolean) {
  return { n: ran.length, violations: ran.filter(isViolation).length };
}

const isMarked = (each: Marks): boolean =>
  each.leftovers.length + each.claimed.length + each.orphans.length + each.duplicates.length > 0;
const isHeld = (each: Held): boolean => !each.complete || each.hung || isMarked(each);

/** Everything that did not hold, with its place in the matrix: the same seed goes there again. */
function failuresOf(kills: readonly Killed[], struck: readonly Weathered[], all: readonly Held[]) {
  return [
    ...kills.filter((each) => each.complete === false || each.hung || isMarked(each)),
    ...struck.filter(
      (each) =>
        each.wrongStop ||
        each.hung ||
        !each.completesThen ||
        each.early.length + each.duplicates.length + each.orphans.length + each.undurable.length > 0,
    ),
    ...all.filter(isHeld),
  ].map((each) =>
    // What is empty says nothing.
    Object.fromEntries(Object.entries(each).filter(([, value]) => !Array.isArray(value) || value.length > 0)),
  );
}

/** What the last `npm run mutate` left; nothing where there was none. */
async function mutationScore() {
  const file = path.join(root, '.cache/mutation/score.json');
  return readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as unknown,
    () => 'not measured: npm run mutate',
  );
}
