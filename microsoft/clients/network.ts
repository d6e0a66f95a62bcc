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

/** One request as it went over the wire: for the activity line, the counts and the round trips. No secrets. */
export interface RequestLine {
  /** ISO-8601 UTC. */
  readonly at: string;
  /** Milliseconds on a clock that only grows. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** 0 where nothing was answered. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly correlation: string;
  readonly identity: 'person' | 'application';
  /**
   * Anything else worth knowing: a wait that follows, or a wait Microsoft asked for that was ignored as implausible.
   */
  readonly note?: string;
}

export interface NetworkOptions {
  readonly fetch: Fetch;
  readonly cloud: Cloud;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  /** The host's; the default waits in real time. */
  readonly sleep?: ((seconds: number) => Promise<void>) | undefined;
  /** ISO-8601 UTC, the host's clock. */
  readonly now?: (() => string) | undefined;
  /** The run's id for Microsoft's support, sent with every request. A fresh one by default. */
  readonly correlation?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Longest time one request may take, body included, in milliseconds; 100 s by default. */
  readonly timeoutMs?: number | undefined;
  /** From 0 to 1, drawn again for each wait. Random by default. */
  readonly chance?: (() => number) | undefined;
}

export type GetToken = (again?: TokenAgain) => Promise<Secret>;

export interface Sending {
  readonly identity: 'person' | 'application';
  /** Asked for only after the address was found to be Microsoft's, and again after it was refused as expired or challenged. */
  readonly token?: GetToken;
  /** What is being tried, for the words of a problem. */
  readonly doing?: Operation;
  /** True where the request changes nothing although its method could. GET and HEAD always read. */
  readonly reads?: boolean;
  /** May it be sent twice? By default everything but POST; a reading POST may. A write is after 429 alone. */
  readonly repeatable?: boolean;
  /** Hands every answer back that is one of Microsoft's, whatever its status: the caller's library reads refusals itself. */
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
  /** What Microsoft asked to be left alone with, whoever asks. */
  readonly waits: Waits;
  /** Waits before a request is sent again, with a little more by chance. */
  again(seconds: number): Promise<void>;
  /** A problem out of what was heard, in this network's cloud and tenant. */
  problem(heard: ErrorResponse, doing?: Operation): MicrosoftError;
  /** A problem this product found by itself at an address, under a code of the table. */
  trouble(
    url: string,
    identity: 'person' | 'application',
    code: string,
    message: string,
    doing?: Operation,
    told?: Partial<ErrorBody>,
  ): MicrosoftError;
  /**
   * Sends one request and answers with its 2xx reply, body read. Waits and asks again where that is safe.
   * @throws MicrosoftError for every refusal and for every trouble on the way, with what is known of the outcome.
   */
  send(wanted: WantedRequest, sending: Sending): Promise<Received>;
}

/** Puts the product's one set of rules around a fetch: where it may go, how long, how often, and what is said of it. */
export function network(options: NetworkOptions): Network {
  const { cloud } = options;
  const hosts = hostsOf(cloud);
  const correlation = options.correlation ?? globalThis.crypto.randomUUID();
  const local = options.now ?? (() => new Date().toISOString());
  const time = microsoftTime(local);
  const { now } = time;
  const sleep = options.sleep ?? ((seconds) => new Promise((done) => setTimeout(done, seconds * 1000)));
  const chance = options.chance ?? Math.random;
  // What is waited for is measured on one clock, whatever is learnt of the other meanwhile.
  const asked = waits(() => Date.parse(local()), chance);
  /** Hosts that were not content with the proof they asked for: no one is asked for it a second time. */
  const notContent = new Set<string>();
  const windows = new Map<string, CongestionWindow>();
  const windowOf = (host: string): CongestionWindow => {
    const found = windows.get(host) ?? congestionWindow();
    windows.set(host, found);
    return found;
  };
  const again = async (seconds: number) => void (await sleep(seconds + jitter(seconds, chance)));

  /** Whether a token may be shown there: an address that is not Microsoft's never gets to see one. */
  function placeOf(wanted: WantedRequest, sending: Sending, { host, secure }: ReturnType<typeof addressOf>) {
    // The one file of a vendor that is read is fetched without any.
    const published = sending.token === undefined && isPublished(wanted);
    // A playbook's trigger URL is itself the credential, so no token is sent with it.
    const called = sending.token === undefined && isPlaybookHost(cloud, host);
    const known = hosts.has(host) || isVaultHost(cloud, host) || called;
    return { published, called, isOurs: published || (known && secure) };
  }

  /** Tells of one request that was answered, or was not: as evidence, and to whoever listens. */
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

  // Longer than a screen: one loop over one request, in which the order of the rules is the point.
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
    /** The wait that was kept already. */
    let kept: ErrorResponse | undefined;
    for (;;) {
      const standing = asked.left(key);
      if (standing !== undefined && standing.heard !== kept) {
        // Asked for by an earlier answer, whoever that one was for. Nothing is sent before its time.
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
        // Another request was told to wait while this one was queued.
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
        // Refused at the door: nothing was carried out, so even a POST may be sent again, once, with a new token.
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
        // Refused at the door as well. The person is asked while nothing is under way.
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
      // What was asked for is waited for above, with everybody else who was asked.
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

/** The run's correlation under every name Microsoft reads it by, then the token. */
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
    // Whatever became of the token, the request it was for never left.
    throw error instanceof MicrosoftError ? error.notSent() : error;
  }
  return headers;
}

function noteFor(heard: ErrorResponse, wait: number | undefined): string | undefined {
  const parts = [heard.clamped, wait === undefined ? undefined : `again in ${wait} s`];
  return parts.filter((part) => part !== undefined).join('; ') || undefined;
}
