import type { Entry, Intent, RunState, RunTenant, StepHeading } from '../journal/journal.ts';
import { graph } from '../model/graph.ts';
import type { Answered, Answers, SecretAnswers } from '../model/question.ts';
import type { Recipe } from '../model/recipe.ts';
import type { AnyStep } from '../model/step.ts';
import { type Facts, mayRemove, type RunContext, shouldApply } from './evaluate-step.ts';
import { type Execution, executePlan } from './execute.ts';
import type { Host } from './host.ts';
import { type InitialFinding, lookAround } from './inspect.ts';
import { membership, ownChanges, type Plan, plan } from './plan.ts';
import { trail } from './run-journal.ts';
import { turns, type Waits } from './wait-policy.ts';

/** What a run is asked to do, with what. */
export interface RunRequest<World> {
  readonly recipe: Recipe<World>;
  readonly intent: Exclude<Intent, 'undo'>;
  readonly answers: Answers;
  readonly answered: Answered;
  readonly secretAnswers: SecretAnswers;
  readonly world: World;
  readonly host: Host;
  readonly tenant: RunTenant;
  /** A new ID, or that of the unfinished run to continue. */
  readonly runId: string;
  /**
   * Entries of every earlier run of this recipe and tenant, oldest first. The run continues those of `runId`.
   */
  readonly earlier: readonly Entry[];
  /** Asked once, with the whole plan, when it holds any change that may be made in this run. */
  approve(plan: Plan): Promise<'yes' | 'no' | 'stale'>;
  onEntry(entry: Entry): void;
  readonly onUnexpected?: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** Only these steps and what they need; all of them unless said. */
  readonly only?: readonly string[];
  /**
   * Checks steps that wait for a person again while the rest continues. Without it, the run ends while they
   * wait.
   */
  readonly waits?: Waits;
}

/** What a run came to: its state, its plan, the facts it found and every entry, oldest first. */
export interface RunResult {
  readonly picture: RunState;
  readonly plan: Plan;
  /** Facts by id, secret ones included: for the caller's memory, never for a file. */
  readonly facts: ReadonlyMap<string, unknown>;
  readonly entries: readonly Entry[];
}

/** After this many milliseconds of review the tenant is looked at again before anything is changed. */
const reviewGoesStaleAfter = 5 * 60_000;

/**
 * Carries out a recipe: look and judge everything, show the plan, and where the intent is `set-up` or `repair` and a
 * person says yes, make each change and look again until it holds. `plan` and `verify` stop before the first write.
 * Repair is set-up that may also remove and revoke: it makes the changes of `repairs` steps too, and so does a rotation,
 * the repair of one credential.
 * Trouble is in the picture, not thrown; a journal that cannot be written is, before anything is changed.
 * @throws RecipeError where the recipe itself is wrong.
 */
export async function run<World>(request: RunRequest<World>): Promise<RunResult> {
  const { recipe, host, signal } = request;
  const order = graph(chosen(recipe.steps(request.answered), request.only));
  const mine = request.earlier.filter((entry) => entry.runId === request.runId);
  const line = trail(host, request.runId, mine, request.onEntry);
  const around: RunContext<World> = {
    host,
    world: request.world,
    intent: request.intent,
    trail: line,
    earlier: request.earlier,
    secretAnswers: request.secretAnswers,
    signal,
    ...(request.onUnexpected ? { onUnexpected: request.onUnexpected } : {}),
  };
  const facts: Facts = new Map();
  let reviewed: Plan = plan([], (text) => host.hash(text));
  const result = (): RunResult => ({
    picture: line.picture(),
    plan: reviewed,
    facts,
    entries: line.entries(),
  });

  await line.write({
    kind: 'run-began',
    recipe: recipe.id,
    title: recipe.title,
    intent: request.intent,
    tenant: request.tenant,
    answers: request.answers,
    steps: order.steps.map((step) => heading(step, request.intent)),
  });
  try {
    const patient = request.intent === 'set-up' || mayRemove(request.intent);
    let firsts = await lookAround(around, order, facts, patient);
    reviewed = planOf(firsts, host);
    if (request.intent === 'verify') return await end('done');
    await line.write({ kind: 'planned', ...reviewed });
    if (request.intent === 'plan') return await end('done');

    const may = request.waits ? reviewed.changes : ownChanges(reviewed.changes);
    if (may.length > 0) {
      const asked = host.elapsed();
      const answer = await request.approve(reviewed);
      if (signal.aborted) throw signal.reason;
      if (answer !== 'yes') return await end(answer === 'stale' ? 'stale' : 'declined');
      if (host.elapsed() - asked > reviewGoesStaleAfter) {
        facts.clear();
        firsts = await lookAround(around, order, facts, patient);
        if (planOf(firsts, host).planHash !== reviewed.planHash)
          return await end(couldLook(firsts) ? 'stale' : 'incomplete');
      }
      await line.write({ kind: 'approved', planHash: reviewed.planHash });
    }
    const carrying: Execution<World> = {
      around,
      order,
      firsts,
      facts,
      isMember: membership(may.length > 0 ? reviewed.changes : may),
      turns: request.waits && turns(around, order, facts, request.waits),
    };
    await executePlan(carrying);
    return await end(verdict(line.picture()) === 0 ? 'done' : 'incomplete');
  } catch (error) {
    if (!signal.aborted) throw error;
    return await end('cancelled');
  }

  async function end(ended: 'done' | 'incomplete' | 'declined' | 'cancelled' | 'stale'): Promise<RunResult> {
    await line.write({ kind: 'run-ended', ended });
    return result();
  }
}

/**
 * How a picture ends, in the command line's numbers: 0 every `block` step is met, 4 the rest waiting for a person or for
 * Microsoft, 1 otherwise. A step not reached counts as what it waits behind.
 */
export function verdict(picture: RunState): 0 | 1 | 4 {
  const blocks = picture.steps.filter(({ heading }) => heading.severity === 'block');
  if (blocks.every(({ is }) => is === 'met')) return 0;
  return blocks.some(({ is }) => is === 'waiting') ? 4 : 1;
}

function planOf<World>(firsts: ReadonlyMap<AnyStep<World>, InitialFinding>, host: Host): Plan {
  const changes = [...firsts].flatMap(([step, first]) =>
    first.changes.map((change) => ({ step: step.id, ...change })),
  );
  return plan(changes, (text) => host.hash(text));
}

/** Whether a plan that differs tells of a change: not where a look failed in passing, which says so of itself. */
const couldLook = <World>(firsts: ReadonlyMap<AnyStep<World>, InitialFinding>): boolean =>
  [...firsts.values()].every(({ found }) => found.is !== 'unknown' || !found.passes);

/** The steps asked for and, one after another, all that give what they need. */
function chosen<World>(
  steps: readonly AnyStep<World>[],
  only: readonly string[] | undefined,
): readonly AnyStep<World>[] {
  if (!only) return steps;
  const all = graph(steps);
  const wanted = new Set(steps.filter(({ id }) => only.includes(id)));
  // What is added while it goes through is gone through too.
  for (const step of wanted) for (const giver of all.givers(step)) wanted.add(giver);
  return steps.filter((step) => wanted.has(step));
}

/** What the journal keeps of a step. */
export function heading<World>(step: AnyStep<World>, intent: Intent): StepHeading {
  return {
    id: step.id,
    title: step.title,
    why: step.why,
    severity: step.severity,
    checks: step.checks ?? [],
    changes: shouldApply(intent, step),
    ...(step.settle?.usually ? { usually: step.settle.usually } : {}),
  };
}
