import { describe, expect, test } from 'vitest';
import {
  type AzureStandIn,
  aGroup,
  anAssignment,
  aWorkspace,
  azureStandIn,
  callerOf,
  type Reply,
  standInTenant,
} from '../arm/azure-stand-in.spec-kit.ts';
import type { Contents, Json, JsonObject } from '../core/contents.ts';
import { exampleAt } from '../core/example-shape.spec-kit.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const arm = 'https://management.azure.com';
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const robot = callerOf('0c0c0c0c-0000-4000-8000-00000000000c', { kind: 'app', roles: ['Data.Read'] });
const scope = `/subscriptions/${subscription}`;
const workspace = aWorkspace(subscription, 'rg-soc', 'law-soc');
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const reader = '73c42c96-874c-492b-b04d-ab87d138a893';
const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const first = '05c5a614-a7d6-4502-b150-c2fb45503301';
const second = '05c5a614-a7d6-4502-b150-c2fb45503302';

const principal = (id: string): Contents['servicePrincipals'] => ({
  id,
  appId: '99999999-0000-4000-8000-000000000009',
  displayName: 'Dropzone AI Sentinel Integration',
  appOwnerOrganizationId: standInTenant().id,
  servicePrincipalType: 'Application',
  accountEnabled: true,
  appRoleAssignmentRequired: false,
  createdDateTime: null,
  description: null,
  notes: null,
  tags: [],
  appRoles: [],
  oauth2PermissionScopes: [],
  servicePrincipalNames: [],
  replyUrls: [],
  passwordCredentials: [],
  keyCredentials: [],
  owners: [],
  activeRoles: [],
});

interface Wish {
  readonly condition?: string;
  readonly lag?: number;
  readonly locks?: readonly Contents['locks'][];
  readonly state?: Contents['subscriptions']['state'];
}

