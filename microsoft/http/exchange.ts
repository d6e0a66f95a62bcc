import { carriedBy, withoutCarried, withoutSecrets } from './carried-secrets.ts';
import { plainWords } from './text.ts';
import { bodyText, type TransportTrouble, troubleOf } from './transport.ts';

/** The only seam: the real network and the practice tenant are both this function. */
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

/** The host and path of an address. `secure` is false unless it is a plain https address. */
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

/** An answer with its body read, or the trouble that occurred instead. */
export type Exchanged =
  | Received
  | { readonly trouble: TransportTrouble; readonly said?: string | undefined; readonly cause?: unknown };

/** One attempt, including the body, within its timeout. Never rejects. */
export async function exchange(
  fetch: Fetch,
  timeoutMs: number,
  wanted: WantedRequest,
  headers: Headers,
  signal: AbortSignal | undefined,
): Promise<Exchanged> {
  const stop = new AbortController();
  // Node 18 has no AbortSignal.any, so this code joins the two reasons to stop.
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
    // A redirect could carry the token to another host, so none is followed. None is expected.
    const moved = response.headers.get('location');
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { trouble: 'redirect', said: moved === null ? undefined : addressOf(moved).host };
    }
    const text = await bodyText(response, largestBody);
    if (text === undefined) return { trouble: 'too-large' };
    if (response.status < 400) return { status: response.status, headers: response.headers, text };
    // Secrets are removed here, before the text can reach a sentence, a journal line, or an error.
    const carried = carriedBy(wanted, headers);
    const told = new Headers();
    response.headers.forEach((value, name) => told.append(name, withoutCarried(value, carried)));
    return { status: response.status, headers: told, text: withoutSecrets(text, carried) };
  } catch (error) {
    return { trouble: troubleOf(error), cause: withoutWords(error) };
  }
}

/** Keeps only the kind and code of a network error. Its message can repeat the address or the data sent. */
function withoutWords(error: unknown): Error {
  const { name, code, cause } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    cause?: { code?: unknown };
  };
  const known = [name, code, cause?.code].filter((each) => typeof each === 'string').join(' ');
  return new Error(withoutSecrets(known, []) || 'no answer');
}
