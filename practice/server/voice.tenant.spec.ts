import { describe, expect, it } from 'vitest';
import { virtualClock } from '../core/clock.ts';
import { type PracticeTenant, practiceTenant } from './tenant.ts';

const tenant = practiceTenant('fresh', { clock: virtualClock(), lagSeconds: 0 });

async function tokenFor(of: PracticeTenant, scope: string): Promise<string> {
  const { clientId, clientSecret } = of.automation;
  const signIn = await of.fetch(
    new Request(`https://login.microsoftonline.com/${of.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${scope}/.default`,
      }),
    }),
  );
  return ((await signIn.json()) as { access_token: string }).access_token;
}

async function askOf(of: PracticeTenant, method: string, url: string) {
  const { origin } = new URL(url);
  const authorization = `Bearer ${await tokenFor(of, origin)}`;
  const reply = await of.fetch(new Request(url, { method, headers: { authorization } }));
  const { error } = (await reply.json()) as { error: { code: string; message: string } };
  return { status: reply.status, headers: reply.headers, ...error };
}
const ask = (method: string, url: string) => askOf(tenant, method, url);

const arm = 'https://management.azure.com';
const strange: readonly (readonly [string, string])[] = [
  ['GET', `${arm}/nothing?api-version=2022-12-01`],
  ['GET', `${arm}/providers/Microsoft.Nothing/things?api-version=2022-12-01`],
  ['GET', `${arm}/providers/Microsoft.Authorization/things?api-version=2022-04-01`],
  ['PATCH', `${arm}/subscriptions?api-version=2022-12-01`],
  ['GET', 'https://graph.microsoft.com/v1.0/teams'],
  ['DELETE', 'https://graph.microsoft.com/v1.0/organization'],
  ['GET', 'https://graph.microsoft.com/beta/nothing'],
];

describe('what the practice tenant doesn’t imitate', () => {
  it.each(strange)('%s %s is said in its own name, with no word of Microsoft’s', async (method, url) => {
    const { status, headers, code, message } = await ask(method, url);
    expect([status, code, headers.get('x-practice')]).toEqual([501, 'NotImitated', 'not-imitated']);
    const { pathname } = new URL(url);
    expect(message).toBe(
      `This is the practice tenant, not Microsoft. It doesn't imitate ${method} ${pathname}.`,
    );
  });

  it('Azure still asks for its api-version first', async () => {
    const { status, code, headers } = await ask('GET', `${arm}/nothing`);
    expect([status, code, headers.get('x-practice')]).toEqual([400, 'MissingApiVersionParameter', null]);
    expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('a long address is cut', async () => {
    const { message } = await ask('GET', `https://graph.microsoft.com/v1.0/${'x'.repeat(2000)}`);
    expect(message.length).toBeLessThanOrEqual(301);
  });

  it('nor is its own fault an answer of Microsoft', async () => {
    const broken = practiceTenant('fresh', { clock: virtualClock(), lagSeconds: 0 });
    broken.act({ do: 'put', kind: 'servicePrincipals', value: { id: 'broken', appId: 7 } as never });
    const [status, header, code] = await askOf(
      broken,
      'GET',
      'https://graph.microsoft.com/v1.0/servicePrincipals',
    ).then((each) => [each.status, each.headers.get('x-practice'), each.code]);
    expect([status, header, code]).toEqual([500, 'fault', 'PracticeTenantFault']);
  });

  it('is in the record of requests, and only that', async () => {
    const before = tenant.requests().length;
    await ask('GET', 'https://graph.microsoft.com/v1.0/teams');
    const [signIn, asked] = tenant.requests().slice(before);
    expect([signIn?.practice, asked?.practice]).toEqual([undefined, 'not-imitated']);
  });
});
