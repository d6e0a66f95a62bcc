import { describe, expect, test } from 'vitest';
import {
  aGroup,
  anAssignment,
  aWorkspace,
  azureStandIn,
  callerOf,
  type Reply,
} from '../arm/azure-stand-in.spec-kit.ts';
import type { Json, JsonObject } from '../core/contents.ts';

const arm = 'https://management.azure.com';
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const nobody = callerOf('0b0b0b0b-0000-4000-8000-00000000000b');
const one = '7a5e1c1e-1111-4111-8111-000000000001';
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const workspace = aWorkspace(one, 'RG-Soc', 'Law-Soc');
const subscriptions = Array.from({ length: 120 }, (_, index) =>
  index === 0 ? one : `7a5e1c1e-aaaa-4aaa-8aaa-${String(index).padStart(12, '0')}`,
);

const aTenant = (lag = 0) =>
  azureStandIn(
    {
      users: [admin, nobody].map((caller) => ({
        id: caller.objectId,
        displayName: 'Somebody',
        givenName: '',
        surname: '',
        userPrincipalName: `${caller.objectId.slice(0, 4)}@contoso.example`,
        jobTitle: null,
        userType: 'Member',
        accountEnabled: true,
        passwordHash: '',
        activeRoles: caller === nobody ? [globalAdministrator] : [],
        eligibleRoles: [],
      })),
      subscriptions: subscriptions.map((id) => ({ id, displayName: id, state: 'Enabled' })),
      resourceGroups: [aGroup(one, 'RG-Soc')],
      workspaces: [workspace],
      roleAssignments: subscriptions.map((id) => anAssignment(admin.objectId, owner, `/subscriptions/${id}`)),
    },
    lag,
  );
const tenant = aTenant();
const get = (path: string, caller = admin): Promise<Reply> => tenant.send(caller, 'GET', `${arm}${path}`);
const codeOf = (reply: Reply): Json | undefined =>
  ((reply.body as JsonObject)['error'] as JsonObject | undefined)?.['code'];

describe('subscriptions', () => {
  test('come in pages', async () => {
    const ids: string[] = [];
    let next: string | undefined = `${arm}/subscriptions?api-version=2022-12-01`;
    let pages = 0;
    while (next !== undefined) {
      const body = (await tenant.send(admin, 'GET', next)).body as {
        value: readonly { subscriptionId: string }[];
        nextLink?: string;
      };
      ids.push(...body.value.map((each) => each.subscriptionId));
      next = body.nextLink;
      pages += 1;
    }
    expect([pages, new Set(ids).size]).toEqual([2, 120]);
  });

  test('are an empty list, not a refusal, for a Global Administrator without Azure rights', async () => {
    expect(await get('/subscriptions?api-version=2022-12-01', nobody)).toMatchObject({
      status: 200,
      body: { value: [] },
    });
  });

  test('appear once that administrator elevates access, which nobody else may', async () => {
    const own = aTenant();
    const elevate = `${arm}/providers/Microsoft.Authorization/elevateAccess?api-version=2016-07-01`;
    expect((await own.send(admin, 'POST', elevate)).status).toBe(403);
    expect((await own.send(nobody, 'POST', elevate)).status).toBe(200);
    const seen = await own.send(nobody, 'GET', `${arm}/subscriptions?api-version=2022-12-01`);
    expect((seen.body as { value: readonly Json[] }).value).toHaveLength(100);
  });
});

describe('an api-version', () => {
  test.each(['2018-06-01', '2019-11-01', '2022-12-01', '2024-11-01'])(
    '%s of subscriptions is served',
    async (api) => {
      expect((await get(`/subscriptions?api-version=${api}`)).status).toBe(200);
    },
  );

  test('may be written with an encoded name', async () => {
    expect((await get('/subscriptions?api%2Dversion=2022-12-01')).status).toBe(200);
  });

  test.each([
    ['/subscriptions', 'MissingApiVersionParameter'],
    ['/subscriptions?api-version=2014-04-01', 'InvalidApiVersionParameter'],
    [`${workspace.id}?api-version=2021-04-01`, 'NoRegisteredProviderFound'],
    [
      `/subscriptions/${one}/providers/Microsoft.Authorization/roleAssignments?api-version=2019-01-01`,
      'InvalidResourceType',
    ],
  ])('missing from, or unknown in %s is refused with %s', async (path, code) => {
    const reply = await get(path);
    expect([reply.status, codeOf(reply)]).toEqual([400, code]);
  });
});

