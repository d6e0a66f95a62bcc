import type { JsonObject } from '@sentinel-onboarding/practice/values';
import fc from 'fast-check';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { type Computer, computer, draw, type Late, points } from './computer.ts';
import { act, found, hasHandMade, isComplete, meanwhile, type Stage, stage, stopOf } from './world.ts';

/** What is held against one configuration, interleaving or history. */
export interface Held {
  readonly at: string;
  readonly complete: boolean;
  readonly codes: readonly string[];
  readonly hung: boolean;
  readonly duplicates: readonly string[];
  readonly orphans: readonly string[];
  readonly leftovers: readonly string[];
  readonly toldLeftovers: readonly string[];
  readonly claimed: readonly string[];
}

/** A set-up under a lag, resumed once where it did not complete, then taken back. */
export async function underLag(recipe: Recipe<World>, lagSeconds: number, seed: number): Promise<Held> {
  const { truth, answers } = stage(recipe, 'fresh', { lagSeconds, seed });
  let one = await computer(truth);
  let ended = await one.setUp(recipe, answers);
  if (!isComplete(ended)) {
    one = await computer(truth, { left: one.left() });
    ended = await one.setUp(recipe, answers);
  }
  const { duplicates, orphans } = found(truth, [one]);
  const undone = await undo(one, recipe, truth);
  return {
    at: `${recipe.id}, lag ${lagSeconds}, seed ${seed}`,
    complete: isComplete(ended),
    codes: isComplete(ended) ? [] : stopOf(ended).codes,
    hung: ended.how === 'hung',
    duplicates,
    orphans,
    ...undone,
  };
}

async function undo(one: Computer, recipe: Recipe<World>, truth: Stage['truth']) {
  const last = await computer(truth, { left: one.left() });
  const ended = await last.undo(recipe);
  const told = ended.how !== 'ended' || ended.failed > 0 || ended.told.some((line) => !/keeps/u.test(line));
  const leftovers = truth.leftovers();
  return { leftovers: told ? [] : leftovers, toldLeftovers: told ? leftovers : [], claimed: truth.claimed() };
}

/** Two computers set up at once before one tenant; each waits a drawn while before each request. */
export async function interleaved(recipe: Recipe<World>, lagSeconds: number, seed: number): Promise<Held> {
  const { truth, answers } = stage(recipe, 'fresh', { lagSeconds, seed: 1 });
  const pauses =
    (name: string) =>
    async (_request: Request, send: () => Promise<Response>, nth: number): Promise<Response> => {
      await truth.clock.sleep(draw(3000, seed, name, nth));
      return send();
    };
  const both = [
    await computer(truth, { over: pauses('one') }),
    await computer(truth, { over: pauses('other') }),
  ];
  const ended = await Promise.all(both.map((each) => each.setUp(recipe, answers)));
  const finished: Computer[] = [];
  for (const [nth, each] of both.entries()) {
    const way = ended[nth];
    const next = await computer(truth, { left: each.left() });
    if (way && !isComplete(way)) ended[nth] = await next.setUp(recipe, answers);
    finished.push(next);
  }
  const { duplicates, orphans } = found(truth, finished);
  return {
    at: `${recipe.id}, lag ${lagSeconds}, interleaving ${seed}`,
    complete: ended.some(isComplete),
    codes: ended.flatMap((each) => (isComplete(each) ? [] : stopOf(each).codes)),
    hung: ended.some(({ how }) => how === 'hung'),
    duplicates,
    orphans,
    leftovers: [],
    toldLeftovers: [],
    claimed: truth.claimed(),
  };
}

/** What may happen in a history. */
export const commands = [
  'run',
  'kill',
  'undo',
  'another name',
  'the tenant is asked anew to sign in',
  'wait',
  'the same',
  'adds a secret',
  'consents',
  'deletes the application',
] as const;
type Command = (typeof commands)[number];

/** So many histories of up to `most` commands, the same for the same seed. */
export function historiesOf(seed: number, count: number, most: number): readonly (readonly Command[])[] {
  return fc.sample(fc.array(fc.constantFrom(...commands), { minLength: 1, maxLength: most, size: 'max' }), {
    seed,
    numRuns: count,
  });
}

