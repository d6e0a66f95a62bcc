import { describe, expect, it } from 'vitest';
import { appToken, call, personToken } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import { isPracticeTenantId, practiceTenant, SavedContentsRefused, tenantNames } from '../server/tenant.ts';
import { plantTenant } from './tenants.ts';

const graph = 'https://graph.microsoft.com';
const arm = 'https://management.azure.com';

describe.each(tenantNames)('%s', (name) => {
  it('has an id of the reserved range that no other has', () => {
    const { tenantId } = practiceTenant(name);
    expect(isPracticeTenantId(tenantId)).toBe(true);
    expect(isPracticeTenantId(tenantId.toUpperCase())).toBe(true);
    expect(tenantNames.filter((other) => practiceTenant(other).tenantId === tenantId)).toEqual([name]);
  });

  it('is the same every time from one seed, and another from another', () => {
    const planted = () => JSON.stringify(plantTenant(name, 1, 0));
    expect(planted()).toBe(planted());
    expect(plantTenant(name, 2, 0).seed.users).not.toEqual(plantTenant(name, 1, 0).seed.users);
  });

  it('keeps no password and no secret, only hashes', () => {
    const tenant = practiceTenant(name);
    const kept = JSON.stringify(tenant.state());
    expect(kept).not.toContain(tenant.admin.password);
    expect(kept).not.toContain(tenant.automation.clientSecret);
    expect(kept).toContain('"secretHash"');
  });

  it('every id in it leads somewhere', () => {
    const state = practiceTenant(name).state();
    for (const { principalId, resourceId, appRoleId } of Object.values(state.appRoleAssignments)) {
      expect(state.servicePrincipals[principalId]).toBeDefined();
      expect(state.servicePrincipals[resourceId]?.appRoles.map(({ id }) => id)).toContain(appRoleId);
    }
    for (const { principalId } of Object.values(state.roleAssignments)) {
      expect(
        state.users[principalId] ?? state.servicePrincipals[principalId] ?? state.groups[principalId],
      ).toBeDefined();
    }
    for (const { members } of Object.values(state.groups))
      for (const member of members)
        expect(state.users[member] ?? state.servicePrincipals[member] ?? state.groups[member]).toBeDefined();
    for (const { id, subscriptionId, resourceGroup } of Object.values(state.workspaces)) {
      expect(state.subscriptions[subscriptionId]).toBeDefined();
      expect(
        state.resourceGroups[
          `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}`.toLowerCase()
        ],
      ).toBeDefined();
      expect(id).toBe(
        `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${id.split('/').at(-1)}`,
      );
    }
    const workspaceIds = Object.values(state.workspaces).map(({ customerId }) => customerId);
    expect(new Set(workspaceIds).size).toBe(workspaceIds.length);
  });

  it('lets its admin and its automation sign in', async () => {
    const tenant = practiceTenant(name, { lagSeconds: 0 });
    const [login, resource] = {
      public: [graph, arm] as const,
      usgov: ['https://graph.microsoft.us', 'https://management.usgovcloudapi.net'] as const,
      'usgov-dod': ['https://dod-graph.microsoft.us', 'https://management.usgovcloudapi.net'] as const,
      china: ['https://microsoftgraph.chinacloudapi.cn', 'https://management.chinacloudapi.cn'] as const,
    }[tenant.cloud];
    const person = await call(tenant, await personToken(tenant), 'GET', '/me');
    // A partner's account is no object of the tenant.
    expect(person.body.displayName ?? person.status).toBe(
      name === 'managed-by-partner' ? 404 : tenant.admin.displayName,
    );
    expect(
      (await call(tenant, await appToken(tenant, login), 'GET', '/organization')).body.value[0].displayName,
    ).toBe(tenant.tenantName);
    const subscriptions = await call(
      tenant,
      await appToken(tenant, resource),
      'GET',
      `${resource}/subscriptions?api-version=2022-12-01`,
    );
    expect(subscriptions.status).toBe(200);
  });
});

