import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock } from './clock.ts';
import type { ApiName } from './clouds.ts';
import type { Json, JsonObject } from './contents.ts';
import { fractionOf } from './ids.ts';

/**
 * The failures a request can meet. Each imitates one of real networks and services.
 * The list is the project's own catalog of 34.
 */
export const faultKinds = [
  'refused',
  'dns',
  'tls',
  'reset',
  'reset-mid-body',
  'timeout',
  'slow-body',
  'slow-headers',
  '429-seconds',
  '429-date',
  '429-none',
  '429-absurd',
  '500',
  '502-html',
  '503-retry-after',
  '504-after-commit',
  '504-before-commit',
  'truncated-json',
  'empty-body',
  'captive-portal',
  'wrong-schema',
  'gzip-bomb',
  'huge-body',
  'deep-json',
  '401-expired',
  '401-claims',
  '403',
  '404-lag',
  'conflict',
  'foreign-redirect',
  'foreign-next-link',
  'echo',
  'echo-page',
  'answer',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** The requests it can strike. A property that is left out matches any request. */
  readonly host?: ApiName;
  readonly method?: string;
  /** Part of the path, compared without case. */
  readonly path?: string;
  /**
   * Strikes only single requests inside a `$batch`. Each has a status, headers and a body of its own, also a
   * 429 with its Retry-After (https://learn.microsoft.com/graph/throttling#throttling-and-batching).
   */
  readonly batched?: true;
  /** The first matching request that it can strike (1 is the first of all). */
  readonly nth?: number;
  /** Strikes before the service does its work, or after it, when only the answer is lost. Default before. */
  readonly when?: 'before' | 'after';
  /** How many requests it strikes. Default 1. */
  readonly times?: number | 'always';
  /** The probability, from 0 to 1, that it strikes a matching request. Drawn from the seed. Default 1. */
  readonly chance?: number;
  /** Part of the body, compared without case. `client_credentials` strikes only sign-ins of applications. */
  readonly body?: string;
  /** The Retry-After of a 429-absurd: 0, -1, 1000000000 or soon. */
  readonly retryAfter?: string;
  /**
   * The answer of the kind `answer`: any refusal, in the service's own envelope. At sign-in, the code is the
   * OAuth error, such as `invalid_grant`, and the message begins with its AADSTS number.
   */
  readonly answer?: Refusal;
}

/** A refusal with its status, code and message, as the service gives them. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Headers such as `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Weather {
  /** The time each answer takes, in milliseconds. */
  readonly latencyMs?: number;
  /** The lag of the replicas, in seconds. */
  readonly lag?: number;
  /** Whether a caller waits for its own writes as long as all others do. */
  readonly strict?: boolean;
  /**
   * Seconds during which a playbook that names a new API connection doesn't find it: a first deployment's
   * race, ApiConnectionNotFound (https://github.com/briandelmsft/SentinelAutomationModules/issues/78).
   */
  readonly unseenConnections?: number;
  readonly faults?: readonly Fault[];
  /** The seconds by which Microsoft's clock is ahead of this computer's. Negative if it is behind. */
  readonly skew?: number;
  /** Answers have no date header, as behind a proxy that removes it. */
  readonly undated?: true;
  readonly seed?: number;
}

/** A request that a fault can strike. */
export interface FaultedRequest {
  readonly host: ApiName;
  readonly method: string;
  readonly path: string;
  readonly hostname: string;
  /** Whether it was inside a `$batch`. */
  readonly batched?: boolean;
  readonly body?: string;
  /** Its authorization and its body, which a service or a proxy can repeat in a refusal. */
  readonly carried?: string;
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** Decides which requests are struck. The same seed strikes the same requests. */
export class FaultPlan {
  #armed: readonly Armed[] = [];
  #seed = 0;

  set(faults: readonly Fault[], seed: number): void {
    this.#armed = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
    this.#seed = seed;
  }

