import { begunBy } from '../journal/fold.ts';
import type { Graph } from '../model/graph.ts';
import type { Problem } from '../model/problem.ts';
import type { AnyStep, Change, Finding } from '../model/step.ts';
import { changeKey } from '../view/card.ts';
import {
  evaluateStep,
  type Facts,
  type Found,
  longestAsked,
  type RunContext,
  recordFacts,
  resolveNeeds,
  shouldApply,
  toJournalFinding,
} from './evaluate-step.ts';
import { forSomeoneElse } from './plan.ts';

/** What the first look found of a step, and what would be changed. */
export interface InitialFinding {
  readonly found: Found;
  readonly given: Readonly<Record<string, unknown>>;
  /** What was seen, as long as judging may learn more: facts of judging alone come without another look. */
  readonly seen?: { readonly of: unknown };
  /** IDs of the missing facts that prevented the look. */
  readonly missing: readonly string[];
  readonly changes: readonly Change[];
  /** Whether its facts are there, or will be once the plan is carried out. */
  readonly willGive: boolean;
}

/**
 * Looks at everything once: steps that do not need each other at the same time, each as soon as its facts are there.
 * A step whose facts do not exist yet foresees its changes instead, if they will exist once the plan is carried out.
 * `patient` waits while Microsoft has not yet said what became of an operation that was cut off.
 * @throws the reason of the signal where the run was stopped, and whatever a write to the journal throws
 */
export async function lookAround<World>(
  around: RunContext<World>,
  order: Graph<World>,
  facts: Facts,
  patient: boolean,
): Promise<ReadonlyMap<AnyStep<World>, InitialFinding>> {
  const firsts = new Map<AnyStep<World>, InitialFinding>();
  const looks = new Map<AnyStep<World>, Promise<void>>();
  for (const step of order.steps) {
    const after = (givers: readonly AnyStep<World>[]) =>
      Promise.all(givers.map((giver) => looks.get(giver) as Promise<void>));
    const look = async (): Promise<void> => {
      await after(order.givers(step, 'looking'));
      firsts.set(step, await first(step, () => after(order.givers(step))));
    };
    looks.set(step, look());
  }
  await settleAll(looks.values());
  return new Map(order.steps.map((step) => [step, firsts.get(step) as InitialFinding]));

  async function first(step: AnyStep<World>, everyGiver: () => Promise<unknown>): Promise<InitialFinding> {
    if (around.signal.aborted) throw around.signal.reason;
    const early = resolveNeeds(step.needs, facts, true);
    const toJudge = async () => {
      await everyGiver();
      return resolveNeeds(step.needs, facts).given;
    };
    if (early.missing.length > 0) return foreseen(step, await toJudge(), early.missing);
    await around.trail.write({ kind: 'looking', step: step.id });
    const started = around.host.elapsed();
    let seen: InitialFinding['seen'];
    const keep = (of: unknown): void => void (seen = { of });
    let found = await evaluateStep(around, step, early.given, toJudge, keep);
    const given = await toJudge();
    const { within = 0, every } = step.settle ?? {};
    while (
      patient &&
      (isStillOpen(around, step) ||
        (shouldApply(around.intent, step) && (mayChange(found) || isStillToBeSeen(around, step, found)))) &&
      around.host.elapsed() - started < within * 1000
    ) {
      const asked = found.is === 'unknown' ? (found.after ?? 0) : 0;
      if (asked > longestAsked) break;
      await around.host.sleep(Math.max(every as number, asked), around.signal);
      found = await evaluateStep(around, step, given, undefined, keep);
    }
    recordFacts(facts, step.gives, found);
    const ms = Math.round(around.host.elapsed() - started);
    await around.trail.write({
      kind: 'found',
      step: step.id,
      finding: toJournalFinding(step.gives, found),
      ms,
    });
    const changes = shouldApply(around.intent, step) ? changesIn(found) : [];
    // What Microsoft is carrying out will be there: what needs it is planned, and made once it is.
    const coming = found.is === 'waiting' && found.on === 'microsoft';
    return {
      found,
      given,
      ...(seen ? { seen } : {}),
      missing: [],
      changes,
      willGive: found.is === 'met' || coming || changes.length > 0,
    };
  }

  async function foreseen(
    step: AnyStep<World>,
    given: Record<string, unknown>,
    missing: readonly string[],
  ): Promise<InitialFinding> {
    const givers = order.givers(step).filter((giver) => {
      return Object.values(giver.gives as object).some((fact: { id: string }) => missing.includes(fact.id));
    });
    const not = givers.filter((giver) => !(firsts.get(giver) as InitialFinding).willGive);
    const willGive = not.length === 0;
    const [behind = step] = [...not, ...givers];
    const found: Found = { is: 'not-reached', behind: behind.id };
    await around.trail.write({
      kind: 'found',
      step: step.id,
      finding: toJournalFinding(step.gives, found),
      ms: 0,
    });
    const changes = willGive && shouldApply(around.intent, step) ? step.foresee(given) : [];
    return { found, given, missing, changes, willGive };
  }
}