describe('addresses', () => {
  test('are compared without case and with slashes to spare, and answered in the provider’s own casing', async () => {
    const twisted = `/${workspace.id.replace('resourceGroups', 'RESOURCEGROUPS').replace('/workspaces/', '//workspaces/')}/?api-version=2023-09-01`;
    const reply = await get(twisted);
    expect(reply.body).toMatchObject({
      id: workspace.id.toLowerCase(),
      name: 'Law-Soc',
      type: 'Microsoft.OperationalInsights/workspaces',
      properties: { customerId: workspace.customerId },
    });
  });

  test('of nothing are refused in ARM’s order: subscription, group, resource', async () => {
    const none = '7a5e1c1e-9999-4999-8999-000000000009';
    const at = (id: string): string => `${id}?api-version=2023-09-01`;
    expect(codeOf(await get(at(workspace.id.replace(one, none))))).toBe('SubscriptionNotFound');
    expect(codeOf(await get(at(workspace.id.replace(one, 'production'))))).toBe('InvalidSubscriptionId');
    expect(codeOf(await get(at(workspace.id.replace('RG-Soc', 'rg-none'))))).toBe('ResourceGroupNotFound');
    const missing = await get(at(workspace.id.replace('Law-Soc', 'law-none')));
    expect(missing).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'ResourceNotFound',
          message: expect.stringContaining("'Microsoft.OperationalInsights/workspaces/law-none'") as string,
        },
      },
    });
  });

  test('of a resource group can be asked for existence alone', async () => {
    const head = (name: string) =>
      tenant.send(admin, 'HEAD', `${arm}/subscriptions/${one}/resourceGroups/${name}?api-version=2021-04-01`);
    expect((await head('rg-soc')).status).toBe(204);
    expect((await head('rg-none')).status).toBe(404);
  });
});

test('every answer, a refusal too, says which request it was and what is left of the quota', async () => {
  const headers = { 'x-ms-client-request-id': 'mine', 'x-ms-return-client-request-id': 'true' };
  const url = `${arm}/subscriptions/${one}?api-version=2022-12-01`;
  for (const caller of [admin, nobody]) {
    const reply = await tenant.send(caller, 'GET', url, { headers });
    expect(reply.headers).toMatchObject({
      'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'x-ms-correlation-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'x-ms-routing-request-id': expect.stringMatching(/^WESTEUROPE:20261122T080000Z:/) as string,
      'x-ms-ratelimit-remaining-subscription-reads': '249',
      'x-ms-client-request-id': 'mine',
    });
  }
});

describe('resources', () => {
  const list = async (query: string): Promise<readonly Json[]> => {
    const reply = await get(`/subscriptions/${one}/resources?api-version=2021-04-01${query}`);
    return (reply.body as { value: readonly { name: Json }[] }).value.map((each) => each.name);
  };

  test('are listed, narrowed by type, and refused by a filter that is none', async () => {
    expect(await list('')).toEqual(['Law-Soc', 'SecurityInsights(Law-Soc)']);
    expect(await list("&$filter=resourceType eq 'microsoft.operationalinsights/workspaces'")).toEqual([
      'Law-Soc',
    ]);
    expect(await list("&$filter=resourceType eq 'Microsoft.Web/sites'")).toEqual([]);
    const reply = await get(`/subscriptions/${one}/resources?api-version=2021-04-01&$filter=color eq 'red'`);
    expect([reply.status, codeOf(reply)]).toEqual([400, 'InvalidFilterInQueryString']);
  });
});

