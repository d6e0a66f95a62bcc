import type { Json, JsonObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import type { Context, WireResponse } from '../core/router.ts';
import { refuseBody, refuseQuery } from './graph-errors.ts';
import { type Filter, FilterTrouble, readFilter } from './odata-filter.ts';

/** A set of objects: its name, its type in messages, its page sizes and what $expand can add. */
export interface EntitySet {
  /** The name in @odata.context, for example `applications`. */
  readonly name: string;
  /** The name in messages, for example `Application`. */
  readonly type: string;
  /** `most` is the largest $top. `usual` is the page size without $top. */
  readonly most: number;
  readonly usual: number;
  /** The lists that $expand can add, by name. */
  readonly expands?: Readonly<Record<string, (context: Context, item: JsonObject) => readonly JsonObject[]>>;
  /** The single objects that $expand can add, by name. */
  readonly expandsOne?: Readonly<Record<string, (item: JsonObject) => JsonObject>>;
}

const options: ReadonlySet<string> = new Set([
  '$filter',
  '$select',
  '$top',
  '$count',
  '$orderby',
  '$search',
  '$skiptoken',
  '$expand',
  '$skip',
]);

/** The `$metadata` address that every answer contains. */
export function contextUrl(context: Context, of: string): string {
  return `https://${context.cloud.graph}/v1.0/$metadata#${of}`;
}

/** One object as Graph answers it, with only the properties of $select. */
export function entityAnswer(context: Context, set: EntitySet, item: JsonObject, status = 200): WireResponse {
  checkOptions(context);
  const select = context.query('$select');
  const shown = view(context, set, item);
  const columns = select === undefined ? '' : `(${select})`;
  return {
    status,
    headers: { 'content-type': jsonType },
    body: { '@odata.context': contextUrl(context, `${set.name}${columns}/$entity`), ...shown },
  };
}

/** Graph's own content type for JSON. */
export const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

function checkOptions(context: Context): void {
  for (const name of context.url.searchParams.keys()) {
    if (name.startsWith('$') && !options.has(name.toLowerCase())) {
      refuseBody(context, `The query parameter '${name}' is not supported.`);
    }
  }
}

/** An object as this request wants it: the properties of $select, and the additions of $expand. */
function view(context: Context, set: EntitySet, item: JsonObject): JsonObject {
  const select = context.query('$select');
  const shown = select === undefined ? item : selected(context, set, item, select);
  const expand = context.query('$expand');
  if (expand === undefined) return shown;
  const [, name = '', inner] = /^(\w+)(?:\(\$select=([\w,]+)\))?$/.exec(expand.trim()) ?? [];
  const one = set.expandsOne?.[name];
  if (one !== undefined) return { ...shown, [name]: one(item) };
  const expanded = set.expands?.[name];
  if (expanded === undefined) {
    throw notImitated(`$expand=${expand} of ${set.type}`);
  }
  const items = expanded(context, item);
  const wanted = inner?.split(',');
  const cut = (each: JsonObject) =>
    Object.fromEntries(Object.entries(each).filter(([key]) => wanted?.includes(key) ?? true));
  return { ...shown, [name]: items.map(cut) };
}

function selected(context: Context, set: EntitySet, item: JsonObject, select: string): JsonObject {
  const shown: Record<string, Json> = {};
  for (const name of select.split(',').map((each) => each.trim())) {
    if (name === '*') return item;
    const key = Object.keys(item).find((each) => each.toLowerCase() === name.toLowerCase());
    if (key === undefined) {
      throw notImitated(`the property ${name} of ${set.type}`);
    }
    shown[key] = item[key] ?? null;
  }
  // A derived object keeps its @odata.type, even with $select.
  if (item['@odata.type'] !== undefined) return { '@odata.type': item['@odata.type'], ...shown };
  return shown;
}

/** A list as Graph answers it: $filter, $search, $orderby, $count, $select, $top and paging by $skiptoken. */
export function listAnswer(context: Context, set: EntitySet, items: readonly JsonObject[]): WireResponse {
  checkOptions(context);
  // Unlike security services, the directory refuses $skip (microsoftgraph/msgraph-metadata issue 135).
  if (context.query('$skip') !== undefined && !set.name.startsWith('security/'))
    refuseBody(context, "'$skip' is not supported by the service.");
  const eventual = context.headers.get('consistencylevel')?.toLowerCase() === 'eventual';
  const counting = context.query('$count')?.toLowerCase() === 'true';
  const filter = filterOf(context, set, items);
  if (filter?.advanced && !(eventual && counting)) {
    refuseQuery(
      context,
      `Unsupported or invalid query filter clause specified for property of resource '${set.type}'.`,
    );
  }
  const search = context.query('$search');
  if (search !== undefined && !eventual) {
    refuseQuery(
      context,
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const matching = items.filter((item) => (filter?.test(item) ?? true) && found(item, search));
  // See https://learn.microsoft.com/graph/aad-advanced-queries. Words: microsoftgraph/microsoft-graph-docs issue 10835
  if (filter !== undefined && context.query('$orderby') !== undefined && !(eventual && counting))
    refuseQuery(context, 'Sorting not supported for current query.');
  const ordered = order(context, set, matching);
  const top = pageSize(context, set);
  const from = startOf(context);
  const page = ordered.slice(from, from + top);
  const select = context.query('$select');
  const more = from + top < ordered.length;
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: {
      '@odata.context': contextUrl(context, select === undefined ? set.name : `${set.name}(${select})`),
      ...(counting ? { '@odata.count': ordered.length } : {}),
      ...(more ? { '@odata.nextLink': nextLink(context, from + top) } : {}),
      value: page.map((item) => view(context, set, item)),
    },
  };
}

/** The number of matches, as `/$count` answers it: plain text, only for callers that accept stale counts. */
export function countAnswer(context: Context, set: EntitySet, items: readonly JsonObject[]): WireResponse {
  if (context.headers.get('consistencylevel')?.toLowerCase() !== 'eventual') {
    refuseBody(context, '$count is not currently supported.');
  }
  const filter = filterOf(context, set, items);
  const count = items.filter((item) => filter?.test(item) ?? true).length;
  return { status: 200, headers: { 'content-type': 'text/plain' }, text: String(count) };
}

function filterOf(context: Context, set: EntitySet, items: readonly JsonObject[]): Filter | undefined {
  const text = context.query('$filter');
  if (text === undefined) return undefined;
  if (/\bcontains\s*\(/i.test(text)) {
    refuseQuery(
      context,
      `Unsupported Query. Function 'contains' is not supported for resource '${set.type}'.`,
    );
  }
  const properties = new Set(Object.keys(items[0] ?? {}).map((name) => name.toLowerCase()));
  // Property names come from the first object. An empty set has none, so all words are accepted as names.
  if (items.length === 0)
    for (const word of text.match(/[A-Za-z]\w*/g) ?? []) properties.add(word.toLowerCase());
  try {
    return readFilter(text, properties);
  } catch (error) {
    if (error instanceof FilterTrouble) return refuseBody(context, error.message);
    throw error;
  }
}

function found(item: JsonObject, search: string | undefined): boolean {
  if (search === undefined) return true;
  const [, property = 'displayName', wanted = ''] = /^"(?:(\w+):)?(.*)"$/.exec(search) ?? [];
  return String(item[property] ?? '')
    .toLowerCase()
    .includes(wanted.toLowerCase());
}

function order(context: Context, set: EntitySet, items: readonly JsonObject[]): readonly JsonObject[] {
  const orderBy = context.query('$orderby');
  if (orderBy === undefined) return items;
  const [name = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
  if (items.length > 0 && !(name in (items[0] ?? {}))) {
    throw notImitated(`$orderby=${name} of ${set.type}`);
  }
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return [...items].sort((one, other) => {
    const [a, b] = [String(one[name] ?? ''), String(other[name] ?? '')];
    return a < b ? -sign : a > b ? sign : 0;
  });
}

function pageSize(context: Context, set: EntitySet): number {
  const top = context.query('$top');
  if (top === undefined) return set.usual;
  const size = Number(top);
  if (!Number.isInteger(size) || size < 1 || size > set.most) {
    refuseBody(
      context,
      `Invalid page size specified: '${top}'. Must be between 1 and ${set.most} inclusive.`,
    );
  }
  return size;
}

/** A page token is opaque to clients. Here it contains the position of the next page. */
function startOf(context: Context): number {
  const token = context.query('$skiptoken');
  if (token === undefined) return 0;
  const from = Number.parseInt(
    Buffer.from(token, 'base64url')
      .toString('utf8')
      .replace(/^from:/, ''),
    10,
  );
  if (!Number.isInteger(from) || from < 0) {
    return refuseBody(context, 'Unable to resolve the skip token: the page token is invalid.');
  }
  return from;
}

function nextLink(context: Context, from: number): string {
  const url = new URL(context.url);
  const earlier = Array.from(url.searchParams.keys()).filter((name) => name.toLowerCase() === '$skiptoken');
  for (const name of earlier) url.searchParams.delete(name);
  const query = url.searchParams.toString().replaceAll('%24', '$');
  const token = Buffer.from(`from:${from}`).toString('base64url');
  return `https://${url.host}${url.pathname}?${query === '' ? '' : `${query}&`}$skiptoken=${token}`;
}
