import type { Show } from '../../engine/model/show.ts';
import type { Card } from '../../engine/view/card.ts';
import { clock, day } from '../format/words.ts';

/** A fact at a glance: what was proven, in one strong line. */
export interface ProofCell {
  readonly label: string;
  readonly strong: string;
  readonly caption: string;
}

/** The cards that prove the connection: those that look at the data itself, or see playbooks at work. */
export function provingCards(list: readonly Card[]): readonly Card[] {
  // Earlier runs say less than a test, whose first tries may have come before the roles had arrived.
  const tested = list.some(({ id }) => id === testOfPlaybooks);
  return list.filter(({ id, checks }) =>
    checks.some((check) => check.startsWith('DAT-') || (check === 'PB-08' && !tested))
      ? true
      : id === testOfPlaybooks,
  );
}

/** Steps that keep the rest from being ready, each with its own problem: not those that only wait behind another. */
export function blockingCards(list: readonly Card[]): readonly Card[] {
  return list.filter(
    ({ mark, problem, severity }) =>
      severity === 'block' && problem && mark !== 'met' && mark !== 'not-reached',
  );
}

/** The step that starts playbooks with an incident of its own. */
const testOfPlaybooks = 'test-playbooks';

/** What Done says once every step holds: the strongest that was seen, and no more. `at` is a time of day. */
export function provenWords(
  list: readonly Card[],
  of: { readonly vendor: string; readonly tenant: string; readonly at: string; readonly playbooks: boolean },
): { readonly title: string; readonly lead: string } {
  const { vendor, tenant, at } = of;
  if (of.playbooks) {
    const tested = list.some(({ id, mark }) => id === testOfPlaybooks && mark === 'met');
    return {
      title: `${vendor} is connected to ${tenant}`,
      lead: tested
        ? `Proven at ${at}: a test incident ran through the playbooks like a real one.`
        : `Everything is set up, checked at ${at}. No test incident was created. The first real incident tests the playbooks.`,
    };
  }
  if (nothingYet(provingCards(list).flatMap(({ shows }) => shows))) {
    return {
      title: `${vendor} is connected, no incidents yet`,
      lead: 'Access works. The workspaces have no incidents yet.',
    };
  }
  return {
    title: `${vendor} can read ${tenant}`,
    lead: `Proven at ${at}: the application signed in and read what ${vendor} will read.`,
  };
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
export function sayTime(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
  return `${day(value)}, ${clock(value)}`;
}

/** Whether the proof says that access works and nothing has arrived yet. */
export function nothingYet(shows: readonly Show[]): boolean {
  return shows.some(
    (show) => show.show === 'pairs' && show.pairs.some(([, value]) => value === 'Nothing yet'),
  );
}
