import type { PlannedChange } from '../../engine/journal/journal.ts';
import type { Show } from '../../engine/model/show.ts';

/** Whether the person signed in holds a role that is enough: what the who-am-i step said, read back. */
export type Held = 'you' | 'other' | 'unknown';

/** A blocked checklist item that names the role means that another person must do it. */
export function held(right: string, shows: readonly Show[]): Held {
  const items = shows.flatMap((show) => (show.show === 'checklist' ? show.items : []));
  const naming = items.filter(({ is, title, caption }) => {
    return is !== 'met' && `${title} ${caption ?? ''}`.includes(right);
  });
  if (naming.length === 0) return items.length === 0 ? 'unknown' : 'you';
  return naming.every(({ is }) => is === 'unknown' || is === 'not-reached') ? 'unknown' : 'other';
}

/** One least role, how many changes take it, and whether you hold it. */
export interface RightCount {
  readonly right: string;
  readonly count: number;
  readonly held: Held;
}

/** The least roles a plan takes, in the order they are first needed. */
export function rightsOf(changes: readonly PlannedChange[], shows: readonly Show[]): readonly RightCount[] {
  const counts = new Map<string, number>();
  for (const { right } of changes) counts.set(right, (counts.get(right) ?? 0) + 1);
  return [...counts].map(([right, count]) => {
    const whose = new Set(changes.filter((change) => change.right === right).map(({ by }) => by));
    const mine = whose.size === 1 && whose.has('you');
    return { right, count, held: whose.has('someone-else') ? 'other' : mine ? 'you' : held(right, shows) };
  });
}
