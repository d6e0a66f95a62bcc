import { fold } from '../../engine/journal/fold.ts';
import type { Problem } from '../../engine/model/problem.ts';
import { type Answers, isAsked } from '../../engine/model/question.ts';

import type { AppState, Connection, IpcResult, Rotated } from '../../preload/contract.ts';
import type { Looked } from '../model/beside.ts';

import { ask } from './invoke.ts';
import {
  get,
  nothingAsked,
  type Page,
  type Purpose,
  type Resumed,
  type RotationChoice,
  set,
  type Wanted,
} from './store.ts';

/**
 * Runs something the person asked for. While it runs `words` say so; a rejection is a bug of ours and becomes the one
 * card that says so. Gives back nothing: what came of it is in the store.
 */
export function go(words: string | undefined, task: () => Promise<void>): void {
  void carryOut(words, task);
}

export async function carryOut(words: string | undefined, task: () => Promise<void>): Promise<void> {
  set({ ...(words ? { busy: words } : {}), trouble: undefined, refusals: [] });
  try {
    await task();
  } catch {
    set({ bug: true });
  } finally {
    if (words && get().busy === words) set({ busy: undefined });
  }
}

/** Runs something on the side: what the page says now stays. */
export function quietly(task: () => Promise<void>): void {
  task().catch(() => set({ bug: true }));
}

/** The good part of an answer; a problem or refusals go where the page shows them. */
export function taken<T>(answer: IpcResult<T>): { readonly ok: T } | undefined {
  if ('ok' in answer) return answer;
  if ('problem' in answer) set({ trouble: answer.problem });
  else set({ refusals: answer.refusals });
  return undefined;
}

export function show(page: Page): void {
  set({ page, trouble: undefined, refusals: [], busy: undefined });
}

export function say(said: string): void {
  set({ said });
}

/** Takes over what main knows now. */
export function now(app: AppState): void {
  set({ app });
}

/** Back to the first page with nothing of the last connection left. */
export function goHome(): void {
  set({ ...nothingAsked, page: 'welcome', busy: undefined, opened: undefined });
  go(undefined, async () => now(await ask('app.state')));
}

/** Begins something that needs a tenant: signed in already it goes straight on. */
export function begin(recipe: string, purpose: Purpose, tenant?: string): void {
  const { app, wanted } = get();
  const cloud = wanted.cloud || (app?.clouds[0]?.id ?? 'public');
  const own = tenant ?? app?.practice?.domain ?? '';
  const keeps = purpose.to === 'back' ? {} : nothingAsked;
  // Practice has no Azure CLI's session.
  const how = app?.practice && wanted.how === 'azure-cli' ? 'browser' : wanted.how;
  set({ ...keeps, recipe, purpose, wanted: { ...wanted, tenant: own, cloud, how }, found: undefined });
  const there = app?.signedIn;
  if (!there) return show('sign-in');
  if (tenant && tenant !== there.tenant.tenantId && tenant !== there.domain) return show('sign-in');
  arrive();
}

export function signIn(): void {
  const { wanted, recipe } = get();
  if (!recipe) return;
  const at = { browser: 'browser', 'device-code': 'code', 'azure-cli': 'azure-cli' } as const;
  set({ signIn: { at: at[wanted.how] } });
  go(undefined, async () => {
    const answer = await ask('sign-in.start', {
      tenant: wanted.tenant.trim(),
      cloud: wanted.cloud,
      how: wanted.how,
      recipe,
      ...(wanted.clientId.trim() && wanted.how !== 'azure-cli' ? { clientId: wanted.clientId.trim() } : {}),
    });
    // Cancelled meanwhile: what comes late is not wanted.
    if (get().signIn === undefined) return;
    set({ signIn: undefined });
    if (!taken(answer)) return;
    now(await ask('app.state'));
    arrive();
  });
}

export function cancelSignIn(): void {
  set({ signIn: undefined, moreProof: undefined });
  go(undefined, () => ask('sign-in.cancel'));
}

