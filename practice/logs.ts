import { armOperation } from './arm.ts';
import { workspaceOf } from './arm-rights.ts';
import type { Json, JsonObject, WorkspaceObject } from './contents.ts';
import { guidOf } from './ids.ts';
import { type Database, evaluateKql, type StoredTable } from './kql/evaluate.ts';
import {
  demandCalm,
  demandDataRead,
  demandQuery,
  mayReadTable,
  workspaceByAnyName,
  workspaceByCustomerId,
} from './logs-access.ts';
import {
  gatewayTimeout,
  invalidRequest,
  partialError,
  pathNotFound,
  queryRefused,
  workspaceNotFound,
} from './logs-errors.ts';
import { timespanOf } from './logs-timespan.ts';
import { type Answer, type Context, type Operation, Refusal } from './router.ts';
import { livingOf } from './sentinel-incidents.ts';
import { tablesOf } from './signals.ts';

const example = (name: string): string => `examples/log-analytics-query/${name}.json`;
const documents = 'MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/api';
const mostRows = 500_000;

interface Query {
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
function queryIn(body: Json): Query {
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
function readable(context: Context, workspace: WorkspaceObject): Database {
  const { tables } = tablesOf(livingOf(context, workspace), context.clock.now());
  return {
    tables: Object.fromEntries(
      Object.entries(tables).filter(([name]) => mayReadTable(context, workspace, name)),
    ),
  };
}

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
async function answer(
  context: Context,
  workspace: WorkspaceObject,
  asked: Query,
  preferences = context.headers.get('prefer') ?? '',
): Promise<Answer> {
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
  let outcome = await evaluateKql(asked.query, database, options);
  let partial: JsonObject | undefined;
  if ('error' in outcome && outcome.error.code === 'E_QUERY_RESULT_SET_TOO_LARGE') {
    partial = partialError(mostRows);
    const short = `${asked.query.trimEnd().replace(/;$/, '')}\n| take ${mostRows}`;
    outcome = await evaluateKql(short, database, options);
  }
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

/**
 * The query of a POST. Without a JSON content type, or without a body, the API answers 200 and nothing
 * (errors.md): undefined stands for that.
 */
function posted(context: Context): Query | undefined {
  const isJson = /\bapplication\/(?:[\w.+-]*\+)?json\b/i.test(context.headers.get('content-type') ?? '');
  if (!isJson || context.text.trim() === '') return undefined;
  let body: Json;
  try {
    body = JSON.parse(context.text) as Json;
  } catch {
    throw invalidRequest('The request body is not valid JSON');
  }
  return queryIn(body);
}

function inUrl(context: Context): Query {
  const query = context.query('query');
  if (query === undefined || query.trim() === '')
    throw invalidRequest("The request is missing the required parameter 'query'");
  return {
    query,
    timespan: context.query('timespan'),
    workspaces: (context.query('workspaces') ?? '').split(',').filter((name) => name !== ''),
  };
}

function byCustomerId(context: Context): WorkspaceObject {
  return workspaceByCustomerId(context, context.params['workspace'] ?? '');
}

/** The workspace behind a resource's own address. Other kinds of resource keep no logs in a practice tenant. */
function byResource(context: Context): WorkspaceObject {
  const found = context.truth.get('workspaces', `/${context.params['resource'] ?? ''}`);
  if (found === undefined) throw pathNotFound();
  return found;
}

async function run(
  context: Context,
  find: (context: Context) => WorkspaceObject,
  read: (context: Context) => Query | undefined,
): Promise<Answer> {
  demandCalm(context);
  demandDataRead(context);
  const workspace = find(context);
  demandQuery(context, workspace);
  const asked = read(context);
  return asked === undefined ? { status: 200 } : answer(context, workspace, asked);
}

/** The schema of a workspace, and the workspace itself. */
function metadata(context: Context): Answer {
  demandCalm(context);
  demandDataRead(context);
  const workspace = byCustomerId(context);
  demandQuery(context, workspace);
  const tables = Object.entries(readable(context, workspace).tables).map(([name, table]) => ({
    id: name,
    name,
    timespanColumn: 'TimeGenerated',
    columns: table.columns.map((column) => ({ name: column.name, type: column.type })),
    related: { solutions: ['SecurityInsights'] },
  }));
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: {
      tables,
      solutions: [
        {
          id: 'SecurityInsights',
          name: 'SecurityInsights',
          related: { tables: tables.map((table) => table.id), workspaces: [workspace.customerId] },
        },
      ],
      workspaces: [
        {
          id: workspace.customerId,
          resourceId: workspace.id,
          name: workspace.name,
          region: workspace.location,
          related: { solutions: ['SecurityInsights'], tables: tables.map((table) => table.id) },
        },
      ],
    },
  };
}

/** Several queries in one request: each is answered by itself, with its own status. */
async function batch(context: Context): Promise<Answer> {
  demandCalm(context);
  demandDataRead(context);
  const body = JSON.parse(context.text === '' ? '{}' : context.text) as JsonObject;
  const requests = body['requests'];
  if (!Array.isArray(requests)) throw invalidRequest("The request body is missing the property 'requests'");
  const responses: Json[] = [];
  for (const request of requests as readonly JsonObject[]) responses.push(await batched(context, request));
  return { status: 200, body: { responses } };
}

async function batched(context: Context, request: JsonObject): Promise<Json> {
  const id = request['id'] ?? null;
  const headers = (request['headers'] ?? {}) as JsonObject;
  const prefer = Object.entries(headers).find(([name]) => name.toLowerCase() === 'prefer')?.[1];
  let given: Answer;
  try {
    const workspace = workspaceByCustomerId(context, String(request['workspace'] ?? ''));
    demandQuery(context, workspace);
    given = await answer(context, workspace, queryIn(request['body'] ?? null), String(prefer ?? ''));
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    given = thrown.answer;
  }
  return {
    id,
    status: given.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    ...(given.body === undefined ? {} : { body: given.body }),
  };
}

const counted = new WeakMap<Context['store'], number>();

/** An operation of the query API, whose answers carry the request's id. */
function logsOperation(declared: Omit<Operation, 'host'>): Operation {
  return {
    ...declared,
    host: 'logs',
    async run(context) {
      const count = (counted.get(context.store) ?? 0) + 1;
      counted.set(context.store, count);
      const id = context.headers.get('x-ms-client-request-id') ?? guidOf(context.tenant.id, 'logs', count);
      const headers = { 'x-ms-request-id': id, 'x-ms-correlation-request-id': id };
      try {
        const given = await declared.run(context);
        return { ...given, headers: { ...headers, ...given.headers } };
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        throw new Refusal({ ...thrown.answer, headers: { ...headers, ...thrown.answer.headers } });
      }
    },
  };
}

const errors = [example('errors'), `${documents}/errors.md`, `${documents}/response-format.md`];

export const logsOperations: readonly Operation[] = [
  logsOperation({
    method: 'POST',
    path: '/v1/workspaces/{workspace}/query',
    source: [example('la-post'), example('la-post-cross-workspace'), ...errors],
    run: (context) => run(context, byCustomerId, posted),
  }),
  logsOperation({
    method: 'GET',
    path: '/v1/workspaces/{workspace}/query',
    source: [example('la-get'), ...errors],
    run: (context) => run(context, byCustomerId, inUrl),
  }),
  logsOperation({
    method: 'POST',
    path: '/v1/{*resource}/query',
    source: [example('la-post-resource-centric'), ...errors],
    run: (context) => run(context, byResource, posted),
  }),
  logsOperation({
    method: 'GET',
    path: '/v1/{*resource}/query',
    source: [example('la-get-resource-centric'), ...errors],
    run: (context) => run(context, byResource, inUrl),
  }),
  ...(['GET', 'POST'] as const).map((method) =>
    logsOperation({
      method,
      path: '/v1/workspaces/{workspace}/metadata',
      source: [example('metadata-get')],
      run: metadata,
    }),
  ),
  logsOperation({
    method: 'POST',
    path: '/v1/$batch',
    source: [example('batch-query')],
    run: batch,
  }),
  armOperation({
    method: 'POST',
    path: '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.OperationalInsights/workspaces/{workspace}/query',
    type: 'workspaceQuery',
    // Through ARM the token is ARM's and Data.Read plays no part; the api-version is from memory.
    source: [`${documents}/access-api.md`],
    run: (context) => {
      const workspace = workspaceOf(context, 'Microsoft.OperationalInsights/workspaces/query/read');
      const asked = posted(context);
      return asked === undefined ? { status: 200 } : answer(context, workspace, asked);
    },
  }),
];
