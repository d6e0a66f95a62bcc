import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { isWrite } from '../../recipes/scenarios/lab.spec-kit.ts';
import { type Computer, computer, draw, type Point, points, type Sent } from './computer.ts';
import {
  act,
  hasHandMade,
  isComplete,
  meanwhile,
  type Stage,
  type Start,
  stage,
  starts,
  stopOf,
} from './world.ts';

export const endings = ['resume', 'undo', 'second kill'] as const;
export const lags = [0, 3] as const;

/**
 * Seconds after the power went within which what was on its way is carried out: the time Microsoft's work can be told by
 * (docs/decisions/0017-what-cannot-be-told-apart.md), less what a step asks between its intent and its write.
 */
const latestArrival = 100;

/** One place of the matrix. `nth` counts the requests after sign-in from 1. */
export interface Kill {
  readonly recipe: Recipe<World>;
  readonly lagSeconds: number;
  readonly start: Start;
  readonly nth: number;
  readonly point: Point;
  readonly ending: (typeof endings)[number];
  readonly isWrite: boolean;
  readonly seed: number;
}

export interface Killed {
  readonly at: string;
  readonly ending: Kill['ending'];
  readonly isWrite: boolean;
  /** Undefined where the run ended before the power went. */
  readonly complete: boolean | undefined;
  /** Of a run that stopped: its codes, and whether they are no reason. */
  readonly stop: ReturnType<typeof stopOf> | undefined;
  readonly hung: boolean;
  /** After undo, or after the resumed run where it says so. */
  readonly leftovers: readonly string[];
  /** The same where undo itself said that something is left or failed. */
  readonly toldLeftovers: readonly string[];
  readonly claimed: readonly string[];
  readonly orphans: readonly string[];
  readonly duplicates: readonly string[];
}

/** Every place of the matrix: the requests are those of a whole run on each stage. */
export async function matrix(recipes: readonly Recipe<World>[], seed: number): Promise<readonly Kill[]> {
  const all: Kill[] = [];
  for (const recipe of recipes) {
    for (const lagSeconds of lags) {
      for (const start of starts) {
        if (start === 'hand-made application' && !hasHandMade(recipe)) continue;
        const requests = await requestsOf(stage(recipe, start, { lagSeconds, seed: 1 }));
        const at = { recipe, lagSeconds, start, seed };
        for (const [index, request] of requests.entries())
          for (const point of points)
            for (const ending of endings)
              all.push({ ...at, nth: index + 1, point, ending, isWrite: isWrite(request) });
      }
    }
  }
  return all;
}

/** Every request of a whole run. @throws where the run itself does not complete: it would show nothing */
export async function requestsOf({ truth, recipe, answers }: Stage): Promise<readonly Sent[]> {
  const whole = await computer(truth);
  const ended = await whole.setUp(recipe, answers);
  if (!isComplete(ended))
    throw new Error(`${recipe.id} does not complete undisturbed: ${stopOf(ended).codes.join(', ')}`);
  return whole.sent;
}

/** Cuts a set-up off, lets happen what happens, and looks at what it cost. Undefined where the power never went. */
export async function kill(of: Kill): Promise<Killed | undefined> {
  const { recipe, lagSeconds, start, nth, point, ending } = of;
  const here = stage(recipe, start, { lagSeconds, seed: 1 });
  const { truth, answers } = here;
  const words = [of.seed, recipe.id, lagSeconds, start, nth, point, ending] as const;
  const first = await computer(truth, { cut: { nth, point } });
  await first.setUp(recipe, answers);
  const during = first.sent[nth - 1];
  if (!first.dead || !during) return undefined;
  let did: string | undefined;
  if (start === 'another admin') {
    // They act only after what was on its way has arrived.
    if (first.late) truth.clock.advance(draw(latestArrival + 1, ...words, 'arrives') * 1000);
    await first.late?.();
    const what = meanwhile[draw(meanwhile.length, ...words, 'what')] ?? 'the same';
    const others = point === 'before it is sent' && isWrite(during) ? 'the same' : what;
    did = await act(here, during, others, async () => {
      await (await computer(truth, { who: 'theirs' })).setUp(recipe, answers);
    });
  }
  let late = first.late && { send: first.late, nth: 1 + draw(12, ...words, 'late') };
  let last: Computer = first;
  let second: string | undefined;
  if (ending === 'second kill') {
    const cut = {
      nth: 1 + draw(40, ...words, 'again'),
      point: points[draw(points.length, ...words, 'point')] as Point,
    };
    last = await computer(truth, { left: first.left(), cut, late });
    await last.setUp(recipe, answers);
    if (last.dead) second = `then at request ${cut.nth}, ${cut.point}`;
    await first.late?.();
    late = last.late && { send: last.late, nth: 1 + draw(12, ...words, 'late again') };
  }
  let complete: boolean | undefined;
  let stop: Killed['stop'];
  let hung = false;
  const orphans: string[] = [];
  const duplicates: string[] = [];
  if (ending !== 'undo') {
    last = await computer(truth, { left: last.left(), late });
    const ended = await last.setUp(recipe, answers);
    await late?.send();
    complete = isComplete(ended);
    stop = complete ? undefined : stopOf(ended);
    hung = ended.how === 'hung';
    if (complete) orphans.push(...truth.orphans([last.at.vault]));
    duplicates.push(...truth.duplicates());
  }
  const undoing = await computer(truth, { left: last.left(), late });
  const undone = await undoing.undo(recipe);
  await late?.send();
  hung ||= undone.how === 'hung';
  const told =
    undone.how !== 'ended' || undone.failed > 0 || undone.told.some((line) => !/keeps/u.test(line));
  const leftovers = truth.leftovers();
  orphans.push(...truth.orphans([undoing.at.vault]).filter((each) => !orphans.includes(each)));
  const others = did === undefined ? '' : `, meanwhile another admin ${did}`;
  return {
    at: `${recipe.id}, lag ${lagSeconds}, ${start}, request ${nth} (${during.method} ${during.path}), ${point}${others}, ${ending}${second ? ` (${second})` : ''}`,
    ending,
    isWrite: isWrite(during),
    complete,
    stop,
    hung,
    leftovers: told ? [] : leftovers,
    toldLeftovers: told ? leftovers : [],
    claimed: truth.claimed(),
    orphans,
    duplicates: [...new Set([...duplicates, ...truth.duplicates()])],
  };
}
