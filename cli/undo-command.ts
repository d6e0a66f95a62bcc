import { answeredBy } from '../engine/answers.ts';
import { cardsByState } from '../engine/card.ts';
import { fold } from '../engine/fold.ts';
import type { Entry, Picture } from '../engine/journal.ts';
import { undoRun } from '../engine/undo.ts';
import { echo, refused } from '../host/bad-input.ts';
import { type Home, openHome } from '../host/home.ts';
import { nodeHost } from '../host/host.ts';
import type { World } from '../recipes/step.ts';
import { approval, checkApproval } from './approval.ts';
import { follower, resultLine, summaryLine } from './ending.ts';
import type { Typed } from './parse.ts';
import { cardLines, tenantLines } from './print.ts';
import { recipeNamed } from './recipe-named.ts';
import { openPlace, signedIn, traffic } from './signed-in.ts';
import type { Terminal } from './terminal.ts';
import type { Wanted } from './wanted.ts';

/**
 * `undo`: puts back what a run made, newest first.
 * @returns the exit code
 * @throws BadInput, SignInFailed
 */
export async function undoCommand(typed: Typed, wanted: Wanted, terminal: Terminal): Promise<number> {
  const began = performance.now();
  const { signal } = terminal.surroundings;
  const { entries, picture } = await runNamed(typed.words[0] ?? '', wanted, terminal);
  const recipe = recipeNamed(picture.recipe);
  checkApproval(wanted, terminal);
  const known = picture.tenant;
  if (!known) throw refused('run', 'Not even its beginning was written down.', 'There is nothing to undo.');
  const place = await openPlace(wanted, terminal, known);
  let home: Home | undefined;
  try {
    home = await openHome({ home: wanted.home, practice: known.practice, writes: true });
    const counts = traffic();
    const host = nodeHost({ vault: home.vault, journal: home.journal });
    const { microsoft, tenant } = await signedIn(place, wanted.whose, terminal, {
      correlation: host.newId(),
      onRequest: counts.onRequest,
    });
    terminal.say(tenantLines(terminal.style, `Undo: ${recipe.title}`, tenant));
    const follow = follower(terminal);
    const answered = answeredBy(picture.answers);
    const titles = new Map(recipe.steps(answered).map(({ id, title }) => [id, title]));
    const result = await undoRun<World>({
      recipe,
      answered,
      world: { microsoft },
      host,
      tenant,
      runId: picture.runId,
      entries,
      approve: (plan) => approval(plan, wanted, terminal, (step) => titles.get(step) ?? step),
      onEntry: follow.onEntry,
      signal,
    });
    const now = new Date().toISOString();
    if (result.failed > 0) {
      for (const card of cardsByState(result.picture)) terminal.say(cardLines(terminal.style, card, now));
    }
    for (const each of result.lost) terminal.say(`Cannot be put back: ${each}`);
    for (const each of result.remains) terminal.say(`Left behind by Microsoft: ${each}`);
    const ending = {
      picture: result.picture,
      planHash: result.plan.planHash,
      changes: follow.written(),
      ms: performance.now() - began,
    };
    terminal.say(summaryLine(ending, counts));
    if (terminal.json) terminal.object(resultLine(ending, counts));
    if (signal.aborted || result.picture.ended === 'cancelled') return 130;
    return result.picture.ended === 'done' && result.failed === 0 ? 0 : 1;
  } finally {
    await home?.close();
    await place.close();
  }
}

/** A run by its id or the beginning of it, at least eight characters long. @throws BadInput */
async function runNamed(
  word: string,
  wanted: Wanted,
  terminal: Terminal,
): Promise<{ readonly entries: readonly Entry[]; readonly picture: Picture }> {
  const remedy = 'The runs are listed by: sentinel-onboard runs';
  if (!/^[0-9a-f][0-9a-f-]{7,35}$/i.test(word))
    throw refused('run', `${echo(word)} is not the id of a run.`, remedy);
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
        `${bad.because} Nothing is undone because of it.`,
        `Move ${bad.file} away; set-up then looks at the tenant itself.`,
      );
    }
    const found = runs.filter(({ runId }) => runId.startsWith(id));
    const [only] = found;
    if (!only) throw refused('run', `No run ${echo(word)} is written down here.`, remedy);
    if (found.length > 1)
      throw refused('run', `More than one run begins with ${echo(word)}.`, 'Give more of its id.');
    terminal.surroundings.signal.throwIfAborted();
    return { entries: only.entries, picture: fold(only.entries) };
  } finally {
    await home.close();
  }
}
