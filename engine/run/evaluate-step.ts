import { begunBy } from '../journal/fold.ts';
import type { Entry, Intent, PlainFinding } from '../journal/journal.ts';
import type { Shape } from '../model/fact.ts';
import { ProblemError, unexpected } from '../model/problem.ts';
import type { SecretAnswers } from '../model/question.ts';
import type { Evidence } from '../model/show.ts';
import type { AnyStep, Finding, StepTools } from '../model/step.ts';
import type { Host } from './host.ts';
import type { RunJournal } from './run-journal.ts';

/** What every reading of a step shares: the world, the host, the journal so far. */
export interface RunContext<World> {
  readonly host: Host;
  readonly world: World;
  readonly intent: Intent;
  readonly trail: RunJournal;
  /** Entries of every run of the same recipe and tenant until this process, its own among them, oldest first. */
  readonly earlier: readonly Entry[];
  readonly secretAnswers: SecretAnswers;
  readonly signal: AbortSignal;
  /** Receives unexpected errors, for the diagnostics file. */
  readonly onUnexpected?: (error: unknown) => void;
}

/** Intents that may also remove. A rotation is the repair of one credential. */
export const mayRemove = (intent: Intent): boolean => intent === 'repair' || intent === 'rotate';

/** Whether a step's changes belong to what is done here: a check has none, and those of a repair belong to repair. */
export function shouldApply<World>(intent: Intent, step: AnyStep<World>): boolean {
  return step.apply !== undefined && (!step.repairs || mayRemove(intent));
}

/** Facts known so far, by id. Secret ones are `Secret`s. */
export type Facts = Map<string, unknown>;

/** A finding with the requests it rests on. */
export type EvaluatedFinding = Finding & { readonly evidence?: readonly Evidence[] };

/** A finding, or the engine's own state for a step whose facts are not there. */
export type Found = EvaluatedFinding | { readonly is: 'not-reached'; readonly behind: string };

/**
 * The facts a step declared, under its own names for them. `missing` lists the required ones without a value.
 * `toLook` leaves out what the first look doesn't wait for, even if present, so that every look is the same.
 */
export function resolveNeeds(
  needs: Shape,
  facts: Facts,
  toLook = false,
): { given: Record<string, unknown>; missing: readonly string[] } {
  const given: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [name, need] of Object.entries(needs)) {
    if (toLook && need.judged) given[name] = undefined;
    else if (facts.has(need.id)) given[name] = facts.get(need.id);
    else if (need.optional) given[name] = undefined;
    else missing.push(need.id);
  }
  return { given, missing };
}

/** The tools of a step, as it looks, applies or undoes. */
export function toolsFor<World>(
  around: RunContext<World>,
  step: AnyStep<World>,
  given: Record<string, unknown>,
  operation = '',
): StepTools<Shape> & World {
  const { host, trail } = around;
  const own = trail.picture().steps.filter(({ heading }) => heading.id === step.id);
  const undone = new Set(own.flatMap((each) => each.undone.map(({ operation }) => operation)));
  const made = own.flatMap((each) => each.made.filter(({ operation }) => !undone.has(operation)));
  return {
    ...around.world,
    given: given as never,
    keep: (handle, value, about) => host.vault.keep(handle, value, about),
    held: (handle) => host.vault.held(handle),
    forget: (handle) => host.vault.forget(handle),
    secretAnswers: around.secretAnswers,
    operation,
    begun: begunBy(step.id, [...around.earlier, ...trail.entries()]),
    made: made.map(({ receipt }) => receipt),
    now: () => host.now(),
    uuidFor: (name) => host.uuidFor(name),
    signal: around.signal,
  };
}

/** How often a look that fails temporarily is tried before the step is `unknown`. */
const mostLooks = 3;
/** Seconds after which it is not taken again: what takes this long takes too long for everybody who waits. */
const patience = 60;
/** The most seconds that Microsoft is waited for because it asked for that; what asks for more is said. */
export const longestAsked = 300;

/**
 * Looks and judges. A look that fails in passing (no answer, an answer that is none, a service in trouble) is taken
 * again, whatever the intent; what still fails is `unknown` under its own name.
 */
