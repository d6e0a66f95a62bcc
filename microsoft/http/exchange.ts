import { carriedBy, withoutCarried, withoutSecrets } from './carried-secrets.ts';
import { plainWords } from './text.ts';
import { bodyText, type TransportTrouble, troubleOf } from './transport.ts';

/** The one seam: the real network and the practice tenant are both this function. */
export type Fetch = (request: Request) => Promise<Response>;

export interface WantedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const largestBody = 20 * 1024 * 1024;

/** Host and path of an address; not secure where it is no plain https address. */
export function addressOf(url: string): {
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
} {
  try {
    const place = new URL(url);
    return {
      host: place.host,
      path: place.pathname,
      secure: place.protocol === 'https:' && place.username === '' && place.password === '',
    };
  } catch {
    return { host: plainWords(url, 60), path: '', secure: false };
  }
}

/** An answer with its body read, or the trouble that came instead of one. */
export type Exchanged =
  | Received
  | { readonly trouble: TransportTrouble; readonly said?: string | undefined; readonly cause?: unknown };

/** One attempt, body included, within the time it may take. Never rejects. */
export async function exchange(
  fetch: Fetch,
  timeoutMs: number,
  wanted: WantedRequest,
  headers: Headers,
  signal: AbortSignal | undefined,
): Promise<Exchanged> {
  const stop = new AbortController();
  // Node 18 has no AbortSignal.any, so the two reasons to stop are joined by hand.
  const stopped = new Promise<Exchanged>((done) => {
    stop.signal.addEventListener('abort', () => done({ trouble: 'timeout' }), { once: true });
  });
  const give = () => stop.abort();
  const timer = setTimeout(give, timeoutMs);
  signal?.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([stopped, fetched(fetch, wanted, headers, stop.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', give);
  }
}

async function fetched(
  fetch: Fetch,
  wanted: WantedRequest,
  headers: Headers,
  signal: AbortSignal,
): Promise<Exchanged> {
  try {
    const request = new Request(wanted.url, {
      method: wanted.method,
      headers,
      redirect: 'manual',
      signal,
      ...(wanted.body === undefined ? {} : { body: wanted.body }),
    });
    const response = await fetch(request);
    // A redirect could carry the token to another host: none is followed, none is expected.
    const moved = response.headers.get('location');
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { trouble: 'redirect', said: moved === null ? undefined : addressOf(moved).host };
    }
    const text = await bodyText(response, largestBody);
    if (text === undefined) return { trouble: 'too-large' };
    if (response.status < 400) return { status: response.status, headers: response.headers, text };
    // Cut out here, before anybody makes a sentence, a journal line or an error of it.
    const carried = carriedBy(wanted, headers);
    const told = new Headers();
    response.headers.forEach((value, name) => told.append(name, withoutCarried(value, carried)));
    return { status: response.status, headers: told, text: withoutSecrets(text, carried) };
  } catch (error) {
    return { trouble: troubleOf(error), cause: withoutWords(error) };
  }
}

/** Of an error on the way only its kind and code are kept: its words may repeat the address or what was sent. */
function withoutWords(error: unknown): Error {
  const { name, code, cause } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    cause?: { code?: unknown };
  };
  const known = [name, code, cause?.code].filter((each) => typeof each === 'string').join(' ');
  return new Error(withoutSecrets(known, []) || 'no answer');
}
