import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { clouds } from '../http/clouds.ts';
import type { Fetch } from '../http/exchange.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { network, type RequestLine, type Sending } from './network.ts';
import { roundTrips } from './round-trips.ts';

const graph = 'https://graph.microsoft.com/v1.0/me';
const asPerson: Sending = { identity: 'person', token: () => Promise.resolve(new Secret('t0ken')) };
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const failing = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

const wired = (...answers: Parameters<typeof wiredWithin>[1][]) => wiredWithin(10_000, ...answers);

/** A network whose answers are written down, whose waits take no time, and which remembers both. */
function wiredWithin(
  timeoutMs: number,
  ...answers: readonly (Response | Error | ((request: Request) => Response | Promise<Response>))[]
) {
  const asked: Request[] = [];
  const slept: number[] = [];
  const lines: RequestLine[] = [];
  const fetch: Fetch = async (request) => {
    asked.push(request);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? await answer(request) : (answer as Response).clone();
  };
  const wire = network({
    fetch,
    cloud: clouds.public,
    now: () => '2026-11-22T10:00:00Z',
    sleep: (seconds) => {
      slept.push(seconds);
      return Promise.resolve();
    },
    onRequest: (line) => lines.push(line),
    correlation: '7e1c0d6e-0000-4000-8000-000000000001',
    timeoutMs,
    chance: () => 0,
  });
  return { wire, asked, slept, lines };
}

const refusal = async (work: Promise<unknown>): Promise<MicrosoftError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MicrosoftError);
  return error as MicrosoftError;
};

describe('where a request may go', () => {
  it('puts the token on for Microsoft, with the run’s correlation', async () => {
    const { wire, asked, lines } = wired(json(200, { id: 1 }, { 'request-id': 'r-1' }));
    await wire.send({ method: 'GET', url: `${graph}?$select=id` }, asPerson);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer t0ken');
    expect(asked[0]?.headers.get('client-request-id')).toBe('7e1c0d6e-0000-4000-8000-000000000001');
    expect(asked[0]?.headers.get('x-ms-client-request-id')).toBe('7e1c0d6e-0000-4000-8000-000000000001');
    expect(lines).toEqual([
      expect.objectContaining({
        method: 'GET',
        host: 'graph.microsoft.com',
        path: '/v1.0/me',
        status: 200,
        requestId: 'r-1',
        identity: 'person',
      }),
    ]);
  });

  it.each([
    'https://graph.microsoft.com.evil.example/v1.0/me',
    'https://evil.example/?graph.microsoft.com',
    'http://graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com:8443/v1.0/me',
    'https://user:pass@graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.us/v1.0/me',
    'https://management.azure.com.@evil.example/',
    'file:///etc/passwd',
    'not an address',
  ])('refuses %s by name, before any token is asked for', async (url) => {
    const { wire, asked } = wired(json(200, {}));
    let tokens = 0;
    const error = await refusal(
      wire.send(
        { method: 'GET', url },
        { identity: 'person', token: () => Promise.resolve(new Secret(`t${(tokens += 1)}`)) },
      ),
    );
    expect(error.problem.code).toBe('foreign-address');
    expect(error.outcome).toBe('not-sent');
    expect([asked.length, tokens]).toEqual([0, 0]);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    const { wire, asked } = wired(
      new Response(null, { status, headers: { location: 'https://evil.example/x' } }),
    );
    const error = await refusal(wire.send({ method: 'GET', url: graph }, asPerson));
    expect(error.problem.code).toBe('redirect-refused');
    expect(error.problem.because).toContain('evil.example');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.redirect).toBe('manual');
  });

  it('really stays where it is: a redirecting server sees one request and no other server any', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    });
    await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const { wire } = wired((request) =>
      globalThis.fetch(new Request(`http://127.0.0.1:${port}/first`, request)),
    );
    const error = await refusal(wire.send({ method: 'GET', url: graph }, asPerson));
    server.close();
    expect(error.problem.code).toBe('redirect-refused');
    expect(seen).toEqual(['/first Bearer t0ken']);
  });
});

