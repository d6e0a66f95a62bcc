import { expect, test } from 'vitest';
import { virtualClock } from '../core/clock.ts';
import { practiceTenant } from '../server/tenant.ts';

const tenant = practiceTenant('fresh', { clock: virtualClock(), lagSeconds: 0 });

async function ask(
  method: string,
  path: string,
): Promise<{ status: number; code: unknown; headers: Headers }> {
  const { clientId, clientSecret } = tenant.automation;
  const signIn = await tenant.fetch(
    new Request(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: 'https://management.azure.com/.default',
      }),
    }),
  );
  const { access_token: token } = (await signIn.json()) as { access_token: string };
  const reply = await tenant.fetch(
    new Request(`https://management.azure.com${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    }),
  );
  const { error } = (await reply.json()) as { error: { code: string } };
  return { status: reply.status, code: error.code, headers: reply.headers };
}

test.each([
  ['GET', '/nothing?api-version=2022-12-01', 404, 'InvalidResourceType'],
  ['GET', '/nothing', 400, 'MissingApiVersionParameter'],
  ['GET', '/providers/Microsoft.Nothing/things?api-version=2022-12-01', 404, 'InvalidResourceNamespace'],
  ['GET', '/providers/Microsoft.Authorization/things?api-version=2022-04-01', 404, 'InvalidResourceType'],
  ['PATCH', '/subscriptions?api-version=2022-12-01', 405, 'MethodNotAllowed'],
])('%s %s, which ARM does not know, is %i %s with ARM’s headers', async (method, path, status, code) => {
  const reply = await ask(method, path);
  expect([reply.status, reply.code]).toEqual([status, code]);
  expect(reply.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});
