import type { Entry, PlannedChange } from '../journal/journal.ts';
import type { Problem } from '../model/problem.ts';

/** One change on its way back. `left`: it stands as it did, and `words` say why. */
export interface UndoRow {
  readonly change: PlannedChange;
  readonly is: 'to-come' | 'running' | 'undone' | 'left' | 'failed';
  /** ISO-8601 UTC of what `is` says; left out where it is to come. */
  readonly at?: string;
  /** What Microsoft keeps, or why it was left, in words. */
  readonly words?: string;
  readonly problem?: Problem;
}

/** What is said of a change whose undo leaves nothing behind. */
export const madeAgain = { setUp: 'Setup creates it again', repair: 'Repair removes it again' } as const;

/** What stays after a planned undo of a change, or why it stays, in words; empty where nothing does. */
export function leftBehind({ undoneBy }: PlannedChange): string {
  return undoneBy === madeAgain.setUp || undoneBy === madeAgain.repair ? '' : undoneBy;
}

/** An undo of what no run here has made: a connection that is taken away as it was found. */
export function isDisconnect(entries: readonly Entry[]): boolean {
  const began = entries.findLast((entry) => entry.kind === 'run-began');
  return (
    began?.kind === 'run-began' && began.intent === 'undo' && entries.every(({ kind }) => kind !== 'intent')
  );
}

/** The rows of the last undo in these entries: the n-th entry of a step belongs to its n-th change. */
export function undoRows(entries: readonly Entry[]): readonly UndoRow[] {
  const last = entries.slice(Math.max(0, entries.map(({ kind }) => kind).lastIndexOf('run-began')));
  const [began] = last;
  const planned = last.find((entry) => entry.kind === 'planned');
  if (began?.kind !== 'run-began' || began.intent !== 'undo' || planned?.kind !== 'planned') return [];
  const told = new Map<string, Map<string, Omit<UndoRow, 'change'>>>();
  // What was passed over before the plan was made is none of its changes.
  for (const entry of last.slice(last.indexOf(planned))) {
    if (entry.kind !== 'undoing' && entry.kind !== 'undone' && entry.kind !== 'undo-failed') continue;
    const step = told.get(entry.step) ?? new Map<string, Omit<UndoRow, 'change'>>();
    told.set(entry.step, step);
    step.set(entry.operation, { at: entry.at, ...became(entry) });
  }
  const used = new Map<string, number>();
  return planned.changes.map((change) => {
    const nth = used.get(change.step) ?? 0;
    used.set(change.step, nth + 1);
    const row = [...(told.get(change.step)?.values() ?? [])][nth];
    return { change, ...(row ?? { is: 'to-come' }) };
  });
}

function became(
  entry: Extract<Entry, { kind: 'undoing' | 'undone' | 'undo-failed' }>,
): Omit<UndoRow, 'change' | 'at'> {
  const { left, remains } = entry.receipt;
  if (entry.kind === 'undoing') return { is: 'running' };
  if (entry.kind === 'undo-failed') return { is: 'failed', problem: entry.problem };
  if (left) return { is: 'left', words: left };
  return { is: 'undone', ...(remains ? { words: remains } : {}) };
}