/** A history, then a run to its end, then undo. */
export async function history(
  recipe: Recipe<World>,
  lagSeconds: number,
  seed: number,
  steps: readonly Command[],
): Promise<Held> {
  const here = stage(recipe, 'fresh', { lagSeconds, seed: 1 });
  const { truth } = here;
  let answers = here.answers;
  let one: Computer | undefined;
  const late: Late[] = [];
  let hung = false;
  const next = async (setting: object = {}) => {
    const waits = late.shift();
    one = await computer(truth, {
      ...(one ? { left: one.left() } : {}),
      ...(waits ? { late: { send: waits, nth: 3 } } : {}),
      ...setting,
    });
    return one;
  };
  for (const [at, command] of steps.entries()) {
    if (command === 'run') hung ||= (await (await next()).setUp(recipe, answers)).how === 'hung';
    else if (command === 'kill') {
      const nth = 1 + draw(40, seed, at, 'nth');
      const point = points[draw(points.length, seed, at, 'point')] ?? points[0];
      const cut = await next({ cut: { nth, point } });
      hung ||= (await cut.setUp(recipe, answers)).how === 'hung';
      if (cut.late) late.push(cut.late);
    } else if (command === 'undo') {
      if (one?.at.journal.length) hung ||= (await (await next()).undo(recipe)).how === 'hung';
    } else if (command === 'wait') truth.clock.advance(1000 * (1 + draw(600, seed, at)));
    else if (command === 'another name') {
      if (hasHandMade(recipe)) answers = { ...answers, appName: `Acme ${draw(2, seed, at)}` };
    } else if (command === 'the tenant is asked anew to sign in') {
      truth.act({ do: 'revoke-sessions', user: truth.tenant.admin.userName });
    } else if (command === 'deletes the application') {
      const [gone] = Object.values(truth.tenant.state().applications).filter(({ uniqueName }) =>
        uniqueName?.startsWith('sentinel-onboarding'),
      );
      const isWhole = Object.values(truth.tenant.state().servicePrincipals).some(
        ({ appId }) => appId === gone?.appId,
      );
      if (gone && isWhole) truth.act({ do: 'delete-application', appId: gone.appId });
    } else await actsOf(command, here, one);
  }
  for (const each of late) await each();
  // What was deleted moments ago may still be seen; the last run is judged, not the moment before it.
  truth.clock.advance(600_000);
  const last = await next();
  let ended = await last.setUp(recipe, answers);
  if (!isComplete(ended)) ended = await (await next()).setUp(recipe, answers);
  const { duplicates, orphans } = found(truth, one ? [one] : []);
  const stop = isComplete(ended) ? { codes: [], wrong: false } : stopOf(ended);
  return {
    at: `${recipe.id}, lag ${lagSeconds}, history ${seed}: ${steps.join('; ')}`,
    complete: isComplete(ended) || !stop.wrong,
    codes: stop.codes,
    hung: hung || ended.how === 'hung',
    duplicates,
    orphans: isComplete(ended) ? orphans : [],
    // Undo takes back one run; what earlier ones of this history made stands in their own receipts.
    leftovers: [],
    toldLeftovers: [],
    claimed: truth.claimed(),
  };
}

async function actsOf(command: Command, here: Stage, one: Computer | undefined): Promise<void> {
  const during = one?.sent.at(-1);
  const what = meanwhile.find((each) => each === command);
  if (during && what) await act(here, during, what, async () => undefined);
}

/** Undo among so many applications that look like ours: which of them it touched. */
export async function decoys(recipe: Recipe<World>, count: number): Promise<Held> {
  const { truth, answers } = stage(recipe, 'fresh', { lagSeconds: 0, seed: 1 });
  const probe = stage(recipe, 'fresh', { lagSeconds: 0, seed: 1 });
  await (await computer(probe.truth)).setUp(recipe, probe.answers);
  const { applications, servicePrincipals } = probe.truth.tenant.state();
  const like = Object.values(applications).find(({ uniqueName }) =>
    uniqueName?.startsWith('sentinel-onboarding'),
  );
  const principal = Object.values(servicePrincipals).find(({ appId }) => appId === like?.appId);
  if (!like || !principal) throw new Error(`${recipe.id} registers no application that could be mistaken`);
  for (let nth = 0; nth < count; nth++) {
    const id = `decoy-${nth}`;
    const named = { id, appId: id, displayName: like.displayName, createdDateTime: '2026-01-01T00:00:00Z' };
    const uniqueName = `${like.uniqueName}-${nth}`;
    const twin = { ...like, ...named, uniqueName, passwordCredentials: [], requiredResourceAccess: [] };
    truth.act({ do: 'put', kind: 'applications', value: twin as unknown as JsonObject });
    const its = { ...principal, ...named, id: `principal-${id}`, servicePrincipalNames: [id] };
    truth.act({ do: 'put', kind: 'servicePrincipals', value: its as unknown as JsonObject });
  }
  truth.begin();
  const one = await computer(truth);
  const ended = await one.setUp(recipe, answers);
  return {
    at: `${recipe.id} among ${count} that look alike`,
    complete: isComplete(ended),
    codes: isComplete(ended) ? [] : stopOf(ended).codes,
    hung: ended.how === 'hung',
    duplicates: [],
    orphans: [],
    ...(await undo(one, recipe, truth)),
  };
}
