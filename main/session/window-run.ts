import { hostOf, runRequest, undoRequest } from '../../app/run-request.ts';
import type { Entry } from '../../engine/journal/journal.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Answers } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Plan } from '../../engine/run/plan.ts';
import { run } from '../../engine/run/run.ts';
import { undoRun } from '../../engine/undo/undo.ts';
import type { Home } from '../../host/storage/home.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { type CarryOut, liveRun, usualEvery } from './live-run.ts';
import { type SwitchableVault, switchableVault } from './switchable-vault.ts';
import type { SignedInSession, WindowRun, WindowSession } from './window-session.ts';
import { openSessionHome, recordUnexpected } from './window-session.ts';

/** What is begun, for whom. */
export interface Beginning {
  readonly recipe: Recipe<World>;
  readonly intent: 'set-up' | 'repair' | 'verify' | 'rotate' | 'undo';
  readonly answers: Answers;
  readonly runId: string;
  readonly who: SignedInSession;
  readonly secretAnswers: Readonly<Record<string, Secret>>;
  /** Undo of what stands of a connection, whoever made it, instead of what a run says it made. */
  readonly disconnects?: true;
  /** Steps to repair or to rotate with, and what they need; all of them unless said. */
  readonly only?: readonly string[];
  /** A plan already said yes to. */
  readonly reviewed?: Plan;
}

/**
 * Begins a run in this window: takes the home's lock, reads what earlier runs left, and starts. The lock is given back
 * when nothing of the run is running any more.
 * @throws BadInput where another program writes to the home; ProblemError where the journal is not believed
 */
export async function begin(desk: WindowSession, beginning: Beginning): Promise<WindowRun> {
  const home = await openSessionHome(desk, true);
  try {
    const vault = switchableVault(home.vault);
    const before = await home.journal.read(beginning.runId);
    const carryOut = await carryOutOf(desk, beginning, home, vault, before);
    const tell = (entry: Entry): void => {
      desk.sent.note(entry);
      desk.tell('run.entry', entry);
    };
    const tellNext = (nextAt: string | undefined): void =>
      desk.tell('run.waits', { runId: beginning.runId, ...(nextAt ? { nextAt } : {}) });
    const every = desk.place.practice ? usualEvery / desk.pace : usualEvery;
    const live = liveRun(beginning.runId, before, carryOut, tell, beginning.reviewed, tellNext, every);
    const close = () => home.close();
    live.ended.then(close, close).catch((error: unknown) => recordUnexpected(desk, error));
    live.ended.catch((error: unknown) => recordUnexpected(desk, error));
    const started: WindowRun = {
      live,
      recipe: beginning.recipe.id,
      home,
      vault,
      goOn:
        beginning.intent === 'set-up' || beginning.intent === 'repair' || beginning.intent === 'rotate'
          ? (reviewed) => begin(desk, { ...beginning, reviewed, who: desk.signedIn ?? beginning.who })
          : undefined,
    };
    desk.runs.set(beginning.runId, started);
    return started;
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function carryOutOf(
  desk: WindowSession,
  beginning: Beginning,
  home: Home,
  vault: SwitchableVault,
  before: readonly Entry[],
): Promise<CarryOut> {
  const { recipe, intent, answers, runId, who, only, secretAnswers } = beginning;
  const parts = {
    recipe,
    answers,
    microsoft: who.microsoft,
    tenant: who.view.tenant,
    runId,
    host: hostOf({ home, vault, clock: desk.place.clock }),
    parse: desk.kql.parse,
  };
  const onUnexpected = (error: unknown) => void recordUnexpected(desk, error);
  if (intent === 'undo') {
    const request = undoRequest({ ...parts, entries: beginning.disconnects ? undefined : before });
    return (asked) => undoRun({ ...request, ...asked, onUnexpected });
  }
  const renew = () => who.microsoft.identity.renew();
  const { runs } = await home.journal.readAll();
  const request = await runRequest({ ...parts, intent, secretAnswers, runs, only });
  return (asked) => run({ ...request, ...asked, waits: { ...asked.waits, renew }, onUnexpected });
}

/**
 * Declines every waiting plan, and ends every run that only waits for another person. Such a run continues
 * later.
 * @returns whether a run is still in progress afterwards
 */
export async function isBusy(desk: WindowSession): Promise<boolean> {
  const running = [...desk.runs.values()].filter(({ live }) => live.isRunning());
  for (const { live } of running) {
    if (live.decline() || live.rest()) await live.ended.catch(() => undefined);
  }
  return running.some(({ live }) => live.isRunning());
}

/** Two runs at once could get into each other's way, and a sign-in would take the ground from under one. */
export function underWay(): Problem {
  return {
    code: 'run-under-way',
    title: 'A run is in progress in this window',
    because: 'Wait until it ends, or stop it first.',
    remedies: [{ do: 'retry', after: 10 }],
  };
}

/** Stops everything and waits until it stands, but no longer than `seconds`: for when the window closes. */
export async function stopAll(desk: WindowSession, seconds: number): Promise<void> {
  const running = [...desk.runs.values()].filter(({ live }) => live.isRunning());
  for (const { live } of running) live.stop();
  const stood = Promise.allSettled(running.map(({ live }) => live.ended));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await Promise.race([stood, late]);
  clearTimeout(timer);
}
