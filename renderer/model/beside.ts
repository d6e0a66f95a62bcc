import { aboutADay, incidentsShow, taken, together } from '../../engine/model/incidents.ts';
import { type LatencyStats, latencyOf, pollShow } from '../../engine/model/latency.ts';
import { type Answers, type AnswerValue, isAsked, type Question } from '../../engine/model/question.ts';
import type { Ingestion, SidePanel } from '../../engine/model/recipe.ts';
import type { Show } from '../../engine/model/show.ts';

/** What is known of each picked item: being read, read, or not readable. */
export type Looked = Readonly<Record<string, Ingestion | 'looking' | 'could-not-look'>>;

/** Everything picked, put together under the answers as they stand. Pure: a choice needs no further request. */
export interface Besides {
  /** Counts of those that are picked. */
  readonly looking: number;
  readonly couldNot: number;
  readonly seen: number;
  readonly incidents: Extract<Show, { readonly show: 'chart' }> | undefined;
  readonly poll: Extract<Show, { readonly show: 'table' }> | undefined;
  readonly arrival: LatencyStats | undefined;
  /** "about 13 incidents a day together". */
  readonly words: string | undefined;
}

export function besides(
  vendor: string,
  beside: SidePanel,
  asks: readonly Question[],
  answers: Answers,
  looked: Looked,
): Besides {
  const picked = textsOf(answers[beside.picks]);
  const each = picked.map((id) => looked[id]);
  const seen = each.filter((one): one is Ingestion => typeof one === 'object');
  // Who isn't asked about incidents takes none in, and is told nothing of them.
  const asked = (id: string) => asks.some((ask) => ask.id === id && isAsked(ask, asks, answers));
  const imports = asked(beside.severities);
  const counting = (isOne: (one: Looked[string] | undefined) => boolean) =>
    imports ? each.filter(isOne).length : 0;
  const counts = {
    looking: counting((one) => one === 'looking' || one === undefined),
    couldNot: counting((one) => one === 'could-not-look'),
    seen: seen.length,
  };
  if (seen.length === 0) {
    return { ...counts, incidents: undefined, poll: undefined, arrival: undefined, words: undefined };
  }
  const of = (id: string) => textsOf(answers[id] ?? defaultOf(asks, id));
  const history = together(seen.map((one) => one.history));
  const takes = { severities: of(beside.severities), statuses: of(beside.statuses) };
  const arrival = latencyOf(seen.map(({ late }) => late));
  const about = aboutADay(taken({ history, takes }).mean);
  return {
    ...counts,
    incidents: imports ? incidentsShow(vendor, history, takes) : undefined,
    poll: Object.keys(beside.poll).some(asked) ? pollShow(beside.poll, arrival) : undefined,
    arrival,
    words: imports ? `${about} incidents a day${seen.length > 1 ? ' together' : ''}` : undefined,
  };
}

function textsOf(value: AnswerValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function defaultOf(asks: readonly Question[], id: string): AnswerValue | undefined {
  const ask = asks.find((each) => each.id === id);
  return ask?.kind === 'choices' ? ask.default : undefined;
}
