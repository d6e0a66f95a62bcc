import { begunBy } from '../journal/fold.ts';
import type { Graph } from '../model/graph.ts';
import { type Outcome, type Problem, ProblemError, unexpected } from '../model/problem.ts';
import { Secret } from '../model/secret.ts';
import type { Evidence } from '../model/show.ts';
import type { AnyStep, Change, Finding, Receipt } from '../model/step.ts';
import { changeKey } from '../view/card.ts';
import {
  type EvaluatedFinding,
  evaluateStep,
  type Facts,
  type Found,
  longestAsked,
  type RunContext,
  recordFacts,
  resolveNeeds,
  shouldApply,
  toJournalFinding,
  toolsFor,
} from './evaluate-step.ts';
import { type InitialFinding, settleAll } from './inspect.ts';
import { ownChanges } from './plan.ts';
import type { PollRounds } from './wait-policy.ts';

/** A reviewed plan on its way. */
export interface Execution<World> {
  readonly around: RunContext<World>;
  readonly order: Graph<World>;
  readonly firsts: ReadonlyMap<AnyStep<World>, InitialFinding>;
  readonly facts: Facts;
  isMember(step: string, change: Change): boolean;
  /** Turns of what waiting for a person; without them it stays as it was found. */
  readonly turns: PollRounds<World> | undefined;
}

/** Seconds between tries where a step says nothing of its own. */
const everySecond = 1;
/** Seconds a refusal that passes by itself is tried again for, where a step says nothing of its own. */
const retryBudgetSeconds = 90;
/** How often in a row a look that Microsoft refused is tried before the step is `unknown`. */
const failedLooks = 3;

/**
 * Makes the reviewed changes: each step as soon as its facts are there, steps that do not need each other at the same
 * time, one change one intent one receipt, and after them looks again until it holds.
 */
export async function executePlan<World>(carrying: Execution<World>): Promise<void> {
  const { around, order } = carrying;
  const fresh = new Set<string>();
  const carried = new Map<AnyStep<World>, Promise<void>>();
  for (const step of order.steps) {
    const before = order.givers(step).flatMap((giver) => carried.get(giver) ?? []);
    carried.set(
      step,
      Promise.all(before).then(() => executeStep(carrying, step, fresh)),
    );
  }
  await settleAll(carried.values());
  if (around.signal.aborted) throw around.signal.reason;
}

async function executeStep<World>(
  carrying: Execution<World>,
  step: AnyStep<World>,
  fresh: Set<string>,
): Promise<void> {
  const { around, facts, order, firsts } = carrying;
  if (around.signal.aborted) throw around.signal.reason;
  const first = firsts.get(step) as InitialFinding;
  const { given, missing } = resolveNeeds(step.needs, facts);
  if (missing.length > 0) {
    const giver = order.givers(step).find((each) => {
      return Object.values(each.gives as object).some((fact: { id: string }) => missing.includes(fact.id));
    });
    await recordFinding(carrying, step, { is: 'not-reached', behind: giver?.id ?? step.id }, 0);
    return;
  }
  const replacing = step.repairs && first.changes.length > 0 ? unfinished(carrying, step) : undefined;
  if (replacing) return recordFinding(carrying, step, { is: 'not-reached', behind: replacing.id }, 0);
  const acting = shouldApply(around.intent, step);
  const unchanged = first.missing.length === 0 && sameValues(first.given, given);
  const planned = ownChanges(first.changes);
  if (unchanged && (first.found.is === 'met' || (step.apply && planned.length === 0))) {
    return awaitPerson(carrying, step, first.found as Finding, undefined, fresh);
  }

  // Only what is for judging came to be known: what was seen says the same, judged with it.
  const learnt = !unchanged && first.missing.length === 0 && onlyJudged(step, first.given, given);
  if (!acting && first.seen && learnt) {
    const { evidence } = first.found as EvaluatedFinding;
    return recordFinding(
      carrying,
      step,
      { ...step.judge(first.seen.of, given), ...(evidence && { evidence }) },
      0,
    );
  }

  await around.trail.write({ kind: 'looking', step: step.id });
  const started = around.host.elapsed();
  let changes = planned;
  // Where what it needs was made just now, nothing can hang on it yet: the foreseen changes stand without a look.
  const bornNow = first.missing.length > 0 && first.missing.every((fact) => fresh.has(fact));
  if (bornNow) changes = acting ? ownChanges(step.foresee(given)) : [];
  else if (!unchanged && acting) {
    const finding = await onceSaid(around, step, given, started + (step.settle?.within ?? 0) * 1000);
    if (finding.is !== 'unmet') {
      await recordFinding(carrying, step, finding, around.host.elapsed() - started);
      return awaitPerson(carrying, step, finding, undefined, fresh);
    }
    changes = finding.changes;
  }
  const stopped = acting ? await applyAll(carrying, step, changes, given, fresh) : undefined;
  const finding = stopped ?? (await settle(carrying, step, given, changes));
  await recordFinding(carrying, step, finding, around.host.elapsed() - started);
  await awaitPerson(carrying, step, finding, stopped && given, fresh);
}

