import { clouds } from './clouds.ts';
import { exchange } from './exchange.ts';

const jwt = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${'a'.repeat(60)}.${'b'.repeat(80)}`;
const secret = 'Q~8Qk<&"canary\\0123/+=';
export const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const vault = 'https://kv.vault.azure.net/secrets/x?api-version=7.4';
export const login = 'https://login.microsoftonline.com/t/oauth2/v2.0/token';
const bearer = { authorization: `Bearer ${jwt}` };

/** Eight kinds of secret, each as a request carries it. */
export const kinds: readonly (readonly [
  string,
  { url: string; body?: string },
  Record<string, string>,
  string,
])[] = [
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
export const echoes: readonly (readonly [string, (value: string) => { body: string; header: string }])[] = [
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

/** A secret as somebody could read it: as it is, in an address, in base64, in JSON, in a page. */
export function shownForms(value: string): readonly string[] {
  return [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').replace(/=+$/u, ''),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ];
}

/** What is left of a refusal with that body and those headers, after a request that carried a secret. */
export async function heardBack(
  wanted: { readonly url: string; readonly body?: string },
  headers: Readonly<Record<string, string>>,
  { body, header }: { readonly body: string; readonly header: string },
): Promise<string> {
  const answer = async () =>
    new Response(body, { status: 400, headers: { 'x-said': header, 'www-authenticate': header } });
  const reply = await exchange(answer, 1_000, { method: 'POST', ...wanted }, new Headers(headers), undefined);
  if ('trouble' in reply) throw new Error(reply.trouble);
  return `${reply.text}\n${[...reply.headers].join('\n')}`;
}

/** The same request to every service of every cloud: what it carries is cut out whoever repeats it. */
export function servicesOf(wanted: { readonly url: string; readonly body?: string }) {
  const { pathname, search } = new URL(wanted.url);
  const services = Object.values(clouds).flatMap(
    ({ login: entra, graph, azure, logAnalytics, audiences }) => [
      entra,
      graph,
      azure,
      logAnalytics,
      audiences.vault.replace('https://', 'https://kv.'),
      'https://prod-1.westeurope.logic.azure.com',
    ],
  );
  return [...new Set(services)].map((origin) => ({ ...wanted, url: `${origin}${pathname}${search}` }));
}
