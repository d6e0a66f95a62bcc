import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Fault, type FaultKind, faultKinds, practiceTenant, type Weather } from '../server/tenant.ts';
import { appToken, azureCli, call, post } from './client.spec-kit.ts';
import { virtualClock } from './clock.ts';

const graph = 'https://graph.microsoft.com';

/** A tenant, a token, and a write whose effect can be counted. */
async function under(weather: Weather, lagSeconds = 0) {
  const clock = virtualClock();
  const tenant = practiceTenant('fresh', { lagSeconds, clock });
  const token = await appToken(tenant, graph);
  tenant.setWeather(weather);
  const before = Object.keys(tenant.state().applications).length;
  const write = (signal?: AbortSignal) =>
    tenant.fetch(
      new Request(`${graph}/v1.0/applications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"displayName":"x"}',
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  const read = () =>
    tenant.fetch(
      new Request(`${graph}/v1.0/applications`, { headers: { authorization: `Bearer ${token}` } }),
    );
  const written = () => Object.keys(tenant.state().applications).length - before;
  return { clock, tenant, token, write, read, written };
}

interface BatchedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const once = (kind: FaultKind, more: Partial<Fault> = {}): Weather => ({ faults: [{ kind, ...more }] });

describe('a fault', () => {
  it.each([
    ['429-seconds', 429],
    ['500', 500],
    ['empty-body', 200],
    ['captive-portal', 200],
    // Behind a batch there is no connection of the caller's to break or to wait on.
    ['reset', 504],
    ['timeout', 504],
  ] as const)('inside a $batch strikes that one answer and no other: %s', async (kind, status) => {
    const { tenant, token, read } = await under(once(kind, { path: '/applications', batched: true }));
    expect((await read()).status).toBe(200);
    const batch = async () => {
      const answer = await tenant.fetch(
        new Request(`${graph}/v1.0/$batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            requests: ['/organization', '/applications'].map((url, id) => ({
              id: `${id}`,
              method: 'GET',
              url,
            })),
          }),
        }),
      );
      const { responses } = (await answer.json()) as { responses: readonly BatchedAnswer[] };
      return [answer.status, ...responses] as const;
    };
    const [all, calm, struck] = await batch();
    expect([all, calm?.status, struck?.status]).toEqual([200, 200, status]);
    expect(typeof calm?.body).toBe('object');
    expect(struck?.headers['retry-after']).toBe(kind === '429-seconds' ? '7' : undefined);
    expect((await batch())[2]).toMatchObject({ status: 200, body: { value: expect.any(Array) } });
  });
});