describe('a provider', () => {
  const provider = `${arm}/subscriptions/${one}/providers`;
  const stateOf = (reply: Reply): Json | undefined => (reply.body as JsonObject)['registrationState'];

  test('is registered where something of it lies, and free ones everywhere', async () => {
    const at = async (namespace: string) =>
      stateOf(await get(`/subscriptions/${one}/providers/${namespace}?api-version=2021-04-01`));
    expect(await at('microsoft.operationalinsights')).toBe('Registered');
    expect(await at('Microsoft.SecurityInsights')).toBe('Registered');
    expect(await at('Microsoft.Logic')).toBe('NotRegistered');
    expect(await at('Microsoft.Authorization')).toBe('Registered');
  });

  test('is being registered for a while once it is asked for', async () => {
    const own = aTenant(20);
    const register = await own.send(
      admin,
      'POST',
      `${provider}/Microsoft.Logic/register?api-version=2021-04-01`,
    );
    expect([register.status, stateOf(register)]).toEqual([200, 'Registering']);
    own.clock.advance(120_000);
    const later = await own.send(admin, 'GET', `${provider}/Microsoft.Logic?api-version=2021-04-01`);
    expect(stateOf(later)).toBe('Registered');
  });

  test('that isn’t imitated is no invalid namespace', async () => {
    expect(
      codeOf(await get(`/subscriptions/${one}/providers/Microsoft.Nothing?api-version=2021-04-01`)),
    ).toBe('NotImitated');
  });
});

describe('role definitions', () => {
  const at = `/subscriptions/${one}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01`;

  test('are found by name, with an apostrophe or without', async () => {
    const reply = await get(`${at}&$filter=roleName eq 'log analytics reader'`);
    expect((reply.body as { value: readonly JsonObject[] }).value).toMatchObject([
      { name: '73c42c96-874c-492b-b04d-ab87d138a893' },
    ]);
    const none = await get(`${at}&$filter=roleName eq 'Bob''s role' and type eq 'CustomRole'`);
    expect(none).toMatchObject({ status: 200, body: { value: [] } });
  });

  test('carry the subscription in their id below it, and none at the root', async () => {
    const below = await get(`${at}&$filter=roleName eq 'Owner'`);
    expect((below.body as { value: readonly JsonObject[] }).value[0]?.['id']).toBe(
      `/subscriptions/${one}/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
    );
    const root = await get(
      `/providers/Microsoft.Authorization/roleDefinitions/${owner}?api-version=2022-04-01`,
      nobody,
    );
    expect((root.body as JsonObject)['id']).toBe(
      `/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
    );
  });

  test('that do not exist, and filters that are none, are refused', async () => {
    const missing = await get(
      `/providers/Microsoft.Authorization/roleDefinitions/${one}?api-version=2022-04-01`,
    );
    expect([missing.status, codeOf(missing)]).toEqual([404, 'RoleDefinitionDoesNotExist']);
    expect((await get(`${at}&$filter=displayName eq 'Owner'`)).status).toBe(400);
  });
});

describe('Azure roles that are eligible', () => {
  const query = `/subscriptions/${one}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=asTarget()`;

  test('cannot be asked for in a tenant without Entra ID P2', async () => {
    const poor = azureStandIn({ subscriptions: [{ id: one, displayName: 'x', state: 'Enabled' }] }, 0, {
      ...tenant.tenant,
      premiumP2: false,
    });
    const reply = await poor.send(admin, 'GET', `${arm}${query}`);
    expect([reply.status, codeOf(reply)]).toEqual([400, 'AadPremiumLicenseRequired']);
  });

  test('are one’s own to read without any right, and other people’s are not', async () => {
    expect((await get(query, nobody)).status).toBe(200);
    const others = query.replace('asTarget()', `assignedTo('${admin.objectId}')`);
    expect((await get(others, nobody)).status).toBe(403);
    expect((await get(others)).status).toBe(200);
  });
});
