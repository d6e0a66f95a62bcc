import type { Json, JsonObject } from '../core/contents.ts';
import { fractionOf, guidOf } from '../core/ids.ts';
import { notImitated } from '../core/not-imitated.ts';
import { type Context, type Method, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import { claimsFor } from '../login/claims.ts';
import {
  invalidApiVersion,
  invalidResourceType,
  missingApiVersion,
  multifactorNeeded,
  noRegisteredProvider,
} from './errors.ts';
import { type ArmType, type ArmTypeName, armTypes } from './versions.ts';

/** One call of Azure Resource Manager. */
export interface ArmCall {
  readonly method: Method;
  readonly path: string;
  /** The type whose api-versions decide whether the request is understood. */
  readonly type: ArmTypeName;
  readonly source: readonly string[] | 'assumed';
  /** What of it was not read anywhere, a phrase each. */
  readonly assumed?: readonly string[];
  run(context: Context): WireResponse | Promise<WireResponse>;
}

/**
 * An operation with what ARM does around every one: the api-version asked for is checked against those the type was
 * published with, and every answer, refusals included, carries ARM's headers.
 */
export function armOperation(call: ArmCall): Operation {
  return {
    host: 'arm',
    method: call.method,
    path: call.path,
    source: call.source,
    ...(call.assumed === undefined ? {} : { assumed: call.assumed }),
    async run(context) {
      const headers = armHeaders(context);
      try {
        requireVersion(context, armTypes[call.type]);
        requireMultifactor(context);
        const answer = await call.run(context);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        throw new Refusal({ ...thrown.answer, headers: { ...headers, ...thrown.answer.headers } });
      }
    },
  };
}

const asked = new WeakMap<Context['store'], number>();

/**
 * The headers of ARM's answers. The remaining-requests figures are the first ones seen of a full bucket
 * (microsoft-apis section 6.4); real throttling is the weather's.
 */
export function armHeaders(context: Context): Record<string, string> {
  const count = (asked.get(context.store) ?? 0) + 1;
  asked.set(context.store, count);
  const requestId = guidOf(context.tenant.id, 'arm request', count);
  const correlationId = context.headers.get('x-ms-correlation-request-id') ?? requestId;
  const now = new Date(context.clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const clientId = context.headers.get('x-ms-client-request-id');
  const wantsClientId = context.headers.get('x-ms-return-client-request-id')?.toLowerCase() === 'true';
  const level = /^\/subscriptions\//i.test(context.path) ? 'subscription' : 'tenant';
  const reads = context.method === 'GET' || context.method === 'HEAD';
  return {
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': correlationId,
    'x-ms-routing-request-id': `WESTEUROPE:${now}:${requestId}`,
    [`x-ms-ratelimit-remaining-${level}-${reads ? 'reads' : 'writes'}`]: reads ? '249' : '199',
    [`x-ms-ratelimit-remaining-${level}-global-${reads ? 'reads' : 'writes'}`]: reads ? '3749' : '2999',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    ...(clientId !== null && wantsClientId ? { 'x-ms-client-request-id': clientId } : {}),
  };
}

function requireVersion(context: Context, type: ArmType): void {
  const given = context.query('api-version');
  if (given === undefined || given === '') throw missingApiVersion();
  const versions = servedVersions(context, type);
  if (versions.includes(given.toLowerCase())) return;
  // Published after these lists were read, it may well be served.
  if (isNewer(given, type.versions))
    throw notImitated(`api-version ${given} of ${type.namespace}/${type.type}`);
  if (type.namespace === 'Microsoft.Resources') throw invalidApiVersion(given, versions);
  if (type.locations.length === 0) throw invalidResourceType(type.type, type.namespace, given, versions);
  throw noRegisteredProvider({
    location: '*',
    given,
    type: type.type,
    supported: versions,
    locations: type.locations,
  });
}

/**
 * Azure demands multifactor of people who create, change or delete something, and asks for it with a claims challenge
 * (https://learn.microsoft.com/entra/identity/authentication/concept-mandatory-multifactor-authentication).
 */
function requireMultifactor(context: Context): void {
  const needed = context.truth.get('policies', 'tenant')?.azureWritesNeed;
  const writes = /^(?:PUT|PATCH|DELETE)$/u.test(context.method);
  if (needed === undefined || !writes || context.caller.kind === 'app') return;
  if (!context.caller.contexts.includes(needed)) throw multifactorNeeded(context.cloud, claimsFor(needed));
}

/** Whether a version has a date after every one listed. */
export const isNewer = (version: string, listed: readonly string[]): boolean =>
  /^\d{4}-\d\d-\d\d/u.test(version) && listed.every((each) => each.slice(0, 10) < version.slice(0, 10));

/** What a cloud serves of a type: the sovereign ones get versions of what has a region later. */
function servedVersions(context: Context, type: ArmType): readonly string[] {
  const until = context.tenant.armVersionsUntil;
  return until === undefined || type.locations.length === 0
    ? type.versions
    : type.versions.filter((each) => each.slice(0, 10) <= until);
}

/** A 200 with this body. */
export const ok = (body: Json): WireResponse => ({ status: 200, body });

/** ARM's timestamps carry seven digits behind the second. */
export const armTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.(\d{3})Z$/, '.$10000Z');

const tokenText = (offset: number, context: Context): string =>
  Buffer.from(
    JSON.stringify({ o: offset, k: fractionOf(context.path.toLowerCase(), context.query('$filter') ?? '') }),
  ).toString('base64url');

/**
 * A page of a list with ARM's `nextLink`: absolute, with the request's own parameters and an opaque token of the
 * given name. A token made for another list is refused.
 */
export function pageOf(
  context: Context,
  items: readonly JsonObject[],
  size: number,
  tokenName = '$skiptoken',
): WireResponse {
  const given = context.query(tokenName);
  const start = given === undefined ? 0 : offsetIn(given, context, items.length);
  const value = items.slice(start, start + size);
  const more = start + size < items.length;
  if (!more) return ok({ value });
  const next = new URL(context.url);
  next.search = new URLSearchParams(
    [...next.searchParams].filter(([name]) => name.toLowerCase() !== tokenName.toLowerCase()),
  ).toString();
  next.searchParams.set(tokenName, tokenText(start + size, context));
  return ok({ value, nextLink: next.href });
}

function offsetIn(token: string, context: Context, most: number): number {
  const start = startOf(token);
  if (start !== undefined && start <= most && tokenText(start, context) === token) return start;
  throw new Refusal({
    status: 400,
    body: {
      error: { code: 'InvalidSkipToken', message: `The specified skip token '${token}' is not valid.` },
    },
  });
}

function startOf(token: string): number | undefined {
  try {
    const { o } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { readonly o?: unknown };
    return typeof o === 'number' ? o : undefined;
  } catch {
    return undefined;
  }
}
