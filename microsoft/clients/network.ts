import type { Secret } from '../../engine/model/secret.ts';
import type { TokenAgain } from '../contract/session.ts';
import { type Cloud, hostsOf, isPlaybookHost, isVaultHost } from '../http/clouds.ts';
import { type ErrorBody, type ErrorResponse, noResponse } from '../http/error-response.ts';
import { addressOf, exchange, type Fetch, type Received, type WantedRequest } from '../http/exchange.ts';
import { isPublished } from '../http/published.ts';
import type { TransportTrouble } from '../http/transport.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { type CongestionWindow, congestionWindow } from './congestion.ts';
import { owner, recordEvidence } from './evidence.ts';
import { askedToPoll, hearing, isBusy, isExpired, isRefused, requestIdOf } from './hearing.ts';
import { type MicrosoftTime, microsoftTime } from './microsoft-time.ts';
import { jitter, longestTogether, type Waits, waitBefore, waitKey, waits } from './repeats.ts';

export type { Fetch } from '../http/exchange.ts';

/** One request as it was sent, for the activity line, the counts, and the round trips. No secrets. */
export interface RequestLine {
  /** ISO-8601 UTC. */
  readonly at: string;
  /** Milliseconds on a monotonic clock. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** 0 if there was no answer. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly correlation: string;
  readonly identity: 'person' | 'application';
  /**
   * Anything else worth knowing: a wait that follows, or a wait from Microsoft, ignored as implausible.
   */
  readonly note?: string;
}

export interface NetworkOptions {
  readonly fetch: Fetch;
  readonly cloud: Cloud;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  /** The host's sleep function. The default waits in real time. */
  readonly sleep?: ((seconds: number) => Promise<void>) | undefined;
  /** ISO-8601 UTC, from the host's clock. */
  readonly now?: (() => string) | undefined;
  /** The run's ID for Microsoft's support, sent with every request. A new one by default. */
  readonly correlation?: string | undefined;
  readonly tenantId?: string | undefined;
  /** The longest time for one request, including its body, in milliseconds; 100 s by default. */
  readonly timeoutMs?: number | undefined;
  /** A random number from 0 to 1, drawn again for each wait. Random by default. */
  readonly chance?: (() => number) | undefined;
}

export type GetToken = (again?: TokenAgain) => Promise<Secret>;