export async function evaluateStep<World>(
  around: RunContext<World>,
  step: AnyStep<World>,
  toLook: Record<string, unknown>,
  toJudge?: () => Promise<Record<string, unknown>>,
  keep?: (seen: unknown) => void,
): Promise<EvaluatedFinding> {
  const { host, signal } = around;
  const started = host.elapsed();
  for (let looks = 1; ; looks++) {
    const found = await lookOnce(around, step, toLook, toJudge, keep);
    if (found.is !== 'unknown' || !found.passes || looks >= mostLooks) return found;
    const wait = Math.max(found.after ?? 0, 2 ** (looks - 1));
    if (wait > longestAsked || host.elapsed() - started >= patience * 1000) return found;
    await host.sleep(wait, signal);
  }
}

/**
 * Looks and judges once. A failed look is `unknown`, never a pass or a fail, and an unexpected error is the
 * one problem that says so. Operations without an end are closed by what was seen. `toJudge` brings the facts
 * that only judging waits for, after the look. `keep` receives what was seen, to judge it again later.
 */
async function lookOnce<World>(
  around: RunContext<World>,
  step: AnyStep<World>,
  toLook: Record<string, unknown>,
  toJudge: () => Promise<Record<string, unknown>> = async () => toLook,
  keep?: (seen: unknown) => void,
): Promise<EvaluatedFinding> {
  const { host, trail } = around;
  const evidence: Evidence[] = [];
  try {
    const tools = toolsFor(around, step, toLook);
    const look = () => step.look(tools);
    const seen: unknown = await (host.watch ? host.watch(look, (each) => evidence.push(each)) : look());
    keep?.(seen);
    const given = await toJudge();
    for (const begun of begunBy(step.id, trail.entries())) {
      if (begun.outcome !== 'open' || !step.recognize) continue;
      const recognized = step.recognize(begun, seen, given);
      const settled = Date.parse(host.now()) - Date.parse(begun.at) >= (step.settle?.within ?? 0) * 1000;
      if (recognized === 'still-open' || (recognized === 'never-happened' && !settled)) continue;
      await trail.write(
        typeof recognized === 'string'
          ? {
              kind: 'failed',
              step: step.id,
              operation: begun.operation,
              outcome: 'not-sent',
              problem: givenUp(step.title, recognized),
            }
          : { kind: 'done', step: step.id, operation: begun.operation, receipt: recognized.receipt },
      );
    }
    return withEvidence(step.judge(seen, given), evidence);
  } catch (error) {
    if (around.signal.aborted) throw around.signal.reason;
    if (error instanceof ProblemError) {
      const passes = error.passes || error.outcome !== 'rejected';
      const after = error.retryAfter === undefined ? {} : { after: error.retryAfter };
      return withEvidence(
        { is: 'unknown', problem: error.problem, ...(passes ? { passes, ...after } : {}) },
        evidence,
      );
    }
    around.onUnexpected?.(error);
    return withEvidence({ is: 'unknown', problem: unexpected(error, host.now()) }, evidence);
  }
}

/** As many requests as a finding shows; a list of many pages says nothing new with each. */
const mostEvidence = 40;

function withEvidence(finding: Finding, evidence: readonly Evidence[]): EvaluatedFinding {
  return evidence.length === 0 ? finding : { ...finding, evidence: evidence.slice(0, mostEvidence) };
}

/** The code of an operation that a look closed: nothing of it was seen, or nothing that shows it is this run's. */
export const neverHappened = 'never-happened';

function givenUp(title: string, why: 'never-happened' | 'not-ours') {
  return {
    code: 'never-happened',
    title: `${title}: the change was started but not made`,
    because:
      why === 'not-ours'
        ? 'The object exists, but nothing shows that this run created it.'
        : 'The run stopped before the request reached Microsoft.',
    remedies: [{ do: 'retry' }],
  } as const;
}

/** A finding as the journal may hold it: public facts under their ids, secrets left out. */
export function toJournalFinding(gives: Shape, found: Found): PlainFinding {
  if (found.is !== 'met') return found;
  const facts: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(gives)) {
    const value = (found.facts as Record<string, unknown>)[name];
    if (fact.kind === 'public' && value !== undefined) facts[fact.id] = value;
  }
  return {
    is: 'met',
    facts,
    ...(found.shows ? { shows: found.shows } : {}),
    ...(found.warning ? { warning: found.warning } : {}),
    ...(found.evidence ? { evidence: found.evidence } : {}),
  };
}

/** Puts a met finding's facts where the steps that need them find them. */
export function recordFacts(facts: Facts, gives: Shape, found: Found): void {
  if (found.is !== 'met') return;
  for (const [name, fact] of Object.entries(gives)) {
    const value = (found.facts as Record<string, unknown>)[name];
    if (value !== undefined) facts.set(fact.id, value);
  }
}
