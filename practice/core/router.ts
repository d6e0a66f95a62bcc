import type { Clock } from './clock.ts';
import type { ApiName, Cloud } from './clouds.ts';
import type { Json, TenantObject } from './contents.ts';
import type { Sessions } from './sessions.ts';
import type { Reading, Store, View } from './store.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** What an operation answers. An object body goes out as JSON, text as it is, null or nothing as no body. */
export interface WireResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json | undefined;
  /** A body that is not JSON; needs a content-type among the headers. */
  readonly text?: string;
  /** The answer in place of this one, asked for when all that is under way has gone as far as it gets by now. */
  afterwards?(): WireResponse;
}

/** Thrown by an operation to end with that answer: the short way out of a refused request. */
export class Refusal extends Error {
  readonly answer: WireResponse;
  constructor(answer: WireResponse) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** Who calls, as a verified token says. */
export interface Caller {
  readonly kind: 'user' | 'app';
  /** Object ID of the user or the service principal. */
  readonly objectId: string;
  /** Client ID of the program that calls. */
  readonly appId: string;
  readonly tenantId: string;
  readonly name: string;
  /** App roles in the token; empty for a user. */
  readonly roles: readonly string[];
  /** Delegated scopes in the token; empty for an application. */
  readonly scopes: readonly string[];
  /** Entra roles that were active when the token was made (`wids`). */
  readonly directoryRoles: readonly string[];
  /** Authentication contexts that were proven before the token was made (`acrs`). */
  readonly contexts: readonly string[];
  /** Seconds since 1970 at which the token was made. */
  readonly issuedAt: number;
}

/** One request while it is answered. */
export interface Context {
  readonly method: Method;
  readonly url: URL;
  /** The path after normalization: one slash each, no trailing slash, no /myorganization. Casing as sent. */
  readonly path: string;
  /** What the pattern's {names} matched, decoded; OData quotes undone. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** The body as it was sent. */
  readonly text: string;
  readonly api: ApiName;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly store: Store;
  readonly tenant: TenantObject;
  /** The pretend admin, whose account the sign-in page fills in. Everyone here has the same pretend password. */
  readonly admin: { readonly userName: string; readonly password: string };
  /** Sign-ins under way: codes, refresh tokens, device codes. */
  readonly sessions: Sessions;
  /** The truth: what uniqueness and conflicts are decided by. */
  readonly truth: Reading;
  /** What the replica that happens to answer this request has heard of. */
  served(view: View): Reading;
  /** A query value; the name is compared without case and however it was encoded. */
  query(name: string): string | undefined;
  /** The body as JSON. Refused in the API's own envelope when it is none. */
  json(): Json;
  /** Whoever signed the token. Throws where the operation is open to everyone. */
  readonly caller: Caller;
  /** A GUID no other object of this tenant has; depends on the tenant, its seed and how many came before. */
  newId(): string;
  /** Records a secret or token handed out, for `issued()`. */
  issued(kind: string, value: string): void;
  /** Answers another request of the same caller inside this tenant, as $batch does. */
  again(request: Request): Promise<Response>;
}

/** One call of one API, and where its behavior was read. */
export interface Operation {
  readonly host: ApiName;
  readonly method: Method;
  /**
   * The path: literal text is compared without case, `{name}` takes a segment (or part of one, as in
   * `/v1.0/applications(appId='{appId}')`), `{*name}` takes one or more whole segments.
   */
  readonly path: string;
  /** Documents, issues or example files this behavior was read in, or the word assumed. */
  readonly source: readonly string[] | 'assumed';
  /** What of a sourced behavior was nevertheless not read anywhere, a phrase each. */
  readonly assumed?: readonly string[];
  /** Needs no token. */
  readonly open?: boolean;
  run(context: Context): WireResponse | Promise<WireResponse>;
}

/** Declares an operation; only there so that its literal types are checked where it is written. */
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
  /** The operation for a request, or the methods this path knows (none: the path is unknown). */
  find(host: ApiName, method: string, path: string): Found | { readonly methods: readonly Method[] };
}

/** Brings a path into the one form patterns are written in. */
export function normalizePath(api: ApiName, path: string): string {
  let plain = path.replace(/\/{2,}/g, '/');
  if (plain.length > 1 && plain.endsWith('/')) plain = plain.slice(0, -1);
  // CLI for Microsoft 365 and old Azure AD Graph habits say /myorganization where Graph needs nothing.
  return api === 'graph' ? plain.replace(/^(\/(?:v1\.0|beta))\/myorganization(?=\/|$)/i, '$1') : plain;
}

/** A router over the given operations: of several that match, the one with the most literal text wins. */
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
