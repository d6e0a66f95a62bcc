import type { IncidentHistory, IncidentsChart, Show } from './show.ts';

/** The severities and statuses a vendor takes in. */
export type Takes = IncidentsChart['takes'];

/** Severities in the order they are stacked, from the base line up; what else a service may say counts as the last. */
export const severities = ['High', 'Medium', 'Low', 'Informational'] as const;

/** What the choices make of a history, day by day. */
export interface Taken {
  /** ISO dates, oldest first. */
  readonly days: readonly string[];
  /** Per severity that is taken in, in the order of the stack. */
  readonly parts: readonly { readonly severity: string; readonly counts: readonly number[] }[];
  readonly leftOut: readonly number[];
  /** Of the whole span: what is taken in, and what is not. */
  readonly sum: number;
  readonly sumLeftOut: number;
  /** Taken in, a day. */
  readonly mean: number;
}

/**
 * An incident is taken in where its severity is chosen and it was, at some time, in a status that is chosen: a vendor
 * that polls every few minutes meets it in each.
 */
export function taken({ history, takes }: Pick<IncidentsChart, 'history' | 'takes'>): Taken {
  const { days } = history;
  const none = (): number[] => days.map(() => 0);
  const leftOut = none();
  const parts = severities
    .filter((severity) => takes.severities.includes(severity))
    .map((severity) => ({ severity, counts: none() }));
  for (const { severity, statuses, counts } of history.parts) {
    const chosen = statuses.some((status) => takes.statuses.includes(status));
    const into = (chosen && parts.find((part) => part.severity === severity)?.counts) || leftOut;
    for (const [at, count] of counts.entries()) into[at] = (into[at] ?? 0) + count;
  }
  const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const sum = parts.reduce((all, { counts }) => all + sumOf(counts), 0);
  return {
    days,
    parts,
    leftOut,
    sum,
    sumLeftOut: sumOf(leftOut),
    mean: days.length === 0 ? 0 : sum / days.length,
  };
}

/** Several workspaces' histories as one; days that one of them does not know count as none. */
export function together(histories: readonly IncidentHistory[]): IncidentHistory {
  const days = [...new Set(histories.flatMap((each) => each.days))].sort();
  const parts = new Map<string, { severity: string; statuses: readonly string[]; counts: number[] }>();
  for (const history of histories) {
    for (const { severity, statuses, counts } of history.parts) {
      const key = JSON.stringify([severity, statuses]);
      const part = parts.get(key) ?? { severity, statuses, counts: days.map(() => 0) };
      parts.set(key, part);
      for (const [at, count] of counts.entries()) {
        const day = days.indexOf(history.days[at] ?? '');
        part.counts[day] = (part.counts[day] ?? 0) + count;
      }
    }
  }
  return { days, parts: [...parts.values()] };
}

/** A mean as people say it: "about 11", "about 0.4", "no". */
export function aboutADay(mean: number): string {
  if (mean === 0) return 'no';
  if (mean < 0.1) return 'fewer than 0.1';
  return `about ${mean < 3 ? Math.round(mean * 10) / 10 : Math.round(mean)}`;
}

/** The chart with the finding as its title, in the words of the choices as they stand. */
export function incidentsShow(
  vendor: string,
  history: IncidentHistory,
  takes: Takes,
): Extract<Show, { readonly show: 'chart' }> {
  const chart: IncidentsChart = { chart: 'incidents', vendor, history, takes };
  const { mean, sum, sumLeftOut, days } = taken(chart);
  const about = aboutADay(mean);
  return {
    show: 'chart',
    title: `${about[0]?.toUpperCase()}${about.slice(1)} incidents a day would reach ${vendor}`,
    caption: `${sum} of ${sum + sumLeftOut} incidents of the last ${days.length} days, by severity`,
    chart,
  };
}

/** The same as a table: a row a day, with what is left out last. */
export function incidentRows(chart: IncidentsChart): {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const { days, parts, leftOut } = taken(chart);
  return {
    columns: ['Day (UTC)', ...parts.map(({ severity }) => severity), 'Left out'],
    rows: days.map((day, at) => [
      day,
      ...parts.map(({ counts }) => String(counts[at] ?? 0)),
      String(leftOut[at] ?? 0),
    ]),
  };
}
