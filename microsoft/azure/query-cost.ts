import type { QueryCost } from '../../engine/model/query-cost.ts';
import type { Logs } from '../contract/microsoft.ts';

const day = 'P1D';

/**
 * The rows that a query returns and the data that it reads in one day of a workspace. `counts` is the query
 * that counts its rows; `tables` are the tables it reads.
 * @throws ProblemError with the workspace's own message if the query doesn't run
 */
export async function queryCost(
  logs: Logs,
  workspaceArmId: string,
  counts: string,
  tables: readonly string[],
): Promise<QueryCost> {
  const named = tables.filter((name) => /^\w+$/u.test(name));
  const [given, taken] = await Promise.all([
    logs.query(workspaceArmId, counts, day),
    named.length === 0 ? undefined : logs.query(workspaceArmId, takenBy(named), day),
  ]);
  const summed = (name: string): number | undefined => {
    const at = taken?.columns.findIndex((column) => column.name === name) ?? -1;
    const seen = (taken?.rows ?? []).map((row) => row[at]).filter((cell) => typeof cell === 'number');
    return seen.length === 0 ? undefined : seen.reduce((sum, cell) => sum + cell, 0);
  };
  return { rows: Number(given.rows[0]?.[0] ?? 0), reads: summed('Rows'), megabytes: summed('MB') };
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/usage: Quantity is in MB, DataType is a table name. */
function takenBy(tables: readonly string[]): string {
  const names = tables.map((name) => `'${name}'`).join(', ');
  return [
    'union isfuzzy=true',
    `(union isfuzzy=true (datatable(TimeGenerated:datetime)[]), ${tables.map((name) => `(${name})`).join(', ')} | summarize Rows=count()),`,
    `(Usage | where DataType in (${names}) | summarize MB=sum(Quantity))`,
  ].join(' ');
}
