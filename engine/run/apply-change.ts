import { begunBy } from '../journal/fold.ts';
import type { Graph } from '../model/graph.ts';
import { type Outcome, type Problem, ProblemError, unexpected } from '../model/problem.ts';
import type { Evidence } from '../model/show.ts';
import type { AnyStep, Change, Finding, Receipt } from '../model/step.ts';
import { changeKey } from '../view/card.ts';
import {
  type EvaluatedFinding,
  evaluateStep,
  longestAsked,
  type RunContext,
  toolsFor,
} from './evaluate-step.ts';
import { type InitialFinding, unseenAtFirst } from './inspect.ts';

/** What making a change needs to know of the reviewed plan it belongs to. */
export interface Applying<World> {
  readonly around: RunContext<World>;
  readonly order: Graph<World>;
  readonly firsts: ReadonlyMap<AnyStep<World>, InitialFinding>;
  isMember(step: string, change: Change): boolean;
}

/** Seconds between tries where a step says nothing of its own. */
export const everySecond = 1;
/** Seconds a refusal that passes by itself is tried again for, where a step says nothing of its own. */
const retryBudgetSeconds = 90;

/** Makes each change in turn. What stops it is given back as the step's finding. */
export async function applyAll<World>(
  carrying: Applying<World>,
  step: AnyStep<World>,
  changes: readonly Change[],
  given: Record<string, unknown>,
  fresh: Set<string>,
): Promise<Finding | undefined> {
  for (const change of changes) {
    if (!isReviewed(carrying, step, change)) return notReviewed(carrying, step, change);
    const applied = await applyOne(carrying, step, change, given);
    if ('finding' in applied) return applied.finding;
    if (!applied.receipt?.owned) continue;
    for (const [name, fact] of Object.entries(step.gives))
      if (applied.receipt.fresh?.includes(name)) fresh.add(fact.id);
  }
  return undefined;
}

/** Made, with its receipt; or found as it should be, without one; or what stopped it. */
type Applied = { readonly receipt?: Receipt } | { readonly finding: Finding };

/**
 * One change: the intent is on the disk before the request leaves, the outcome before anything that depends on it.
 * What is known not to have happened is tried again; what may have happened is looked at first.
 */
async function applyOne<World>(
  carrying: Applying<World>,
  step: AnyStep<World>,
  change: Change,
  given: Record<string, unknown>,
): Promise<Applied> {
  const { around } = carrying;
  const { host, trail } = around;
  const started = host.elapsed();
  const every = step.settle?.every ?? everySecond;
  const within = Math.max(step.settle?.within ?? 0, retryBudgetSeconds) * 1000;
  for (let tries = 1; ; tries++) {
    if (around.signal.aborted) throw around.signal.reason;
    const operation = host.newId();
    await trail.write({ kind: 'intent', step: step.id, operation, change });
    let failure: ProblemError;
    let outcome: Outcome;
    const sent: Evidence[] = [];
    const taking = () => (sent.length > 0 ? { requests: sent } : {});
    try {
      const apply = async () => step.apply?.(change, toolsFor(around, step, given, operation));
      const made = await (host.watch ? host.watch(apply, (each) => sent.push(each)) : apply());
      if (!made) throw new Error(`${step.id} made a change it can't make`);
      await trail.write({ kind: 'done', step: step.id, operation, receipt: made, ...taking() });
      return { receipt: made };
    } catch (error) {
      failure = asProblem(error, around);
      outcome = outcomeOf(failure, sent);
      const { problem } = failure;
      await trail.write({ kind: 'failed', step: step.id, operation, outcome, problem, ...taking() });
    }
    const { retryAfter = 0 } = failure;
    // What asks for more than a run waits is said, and neither looked at nor repeated before its time.
    if (retryAfter > longestAsked) return { finding: refused(failure.problem, change, host.now()) };
    // Once at least: waiting for an answer that never came takes long by itself.
    const left = tries === 1 || host.elapsed() - started < Math.max(within, retryAfter * 1000);
    if (outcome === 'indeterminate' || outcome === 'throttled') {
      await host.sleep(Math.max(retryAfter, every), around.signal);
      const seen = await onceSaid(around, step, given, started + within);
      if (seen.is === 'met') return {};
      if (seen.is !== 'unmet') return { finding: seen };
      const stranger = seen.changes.find((next) => !isReviewed(carrying, step, next));
      if (stranger) return { finding: { ...notReviewed(carrying, step, stranger), changes: seen.changes } };
      if (!seen.changes.some((next) => changeKey(next) === changeKey(change))) return {};
      for (const first of seen.changes) {
        if (!takesBackOwn(around, step, first)) continue;
        const applied = await applyOne(carrying, step, first, given);
        if ('finding' in applied) return applied;
      }
      if (left) continue;
    } else if ((failure.passes || outcome === 'not-sent') && left) {
      await host.sleep(Math.max(retryAfter, Math.min(every * 1.5 ** (tries - 1), 15)), around.signal);
      continue;
    }
    return { finding: refused(failure.problem, change, host.now()) };
  }
}