export function signOut(): void {
  go(undefined, async () => {
    now(await ask('sign-out'));
    set({ ...nothingAsked, page: 'welcome' });
  });
}

/** Where a sign-in leads: to what the person was on the way to. */
export function arrive(): void {
  const { purpose, recipe } = get();
  switch (purpose.to) {
    case 'connect':
    case 'check':
      show('signed-in');
      choose();
      return;
    case 'check-profile':
      return check({ profileFile: purpose.file });
    case 'rotate':
      return rotate(purpose.of, purpose.choice);
    case 'resume':
      return goOn(purpose.runId, recipe ?? '', purpose.intent);
    case 'back':
      return show(purpose.page);
  }
}

/** Fills the questions from what the tenant holds; what was answered stays. */
export function choose(again = false): void {
  const { recipe } = get();
  if (!recipe) return;
  go('Reading the tenant', async () => {
    const chosen = taken(await ask('questions.choose', { recipe, ...(again ? { again } : {}) }));
    if (!chosen) return;
    const { answers } = get();
    const kept: Record<string, Answers[string]> = {};
    for (const each of chosen.ok) {
      const was = answers[each.id];
      if (was !== undefined) kept[each.id] = was;
      else if ('default' in each) kept[each.id] = each.default;
    }
    set({ asks: chosen.ok, answers: kept });
  });
}

/**
 * Checks what an application was connected to, as it can be told from the application itself; empty for the one that is
 * signed in. Where that does not say which workspace, the questions ask for it.
 */
export function checkApplication(named: string): void {
  const { recipe } = get();
  if (!recipe) return;
  go('Finding the application', async () => {
    const chosen = taken(await ask('questions.choose', { recipe, application: named }));
    if (!chosen) return;
    const answers: Record<string, Answers[string]> = {};
    for (const each of chosen.ok) if ('default' in each) answers[each.id] = each.default;
    if (named.trim() !== '') answers['application'] = named.trim().toLowerCase();
    set({ asks: chosen.ok, answers });
    const open = chosen.ok.some(
      (each) => each.kind === 'pick' && each.default.length === 0 && isAsked(each, chosen.ok, answers),
    );
    if (open) show('questions');
    else check({ recipe, answers });
  });
}

/** What is picked and was not looked at yet is looked at, each once; `again` where it could not be. */
export function lookBeside(again = false): void {
  const { recipe, answers, looked, app } = get();
  const beside = app?.recipes.find(({ id }) => id === recipe)?.beside;
  const picked = beside && answers[beside.picks];
  if (!recipe || !Array.isArray(picked)) return;
  for (const id of picked as readonly string[]) {
    const was = looked[id];
    if (was === undefined || (again && was === 'could-not-look')) lookBesideAt(recipe, id);
  }
}

function lookBesideAt(recipe: string, picked: string): void {
  const put = (what: Looked[string]) => set({ looked: { ...get().looked, [picked]: what } });
  put('looking');
  quietly(async () => {
    const answer = await ask('questions.beside', { recipe, picked });
    // Another connection may have begun meanwhile.
    if (get().recipe === recipe && get().looked[picked] === 'looking')
      put('ok' in answer ? answer.ok : 'could-not-look');
  });
}

/** Looks at everything and shows the plan; nothing is written. */
export function makePlan(runId?: string): void {
  const { recipe, answers } = get();
  if (!recipe) return;
  go('Checking the tenant', async () => {
    const made = taken(await ask('plan.make', { recipe, answers, ...(runId ? { runId } : {}) }));
    if (!made) {
      // A refusal belongs to its question: back to the screen that asks it.
      const field = get().refusals[0]?.field;
      const at = screensOf().findIndex(({ asks }) => asks.some(({ id }) => id === field));
      if (at >= 0) set({ screen: at, page: 'questions' });
      return;
    }
    await loadEntries(made.ok.runId);
    set({ runId: made.ok.runId, planHash: made.ok.planHash, page: 'review' });
  });
}

