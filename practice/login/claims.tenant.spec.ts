import { describe, expect, it } from 'vitest';
import { appToken, azureCli, call, claimsOf, post, redeem, signIn } from '../core/client.spec-kit.ts';
import { enterDeviceCode } from '../server/browser-user.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

const arm = 'https://management.azure.com';
const claims = '{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}';

const tokensOf = async (tenant: PracticeTenant, asked: Readonly<Record<string, string>> = {}) => {
  const signedIn = await signIn(tenant, { scope: `${arm}/.default openid offline_access`, ...asked });
  return (await redeem(tenant, signedIn)).body;
};

/** A role assignment, written or looked at. */
const assignment = (tenant: PracticeTenant, token: string, method: 'PUT' | 'GET') => {
  const { subscriptions, servicePrincipals } = tenant.state();
  const scope = `/subscriptions/${Object.keys(subscriptions)[0]}`;
  const name = '5c0d2f6e-1111-4000-8000-000000000001';
  const address = `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
  return call(
    tenant,
    token,
    method,
    address,
    method === 'GET'
      ? undefined
      : {
          properties: {
            roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
            principalId: Object.keys(servicePrincipals)[0] ?? '',
            principalType: 'ServicePrincipal',
          },
        },
  );
};

describe('multifactor for changes in Azure', () => {
  it('is asked of a person who changes something, with the claims to ask for', async () => {
    const tenant = practiceTenant('hardened', { lagSeconds: 0 });
    const first = await tokensOf(tenant);
    const refused = await assignment(tenant, first.access_token, 'PUT');
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    expect(challenge).toContain('error="insufficient_claims"');
    const asked = /claims="([^"]+)"/u.exec(challenge)?.[1] ?? '';
    expect(Buffer.from(asked, 'base64').toString('utf8')).toBe(claims);
    expect((await assignment(tenant, first.access_token, 'GET')).status).toBe(404);
    const proven = await tokensOf(tenant, { claims });
    expect(claimsOf(proven.access_token)).toMatchObject({ amr: ['pwd', 'mfa'], acrs: ['p1'] });
    expect((await assignment(tenant, proven.access_token, 'PUT')).status).toBe(201);
    const renewed = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'refresh_token',
      client_id: azureCli,
      refresh_token: proven.refresh_token,
      scope: `${arm}/.default`,
    });
    expect(claimsOf(renewed.body.access_token)['acrs']).toEqual(['p1']);
  });

  it('is asked of no application, and in no other tenant', async () => {
    const tenant = practiceTenant('hardened', { lagSeconds: 0 });
    expect((await assignment(tenant, await appToken(tenant, arm), 'PUT')).status).toBe(201);
    const usual = practiceTenant('fresh', { lagSeconds: 0 });
    expect((await assignment(usual, (await tokensOf(usual)).access_token, 'PUT')).status).toBe(201);
  });

  it('is proven at the page, not by a refresh token', async () => {
    const tenant = practiceTenant('hardened', { lagSeconds: 0 });
    const { refresh_token } = await tokensOf(tenant);
    const refused = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'refresh_token',
      client_id: azureCli,
      refresh_token,
      scope: `${arm}/.default`,
      claims,
    });
    expect(refused.body).toMatchObject({ error: 'interaction_required', error_codes: [50076] });
  });
});

describe('a policy on authentication flows', () => {
  it('blocks the device code and not the browser', async () => {
    const tenant = practiceTenant('hardened', { lagSeconds: 0 });
    tenant.act({ do: 'change', kind: 'policies', id: 'tenant', to: { deviceCodeBlockedBy: 53003 } });
    const { body } = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/devicecode`, {
      client_id: azureCli,
      scope: `${arm}/.default`,
    });
    await enterDeviceCode(tenant, body.user_code);
    const polled = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: azureCli,
      device_code: body.device_code,
    });
    expect(polled.body.error_codes).toEqual([53003]);
    expect((await tokensOf(tenant)).access_token).toBeDefined();
  });
});

describe('tokens of applications', () => {
  const asked = async (tenant: PracticeTenant, resource: string) => {
    const { clientId, clientSecret } = tenant.automation;
    const { status, body } = await post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${resource}/.default`,
    });
    return status === 200 ? 200 : [status, body.error, body.error_codes];
  };
  const principalOf = (tenant: PracticeTenant, appId: string) =>
    Object.values(tenant.state().servicePrincipals).find((each) => each.appId === appId)?.id ?? '';

  it('are issued nowhere once Conditional Access blocks the application', async () => {
    const tenant = practiceTenant('half-finished', { lagSeconds: 0 });
    const id = principalOf(tenant, tenant.automation.clientId);
    expect(await asked(tenant, arm)).toBe(200);
    tenant.act({ do: 'change', kind: 'servicePrincipals', id, to: { signInBlockedBy: 53003 } });
    for (const resource of [arm, 'https://graph.microsoft.com'])
      expect(await asked(tenant, resource)).toEqual([400, 'invalid_grant', [53003]]);
    expect((await tokensOf(tenant)).access_token).toBeDefined();
  });

  it('are not issued for an API that is switched off here, to people neither', async () => {
    const tenant = practiceTenant('half-finished', { lagSeconds: 0 });
    const logs = 'https://api.loganalytics.io';
    expect(await asked(tenant, logs)).toBe(200);
    const id = principalOf(tenant, 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5');
    tenant.act({ do: 'change', kind: 'servicePrincipals', id, to: { accountEnabled: false } });
    expect(await asked(tenant, logs)).toEqual([400, 'invalid_resource', [500014]]);
    expect(await asked(tenant, arm)).toBe(200);
    const { fields } = await signIn(tenant, { scope: `${logs}/.default openid` });
    expect(fields['error_description']).toMatch(/^AADSTS500014/u);
  });
});
