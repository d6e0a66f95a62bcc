import type { Client, GraphRequest, Middleware, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Received } from '../http/exchange.ts';
import { at, parsed, textAt } from '../http/text.ts';
import { trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { bindEvidence, shared, unwatched } from './evidence.ts';
import { type BatchItem, batched, headersFor } from './graph-batch.ts';
import type { GetToken, Network } from './network.ts';
import { missingIsNone } from './unseen.ts';

/** Microsoft Graph v1.0, through its own client library. Paths start with a slash; values are encoded. */
export interface Graph {
  /** One object. Reads made in the same moment go out together. Identical reads in flight are sent once. */
  get(path: string, doing: Operation): Promise<unknown>;
  /** Like `get`, but undefined if Graph answers 404. */
  find(path: string, doing: Operation): Promise<unknown>;
  /** A collection, with all its pages. */
  list(path: string, doing: Operation): Promise<readonly unknown[]>;
  /** One write, sent by itself. A POST is never repeated. */
  write(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    doing: Operation,
    more?: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /**
   * Runs work on an object one at a time, in order of arrival. Entra refuses two writes to an object at once
   * with Directory_ConcurrencyViolation (https://learn.microsoft.com/graph/resolve-auth-errors).
   */
  inTurn<T>(object: string, work: () => Promise<T>): Promise<T>;
}

export interface GraphOptions {
  readonly network: Network;
  readonly identity: 'person' | 'application';
  readonly token: GetToken;
  /** How long, in milliseconds, reads count as made in the same moment. */
  readonly moment?: number;
}

/** No collection that this product reads has nearly this many pages. One that does is a loop. */
const mostPages = 500;

export function graph({ network, identity, token, moment = 2 }: GraphOptions): Graph {
  const root = `${network.cloud.graph}/v1.0`;
  let library: Promise<Called> | undefined;
  const client = () => (library ??= load(network, identity, token));

  const call = async (
    path: string,
    doing: Operation,
    send: (request: GraphRequest) => Promise<unknown>,
    reads = false,
  ): Promise<Received> => {
    const { client: ours, unwrap, raw } = await client();
    const request = ours.api(path).responseType(raw).option('reads', reads);
    return trying(doing, async () => {
      const response = (await send(request).catch(unwrap)) as Response;
      return { status: response.status, headers: response.headers, text: await response.text() };
    });
  };

  const sendItems = batched({
    network,
    identity,
    host: new URL(root).host,
    single: (path, doing) => call(path, doing, (request) => request.headers(headersFor(path)).get(), true),
    batch: (body, doing) => call('/$batch', doing, (request) => request.post(body), true),
  });

  let waiting: BatchItem[] = [];
  let inFlight = new Map<string, () => Promise<unknown>>();
  const asked = (path: string, doing: Operation) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.push({ path, doing, resolve, reject, within: bindEvidence() });
      if (waiting.length > 1) return;
      unwatched(() =>
        setTimeout(() => {
          const now = waiting;
          waiting = [];
          sendItems(now);
        }, moment),
      );
    });
  const get = (path: string, doing: Operation): Promise<unknown> => {
    const standing = inFlight.get(path);
    if (standing !== undefined) return standing();
    const answer = shared(() => asked(path, doing));
    const mine = inFlight;
    mine.set(path, answer);
    const forget = () => mine.delete(path);
    const mineToo = answer();
    mineToo.then(forget, forget);
    return mineToo;
  };

  const relative = async (link: string, doing: Operation): Promise<string> => {
    if (link.startsWith(`${root}/`)) return link.slice(root.length);
    // The link is outside Graph's address. The network refuses it by name, before it sends a token.
    await network.send({ method: 'GET', url: link }, { identity, token, doing });
    return link;
  };

  const turns = new Map<string, Promise<unknown>>();

  return {
    get,
    find: (path, doing) => get(path, doing).catch(missingIsNone),
    async list(path, doing) {
      const found: unknown[] = [];
      const seen = new Set<string>();
      let next = path;
      while (!seen.has(next) && seen.size < mostPages) {
        seen.add(next);
        const body = await get(next, doing);
        const page = at(body, 'value');
        // Graph's pages always have a list. Treating this one as empty would claim that nothing exists.
        if (!Array.isArray(page)) throw network.trouble(root + next, identity, 'unreadable', '', doing);
        found.push(...(page as readonly unknown[]));
        const link = textAt(body, '@odata.nextLink');
        if (link === '') return found;
        next = await relative(link, doing);
      }
      throw network.trouble(root + path, identity, 'too-large', '', doing);
    },
    async write(method, path, doing, { body, headers = {} } = {}) {
      // A read after the write must not get the answer of a read sent before the write.
      inFlight = new Map();
      try {
        const reply = await call(path, doing, (request) => {
          const asked = request.headers({ ...headers });
          return method === 'POST'
            ? asked.post(body)
            : method === 'PATCH'
              ? asked.patch(body)
              : asked.delete();
        });
        return { status: reply.status, body: reply.text === '' ? undefined : parsed(reply.text) };
      } finally {
        inFlight = new Map();
      }
    },
    inTurn<T>(object: string, work: () => Promise<T>): Promise<T> {
      const turn = (turns.get(object) ?? Promise.resolve()).then(work, work);
      turns.set(object, turn);
      return turn;
    },
  };
}

interface Called {
  readonly client: Client;
  readonly raw: ResponseType;
  /** Unwraps our own error from the library's. */
  unwrap(error: unknown): never;
}

/** Loads the library on first use, so that it doesn't delay the window's start. */
async function load(network: Network, identity: 'person' | 'application', token: GetToken): Promise<Called> {
  const {
    Client: GraphClient,
    GraphClientError,
    ResponseType: Kind,
  } = await import('@microsoft/microsoft-graph-client');
  const terminal: Middleware = {
    async execute(context) {
      const {
        method = 'GET',
        headers,
        body,
        reads,
      } = (context.options ?? {}) as {
        method?: string;
        headers?: Record<string, string>;
        body?: string;
        reads?: boolean;
      };
      try {
        const reply = await network.send(
          { method, url: urlOf(context.request), headers: headers ?? {}, body },
          { identity, token, ...(reads === true ? { reads } : {}) },
        );
        const empty = reply.text === '';
        context.response = new Response(empty ? null : reply.text, { status: reply.status });
      } catch (error) {
        // The only error class that the library passes through unchanged.
        throw Object.assign(new GraphClientError('see cause'), { cause: error });
      }
    },
  };
  return {
    client: GraphClient.initWithMiddleware({
      middleware: terminal,
      baseUrl: network.cloud.graph,
      defaultVersion: 'v1.0',
    }),
    raw: Kind.RAW,
    unwrap(error) {
      throw error instanceof GraphClientError ? error.cause : error;
    },
  };
}

/** The library passes an address, or a request that contains one. */
function urlOf(request: string | Request | URL): string {
  if (typeof request === 'string') return request;
  return request instanceof URL ? request.href : request.url;
}
