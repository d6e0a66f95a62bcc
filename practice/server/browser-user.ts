import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiAt, clouds } from '../core/clouds.ts';
import type { PracticeTenant } from './tenant.ts';

/** A page ended the sign-in, so no answer went back to the program. The message is the page's text. */
export class SignInRefused extends Error {}

/** The person who signs in. The default is the tenant's admin. */
export interface Person {
  readonly userName?: string;
  readonly password?: string;
  /** Presses Cancel instead of Sign in. */
  readonly cancels?: boolean;
}

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/**
 * Signs in as a person does in a browser: opens the address, fills in the page, presses Sign in (and Accept,
 * if the page asks for permissions), and sends the answer to the program's own listener.
 *
 * @param authorizeUrl the address a program wants opened; its redirect must lead to this computer.
 * @throws SignInRefused if a page ends the sign-in, as Microsoft's pages do without any redirect.
 */
export async function signInAsPerson(
  tenant: PracticeTenant,
  authorizeUrl: string,
  person: Person = {},
): Promise<void> {
  let address = new URL(authorizeUrl);
  let response = await tenant.fetch(new Request(address));
  for (let page = 0; page < 6; page += 1) {
    const location = response.headers.get('location');
    if (location !== null) return handOver(new URL(location, address), undefined);
    const html = await response.text();
    const form = formIn(html, address);
    if (form === undefined) throw new SignInRefused(wordsIn(html));
    const action = new URL(form.action, address);
    if (apiAt(action.hostname)?.api !== 'login') return handOver(action, form.fields);
    if (page > 0 && /role="alert"/.test(html)) throw new SignInRefused(wordsIn(html));
    fillIn(form.fields, tenant, person);
    address = action;
    response = await tenant.fetch(new Request(action, { method: 'POST', body: form.fields }));
  }
  throw new SignInRefused('the sign-in pages led in a circle');
}

function fillIn(fields: URLSearchParams, tenant: PracticeTenant, person: Person): void {
  if (fields.has('login')) fields.set('login', person.userName ?? tenant.admin.userName);
  if (fields.has('passwd')) fields.set('passwd', person.password ?? tenant.admin.password);
  if (person.cancels === true) fields.set('cancel', '1');
}

/** Enters a device code at the sign-in page. @throws SignInRefused with the page's text */
export async function enterDeviceCode(
  tenant: PracticeTenant,
  userCode: string,
  person: Person = {},
): Promise<void> {
  const fields = new URLSearchParams({ otc: userCode, login: '', passwd: '' });
  fillIn(fields, tenant, person);
  const { login, deviceLogin } = clouds[tenant.cloud];
  const address = `https://${login}/${deviceLogin}`;
  const response = await tenant.fetch(new Request(address, { method: 'POST', body: fields }));
  const html = await response.text();
  if (/role="alert"/.test(html)) throw new SignInRefused(wordsIn(html));
}

/** Sends the answer to the program's loopback listener. Other targets are refused, as they aren't local. */
async function handOver(target: URL, fields: URLSearchParams | undefined): Promise<void> {
  if (target.protocol !== 'http:' || !isLoopback(target.hostname)) {
    throw new SignInRefused(`a practice sign-in only answers programs on this computer, not ${target.host}`);
  }
  const options = fields === undefined ? {} : { method: 'POST', body: fields };
  const answer = await fetch(target, { ...options, redirect: 'manual' });
  await answer.arrayBuffer();
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function formIn(html: string, address: URL): Form | undefined {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (form === null) return undefined;
  const fields = new URLSearchParams();
  for (const input of (form[2] ?? '').matchAll(/<input\b([^>]*)>/gi)) {
    const name = attribute(input[1] ?? '', 'name');
    if (name !== undefined) fields.append(name, attribute(input[1] ?? '', 'value') ?? '');
  }
  return { action: attribute(form[1] ?? '', 'action') ?? address.href, fields };
}

function attribute(text: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(text)?.[1];
  return value
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function wordsIn(html: string): string {
  const alert = /role="alert"[^>]*>([^<]*)</.exec(html)?.[1];
  const heading = /<h1>([^<]*)</.exec(html)?.[1];
  return (alert ?? heading ?? 'the page held no form')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The tenant's sign-in pages, served on this computer for a real browser. */
export interface SignInPages {
  /** The local address of the page that a program wanted opened. */
  pageFor(authorizeUrl: string): string;
  close(): Promise<void>;
}

/**
 * Serves the sign-in pages on 127.0.0.1 at a random port. A request is answered only if its Host is that
 * address, its Origin (if any) is the server's own, and it carries a secret that can't be guessed.
 */
export async function serveSignIn(tenant: PracticeTenant): Promise<SignInPages> {
  // Other programs on this computer don't know the secret, so they can't use the pages.
  const secret = randomBytes(16).toString('hex');
  const cookie = `practice=${secret}`;
  const server = createServer((request, response) => {
    answerPage(tenant, request, response, { secret, cookie, port: portOf(server) }).catch(() => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The practice sign-in page failed.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    pageFor(authorizeUrl) {
      const url = new URL(authorizeUrl);
      const search = url.search === '' ? '?' : `${url.search}&`;
      // If the page isn't one of the sign-in servers' own, the address includes the page's host name.
      const whose = apiAt(url.hostname)?.api === 'consent' ? `/at/${url.hostname}` : '';
      return `http://127.0.0.1:${portOf(server)}${whose}${url.pathname}${search}practice=${secret}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}

interface Door {
  readonly secret: string;
  readonly cookie: string;
  readonly port: number;
}

async function answerPage(
  tenant: PracticeTenant,
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
): Promise<void> {
  const own = `127.0.0.1:${door.port}`;
  const { origin, host } = request.headers;
  // A browser sends `null` from a page with Referrer-Policy no-referrer.
  const foreign = origin !== undefined && origin !== `http://${own}` && origin !== 'null';
  const local = new URL(request.url ?? '/', `http://${own}`);
  const knows =
    local.searchParams.get('practice') === door.secret ||
    (request.headers.cookie ?? '').split(/;\s*/).includes(door.cookie);
  if (host !== own || foreign || !knows) {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end('This page belongs to a practice sign-in of another program.');
    return;
  }
  local.searchParams.delete('practice');
  const [, elsewhere = '', below = ''] = /^\/at\/([^/]+)(\/.*)$/.exec(local.pathname) ?? [];
  const isConsent = apiAt(elsewhere)?.api === 'consent';
  const target = isConsent
    ? `https://${elsewhere}${below}${local.search}`
    : `https://${clouds[tenant.cloud].login}${local.pathname}${local.search}`;
  const method = request.method ?? 'GET';
  const body = method === 'POST' ? await bodyOf(request) : undefined;
  const answer = await tenant.fetch(
    new Request(target, {
      method,
      ...(body === undefined
        ? {}
        : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    }),
  );
  const headers: Record<string, string> = {};
  answer.headers.forEach((value, name) => {
    headers[name] = value;
  });
  headers['set-cookie'] = `${door.cookie}; HttpOnly; SameSite=Lax; Path=/`;
  response.writeHead(answer.status, headers);
  response.end(Buffer.from(await answer.arrayBuffer()));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > 65_536) throw new Error('a sign-in form is never this long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
