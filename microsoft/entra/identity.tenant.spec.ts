import { practiceTenant, signInAsPerson, type TenantName } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { connect } from '../connect.ts';
import type { Session } from '../contract/session.ts';
import type { Fetch } from '../http/exchange.ts';
import { signIn } from '../sessions/sign-in.ts';

/** The automation of a practice tenant, signed in by its secret. */
async function automationAt(name: TenantName) {
  const tenant = practiceTenant(name, { lagSeconds: 0 });
  const fetch: Fetch = (request) => tenant.fetch(request);
  const session = await signIn({
    fetch,
    cloud: tenant.cloud,
    tenant: tenant.tenantId,
    how: 'environment',
    environment: {
      AZURE_CLIENT_ID: tenant.automation.clientId,
      AZURE_CLIENT_SECRET: tenant.automation.clientSecret,
    },
  });
  return { tenant, fetch, session, microsoft: connect({ fetch, cloud: tenant.cloud, signIn: session }) };
}

describe('an automation', () => {
  it('is read from its token, because /me does not exist for it', async () => {
    const { tenant, microsoft } = await automationAt('fresh');
    const who = await microsoft.identity.whoAmI();
    expect(who).toMatchObject({
      kind: 'application',
      tenantId: tenant.tenantId,
      userName: tenant.automation.clientId,
      userType: 'application',
      roles: [],
      eligible: [],
    });
    expect(who.objectId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(who.appRoles).toContain('Application.ReadWrite.All');
    expect(tenant.requests().some(({ path }) => /\/me\b/u.test(path))).toBe(false);
    expect(who.tenantName === tenant.tenantName || who.tenantName === '').toBe(true);
  });
});

describe('a custom role', () => {
  const registrars = {
    id: '0d7b2f4e-0000-4000-8000-000000000001',
    displayName: 'App registrars',
    isBuiltIn: false,
    actions: ['microsoft.directory/applications/createAsOwner'],
    directoryScopeId: '/',
  };
  /** A person without any role, in a group that has one. */
  const inGroup = async (isAssignableToRole: boolean) => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const people = Object.values(tenant.state().users);
    const { id = '' } = people.find((each) => each.userPrincipalName === tenant.admin.userName) ?? {};
    tenant.act({ do: 'change', kind: 'users', id, to: { activeRoles: [] } });
    tenant.act({ do: 'change', kind: 'policies', id: 'tenant', to: { usersMayCreateApps: false } });
    const group = {
      id: '6a1f0c5e-1111-4000-8000-000000000001',
      displayName: 'Registrars',
      description: null,
      isAssignableToRole,
      members: [id],
      activeRoles: [],
      otherRoles: [registrars],
    };
    tenant.act({ do: 'put', kind: 'groups', value: group });
    const fetch: Fetch = (request) => tenant.fetch(request);
    const session = await signIn({
      fetch,
      cloud: tenant.cloud,
      tenant: tenant.tenantId,
      how: 'browser',
      openBrowser: (url) => signInAsPerson(tenant, url),
    });
    return connect({ fetch, cloud: tenant.cloud, signIn: session });
  };

  it('that a role-assignable group holds counts for whoever is in it', async () => {
    const { identity } = await inGroup(true);
    expect((await identity.whoAmI()).otherRoles).toEqual([
      { name: 'App registrars', templateId: '', actions: registrars.actions, scope: '/' },
    ]);
  });

  it('of a group that no role can be assigned to is none', async () => {
    const { identity } = await inGroup(false);
    expect((await identity.whoAmI()).otherRoles).toEqual([]);
  });
});