/** What kept a step, or one it waits for, from being looked at when the plan was made. */
export function unseenAtFirst<World>(
  carrying: { readonly order: Graph<World>; readonly firsts: ReadonlyMap<AnyStep<World>, InitialFinding> },
  step: AnyStep<World>,
): Problem | undefined {
  const { order, firsts } = carrying;
  const { found } = firsts.get(step) as InitialFinding;
  if (found.is === 'unknown') return found.problem;
  if (found.is !== 'not-reached') return undefined;
  for (const giver of order.givers(step)) {
    const problem = unseenAtFirst(carrying, giver);
    if (problem) return problem;
  }
  return undefined;
}

function changesIn(found: Finding): readonly Change[] {
  if (found.is === 'unmet') return found.changes;
  return found.is === 'waiting' && found.on === 'person' ? forSomeoneElse(found.changes ?? []) : [];
}

/** Whether another look may see more: Microsoft has not said yet, or did not answer. */
function mayChange(found: Finding): boolean {
  return (
    (found.is === 'waiting' && found.on === 'microsoft') || (found.is === 'unknown' && found.passes === true)
  );
}

/** Seconds for which what was made is looked for before it is planned again. */
const mostUnseen = 30;

/** Whether undo does not know yet what became of an operation that was cut off. */
function isStillOpen<World>({ intent, trail }: RunContext<World>, step: AnyStep<World>): boolean {
  if (intent !== 'undo' || !step.recognize) return false;
  return begunBy(step.id, trail.entries()).some(({ outcome }) => outcome === 'open');
}

/**
 * Whether a planned change was, or might have been, made so recently that Microsoft might not show it yet.
 * Planned again, it would duplicate the first, with dependents that no look has shown.
 */
function isStillToBeSeen<World>(around: RunContext<World>, step: AnyStep<World>, found: Finding): boolean {
  // A repair or a rotation makes the same change again on purpose.
  if (found.is !== 'unmet' || around.intent !== 'set-up') return false;
  const within = Math.min(step.settle?.within ?? 0, mostUnseen) * 1000;
  const now = Date.parse(around.host.now());
  const entries = [...around.earlier, ...around.trail.entries()];
  const undone = new Set(
    entries.filter((entry) => entry.kind === 'undone').map(({ operation }) => operation),
  );
  const lately = begunBy(step.id, entries)
    .filter(({ outcome, at, operation }) => {
      return outcome !== 'failed' && now - Date.parse(at) < within && !undone.has(operation);
    })
    .map(({ change }) => changeKey(change));
  return found.changes.some((change) => lately.includes(changeKey(change)));
}

/** Waits for all of them, whatever they end with, then throws the first error, so that nothing is left running. */
export async function settleAll(tasks: Iterable<Promise<unknown>>): Promise<void> {
  for (const ended of await Promise.allSettled(tasks)) {
    if (ended.status === 'rejected') throw ended.reason;
  }
}
