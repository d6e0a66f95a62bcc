import type { PlannedChange } from '../journal/journal.ts';
import { canonicalJson } from '../model/profile.ts';
import type { Change } from '../model/step.ts';
import { changeKey } from '../view/card.ts';

/** What a person reviews: every change, and the hash that stands for exactly these. */
export interface Plan {
  readonly planHash: string;
  readonly changes: readonly PlannedChange[];
}

/**
 * The plan of these changes. Its hash is over (step, verb, what, where, right, months) alone, in a fixed order, so that
 * the same plan made again has the same hash: no id, no time, no run.
 */
export function plan(changes: readonly PlannedChange[], hash: (text: string) => string): Plan {
  const lines = changes.map(({ step, verb, what, where, right, months }) =>
    canonicalJson([step, verb, what, where, right, months ?? null]),
  );
  lines.sort();
  return { planHash: hash(lines.join('\n')), changes };
}

/** Changes of a plan that the signed-in person can't make. */
export function forSomeoneElse(changes: readonly Change[]): readonly Change[] {
  return changes.map((change) => ({ ...change, by: 'someone-else' }));
}

/** The changes the one signed in may make. */
export function ownChanges<C extends Change>(changes: readonly C[]): readonly C[] {
  return changes.filter(({ by }) => by !== 'someone-else');
}

/** Whether a change is a member of a reviewed plan. */
export function membership(reviewed: readonly PlannedChange[]): (step: string, change: Change) => boolean {
  const keys = new Set(reviewed.map((change) => `${change.step} ${changeKey(change)}`));
  return (step, change) => keys.has(`${step} ${changeKey(change)}`);
}