describe('what each tenant is there for', () => {
  const stateOf = (name: Parameters<typeof practiceTenant>[0]) => practiceTenant(name).state();
  const has = (name: Parameters<typeof practiceTenant>[0], appId: string) =>
    Object.values(stateOf(name).servicePrincipals).some((each) => each.appId === appId);

  it('only fresh lacks the Log Analytics API', () => {
    const logs = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
    expect(tenantNames.filter((name) => !has(name, logs))).toEqual(['fresh']);
  });

  it('fresh has one Sentinel workspace among three', () => {
    const workspaces = Object.values(stateOf('fresh').workspaces);
    expect(workspaces).toHaveLength(3);
    expect(workspaces.filter(({ sentinel }) => sentinel.onboardingState)).toHaveLength(1);
    expect(new Set(workspaces.map(({ subscriptionId }) => subscriptionId)).size).toBe(3);
  });

  it('half-finished holds the declared application and nothing behind it', () => {
    const state = stateOf('half-finished');
    const app = Object.values(state.applications).find(
      ({ displayName }) => displayName === 'Dropzone AI Sentinel Integration',
    );
    const principal = Object.values(state.servicePrincipals).find(({ appId }) => appId === app?.appId);
    expect(app?.requiredResourceAccess).toHaveLength(2);
    expect(app?.passwordCredentials).toEqual([]);
    expect(
      Object.values(state.appRoleAssignments).filter(({ principalId }) => principalId === principal?.id),
    ).toEqual([]);
    expect(
      Object.values(state.roleAssignments).filter(({ principalId }) => principalId === principal?.id),
    ).toEqual([]);
  });

  it('no-azure-rights shows its Global Administrator an empty list', async () => {
    const tenant = practiceTenant('no-azure-rights', { lagSeconds: 0 });
    const { status, body } = await call(
      tenant,
      await personToken(tenant, arm),
      'GET',
      `${arm}/subscriptions?api-version=2022-12-01`,
    );
    expect([status, body.value]).toEqual([200, []]);
    expect(Object.keys(tenant.state().subscriptions)).toHaveLength(3);
  });

  it('busy is as large as it says', () => {
    const state = stateOf('busy');
    expect(Object.keys(state.applications)).toHaveLength(250);
    expect(Object.keys(state.subscriptions)).toHaveLength(120);
    expect(Object.keys(state.workspaces)).toHaveLength(3000);
    expect(Object.values(state.workspaces).filter(({ sentinel }) => sentinel.onboardingState)).toHaveLength(
      8,
    );
  });

  it('drifted has an ended secret, no role at the workspace, a consent missing and one too many', () => {
    const tenant = practiceTenant('drifted');
    const state = tenant.state();
    const app = Object.values(state.applications).find(({ displayName }) =>
      displayName.startsWith('Dropzone'),
    );
    const principal = Object.values(state.servicePrincipals).find(({ appId }) => appId === app?.appId);
    expect(Date.parse(app?.passwordCredentials[0]?.endDateTime ?? '')).toBeLessThan(tenant.clock.now());
    const granted = Object.values(state.appRoleAssignments).filter(
      ({ principalId }) => principalId === principal?.id,
    );
    const named = granted.map(
      ({ resourceId, appRoleId }) =>
        state.servicePrincipals[resourceId]?.appRoles.find(({ id }) => id === appRoleId)?.value,
    );
    expect(named.sort()).toEqual(['Data.Read', 'Directory.Read.All']);
    const sentinel = Object.values(state.workspaces).find(({ sentinel: on }) => on.onboardingState);
    const scopes = Object.values(state.roleAssignments).filter(
      ({ principalId }) => principalId === principal?.id,
    );
    expect(scopes.map(({ scope }) => scope)).not.toContain(sentinel?.id);
  });

  it('hostile-names holds markup, escapes, formulas and direction marks', () => {
    const kept = JSON.stringify(stateOf('hostile-names'));
    for (const sign of ['<script>', '\\u001b[31m', '\u202e', '=cmd', '__proto__', 'constructor'])
      expect(kept).toContain(sign);
  });

  it('in two-admins somebody else acts in the middle of a run, once', async () => {
    const tenant = practiceTenant('two-admins', { lagSeconds: 0 });
    const token = await personToken(tenant);
    const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
    const names = () =>
      tenant.state().applications[app.id]?.passwordCredentials.map(({ displayName }) => displayName);
    await call(tenant, token, 'POST', `/applications/${app.id}/addPassword`, {
      passwordCredential: { displayName: 'mine' },
    });
    expect(names()).toEqual(['mine', 'jonas']);
    await call(tenant, token, 'POST', `/applications/${app.id}/addPassword`, {
      passwordCredential: { displayName: 'next' },
    });
    expect(names()).toEqual(['mine', 'jonas', 'next']);
  });

  it('us-government answers at its own addresses only', async () => {
    const tenant = practiceTenant('us-government', { lagSeconds: 0 });
    const wrong = await tenant.fetch(
      new Request(
        `https://login.microsoftonline.com/${tenant.tenantId}/v2.0/.well-known/openid-configuration`,
      ),
    );
    expect(await wrong.json()).toMatchObject({ error: 'invalid_request', error_codes: [90002] });
    const right = await tenant.fetch(
      new Request(
        `https://login.microsoftonline.us/${tenant.tenantId}/v2.0/.well-known/openid-configuration`,
      ),
    );
    expect(await right.json()).toMatchObject({
      msgraph_host: 'graph.microsoft.us',
      tenant_region_scope: 'USGov',
    });
  });
});

