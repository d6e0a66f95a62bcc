import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signInAsPerson } from '../server/browser-user.ts';
import { cloudOf, type PracticeTenant } from '../server/tenant.ts';
import type { Json } from './contents.ts';

/** What a call came back with, for specs. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- specs look into bodies of every shape
  readonly body: any;
}

/** Calls an API of a tenant with a token, as a program without any library would. */
export async function call(
  tenant: PracticeTenant,
  token: string,
  method: string,
  address: string,
  body?: Json,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const url = address.startsWith('https://') ? address : `https://${cloudOf(tenant).graph}/v1.0${address}`;
  const response = await tenant.fetch(
    new Request(url, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return reply(response);
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: json && text !== '' ? JSON.parse(text) : text,
  };
}

/** A vault as an act puts one, for specs that need no more of it than an address. */
export const aVault = (name: string) => ({
  id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/${name}`,
  type: 'Microsoft.KeyVault/vaults',
  subscriptionId: 's',
  resourceGroup: 'g',
  name,
  location: 'westeurope',
  tags: {},
  properties: {},
  more: {},
});

/** Posts a form to the token endpoint. */
export async function post(
  tenant: PracticeTenant,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Reply> {
  const url = `https://${cloudOf(tenant).login}/${path}`;
  return reply(await tenant.fetch(new Request(url, { method: 'POST', body: new URLSearchParams(form) })));
}

/** A token of an application, by its secret. The tenant's own automation unless told otherwise. */
export async function appToken(
  tenant: PracticeTenant,
  resource: string,
  app: { readonly clientId: string; readonly clientSecret: string } = tenant.automation,
): Promise<string> {
  const { status, body } = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
    grant_type: 'client_credentials',
    client_id: app.clientId,
    client_secret: app.clientSecret,
    scope: `${resource}/.default`,
  });
  if (status !== 200) throw new Error(body.error_description);
  return body.access_token;
}

export const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** What a sign-in sent back to the program's listener. */
export interface SignedIn {
  readonly fields: Readonly<Record<string, string>>;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Signs a person in through the pages, with a listener of our own and PKCE. */
export async function signIn(
  tenant: PracticeTenant,
  asked: Readonly<Record<string, string>> = {},
  person: Parameters<typeof signInAsPerson>[2] = {},
): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  let came: (fields: Record<string, string>) => void = () => undefined;
  const answered = new Promise<Record<string, string>>((resolve) => {
    came = resolve;
  });
  const listener = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      const query = new URL(request.url ?? '/', 'http://localhost').search;
      came(Object.fromEntries(new URLSearchParams(text === '' ? query : text)));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const redirectUri = `http://localhost:${(listener.address() as AddressInfo).port}/`;
  try {
    const url = new URL(`https://${cloudOf(tenant).login}/${tenant.tenantId}/oauth2/v2.0/authorize`);
    url.search = new URLSearchParams({
      client_id: azureCli,
      response_type: 'code',
      response_mode: 'form_post',
      redirect_uri: redirectUri,
      scope: `https://${cloudOf(tenant).graph}/.default openid profile offline_access`,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state-1',
      nonce: 'nonce-1',
      client_info: '1',
      ...asked,
    }).toString();
    await signInAsPerson(tenant, url.href, person);
    return { fields: await answered, verifier, redirectUri };
  } finally {
    listener.close();
  }
}

/** Redeems a sign-in for tokens. */
export function redeem(
  tenant: PracticeTenant,
  signedIn: SignedIn,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
    grant_type: 'authorization_code',
    client_id: azureCli,
    code: signedIn.fields['code'] ?? '',
    redirect_uri: signedIn.redirectUri,
    code_verifier: signedIn.verifier,
    client_info: '1',
    ...more,
  });
}

/** A token of a person, through the pages. */
export async function personToken(
  tenant: PracticeTenant,
  resource = `https://${cloudOf(tenant).graph}`,
  person: Parameters<typeof signInAsPerson>[2] = {},
): Promise<string> {
  const signedIn = await signIn(tenant, { scope: `${resource}/.default openid offline_access` }, person);
  const { status, body } = await redeem(tenant, signedIn);
  if (status !== 200) throw new Error(body.error_description);
  return body.access_token;
}

/** The claims of a token, unverified: for looking, never for trusting. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

/** A self-signed certificate and its key, PEM, as a program's own. */
export async function rsaCertificate(): Promise<{ chain: string; key: string }> {
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=pipeline',
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 86_400_000),
  });
  return { chain: made.toString('pem'), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
