import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { apiAt, certifiedHosts } from '../core/clouds.ts';
import { readBody, TooLarge } from '../core/incoming.ts';
import { makeCertificates } from './certificates.ts';
import { serveControl } from './control.ts';
import type { PracticeTenant } from './tenant.ts';

/** A practice tenant that any program on this computer can reach. */
export interface ServedPractice {
  /** The proxy's address, for HTTPS_PROXY. */
  readonly proxy: string;
  /** The certificate to trust, for NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE or SSL_CERT_FILE. */
  readonly caFile: string;
  readonly control: string;
  readonly controlToken: string;
  close(): Promise<void>;
}

/** The options for serving a practice tenant. With `port` 0, any free port is used. */
export interface ServeOptions {
  /** The proxy's port. 0 (the default) means any free port. */
  readonly port?: number;
}

/** ARM accepts templates of 4 MB. No other request is larger. */
const largestBody = 5 * 1024 * 1024;

/**
 * Serves a tenant behind a CONNECT proxy on 127.0.0.1, under Microsoft's host names and a new certificate.
 * Hosts that the tenant doesn't imitate are refused, so that nothing leaves the computer by mistake.
 */
export async function servePractice(
  tenant: PracticeTenant,
  options: ServeOptions = {},
): Promise<ServedPractice> {
  const certificates = await makeCertificates(certifiedHosts, Date.now());
  const sockets = new Set<Socket>();
  const inner = createSecureServer(
    { key: certificates.key, cert: certificates.chain, ALPNProtocols: ['http/1.1'] },
    (request, response) => {
      answer(tenant, request, response).catch(() => request.socket.destroy());
    },
  );
  // A slow answer is weather, so the server must not time out.
  inner.requestTimeout = 0;
  inner.on('tlsClientError', (_error, socket) => socket.destroy());
  const proxy = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end(
      'This is the proxy of a practice tenant. It takes CONNECT for the hosts the tenant plays.\n',
    );
  });
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const [host = '', port] = (request.url ?? '').split(':');
    if (port !== '443' || apiAt(host) === undefined) {
      socket.end(
        `HTTP/1.1 502 Bad Gateway\r\nX-Practice: ${host.replaceAll(/[^\w.-]/g, '')} is not played here\r\n\r\n`,
      );
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inner.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'practice-ca-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, certificates.ca, { mode: 0o600 });
  const control = await serveControl(tenant);
  return {
    proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    caFile,
    control: control.address,
    controlToken: control.token,
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      await Promise.all([new Promise((resolve) => proxy.close(resolve)), control.close()]);
      inner.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Headers that belong to one connection. They mean nothing to the tenant. */
const hops: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'host',
]);

async function answer(
  tenant: PracticeTenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:443$/, '');
  const method = request.method ?? 'GET';
  if (apiAt(host) === undefined) {
    response.writeHead(421, { 'content-type': 'text/plain' });
    response.end('This host is not played here.\n');
    return;
  }
  const given = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) given.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !hops.has(name))
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  let body: Buffer;
  try {
    body = await readBody(request, largestBody);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    response.writeHead(413, { connection: 'close' });
    response.end();
    return;
  }
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  const sent = await tenant.fetch(
    new Request(`https://${host}${request.url ?? '/'}`, {
      method,
      headers,
      signal: given.signal,
      ...(hasBody ? { body: new Uint8Array(body) } : {}),
    }),
  );
  const told: Record<string, string> = {};
  sent.headers.forEach((value, name) => {
    told[name] = value;
  });
  response.writeHead(sent.status, told);
  if (sent.body === null || method === 'HEAD') {
    response.end();
    return;
  }
  const stream = Readable.fromWeb(sent.body as NodeStream<Uint8Array>);
  // If the body breaks off, it must also break off for the client.
  stream.on('error', () => request.socket.destroy());
  stream.pipe(response);
}
