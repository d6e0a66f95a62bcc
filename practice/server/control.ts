import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type Act, ActRefused } from '../core/acts.ts';
import { readBody } from '../core/incoming.ts';
import { faultKinds, type Weather } from '../core/weather.ts';
import type { PracticeTenant, RequestRecord } from './tenant.ts';

/** The local server through which a program outside controls a served practice tenant. */
export interface Control {
  readonly address: string;
  readonly token: string;
  close(): Promise<void>;
}

const fault = z.strictObject({
  kind: z.enum(faultKinds),
  host: z.enum(['login', 'graph', 'arm', 'logs', 'vault', 'portal', 'logic', 'consent']).optional(),
  method: z.string().max(10).optional(),
  path: z.string().max(300).optional(),
  batched: z.literal(true).optional(),
  nth: z.int().min(1).optional(),
  when: z.enum(['before', 'after']).optional(),
  times: z.union([z.int().min(1), z.literal('always')]).optional(),
  chance: z.number().min(0).max(1).optional(),
  retryAfter: z.string().max(60).optional(),
  body: z.string().max(300).optional(),
  answer: z
    .strictObject({
      status: z.int().min(400).max(599),
      code: z.string().max(200),
      message: z.string().max(2000),
      headers: z.record(z.string().max(100), z.string().max(4000)).optional(),
    })
    .optional(),
});

const weather = z.strictObject({
  latencyMs: z.number().min(0).max(600_000).optional(),
  lag: z.number().min(0).max(86_400).optional(),
  strict: z.boolean().optional(),
  undated: z.literal(true).optional(),
  skew: z.number().min(-31_536_000).max(31_536_000).optional(),
  unseenConnections: z.number().min(0).max(86_400).optional(),
  faults: z.array(fault).max(1000).optional(),
  seed: z.int().optional(),
});

/** Each act has other members. They are checked when the act is carried out. */
const act = z.looseObject({ do: z.string().max(60) });

interface Outcome {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves control over a practice tenant on 127.0.0.1. A caller must know the token, and the request must name
 * this address itself, so that a web page in a browser can't reach it.
 */
export async function serveControl(tenant: PracticeTenant): Promise<Control> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    answer(tenant, token, server, request)
      .catch((error: unknown): Outcome => ({ status: 500, body: { error: String(error) } }))
      .then((outcome) => send(response, outcome))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `http://127.0.0.1:${portOf(server)}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function send(response: ServerResponse, { status, body }: Outcome): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body ?? null));
}

function refused(status: number, error: string): Outcome {
  return { status, body: { error } };
}

function knowsToken(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(/^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function answer(
  tenant: PracticeTenant,
  token: string,
  server: Server,
  request: IncomingMessage,
): Promise<Outcome> {
  const own = [`127.0.0.1:${portOf(server)}`, `localhost:${portOf(server)}`];
  const { host, origin } = request.headers;
  if (host === undefined || !own.includes(host))
    return refused(403, 'this address answers to its own name only');
  if (origin !== undefined && !own.some((each) => origin === `http://${each}`)) {
    return refused(403, 'no web page may rule a practice tenant');
  }
  if (!knowsToken(request, token))
    return refused(401, 'a bearer token is needed: the controlToken that was printed');
  const path = new URL(request.url ?? '/', `http://${host}`).pathname;
  switch (`${request.method} ${path}`) {
    case 'GET /state':
      return { status: 200, body: tenant.state() };
    case 'GET /issued':
      return { status: 200, body: tenant.issued() };
    case 'GET /requests':
      // Bodies are left out, because they contain the credentials the programs signed in with.
      return { status: 200, body: tenant.requests().map(({ body: _body, ...rest }) => rest) };
    case 'GET /not-imitated':
      return { status: 200, body: notImitatedIn(tenant.requests()) };
    case 'POST /weather':
      return withBody(request, weather, (given) => {
        tenant.setWeather(given as Weather);
        return null;
      });
    case 'POST /act':
      return withBody(request, act, (given) => tenant.act(given as Act));
    case 'POST /reset':
      tenant.reset();
      return { status: 200, body: null };
    default:
      return refused(404, 'state, issued, requests, not-imitated, weather, act and reset are what there is');
  }
}

/** Requests that aren't imitated, the most frequent first. Paths that differ only in ids count as one. */
export function notImitatedIn(
  requests: readonly Pick<RequestRecord, 'method' | 'host' | 'path' | 'practice'>[],
): readonly { readonly asked: string; readonly times: number }[] {
  const times = new Map<string, number>();
  for (const { method, host, path, practice } of requests) {
    if (practice !== 'not-imitated') continue;
    const asked = `${method} ${host}${path.split('?')[0]?.replaceAll(guid, '{id}')}`;
    times.set(asked, (times.get(asked) ?? 0) + 1);
  }
  return [...times]
    .map(([asked, count]) => ({ asked, times: count }))
    .sort((one, other) => other.times - one.times || (one.asked < other.asked ? -1 : 1));
}

const guid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/giu;

async function withBody<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  then: (given: T) => unknown,
): Promise<Outcome> {
  let given: unknown;
  try {
    given = JSON.parse((await readBody(request, 1_000_000)).toString('utf8'));
  } catch {
    return refused(400, 'the body is not JSON');
  }
  const read = schema.safeParse(given);
  if (!read.success) return refused(400, z.prettifyError(read.error));
  try {
    return { status: 200, body: then(read.data) };
  } catch (error) {
    if (error instanceof ActRefused) return refused(400, error.message);
    // If a member of an act is missing, the act fails with a TypeError where it uses the member.
    if (error instanceof TypeError)
      return refused(400, 'something this act needs is missing or of the wrong type');
    throw error;
  }
}
