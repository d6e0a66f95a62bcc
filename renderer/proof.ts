import type { Card } from '../engine/card.ts';
import type { Show } from '../engine/show.ts';
import { clock, day } from './words.ts';

/** A fact at a glance: what was proven, in one strong line. */
export interface ProofCell {
  readonly label: string;
  readonly strong: string;
  readonly caption: string;
}

/** The cards that prove the connection: those that answer a check of the data itself. */
export function provingCards(list: readonly Card[]): readonly Card[] {
  return list.filter(({ checks }) => checks.some((id) => id.startsWith('DAT-')));
}

/** One cell for each titled pair list; the same title said by two resources is one cell. */
export function proofCells(shows: readonly Show[]): readonly ProofCell[] {
  const titles = new Map<string, (readonly [string, string])[]>();
  for (const show of shows) {
    if (show.show !== 'pairs' || show.title === undefined) continue;
    titles.set(show.title, [...(titles.get(show.title) ?? []), ...show.pairs]);
  }
  return [...titles].map(([label, pairs]) => {
    const [first, ...rest] = pairs;
    const counts = first !== undefined && /^[\d,.]+$/.test(first[1]);
    if (!first) return { label, strong: '', caption: '' };
    if (counts) {
      return {
        label,
        strong: `${first[1]} ${first[0].toLowerCase()}`,
        caption: rest.map(([key, value]) => `${key} ${sayTime(value)}`).join(', '),
      };
    }
    return {
      label,
      strong: pairs.map(([, value]) => value).join(', '),
      caption: pairs.map(([key]) => key).join(', '),
    };
  });
}

/** Times in a finding are ISO-8601; here they are read by a person. */
function sayTime(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
  return `${day(value)}, ${clock(value)}`;
}

/** Whether the proof says that access works and nothing has arrived yet. */
export function nothingYet(shows: readonly Show[]): boolean {
  return shows.some(
    (show) => show.show === 'pairs' && show.pairs.some(([, value]) => value === 'Nothing yet'),
  );
}
