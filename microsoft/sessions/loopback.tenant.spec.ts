import { request as send } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { type Loopback, listen } from './loopback.ts';

const state = '11111111-2222-4333-8444-555555555555';
let loopback: Loopback;
afterEach(() => loopback.close());

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly type?: string;
  readonly body?: string;
  readonly address?: string;
}

/** Sends to the port as any program on this computer could. Answers with the status, or 0 where the line was cut. */
function knock({
  method = 'POST',
  path = '/',
  host,
  type = 'application/x-www-form-urlencoded',
  body = '',
  address = '127.0.0.1',
}: Sent) {
  const { port } = new URL(loopback.redirectUri);
  return new Promise<number>((resolve) => {
    const asked = send(
      {
        host: address,
        port,
        method,
        path,
        headers: { host: host ?? `localhost:${port}`, 'content-type': type },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    asked.on('error', () => resolve(0));
    asked.end(body);
  });
}

const honest = { body: new URLSearchParams({ code: 'the-code', client_info: 'ci', state }).toString() };

describe('the browser’s way back', () => {
  it('takes the form with the expected state', async () => {
    loopback = await listen(state);
    expect(loopback.redirectUri).toMatch(/^http:\/\/localhost:\d+$/u);
    expect(await knock(honest)).toBe(200);
    expect(await loopback.answer).toEqual({ code: 'the-code', clientInfo: 'ci' });
  });

  it('takes a refusal with the expected state', async () => {
    loopback = await listen(state);
    await knock({
      body: new URLSearchParams({
        error: 'access_denied',
        error_description: 'AADSTS65004: no',
        state,
      }).toString(),
    });
    expect(await loopback.answer).toEqual({ error: 'access_denied', description: 'AADSTS65004: no' });
  });

  const hostile: readonly (readonly [string, Sent, number])[] = [
    ['another path', { ...honest, path: '/callback' }, 404],
    ['a code in the address', { method: 'GET', path: `/?code=x&state=${state}` }, 404],
    ['a look at the page', { method: 'GET' }, 405],
    ['another method', { ...honest, method: 'PUT' }, 405],
    ['another name for this computer', { ...honest, host: 'evil.example' }, 421],
    ['the address instead of the name', { ...honest, host: '127.0.0.1' }, 421],
    ['JSON', { ...honest, type: 'application/json' }, 415],
    ['no state', { body: 'code=x' }, 400],
    ['a wrong state', { body: `code=x&state=${state.replace('1', '2')}` }, 400],
    ['two states', { body: `code=x&state=${state}&state=${state}` }, 400],
    ['neither code nor error', { body: `state=${state}` }, 400],
    ['an empty code', { body: `code=&state=${state}` }, 400],
  ];

  it.each(hostile)('ignores %s, and the honest answer still gets through', async (_, sent, status) => {
    loopback = await listen(state);
    expect(await knock(sent)).toBe(status);
    await knock(honest);
    expect(await loopback.answer).toMatchObject({ code: 'the-code' });
  });

  it('reads no form larger than 64 kB', async () => {
    loopback = await listen(state);
    expect([0, 413]).toContain(await knock({ body: `state=${state}&code=${'x'.repeat(1_000_000)}` }));
    await knock(honest);
    expect(await loopback.answer).toMatchObject({ code: 'the-code' });
  });

  it('stands 500 hostile requests, 100 at a time, and 200 callers who say nothing', async () => {
    loopback = await listen(state);
    const { port } = new URL(loopback.redirectUri);
    const silent = Array.from({ length: 200 }, () => connect(Number(port), '127.0.0.1'));
    for (const each of silent) {
      each.on('error', () => undefined);
      each.write('POST / HTTP/1.1\r\nHost: localhost');
    }
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => knock(hostile[index % hostile.length]?.[1] ?? {})),
      );
      expect(answers).not.toContain(200);
    }
    expect(await knock(honest)).toBe(200);
    expect(await loopback.answer).toMatchObject({ code: 'the-code' });
    for (const each of silent) each.destroy();
  });

  it('takes the first honest answer only', async () => {
    loopback = await listen(state);
    await knock(honest);
    await knock({ body: `code=second&state=${state}` });
    expect(await loopback.answer).toMatchObject({ code: 'the-code' });
  });

  it('is closed at once, open connections included', async () => {
    loopback = await listen(state);
    const { port } = new URL(loopback.redirectUri);
    const open = connect(Number(port), '127.0.0.1');
    await new Promise((ready) => open.once('connect', ready));
    const cut = new Promise((gone) => open.once('close', gone));
    const started = performance.now();
    loopback.close();
    await cut;
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await knock(honest)).toBe(0);
  });

  it('listens on both loopback addresses and nowhere else, and closes them together', async () => {
    loopback = await listen(state);
    const port = Number(new URL(loopback.redirectUri).port);
    expect([await reach('127.0.0.1', port), await reach('::1', port)]).toEqual([true, hasIPv6]);
    // On Linux the whole of 127/8 is this computer: a listener on every address would answer there too.
    for (const address of [...others, '127.0.0.2'])
      expect([address, await reach(address, port)]).toEqual([address, false]);
    // Nobody can take what a browser might take for ours.
    for (const host of ours)
      await expect(occupied(host, port), host).rejects.toMatchObject({ code: 'EADDRINUSE' });
    loopback.close();
    expect([await reach('127.0.0.1', port), await reach('::1', port)]).toEqual([false, false]);
  });

  it('takes the honest answer on either address', async () => {
    for (const host of ours) {
      loopback = await listen(state);
      expect(await knock({ ...honest, address: host })).toBe(200);
      expect(await loopback.answer).toMatchObject({ code: 'the-code' });
      loopback.close();
    }
  });

  it('takes another port where somebody is on one of the two addresses already', async () => {
    for (const host of ours) {
      const squatter = await occupied(host, 0);
      const { port: taken } = squatter.address() as AddressInfo;
      loopback = await listen(state, taken);
      expect(Number(new URL(loopback.redirectUri).port)).not.toBe(taken);
      loopback.close();
      squatter.close();
    }
  });
});

const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
const hasIPv6 = addresses.some(({ address }) => address === '::1');
const ours = hasIPv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
const others = addresses
  .filter(({ internal, scopeid }) => !internal && !scopeid)
  .map(({ address }) => address);

function reach(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const tried = connect({ host, port, timeout: 2000 });
    const end = (is: boolean) => {
      tried.destroy();
      resolve(is);
    };
    tried.once('connect', () => end(true));
    tried.once('error', () => end(false));
    tried.once('timeout', () => end(false));
  });
}

/** Another program that has an address to itself. */
function occupied(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
