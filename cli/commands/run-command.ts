import { checkQueries, parseHere, worldOf } from '../../app/queries.ts';
import { hostOf, runRequest } from '../../app/run-request.ts';
import { answeredBy } from '../../engine/model/answers.ts';
import type { Answers } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { type RunResult, run, verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { cards, cardsByState } from '../../engine/view/card.ts';
import { type BadInput, echo, refused } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import { calendarFile, credentialWords, remindersOf } from '../../host/profile/calendar.ts';
import { writeOut } from '../../host/profile/profile-file.ts';
import { type Home, openHome } from '../../host/storage/home.ts';
import type { RunEntries } from '../../host/storage/journal-file.ts';
import { isPracticeTenant } from '../../host/storage/practice-home.ts';
import { unfinishedRun } from '../../host/storage/runs.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { type Retirement, retirement as retirementFact } from '../../recipes/catalogue/facts.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { rotationSteps } from '../../recipes/credentials/rotation.ts';
import { judged } from '../args/given-answers.ts';
import type { Typed } from '../args/parse.ts';
import { queryLines } from '../args/query-check.ts';
import type { Wanted } from '../args/wanted.ts';
import { cardLines, planLines, tenantLines } from '../output/print.ts';
import { showLines } from '../output/show-lines.ts';
import type { Terminal } from '../output/terminal.ts';
import { waitsFor } from '../output/waiting.ts';
import { approval, checkApproval } from './approval.ts';
import { askedFor, type CommandRequest, type Intent } from './command-request.ts';
import { type Ending, follower, resultLine, summaryLine, waitsLines } from './ending.ts';
import type { Place } from './place.ts';
import {
  checkOutput,
  giveProfile,
  handOverRest,
  nobodyHolds,
  secretOf,
  showOwnSecrets,
} from './profile-output.ts';
import { askPerson, personAt } from './questions.ts';
import { checkReport, writeReport } from './report-file.ts';
import { openPlace, type SignedIn, signedIn, traffic } from './signed-in.ts';

/** Whether it writes. If so, it needs a confirmation and continues an unfinished run. */
const writes = (intent: Intent): intent is 'set-up' | 'repair' | 'rotate' =>
  intent === 'set-up' || intent === 'repair' || intent === 'rotate';

/**
 * `plan`, `set-up`, `verify`, `repair` and `rotate`: the same run, as far as each goes.
 * @returns the exit code
 * @throws BadInput, SignInFailed
 */
export async function runCommand(
  intent: Intent,
  typed: Typed,
  wanted: Wanted,
  terminal: Terminal,
): Promise<number> {
  const began = performance.now();
  const asked = await askedFor(intent, typed, wanted, terminal);
  await checkQueries(
    asked.recipe.questions,
    judged(asked.recipe, asked.recipe.questions, asked.raw, 'offline'),
    parseHere,
  );
  await checkReport(wanted.report);
  if (writes(intent)) {
    checkApproval(wanted, terminal);
    await checkOutput(wanted, asked.passphrase);
  }
  const place = await openPlace(wanted, terminal, asked.known);
  let home: Home | undefined;
  try {
    home = await homeFor(wanted, asked, place.practice !== undefined || isPracticeTenant(place.tenant));
    const counts = traffic();
    const host = hostOf({ home });
    const who = await signedIn(place, wanted.whose, terminal, {
      correlation: host.newId(),
      onRequest: counts.onRequest,
    });
    if (who.tenant.practice && !place.practice && !isPracticeTenant(place.tenant)) {
      // Known as practice only now: it was reached by a domain, through a proxy.
      await home.close();
      home = await homeFor(wanted, asked, true);
    }
    return await carriedOut(intent, asked, { place, home, who, wanted, terminal, counts, began });
  } finally {
    await home?.close();
    await place.close();
  }
}

function homeFor(wanted: Wanted, { passphrase }: CommandRequest, practice: boolean): Promise<Home> {
  return openHome({ home: wanted.home, practice, passphrase, writes: true });
}

interface CommandContext {
  readonly place: Place;
  readonly home: Home;
  readonly who: SignedIn;
  readonly wanted: Wanted;
  readonly terminal: Terminal;
  readonly counts: ReturnType<typeof traffic>;
  readonly began: number;
}

async function carriedOut(intent: Intent, asked: CommandRequest, around: CommandContext): Promise<number> {
  const { home, who, wanted, terminal, counts } = around;
  const { recipe } = asked;
  const { signal } = terminal.surroundings;
  const { style } = terminal;
  terminal.say(tenantLines(style, recipe.title, who.tenant));
  const world = worldOf(who.microsoft, parseHere);
  const answers = await answersIn(intent, asked, world, around);
  await checkQueries(recipe.questions, answers, parseHere);
  terminal.say([...(await queryLines(recipe, answers, world.microsoft))]);
  const answered = answeredBy(answers);
  checkOnly(
    wanted.only,
    recipe.steps(answered).map(({ id }) => id),
  );
  const { runs, refused: unbelieved } = await home.journal.readAll();
  for (const { file, code, because } of unbelieved) {
    // The window's own runs are nothing amiss; the tenant is looked at all the same.
    if (code !== 'journal-other-key')
      terminal.remark([`The run stored in ${file} is not used.`, `  ${because}`]);
  }
  const host = hostOf({ home });
  const { runId, goesOn } = runToMake(intent, recipe.id, who, answers, runs, () => host.newId());
  if (goesOn) terminal.say(`Continuing run ${runId}, which didn't finish.`);
  const follow = follower(terminal);
  const waits = waitsFor(wanted.waitSeconds, { host, microsoft: who.microsoft, terminal });
  let refusal: BadInput | undefined;
  try {
    const request = await runRequest({
      recipe,
      intent,
      answers,
      secretAnswers: asked.secretAnswers,
      microsoft: who.microsoft,
      host,
      tenant: who.tenant,
      runId,
      runs,
      parse: parseHere,
      only: wanted.only.length === 0 && intent === 'rotate' ? rotationSteps(recipe, answered) : wanted.only,
    });
    const result = await run<World>({
      ...request,
      async approve(plan) {
        refusal = nobodyHolds(plan, home, wanted);
        if (refusal) return 'no';
        return approval(plan, wanted, terminal, titles(recipe, answers));
      },
      onEntry: follow.onEntry,
      signal,
      ...(waits ? { waits } : {}),
    });
    if (refusal) throw refusal;
    report(intent, asked, around, { result, answers });
    const ending = endingOf(result, follow.written(), around);
    terminal.say(summaryLine(ending, counts));
    if (writes(intent)) terminal.say([...waitsLines(ending)]);
    if (intent === 'set-up' || intent === 'rotate' || (intent === 'repair' && asksForProfile(around))) {
      await handOver(intent, asked, around, { result, answers });
    }
    await writeReport(wanted.report, await home.journal.read(runId), recipe.vendor, terminal);
    if (terminal.json) terminal.object(resultLine(ending, counts));
    return codeOf(intent, result, signal);
  } finally {
    await handOverRest(home, terminal);
  }
}

function endingOf(result: RunResult, written: number, { began }: CommandContext): Ending {
  return {
    picture: result.picture,
    planHash: result.plan.planHash,
    changes: written,
    ms: performance.now() - began,
  };
}

/** Answers against what the tenant holds; a person at the terminal is asked what is still open. */
async function answersIn(
  intent: Intent,
  { recipe, raw, known }: CommandRequest,
  world: World,
  { wanted, terminal }: CommandContext,
): Promise<Answers> {
  const asks = await recipe.choose(world, { given: raw, checks: intent !== 'set-up' && intent !== 'plan' });
  const asksPerson =
    terminal.interactive && !known && intent !== 'verify' && !wanted.yes && wanted.planHash === undefined;
  if (!asksPerson) return judged(recipe, asks, raw, 'tenant');
  const person = personAt(terminal);
  try {
    return judged(recipe, asks, await askPerson(terminal, person, recipe, asks, raw), 'tenant');
  } finally {
    person.leave();
  }
}

/**
 * A setup or repair continues the unfinished run of the same recipe, tenant and workspaces, so that undo
 * covers all of it.
 */
function runToMake(
  intent: Intent,
  recipe: string,
  { tenant }: SignedIn,
  answers: Answers,
  runs: readonly RunEntries[],
  newId: () => string,
): { readonly runId: string; readonly goesOn: boolean } {
  const unfinished = writes(intent)
    ? unfinishedRun(runs, { intent, recipe, tenantId: tenant.tenantId, answers })
    : undefined;
  return { runId: unfinished?.runId ?? newId(), goesOn: unfinished !== undefined };
}

/**
 * Steps to repair that this recipe does not have.
 * @throws BadInput
 */
function checkOnly(only: readonly string[], known: readonly string[]): void {
  const stranger = only.find((id) => !known.includes(id));
  if (stranger === undefined) return;
  throw refused(
    '--only',
    `There is no step ${echo(stranger)} here.`,
    `${didYouMean(stranger, known)}The steps are: ${known.join(', ')}.`,
  );
}

/** A repair prints the profile on request, or if only this process has the secret it created. */
function asksForProfile({ wanted, home }: CommandContext): boolean {
  return wanted.out !== undefined || wanted.showSecret || (home.keylessVault?.pending() ?? []).length > 0;
}

function titles(recipe: Recipe<World>, answers: Answers): (step: string) => string {
  const steps = new Map(recipe.steps(answeredBy(answers)).map(({ id, title }) => [id, title]));
  return (step) => steps.get(step) ?? step;
}

interface Carried {
  readonly result: RunResult;
  readonly answers: Answers;
}

function report(
  intent: Intent,
  asked: CommandRequest,
  { terminal }: CommandContext,
  { result, answers }: Carried,
): void {
  const { style } = terminal;
  const { picture, plan } = result;
  const now = new Date().toISOString();
  const all = intent === 'verify' || intent === 'repair' ? cardsByState(picture) : cards(picture);
  // The plan lists the steps it will complete, so only steps that need a person are shown with it.
  const shown =
    intent === 'plan'
      ? all.filter(
          ({ mark, warning }) => (mark !== 'met' && mark !== 'unmet' && mark !== 'not-reached') || warning,
        )
      : all;
  if (intent === 'plan') terminal.say(planLines(style, plan, titles(asked.recipe, answers)));
  for (const card of shown) terminal.say([...cardLines(style, card, now)]);
  terminal.say('');
}

/** The end of a set-up: what is left to do at the vendor, and the connection profile, last. */
async function handOver(
  intent: Intent,
  asked: CommandRequest,
  around: CommandContext,
  { result, answers }: Carried,
): Promise<void> {
  const { home, wanted, terminal } = around;
  const { style } = terminal;
  const profile = profileOf(asked.recipe, result.picture, answeredBy(answers), sha256);
  if (!profile) {
    if (wanted.out !== undefined)
      terminal.remark('The profile is available after more steps finish. Nothing was written to --out.');
    return;
  }
  const secretAsk = asked.recipe.questions.find((ask) => ask.kind === 'secret');
  const given = secretAsk && asked.secretAnswers[secretAsk.id];
  const secret = await secretOf(asked.recipe, profile, home, given);
  const retirement = result.picture.facts[retirementFact.id] as Retirement | undefined;
  if (verdict(result.picture) !== 0) terminal.say('Not finished. The profile contains the results so far.');
  else if (intent !== 'rotate')
    for (const show of asked.recipe.vendorSteps(profile)) terminal.say(showLines(style, show));
  else if (retirement) {
    const what = credentialWords(profile);
    terminal.say(rotatedLines(asked.recipe.vendor, what, retirement.until));
  }
  terminal.say('');
  if (wanted.calendar !== undefined) {
    const text = await calendarFile(profile, remindersOf(profile, asked.recipe.vendor, retirement));
    await writeOut(wanted.calendar, '--calendar', text, false);
    terminal.remark(`The calendar file is in ${wanted.calendar}.`);
  }
  const parts = { recipe: asked.recipe, profile, secret, passphrase: asked.passphrase };
  const became = await giveProfile(parts, wanted, terminal);
  if (wanted.showSecret) await showOwnSecrets(asked.recipe, profile, home, terminal);
  if (became === 'handed-over') {
    for (const { handle } of home.keylessVault?.pending() ?? []) await home.keylessVault?.handedOver(handle);
  }
}

/** What is left to do after a rotation that keeps the earlier credential for a while. */
function rotatedLines(vendor: string, what: string, until: string): readonly string[] {
  return [
    `Put the new ${what} into the form of ${vendor}. The earlier one works until ${until.slice(0, 10)}.`,
    'After the vendor uses the new one, retire the earlier one: sentinel-onboard rotate PROFILE --retire',
  ];
}

/** Exit codes of the contract. A plan that is stale wrote nothing and is looked at again: 1. */
function codeOf(intent: Intent, { picture }: RunResult, signal: AbortSignal): number {
  if (signal.aborted || picture.ended === 'cancelled') return 130;
  if (intent === 'plan') return 0;
  if (picture.ended === 'stale') return 1;
  return verdict(picture);
}