describe('what the tenant’s policies allow', () => {
  /** A person’s session through the organization’s own client; what Graph answers is written down. */
  const through = (clientId: string, bodies: Readonly<Record<string, object | number>>) => {
    const asked: string[] = [];
    const one = (url: string) => {
      asked.push(url);
      const [, found] = Object.entries(bodies).find(([path]) => url.includes(path)) ?? [];
      return typeof found === 'object'
        ? { status: 200, body: found }
        : {
            status: found ?? 200,
            body:
              found === undefined
                ? { value: [] }
                : { error: { code: 'Authorization_RequestDenied', message: 'no' } },
          };
    };
    const fetch: Fetch = async (request) => {
      const text = await request.text();
      if (!request.url.endsWith('$batch')) {
        const { status, body } = one(request.url);
        return Response.json(body, { status });
      }
      const { requests } = JSON.parse(text) as { requests: readonly { id: string; url: string }[] };
      return Response.json({ responses: requests.map(({ id, url }) => ({ id, ...one(url) })) });
    };
    const session: Session = {
      kind: 'person',
      tenantId: '5e471e1a-0000-4000-8000-08d181339947',
      clientId,
      account: { name: 'Ada', userName: 'ada@fabrikam.example', objectId: 'o' },
      token: async () => new (await import('../../engine/model/secret.ts')).Secret('t'),
      signOut: () => Promise.resolve(),
    };
    return { asked, identity: connect({ fetch, cloud: 'public', signIn: session }).identity };
  };
  const own = '11111111-2222-4333-8444-555555555555';
  const restriction = (restrictionType: string, more: object = {}) => ({
    isEnabled: true,
    applicationRestrictions: { passwordCredentials: [{ restrictionType, state: 'enabled', ...more }] },
  });

  it.each([
    [{ isEnabled: false }, 'unlimited'],
    [restriction('passwordLifetime', { maxLifetime: 'P180D' }), 180],
    [restriction('passwordLifetime', { maxLifetime: 'P6M' }), 180],
    [restriction('passwordLifetime', { maxLifetime: 'P1Y2M3DT4H' }), 428],
    [restriction('passwordLifetime', { maxLifetime: 'P26W' }), 182],
    [restriction('passwordLifetime', { maxLifetime: 'P180D', state: 'disabled' }), 'unlimited'],
    [restriction('passwordAddition'), 'forbidden'],
    [restriction('symmetricKeyAddition'), 'unlimited'],
  ] as const)('reads %j as %s', async (policy, expected) => {
    const { identity } = through(own, { defaultAppManagementPolicy: policy });
    expect((await identity.whoAmI()).longestSecretDays).toBe(expected);
  });

  it('is looked at through the organization’s own client, with eligible roles by name', async () => {
    const { identity, asked } = through(own, {
      authorizationPolicy: { defaultUserRolePermissions: { allowedToCreateApps: true } },
      roleEligibilityScheduleInstances: {
        value: [
          {
            roleDefinitionId: 'r',
            roleDefinition: { displayName: 'Privileged Role Administrator', templateId: 't' },
          },
        ],
      },
    });
    const who = await identity.whoAmI();
    expect(who.usersMayRegister).toBe(true);
    expect(who.eligible).toEqual([{ name: 'Privileged Role Administrator', templateId: 't' }]);
    expect(asked.some((url) => url.includes('policies'))).toBe(true);
  });

  it('is "could not look" where that is refused, and never a pass or a fail', async () => {
    const { identity } = through(own, {
      authorizationPolicy: 403,
      defaultAppManagementPolicy: 403,
      roleEligibilityScheduleInstances: 400,
      transitiveMemberOf: 403,
      'directory/roleAssignments': 403,
    });
    const who = await identity.whoAmI();
    const { usersMayRegister, longestSecretDays, eligible, roles, otherRoles } = who;
    for (const found of [usersMayRegister, longestSecretDays, eligible, roles, otherRoles]) {
      expect(found).toEqual({ couldNotLook: expect.stringMatching(/\S/u) });
    }
  });

  it('is not asked at all through the Azure CLI’s client', async () => {
    const { identity, asked } = through('04b07795-8ddb-461a-bbee-02f9e1bf7b46', {});
    const who = await identity.whoAmI();
    expect(who.usersMayRegister).toHaveProperty('couldNotLook');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((url) => /policies|roleEligibility/u.test(url))).toEqual([]);
  });
});
