import type { Graph } from '../model/graph.ts';
import { ProblemError } from '../model/problem.ts';
import type { AnyStep } from '../model/step.ts';
import {
  evaluateStep,
  type Facts,
  type RunContext,
  recordFacts,
  resolveNeeds,
  toJournalFinding,
} from './evaluate-step.ts';

/** How long what waiting for a person is waited for, and how it is looked at again. */
export interface Waits {
  /**
   * Waits until the next look: `time` where its moment came, `asked` where a person wants one now, `enough` where the
   * caller's patience ends, and the rest stays as it was found. Rejects with the signal's reason at once.
   */
  pause(signal: AbortSignal): Promise<'time' | 'asked' | 'enough'>;
  /**
   * Fetches new tokens for the person, because a token issued before a role became active never includes it.
   */
  renew?(): Promise<void>;
}

/** The turns in which everything that waiting for a person is looked at again, the same moment for all. */
export interface PollRounds<World> {
  /** Resolves when it is this step's turn to be looked at. */
  next(step: AnyStep<World>): ReturnType<Waits['pause']>;
}

/**
 * The schedule of rechecks. Before each, the person's rights are fetched again and their checks repeated, so
 * that a role that was activated or assigned is seen. A turn throws the reason of the signal where the run was stopped.
 */
export function turns<World>(
  around: RunContext<World>,
  order: Graph<World>,
  facts: Facts,
  waits: Waits,
): PollRounds<World> {
  const waiting = new Set<AnyStep<World>>();
  let turn: ReturnType<Waits['pause']> | undefined;
  return {
    next(step) {
      waiting.add(step);
      turn ??= take().finally(() => {
        turn = undefined;
      });
      return turn;
    },
  };

  async function take() {
    const why = await waits.pause(around.signal);
    if (around.signal.aborted) throw around.signal.reason;
    if (why === 'enough') return why;
    // Where no new token is to be had, the looks with the one at hand say what is the matter.
    await waits.renew?.().catch((error: unknown) => {
      if (!(error instanceof ProblemError)) around.onUnexpected?.(error);
    });
    const checks = new Set([...waiting].flatMap((step) => order.givers(step)).filter(({ apply }) => !apply));
    for (const step of order.steps) if (checks.has(step)) await lookAtRights(step);
    return why;
  }

  async function lookAtRights(step: AnyStep<World>): Promise<void> {
    const { given, missing } = resolveNeeds(step.needs, facts);
    if (missing.length > 0) return;
    const found = await evaluateStep(around, step, given);
    const was = factsOf(step);
    // What cannot be looked at now is known from before.
    recordFacts(facts, step.gives, found);
    if (factsOf(step) === was) return;
    await around.trail.write({
      kind: 'found',
      step: step.id,
      finding: toJournalFinding(step.gives, found),
      ms: 0,
    });
  }

  function factsOf({ gives }: AnyStep<World>): string {
    return JSON.stringify(Object.values(gives).map(({ id }) => facts.get(id)));
  }
}