describe('connections that break', () => {
  it.each([
    ['refused', 'ECONNREFUSED'],
    ['dns', 'ENOTFOUND'],
    ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['reset', 'ECONNRESET'],
    ['timeout', 'UND_ERR_HEADERS_TIMEOUT'],
  ] as const)('%s rejects as Node’s own fetch does, and nothing was written', async (kind, code) => {
    const { write, written } = await under(once(kind));
    await expect(write()).rejects.toMatchObject({ name: 'TypeError', cause: { code } });
    expect(written()).toBe(0);
    expect((await write()).status).toBe(201);
    expect(written()).toBe(1);
  });

  it.each(['reset', 'timeout'] as const)(
    '%s after the commit loses the answer and keeps the write',
    async (kind) => {
      const { write, written, tenant } = await under(once(kind, { when: 'after' }));
      await expect(write()).rejects.toThrow('fetch failed');
      expect(written()).toBe(1);
      expect(tenant.requests().at(-1)).toMatchObject({ status: 0, fault: kind });
    },
  );

  it('mid-body: the headers come, half the body, and then the break', async () => {
    const { read } = await under(once('reset-mid-body'));
    const response = await read();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/fetch failed|aborted|terminated/);
  });

  it('a program that gives up waits no longer', async () => {
    const { write, written, clock } = await under({ latencyMs: 60_000 });
    const now = clock.now();
    await expect(write(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(clock.now()).toBe(now);
    expect(written()).toBe(0);
  });
});

describe('refusals of busy services', () => {
  it.each([
    ['429-seconds', 429, /^\d+$/],
    ['429-date', 429, /GMT$/],
    ['429-none', 429, /^$/],
    ['429-absurd', 429, /^1000000000$/],
    ['500', 500, /^$/],
    ['502-html', 502, /^$/],
    ['503-retry-after', 503, /^5$/],
    ['504-before-commit', 504, /^$/],
    ['401-expired', 401, /^$/],
    ['403', 403, /^$/],
    ['404-lag', 404, /^$/],
    ['conflict', 409, /^$/],
  ] as const)('%s answers %i and writes nothing', async (kind, status, retryAfter) => {
    const { write, written } = await under(once(kind));
    const response = await write();
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after') ?? '').toMatch(retryAfter);
    expect(written()).toBe(0);
  });

  it.each(['0', '-1', 'soon'])('429-absurd can say %s', async (retryAfter) => {
    const { write } = await under(once('429-absurd', { retryAfter }));
    expect((await write()).headers.get('retry-after')).toBe(retryAfter);
  });

  it('504-after-commit answers 504, and the write is there', async () => {
    const { write, written } = await under(once('504-after-commit'));
    expect((await write()).status).toBe(504);
    expect(written()).toBe(1);
  });

  it('a claims challenge carries claims a program can send along', async () => {
    const { write } = await under(once('401-claims'));
    const challenge = (await write()).headers.get('www-authenticate') ?? '';
    const claims = /claims="([^"]+)"/.exec(challenge)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(claims, 'base64').toString())).toMatchObject({
      access_token: { nbf: { essential: true } },
    });
  });

  it('speak the envelope of the service they strike', async () => {
    const { tenant, token } = await under({ faults: [{ kind: '500', times: 'always' }] });
    expect((await call(tenant, token, 'GET', '/organization')).body.error.innerError).toBeDefined();
    expect(
      (await call(tenant, token, 'GET', 'https://management.azure.com/subscriptions')).body.error.code,
    ).toBe('InternalServerError');
    const login = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'x',
      client_id: azureCli,
    });
    expect(login.body).toMatchObject({ error: 'temporarily_unavailable' });
    const arm = await under(once('conflict', { host: 'arm' }));
    expect(
      (await call(arm.tenant, arm.token, 'GET', 'https://management.azure.com/subscriptions')).status,
    ).toBe(412);
  });
});

describe('an answer of any kind', () => {
  it('has the status, the code, the words and the headers that were asked for', async () => {
    const answer = { status: 403, code: 'Denied', message: 'No.', headers: { 'x-asked': 'yes' } };
    const { write, read } = await under(once('answer', { method: 'POST', answer }));
    expect((await read()).status).toBe(200);
    const response = await write();
    expect(response.status).toBe(403);
    expect(response.headers.get('x-asked')).toBe('yes');
    expect(await response.json()).toMatchObject({ error: { code: 'Denied', message: 'No.' } });
  });

  it('at sign-in is an OAuth error with its number, and strikes only what the body says', async () => {
    const answer = { status: 400, code: 'invalid_grant', message: 'AADSTS53003: Blocked.' };
    const { tenant } = await under(
      once('answer', { host: 'login', body: 'client_credentials', times: 'always', answer }),
    );
    const token = (grant: string) =>
      post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, { grant_type: grant, client_id: azureCli });
    expect((await token('client_credentials')).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [53003],
    });
    expect((await token('x')).body).not.toMatchObject({ error_codes: [53003] });
  });
});

