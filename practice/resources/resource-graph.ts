import { armOperation, armTime } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { fractionOf, guidOf } from '../core/ids.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import {
  evaluateResourceGraph,
  type ResourceGraphDetail,
  type ResourceGraphRow,
} from '../kql/resource-graph.ts';
import { rightsOf, subscriptionScope } from '../rbac/arm-rights.ts';
import { authorizationRowsOf, containersOf, type ResourceRow, resourcesOf } from './resource-rows.ts';

const example = (name: string): string => `examples/resource-graph/${name}.json`;
const throttlingGuide =
  'MicrosoftDocs/azure-docs articles/governance/resource-graph/concepts/guidance-for-throttled-requests.md';

const mostRows = 1000;
const quota = 15;
const quotaWindow = 5000;

const requestShape: Shape = {
  is: 'object',
  type: 'QueryRequest',
  members: {
    query: { is: 'string', required: true },
    subscriptions: { is: 'array', of: { is: 'string' } },
    managementGroups: { is: 'array', of: { is: 'string' } },
    options: {
      is: 'object',
      type: 'QueryRequestOptions',
      members: {
        $skipToken: { is: 'string' },
        $top: { is: 'number' },
        $skip: { is: 'number' },
        resultFormat: { is: 'string', oneOf: ['table', 'objectArray'] },
        allowPartialScopes: { is: 'boolean' },
        authorizationScopeFilter: {
          is: 'string',
          oneOf: ['AtScopeAndBelow', 'AtScopeAndAbove', 'AtScopeExact', 'AtScopeAboveAndBelow'],
        },
      },
    },
    facets: { is: 'array', of: { is: 'any' } },
  },
};

interface Detail {
  readonly code: string;
  readonly message: string;
  readonly [more: string]: Json;
}

/** Resource Graph says who to ask in the message and what is wrong in the details (Azure/aztfexport issue 485). */
function refusal(
  context: Context,
  status: number,
  code: string,
  details: readonly Detail[],
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const correlation = guidOf(context.tenant.id, 'resource graph', context.clock.now());
  return new Refusal({
    status,
    headers,
    body: {
      error: {
        code,
        message: `Please provide below info when asking for support: timestamp = ${armTime(context.clock.now())}, correlationId = ${correlation}.`,
        details,
      },
    },
  });
}

const invalid = (context: Context, ...details: readonly Detail[]): Refusal =>
  refusal(context, 400, 'BadRequest', details);

const asked = new WeakMap<Context['store'], Map<string, number[]>>();

/** 15 queries in 5 seconds a user; the headers tell what is left of them. */
function spendQuota(context: Context): Record<string, string> {
  const callers = asked.get(context.store) ?? new Map<string, number[]>();
  asked.set(context.store, callers);
  const now = context.clock.now();
  const since = (callers.get(context.caller.objectId) ?? []).filter((at) => at > now - quotaWindow);
  const seconds = Math.max(1, Math.ceil(((since[0] ?? now) + quotaWindow - now) / 1000));
  const headers = {
    'x-ms-user-quota-remaining': String(Math.max(0, quota - since.length - 1)),
    'x-ms-user-quota-resets-after': `00:00:0${Math.min(seconds, 9)}`,
  };
  if (since.length >= quota) {
    const detail = {
      code: 'RateLimiting',
      message:
        'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
    };
    throw refusal(context, 429, 'RateLimiting', [detail], { ...headers, 'retry-after': String(seconds) });
  }
  callers.set(context.caller.objectId, [...since, now]);
  return headers;
}

/** The subscriptions a query runs over: those named, or all the caller has something in. */
function subscriptionsAsked(context: Context, body: JsonObject): ReadonlySet<string> {
  const rights = rightsOf(context);
  const seen = context
    .served('graphIndex')
    .list('subscriptions')
    .map((one) => one.id.toLowerCase())
    .filter((id) => rights.touches(subscriptionScope(id)));
  const named = body['subscriptions'] as readonly string[] | undefined;
  if (named === undefined || named.length === 0) return new Set(seen);
  const wanted = named.map((id) => id.toLowerCase());
  const foreign = wanted.filter((id) => !seen.includes(id));
  const partial = objectIn(body, 'options')['allowPartialScopes'] === true;
  if (foreign.length > 0 && !(partial && foreign.length < wanted.length)) {
    throw refusal(context, 403, 'AccessDenied', [
      { code: 'AccessDenied', message: 'Access is denied to the requested resource.' },
    ]);
  }
  return new Set(wanted.filter((id) => seen.includes(id)));
}

/** A row in the index's own casing: types, regions and groups in lower case, ids as they were made. */
const indexed = (row: ResourceRow): ResourceGraphRow => ({
  ...row,
  type: row.type.toLowerCase(),
  location: row.location.toLowerCase(),
  resourceGroup: row.resourceGroup.toLowerCase(),
});

/** What the index holds of the wanted subscriptions, cut down to what the caller may read. */
function tablesFor(
  context: Context,
  wanted: ReadonlySet<string>,
): Record<string, readonly ResourceGraphRow[]> {
  const index = context.served('graphIndex');
  const rights = rightsOf(context);
  const tenantId = context.tenant.id;
  const visible = (rows: readonly ResourceRow[]): readonly ResourceGraphRow[] =>
    rows
      .filter((row) => wanted.has(row.subscriptionId.toLowerCase()))
      .filter((row) => rights.may(`${row.type}/read`, row.id))
      .map(indexed);
  return {
    resources: visible(resourcesOf(index, tenantId)),
    resourcecontainers: visible(containersOf(index, tenantId)),
    authorizationresources: visible(authorizationRowsOf(index, tenantId)),
  };
}