/**
 * Looks again at what waiting for a person until it holds or patience ends. Where it is the signed-in one's to make now,
 * because a role became active, it is made if it was reviewed. What Microsoft refused is not asked for again until
 * something is different, or a person says so.
 */
async function awaitPerson<World>(
  carrying: Execution<World>,
  step: AnyStep<World>,
  from: Finding,
  refused: Record<string, unknown> | undefined,
  fresh: Set<string>,
): Promise<void> {
  const { around, facts, turns } = carrying;
  if (!turns || !shouldApply(around.intent, step)) return;
  let shown = from;
  let refusedWith = refused;
  for (let waits = isForAPerson(from); waits; ) {
    const why = await turns.next(step);
    if (why === 'enough') return;
    const started = around.host.elapsed();
    const { given } = resolveNeeds(step.needs, facts);
    let finding = await evaluateStep(around, step, given);
    if (finding.is === 'unmet') {
      if (why === 'time' && refusedWith && sameValues(refusedWith, given)) continue;
      const { changes } = finding;
      await around.trail.write({ kind: 'looking', step: step.id });
      const stopped = await applyAll(carrying, step, changes, given, fresh);
      refusedWith = stopped && given;
      finding = stopped ?? (await settle(carrying, step, given, changes));
    }
    // This look failed, so the step is checked again, and the earlier finding counts until then.
    if (finding.is === 'unknown' && finding.passes) continue;
    waits = isForAPerson(finding) || finding.is === 'unknown';
    if (waits && saysTheSame(shown, finding)) continue;
    shown = finding;
    await recordFinding(carrying, step, finding, around.host.elapsed() - started);
  }
}

function isForAPerson(finding: Finding): boolean {
  return finding.is === 'waiting' && finding.on === 'person';
}

function saysTheSame(a: Finding, b: Finding): boolean {
  const words = (finding: Finding) =>
    JSON.stringify([finding.is, finding.is === 'met' ? '' : [finding.problem.code, finding.problem.because]]);
  return words(a) === words(b);
}

/** A step it waits for that was to change something and does not hold: what that replaces is not removed. */
function unfinished<World>({ around, order, firsts }: Execution<World>, step: AnyStep<World>) {
  const states = new Map(around.trail.picture().steps.map(({ heading, is }) => [heading.id, is]));
  return order.givers(step).find((giver) => {
    return (firsts.get(giver)?.changes.length ?? 0) > 0 && states.get(giver.id) !== 'met';
  });
}

async function recordFinding<World>(
  { around, facts }: Execution<World>,
  step: AnyStep<World>,
  finding: Found,
  ms: number,
): Promise<void> {
  recordFacts(facts, step.gives, finding);
  await around.trail.write({
    kind: 'found',
    step: step.id,
    finding: toJournalFinding(step.gives, finding),
    ms: Math.round(ms),
  });
}

/** Makes each change in turn. What stops it is given back as the step's finding. */
async function applyAll<World>(
  carrying: Execution<World>,
  step: AnyStep<World>,
  changes: readonly Change[],
  given: Record<string, unknown>,
  fresh: Set<string>,
): Promise<Finding | undefined> {
  for (const change of changes) {
    if (!isReviewed(carrying, step, change)) return notReviewed(carrying, step, change);
    const applied = await applyOne(carrying, step, change, given);
    if ('finding' in applied) return applied.finding;
    for (const name of applied.receipt?.owned ? (applied.receipt.fresh ?? []) : []) {
      const fact = step.gives[name] as { id: string } | undefined;
      if (fact) fresh.add(fact.id);
    }
  }
  return undefined;
}