describe('a tenant that is kept', () => {
  it('goes on where it was left, in the middle of a lag', async () => {
    const clock = virtualClock();
    let saved = '';
    const first = practiceTenant('fresh', {
      lagSeconds: 10,
      strict: true,
      clock,
      onCommit: (save) => (saved = save()),
    });
    const { body: app } = await call(first, await personToken(first), 'POST', '/applications', {
      displayName: 'x',
    });
    const second = practiceTenant('fresh', { lagSeconds: 10, strict: true, clock, saved });
    expect(second.state()).toEqual(first.state());
    const read = async () =>
      (await call(second, await personToken(second), 'GET', `/applications/${app.id}`)).status;
    expect(await read()).toBe(404);
    clock.advance(16_000);
    expect(await read()).toBe(200);
  });

  it('never makes an id twice', async () => {
    let saved = '';
    const make = async (from: string) => {
      const tenant = practiceTenant('fresh', {
        lagSeconds: 0,
        onCommit: (save) => (saved = save()),
        ...(from === '' ? {} : { saved: from }),
      });
      return (await call(tenant, await personToken(tenant), 'POST', '/applications', { displayName: 'x' }))
        .body.id;
    };
    const first = await make('');
    expect(await make(saved)).not.toBe(first);
  });

  it('is small, for it keeps only what changed', async () => {
    const tenant = practiceTenant('busy', { lagSeconds: 0 });
    await call(tenant, await personToken(tenant), 'POST', '/applications', { displayName: 'x' });
    expect(tenant.save().length).toBeLessThan(4000);
  });

  it('starts over on reset', async () => {
    const clock = virtualClock();
    const tenant = practiceTenant('fresh', { lagSeconds: 0, clock });
    const before = tenant.state();
    await call(tenant, await personToken(tenant), 'POST', '/applications', { displayName: 'x' });
    tenant.reset();
    expect(tenant.state()).toEqual(before);
    expect(tenant.issued()).toEqual([]);
    expect(tenant.requests()).toEqual([]);
  });

  it.each([
    ['another tenant’s contents', JSON.stringify({ practice: 1, name: 'busy', changes: {} })],
    ['contents of another version', JSON.stringify({ practice: 99, name: 'fresh', changes: {} })],
    [
      'contents that began from another start',
      JSON.stringify({ ...JSON.parse(practiceTenant('fresh').save()), planted: 'x' }),
    ],
    [
      'contents that are not whole',
      JSON.stringify({ ...JSON.parse(practiceTenant('fresh').save()), changes: 7 }),
    ],
    ['no JSON', '{'],
    ['nothing', 'null'],
  ])('refuses %s', (_what, saved) => {
    expect(() => practiceTenant('fresh', { saved })).toThrow(SavedContentsRefused);
  });
});

describe('hosts', () => {
  it('of nobody’s do not resolve, as a closed network answers', async () => {
    const tenant = practiceTenant('fresh');
    for (const url of [
      'https://example.com/',
      'http://graph.microsoft.com/',
      'https://graph.microsoft.com.evil.example/',
    ]) {
      await expect(tenant.fetch(new Request(url))).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } });
    }
  });
});