describe('what may be asked twice', () => {
  const throttled = (after?: string) =>
    json(
      429,
      { error: { code: 'TooManyRequests', message: 'slow' } },
      after === undefined ? {} : { 'retry-after': after },
    );

  it('waits as long as Microsoft asks, then reads again', async () => {
    const { wire, asked, slept, lines } = wired(throttled('17'), json(200, { ok: true }));
    expect((await wire.send({ method: 'GET', url: graph }, asPerson)).status).toBe(200);
    expect([asked.length, slept]).toEqual([2, [17]]);
    expect(lines.map(({ status, note }) => [status, note])).toEqual([
      [429, 'again in 17 s'],
      [200, undefined],
    ]);
  });

  it.each([
    ['Sun, 22 Nov 2026 10:00:42 GMT', 42, undefined],
    ['0', 1, undefined],
    ['-1', 1, 'taken as 1 s'],
    ['1000000000', 1, 'which is no time'],
    ['250', 250, undefined],
    ['soon', 1, 'which is no time'],
    [undefined, 1, undefined],
    ['Sun, 22 Nov 1970 10:00:42 GMT', 1, 'taken as 1 s'],
  ] as const)(
    'takes Retry-After %s as %i s, and says so where it is absurd',
    async (after, seconds, note) => {
      const { wire, slept, lines } = wired(throttled(after), json(200, {}));
      await wire.send({ method: 'GET', url: graph }, asPerson);
      expect(slept).toEqual([seconds]);
      expect(lines[0]?.note).toContain(note ?? 'again in');
    },
  );

  it('gives up after a bounded time, and tells how long to wait', async () => {
    const { wire, asked, slept } = wired(throttled('90'));
    const error = await refusal(wire.send({ method: 'GET', url: graph }, asPerson));
    expect(error.outcome).toBe('throttled');
    expect(error.retryAfter).toBe(90);
    expect(asked.length).toBe(4);
    expect(slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(300);
  });

  it.each(['PATCH', 'PUT', 'DELETE'])('repeats a %s that was sent away for later', async (method) => {
    const { wire, asked, slept } = wired(throttled('5'), json(200, {}));
    await wire.send({ method, url: graph, body: '{}' }, asPerson);
    expect([asked.length, slept]).toEqual([2, [5]]);
  });

  const broken = (status: number) =>
    json(status, { error: { code: 'x', message: 'x' } }, { 'retry-after': '5' });
  it.each(
    ['PATCH', 'PUT', 'DELETE'].flatMap((method) =>
      (
        [
          ['408', broken(408)],
          ['500', broken(500)],
          ['502 as a page', new Response('<html>', { status: 502 })],
          ['503', broken(503)],
          ['504', broken(504)],
          ['a reset', failing('ECONNRESET')],
          ['a captive portal', new Response('<html>sign on', { status: 200 })],
        ] as const
      ).map(([name, answer]) => [method, name, answer] as const),
    ),
  )('sends a %s once only after %s: it may have been carried out', async (method, _, answer) => {
    const { wire, asked, slept } = wired(answer, json(200, {}));
    const error = await refusal(wire.send({ method, url: graph, body: '{}' }, asPerson));
    expect([error.outcome, asked.length, slept.length]).toEqual(['indeterminate', 1, 0]);
  });

  it.each([
    ['408', broken(408)],
    ['500', broken(500)],
    ['502 as a page', new Response('<html>', { status: 502 })],
    ['503', broken(503)],
    ['504', broken(504)],
    ['a reset', failing('ECONNRESET')],
    ['a refused connection', failing('ECONNREFUSED')],
    ['nothing', new Response('', { status: 200 })],
    ['a captive portal', new Response('<html>sign on', { status: 200 })],
    ['an answer cut short', new Response('{"value": [', { status: 200 })],
    ['JSON of any depth', new Response(`{"value":${'['.repeat(9999)}${']'.repeat(9999)}}`)],
    ['a list where an object belongs', json(200, [])],
    ['null', json(200, null)],
  ])('reads again after %s, and says what it was where it stays', async (_, answer) => {
    const once = wired(answer, json(200, { ok: true }));
    expect((await once.wire.send({ method: 'GET', url: graph }, asPerson)).text).toBe('{"ok":true}');
    const always = wired(answer);
    const error = await refusal(always.wire.send({ method: 'GET', url: graph }, asPerson));
    expect([always.asked.length, error.passes || error.outcome === 'not-sent']).toEqual([4, true]);
  });

  it('reads twice at most where each answer takes longer than is waited for', async () => {
    let now = Date.parse('2026-11-22T10:00:00Z');
    let asked = 0;
    const wire = network({
      fetch: () => {
        asked += 1;
        now += 100_000;
        return Promise.reject(failing('ETIMEDOUT'));
      },
      cloud: clouds.public,
      now: () => new Date(now).toISOString(),
      sleep: async (seconds) => void (now += seconds * 1000),
    });
    expect((await refusal(wire.send({ method: 'GET', url: graph }, asPerson))).problem.code).toBe(
      'no-answer-in-time',
    );
    expect(asked).toBe(2);
  });

  it.each([
    ['429', throttled('5'), 'throttled'],
    ['500', json(500, { error: { code: 'InternalServerError', message: 'x' } }), 'indeterminate'],
    ['503', json(503, { error: { code: 'ServiceUnavailable', message: 'x' } }), 'indeterminate'],
    ['502 as a page', new Response('<html>', { status: 502 }), 'indeterminate'],
    ['a captive portal', new Response('<html>sign on', { status: 200 }), 'indeterminate'],
    ['a reply cut short', new Response('{"secretText": "abc', { status: 200 }), 'indeterminate'],
    ['a reset', failing('ECONNRESET'), 'indeterminate'],
    ['400', json(400, { error: { code: 'Request_BadRequest', message: 'x' } }), 'rejected'],
    ['a name that is not found', failing('ENOTFOUND'), 'not-sent'],
    ['a refused connection', failing('ECONNREFUSED'), 'not-sent'],
    ['a certificate nobody knows', failing('SELF_SIGNED_CERT_IN_CHAIN'), 'not-sent'],
  ] as const)('sends a POST once only: after %s the outcome is told', async (_, answer, outcome) => {
    const { wire, asked, slept } = wired(answer);
    const error = await refusal(wire.send({ method: 'POST', url: graph, body: '{}' }, asPerson));
    expect(error.outcome).toBe(outcome);
    expect([asked.length, slept.length]).toEqual([1, 0]);
  });

  it('counts a write that got no answer as one that may have happened', async () => {
    const { wire, asked } = wiredWithin(20, () => new Promise<Response>(() => undefined));
    const error = await refusal(wire.send({ method: 'POST', url: graph, body: '{}' }, asPerson));
    expect([error.problem.code, error.outcome, asked.length]).toEqual([
      'no-answer-in-time',
      'indeterminate',
      1,
    ]);
  });

  it('asks again where a connection for reading broke, but not for writing', async () => {
    const reading = wired(failing('ECONNRESET'), json(200, {}));
    await reading.wire.send({ method: 'GET', url: graph }, asPerson);
    expect(reading.asked).toHaveLength(2);
    const writing = wired(failing('ECONNRESET'), json(200, {}));
    expect(
      (await refusal(writing.wire.send({ method: 'PUT', url: graph, body: '{}' }, asPerson))).outcome,
    ).toBe('indeterminate');
    expect(writing.asked).toHaveLength(1);
  });

  it('asks once more with a new token where the old one had expired, even for a POST', async () => {
    const expired = json(401, {
      error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed' },
    });
    const { wire, asked } = wired(expired, json(200, {}));
    const asks: unknown[] = [];
    const token = (renew?: unknown) => Promise.resolve(new Secret(`t${asks.push(renew)}`));
    await wire.send({ method: 'POST', url: graph, body: '{}' }, { identity: 'person', token });
    expect(asks).toEqual([false, true]);
    expect(asked.map((each) => each.headers.get('authorization'))).toEqual(['Bearer t1', 'Bearer t2']);
    const again = wired(expired);
    expect(
      (await refusal(again.wire.send({ method: 'POST', url: graph, body: '{}' }, asPerson))).problem.code,
    ).toBe('sign-in-expired');
    expect(again.asked).toHaveLength(2);
  });

  describe('a claims challenge', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}';
    const challenge = json(
      401,
      { error: { code: 'RequestDisallowedByAzure', message: 'Users must use multifactor.' } },
      {
        'www-authenticate': `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
      },
    );
    const asking = () => {
      const asks: unknown[] = [];
      const token = (again?: unknown) => Promise.resolve(new Secret(`t${asks.push(again)}`));
      return { asks, sending: { identity: 'person', token } as const };
    };

    it('is answered once with a token for those claims, and even a POST goes on', async () => {
      const { wire, asked } = wired(challenge, json(200, {}));
      const { asks, sending } = asking();
      await wire.send({ method: 'POST', url: graph, body: '{}' }, sending);
      expect(asks).toEqual([false, { claims }]);
      expect(asked.map((each) => each.headers.get('authorization'))).toEqual(['Bearer t1', 'Bearer t2']);
    });

    it('never leads in circles: what is challenged again is blocked by name, and nobody is asked a third time', async () => {
      const { wire, asked } = wired(challenge);
      const { asks, sending } = asking();
      const write = { method: 'PUT', url: graph, body: '{}' };
      expect((await refusal(wire.send(write, sending))).problem.code).toBe('proof-not-accepted');
      expect([asks.length, asked.length]).toEqual([2, 2]);
      expect((await refusal(wire.send(write, sending))).problem.code).toBe('proof-not-accepted');
      expect([asks.length, asked.length]).toEqual([3, 3]);
      expect(asks.filter((each) => typeof each === 'object')).toHaveLength(1);
    });

    it('is no answer for who was not asked: without a token the refusal stands', async () => {
      const { wire } = wired(challenge);
      const error = await refusal(wire.send({ method: 'GET', url: graph }, { identity: 'person' }));
      expect(error.problem.code).toBe('more-proof-needed');
    });
  });

  it('knows that a request whose token was refused never left', async () => {
    const { wire, asked } = wired(json(200, {}));
    const token = () => Promise.reject(wire.trouble(graph, 'person', 'timeout', ''));
    const error = await refusal(
      wire.send({ method: 'POST', url: graph, body: '{}' }, { identity: 'person', token }),
    );
    expect([error.outcome, asked.length]).toEqual(['not-sent', 0]);
  });
});

describe('what is let in', () => {
  it('reads no more than 20 MB of an answer', async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1;
            controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
          },
        }),
      );
    const { wire } = wired(endless);
    const error = await refusal(wire.send({ method: 'GET', url: graph }, asPerson));
    expect(error.problem.code).toBe('answer-not-understood');
    expect(sent).toBeLessThan(25);
  });

  it('lives through JSON of any depth', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { wire } = wired(new Response(deep, { status: 403 }));
    expect((await refusal(wire.send({ method: 'GET', url: graph }, asPerson))).problem.code).toBe(
      'answer-not-understood',
    );
  });

  it('never shows the token, neither in a line nor in a problem', async () => {
    const { wire, lines } = wired(json(403, { error: { code: 'x', message: 'y' } }));
    const error = await refusal(wire.send({ method: 'GET', url: graph }, asPerson));
    expect(lines).toHaveLength(1);
    expect(JSON.stringify([lines, error.problem, error.heard, error.message])).not.toContain('t0ken');
  });
});

describe('round trips', () => {
  const line = (startedMs: number, endedMs: number) => ({ startedMs, endedMs });
  it.each([
    ['none', [], 0],
    ['one after another', [line(0, 10), line(10, 20), line(25, 30)], 3],
    ['at the same time', [line(0, 10), line(1, 11), line(2, 12)], 1],
    [
      'the longest chain, not the first',
      [line(0, 100), line(0, 10), line(11, 20), line(21, 30), line(101, 110)],
      4,
    ],
  ])('%s', (_, lines, expected) => {
    expect(roundTrips(lines)).toBe(expected);
  });
});