  /** The fault that strikes this request, or undefined. */
  pickFault(request: FaultedRequest): Fault | undefined {
    for (const [index, armed] of this.#armed.entries()) {
      const { fault } = armed;
      if ((fault.batched ?? false) !== (request.batched ?? false)) continue;
      if (fault.host !== undefined && fault.host !== request.host) continue;
      if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) continue;
      if (!isPart(fault.path, request.path) || !isPart(fault.body, request.body)) continue;
      armed.seen += 1;
      if (armed.seen < (fault.nth ?? 1)) continue;
      if (fault.times !== 'always' && armed.struck >= (fault.times ?? 1)) continue;
      if (fractionOf(this.#seed, 'fault', index, armed.seen) >= (fault.chance ?? 1)) continue;
      armed.struck += 1;
      return fault;
    }
    return undefined;
  }
}

/** Whether the text contains this part, compared without case. An undefined part is in every text. */
const isPart = (part: string | undefined, text = ''): boolean =>
  part === undefined || text.toLowerCase().includes(part.toLowerCase());

/** Whether the service has done its work before this fault strikes. */
export function strikesAfter(fault: Fault): boolean {
  if (fault.kind === '504-after-commit') return true;
  if (fault.kind === '504-before-commit') return false;
  // These faults spoil an answer, so the service must have answered first.
  if (spoils.has(fault.kind)) return true;
  return fault.when === 'after';
}

const spoils: ReadonlySet<FaultKind> = new Set([
  'reset-mid-body',
  'slow-body',
  'slow-headers',
  'truncated-json',
  'wrong-schema',
  'foreign-next-link',
]);

/** The error of a broken connection in the form of Node's fetch: a TypeError whose cause has the code. */
export function broken(code: string, message: string): TypeError {
  return Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(message), { code }) });
}

/** The context of a fault: the clock it waits on, and the envelope of the service's errors. */
export interface Surroundings {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly request: FaultedRequest;
  readonly envelope: (status: number, code: string, message: string) => JsonObject;
}

/**
 * The response the program gets instead of the true answer. Longer than a screen: each fault has one case.
 * @param answer the true answer, if the fault strikes after the service has done its work.
 * @throws TypeError (fetch failed) if the connection breaks.
 */
