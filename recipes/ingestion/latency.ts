import type { LatencyHistogram } from '../../engine/model/latency.ts';
import type { QueryAnswer } from '../../microsoft/contract/microsoft.ts';

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
    .map(
      (table) =>
        `(${table} | where TimeGenerated > ago(2d) | extend Arrived=ingestion_time() | project TimeGenerated, Arrived)`,
    )
    .join(', '),
  '| where Arrived > ago(1d)',
  '| summarize Rows=count() by Late=tolong((Arrived - TimeGenerated) / 1s)',
].join(' ');

/** The rows of an answer to `arrivalQuery`; rows of something else in the same answer are passed over. Pure. */
export function lateOf({ columns, rows }: QueryAnswer): LatencyHistogram {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [seconds, count] = [at('Late'), at('Rows')];
  return rows.flatMap((row) =>
    row[seconds] === null ? [] : [[Number(row[seconds]), Number(row[count])] as const],
  );
}
