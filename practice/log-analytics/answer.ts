import type { Json, JsonObject, WorkspaceObject } from '../core/contents.ts';
import type { Context, WireResponse } from '../core/router.ts';
import { type Database, evaluateKql, type StoredTable } from '../kql/evaluate.ts';
import { livingOf } from '../sentinel/incidents.ts';
import { withChangedIncidents } from '../sentinel/records.ts';
import { tablesOf } from '../telemetry/signals.ts';
import { demandQuery, mayReadTable, workspaceByAnyName } from './access.ts';
import {
  basicTable,
  gatewayTimeout,
  invalidRequest,
  partialError,
  queryRefused,
  workspaceNotFound,
} from './errors.ts';
import { timespanOf } from './timespan.ts';

const mostRows = 500_000;

/** A query as it was asked, by body or by address. */
export interface Query {
  readonly query: string;
  readonly timespan: string | undefined;
  readonly workspaces: readonly string[];
}

const members = new Set([
  'query',
  'timespan',
  'workspaces',
  'options',
  'maxrows',
  'workspacefilters',
  'scope',
]);

/** A query from a JSON body. */
export function queryIn(body: Json): Query {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw invalidRequest('The request body is not a JSON object');
  const given = body as JsonObject;
  for (const name of Object.keys(given))
    if (!members.has(name.toLowerCase()))
      throw invalidRequest(`The request body has an unknown property '${name}'`);
  const { query, timespan, workspaces } = given;
  if (typeof query !== 'string' || query.trim() === '')
    throw invalidRequest("The request body is missing the required property 'query'");
  if (timespan !== undefined && timespan !== null && typeof timespan !== 'string')
    throw invalidRequest("The property 'timespan' must be a string");
  const others = workspaces ?? [];
  if (!Array.isArray(others) || !others.every((one) => typeof one === 'string'))
    throw invalidRequest("The property 'workspaces' must be an array of strings");
  return { query, timespan: timespan ?? undefined, workspaces: others as readonly string[] };
}

/** What the caller may read of a workspace: the tables without a right are as if they were not there. */
export function readable(context: Context, workspace: WorkspaceObject): Database {
  const living = tablesOf(livingOf(context, workspace), context.clock.now());
  const { tables } = withChangedIncidents(context, workspace, living);
  return {
    tables: Object.fromEntries(
      Object.entries(tables)
        .filter(([name]) => mayReadTable(context, workspace, name))
        .map(([name, table]) => [
          name,
          workspace.tablePlans?.[name] === undefined ? table : onlySearched(context, table),
        ]),
    ),
  };
}

/** A table whose columns are known and whose rows this API does not give (https://learn.microsoft.com/azure/azure-monitor/logs/basic-logs-query). */
const onlySearched = (context: Context, { columns }: StoredTable): StoredTable => ({
  columns,
  rows: () => {
    onlySearchedRead.add(context);
    return [];
  },
});

/** Requests whose query reached for the rows of such a table. */
const onlySearchedRead = new WeakSet<Context>();

const rowsOf = (table: StoredTable): readonly (readonly unknown[])[] =>
  typeof table.rows === 'function' ? table.rows() : table.rows;
const timesOf = (table: StoredTable): readonly number[] =>
  (typeof table.ingestionTimes === 'function' ? table.ingestionTimes() : table.ingestionTimes) ?? [];

/** Several workspaces as one: a query across them sees the rows of all under each table's name. */
function joined(databases: readonly Database[]): Database {
  const [only, ...others] = databases;
  if (only === undefined || others.length === 0) return only ?? { tables: {} };
  const tables: Record<string, StoredTable> = {};
  for (const { tables: held } of databases) {
    for (const [name, table] of Object.entries(held)) {
      const known = tables[name];
      tables[name] =
        known === undefined
          ? table
          : {
              columns: known.columns,
              rows: () => [...rowsOf(known), ...rowsOf(table)],
              ingestionTimes: () => [...timesOf(known), ...timesOf(table)],
            };
    }
  }
  return { tables };
}

const needsNoData = /^\s*(?:print|range|datatable)\b/i;

/** Runs a query over the workspace and those it names beside it; `Prefer` as the request's header says. */
export async function answer(
  context: Context,
  workspace: WorkspaceObject,
  asked: Query,
  preferences = context.headers.get('prefer') ?? '',
): Promise<WireResponse> {
  const others = asked.workspaces.map((name) => {
    const found = workspaceByAnyName(context, name);
    if (found === undefined) throw workspaceNotFound(name);
    return found;
  });
  for (const one of others) demandQuery(context, one);
  const timespan = asked.timespan === undefined ? undefined : timespanOf(asked.timespan, context.clock.now());
  if (asked.timespan !== undefined && timespan === undefined)
    throw invalidRequest(`The timespan '${asked.timespan}' is not valid`);
  const all = [workspace, ...others];
  const database = joined(all.map((one) => readable(context, one)));
  const options = {
    now: context.clock.now(),
    ...(timespan === undefined ? {} : { timespan }),
    limits: { answerRows: mostRows },
  };
  const started = performance.now();
  onlySearchedRead.delete(context);
  let outcome = await evaluateKql(asked.query, database, options);
  let partial: JsonObject | undefined;
  if ('error' in outcome && outcome.error.code === 'E_QUERY_RESULT_SET_TOO_LARGE') {
    partial = partialError(mostRows);
    const short = `${asked.query.trimEnd().replace(/;$/, '')}\n| take ${mostRows}`;
    outcome = await evaluateKql(short, database, options);
  }
  if (onlySearchedRead.has(context)) throw basicTable(context.url.host);
  if ('error' in outcome) {
    if (outcome.error.code === 'E_RUNAWAY_QUERY') throw gatewayTimeout();
    throw queryRefused(outcome.error);
  }
  // errors.md: a workspace that never received anything has nothing to say, not even columns.
  const silent = all.every((one) => one.signals.profile === 'empty');
  if (silent && !needsNoData.test(asked.query)) return { status: 204 };
  const statistics = /include-statistics\s*=\s*true/i.test(preferences)
    ? { statistics: statisticsOf(outcome.tables, performance.now() - started) }
    : {};
  const wait = /(?:^|[,;\s])wait\s*=\s*(\d+)/i.exec(preferences)?.[1];
  return {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(wait === undefined ? {} : { 'preference-applied': `wait=${Math.min(Number(wait), 600)}` }),
    },
    body: {
      tables: outcome.tables as unknown as Json,
      ...statistics,
      ...(partial === undefined ? {} : { error: partial }),
    },
  };
}

/** The figures an SDK shows with a query. Assumed: their names, from memory of answers. */
function statisticsOf(tables: readonly { readonly rows: readonly unknown[] }[], ms: number): JsonObject {
  return {
    query: {
      executionTime: ms / 1000,
      resourceUsage: {
        cache: { memory: { hits: 0, misses: 0, total: 0 } },
        cpu: { user: '00:00:00', kernel: '00:00:00', 'total cpu': '00:00:00' },
        memory: { peak_per_node: 0 },
      },
      datasetStatistics: tables.map((table) => ({ table_row_count: table.rows.length, table_size: 0 })),
    },
  };
}