export async function faultedResponse(
  fault: Fault,
  around: Surroundings,
  answer: Response | undefined,
): Promise<Response> {
  const { clock, request } = around;
  const json = (status: number, code: string, message: string, headers: Record<string, string> = {}) =>
    Response.json(around.envelope(status, code, message), { status, headers });
  const tooMany = (headers: Record<string, string>) =>
    json(429, 'TooManyRequests', 'Too many requests. Please wait and try again.', headers);
  switch (fault.kind) {
    case 'refused':
      throw broken('ECONNREFUSED', `connect ECONNREFUSED ${request.hostname}:443`);
    case 'dns':
      throw broken('ENOTFOUND', `getaddrinfo ENOTFOUND ${request.hostname}`);
    case 'tls':
      throw broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate');
    case 'reset':
      throw broken('ECONNRESET', 'read ECONNRESET');
    case 'reset-mid-body':
      return streamed(
        answer,
        (text) => text.slice(0, Math.ceil(text.length / 2)),
        async () => {
          throw broken('ECONNRESET', 'aborted');
        },
      );
    case 'timeout':
      await waitOrAbort(clock, 300_000, around.signal);
      throw broken('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error');
    case 'slow-headers':
      await waitOrAbort(clock, 45_000, around.signal);
      return answer ?? new Response(null, { status: 204 });
    case 'slow-body':
      return slowBody(answer, clock);
    case '429-seconds':
      return tooMany({ 'retry-after': '7' });
    case '429-date':
      return tooMany({ 'retry-after': new Date(clock.now() + 7000).toUTCString() });
    case '429-none':
      return tooMany({});
    case '429-absurd':
      return tooMany({ 'retry-after': fault.retryAfter ?? '1000000000' });
    case '500':
      return json(500, 'InternalServerError', 'An internal server error occurred.');
    case '502-html':
      return html(
        502,
        '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
      );
    case '503-retry-after':
      return json(503, 'ServiceUnavailable', 'The service is temporarily unavailable.', {
        'retry-after': '5',
      });
    case '504-after-commit':
    case '504-before-commit':
      return json(504, 'GatewayTimeout', 'The gateway did not receive a response in time.');
    case 'truncated-json':
      return changedText(answer, (text) => text.slice(0, Math.floor(text.length * 0.6)));
    case 'empty-body':
      return new Response('', { status: 200, headers: { 'content-type': 'application/json' } });
    case 'captive-portal':
      return html(
        200,
        '<html><body><form action="/hotspot">Welcome to the airport. Accept the terms to go on.</form></body></html>',
      );
    case 'wrong-schema':
      return changedText(answer, () => JSON.stringify({ value: 'seven', unexpected: [1, { two: null }] }));
    case 'gzip-bomb':
      // 100 MB of zeros in about 100 KB, as a hostile proxy on the way can send.
      return bytes(gzipSync(Buffer.alloc(100 * 1024 * 1024)), { 'content-encoding': 'gzip' });
    case 'huge-body':
      return hugeBody();
    case 'deep-json':
      return bytes(Buffer.from(`{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), {});
    case '401-expired':
      return json(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.', {
        'www-authenticate':
          'Bearer realm="", error="invalid_token", error_description="The access token expired"',
      });
    case '401-claims':
      return json(
        401,
        'InvalidAuthenticationToken',
        'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
        {
          'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claimsChallenge(clock)}"`,
        },
      );
    case '403':
      return json(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    case '404-lag':
      // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
      if (request.host === 'arm')
        return json(
          404,
          'ResourceNotFound',
          `The Resource '${request.path.split('/').at(-1) ?? ''}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
        );
      return json(
        404,
        'Request_ResourceNotFound',
        `Resource '${request.path.split('/').at(-1) ?? ''}' does not exist or one of its queried reference-property objects are not present.`,
      );
    case 'conflict':
      return request.host === 'arm'
        ? json(412, 'PreconditionFailed', 'The condition specified by the ETag is not satisfied.')
        : json(409, 'Request_Conflict', 'Concurrency violation has occurred.');
    case 'foreign-redirect':
      return new Response(null, {
        status: 307,
        headers: { location: 'https://collector.example.net/steal' },
      });
    case 'foreign-next-link':
      return changedText(answer, (text) => withForeignLink(text));
    case 'echo':
      return json(400, 'BadRequest', `The request was refused: ${request.carried ?? ''}`, {
        'x-refused': inHeader(request.carried),
      });
    case 'answer': {
      const { status, code, message, headers } = fault.answer ?? withoutWords;
      return json(status, code, message, headers);
    }
    case 'echo-page':
      return html(400, `<html><body><h1>Blocked</h1><pre>${inPage(request.carried)}</pre></body></html>`);
  }
}

/** The refusal of an `answer` fault that gives no words. */
const withoutWords: Refusal = { status: 400, code: 'BadRequest', message: 'The request was refused.' };

/** A claims request in base64, as sent if access was revoked (https://learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsChallenge(clock: Clock): string {
  const claims = {
    access_token: { nbf: { essential: true, value: String(Math.floor(clock.now() / 1000)) } },
  };
  return Buffer.from(JSON.stringify(claims)).toString('base64');
}

/** The request's credentials and body, in the form a header allows. */
const inHeader = (carried = ''): string => carried.replaceAll(/[^\x20-\x7e]/gu, ' ').slice(0, 4000);

/** The request's credentials and body, as the page of a proxy that inspects TLS shows them. */
const inPage = (carried = ''): string =>
  carried.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function html(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

function bytes(body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Response {
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json', ...headers } });
}

function withForeignLink(text: string): string {
  try {
    const body = JSON.parse(text) as Record<string, Json>;
    const name = '@odata.context' in body ? '@odata.nextLink' : 'nextLink';
    return JSON.stringify({ ...body, [name]: 'https://collector.example.net/next?page=2' });
  } catch {
    return text;
  }
}

async function changedText(
  answer: Response | undefined,
  change: (text: string) => string,
): Promise<Response> {
  const text = change((await answer?.text()) ?? '{}');
  const headers = new Headers(answer?.headers ?? { 'content-type': 'application/json' });
  headers.delete('content-length');
  const status = answer === undefined || answer.status === 204 ? 200 : answer.status;
  return new Response(text, { status, headers });
}

async function streamed(
  answer: Response | undefined,
  part: (text: string) => string,
  then: () => Promise<void>,
): Promise<Response> {
  const text = part((await answer?.text()) ?? '{"value":[');
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent) {
        try {
          await then();
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        return;
      }
      sent = true;
      controller.enqueue(new TextEncoder().encode(text));
    },
  });
  const status = answer === undefined || answer.status === 204 ? 200 : answer.status;
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

/** A body that arrives at one byte per second. */
async function slowBody(answer: Response | undefined, clock: Clock): Promise<Response> {
  const whole = new TextEncoder().encode((await answer?.text()) ?? '{}');
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at >= whole.length) return controller.close();
      await clock.sleep(1000);
      controller.enqueue(whole.slice(at, at + 1));
      at += 1;
    },
  });
  const status = answer === undefined || answer.status === 204 ? 200 : answer.status;
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

/** 100 MB of valid JSON text, which arrives in parts. */
function hugeBody(): Response {
  const chunk = new TextEncoder().encode(`"${randomBytes(512 * 1024).toString('hex')}",`);
  let left = 100;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 100) controller.enqueue(new TextEncoder().encode('{"value":['));
      left -= 1;
      if (left > 0) return controller.enqueue(chunk);
      controller.enqueue(new TextEncoder().encode('0]}'));
      controller.close();
    },
  });
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
}

/** Waits on the tenant's clock. If the caller gives up, it ends at once with the caller's own reason. */
export async function waitOrAbort(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms <= 0) return;
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    await Promise.race([clock.sleep(ms), aborted]);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
  }
}
