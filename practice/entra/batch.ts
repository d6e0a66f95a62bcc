import type { Json, JsonObject } from '../core/contents.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { bodyOf, list, shape, text } from './bodies.ts';
import { refuseBody, refuseGraph } from './graph-errors.ts';
import { jsonType } from './odata.ts';

const anything = () => undefined;

const batchShape = shape(
  'batch',
  {
    requests: list(
      shape(
        'batchRequest',
        {
          id: text(),
          method: text(),
          url: text(8192),
          headers: anything,
          body: anything,
          dependsOn: list(text()),
        },
        ['id', 'method', 'url'],
      ),
    ),
  },
  ['requests'],
);

/** Up to 20 requests in one. One that depends on a failed one gets 424 (https://learn.microsoft.com/graph/json-batching). */
async function batch(context: Context): Promise<WireResponse> {
  const requests = bodyOf(context, batchShape)['requests'] as readonly JsonObject[];
  if (requests.length > 20) {
    refuseBody(
      context,
      `Number of batch request steps exceeds the maximum value of 20. Actual value is ${requests.length}.`,
    );
  }
  const ids = requests.map(({ id }) => String(id));
  if (new Set(ids).size < ids.length) refuseBody(context, 'Request Id values in a batch must be unique.');
  for (const each of requests) demandContentType(context, each);
  const outcomes = new Map<string, JsonObject>();
  for (const each of requests) {
    const id = String(each['id']);
    const needed = (each['dependsOn'] as readonly string[] | undefined) ?? [];
    if (needed.some((name) => !ids.includes(name))) {
      refuseBody(context, `Batch request id: ${id} has a dependsOn reference to a missing request.`);
    }
    const failed = needed.some((name) => Number(outcomes.get(name)?.['status'] ?? 424) >= 400);
    outcomes.set(id, failed ? dependencyFailed(id) : await one(context, id, each));
  }
  return { status: 200, headers: { 'content-type': jsonType }, body: { responses: [...outcomes.values()] } };
}

/**
 * A write without a body or Content-Type fails the whole batch (https://learn.microsoft.com/graph/json-batching,
 * words as in microsoftgraph/msgraph-sdk-dotnet issue 2628). Only DELETE needs neither.
 */
function demandContentType(context: Context, { id, method, headers, body }: JsonObject): void {
  if (!/^(?:POST|PATCH|PUT)$/iu.test(String(method))) return;
  const named = Object.keys((headers ?? {}) as JsonObject).some(
    (name) => name.toLowerCase() === 'content-type',
  );
  if (named && body !== undefined) return;
  refuseGraph(
    context,
    400,
    'BadRequest',
    `Write request id : ${String(id)} does not contain Content-Type header or body.`,
  );
}

function dependencyFailed(id: string): JsonObject {
  return {
    id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: { error: { code: 'FailedDependency', message: 'The request depends on another one that failed.' } },
  };
}

async function one(context: Context, id: string, each: JsonObject): Promise<JsonObject> {
  const version = context.path.split('/')[1] ?? 'v1.0';
  const path = String(each['url']).replace(/^\/?/, '/');
  const given = (each['headers'] ?? {}) as Readonly<Record<string, string>>;
  const headers = new Headers(
    Object.entries(given).map(([name, value]) => [name, String(value)] as [string, string]),
  );
  headers.set('authorization', context.headers.get('authorization') ?? '');
  const method = String(each['method']).toUpperCase();
  const body = each['body'];
  const asked = context.again(
    new Request(`https://${context.url.host}/${version}${path}`, {
      method,
      headers,
      ...(body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }),
    }),
  );
  // A broken connection behind the batch leaves no answer. Assumed: the batch reports it as a gateway would.
  const response = await asked.catch(() => gone());
  const answer = await response.text();
  const shown: Record<string, Json> = {};
  response.headers.forEach((value, name) => {
    if (name !== 'content-length') shown[name === 'content-type' ? 'Content-Type' : name] = value;
  });
  return {
    id,
    status: response.status,
    headers: shown,
    ...(answer === '' ? {} : { body: bodyJson(answer) }),
  };
}

const gone = (): Response =>
  Response.json(
    { error: { code: 'GatewayTimeout', message: 'The service behind did not answer.' } },
    { status: 504 },
  );

function bodyJson(answer: string): Json {
  try {
    return JSON.parse(answer) as Json;
  } catch {
    return answer;
  }
}

export const batchOperations: readonly Operation[] = [
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/$batch',
    source: ['https://learn.microsoft.com/graph/json-batching'],
    run: batch,
  }),
];