/** The screens that have a question, in the recipe's order. */
export function screensOf(store = get()) {
  const screens = store.app?.recipes.find(({ id }) => id === store.recipe)?.screens ?? [];
  const all = store.asks ?? [];
  const asked = all.filter((each) => isAsked(each, all, store.answers));
  return screens
    .map((screen) => ({
      ...screen,
      asks: asked.filter((each) => each.screen === screen.id && !each.aside),
    }))
    .filter(({ asks }) => asks.length > 0);
}

export async function loadEntries(runId: string): Promise<void> {
  const entries = await ask('run.entries', { runId });
  const { runs } = get();
  const had = runs[runId] ?? [];
  const last = entries.at(-1)?.seq ?? 0;
  set({ runs: { ...runs, [runId]: [...entries, ...had.filter(({ seq }) => seq > last)] } });
}

/** The review shows this plan from now on, its run's entries with it. */
async function showPlan(made: { readonly runId: string; readonly planHash: string }): Promise<void> {
  await loadEntries(made.runId);
  set({ runId: made.runId, planHash: made.planHash });
}

/** An interrupted run: its answers are known, so it is looked at again at once. An undo asks first, on its own page. */
export function goOn(runId: string, recipe: string, intent: Resumed): void {
  set({ recipe, page: intent === 'undo' ? 'undo' : 'review', runId: intent === 'undo' ? runId : undefined });
  go('Checking the tenant', async () => {
    await loadEntries(runId);
    const { answers, steps } = fold(get().runs[runId] ?? []);
    set({ answers });
    if (intent === 'undo') return;
    if (intent === 'repair') {
      // A repair of one finding continues as such: its run has only these steps.
      set({ checkFrom: { recipe, answers }, checkId: undefined });
      return planRepair(steps.map(({ heading }) => heading.id));
    }
    const made = taken(await ask('plan.make', { recipe, answers, runId }));
    if (made) await showPlan(made.ok);
  });
}

/** Plans a rotation of a client secret; the review shows it before anything is made. */
export function rotate(of: Rotated, choice: RotationChoice): void {
  set({ purpose: { to: 'rotate', of, choice }, page: 'review', runId: undefined, planHash: undefined });
  go('Checking the tenant', async () => {
    const made = taken(await ask('rotation.plan', { of, ...choice }));
    if (made) await showPlan(made.ok);
  });
}

/** Plans the repair of all that does not hold, or of these steps; the review shows it like every change. */
export function planRepair(only?: readonly string[]): void {
  const { checkFrom } = get();
  if (!checkFrom) return;
  set({ purpose: { to: 'check' }, repairOnly: only, runId: undefined, planHash: undefined });
  show('review');
  go('Checking the tenant', async () => {
    const made = taken(await ask('repair.plan', { of: checkFrom, ...(only ? { only } : {}) }));
    if (made) await showPlan(made.ok);
  });
}

export function check(from: Connection): void {
  set({ checkFrom: from, checkId: undefined, page: 'check', trouble: undefined });
  go('Checking the tenant', async () => {
    const began = taken(await ask('check.start', from));
    if (!began) return;
    set({ checkId: began.ok.runId });
    await loadEntries(began.ok.runId);
  });
}

/** Follows a remedy that leads to a sign-in, and comes back to this page. */
export function signInAgain(how?: Wanted['how']): void {
  const { recipe, app, page } = get();
  const id = recipe ?? app?.recipes[0]?.id ?? '';
  set({ purpose: { to: 'back', page } });
  set({
    recipe: id,
    wanted: {
      ...get().wanted,
      tenant: app?.signedIn?.tenant.tenantId ?? get().wanted.tenant,
      ...(how === undefined ? {} : { how }),
    },
  });
  show('sign-in');
}

export function needsSignIn(problem: Problem | undefined): boolean {
  return problem?.remedies.some((remedy) => remedy.do === 'sign-in') ?? false;
}