export interface Sending {
  readonly identity: 'person' | 'application';
  /** Called only after the address proves to be Microsoft's, and again after an expiry or a challenge. */
  readonly token?: GetToken;
  /** The attempted operation, for the problem's text. */
  readonly doing?: Operation;
  /** True if the request changes nothing although its method could. GET and HEAD always read. */
  readonly reads?: boolean;
  /** Whether it can be sent twice. By default all but POST; a reading POST can. A write only after 429. */
  readonly repeatable?: boolean;
  /** Returns any answer from Microsoft, whatever its status. The caller's library handles refusals itself. */
  readonly raw?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Network {
  readonly cloud: Cloud;
  readonly correlation: string;
  /** Microsoft's time, ISO-8601 UTC. */
  now(): string;
  readonly time: Pick<MicrosoftTime, 'now' | 'ahead'>;
  /** Waits on the host's clock. */
  sleep(seconds: number): Promise<void>;
  /** The waits that Microsoft asked for, shared by all callers. */
  readonly waits: Waits;
  /** Waits before a request is sent again, plus a small random extra. */
  again(seconds: number): Promise<void>;
  /** Makes a problem from an error response, in this network's cloud and tenant. */
  problem(heard: ErrorResponse, doing?: Operation): MicrosoftError;
  /** Makes a problem that this product detected at an address, with a code of the table. */
  trouble(
    url: string,
    identity: 'person' | 'application',
    code: string,
    message: string,
    doing?: Operation,
    told?: Partial<ErrorBody>,
  ): MicrosoftError;
  /**
   * Sends one request and returns its 2xx reply, with the body read. Waits and retries if that is safe.
   * @throws MicrosoftError for every refusal and every network trouble, with what is known of the outcome.
   */
  send(wanted: WantedRequest, sending: Sending): Promise<Received>;
}

/** Wraps a fetch in the product's one set of rules: allowed hosts, timeouts, retries, and reporting. */
export function network(options: NetworkOptions): Network {
  const { cloud } = options;
  const hosts = hostsOf(cloud);
  const correlation = options.correlation ?? globalThis.crypto.randomUUID();
  const local = options.now ?? (() => new Date().toISOString());
  const time = microsoftTime(local);
  const { now } = time;
  const sleep = options.sleep ?? ((seconds) => new Promise((done) => setTimeout(done, seconds * 1000)));
  const chance = options.chance ?? Math.random;
  // Waits are measured on the local clock, even if Microsoft's time becomes known meanwhile.
  const asked = waits(() => Date.parse(local()), chance);
  /** Hosts that rejected the proof they had asked for. The person isn't asked for it again. */
  const notContent = new Set<string>();
  const windows = new Map<string, CongestionWindow>();
  const windowOf = (host: string): CongestionWindow => {
    const found = windows.get(host) ?? congestionWindow();
    windows.set(host, found);
    return found;
  };
  const again = async (seconds: number) => void (await sleep(seconds + jitter(seconds, chance)));

  /** Whether a token can be sent there. An address that isn't Microsoft's never gets one. */
  function placeOf(wanted: WantedRequest, sending: Sending, { host, secure }: ReturnType<typeof addressOf>) {
    // The vendor file that this product reads is fetched without a token.
    const published = sending.token === undefined && isPublished(wanted);
    // A playbook's trigger URL is itself the credential, so no token is sent with it.
    const called = sending.token === undefined && isPlaybookHost(cloud, host);
    const known = hosts.has(host) || isVaultHost(cloud, host) || called;
    return { published, called, isOurs: published || (known && secure) };
  }

  /** Reports one request, answered or not: as evidence, and to the listener. */
  function lineOf(
    { method, host, path, identity, at }: Pick<RequestLine, 'method' | 'host' | 'path' | 'identity' | 'at'>,
    startedMs: number,
  ) {
    return (status: number, requestId: string | undefined, note: string | undefined, code = ''): void => {
      const same = { method, host, path, status, identity, at, requestId, correlation };
      recordEvidence({ ...same, code });
      const endedMs = performance.now();
      options.onRequest?.({ ...same, startedMs, endedMs, ...(note === undefined ? {} : { note }) });
    };
  }

  // Longer than a screen: one loop over one request, in which the order of the rules matters.
  async function send(wanted: WantedRequest, sending: Sending): Promise<Received> {
    const place = addressOf(wanted.url);
    const reads = sending.reads ?? /^(?:GET|HEAD)$/u.test(wanted.method);
    const repeatable = sending.repeatable ?? (reads || wanted.method !== 'POST');
    const base = {
      method: wanted.method,
      host: place.host,
      path: place.path,
      identity: sending.identity,
      reads,
      correlation,
    };
    const trouble = (code: TransportTrouble, message = '') =>
      noResponse({ ...base, at: now() }, code, message);
    const fail = (heard: ErrorResponse, cause?: unknown) =>
      new MicrosoftError(
        { ...heard, ahead: time.ahead() },
        { cloud, tenantId: options.tenantId, doing: sending.doing },
        cause,
      );

    const { published, called, isOurs } = placeOf(wanted, sending, place);
    if (!isOurs) throw fail(trouble('foreign', place.host));

    const key = waitKey({ method: wanted.method, ...place });
    const began = Date.parse(local());
    let waited = 0;
    let renewed = false;
    let proven = false;
    let tokenAgain: TokenAgain = false;
    let attempt = 0;
    /** The wait that was already served. */
    let kept: ErrorResponse | undefined;
    for (;;) {
      const standing = asked.left(key);
      if (standing !== undefined && standing.heard !== kept) {
        // An earlier answer asked for this wait, for any request. Nothing is sent before the wait ends.
        const { seconds, heard } = standing;
        if (waited + seconds > longestTogether)
          throw fail({ ...heard, ...base, at: now(), retryAfter: Math.ceil(seconds) }).notSent();
        waited += seconds;
        kept = heard;
        await sleep(seconds);
        sending.signal?.throwIfAborted();
      }
      const headers = published
        ? new Headers({ accept: 'application/json' })
        : await headersFor(wanted, sending, correlation, tokenAgain);
      tokenAgain = false;
      const turn = await windowOf(place.host).enter(owner());
      const meanwhile = asked.left(key);
      if (meanwhile !== undefined && meanwhile.heard !== kept) {
        // Another request was told to wait while this one was in the queue.
        turn.leave('neither');
        continue;
      }
      attempt += 1;
      const at = now();
      const line = lineOf({ ...base, at }, performance.now());

      const reply = await exchange(
        options.fetch,
        options.timeoutMs ?? 100_000,
        wanted,
        headers,
        sending.signal,
      );
      if ('headers' in reply && !published) time.heard(reply.headers.get('date'));
      const heard =
        'trouble' in reply
          ? trouble(reply.trouble, reply.said)
          : hearing(base, reply, now(), { called, published });
      turn.leave(heard === undefined ? 'well' : isBusy(heard) ? 'throttled' : 'neither');
      sending.signal?.throwIfAborted();
      if (heard === undefined && 'text' in reply) {
        asked.answered(key);
        askedToPoll(asked, { ...base, at: now() }, reply);
        line(reply.status, requestIdOf(reply.headers), undefined);
        return reply;
      }
      if (heard === undefined) continue;
      if (!renewed && sending.token !== undefined && isExpired(heard)) {
        // Nothing was carried out, so even a POST can be sent again, once, with a new token.
        line(heard.status, heard.requestId, 'again with a new token', heard.code);
        renewed = true;
        tokenAgain = true;
        continue;
      }
      if (sending.token !== undefined && heard.claims !== undefined && isRefused(heard)) {
        if (proven) notContent.add(place.host);
        if (notContent.has(place.host)) {
          line(heard.status, heard.requestId, undefined, heard.code);
          throw fail({ ...heard, code: 'proof-not-accepted', innerCode: heard.code });
        }
        // Nothing was carried out here either. The person is asked while nothing is under way.
        line(heard.status, heard.requestId, 'again with more proof', heard.code);
        proven = true;
        tokenAgain = { claims: heard.claims };
        continue;
      }
      asked.heard(key, heard);
      const since = (Date.parse(local()) - began) / 1000;
      const wait = waitBefore(heard, { attempt, waited, since, repeatable });
      line(heard.status, heard.requestId, noteFor(heard, wait), heard.code);
      if (wait === undefined) {
        if (sending.raw === true && 'text' in reply && heard.understood) return reply;
        throw fail(heard, 'trouble' in reply ? reply.cause : undefined);
      }
      // A wait that Microsoft asked for is served at the top of the loop, shared with all other requests.
      if (heard.retryAfter !== undefined) continue;
      waited += wait;
      await again(wait);
    }
  }

  const problem = (heard: ErrorResponse, doing?: Operation) =>
    new MicrosoftError({ ...heard, ahead: time.ahead() }, { cloud, tenantId: options.tenantId, doing });

  const troubleAt: Network['trouble'] = (url, identity, code, message, doing, told = {}) => {
    const { host, path } = addressOf(url);
    const where = { at: now(), method: 'GET', host, path, identity, reads: true, correlation };
    return problem({ ...noResponse(where, code, message), ...told }, doing);
  };

  return {
    cloud,
    correlation,
    now,
    time,
    send,
    problem,
    trouble: troubleAt,
    sleep: async (seconds) => void (await sleep(seconds)),
    waits: asked,
    again,
  };
}

/** Sets the run's correlation ID under every header name that Microsoft reads, then the token. */
async function headersFor(
  wanted: WantedRequest,
  sending: Sending,
  correlation: string,
  tokenAgain: TokenAgain,
): Promise<Headers> {
  const headers = new Headers(wanted.headers);
  headers.delete('authorization');
  headers.set('client-request-id', correlation);
  headers.set('x-ms-client-request-id', correlation);
  headers.set('x-ms-correlation-request-id', correlation);
  headers.set('return-client-request-id', 'true');
  if (sending.token === undefined) return headers;
  try {
    headers.set('authorization', `Bearer ${(await sending.token(tokenAgain)).reveal('microsoft')}`);
  } catch (error) {
    // Whatever happened to the token, the request was never sent.
    throw error instanceof MicrosoftError ? error.notSent() : error;
  }
  return headers;
}

function noteFor(heard: ErrorResponse, wait: number | undefined): string | undefined {
  const parts = [heard.clamped, wait === undefined ? undefined : `again in ${wait} s`];
  return parts.filter((part) => part !== undefined).join('; ') || undefined;
}