type Applied = { readonly receipt: Receipt | undefined } | { readonly finding: Finding };

/**
 * One change: the intent is on the disk before the request leaves, the outcome before anything that depends on it.
 * What is known not to have happened is tried again; what may have happened is looked at first.
 */
async function applyOne<World>(
  carrying: Execution<World>,
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
      if (seen.is === 'met') return { receipt: undefined };
      if (seen.is !== 'unmet') return { finding: seen };
      const stranger = seen.changes.find((next) => !isReviewed(carrying, step, next));
      if (stranger) return { finding: { ...notReviewed(carrying, step, stranger), changes: seen.changes } };
      if (!seen.changes.some((next) => changeKey(next) === changeKey(change))) return { receipt: undefined };
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
  const good = ({ answer }: Evidence) => /^2\d\d$/.test(answer);
  const wrote = sent.some((each) => good(each) && !/^(?:GET|HEAD) /.test(each.request));
  const last = sent.at(-1);
  const broke = outcome === 'rejected' && passes && last !== undefined && !good(last);
  return wrote && (outcome === 'not-sent' || broke) ? 'indeterminate' : outcome;
}

/** Looks until Microsoft has said how it stands, `until` that time at most (milliseconds of `elapsed`). */
async function onceSaid<World>(
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

/** Looks until it holds, as long as Microsoft may take to agree with itself. */
async function settle<World>(
  { around }: Execution<World>,
  step: AnyStep<World>,
  given: Record<string, unknown>,
  applied: readonly Change[],
): Promise<Finding> {
  const { host, trail } = around;
  const { within = 0, every = everySecond, agree = 1, usually } = step.settle ?? {};
  const since = host.now();
  const started = host.elapsed();
  let agreed = 0;
  let failed = 0;
  for (let looks = 1; ; looks++) {
    const finding = await evaluateStep(around, step, given);
    agreed = finding.is === 'met' ? agreed + 1 : 0;
    failed = finding.is === 'unknown' ? failed + 1 : 0;
    if (agreed >= agree || finding.is === 'blocked' || failed >= failedLooks) return finding;
    // That was patient already.
    if (finding.is === 'unknown' && finding.passes) return finding;
    if (finding.is === 'waiting' && finding.on === 'person') return finding;
    const left = within * 1000 - (host.elapsed() - started);
    if (left <= 0) {
      // Made, not yet seen: that is Microsoft's to settle, and nothing to repeat.
      return finding.is === 'unmet' && applied.length > 0
        ? { is: 'waiting', on: 'microsoft', since, ...(usually ? { usually } : {}), problem: finding.problem }
        : finding;
    }
    // What is too much does not go by waiting; what was asked for may still arrive.
    if (finding.is === 'unmet' && applied.length === 0 && (!step.settle || step.repairs)) return finding;
    await trail.write({ kind: 'settling', step: step.id, since, looks, agreed });
    await host.sleep(Math.min(every * 1.5 ** (looks - 1), 15, left / 1000), around.signal);
  }
}

/** Whether a person reviewed it: in the plan, or as the making of what it takes back. */
function isReviewed<World>(
  { around, isMember }: Execution<World>,
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

function notReviewed<World>(carrying: Execution<World>, step: AnyStep<World>, change: Change) {
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

/** What kept a step, or one it waits for, from being looked at when the plan was made. */
function unseenAtFirst<World>(
  carrying: Pick<Execution<World>, 'order' | 'firsts'>,
  step: AnyStep<World>,
): Problem | undefined {
  const { order, firsts } = carrying;
  const found = firsts.get(step)?.found;
  if (found?.is === 'unknown') return found.problem;
  if (found?.is !== 'not-reached') return undefined;
  for (const giver of order.givers(step)) {
    const problem = unseenAtFirst(carrying, giver);
    if (problem) return problem;
  }
  return undefined;
}

function sameValues(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(b).every((key) => {
    if (a[key] instanceof Secret || b[key] instanceof Secret) return a[key] === b[key];
    return JSON.stringify(a[key]) === JSON.stringify(b[key]);
  });
}

/** Whether what differs is needed for judging alone. */
function onlyJudged<World>(
  step: AnyStep<World>,
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(step.needs).every(
    ([name, need]) => need.judged === true || sameValues({ [name]: a[name] }, { [name]: b[name] }),
  );
}
