import { at, textAt } from './text.ts';

/** The troubles that can occur before an answer, or instead of one. */
export type TransportTrouble =
  | 'offline'
  | 'refused'
  | 'lost'
  | 'timeout'
  | 'certificate'
  | 'proxy'
  | 'proxy-down'
  | 'redirect'
  | 'foreign'
  | 'too-large'
  | 'unreadable';

const patterns: readonly (readonly [TransportTrouble, RegExp])[] = [
  // Chromium's own name. The command line uses it for a failed connection to its proxy.
  ['proxy-down', /PROXY_CONNECTION_FAILED|MANDATORY_PROXY_CONFIGURATION_FAILED/u],
  ['proxy', /PROXY|TUNNEL|HTTP Tunneling/iu],
  [
    'certificate',
    /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ALTNAME|ERR_SSL|ERR_TLS|EPROTO|SSL_PROTOCOL|SSL_VERSION/u,
  ],
  [
    'offline',
    /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED/u,
  ],
  ['refused', /ECONNREFUSED|CONNECTION_REFUSED|CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT/u],
  ['timeout', /ETIMEDOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|ERR_TIMED_OUT/u],
  ['redirect', /redirect/iu],
];

/**
 * Names the trouble behind a rejected fetch. undici hides the cause below "fetch failed"
 * (https://undici.nodejs.org/#/docs/api/Errors); Chromium puts it in the message (`net::ERR_…`). An unknown
 * error counts as a lost connection. That is the careful reading, because the request might have arrived.
 */
export function troubleOf(error: unknown): TransportTrouble {
  const said = causes(error).join(' ');
  return patterns.find(([, pattern]) => pattern.test(said))?.[0] ?? 'lost';
}

/** Codes and messages of the error and its causes, at most five deep. */
function causes(error: unknown, depth = 5): readonly string[] {
  if (depth === 0 || typeof error !== 'object' || error === null) return [];
  const message = error instanceof Error ? error.message : '';
  const several = at(error, 'errors');
  const below: readonly unknown[] = Array.isArray(several) ? several : [];
  return [
    textAt(error, 'code'),
    message,
    ...below.flatMap((each) => causes(each, depth - 1)),
    ...causes(error instanceof Error ? error.cause : undefined, depth - 1),
  ];
}

/** Reads a body to its end, but never more than `most` bytes. Undefined if it was longer. */
export async function bodyText(response: Response, most: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > most) {
      // The rest isn't wanted. Whether the other side learns of that doesn't matter.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
