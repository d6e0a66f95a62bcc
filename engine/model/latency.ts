import type { DelayChart, Show } from './show.ts';

/** Rows by how many whole seconds they arrived late. */
export type LatencyHistogram = readonly (readonly [seconds: number, rows: number])[];

/** How late data arrives, in seconds. `rows` 0 where nothing has arrived yet. */
export interface LatencyStats {
  readonly rows: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Rows in bins of 12 s. */
  readonly bins: readonly number[];
}

const binSeconds = 12;
/** A bin further out than this is counted in the last one, so that one stray row does not flatten the chart. */
const mostBins = 60;

/** Adds up what was seen anywhere. Quantiles are read off whole seconds. */
export function latencyOf(seen: readonly LatencyHistogram[]): LatencyStats {
  const late = new Map<number, number>();
  for (const [seconds, count] of seen.flat()) {
    const at = Math.max(0, seconds);
    if (Number.isFinite(at)) late.set(at, (late.get(at) ?? 0) + count);
  }
  const sorted = [...late].sort(([a], [b]) => a - b);
  const rows = sorted.reduce((sum, [, count]) => sum + count, 0);
  const bins: number[] = [];
  for (const [at, count] of sorted) {
    const bin = Math.min(Math.floor(at / binSeconds), mostBins - 1);
    while (bins.length <= bin) bins.push(0);
    bins[bin] = (bins[bin] as number) + count;
  }
  const quantile = (share: number): number => {
    let sum = 0;
    for (const [at, count] of sorted) {
      sum += count;
      if (sum >= share * rows) return at;
    }
    return 0;
  };
  return { rows, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), bins };
}

/** How late records arrive, as a chart: bins and percentiles in seconds. */
export function delayChart({ bins, p50, p95, p99 }: LatencyStats): DelayChart {
  return { chart: 'delay', binSeconds, counts: bins, marks: { p50, p95, p99 } };
}

/** Seconds as people say them: 18 s, 4 min 26 s, 1 h 5 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return [`${Math.floor(whole / 60)} min`, whole % 60 ? `${whole % 60} s` : ''].filter(Boolean).join(' ');
  return [
    `${Math.floor(whole / 3600)} h`,
    Math.round((whole % 3600) / 60) ? `${Math.round((whole % 3600) / 60)} min` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Poll settings that follow from what was measured. Seconds. */
export interface PollSettings {
  readonly ingestionDelay: number;
  readonly pollInterval: number;
  readonly pollLookback: number;
}

type Measured = Pick<LatencyStats, 'rows' | 'p99'>;
const minute = 60;
/** Without data: the delay Azure Monitor names for most sources, with room (learn.microsoft.com, data-ingestion-time). */
const usualDelay = 10 * minute;
const interval = 5 * minute;

/**
 * The delay is the 99th percentile, rounded up to whole minutes; five minutes between polls is far below every limit;
 * the lookback covers a missed poll and the slowest rows. Without data the usual figures stand.
 */
export function recommended(arrival: Measured | undefined): PollSettings {
  const delay =
    arrival && arrival.rows > 0 ? Math.max(1, Math.ceil(arrival.p99 / minute)) * minute : usualDelay;
  return {
    ingestionDelay: delay,
    pollInterval: interval,
    pollLookback: Math.ceil((2 * interval + delay) / (5 * minute)) * 5 * minute,
  };
}

/** What is recommended and why, in the order of the settings. The titles are those of the vendor's form. */
export function pollShow(
  titles: Readonly<Record<keyof PollSettings, string>>,
  arrival: Measured | undefined,
): Extract<Show, { readonly show: 'table' }> {
  const of = recommended(arrival);
  const why: Readonly<Record<keyof PollSettings, string>> = {
    ingestionDelay:
      arrival && arrival.rows > 0
        ? `99 of 100 rows had arrived within ${formatDuration(arrival.p99)}; rounded up to whole minutes.`
        : 'No rows to measure yet. Most sources arrive within 10 minutes.',
    pollInterval: `${(24 * 60 * minute) / interval} polls a day, far below Microsoft's limits.`,
    pollLookback: `Two intervals and the delay, ${formatDuration(2 * interval + of.ingestionDelay)}, rounded up: one missed look and the slowest rows lose nothing.`,
  };
  const keys = ['ingestionDelay', 'pollInterval', 'pollLookback'] as const;
  return {
    show: 'table',
    title: pollTitle,
    columns: [{ title: 'Setting' }, { title: 'Recommended' }, { title: 'Why' }],
    rows: keys.map((key) => [titles[key], formatDuration(of[key]), why[key]]),
  };
}

/** The heading of the poll settings that follow from measured delays. */
export const pollTitle = 'Recommended poll settings';
