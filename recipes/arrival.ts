import type { DelayChart } from '../engine/show.ts';
import type { QueryAnswer } from '../microsoft/microsoft.ts';

/** Tables whose arrival is measured; one that a workspace does not have is passed over. */
const tables = [
  'SecurityIncident',
  'SecurityAlert',
  'SigninLogs',
  'AzureActivity',
  'CommonSecurityLog',
  'Heartbeat',
];

/**
 * Rows of the last day by how many whole seconds they arrived late, in one query a workspace.
 * ingestion_time() is asked of each table by itself, before the union
 * (https://learn.microsoft.com/azure/azure-monitor/logs/data-ingestion-time).
 */
export const arrivalQuery = [
  'union isfuzzy=true withsource=Source (datatable(TimeGenerated:datetime, Arrived:datetime)[]),',
  tables
    .map((table) => `(${table} | extend Arrived=ingestion_time() | project TimeGenerated, Arrived)`)
    .join(', '),
  '| where Arrived > ago(1d)',
  '| summarize Rows=count() by Late=tolong((Arrived - TimeGenerated) / 1s)',
].join(' ');

/** How late data arrives, in seconds. `rows` 0 where nothing has arrived yet. */
export interface Arrival {
  readonly rows: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Rows in bins of 12 s. */
  readonly bins: readonly number[];
}

export const binSeconds = 12;
/** A bin further out than this is counted in the last one, so that one stray row does not flatten the chart. */
const mostBins = 60;

/** Adds up the answers of all workspaces. Pure. */
export function arrivalOf(answers: readonly QueryAnswer[]): Arrival {
  const late = new Map<number, number>();
  for (const { columns, rows } of answers) {
    const [seconds, count] = [columnOf(columns, 'Late'), columnOf(columns, 'Rows')];
    for (const row of rows) {
      const at = Math.max(0, Number(row[seconds]));
      if (Number.isFinite(at)) late.set(at, (late.get(at) ?? 0) + Number(row[count]));
    }
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
    let seen = 0;
    for (const [at, count] of sorted) {
      seen += count;
      if (seen >= share * rows) return at;
    }
    return 0;
  };
  return { rows, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), bins };
}

function columnOf(columns: QueryAnswer['columns'], name: string): number {
  return columns.findIndex((column) => column.name === name);
}

export function delayChart({ bins, p50, p95, p99 }: Arrival): DelayChart {
  return { chart: 'delay', binSeconds, counts: bins, marks: { p50, p95, p99 } };
}

/** Seconds as people say them: 18 s, 4 min 26 s, 1 h 5 min. */
export function spoken(seconds: number): string {
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

/**
 * The delay is the 99th percentile, rounded up to whole minutes; five minutes between polls is far below every limit;
 * the lookback covers a missed poll and the slowest rows. Without data the usual figures stand.
 */
export function recommended(
  arrival: { readonly rows: number; readonly p99: number } | undefined,
): PollSettings {
  const minute = 60;
  const delay =
    arrival && arrival.rows > 0 ? Math.max(1, Math.ceil(arrival.p99 / minute)) * minute : 10 * minute;
  const interval = 5 * minute;
  return {
    ingestionDelay: delay,
    pollInterval: interval,
    pollLookback: Math.ceil((2 * interval + delay) / (5 * minute)) * 5 * minute,
  };
}
