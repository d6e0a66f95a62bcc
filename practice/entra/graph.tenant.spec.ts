import { describe, expect, it } from 'vitest';
import { appToken, call, personToken, post } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { Json } from '../core/contents.ts';
import { type PracticeTenant, practiceTenant, type TenantName } from '../server/tenant.ts';

const graph = 'https://graph.microsoft.com';
const graphAppId = '00000003-0000-0000-c000-000000000000';
const logsAppId = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const dataRead = 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5';
const securityEvents = 'bf394140-e372-4bf9-a898-299cfc7564e5';

/** A tenant without lag, and its admin's way to call Graph with the Azure CLI's token. */
async function opened(name: TenantName = 'fresh', lagSeconds = 0) {
  const clock = virtualClock();
  const tenant = practiceTenant(name, { lagSeconds, strict: true, clock });
  const token = await personToken(tenant);
  const ask = (method: string, path: string, body?: Json, headers?: Record<string, string>) =>
    call(tenant, token, method, path, body, headers);
  return { tenant, clock, ask };
}

const createIfMissing = { prefer: 'create-if-missing' };
const application = { displayName: 'Connector', signInAudience: 'AzureADMyOrg' };

async function registered(ask: Awaited<ReturnType<typeof opened>>['ask']) {
  const { body: app } = await ask('POST', '/applications', application);
  const { body: principal } = await ask('POST', '/servicePrincipals', { appId: app.appId });
  return { app, principal };
}

const idOf = (tenant: PracticeTenant, appId: string) =>
  Object.values(tenant.state().servicePrincipals).find((each) => each.appId === appId)?.id ?? '';

