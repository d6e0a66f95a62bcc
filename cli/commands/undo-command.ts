import path from 'node:path';
import { parseHere, worldOf } from '../../app/queries.ts';
import { hostOf, undoRequest } from '../../app/run-request.ts';
import { fold } from '../../engine/journal/fold.ts';
import type { Entry, RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { Answers, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { undoRun } from '../../engine/undo/undo.ts';
import { cardsByState } from '../../engine/view/card.ts';
import { BadInput, echo, refused } from '../../host/input/bad-input.ts';
import { readProfile } from '../../host/profile/profile-file.ts';
import { type Home, openHome } from '../../host/storage/home.ts';
import { isPracticeTenant } from '../../host/storage/practice-home.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { recipes } from '../../recipes/index.ts';
import { givenAnswers, judged, type RawAnswers } from '../args/given-answers.ts';
import type { Typed } from '../args/parse.ts';
import { recipeNamed } from '../args/recipe-named.ts';
import { readSecrets } from '../args/secrets.ts';
import type { Wanted } from '../args/wanted.ts';
import { cardLines, tenantLines } from '../output/print.ts';
import type { Terminal } from '../output/terminal.ts';
import { approval, checkApproval, confirmsEach } from './approval.ts';
import { follower, resultLine, summaryLine } from './ending.ts';
import { type KnownTenant, openPlace, signedIn, traffic } from './signed-in.ts';

/** What is undone: a run that is written down here, or a connection as its profile or a client ID names it. */
interface Undone {
  readonly recipe: Recipe<World>;
  readonly known: KnownTenant | undefined;
  /** As they were written down; of a connection by its client ID as they were given, the rest seen in the tenant. */
  readonly answers: Answers | { readonly raw: RawAnswers };
  readonly entries: readonly Entry[];
  /** Undefined for a connection: what stands of it is found by looking. */
  readonly runId: string | undefined;
}

/**
 * `undo`: puts back what a run made, newest first; of a profile, takes its connection away, whoever made it.
 * @returns the exit code
 * @throws BadInput, SignInFailed
 */
export async function undoCommand(typed: Typed, wanted: Wanted, terminal: Terminal): Promise<number> {
  const began = performance.now();
  const { signal } = terminal.surroundings;
  const undone = await undoneBy(typed.words[0] ?? '', wanted, terminal);
  const { recipe, known, entries, runId } = undone;
  checkApproval(wanted, terminal);
  if (!known && runId) throw refused('run', 'This run has no start entry.', 'There is nothing to undo.');
  const place = await openPlace(wanted, terminal, known);
  let home: Home | undefined;
  try {
    const practice = known?.practice ?? (place.practice !== undefined || isPracticeTenant(place.tenant));
    home = await openHome({ home: wanted.home, practice, writes: true });
    const counts = traffic();
    const host = hostOf({ home });
    const { microsoft, tenant } = await signedIn(place, wanted.whose, terminal, {
      correlation: host.newId(),
      onRequest: counts.onRequest,
    });
    terminal.say(tenantLines(terminal.style, `${runId ? 'Undo' : 'Disconnect'}: ${recipe.title}`, tenant));
    const follow = follower(terminal);
    const answers = await answersOf(undone, worldOf(microsoft, parseHere));
    const titles = new Map(recipe.steps(answeredBy(answers)).map(({ id, title }) => [id, title]));
    const request = undoRequest({
      recipe,
      answers,
      microsoft,
      host,
      tenant,
      runId: runId ?? host.newId(),
      entries: runId ? entries : undefined,
      parse: parseHere,
    });
    const result = await undoRun<World>({
      ...request,
      ...(runId ? {} : { confirm: confirmsEach(wanted, terminal) }),
      approve: (plan) => approval(plan, wanted, terminal, (step) => titles.get(step) ?? step),
      onEntry: follow.onEntry,
      signal,
    });
    const now = new Date().toISOString();
    if (result.failed > 0) {
      for (const card of cardsByState(result.picture)) terminal.say(cardLines(terminal.style, card, now));
    }
    for (const each of result.lost) terminal.say(`Can't be undone: ${each}`);
    const kept = result.remains.filter((each) => !result.left.includes(each));
    for (const each of kept) terminal.say(`Kept by Microsoft: ${each}`);
    for (const each of result.left) terminal.say(`Unchanged: ${each}`);
    const ending = {
      picture: result.picture,
      planHash: result.plan.planHash,
      changes: follow.written(),
      ms: performance.now() - began,
    };
    terminal.say(summaryLine(ending, counts));
    if (terminal.json) terminal.object(resultLine(ending, counts));
    if (signal.aborted || result.picture.ended === 'cancelled') return 130;
    if (result.picture.ended !== 'done' || result.failed > 0) return 1;
    // The rest of a connection stays until a person names it.
    return runId === undefined && result.left.length > 0 ? 4 : 0;
  } finally {
    await home?.close();
    await place.close();
  }
}

/** @throws BadInput */
async function undoneBy(word: string, wanted: Wanted, terminal: Terminal): Promise<Undone> {
  const { cwd, environment, stdin } = terminal.surroundings;
  const { passphrase } = await readSecrets(wanted.secrets, [], { environment, stdin });
  if (recipes.some(({ id }) => id === word)) return byClientId(recipeNamed(word), wanted);
  if (wanted.answers.length > 0) {
    throw refused('--answer', 'A run or a profile has its own answers.', 'Remove --answer.');
  }
  if (/[/\\]|\.(?:json|age|ya?ml|txt)$/i.test(word)) {
    const { profile } = await readProfile(path.resolve(cwd, word), word, passphrase);
    const recipe = recipeNamed(profile.recipe);
    const read = parseAnswers(recipe.questions, recipe.answersOf(profile), 'offline');
    if ('refusals' in read) throw new BadInput(...(read.refusals as [Refusal, ...Refusal[]]));
    return { recipe, known: profile, answers: read.answers, entries: [], runId: undefined };
  }
  const { entries, picture } = await runNamed(word, wanted, terminal);
  const { recipe, tenant: known, answers, runId } = picture;
  return { recipe: recipeNamed(recipe), known, answers, entries, runId };
}

/** A connection that neither a run nor a profile names: by the client ID of its application. @throws BadInput */
async function byClientId(recipe: Recipe<World>, wanted: Wanted): Promise<Undone> {
  const raw = await givenAnswers(wanted, recipe.questions);
  judged(recipe, recipe.questions, raw, 'offline');
  if (typeof raw['application'] !== 'string' || raw['application'].trim() === '') {
    throw refused(
      'application',
      'No connection given.',
      'Add the client ID of its application: --answer application=CLIENT-ID.',
    );
  }
  return { recipe, known: undefined, answers: { raw }, entries: [], runId: undefined };
}

/** What a connection was made from: as it was written down, or as its application shows in the tenant. @throws BadInput */
async function answersOf({ recipe, answers }: Undone, world: World): Promise<Answers> {
  if (!isRaw(answers)) return answers;
  const asks = await recipe.choose(world, { given: answers.raw, checks: true });
  return judged(recipe, asks, answers.raw, 'tenant');
}

const isRaw = (answers: Undone['answers']): answers is { readonly raw: RawAnswers } =>
  typeof answers['raw'] === 'object';

/** A run by its id or the beginning of it, at least eight characters long. @throws BadInput */
async function runNamed(
  word: string,
  wanted: Wanted,
  terminal: Terminal,
): Promise<{ readonly entries: readonly Entry[]; readonly picture: RunState }> {
  const remedy =
    'To list runs: sentinel-onboard runs. To name a connection, use its profile file, or its recipe and client ID.';
  if (!/^[0-9a-f][0-9a-f-]{7,35}$/i.test(word)) throw refused('run', `${echo(word)} isn't a run ID.`, remedy);
  const home = await openHome({
    home: wanted.home,
    practice: wanted.whose.practice !== undefined,
    writes: false,
  });
  try {
    const { runs, refused: unbelieved } = await home.journal.readAll();
    const id = word.toLowerCase();
    const bad = unbelieved.find(({ runId }) => runId.startsWith(id));
    if (bad) {
      throw refused(
        'run',
        `${bad.because} Nothing was undone.`,
        `Move ${bad.file} to another folder. Setup then checks the tenant instead.`,
      );
    }
    const found = runs.filter(({ runId }) => runId.startsWith(id));
    const [only] = found;
    if (!only) throw refused('run', `No run ${echo(word)} on this computer.`, remedy);
    if (found.length > 1)
      throw refused('run', `More than one run starts with ${echo(word)}.`, 'Enter more of its ID.');
    if (only.readOnly)
      throw refused(
        'run',
        "It was signed with another key, so it can't be trusted here. Nothing was undone.",
        "Undo it with the app that made it, or use the connection's profile file.",
      );
    terminal.surroundings.signal.throwIfAborted();
    return { entries: only.entries, picture: fold(only.entries) };
  } finally {
    await home.close();
  }
}