describe('answers that are not what they seem', () => {
  it('truncated JSON says 200 and cannot be read', async () => {
    const { read } = await under(once('truncated-json'));
    const response = await read();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it('an empty body, a captive portal and a wrong schema all say 200', async () => {
    for (const [kind, look] of [
      ['empty-body', /^$/],
      ['captive-portal', /<html>/],
      ['wrong-schema', /"value":"seven"/],
    ] as const) {
      const { read } = await under(once(kind));
      const response = await read();
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(look);
    }
  });

  it('a small gzip body becomes 100 MB', async () => {
    const { read } = await under(once('gzip-bomb'));
    const response = await read();
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const packed = Buffer.from(await response.arrayBuffer());
    expect(packed.length).toBeLessThan(200_000);
    expect(gunzipSync(packed).length).toBe(100 * 1024 * 1024);
  });

  it('a huge body goes on and on', async () => {
    const { read } = await under(once('huge-body'));
    const reader = (await read()).body?.getReader();
    let size = 0;
    while (size < 30_000_000) size += (await reader?.read())?.value?.length ?? 30_000_000;
    await reader?.cancel();
    expect(size).toBeGreaterThanOrEqual(30_000_000);
  });

  it('deep JSON is a hundred thousand brackets deep', async () => {
    const { read } = await under(once('deep-json'));
    expect((await (await read()).text()).match(/\[/g)).toHaveLength(100_000);
  });

  it('slow headers and a slow body take their time on the tenant’s clock', async () => {
    const headers = await under(once('slow-headers'));
    const before = headers.clock.now();
    await headers.read();
    expect(headers.clock.now() - before).toBe(45_000);
    const body = await under(once('slow-body'));
    const start = body.clock.now();
    const text = await (await body.write()).text();
    expect(body.clock.now() - start).toBe(text.length * 1000);
    expect(JSON.parse(text).displayName).toBe('x');
  });

  it('links and redirects can lead to strangers', async () => {
    const redirect = await (await under(once('foreign-redirect'))).read();
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      307,
      'https://collector.example.net/steal',
    ]);
    const list = await (await (await under(once('foreign-next-link'))).read()).json();
    expect(list['@odata.nextLink']).toMatch(/^https:\/\/collector\.example\.net\//);
    expect(list.value.length).toBeGreaterThan(0);
  });
});

describe('where and how often a fault strikes', () => {
  it('once, some times or always', async () => {
    const statuses = async (times: Fault['times']) => {
      const { read } = await under(once('500', times === undefined ? {} : { times }));
      return [await read(), await read(), await read()].map(({ status }) => status);
    };
    expect(await statuses(undefined)).toEqual([500, 200, 200]);
    expect(await statuses(2)).toEqual([500, 500, 200]);
    expect(await statuses('always')).toEqual([500, 500, 500]);
  });

  it('from the n-th matching request on, by service, method and path', async () => {
    const { read, write, tenant, token } = await under(
      once('500', { host: 'graph', method: 'post', path: '/applications', nth: 2 }),
    );
    expect((await read()).status).toBe(200);
    expect((await write()).status).toBe(201);
    expect(
      (await call(tenant, token, 'GET', 'https://management.azure.com/subscriptions?api-version=2022-12-01'))
        .status,
    ).toBe(403);
    expect((await write()).status).toBe(500);
    expect((await write()).status).toBe(201);
  });

  it('by chance, drawn from the seed: the same seed strikes the same requests', async () => {
    const drawn = async (seed: number) => {
      const { read } = await under({ faults: [{ kind: '500', chance: 0.5, times: 'always' }], seed });
      const statuses: number[] = [];
      for (let index = 0; index < 24; index += 1) statuses.push((await read()).status);
      return statuses.join(' ');
    };
    const first = await drawn(1);
    expect(await drawn(1)).toBe(first);
    expect(await drawn(2)).not.toBe(first);
    expect(first).toMatch(/500/);
    expect(first).toMatch(/200/);
  });

  it('stops when the weather turns', async () => {
    const { read, tenant } = await under({ faults: [{ kind: '500', times: 'always' }] });
    expect((await read()).status).toBe(500);
    tenant.setWeather({});
    expect((await read()).status).toBe(200);
  });

  it('knows 34 faults, each of which changes what a reader gets', async () => {
    expect(new Set(faultKinds).size).toBe(34);
    const plain = await seen(undefined);
    const same: FaultKind[] = [];
    for (const kind of faultKinds) if ((await seen(kind)) === plain) same.push(kind);
    expect(same).toEqual([]);
  });
});

/** What a reader of a list gets, in one line. */
async function seen(kind: FaultKind | undefined): Promise<string> {
  const { read, clock } = await under(kind === undefined ? {} : once(kind));
  const start = clock.now();
  try {
    const response = await read();
    const reader = response.body?.getReader();
    let text = '';
    for (let size = 0; size < 300_000; ) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      size += part.value.length;
      text += Buffer.from(part.value).toString('latin1');
    }
    await reader?.cancel();
    const headers = ['retry-after', 'location', 'www-authenticate'].map(
      (name) => response.headers.get(name) ?? '',
    );
    return [response.status, ...headers, clock.now() - start, text.slice(0, 200_000)].join('|');
  } catch (error) {
    return String((error as { cause?: { code?: string } }).cause?.code ?? error);
  }
}

describe('latency', () => {
  it('is what an answer takes, however many are asked at once', async () => {
    const { clock, read } = await under({ latencyMs: 100 });
    const start = clock.now();
    await read();
    expect(clock.now() - start).toBe(100);
    await Promise.all([read(), read(), read()]);
    expect(clock.now() - start).toBe(200);
  });
});
