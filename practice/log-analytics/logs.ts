import { armOperation } from '../arm/arm.ts';
import type { Json, JsonObject, WorkspaceObject } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import { workspaceOf } from '../rbac/arm-rights.ts';
import { demandCalm, demandDataRead, demandQuery, workspaceByCustomerId } from './access.ts';
import { answer, type Query, queryIn, readable } from './answer.ts';
import { invalidRequest, pathNotFound } from './errors.ts';

const example = (name: string): string => `examples/log-analytics-query/${name}.json`;
const documents = 'MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/api';

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
): Promise<WireResponse> {
  demandCalm(context);
  demandDataRead(context);
  const workspace = find(context);
  demandQuery(context, workspace);
  const asked = read(context);
  return asked === undefined ? { status: 200 } : answer(context, workspace, asked);
}

/** The schema of a workspace, and the workspace itself. */
function metadata(context: Context): WireResponse {
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
async function batch(context: Context): Promise<WireResponse> {
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
  let given: WireResponse;
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
    assumed: [
      'WorkspaceNotFoundError for an unknown Workspace ID',
      'the words and Retry-After of 429',
      'unknown members of the body are refused',
      'the names of the figures under statistics',
      'a table without a right is as if it were not there',
    ],
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
