import type { AnyStep, Change, Finding } from '../model/step.ts';
import { type Applying, applyAll, everySecond, onceSaid } from './apply-change.ts';
import { decide, sameValues } from './decide.ts';
import {
  type EvaluatedFinding,
  evaluateStep,
  type Facts,
  type Found,
  recordFacts,
  resolveNeeds,
  shouldApply,
  toJournalFinding,
} from './evaluate-step.ts';
import { type InitialFinding, settleAll } from './inspect.ts';
import type { PollRounds } from './wait-policy.ts';

/** A reviewed plan on its way. */
export interface Execution<World> extends Applying<World> {
  readonly facts: Facts;
  /** Turns of what waiting for a person; without them it stays as it was found. */
  readonly turns: PollRounds<World> | undefined;
}

/** How often in a row a look that Microsoft refused is tried before the step is `unknown`. */
const failedLooks = 3;

/**
 * Makes the reviewed changes: each step as soon as its facts are there, steps that do not need each other at the same
 * time, one change one intent one receipt, and after them looks again until it holds.
 * @throws the reason of the signal where the run was stopped, and whatever a write to the journal throws
 */
export async function executePlan<World>(carrying: Execution<World>): Promise<void> {
  const { around, order } = carrying;
  const fresh = new Set<string>();
  const carried = new Map<AnyStep<World>, Promise<void>>();
  for (const step of order.steps) {
    const before = order.givers(step).map((giver) => carried.get(giver) as Promise<void>);
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
    const [giver = step] = order.givers(step).filter((each) => {
      return Object.values(each.gives as object).some((fact: { id: string }) => missing.includes(fact.id));
    });
    await recordFinding(carrying, step, { is: 'not-reached', behind: giver.id }, 0);
    return;
  }
  const replacing = step.repairs && first.changes.length > 0 ? unfinished(carrying, step) : undefined;
  if (replacing) return recordFinding(carrying, step, { is: 'not-reached', behind: replacing.id }, 0);
  const applies = shouldApply(around.intent, step);
  const decision = decide(step, first, { given, applies, fresh });
  if (decision.do === 'wait') return awaitPerson(carrying, step, first.found as Finding, undefined, fresh);
  if (decision.do === 'rejudge') {
    const { evidence } = first.found as EvaluatedFinding;
    const judged = step.judge(decision.seen.of, given);
    return recordFinding(carrying, step, { ...judged, ...(evidence && { evidence }) }, 0);
  }
  await around.trail.write({ kind: 'looking', step: step.id });
  const started = around.host.elapsed();
  let changes: readonly Change[];
  if (decision.do === 'look') {
    const finding = await onceSaid(around, step, given, started + (step.settle?.within ?? 0) * 1000);
    if (finding.is !== 'unmet') {
      await recordFinding(carrying, step, finding, around.host.elapsed() - started);
      return awaitPerson(carrying, step, finding, undefined, fresh);
    }
    changes = finding.changes;
  } else changes = decision.changes;
  const stopped = applies ? await applyAll(carrying, step, changes, given, fresh) : undefined;
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
    return (firsts.get(giver) as InitialFinding).changes.length > 0 && states.get(giver.id) !== 'met';
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
    if (finding.is === 'unmet' && applied.length === 0 && step.repairs) return finding;
    await trail.write({ kind: 'settling', step: step.id, since, looks, agreed });
    await host.sleep(Math.min(every * 1.5 ** (looks - 1), 15, left / 1000), around.signal);
  }
}
