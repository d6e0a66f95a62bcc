import { fold } from '../../engine/journal/fold.ts';
import type { Entry, Intent } from '../../engine/journal/journal.ts';
import { type Card, cards } from '../../engine/view/card.ts';

/** A run's entries cut where it began again: a look, a set-up, another look, an undo. */
function stretches(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const cuts = entries.flatMap((entry, at) => (entry.kind === 'run-began' ? [at] : []));
  return cuts.map((from, n) => entries.slice(from, cuts[n + 1]));
}

/** The entries without its undos: what the set-up left, also while an undo is planned. */
export function withoutUndo(entries: readonly Entry[]): readonly Entry[] {
  return stretches(entries)
    .filter((part) => intentOf(part) !== 'undo')
    .flat();
}

/**
 * Where a set-up or repair stands: still being reviewed, at work, waiting for another person and nothing else, looked at
 * again for what it waits for, or ended.
 */
export type Phase = 'review' | 'at-work' | 'waiting' | 'looking-again' | 'ended';

export function phaseOf(entries: readonly Entry[]): Phase {
  const parts = stretches(withoutUndo(entries));
  const last = parts.at(-1) ?? [];
  if (last.at(-1)?.kind === 'run-ended') return 'ended';
  const was = parts.at(-2);
  const waited = was?.some(({ kind }) => kind === 'approved') && was.at(-1)?.kind === 'run-ended';
  if (onlyWaits(last)) return 'waiting';
  if (last.some(({ kind }) => kind === 'intent')) return 'at-work';
  if (waited) return 'looking-again';
  return last.some(({ kind }) => kind === 'approved') ? 'at-work' : 'review';
}

/** Whether everything that could be done is done, and a person is waited for. */
function onlyWaits(stretch: readonly Entry[]): boolean {
  const from = stretch.findIndex(({ kind }) => kind === 'approved');
  if (from < 0 || stretch.length === from + 1) return false;
  const { steps } = fold(stretch);
  const waiting = steps.some(({ is, finding }) => is === 'waiting' && finding?.on === 'person');
  return waiting && steps.every(({ running }) => !running);
}

function intentOf(stretch: readonly Entry[]): Intent | undefined {
  const began = stretch[0];
  return began?.kind === 'run-began' ? began.intent : undefined;
}

/**
 * A set-up's cards as the run page shows them. While the tenant is looked at again a card keeps what it said before,
 * so that nothing flickers; a step whose turn is still to come says so, and not that it is unmet.
 */
export function liveCards(entries: readonly Entry[]): readonly Card[] {
  const parts = stretches(entries);
  const last = parts.at(-1) ?? [];
  const before = parts.at(-2);
  const now = cards(fold(entries));
  if (last.at(-1)?.kind === 'run-ended') return now;
  const going = last.findIndex(({ kind }) => kind === 'approved');
  const had =
    before && intentOf(before) !== 'undo'
      ? new Map(cards(fold(parts.slice(0, -1).flat())).map((card) => [card.id, card]))
      : undefined;
  return now.map((card) => {
    const old = had?.get(card.id);
    const conclusive = old && old.mark !== 'pending' && old.mark !== 'running' && old.mark !== 'not-reached';
    if (going < 0) {
      const looking = card.mark === 'pending' || card.mark === 'running' || card.mark === 'not-reached';
      if (looking && conclusive) return old;
    }
    const hadItsTurn =
      going >= 0 && last.slice(going).some((entry) => entry.kind === 'found' && entry.step === card.id);
    const toCome = card.mark === 'unmet' || card.mark === 'not-reached';
    return toCome && !hadItsTurn ? { ...card, mark: 'pending', caption: card.why } : card;
  });
}

/** Milliseconds the set-up was at work since it was approved, pauses left out. `now` in milliseconds. */
export function ranFor(entries: readonly Entry[], now: number): number {
  const parts = stretches(withoutUndo(entries));
  return parts.reduce((sum, part, n) => {
    const from = part.find(({ kind }) => kind === 'approved');
    if (!from) return sum;
    const end = part.at(-1);
    const open = n === parts.length - 1 && end?.kind !== 'run-ended';
    const until = open ? now : new Date(end?.at ?? 0).getTime();
    return sum + Math.max(0, until - new Date(from.at).getTime());
  }, 0);
}

/** When a step's turn began, in milliseconds; undefined where it has not. */
export function beganAt(entries: readonly Entry[], step: string): number | undefined {
  const looked = entries.findLast((entry) => entry.kind === 'looking' && entry.step === step);
  return looked ? new Date(looked.at).getTime() : undefined;
}

/** How many of the changes are made. */
export function progress(list: readonly Card[]): { readonly made: number; readonly total: number } {
  const changes = list.flatMap((card) => card.changes);
  return { made: changes.filter(({ is }) => is === 'made').length, total: changes.length };
}