/**
 * What is known of a change that failed. A later request of it may be what failed in passing, after an earlier one was
 * carried out: then it is looked at, as after an answer that was lost. A no that was said in a good answer is a no.
 */
function outcomeOf({ outcome, passes }: ProblemError, sent: readonly Evidence[]): Outcome {
  const good = ({ answer }: Evidence) => /^2\d\d/.test(answer);
  const wrote = sent.some((each) => good(each) && !/^(?:GET|HEAD) /.test(each.request));
  const last = sent.at(-1);
  const isNo = outcome === 'rejected' && !(passes && last && !good(last));
  return wrote && !isNo ? 'indeterminate' : outcome;
}

/** Looks until Microsoft has said how it stands, `until` that time at most (milliseconds of `elapsed`). */
export async function onceSaid<World>(
  around: RunContext<World>,
  step: AnyStep<World>,
  given: Record<string, unknown>,
  until: number,
): Promise<EvaluatedFinding> {
  for (;;) {
    const seen = await evaluateStep(around, step, given);
    if (seen.is !== 'waiting' || seen.on !== 'microsoft' || around.host.elapsed() >= until) return seen;
    await around.host.sleep(step.settle?.every ?? everySecond, around.signal);
  }
}

/** Whether a person reviewed it: in the plan, or as the making of what it takes back. */
function isReviewed<World>(
  { around, isMember }: Applying<World>,
  step: AnyStep<World>,
  change: Change,
): boolean {
  return isMember(step.id, change) || takesBackOwn(around, step, change);
}

/** Whether all that a change does is to take back what this run itself began: making that was reviewed. */
function takesBackOwn<World>(
  { trail }: RunContext<World>,
  step: AnyStep<World>,
  { takesBack }: Change,
): boolean {
  if (!takesBack || takesBack.length === 0) return false;
  const begun = begunBy(step.id, trail.entries()).filter(({ outcome }) => outcome !== 'failed');
  return takesBack.every((each) => begun.some(({ operation }) => operation === each));
}

function asProblem<World>(error: unknown, around: RunContext<World>): ProblemError {
  if (error instanceof ProblemError) return error;
  around.onUnexpected?.(error);
  return new ProblemError(unexpected(error, around.host.now()), { outcome: 'indeterminate' }, error);
}

function refused(problem: Problem, change: Change, now: string): Finding {
  return problem.who
    ? { is: 'waiting', on: 'person', since: now, problem }
    : { is: 'unmet', changes: [change], problem };
}

function notReviewed<World>(carrying: Applying<World>, step: AnyStep<World>, change: Change) {
  const unseen = unseenAtFirst(carrying, step);
  const made = `${change.verb} ${change.what} on ${change.where}`;
  const changed: Problem = {
    code: 'plan-went-stale',
    title: 'The tenant changed since the last check',
    because: `${step.title} now needs a change that wasn't reviewed: ${made}. It was not made.`,
    remedies: [{ do: 'redo', step: step.id }],
    trace: { at: carrying.around.host.now() },
  };
  const problem = unseen
    ? { ...unseen, because: `${unseen.because} So "${made}" was on no plan, and it was not made.` }
    : changed;
  return { is: 'unmet' as const, changes: [change], problem };
}
