import type { Card } from '../../../engine/view/card.ts';
import { clock, counted, inWords } from '../../format/words.ts';
import { type Tile, tileOf } from '../../model/areas.ts';

export function countOf(list: readonly Card[], tile: Tile): number {
  return list.filter(({ mark }) => tileOf(mark) === tile).length;
}

/** The title of a check that ended. `repairs` counts the checks that this app can repair. */
export function resultWords(list: readonly Card[], repairs: number): string {
  const bad = countOf(list, 'unmet') + countOf(list, 'blocked');
  if (bad > 0) return worstWords(bad, repairs, list);
  const unseen = list.filter(({ mark }) => tileOf(mark) === 'unknown' || tileOf(mark) === 'waiting');
  if (unseen.some(({ severity }) => severity === 'block')) return 'No problems found so far';
  const warnings = list.filter(({ mark, warning }) => mark === 'met' && warning !== undefined).length;
  const notes = [
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(unseen.length > 0 ? [`${unseen.length} not checked`] : []),
  ];
  return `The connection works${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

/** What is ready, when, and as whom it was checked. `at` is ISO-8601 UTC. */
export function leadWords(list: readonly Card[], at: string, account: string | undefined): string {
  // A check can't sign in as a playbook, and it can't sign in as an application without its credential.
  const itself = list.some(
    ({ checks, mark }) =>
      mark !== 'not-reached' && mark !== 'unknown' && checks.some((id) => id.startsWith('DAT-')),
  );
  return `${countOf(list, 'met')} of ${counted(list.length, 'check')} ready at ${clock(at)}, as ${account ?? 'you'}${itself ? ' and as the application itself' : ''}.`;
}

export function progressWords(list: readonly Card[]): string {
  const looked = list.filter(({ mark }) => tileOf(mark) !== undefined).length;
  return `${looked} of ${counted(list.length, 'check')} done.`;
}

/** The title of a check that found something: whether it can be repaired here, and whether the connection holds. */
function worstWords(bad: number, repairs: number, list: readonly Card[]): string {
  const worse = list.filter(({ mark }) => mark === 'unmet' || mark === 'blocked');
  // A coming expiry date, or a finding that this app can't change, is not a repair.
  const count = worse.filter((card) => card.severity === 'block' || card.repairs.length > 0).length;
  const things = inWords(count, 'thing');
  const holds = worse.every(({ severity }) => severity !== 'block');
  if (repairs === count && (count === bad || !holds))
    return `${things} ${count === 1 ? 'needs' : 'need'} repair`;
  if (holds) {
    return `The connection works (${counted(bad, 'warning')})`;
  }
  return `${things} ${count === 1 ? 'needs' : 'need'} attention`;
}