const aTenant = (wish: Wish = {}): AzureStandIn =>
  azureStandIn(
    {
      servicePrincipals: [principal(robot.objectId)],
      subscriptions: [{ id: subscription, displayName: 'Production', state: wish.state ?? 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc')],
      workspaces: [workspace],
      roleAssignments: [anAssignment(admin.objectId, owner, scope, { condition: wish.condition ?? null })],
      locks: wish.locks ?? [],
    },
    wish.lag ?? 0,
  );

const at = (name: string, where = workspace.id, api = '2022-04-01'): string =>
  `${arm}${where}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${api}`;

const body = (more: JsonObject = {}): JsonObject => ({
  properties: {
    roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
    principalId: robot.objectId,
    principalType: 'ServicePrincipal',
    ...more,
  },
});

const codeOf = (reply: Reply): Json | undefined =>
  ((reply.body as JsonObject | undefined)?.['error'] as JsonObject | undefined)?.['code'];
const messageOf = (reply: Reply): string =>
  String(((reply.body as JsonObject | undefined)?.['error'] as JsonObject | undefined)?.['message']);
const officialMessage = (code: string): string => {
  const found = exampleAt('arm-authorization', 'errors').errors.find(
    (error) => (error.body as { error: { code: string } }).error.code === code,
  );
  const body = found?.body as { error: { message: string } } | undefined;
  return body?.error.message ?? code;
};

describe('assigning a role', () => {
  test('answers 201 once and says who did it and when, on reading', async () => {
    const tenant = aTenant();
    const made = await tenant.send(admin, 'PUT', at(first), { body: body() });
    expect(made.status).toBe(201);
    const read = await tenant.send(admin, 'GET', at(first));
    expect(read.body).toMatchObject({
      name: first,
      properties: {
        createdBy: admin.objectId,
        createdOn: '2026-11-22T08:00:00.0000000Z',
        scope: workspace.id,
        principalType: 'ServicePrincipal',
      },
    });
  });

  test('the same again is an update for new versions and a conflict for old ones', async () => {
    const tenant = aTenant();
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    expect((await tenant.send(admin, 'PUT', at(first), { body: body() })).status).toBe(200);
    const old = await tenant.send(admin, 'PUT', at(first, workspace.id, '2018-09-01-preview'), {
      body: body(),
    });
    expect([old.status, codeOf(old)]).toEqual([409, 'RoleAssignmentExists']);
  });

  test('the same trio under another name is a conflict that names the one in the way', async () => {
    const tenant = aTenant();
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    const lower = at(second, workspace.id.toLowerCase());
    const twin = await tenant.send(admin, 'PUT', lower, { body: body() });
    expect([twin.status, codeOf(twin)]).toEqual([409, 'RoleAssignmentExists']);
    expect(messageOf(twin)).toContain(officialMessage('RoleAssignmentExists'));
    expect(messageOf(twin)).toContain(first.replaceAll('-', ''));
  });

  test('a name that is taken cannot be given another role, principal or scope', async () => {
    const tenant = aTenant();
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    const otherRole = body({
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${responder}`,
    });
    for (const reply of [
      await tenant.send(admin, 'PUT', at(first), { body: otherRole }),
      await tenant.send(admin, 'PUT', at(first, scope), { body: body() }),
    ]) {
      expect([reply.status, codeOf(reply), messageOf(reply)]).toEqual([
        400,
        'RoleAssignmentUpdateNotPermitted',
        officialMessage('RoleAssignmentUpdateNotPermitted'),
      ]);
    }
  });

  test('without principalType a principal made a moment ago is not found; with it, it is', async () => {
    const tenant = aTenant({ lag: 10 });
    const fresh = '0d0d0d0d-0000-4000-8000-00000000000d';
    tenant.store.put('servicePrincipals', principal(fresh));
    const bare: JsonObject = {
      properties: {
        roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
        principalId: fresh,
      },
    };
    const early = await tenant.send(admin, 'PUT', at(first), { body: bare });
    expect([early.status, codeOf(early)]).toEqual([400, 'PrincipalNotFound']);
    expect(messageOf(early)).toBe(
      officialMessage('PrincipalNotFound')
        .replace('{principalId}', fresh.replaceAll('-', ''))
        .replace('{tenantId}', tenant.tenant.id),
    );
    tenant.clock.advance(60_000);
    expect((await tenant.send(admin, 'PUT', at(first), { body: bare })).status).toBe(201);

    const hurried = aTenant({ lag: 10 });
    hurried.store.put('servicePrincipals', principal(fresh));
    const told = await hurried.send(admin, 'PUT', at(first), { body: body({ principalId: fresh }) });
    expect(told.status).toBe(201);
  });

  test('a principal of another kind, and one that does not exist, are refused', async () => {
    const tenant = aTenant();
    const kind = await tenant.send(admin, 'PUT', at(first), { body: body({ principalType: 'User' }) });
    expect(codeOf(kind)).toBe('UnmatchedPrincipalType');
    const clientId = await tenant.send(admin, 'PUT', at(first), {
      body: body({ principalId: '99999999-0000-4000-8000-000000000009' }),
    });
    expect(codeOf(clientId)).toBe('PrincipalNotFound');
  });

  test.each([
    ['a name that is no GUID', at('reader-for-dropzone'), body(), 'InvalidRoleAssignmentId'],
    ['a principal that is no GUID', at(first), body({ principalId: 'me' }), 'InvalidPrincipalId'],
    [
      'a role that does not exist',
      at(first),
      body({ roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${first}` }),
      'RoleDefinitionDoesNotExist',
    ],
    ['an unknown property', at(first), body({ roleName: 'Reader' }), 'InvalidCreateRoleAssignmentRequest'],
    ['a number for a text', at(first), body({ description: 7 }), 'InvalidCreateRoleAssignmentRequest'],
    [
      'an unknown principal type',
      at(first),
      body({ principalType: 'Robot' }),
      'InvalidCreateRoleAssignmentRequest',
    ],
    ['no properties', at(first), {}, 'InvalidCreateRoleAssignmentRequest'],
    [
      'principalType before it existed',
      at(first, workspace.id, '2018-01-01-preview'),
      body(),
      'InvalidCreateRoleAssignmentRequest',
    ],
    [
      'a resource group that is not there',
      at(first, `${scope}/resourceGroups/rg-none`),
      body(),
      'ResourceGroupNotFound',
    ],
    ['a workspace that is not there', at(first, `${workspace.id}2`), body(), 'ResourceNotFound'],
    [
      'a subscription that is not there',
      at(first, '/subscriptions/7a5e1c1e-9999-4111-8111-000000000009'),
      body(),
      'SubscriptionNotFound',
    ],
    ['a subscription id that is none', at(first, '/subscriptions/prod'), body(), 'InvalidSubscriptionId'],
  ])('refuses %s', async (_, url, wish, code) => {
    const tenant = aTenant();
    const reply = await tenant.send(admin, 'PUT', url, { body: wish });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(codeOf(reply)).toBe(code);
    expect(tenant.store.authoritative().list('roleAssignments')).toHaveLength(1);
  });

  test('names a missing property as the service does', async () => {
    const reply = await aTenant().send(admin, 'PUT', at(first), {
      body: { properties: { roleDefinitionId: 'x' } },
    });
    expect(messageOf(reply)).toContain(
      "Required property 'principalId' not found in JSON. Path 'properties'",
    );
  });

  test('an administrator whose condition names other roles is refused with a word about the condition', async () => {
    const condition = `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${responder}}))`;
    const tenant = aTenant({ condition });
    const refused = await tenant.send(admin, 'PUT', at(first), { body: body() });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'AuthorizationFailed']);
    expect(messageOf(refused)).toContain('does not have authorization or an ABAC condition not fulfilled');
    const allowed = await tenant.send(admin, 'PUT', at(first), {
      body: body({ roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${responder}` }),
    });
    expect(allowed.status).toBe(201);
  });

  test('a locked scope and a disabled subscription keep what they have', async () => {
    const lock = { id: 'lock', name: 'lock', scope, level: 'ReadOnly', notes: null } as const;
    const locked = await aTenant({ locks: [lock] }).send(admin, 'PUT', at(first), { body: body() });
    expect([locked.status, codeOf(locked)]).toEqual([409, 'ScopeLocked']);
    const off = await aTenant({ state: 'Disabled' }).send(admin, 'PUT', at(first), { body: body() });
    expect([off.status, codeOf(off)]).toEqual([409, 'ReadOnlyDisabledSubscription']);
  });
});

describe('a role takes effect', () => {
  /** How many of 30 tries, five seconds apart, are refused by ARM and by the query API after a role was assigned. */
  async function refusalsAfter(name: string): Promise<{ arm: number; query: number }> {
    const tenant = aTenant({ lag: 20 });
    await tenant.send(admin, 'PUT', at(name), { body: body() });
    const refused = { arm: 0, query: 0 };
    const host = 'https://api.loganalytics.io/v1/workspaces';
    for (let turn = 0; turn < 30; turn += 1) {
      const read = await tenant.send(robot, 'GET', `${arm}${workspace.id}?api-version=2023-09-01`);
      const query = await tenant.send(robot, 'GET', `${host}/${workspace.customerId}/metadata`);
      if (read.status === 403) refused.arm += 1;
      if (query.status === 403) refused.query += 1;
      tenant.clock.advance(5000);
    }
    return refused;
  }

  test('for queries later than for ARM, most of the time', async () => {
    const names = Array.from(
      { length: 12 },
      (_, index) => `05c5a614-a7d6-4502-b150-${String(index).padStart(12, '0')}`,
    );
    const all = await Promise.all(names.map(refusalsAfter));
    const sum = (of: 'arm' | 'query'): number => all.reduce((total, one) => total + one[of], 0);
    expect(sum('arm')).toBeGreaterThan(60);
    expect(sum('query')).toBeGreaterThan(sum('arm') * 1.1);
    expect(sum('query')).toBeLessThan(12 * 30);
  });

  test('for ARM and for queries in the end; and a removed one lasts a while', async () => {
    const tenant = aTenant({ lag: 20 });
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    const asArm = () => tenant.send(robot, 'GET', `${arm}${workspace.id}?api-version=2023-09-01`);
    const asQuery = () =>
      tenant.send(
        robot,
        'POST',
        `https://api.loganalytics.azure.com/v1/workspaces/${workspace.customerId}/query`,
        {
          body: { query: 'print ok=1' },
        },
      );
    const seen: string[] = [];
    for (let second = 0; second <= 120; second += 5) {
      seen.push(`${(await asArm()).status}/${(await asQuery()).status}`);
      tenant.clock.advance(5000);
    }
    expect(seen[0]).toBe('403/403');
    expect(seen.at(-1)).toBe('200/200');

    await tenant.send(admin, 'DELETE', at(first));
    expect((await asArm()).status).toBe(200);
    tenant.clock.advance(300_000);
    expect((await asArm()).status).toBe(403);
  });
});

describe('removing and listing', () => {
  test('a removal answers with what was removed, and 204 for what is not there', async () => {
    const tenant = aTenant();
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    const gone = await tenant.send(admin, 'DELETE', at(first));
    expect(gone).toMatchObject({ status: 200, body: { name: first } });
    expect((await tenant.send(admin, 'DELETE', at(first))).status).toBe(204);
    expect(codeOf(await tenant.send(admin, 'GET', at(first)))).toBe('RoleAssignmentNotFound');
  });

  test('a filter narrows a list to a principal, or to the scope and above', async () => {
    const tenant = aTenant();
    await tenant.send(admin, 'PUT', at(first), { body: body() });
    const list = async (where: string, filter?: string): Promise<readonly Json[]> => {
      const query = filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`;
      const url = `${arm}${where}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01${query}`;
      const { value } = (await tenant.send(admin, 'GET', url)).body as { value: readonly { name: Json }[] };
      return value.map((one) => one.name);
    };
    expect(await list(scope)).toHaveLength(2);
    expect(await list(scope, 'atScope()')).not.toContain(first);
    expect(await list(workspace.id, 'atScope()')).toContain(first);
    expect(await list(scope, `principalId eq '${robot.objectId}'`)).toEqual([first]);
    expect(await list(scope, `principalId eq ${robot.objectId}`)).toEqual([first]);
    expect(await list(scope, `atScope() and assignedTo('${robot.objectId}')`)).toEqual([]);
    expect(await list(workspace.id.toUpperCase(), `assignedTo('${robot.objectId}')`)).toEqual([first]);
  });

  test('a filter that is none is refused', async () => {
    const url = `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=roleName eq 'Reader'`;
    expect(codeOf(await aTenant().send(admin, 'GET', url))).toBe('BadRequestFormat');
  });

  test('a long list comes in pages, each with the address of the next', async () => {
    const tenant = aTenant();
    for (let index = 0; index < 300; index += 1) {
      const id = `0e0e0e0e-0000-4000-8000-${String(index).padStart(12, '0')}`;
      tenant.store.put('roleAssignments', anAssignment(id, reader, workspace.id));
    }
    const names = new Set<string>();
    let pages = 0;
    let next: string | undefined =
      `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
    while (next !== undefined) {
      const page = (await tenant.send(admin, 'GET', next)).body as {
        value: readonly { name: string }[];
        nextLink?: string;
      };
      for (const one of page.value) names.add(one.name);
      pages += 1;
      next = page.nextLink;
    }
    expect([pages, names.size]).toEqual([2, 301]);
  });
});
