import type { Entry, PlannedChange, RunTenant } from '../journal/journal.ts';
import { graph } from '../model/graph.ts';
import type { Answered, Answers } from '../model/question.ts';
import type { Recipe } from '../model/recipe.ts';
import type { AnyStep } from '../model/step.ts';
import type { Found, RunContext } from '../run/evaluate-step.ts';
import type { Host } from '../run/host.ts';
import { type InitialFinding, lookAround, unseenAtFirst } from '../run/inspect.ts';
import { type Plan, plan } from '../run/plan.ts';
import { heading, type RunResult } from '../run/run.ts';
import { trail } from '../run/run-journal.ts';
import { madeByRun, removal, standing, type Undoing, untold } from './made.ts';
import { type Made, ownership } from './ownership.ts';
import { leave, leftAfter, putBack, removeUntilGone, seeGone, writeFailed } from './put-back.ts';

/** What undo is asked for, and who is asked back. */
export interface UndoRequest<World> {
  readonly recipe: Recipe<World>;
  /** As the run had them. */
  readonly answered: Answered;
  readonly world: World;
  readonly host: Host;
  readonly tenant: RunTenant;
  readonly runId: string;
  /** Every entry of that run; none where a connection is taken away whose run is not known here. */
  readonly entries: readonly Entry[];
  /** Takes away what stands, found by looking, instead of what a run says it made. */
  readonly disconnects?: true;
  /** The answers of a connection that is taken away; those of the run otherwise. */
  readonly answers?: Answers;
  approve(plan: Plan): Promise<'yes' | 'no' | 'stale'>;
  /** Asked, after the yes, for each removal of what bears no mark of ours. Without it, or on a no, that stays. */
  confirm?(change: PlannedChange): Promise<boolean>;
  onEntry(entry: Entry): void;
  readonly onUnexpected?: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What an undo came to, with what stays and why. */
export interface UndoResult extends RunResult {
  /** What Microsoft keeps, in words: soft-deleted applications and the like. */
  readonly remains: readonly string[];
  /** What could not be put back. */
  readonly failed: number;
  /** What stays unchanged, in words: it is used elsewhere, or it isn't marked as ours and wasn't confirmed. */
  readonly left: readonly string[];
  /** What this run removed and can't be restored, in words. */
  readonly lost: readonly string[];
}

type Firsts<World> = ReadonlyMap<AnyStep<World>, InitialFinding>;

/**
 * Feeds the journal's receipts back, newest first, and looks until what was made is gone. Only what that run made is
 * touched: what was there before, and what another admin made since, stays. Operations whose outcome was never learnt
 * are looked at first. With `disconnects` what stands is taken away instead, whoever made it: each by name in the plan,
 * and what bears no mark of ours only where each is confirmed.
 * @throws what `approve` or a write to the journal throws; being stopped is a result, not an error
 */
export async function undoRun<World>(request: UndoRequest<World>): Promise<UndoResult> {
  const { host, signal } = request;
  const undoing = begin(request);
  const { around, order, facts } = undoing;
  let reviewed: Plan = plan([], (text) => host.hash(text));
  const end = async (
    ended: 'done' | 'incomplete' | 'declined' | 'cancelled' | 'stale',
  ): Promise<UndoResult> => {
    await around.trail.write({ kind: 'run-ended', ended });
    return resultOf(undoing, reviewed);
  };
  await writeBegan(request, undoing);
  try {
    const firsts = await lookAround(around, order, facts, true);
    const made = request.disconnects ? await standing(undoing) : await stillOurs(undoing, firsts);
    const rows = made.map((each) => ({ each, change: removal(each) }));
    reviewed = plan(
      rows.map(({ change }) => change),
      (text) => host.hash(text),
    );
    await around.trail.write({ kind: 'planned', ...reviewed });
    if (made.length > 0) {
      const answer = await request.approve(reviewed);
      if (answer !== 'yes') return await end(answer === 'stale' ? 'stale' : 'declined');
      await around.trail.write({ kind: 'approved', planHash: reviewed.planHash });
    }
    const gone: Made[] = [];
    for (const { each, change } of rows) {
      if (change.unmarked && !(await request.confirm?.(change)))
        await leave(undoing, each, ", which this app didn't create and you didn't confirm");
      else if (await putBack(undoing, each, gone)) gone.push(each);
    }
    await removeUntilGone(undoing, gone);
    if (undoing.failed === 0) await seeGone(undoing, gone);
    if (!request.disconnects) {
      await nameOpen(undoing, firsts);
      for (const each of untold(undoing, firsts)) await leave(undoing, each, foundDone);
    }
    return await end(undoing.failed === 0 ? 'done' : 'incomplete');
  } catch (error) {
    if (!signal.aborted) throw error;
    return await end('cancelled');
  }
}

function begin<World>(request: UndoRequest<World>): Undoing<World> {
  const around: RunContext<World> = {
    host: request.host,
    world: request.world,
    intent: 'undo',
    trail: trail(request.host, request.runId, request.entries, request.onEntry),
    earlier: [],
    secretAnswers: {},
    signal: request.signal,
    ...(request.onUnexpected ? { onUnexpected: request.onUnexpected } : {}),
  };
  return {
    around,
    order: graph(request.recipe.steps(request.answered)),
    facts: new Map(),
    remains: new Set(),
    left: new Set(),
    leftAlone: new Set(),
    failed: 0,
  };
}

async function writeBegan<World>(request: UndoRequest<World>, { around, order }: Undoing<World>) {
  const was = around.trail.picture();
  await around.trail.write({
    kind: 'run-began',
    recipe: request.recipe.id,
    title: request.recipe.title,
    intent: 'undo',
    tenant: request.tenant,
    answers: request.answers ?? was.answers,
    steps: order.steps.map((step) => heading(step, 'undo')),
  });
}

function resultOf<World>(
  { around, facts, remains, failed, left }: Undoing<World>,
  reviewed: Plan,
): UndoResult {
  const picture = around.trail.picture();
  return {
    picture,
    plan: reviewed,
    facts,
    entries: around.trail.entries(),
    remains: [...remains],
    failed,
    left: [...left],
    lost: picture.steps.flatMap(({ made }) => made.flatMap(({ receipt }) => receipt.lost ?? [])),
  };
}

/**
 * The journaled objects that the tenant shows as this run's own. A receipt names objects, and a forged one might name
 * another run's. Missing objects count as undone. Objects of others are reported and not touched. What couldn't be
 * looked at is neither: it is said with its reason, and a later undo asks again.
 */
async function stillOurs<World>(undoing: Undoing<World>, firsts: Firsts<World>): Promise<readonly Made[]> {
  const { around, facts, order } = undoing;
  const behind = (step: AnyStep<unknown>) => {
    const givers = order.givers(step as AnyStep<World>);
    return givers.map((giver) => unseenAtFirst({ order, firsts }, giver)).find((each) => each !== undefined);
  };
  const receipts = madeByRun(undoing);
  const { mine, gone, others, unseen } = await ownership(around, facts, receipts, {
    within: leftAfter,
    behind,
  });
  for (const { step, operation, receipt } of gone)
    await around.trail.write({ kind: 'undone', step: step.id, operation, receipt });
  for (const each of others) await leave(undoing, each, ': not found as this run left it, so it stays');
  for (const { made, problem } of unseen) {
    undoing.left.add(`${made.change.what} on ${made.change.where}: can't be checked now, so it stays`);
    await writeFailed(undoing, made, problem);
  }
  return mine;
}

const foundDone = ' was interrupted and later found done. Nothing shows that this app did it, so it stays';

/** Operations with an unknown result are reported, so that a person checks them. */
async function nameOpen<World>(undoing: Undoing<World>, firsts: Firsts<World>): Promise<void> {
  const byId = new Map([...firsts].map(([step, { found }]) => [step.id, found]));
  for (const { heading: of, open } of undoing.around.trail.picture().steps) {
    if (wentWithAnother(byId, byId.get(of.id))) continue;
    for (const { operation, change } of open) {
      const because = `${change.what} on ${change.where} was interrupted. We can't see whether it was made.`;
      const receipt = { made: { kind: 'not-known', id: operation }, owned: false };
      undoing.left.add(because);
      await writeFailed(
        undoing,
        { step: of, operation, receipt },
        {
          code: 'outcome-not-known',
          title: 'Result of a change is unknown',
          because,
          remedies: [{ do: 'retry' }],
        },
      );
    }
  }
}

/** It hangs on what is not there, and went with that or never came to be. */
function wentWithAnother(byId: ReadonlyMap<string, Found>, found: Found | undefined): boolean {
  const behind = found?.is === 'not-reached' ? byId.get(found.behind) : undefined;
  return behind?.is === 'unmet' || behind?.is === 'not-reached';
}
