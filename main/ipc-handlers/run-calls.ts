import { randomUUID } from 'node:crypto';
import { checkQueries } from '../../app/queries.ts';
import { fold } from '../../engine/journal/fold.ts';
import type { Entry } from '../../engine/journal/journal.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Answers } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { Secret } from '../../engine/model/secret.ts';
import { refused } from '../../host/input/bad-input.ts';
import { unfinishedRun } from '../../host/storage/runs.ts';
import type { Answering, Connection } from '../../preload/contract.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { appState } from '../session/app-state.ts';
import { begin, isBusy, underWay } from '../session/window-run.ts';
import {
  openSessionHome,
  recipeOf,
  requireSignIn,
  type SignedInSession,
  toResult,
  type WindowRun,
  type WindowSession,
} from '../session/window-session.ts';
import { askedOf, readAnswers } from './answers.ts';
import { stopSigningIn } from './sign-in-calls.ts';

type RunCalls =
  | 'plan.make'
  | 'run.start'
  | 'run.stop'
  | 'run.entries'
  | 'run.forget'
  | 'check.start'
  | 'repair.plan';

/** Plans, runs and checks: different readings of the same steps. */
export function runCalls(desk: WindowSession): Pick<Answering, RunCalls> {
  return {
    'plan.make': ({ recipe: id, answers: raw, runId }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        const recipe = recipeOf(id);
        await checkQueries(recipe.questions, raw, desk.kql.parse);
        const read = readAnswers(recipe, await askedOf(desk, recipe, who), raw);
        if ('refusals' in read) return read;
        if (await isBusy(desk)) return { problem: underWay() };
        const goesOn = runId ?? (await unfinished(desk, 'set-up', recipe, who, read.answers));
        const started = await begin(desk, {
          recipe,
          intent: 'set-up',
          answers: read.answers,
          runId: goesOn ?? randomUUID(),
          who,
          secretAnswers: Object.fromEntries(desk.secretAnswers),
        });
        return plannedBy(started);
      }),

    'run.start': ({ runId, planHash, passphrase }) =>
      toResult(desk, async () => {
        const mine = desk.runs.get(runId);
        const plan = await mine?.live.planned;
        if (mine === undefined || plan === undefined) return { problem: notPlanned() };
        if (plan.planHash !== planHash) return { problem: notThisPlan() };
        if (passphrase !== undefined) await keepBy(desk, mine, new Secret(passphrase));
        const { live } = mine;
        if (live.approve(planHash) || live.lookNow() || live.isRunning()) return { ok: { runId } };
        const { ended, tenant } = fold(mine.live.entries());
        if (ended === 'done' || mine.goOn === undefined) return { ok: { runId } };
        // The run continues with the rights of the signed-in person, so they must be in the same tenant.
        if (tenant) checkTenant(requireSignIn(desk), tenant.tenantId, tenant.tenantName);
        await mine.goOn(plan);
        return { ok: { runId } };
      }),

    'run.stop': async ({ runId }) => {
      desk.runs.get(runId)?.live.stop();
      // A run that waits for more proof of the person would otherwise stand only after that.
      stopSigningIn(desk);
    },

    'run.entries': async ({ runId }) => {
      const entries = desk.runs.get(runId)?.live.entries() ?? (await writtenEntries(desk, runId, 'show'));
      for (const entry of entries) desk.sent.note(entry);
      return entries;
    },

    'run.forget': async ({ runId }) => {
      if (!desk.runs.get(runId)?.live.isRunning()) {
        const home = await openSessionHome(desk, true);
        try {
          await home.journal.setAside(runId);
        } finally {
          await home.close();
        }
        desk.runs.delete(runId);
      }
      return appState(desk);
    },

    'check.start': (from) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (await isBusy(desk)) return { problem: underWay() };
        await checkConnection(desk, who, from);
        const named = await connectionNamed(desk, who, from);
        if ('refusals' in named) return named;
        const { live } = await begin(desk, { ...named, intent: 'verify', runId: randomUUID(), who });
        return { ok: { runId: live.runId } };
      }),

    'repair.plan': ({ of, only }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (await isBusy(desk)) return { problem: underWay() };
        await checkConnection(desk, who, of);
        const named = await connectionNamed(desk, who, of);
        if ('refusals' in named) return named;
        const goesOn = await unfinished(desk, 'repair', named.recipe, who, named.answers);
        const beginning = { ...named, intent: 'repair' as const, runId: goesOn ?? randomUUID(), who };
        return plannedBy(await begin(desk, { ...beginning, ...(only ? { only } : {}) }));
      }),
  };
}

