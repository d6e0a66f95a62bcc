import { createRemoteJWKSet, customFetch, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { appToken, aVault, call, claimsOf, personToken } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

/** The published keys, fetched as a program that checks tokens would fetch them. */
function keysOf(tenant: PracticeTenant, login = 'login.microsoftonline.com') {
  return createRemoteJWKSet(new URL(`https://${login}/${tenant.tenantId}/discovery/v2.0/keys`), {
    [customFetch]: (url, options) =>
      tenant.fetch(new Request(String(url), { method: options.method, headers: options.headers })),
  });
}

const graph = 'https://graph.microsoft.com';
const arm = 'https://management.azure.com';
const logs = 'https://api.loganalytics.io';

describe('tokens', () => {
  it.each([
    ['fresh', graph],
    ['fresh', arm],
    ['fresh', `${arm}/`],
    ['fresh', 'https://vault.azure.net'],
    ['half-finished', logs],
  ] as const)(
    'an app-only token of %s for %s verifies against the published keys and names its audience',
    async (name, resource) => {
      const tenant = practiceTenant(name, { lagSeconds: 0 });
      const { payload, protectedHeader } = await jwtVerify(await appToken(tenant, resource), keysOf(tenant), {
        issuer: `https://sts.windows.net/${tenant.tenantId}/`,
        audience: resource,
      });
      expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
      expect(payload).toMatchObject({
        tid: tenant.tenantId,
        appid: tenant.automation.clientId,
        appidacr: '1',
        idtyp: 'app',
        ver: '1.0',
      });
      expect(payload['oid']).toBe(payload.sub);
      expect(payload['scp']).toBeUndefined();
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3599);
    },
  );

  it('a person’s token carries scopes and roles of the directory, never app roles', async () => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const { payload } = await jwtVerify(await personToken(tenant), keysOf(tenant), {
      audience: '00000003-0000-0000-c000-000000000000',
    });
    expect(String(payload['scp']).split(' ')).toContain('Application.ReadWrite.All');
    expect(payload['wids']).toContain('62e90394-69f5-4237-9190-012177145e10');
    expect(payload['upn']).toBe(tenant.admin.userName);
    expect(payload['roles']).toBeUndefined();
  });

  it('a role that becomes active counts with the next token', async () => {
    const tenant = practiceTenant('pim-eligible', { lagSeconds: 0 });
    const create = async (token: string) =>
      (await call(tenant, token, 'POST', '/applications', { displayName: 'x' })).status;
    const before = await personToken(tenant);
    expect(await create(before)).toBe(403);
    tenant.act({ do: 'activate-role', user: tenant.admin.userName, role: 'Cloud Application Administrator' });
    const roles = await call(tenant, before, 'GET', '/me/transitiveMemberOf/microsoft.graph.directoryRole');
    expect(JSON.stringify(roles.body)).toContain('Cloud Application Administrator');
    expect(await create(before)).toBe(403);
    expect(await create(await personToken(tenant))).toBe(201);
  });

  it('an app-only token is issued without any grant, and then lacks roles altogether', async () => {
    const tenant = practiceTenant('half-finished', { lagSeconds: 0 });
    expect(claimsOf(await appToken(tenant, logs))).not.toHaveProperty('roles');
    expect(claimsOf(await appToken(tenant, graph))['roles']).toContain('Application.ReadWrite.All');
  });

  it('a token of the US Government cloud is refused by the public one, and the other way round', async () => {
    const gov = practiceTenant('us-government', { lagSeconds: 0 });
    const token = await appToken(gov, 'https://graph.microsoft.us');
    await jwtVerify(token, keysOf(gov, 'login.microsoftonline.us'), {
      audience: 'https://graph.microsoft.us',
    });
    expect((await call(gov, token, 'GET', '/organization')).status).toBe(200);
    const elsewhere = await call(gov, token, 'GET', 'https://graph.microsoft.com/v1.0/organization');
    expect(elsewhere).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
  });

  it('resources of the tenant’s own decide the version of their tokens', async () => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const mine = Object.values(tenant.state().applications)[0];
    tenant.act({
      do: 'put',
      kind: 'applications',
      value: { ...JSON.parse(JSON.stringify(mine)), api: { requestedAccessTokenVersion: 2 } },
    });
    const { payload } = await jwtVerify(await appToken(tenant, mine?.appId ?? ''), keysOf(tenant), {
      issuer: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
      audience: mine?.appId ?? '',
    });
    expect(payload).toMatchObject({ ver: '2.0', azp: tenant.automation.clientId });
    expect(payload).not.toHaveProperty('appid');
  });
});

/** Only an address that the name servers know is answered. */
function withVault(options: Parameters<typeof practiceTenant>[1]) {
  const tenant = practiceTenant('half-finished', options);
  tenant.act({ do: 'put', kind: 'resources', value: aVault('some') });
  return tenant;
}

describe('every API', () => {
  const apis = [
    ['graph', `${graph}/v1.0/organization`, graph],
    ['arm', `${arm}/subscriptions?api-version=2022-12-01`, arm],
    ['logs', 'https://api.loganalytics.azure.com/v1/workspaces/x/query?query=print%201', logs],
    ['vault', 'https://some.vault.azure.net/secrets?api-version=7.5', 'https://vault.azure.net'],
  ] as const;

  it.each(apis)('%s refuses a missing token', async (_name, address) => {
    const tenant = withVault({ lagSeconds: 0 });
    const { status, headers, body } = await call(tenant, '', 'GET', address);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(body.error.code).toEqual(expect.any(String));
  });

  it.each(apis)(
    '%s refuses a token made for each of the others, and takes its own',
    async (_name, address, own) => {
      const tenant = withVault({ lagSeconds: 0 });
      const statuses = new Map<string, number>();
      for (const [, , resource] of apis) {
        statuses.set(resource, (await call(tenant, await appToken(tenant, resource), 'GET', address)).status);
      }
      const others = [...statuses].filter(([resource]) => resource !== own).map(([, status]) => status);
      expect(others.every((status) => status === 401 || status === 403)).toBe(true);
      expect(statuses.get(own)).not.toBe(401);
    },
  );

  it.each(apis)('%s refuses an expired token', async (_name, address, own) => {
    const clock = virtualClock();
    const tenant = withVault({ lagSeconds: 0, clock });
    const token = await appToken(tenant, own);
    clock.advance(3_599_000 + 301_000);
    expect([401, 403]).toContain((await call(tenant, token, 'GET', address)).status);
  });

  it.each(apis)('%s refuses a token signed by somebody else, or not at all', async (_name, address, own) => {
    const tenant = withVault({ lagSeconds: 0 });
    const good = await appToken(tenant, own);
    const [head = '', body = ''] = good.split('.');
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT({ ...claimsOf(good) })
      .setProtectedHeader(JSON.parse(Buffer.from(head, 'base64url').toString()))
      .sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of [forged, unsigned, `${head}.${body}.AAAA`, 'nonsense']) {
      expect([401, 403]).toContain((await call(tenant, token, 'GET', address)).status);
    }
  });

  it('refuses another practice tenant’s token: the issuer differs, though the key is one', async () => {
    const [one, other] = [
      practiceTenant('fresh', { lagSeconds: 0 }),
      practiceTenant('busy', { lagSeconds: 0 }),
    ];
    const { status, body } = await call(one, await appToken(other, graph), 'GET', '/organization');
    expect(status).toBe(401);
    expect(body.error.code).toBe('InvalidAuthenticationToken');
  });
});