describe('who am I', () => {
  it('names the person, the organization and the active roles', async () => {
    const { tenant, ask } = await opened();
    expect((await ask('GET', '/me')).body).toMatchObject({
      displayName: 'Ada Lind',
      userPrincipalName: tenant.admin.userName,
    });
    expect((await ask('GET', '/organization')).body.value).toMatchObject([
      { id: tenant.tenantId, displayName: 'Fabrikam' },
    ]);
    const { body } = await ask(
      'GET',
      '/me/transitiveMemberOf/microsoft.graph.directoryRole?$select=displayName,roleTemplateId',
    );
    expect(body.value).toEqual([
      { displayName: 'Global Administrator', roleTemplateId: '62e90394-69f5-4237-9190-012177145e10' },
    ]);
  });

  it('does not count a role that is only eligible', async () => {
    const { ask } = await opened('pim-eligible');
    const { body } = await ask('GET', '/me/transitiveMemberOf/microsoft.graph.directoryRole');
    expect(body.value.map(({ displayName }: { displayName: string }) => displayName)).toEqual([
      'Global Reader',
    ]);
  });

  it('names who holds a role by its template; a role nobody holds is not found', async () => {
    const { ask } = await opened('consent-blocked');
    const members = (role: string) =>
      ask('GET', `/directoryRoles(roleTemplateId='${role}')/members?$select=id,displayName,accountEnabled`);
    const { body } = await members('e8611ab8-c189-46e8-94e1-60213ab1f814');
    expect(body.value).toEqual([
      {
        '@odata.type': '#microsoft.graph.user',
        id: expect.any(String),
        displayName: 'Jonas Weber',
        accountEnabled: true,
      },
    ]);
    expect(await members('9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3')).toMatchObject({
      status: 404,
      body: { error: { code: 'Request_ResourceNotFound' } },
    });
  });

  it('has no /me for an application', async () => {
    const { tenant } = await opened();
    const reply = await call(tenant, await appToken(tenant, graph), 'GET', '/me');
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
  });

  it('hides PIM and policies from the Azure CLI, each in its own words', async () => {
    const { ask } = await opened('pim-eligible');
    const pim = await ask('GET', '/roleManagement/directory/roleEligibilityScheduleInstances');
    expect(pim).toMatchObject({ status: 403, body: { error: { code: 'UnknownError' } } });
    expect(JSON.parse(pim.body.error.message)).toMatchObject({ errorCode: 'PermissionScopeNotGranted' });
    const policy = await ask('GET', '/policies/defaultAppManagementPolicy');
    expect(policy).toMatchObject({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  });

  it('shows PIM to a program that holds the permission, and only with the license', async () => {
    const roles = ['RoleManagement.Read.Directory', 'Policy.Read.All'];
    const read = async (name: TenantName) => {
      const { tenant } = await opened(name);
      grant(tenant, tenant.automation.clientId, roles);
      return call(
        tenant,
        await appToken(tenant, graph),
        'GET',
        '/roleManagement/directory/roleEligibilityScheduleInstances',
      );
    };
    expect((await read('pim-eligible')).body.value).toHaveLength(2);
    expect(await read('fresh')).toMatchObject({
      status: 400,
      body: { error: { code: 'AadPremiumLicenseRequired' } },
    });
  });

  it('shows the policy that caps a secret’s life to whoever may read it', async () => {
    const { tenant } = await opened('short-secrets');
    grant(tenant, tenant.automation.clientId, ['Policy.Read.All']);
    const { body } = await call(
      tenant,
      await appToken(tenant, graph),
      'GET',
      '/policies/defaultAppManagementPolicy',
    );
    expect(body.applicationRestrictions.passwordCredentials).toMatchObject([
      { restrictionType: 'passwordLifetime', maxLifetime: 'P90D' },
    ]);
  });
});

/** Lets an application hold Graph permissions, as if an admin had granted them in the portal. */
function grant(tenant: PracticeTenant, appId: string, values: readonly string[]): void {
  const state = tenant.state();
  const resource = Object.values(state.servicePrincipals).find((each) => each.appId === graphAppId);
  for (const value of values) {
    const role = resource?.appRoles.find((each) => each.value === value);
    tenant.act({
      do: 'put',
      kind: 'appRoleAssignments',
      value: {
        id: `planted-${value}`,
        appRoleId: role?.id ?? '',
        principalId: idOf(tenant, appId),
        principalType: 'ServicePrincipal',
        resourceId: resource?.id ?? '',
        createdDateTime: '2026-01-01T00:00:00Z',
      },
    });
  }
}

describe('an application', () => {
  it('is created once by its unique name: 201 with a body, then 204 without', async () => {
    const { tenant, ask } = await opened();
    const path = "/applications(uniqueName='connector-1')";
    const before = Object.keys(tenant.state().applications).length;
    expect(await ask('PATCH', path, application)).toMatchObject({ status: 404 });
    const created = await ask('PATCH', path, application, createIfMissing);
    expect(created).toMatchObject({
      status: 201,
      body: { uniqueName: 'connector-1', displayName: 'Connector' },
    });
    expect(await ask('PATCH', path, application, createIfMissing)).toMatchObject({ status: 204, body: '' });
    expect(Object.keys(tenant.state().applications)).toHaveLength(before + 1);
    expect((await ask('GET', path)).body.appId).toBe(created.body.appId);
  });

  it('keeps its unique name while it lies in the deleted items, until it is purged', async () => {
    const { ask } = await opened();
    const path = "/applications(uniqueName='connector-1')";
    const { body: app } = await ask('PATCH', path, application, createIfMissing);
    expect((await ask('DELETE', `/applications/${app.id}`)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    const again = await ask('PATCH', path, application, createIfMissing);
    expect(again).toMatchObject({
      status: 400,
      body: {
        error: { message: 'Another object with the same value for property uniqueName already exists.' },
      },
    });
    const { body: deleted } = await ask('GET', '/directory/deletedItems/microsoft.graph.application');
    expect(deleted.value).toMatchObject([{ id: app.id, uniqueName: 'connector-1' }]);
    expect((await ask('DELETE', `/directory/deletedItems/${app.id}`)).status).toBe(204);
    expect((await ask('PATCH', path, application, createIfMissing)).status).toBe(201);
  });

  it('comes back from the deleted items without its principal, which is restored by itself, consents and all', async () => {
    const { tenant, ask } = await opened('half-finished');
    const { app, principal } = await registered(ask);
    const logs = idOf(tenant, logsAppId);
    await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, {
      principalId: principal.id,
      resourceId: logs,
      appRoleId: dataRead,
    });
    const before = JSON.stringify(tenant.state());
    await ask('DELETE', `/applications/${app.id}`);
    expect((await ask('GET', `/servicePrincipals/${principal.id}`)).status).toBe(404);
    const consents = Object.values(tenant.state().appRoleAssignments);
    expect(consents.filter(({ principalId }) => principalId === principal.id)).toEqual([]);
    expect((await ask('POST', `/directory/deletedItems/${app.id}/restore`)).status).toBe(200);
    expect((await ask('GET', `/applications/${app.id}`)).status).toBe(200);
    expect((await ask('GET', `/servicePrincipals/${principal.id}`)).status).toBe(404);
    expect((await ask('POST', `/directory/deletedItems/${principal.id}/restore`)).status).toBe(200);
    expect(JSON.stringify(tenant.state())).toBe(before);
  });

  it('leaves the deleted items by itself after 30 days', async () => {
    const { tenant, clock } = await opened();
    const app = Object.values(tenant.state().applications)[0];
    tenant.act({ do: 'delete-application', appId: app?.appId ?? '' });
    const list = async () =>
      (
        await call(
          tenant,
          await appToken(tenant, graph),
          'GET',
          '/directory/deletedItems/microsoft.graph.application',
        )
      ).body.value;
    expect(await list()).toHaveLength(1);
    clock.advance(30 * 86_400_000 + 1000);
    expect(await list()).toHaveLength(0);
  });

  it('may share its display name with another', async () => {
    const { ask } = await opened();
    await ask('POST', '/applications', application);
    expect((await ask('POST', '/applications', application)).status).toBe(201);
    const { body } = await ask('GET', "/applications?$filter=displayName eq 'Connector'&$select=id,appId");
    expect(body.value).toHaveLength(2);
    expect(Object.keys(body.value[0])).toEqual(['id', 'appId']);
  });

  it.each<[string, Json, RegExp]>([
    ['an unknown property', { ...application, color: 'red' }, /'color' does not exist on type/],
    ['a wrong type', { ...application, displayName: 7 }, /Edm.String/],
    ['a missing name', { signInAudience: 'AzureADMyOrg' }, /displayName/],
    ['an empty name', { displayName: ' ' }, /displayName/],
    ['an unknown audience', { displayName: 'x', signInAudience: 'Everybody' }, /signInAudience/],
    [
      'a secret in the body',
      { ...application, passwordCredentials: [{ displayName: 'x' }] },
      /passwordCredentials/,
    ],
    ['its own unique name', { ...application, uniqueName: 'x' }, /uniqueName/],
    [
      'a permission without a type',
      {
        ...application,
        requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: [{ id: dataRead }] }],
      },
      /type/,
    ],
    [
      'a permission that is no GUID',
      {
        ...application,
        requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: [{ id: 'x', type: 'Role' }] }],
      },
      /Edm.Guid/,
    ],
    [
      'the same resource twice',
      {
        ...application,
        requiredResourceAccess: [
          { resourceAppId: graphAppId, resourceAccess: [] },
          { resourceAppId: graphAppId, resourceAccess: [] },
        ],
      },
      /resourceAppId/,
    ],
    ['something that is no object', [1], /StartObject/],
  ])('is refused with %s', async (_what, body, words) => {
    const { tenant, ask } = await opened();
    const before = JSON.stringify(tenant.state());
    const reply = await ask('POST', '/applications', body);
    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toMatch(words);
    expect(JSON.stringify(tenant.state())).toBe(before);
  });

  it('is refused where the body is not JSON', async () => {
    const { tenant } = await opened();
    const token = await personToken(tenant);
    const response = await tenant.fetch(
      new Request(`${graph}/v1.0/applications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: '{',
      }),
    );
    expect(response.status).toBe(400);
  });

  it('merges what PATCH says about web and api, and replaces lists whole', async () => {
    const { ask } = await opened();
    const { body: app } = await ask('POST', '/applications', {
      ...application,
      tags: ['a', 'b'],
      web: { redirectUris: ['https://x.example'] },
    });
    expect(
      (
        await ask('PATCH', `/applications/${app.id}`, {
          tags: ['c'],
          web: { logoutUrl: 'https://x.example/out' },
        })
      ).status,
    ).toBe(204);
    const { body } = await ask('GET', `/applications/${app.id}`);
    expect(body.tags).toEqual(['c']);
    expect(body.web).toMatchObject({
      redirectUris: ['https://x.example'],
      logoutUrl: 'https://x.example/out',
    });
  });

  it('renames its principal along', async () => {
    const { ask } = await opened();
    const { app, principal } = await registered(ask);
    await ask('PATCH', `/applications/${app.id}`, { displayName: 'Renamed' });
    expect((await ask('GET', `/servicePrincipals/${principal.id}`)).body.displayName).toBe('Renamed');
  });

  it('has owners', async () => {
    const { tenant, ask } = await opened();
    const { body: app } = await ask('POST', '/applications', application);
    const jonas = Object.values(tenant.state().users).find(({ surname }) => surname === 'Weber');
    const ref = { '@odata.id': `${graph}/v1.0/directoryObjects/${jonas?.id}` };
    expect((await ask('POST', `/applications/${app.id}/owners/$ref`, ref)).status).toBe(204);
    expect((await ask('POST', `/applications/${app.id}/owners/$ref`, ref)).status).toBe(400);
    expect((await ask('GET', `/applications/${app.id}/owners`)).body.value).toMatchObject([
      { id: jonas?.id },
    ]);
    expect((await ask('DELETE', `/applications/${app.id}/owners/${jonas?.id}/$ref`)).status).toBe(204);
  });
});

describe('a client secret', () => {
  it('is shown once, with a hint of three characters, and lives two years unless told otherwise', async () => {
    const { tenant, clock, ask } = await opened();
    const { body: app } = await ask('POST', '/applications', application);
    const { status, body } = await ask('POST', `/applications/${app.id}/addPassword`, {
      passwordCredential: { displayName: 'x' },
    });
    expect(status).toBe(200);
    expect(body.secretText).toMatch(/^.{3}8Q~.{34}$/);
    expect(body.hint).toBe(body.secretText.slice(0, 3));
    expect(Date.parse(body.endDateTime) - clock.now()).toBe(730 * 86_400_000);
    const { body: read } = await ask('GET', `/applications/${app.id}?$select=passwordCredentials`);
    expect(read.passwordCredentials).toMatchObject([
      { keyId: body.keyId, secretText: null, hint: body.hint },
    ]);
    expect(JSON.stringify(tenant.state())).not.toContain(body.secretText);
    expect(tenant.save()).not.toContain(body.secretText);
    expect(tenant.issued()).toContainEqual({ kind: 'client-secret', value: body.secretText });
  });

  it('signs the application in, and no longer once it is removed', async () => {
    const { tenant, ask } = await opened();
    const { app } = await registered(ask);
    const { body } = await ask('POST', `/applications(appId='${app.appId}')/addPassword`, {});
    const signIn = () =>
      post(tenant, `${tenant.tenantId}/oauth2/v2.0/token`, {
        grant_type: 'client_credentials',
        client_id: app.appId,
        client_secret: body.secretText,
        scope: `${graph}/.default`,
      });
    expect((await signIn()).status).toBe(200);
    expect((await ask('POST', `/applications/${app.id}/removePassword`, { keyId: body.keyId })).status).toBe(
      204,
    );
    expect((await signIn()).body.error_codes).toEqual([7000215]);
    expect((await ask('POST', `/applications/${app.id}/removePassword`, { keyId: body.keyId })).status).toBe(
      400,
    );
  });

  it('is refused where the tenant allows none', async () => {
    const { ask } = await opened('secrets-forbidden');
    const { body: app } = await ask('POST', '/applications', application);
    const reply = await ask('POST', `/applications/${app.id}/addPassword`, {});
    expect(reply.body.error.code).toBe('CredentialTypeNotAllowedAsPerAppPolicy');
  });

  it('is refused beyond the longest life, and taken within it', async () => {
    const { clock, ask } = await opened('short-secrets');
    const { body: app } = await ask('POST', '/applications', application);
    const lasting = (days: number) => ({
      passwordCredential: {
        displayName: 'x',
        endDateTime: new Date(clock.now() + days * 86_400_000).toISOString(),
      },
    });
    const long = await ask('POST', `/applications/${app.id}/addPassword`, lasting(180));
    expect(long).toMatchObject({
      status: 400,
      body: { error: { code: 'CredentialInvalidLifetimeAsPerAppPolicy' } },
    });
    expect((await ask('POST', `/applications/${app.id}/addPassword`, lasting(90))).status).toBe(200);
  });
});

describe('a service principal', () => {
  it('is created once: 409 for a second POST, 204 for the upsert', async () => {
    const { ask } = await opened();
    const { app } = await registered(ask);
    const again = await ask('POST', '/servicePrincipals', { appId: app.appId });
    expect(again).toMatchObject({
      status: 409,
      body: { error: { code: 'Request_MultipleObjectsWithSameKeyValue' } },
    });
    const path = `/servicePrincipals(appId='${app.appId}')`;
    expect((await ask('PATCH', path, { appId: app.appId }, createIfMissing)).status).toBe(204);
  });

  it('of the Log Analytics API is missing in fresh, and there once somebody creates it', async () => {
    const { tenant, ask } = await opened('fresh');
    const path = `/servicePrincipals(appId='${logsAppId}')?$select=id,appRoles`;
    expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('POST', '/servicePrincipals', { appId: logsAppId })).status).toBe(201);
    const { body } = await ask('GET', path);
    expect(body.appRoles).toMatchObject([{ id: dataRead, value: 'Data.Read' }]);
    expect(
      Object.values(tenant.state().servicePrincipals).find(({ appId }) => appId === logsAppId)
        ?.appOwnerOrganizationId,
    ).toBe('f8cdef31-a31e-4b4a-93e4-5f571e91255a');
  });

  it('cannot be made for an application nobody knows', async () => {
    const { ask } = await opened();
    const reply = await ask('POST', '/servicePrincipals', { appId: '12345678-1234-1234-1234-123456789012' });
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'Request_BadRequest' } } });
    expect(reply.body.error.message).toContain('does not reference a valid application object');
  });

  it('can be switched off', async () => {
    const { ask } = await opened();
    const { principal } = await registered(ask);
    expect((await ask('PATCH', `/servicePrincipals/${principal.id}`, { accountEnabled: false })).status).toBe(
      204,
    );
    expect((await ask('GET', `/servicePrincipals/${principal.id}`)).body.accountEnabled).toBe(false);
  });

  it('offers its scopes under a path of their own', async () => {
    const { ask } = await opened();
    const { body } = await ask('GET', `/servicePrincipals(appId='${graphAppId}')/oauth2PermissionScopes`);
    expect(body.value.map(({ value }: { value: string }) => value)).toContain('User.Read');
  });
});

describe('consent', () => {
  it('is granted once from either side, read from both, and taken back', async () => {
    const { tenant, ask } = await opened('half-finished');
    const { principal } = await registered(ask);
    const logs = idOf(tenant, logsAppId);
    const wanted = { principalId: principal.id, resourceId: logs, appRoleId: dataRead };
    const granted = await ask('POST', `/servicePrincipals/${principal.id}/appRoleAssignments`, wanted);
    expect(granted).toMatchObject({
      status: 201,
      body: { ...wanted, principalType: 'ServicePrincipal', resourceDisplayName: 'Log Analytics API' },
    });
    const twice = await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, wanted);
    expect(twice).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'Request_BadRequest',
          message: 'Permission being assigned already exists on the object',
        },
      },
    });
    for (const path of [
      `/servicePrincipals/${principal.id}/appRoleAssignments`,
      `/servicePrincipals/${logs}/appRoleAssignedTo`,
    ]) {
      expect((await ask('GET', path)).body.value).toMatchObject([wanted]);
    }
    const gone = await ask('DELETE', `/servicePrincipals/${logs}/appRoleAssignedTo/${granted.body.id}`);
    expect(gone.status).toBe(204);
    expect((await ask('GET', `/servicePrincipals/${principal.id}/appRoleAssignments`)).body.value).toEqual(
      [],
    );
  });

  it('for a permission the resource does not have is refused', async () => {
    const { tenant, ask } = await opened('half-finished');
    const { principal } = await registered(ask);
    const logs = idOf(tenant, logsAppId);
    const reply = await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, {
      principalId: principal.id,
      resourceId: logs,
      appRoleId: securityEvents,
    });
    expect(reply.body.error.message).toMatch(/was not found on application/);
  });

  it('a token made before the grant never gains it; a new one has it', async () => {
    const { tenant, ask } = await opened('half-finished');
    const { app, principal } = await registered(ask);
    const { body: secret } = await ask('POST', `/applications/${app.id}/addPassword`, {});
    const credentials = { clientId: app.appId, clientSecret: secret.secretText };
    const before = await appToken(tenant, graph, credentials);
    const resource = idOf(tenant, graphAppId);
    await ask('POST', `/servicePrincipals/${resource}/appRoleAssignedTo`, {
      principalId: principal.id,
      resourceId: resource,
      appRoleId: securityEvents,
    });
    expect((await call(tenant, before, 'GET', '/security/secureScores?$top=1')).status).toBe(403);
    const after = await appToken(tenant, graph, credentials);
    expect((await call(tenant, after, 'GET', '/security/secureScores?$top=1')).status).toBe(200);
    expect((await call(tenant, after, 'GET', '/security/alerts_v2')).status).toBe(403);
  });

  it('for delegated permissions is one grant a pair, changed in place', async () => {
    const { tenant, ask } = await opened();
    const { principal } = await registered(ask);
    const wanted = {
      clientId: principal.id,
      consentType: 'AllPrincipals',
      resourceId: idOf(tenant, graphAppId),
      scope: 'User.Read',
    };
    const { status, body } = await ask('POST', '/oauth2PermissionGrants', wanted);
    expect(status).toBe(201);
    expect(await ask('POST', '/oauth2PermissionGrants', wanted)).toMatchObject({ status: 409 });
    expect(
      (await ask('PATCH', `/oauth2PermissionGrants/${body.id}`, { scope: 'User.Read Application.Read.All' }))
        .status,
    ).toBe(204);
    const { body: list } = await ask('GET', `/oauth2PermissionGrants?$filter=clientId eq '${principal.id}'`);
    expect(list.value).toMatchObject([{ scope: 'User.Read Application.Read.All' }]);
    expect((await ask('DELETE', `/oauth2PermissionGrants/${body.id}`)).status).toBe(204);
  });
});

describe('the retired alerts', () => {
  it.each([
    ['empty', 200],
    ['gone', 410],
    ['not-found', 404],
    ['partial', 206],
    ['alive', 200],
  ] as const)('answer as the tenant says: %s', async (answer, status) => {
    const { tenant } = await opened();
    grant(tenant, tenant.automation.clientId, ['SecurityEvents.Read.All']);
    const token = await appToken(tenant, graph);
    tenant.act({
      do: 'put',
      kind: 'tenant',
      value: { ...JSON.parse(JSON.stringify(Object.values(tenant.state().tenant)[0])), legacyAlerts: answer },
    });
    const reply = await call(tenant, token, 'GET', '/security/alerts?$top=1');
    expect(reply.status).toBe(status);
    expect(reply.headers.get('warning') ?? '').toMatch(status === 206 ? /^199 - "/ : /^$/);
    expect((await call(tenant, token, 'GET', '/security/alerts?$skip=501')).status).toBe(400);
  });
});

it('a cloud without security alerts does not know the segment at all', async () => {
  for (const path of ['/security/secureScores', '/security/alerts_v2', '/security/alerts']) {
    expect((await (await opened('china')).ask('GET', path)).status, path).toBe(400);
    expect((await (await opened()).ask('GET', path)).status, path).not.toBe(400);
  }
});

describe('lists', () => {
  it('page, and every object comes exactly once', async () => {
    const { tenant, ask } = await opened('busy');
    const ids: string[] = [];
    let pages = 0;
    let next: string | undefined = '/applications?$select=id';
    while (next !== undefined) {
      const { body }: { body: { value: { id: string }[]; '@odata.nextLink'?: string } } = await ask(
        'GET',
        next,
      );
      ids.push(...body.value.map(({ id }) => id));
      next = body['@odata.nextLink'];
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(ids.length).toBe(250);
    expect(new Set(ids)).toEqual(new Set(Object.keys(tenant.state().applications)));
  });

  it('keep what was asked for on the next page, and refuse a page mark that is none', async () => {
    const { ask } = await opened('busy');
    const { body } = await ask(
      'GET',
      "/servicePrincipals?$filter=startswith(displayName,'Retail')&$top=5&$count=true&$select=id",
      undefined,
      { ConsistencyLevel: 'eventual' },
    );
    expect(body['@odata.count']).toBeGreaterThan(5);
    const next = new URL(body['@odata.nextLink']);
    expect(next.searchParams.get('$top')).toBe('5');
    expect(next.searchParams.get('$filter')).toBe("startswith(displayName,'Retail')");
    expect((await ask('GET', '/applications?$skiptoken=nonsense')).status).toBe(400);
    for (const top of ['0', '1000', 'x'])
      expect((await ask('GET', `/applications?$top=${top}`)).status).toBe(400);
  });

  it('answer advanced queries only with ConsistencyLevel and $count', async () => {
    const { ask } = await opened();
    const path = "/applications?$filter=endswith(displayName,'Reports')&$count=true";
    expect(await ask('GET', path)).toMatchObject({
      status: 400,
      body: { error: { code: 'Request_UnsupportedQuery' } },
    });
    expect((await ask('GET', path, undefined, { ConsistencyLevel: 'eventual' })).body.value).toHaveLength(1);
    expect((await ask('GET', '/applications?$search="displayName:Rep"')).status).toBe(400);
    expect(
      (
        await ask('GET', '/applications?$search="displayName:Rep"', undefined, {
          ConsistencyLevel: 'eventual',
        })
      ).body.value,
    ).toHaveLength(1);
    expect(
      (await ask('GET', '/applications/$count', undefined, { ConsistencyLevel: 'eventual' })).body,
    ).toMatch(/^\d+$/);
  });

  it('are sorted together with a filter only with ConsistencyLevel and $count', async () => {
    const { ask } = await opened();
    const path = "/applications?$filter=startswith(displayName,'P')&$orderby=displayName";
    const { status, body } = await ask('GET', path);
    expect([status, body.error.code, body.error.message]).toEqual([
      400,
      'Request_UnsupportedQuery',
      'Sorting not supported for current query.',
    ]);
    const advanced = await ask('GET', `${path}&$count=true`, undefined, { ConsistencyLevel: 'eventual' });
    expect(advanced.status).toBe(200);
    expect((await ask('GET', '/applications?$orderby=displayName')).status).toBe(200);
  });

  it('are not skipped through: $skip is refused', async () => {
    const { ask } = await opened();
    for (const path of ['/applications', '/servicePrincipals', '/users']) {
      const { status, body } = await ask('GET', `${path}?$skip=1`);
      expect([path, status, body.error?.message]).toEqual([
        path,
        400,
        "'$skip' is not supported by the service.",
      ]);
    }
  });

  it.each(['$wish=1', "$filter=contains(displayName,'x')"])('refuse %s', async (query) => {
    const { ask } = await opened();
    expect((await ask('GET', `/applications?${query}`)).status).toBe(400);
  });

  it.each(['$filter=nothing eq 1', '$select=nothing', '$orderby=nothing', '$expand=nothing'])(
    'don’t imitate %s, and say so: Graph may know that property',
    async (query) => {
      const { ask } = await opened();
      const { status, body } = await ask('GET', `/applications?${query}`);
      expect([status, body.error.code]).toEqual([501, 'NotImitated']);
      expect(body.error.message).toMatch(/^This is the practice tenant, not Microsoft\. .*nothing/u);
    },
  );

  it('bring along what $expand names', async () => {
    const { tenant, ask } = await opened('half-finished');
    const { app, principal } = await registered(ask);
    const logs = idOf(tenant, logsAppId);
    await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, {
      principalId: principal.id,
      resourceId: logs,
      appRoleId: dataRead,
    });
    const { body } = await ask(
      'GET',
      `/servicePrincipals?$expand=appRoleAssignments&$filter=appId eq '${app.appId}'`,
    );
    expect(body.value[0].appRoleAssignments).toMatchObject([{ resourceId: logs, appRoleId: dataRead }]);
    const { body: cut } = await ask(
      'GET',
      `/servicePrincipals/${principal.id}?$select=id&$expand=appRoleAssignments($select=appRoleId)`,
    );
    expect([Object.keys(cut), cut.appRoleAssignments]).toEqual([
      ['@odata.context', 'id', 'appRoleAssignments'],
      [{ appRoleId: dataRead }],
    ]);
  });

  it('find a principal by any of its names, as the Azure CLI asks', async () => {
    const { tenant, ask } = await opened();
    const { body } = await ask(
      'GET',
      `/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '${tenant.automation.clientId}')`,
    );
    expect(body.value).toMatchObject([{ appId: tenant.automation.clientId }]);
  });
});

describe('$batch', () => {
  const json = { 'content-type': 'application/json' };

  it('answers several requests, each with its own status', async () => {
    const { ask } = await opened();
    const { body } = await ask('POST', '/$batch', {
      requests: [
        { id: '1', method: 'GET', url: '/me?$select=id' },
        { id: '2', method: 'GET', url: '/applications/00000000-0000-4000-8000-000000000000' },
        {
          id: '3',
          method: 'POST',
          url: '/applications',
          body: application,
          headers: { 'Content-Type': 'application/json' },
          dependsOn: ['1'],
        },
        { id: '4', method: 'GET', url: '/organization', dependsOn: ['2'] },
      ],
    });
    const statuses = body.responses.map(({ id, status }: { id: string; status: number }) => [id, status]);
    expect(statuses).toEqual([
      ['1', 200],
      ['2', 404],
      ['3', 201],
      ['4', 424],
    ]);
  });

  it.each([
    ['without Content-Type', { body: application }],
    ['without a body', { headers: { 'Content-Type': 'application/json' } }],
  ])('is refused whole for one write %s', async (_what, write) => {
    const { tenant, ask } = await opened();
    const before = Object.keys(tenant.state().applications).length;
    const { status, body } = await ask('POST', '/$batch', {
      requests: [
        { id: '1', method: 'POST', url: '/applications', body: application, headers: json },
        { id: '2', method: 'POST', url: '/applications', ...write },
      ],
    });
    expect([status, body.error.code]).toEqual([400, 'BadRequest']);
    expect(body.error.message).toBe('Write request id : 2 does not contain Content-Type header or body.');
    expect(Object.keys(tenant.state().applications)).toHaveLength(before);
  });

  it('takes 20 at most', async () => {
    const { ask } = await opened();
    const requests = Array.from({ length: 21 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: '/me',
    }));
    expect((await ask('POST', '/$batch', { requests })).status).toBe(400);
    expect((await ask('POST', '/$batch', { requests: requests.slice(1) })).body.responses).toHaveLength(20);
  });
});

describe('while replicas lag', () => {
  it('a new application is unknown to addPassword and to its own principal for a while', async () => {
    const { clock, ask } = await opened('fresh', 10);
    const { body: app } = await ask('POST', '/applications', application);
    const early = await ask('POST', `/applications/${app.id}/addPassword`, {});
    expect(early).toMatchObject({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
    const said = new Set<number>();
    for (let again = 0; again < 12; again += 1)
      said.add((await ask('POST', '/servicePrincipals', { appId: app.appId })).status);
    expect([...said].sort()).toEqual([400, 403]);
    clock.advance(16_000);
    expect((await ask('POST', `/applications/${app.id}/addPassword`, {})).status).toBe(200);
    expect((await ask('POST', '/servicePrincipals', { appId: app.appId })).status).toBe(201);
  });

  it('a new principal is no valid reference for a grant yet', async () => {
    const { tenant, clock, ask } = await opened('half-finished', 10);
    const { body: app } = await ask('POST', '/applications', application);
    clock.advance(16_000);
    const { body: principal } = await ask('POST', '/servicePrincipals', { appId: app.appId });
    const logs = idOf(tenant, logsAppId);
    const wanted = { principalId: principal.id, resourceId: logs, appRoleId: dataRead };
    const early = await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, wanted);
    expect(early).toMatchObject({
      status: 400,
      body: { error: { message: 'Not a valid reference update.' } },
    });
    clock.advance(16_000);
    expect((await ask('POST', `/servicePrincipals/${logs}/appRoleAssignedTo`, wanted)).status).toBe(201);
  });

  it('lists are further behind than single reads', async () => {
    const { clock, ask } = await opened('fresh', 10);
    const { body: app } = await ask('POST', '/applications', application);
    let single: number | undefined;
    let listed: number | undefined;
    for (let second = 1; second <= 40; second += 1) {
      clock.advance(1000);
      if (single === undefined && (await ask('GET', `/applications/${app.id}`)).status === 200)
        single = second;
      const { body } = await ask('GET', `/applications?$filter=appId eq '${app.appId}'`);
      if (listed === undefined && body.value.length === 1) listed = second;
    }
    expect(single).toBeGreaterThan(1);
    expect(listed).toBeGreaterThan(single ?? 99);
  });
});

describe('what clients really send', () => {
  it.each([
    '/v1.0//applications',
    '/v1.0/myorganization/applications',
    '/V1.0/Applications/',
    '/v1.0/applications?%24top=5',
  ])('%s is understood', async (path) => {
    const { ask } = await opened();
    expect((await ask('GET', `${graph}${path}`)).body.value.length).toBeGreaterThan(2);
  });

  it('leaves the metadata out where none is asked for', async () => {
    const { ask } = await opened();
    const accept = { accept: 'application/json;odata.metadata=none' };
    const { body } = await ask('GET', '/me/memberOf?$count=true', undefined, {
      ...accept,
      ConsistencyLevel: 'eventual',
    });
    expect(Object.keys(body)).toEqual(['@odata.count', 'value']);
    expect(Object.keys(body.value[0])).not.toContain('@odata.type');
  });

  it('says what it doesn’t imitate in its own name, in Graph’s envelope and with a request id', async () => {
    const { ask } = await opened();
    const unknown = await ask('GET', '/wishes', undefined, { 'client-request-id': 'abc' });
    expect(unknown).toMatchObject({
      status: 501,
      body: { error: { code: 'NotImitated', message: expect.stringContaining('GET /v1.0/wishes') } },
    });
    expect(unknown.headers.get('client-request-id')).toBe('abc');
    expect(unknown.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/u);
    expect((await ask('DELETE', '/organization')).status).toBe(501);
  });
});
