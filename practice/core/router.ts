import type { Clock } from './clock.ts';
import type { ApiName, Cloud } from './clouds.ts';
import type { Json, TenantObject } from './contents.ts';
import type { Sessions } from './sessions.ts';
import type { Reading, Store, View } from './store.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** An operation's answer. An object body is sent as JSON, text as it is, and null or undefined as nothing. */
export interface WireResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json | undefined;
  /** A body that is not JSON. The headers must include a content-type. */
  readonly text?: string;
  /** Gives the answer that replaces this one, once the work under way has gone as far as it can by now. */
  afterwards?(): WireResponse;
}

/** Thrown by an operation to end the request with this answer. */
export class Refusal extends Error {
  readonly answer: WireResponse;
  constructor(answer: WireResponse) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** The caller, as described by a verified token. */
export interface Caller {
  readonly kind: 'user' | 'app';
  /** The object ID of the user or the service principal. */
  readonly objectId: string;
  /** The client ID of the program that calls. */
  readonly appId: string;
  readonly tenantId: string;
  readonly name: string;
  /** The app roles in the token. Empty for a user. */
  readonly roles: readonly string[];
  /** The delegated scopes in the token. Empty for an application. */
  readonly scopes: readonly string[];
  /** The Entra roles that were active when the token was issued (`wids`). */
  readonly directoryRoles: readonly string[];
  /** The authentication contexts that were proven before the token was issued (`acrs`). */
  readonly contexts: readonly string[];
  /** The time when the token was issued, in seconds since 1970. */
  readonly issuedAt: number;
}

/** One request while it is being answered. */
export interface Context {
  readonly method: Method;
  readonly url: URL;
  /** The path after normalization: single slashes, no trailing slash, no /myorganization. Casing as sent. */
  readonly path: string;
  /** The values of the pattern's {names}, decoded, with OData quotes removed. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** The body as it was sent. */
  readonly text: string;
  readonly api: ApiName;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly store: Store;
  readonly tenant: TenantObject;
  /** The sample admin, whose account the sign-in page fills in. All people have the same sample password. */
  readonly admin: { readonly userName: string; readonly password: string };
  /** Sign-ins in progress: codes, refresh tokens, device codes. */
  readonly sessions: Sessions;
  /** The authoritative contents. They decide uniqueness and conflicts. */
  readonly truth: Reading;
  /** The contents that have reached the replica which answers this request. */
  served(view: View): Reading;
  /** A query value. The name is compared without case, however it was encoded. */
  query(name: string): string | undefined;
  /** The body as JSON. A body that isn't JSON is refused in the API's own envelope. */
  json(): Json;
  /** The caller that the token names. Throws if the operation is open to everyone. */
  readonly caller: Caller;
  /** A GUID no other object of this tenant has. It depends on the tenant, its seed and the GUIDs before. */
  newId(): string;
  /** Records a secret or token that was issued, for `issued()`. */
  issued(kind: string, value: string): void;
  /** Answers another request of the same caller in this tenant, as $batch does. */
  again(request: Request): Promise<Response>;
}

/** One call of one API, and the sources of its behavior. */
export interface Operation {
  readonly host: ApiName;
  readonly method: Method;
  /**
   * The path. Literal text is compared without case. `{name}` matches a segment (or part of one, as in
   * `/v1.0/applications(appId='{appId}')`). `{*name}` matches one or more whole segments.
   */
  readonly path: string;
  /** The documents, issues or example files that describe this behavior, or the word assumed. */
  readonly source: readonly string[] | 'assumed';
  /** The parts of a sourced behavior that no source describes, each as a phrase. */
  readonly assumed?: readonly string[];
  /** Set if the call needs no token. */
  readonly open?: boolean;
  run(context: Context): WireResponse | Promise<WireResponse>;
}

/** Declares an operation. Its only purpose is to check the literal's types at the place of declaration. */
export function operation(declared: Operation): Operation {
  return declared;
}

interface Segment {
  readonly greedy?: string;
  readonly shape?: RegExp;
  readonly names: readonly string[];
}

interface Route {
  readonly operation: Operation;
  readonly segments: readonly Segment[];
  readonly weight: number;
}

export interface Found {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** The operation for a request, or the methods of this path (empty if the path is unknown). */
  find(host: ApiName, method: string, path: string): Found | { readonly methods: readonly Method[] };
}

/** Converts a path to the one form that patterns use. */
export function normalizePath(api: ApiName, path: string): string {
  let plain = path.replace(/\/{2,}/g, '/');
  if (plain.length > 1 && plain.endsWith('/')) plain = plain.slice(0, -1);
  // CLI for Microsoft 365 and old Azure AD Graph clients send /myorganization. Graph doesn't need it.
  return api === 'graph' ? plain.replace(/^(\/(?:v1\.0|beta))\/myorganization(?=\/|$)/i, '$1') : plain;
}

/** Makes a router. If several operations match a path, the one with the most literal text is chosen. */
export function createRouter(operations: readonly Operation[]): Router {
  const routes = operations
    .map((each): Route => {
      const segments = each.path.split('/').slice(1).map(compileSegment);
      return { operation: each, segments, weight: weightOf(segments) };
    })
    .sort((one, other) => one.weight - other.weight);
  return {
    find(host, method, path) {
      const pieces = path.split('/').slice(1).map(decodeSegment);
      const methods: Method[] = [];
      for (const route of routes) {
        if (route.operation.host !== host) continue;
        const params: Record<string, string> = {};
        if (!matches(route.segments, pieces, 0, 0, params)) continue;
        if (route.operation.method === method) return { operation: route.operation, params };
        methods.push(route.operation.method);
      }
      return { methods };
    },
  };
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function compileSegment(text: string): Segment {
  const greedy = /^\{\*(\w+)\}$/.exec(text)?.[1];
  if (greedy !== undefined) return { greedy, names: [greedy] };
  const names: string[] = [];
  const shape = text
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(name);
      return '(.+)';
    })
    .join('');
  return { shape: new RegExp(`^${shape}$`, 'i'), names };
}

function weightOf(segments: readonly Segment[]): number {
  return segments.reduce(
    (sum, segment) => sum + (segment.greedy === undefined ? segment.names.length : 100),
    -segments.length / 1000,
  );
}

function matches(
  segments: readonly Segment[],
  pieces: readonly string[],
  at: number,
  piece: number,
  params: Record<string, string>,
): boolean {
  const segment = segments[at];
  if (segment === undefined) return piece === pieces.length;
  if (segment.greedy !== undefined) {
    for (let end = pieces.length; end > piece; end -= 1) {
      if (matches(segments, pieces, at + 1, end, params)) {
        params[segment.greedy] = pieces.slice(piece, end).join('/');
        return true;
      }
    }
    return false;
  }
  const text = pieces[piece];
  const match = text === undefined ? null : segment.shape?.exec(text);
  if (!match || !matches(segments, pieces, at + 1, piece + 1, params)) return false;
  segment.names.forEach((name, index) => {
    const value = match[index + 1] ?? '';
    params[name] = segment.shape?.source.includes("'(.+)'") ? value.replaceAll("''", "'") : value;
  });
  return true;
}
