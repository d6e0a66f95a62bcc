import { describe, expect, it } from 'vitest';
import { carriedBy, withoutSecrets } from './carried.ts';
import { exchange } from './exchange.ts';

const jwt = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${'a'.repeat(60)}.${'b'.repeat(80)}`;
const secret = 'Q~8Qk<&"canary\\0123/+=';
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const vault = 'https://kv.vault.azure.net/secrets/x?api-version=7.4';
const login = 'https://login.microsoftonline.com/t/oauth2/v2.0/token';
const bearer = { authorization: `Bearer ${jwt}` };

/** Eight kinds of secret, each as a request carries it. */
const kinds: readonly (readonly [string, { url: string; body?: string }, Record<string, string>, string])[] =
  [
    ['a bearer', { url: vault }, bearer, jwt],
    ['a secret for a vault', { url: vault, body: JSON.stringify({ value: secret }) }, bearer, secret],
    ['a client secret', { url: login, body: form({ client_secret: secret, client_id: 'x' }) }, {}, secret],
    ['an assertion', { url: login, body: form({ client_assertion: jwt }) }, {}, jwt],
    [
      'a refresh token',
      { url: login, body: form({ refresh_token: `1.A${'c'.repeat(60)}` }) },
      {},
      `1.A${'c'.repeat(60)}`,
    ],
    [
      'a code and its verifier',
      { url: login, body: form({ code_verifier: 'verifier-0123456789' }) },
      {},
      'verifier-0123456789',
    ],
    [
      'an address that is a proof',
      { url: `https://prod-1.westeurope.logic.azure.com/run?sig=${'s'.repeat(43)}` },
      {},
      's'.repeat(43),
    ],
    [
      'a parameter of a template',
      {
        url: 'https://management.azure.com/x',
        body: JSON.stringify({ properties: { parameters: { apiKey: { value: secret } } } }),
      },
      bearer,
      secret,
    ],
  ];

/** Where a service or a proxy may repeat it. */
const echoes: readonly (readonly [string, (value: string) => { body: string; header: string }])[] = [
  ['in a message', (value) => ({ body: `It was refused: ${value} is wrong.`, header: 'x' })],
  ['in a header', (value) => ({ body: '', header: value.replaceAll(/[^\x20-\x7e]/gu, '') })],
  [
    'in JSON',
    (value) => ({ body: JSON.stringify({ error: { code: 'Bad', message: `got ${value}` } }), header: 'x' }),
  ],
  [
    'in a page',
    (value) => ({
      body: `<p>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}</p>`,
      header: 'x',
    }),
  ],
  ['in an address', (value) => ({ body: `https://proxy/?u=${encodeURIComponent(value)}`, header: 'x' })],
  ['in base64', (value) => ({ body: Buffer.from(value).toString('base64'), header: 'x' })],
];

describe.each(kinds)('%s', (_kind, wanted, headers, value) => {
  it.each(echoes)('that is repeated %s is cut out of what failed', async (_how, echo) => {
    const { body, header } = echo(value);
    // Planted: without the cut it would be there.
    expect(`${body}${header}`.length).toBeGreaterThan(8);
    const answer = async () =>
      new Response(body, { status: 400, headers: { 'x-said': header, 'www-authenticate': header } });
    const reply = await exchange(
      answer,
      1_000,
      { method: 'POST', ...wanted },
      new Headers(headers),
      undefined,
    );
    if ('trouble' in reply) throw new Error(reply.trouble);
    const all = `${reply.text}\n${[...reply.headers].join('\n')}`;
    for (const form of [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64').replace(/=+$/u, ''),
      JSON.stringify(value).slice(1, -1),
    ])
      expect(all.includes(form), form).toBe(false);
    expect(all).toContain('[removed]');
  });

  it('is not kept by an error on the way', async () => {
    const broken = async () => {
      throw Object.assign(new TypeError(`fetch failed: ${value} ${wanted.url}`), { code: 'ECONNRESET' });
    };
    const reply = await exchange(
      broken,
      1_000,
      { method: 'POST', ...wanted },
      new Headers(headers),
      undefined,
    );
    expect('cause' in reply && String((reply.cause as Error).message).includes(value)).toBe(false);
    expect('cause' in reply && String(reply.cause)).toContain('ECONNRESET');
  });
});

describe('what nobody here sent', () => {
  it.each([
    `https://x/run?sp=%2F&sig=${'S'.repeat(43)}`,
    `https%3A%2F%2Fx%3Fsig%3D${'S'.repeat(43)}`,
    `{"u":"https://x?sig\\u003d${'S'.repeat(43)}"}`,
    `AccountKey=${'S'.repeat(86)}==`,
    `key ${'S'.repeat(86)}==`,
    `-----BEGIN PRIVATE KEY-----\n${'S'.repeat(64)}\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\n${'S'.repeat(64)}`,
    `Authorization: Basic ${'S'.repeat(24)}`,
    `Bearer ${'S'.repeat(24)}`,
    `token 0.A${'S'.repeat(60)}`,
    `eyJ${'S'.repeat(20)}.${'S'.repeat(20)}.${'S'.repeat(20)}`,
  ])('and looks like a secret is cut out too: %s', (text) => {
    expect(withoutSecrets(text, [])).not.toMatch(/S{16}/u);
  });

  it('and is none stays as it was said', () => {
    const said =
      "AADSTS700016: Application with identifier '6731de76-14a6-49ae-97bc-6eba6914391e' was not found. Trace ID: 0f3c. Basic authentication is off. The bearer token has expired.";
    expect(
      withoutSecrets(
        said,
        carriedBy(
          { url: login, body: form({ client_id: '6731de76-14a6-49ae-97bc-6eba6914391e', scope: 'x' }) },
          new Headers(),
        ),
      ),
    ).toBe(said);
  });
});
