import type { Change } from '../../engine/model/step.ts';
import type { Mark } from '../../engine/view/card.ts';
import type { Report, ReportChange } from '../../engine/view/report.ts';
import { counted } from '../format/words.ts';

/** What became of a change, in a word and with the mark it is told apart by. */
const outcomeWords: Readonly<Record<ReportChange['is'], readonly [word: string, mark: Mark]>> = {
  planned: ['Planned', 'pending'],
  made: ['Changed and confirmed', 'met'],
  found: ['Already there', 'met'],
  failed: ['Refused', 'blocked'],
  open: ['Started, result unknown', 'unknown'],
  undone: ['Undone', 'pending'],
};

/** How many different changes these are: one that was tried again is one. */
export function different(changes: readonly ReportChange[]): number {
  return new Set(changes.map(keyOf)).size;
}

/** What became of the change at this place; a refusal that was got over says so. */
export function outcomeOf(changes: readonly ReportChange[], at: number): readonly [word: string, mark: Mark] {
  const [each, ...later] = changes.slice(at);
  if (!each) return outcomeWords.planned;
  const gotOver =
    each.is === 'failed' && later.some((other) => other.is === 'made' && keyOf(other) === keyOf(each));
  return gotOver ? ['Refused, then changed', 'pending'] : outcomeWords[each.is];
}

function keyOf({ step, change: { verb, what, where } }: ReportChange): string {
  return [step, verb, what, where].join('\n');
}

/** "Assign Log Analytics Reader". */
export function changeSaid({ verb, what, months }: Change): string {
  const lasts = months === undefined ? '' : `, ${counted(months, 'month')}`;
  return `${(verb[0] ?? '').toUpperCase()}${verb.slice(1)} ${what.replace(/^Its /u, 'its ')}${lasts}`;
}

export function reportTitle({ intent, tenant, vendor }: Report): string {
  const what = {
    verify: 'A check of',
    'set-up': 'A setup of',
    repair: 'A repair of',
    rotate: 'A rotation for',
    undo: 'An undo of',
    plan: 'A plan for',
  }[intent];
  return `${what} ${vendor} in ${tenant.tenantName}`;
}