export async function plannedBy(started: WindowRun) {
  const planned = await plannedWith(started);
  if ('problem' in planned) return planned;
  const { runId, planHash } = planned.ok;
  return { ok: { runId, planHash } };
}

/** The plan a run has come to, with every change in it. */
export async function plannedWith(started: WindowRun) {
  const plan = await started.live.planned;
  if (plan === undefined) return { problem: await whyNoPlan(started) };
  return { ok: { runId: started.live.runId, planHash: plan.planHash, changes: plan.changes } };
}

export async function unfinished(
  desk: WindowSession,
  intent: 'set-up' | 'repair' | 'rotate',
  recipe: Recipe<World>,
  { view }: SignedInSession,
  answers: Answers,
): Promise<string | undefined> {
  const home = await openSessionHome(desk, false);
  try {
    const { runs } = await home.journal.readAll();
    const of = { intent, recipe: recipe.id, tenantId: view.tenant.tenantId, answers };
    return unfinishedRun(runs, of)?.runId;
  } finally {
    await home.close();
  }
}

export async function writtenEntries(
  desk: WindowSession,
  runId: string,
  how: 'read' | 'show' = 'read',
): Promise<readonly Entry[]> {
  const home = await openSessionHome(desk, false);
  try {
    return await home.journal[how](runId);
  } finally {
    await home.close();
  }
}

/** Without a key store the passphrase keeps the secret from here on. */
async function keepBy(desk: WindowSession, { home, vault }: WindowRun, passphrase: Secret): Promise<void> {
  if (home.keylessVault === undefined) return;
  const sealed = await openSessionHome(desk, false, passphrase);
  vault.use(sealed.vault);
  await sealed.close();
}

/** Refuses the queries of a connection before the tenant is asked anything; undoing one needs none of them. @throws BadInput */
async function checkConnection(desk: WindowSession, who: SignedInSession, from: Connection): Promise<void> {
  const { recipe, answers } = 'profileFile' in from ? fromProfile(desk, who, from.profileFile) : from;
  await checkQueries(recipeOf(recipe).questions, answers, desk.kql.parse);
}

/** The connection a check, a repair or a disconnect is of: by a profile that was opened, or by the answers to a recipe's questions. */
export async function connectionNamed(desk: WindowSession, who: SignedInSession, from: Connection) {
  const asked = 'profileFile' in from ? fromProfile(desk, who, from.profileFile) : { ...from, secrets: {} };
  const recipe = recipeOf(asked.recipe);
  const asks = 'profileFile' in from ? recipe.questions : await askedOf(desk, recipe, who);
  const read = readAnswers(recipe, asks, asked.answers);
  if ('refusals' in read) return read;
  const secretAnswers = { ...Object.fromEntries(desk.secretAnswers), ...asked.secrets };
  return { recipe, answers: read.answers, secretAnswers };
}

function fromProfile(desk: WindowSession, who: SignedInSession, file: string) {
  const found = desk.opened.get(file);
  if (found === undefined) throw refused('profileFile', "It wasn't opened in this window.", 'Open it first.');
  const { profile, secret } = found;
  checkTenant(who, profile.tenantId, profile.tenantName);
  return {
    recipe: profile.recipe,
    answers: recipeOf(profile.recipe).answersOf(profile),
    secrets: secret === undefined ? {} : { clientSecret: secret },
  };
}

export function checkTenant({ view }: SignedInSession, tenantId: string, tenantName: string): void {
  if (view.tenant.tenantId.toLowerCase() === tenantId.toLowerCase()) return;
  throw new ProblemError({
    code: 'wrong-tenant',
    title: `This belongs to ${tenantName}`,
    because: `You are signed in to ${view.tenant.tenantName} (${view.tenant.tenantId}); it belongs to ${tenantId}.`,
    remedies: [{ do: 'sign-in' }],
  });
}

/** Why a run ended before it had a plan: the journal's own problem, or that it was stopped. */
async function whyNoPlan({ live }: WindowRun): Promise<Problem> {
  try {
    await live.ended;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  return {
    code: 'plan-stopped',
    title: 'Stopped before the plan was ready',
    because: 'Nothing was changed.',
    remedies: [{ do: 'retry' }],
  };
}

export function notPlanned(): Problem {
  return {
    code: 'plan-not-here',
    title: 'Create the plan again to continue',
    because: "A plan reflects the tenant at one moment, so it isn't kept after you close the app.",
    remedies: [{ do: 'retry' }],
  };
}

export function notThisPlan(): Problem {
  return {
    code: 'plan-stale',
    title: 'The tenant changed since the last check',
    because: 'The plan you reviewed is out of date. Nothing was changed.',
    remedies: [{ do: 'retry' }],
  };
}