interface Page {
  readonly start: number;
  readonly size: number;
}

const stamp = (body: JsonObject): number =>
  fractionOf(textIn(body, 'query') ?? '', JSON.stringify(body['subscriptions'] ?? []));

/** Where the page begins and how long it is: `$top` overrules the size kept in the token. */
function pageAsked(context: Context, body: JsonObject): Page {
  const options = objectIn(body, 'options');
  const top = options['$top'];
  if (top !== undefined && (!Number.isInteger(top) || Number(top) < 1 || Number(top) > mostRows))
    throw invalid(context, {
      code: 'InvalidRequestOptions',
      message: `The $top option must be between 1 and ${mostRows}.`,
    });
  const token = textIn(options, '$skipToken');
  if (token === undefined) {
    const skip = Number(options['$skip'] ?? 0);
    return { start: Math.max(0, skip), size: Number(top ?? mostRows) };
  }
  const read = pageIn(token);
  if (read === undefined || read.stamp !== stamp(body))
    throw invalid(context, { code: 'InvalidSkipToken', message: 'The skip token is invalid.' });
  return { start: read.start, size: Number(top ?? read.size) };
}

function pageIn(token: string): (Page & { readonly stamp: number }) | undefined {
  try {
    const read = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as Record<string, unknown>;
    const { o, s, k } = read;
    return typeof o === 'number' && typeof s === 'number' && typeof k === 'number'
      ? { start: o, size: s, stamp: k }
      : undefined;
  } catch {
    return undefined;
  }
}

const tokenOfPage = (page: Page, body: JsonObject): string =>
  Buffer.from(JSON.stringify({ o: page.start, s: page.size, k: stamp(body) })).toString('base64');

async function query(context: Context): Promise<WireResponse> {
  const headers = {
    ...spendQuota(context),
    'x-ms-tenant-subscription-limit-hit': 'false',
    'x-ms-resource-graph-request-duration': '00:00:00:0012345',
  };
  const body = bodyOf(context, requestShape, (why) =>
    invalid(context, { code: 'InvalidRequestBody', message: why }),
  );
  if (body['facets'] !== undefined && (body['facets'] as readonly Json[]).length > 0)
    throw invalid(context, {
      code: 'FacetsNotSupported',
      message: 'This practice tenant does not compute facets.',
    });
  const wanted = subscriptionsAsked(context, body);
  const page = pageAsked(context, body);
  const outcome = await evaluateResourceGraph(textIn(body, 'query') ?? '', tablesFor(context, wanted), {
    top: page.size,
    skip: page.start,
    now: context.clock.now(),
  });
  if ('notImitated' in outcome)
    throw new Refusal({
      status: 501,
      headers: { 'x-practice': 'not-imitated' },
      body: { error: { code: 'NotImitated', message: outcome.notImitated } },
    });
  if ('error' in outcome)
    throw invalid(context, ...(outcome.error.details as readonly ResourceGraphDetail[] as readonly Detail[]));
  // Without an id there is no stable order to go on in, so there is no next page either.
  const pages = outcome.more && outcome.pageable;
  const next = { start: page.start + page.size, size: page.size };
  return {
    status: 200,
    headers,
    body: {
      totalRecords: outcome.totalRecords,
      count: outcome.count,
      resultTruncated: outcome.more && !pages ? 'true' : 'false',
      facets: [],
      ...(pages ? { $skipToken: tokenOfPage(next, body) } : {}),
      data: formatted(context, body, outcome.data as readonly JsonObject[]),
    },
  };
}

/** Objects, or the table that versions before 2021 gave of themselves. */
function formatted(context: Context, body: JsonObject, rows: readonly JsonObject[]): Json {
  const given = textIn(objectIn(body, 'options'), 'resultFormat');
  const usual = (context.query('api-version') ?? '') < '2021' ? 'table' : 'objectArray';
  if ((given ?? usual) === 'objectArray') return rows;
  const names = Object.keys(rows[0] ?? {});
  return {
    columns: names.map((name) => ({ name, type: columnType(rows.map((row) => row[name] ?? null)) })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  };
}

function columnType(values: readonly Json[]): string {
  const first = values.find((value) => value !== null);
  if (typeof first === 'number') return Number.isInteger(first) ? 'integer' : 'number';
  return typeof first === 'boolean' || typeof first === 'string' ? typeof first : 'object';
}

export const resourceGraphOperations: readonly Operation[] = [
  armOperation({
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    type: 'resourceGraph',
    source: [
      example('ResourcesBasicQuery'),
      example('ResourcesComplexQuery'),
      example('ResourcesFilterQuery'),
      example('ResourcesFirstPageQuery'),
      example('ResourcesNextPageQuery'),
      example('ResourcesPropertiesQuery'),
      example('ResourcesTenantBasicQuery'),
      throttlingGuide,
      'Azure/aztfexport issue 485 (refused query)',
      'microsoft/ARI issue 255 (AccessDenied)',
    ],
    assumed: [
      'the codes InvalidRequestBody, InvalidRequestOptions and InvalidSkipToken',
      'the words of RateLimiting',
      'pages of 1,000 where $top is not given',
      'facets are refused: they are not computed here',
      'versions before 2021 answer a table unless asked for objects',
    ],
    run: query,
  }),
];
