import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The result from the browser: an authorization code, or the error that came instead. */
export type BroughtBack =
  | { readonly code: string; readonly clientInfo: string }
  | { readonly error: string; readonly description: string };

export interface Loopback {
  /** The address to which the sign-in server sends the browser. */
  readonly redirectUri: string;
  /** Resolves with the first answer that has the expected state. Nothing else settles it. */
  readonly answer: Promise<BroughtBack>;
  /** Closes the port and every connection to it. */
  close(): void;
}

const largestForm = 64 * 1024;
/** One port that is taken on the other address is a coincidence, but twenty are not. */
const mostPorts = 20;
/** More connections than a prankster on this computer needs to block the real browser for a moment. */
const mostConnections = 2_000;

/**
 * A listener for one sign-in (https://www.rfc-editor.org/rfc/rfc8252 sections 7.3 and 8). It uses both loopback
 * addresses, on a port that the system chooses. It accepts only a form posted to `/` with its own Host and
 * the expected state (`response_mode=form_post`, which keeps the code out of addresses and histories). Other
 * requests get an answer and are dropped. They can neither settle nor break the real sign-in.
 * @param firstPort the port to try first; any free one by default
 */
export async function listen(expectedState: string, firstPort = 0): Promise<Loopback> {
  let settle: (brought: BroughtBack) => void;
  const answer = new Promise<BroughtBack>((resolve) => {
    settle = resolve;
  });
  const newServer = (): Server => {
    const server = createServer({
      maxHeaderSize: 16 * 1024,
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    });
    server.maxConnections = mostConnections;
    server.on('request', (request, response) => {
      receive(request, response, request.socket.localPort ?? 0, expectedState).then(
        (brought) => brought !== undefined && settle(brought),
        () => response.destroy(),
      );
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    return server;
  };
  const { port, servers } = await onBothAddresses(newServer, firstPort);
  return {
    redirectUri: `http://localhost:${port}`,
    answer,
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/**
 * One port on both loopback addresses. A browser can use either for `localhost`, and another program could
 * take the one we leave free. If the other address is taken, another port is tried. If the computer has no
 * IPv6, only 127.0.0.1 is used.
 */
async function onBothAddresses(
  newServer: () => Server,
  firstPort: number,
): Promise<{ readonly port: number; readonly servers: readonly Server[] }> {
  for (let tries = 1; ; tries += 1) {
    let four: Server | undefined;
    try {
      four = await listening(newServer(), '127.0.0.1', tries === 1 ? firstPort : 0);
      const { port } = four.address() as AddressInfo;
      return { port, servers: [four, await listening(newServer(), '::1', port)] };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const hasNoOther = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
      if (four && hasNoOther) return { port: (four.address() as AddressInfo).port, servers: [four] };
      four?.close();
      if (code !== 'EADDRINUSE' || tries === mostPorts) throw error;
    }
  }
}

function listening(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((ready, failed) => {
    server.once('error', failed);
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => ready(server));
  });
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  expectedState: string,
): Promise<BroughtBack | undefined> {
  const refuse = (status: number): undefined => {
    request.resume();
    response.writeHead(status, { ...plain, connection: 'close' }).end(page('There is nothing here.'));
  };
  // A different Host means that another name points to 127.0.0.1 (DNS rebinding).
  if (request.headers.host !== `localhost:${port}`) return refuse(421);
  if (request.url !== '/') return refuse(404);
  if (request.method !== 'POST') return refuse(405);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return refuse(415);

  const text = await formText(request);
  if (text === undefined) return refuse(413);
  const form = new URLSearchParams(text);
  const states = form.getAll('state');
  if (states.length !== 1 || states[0] !== expectedState) return refuse(400);
  const error = form.get('error');
  const code = form.get('code');
  if (error === null && (code === null || code === '')) return refuse(400);

  const words =
    error === null
      ? "You're signed in. You can close this tab and go back to the app."
      : "The sign-in didn't succeed. You can close this tab. The app shows what to do.";
  // The browser must get the page before the port closes.
  await new Promise<void>((sent) => {
    response.once('close', sent);
    response.writeHead(200, { ...plain, connection: 'close' }).end(page(words), () => sent());
  });
  return error === null
    ? { code: code ?? '', clientInfo: form.get('client_info') ?? '' }
    : { error, description: form.get('error_description') ?? '' };
}

async function formText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > largestForm) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const plain = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const page = (words: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in</title><body><p>${words}</p></body></html>`;
