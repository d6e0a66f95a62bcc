import { Readable } from 'node:stream';
import { type IncomingMessage, net, type Session, session } from 'electron';
import type { Fetch } from '../../microsoft/clients/network.ts';
import type { ProxySignIns } from './proxy-sign-ins.ts';

let network: Session | undefined;

/** Statuses whose answers have no body (https://fetch.spec.whatwg.org/#null-body-status). */
const withoutBody = new Set([101, 204, 205, 304]);

/**
 * The real network as Chromium has it, with the system's proxy and certificates, in a session of its own: in memory,
 * without cookies, and apart from the page's, which may reach nothing. A proxy that wants a sign-in is answered, a
 * server never: `session.fetch` can't do that, and its `credentials: 'omit'` ends such a request as aborted
 * (https://www.electronjs.org/docs/latest/api/client-request#event-login). No redirect is followed.
 */
export function systemFetch(proxies: ProxySignIns): Fetch {
  return async (request) => {
    const body = Buffer.from(await request.arrayBuffer());
    const { signal, method, url } = request;
    signal.throwIfAborted();
    network ??= session.fromPartition('network', { cache: false });
    // Without `credentials` no cookie is sent or kept, and a proxy's challenge is told.
    const sent = net.request({ method, url, session: network, redirect: 'manual' });
    request.headers.forEach((value, name) => sent.setHeader(name, value));
    const signInTo = proxies.ofRequest();
    return new Promise((resolve, reject) => {
      signal.addEventListener(
        'abort',
        () => {
          reject(signal.reason as Error);
          sent.abort();
        },
        { once: true },
      );
      sent.on('login', (challenge, answer) => {
        const answered = challenge.isProxy ? signInTo(challenge) : Promise.resolve(undefined);
        void answered.then((given) => {
          if (signal.aborted) return;
          if (given) answer(given.userName, given.password.reveal('proxy'));
          else answer();
        });
      });
      sent.on('response', (received) => {
        try {
          resolve(responseOf(received, method));
        } catch (error) {
          // A status that no Response can have. Thrown here, it would end the whole app.
          reject(error as Error);
          sent.abort();
        }
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
}

/** What no header of a Response can hold; Electron reads headers as UTF-8, and a proxy's can be anything. */
const notLatin = /[^\t\u0020-\u00ff]/gu;

function responseOf(received: IncomingMessage, method: string): Response {
  // A body that breaks off before anyone reads it is not an error of its own.
  received.on('error', () => undefined);
  const headers = new Headers();
  for (const [name, value] of Object.entries(received.headers))
    for (const each of [value].flat()) headers.append(name, each.replaceAll(notLatin, '?'));
  const { statusCode: status, statusMessage: statusText } = received;
  const isEmpty = withoutBody.has(status) || method === 'HEAD';
  // Electron's message is a stream of Node's, which its types leave out.
  const body = isEmpty ? null : Readable.toWeb(received as unknown as Readable);
  return new Response(body as ReadableStream<Uint8Array> | null, { status, statusText, headers });
}
