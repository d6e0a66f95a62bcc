import type { Clock } from '../core/clock.ts';
import type { Cloud } from '../core/clouds.ts';
import type { Json } from '../core/contents.ts';
import { fractionOf } from '../core/ids.ts';
import { type Caller, type Context, type Method, normalizePath } from '../core/router.ts';
import type { Sessions } from '../core/sessions.ts';
import type { Store } from '../core/store.ts';
import type { Planted } from '../tenants/tenants.ts';
import { unreadable } from './wire.ts';

/** A request's context while it is answered. The caller and the path's values are filled in on the way. */
export type ContextInMaking = { -readonly [K in keyof Context]: Context[K] } & {
  signedIn: Caller | undefined;
};

/** The tenant that received a request. */
export interface Place {
  readonly clock: Clock;
  readonly store: Store;
  readonly sessions: Sessions;
  readonly planted: Planted;
  /** The number of times each request was made before. */
  readonly asked: Map<string, number>;
  readonly newId: () => string;
  readonly issued: (kind: string, value: string) => void;
  readonly again: (request: Request) => Promise<Response>;
}

/** Everything an operation can ask about a request. @throws Error if an open operation asks for the caller */
export function contextOf(
  place: Place,
  request: Request,
  text: string,
  at: { readonly url: URL; readonly api: Context['api']; readonly cloud: Cloud },
): ContextInMaking {
  const { url, api, cloud } = at;
  const { store } = place;
  const truth = store.authoritative();
  const path = normalizePath(api, url.pathname);
  // The request and the number of times it was made decide the replica. Parallel requests have no influence.
  const asked = `${request.method} ${path}`;
  const times = (place.asked.get(asked) ?? 0) + 1;
  place.asked.set(asked, times);
  const queries = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const key = decoded(name).toLowerCase();
    if (!queries.has(key)) queries.set(key, value);
  }
  const context: ContextInMaking = {
    method: request.method.toUpperCase() as Method,
    url,
    path,
    params: {},
    headers: request.headers,
    text,
    api,
    cloud,
    clock: place.clock,
    store,
    tenant: truth.get('tenant', place.planted.tenant.id) ?? place.planted.tenant,
    admin: place.planted.admin,
    sessions: place.sessions,
    truth,
    signedIn: undefined,
    served: (view) => store.served(view, `${asked} ${times} ${fractionOf(asked)}`),
    query: (name) => queries.get(name.toLowerCase()),
    json() {
      try {
        return JSON.parse(text) as Json;
      } catch {
        return unreadable(context);
      }
    },
    get caller(): Caller {
      if (context.signedIn === undefined) throw new Error('an open operation asked who calls');
      return context.signedIn;
    },
    newId: place.newId,
    issued: place.issued,
    again: place.again,
  };
  return context;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
