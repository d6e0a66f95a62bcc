import { describe, expect, test } from 'vitest';
import {
  type AzureStandIn,
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
const other = callerOf('0b0b0b0b-0000-4000-8000-00000000000b');
const one = '7a5e1c1e-1111-4111-8111-000000000001';
const two = '7a5e1c1e-2222-4222-8222-000000000002';
const hidden = '7a5e1c1e-3333-4333-8333-000000000003';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

const aTenant = (lag = 0, many = 0): AzureStandIn =>
  azureStandIn(
    {
      subscriptions: [one, two, hidden].map((id) => ({ id, displayName: id, state: 'Enabled' })),
      resourceGroups: [one, two, hidden].map((id) => aGroup(id, 'RG-Soc')),
      workspaces: [
        aWorkspace(one, 'RG-Soc', 'law-one'),
        aWorkspace(two, 'RG-Soc', 'law-two', { sentinel: { onboardingState: true, legacySolution: false } }),
        aWorkspace(hidden, 'RG-Soc', 'law-hidden'),
        ...Array.from({ length: many }, (_, index) =>
          aWorkspace(one, 'RG-Soc', `law-many-${String(index).padStart(4, '0')}`, {
            sentinel: { onboardingState: false, legacySolution: false },
          }),
        ),
      ],
      roleAssignments: [one, two].map((id) => anAssignment(admin.objectId, reader, `/subscriptions/${id}`)),
    },
    lag,
  );

const workspaces = "resources | where type =~ 'microsoft.operationalinsights/workspaces' | project id, name";
/** The query the fact sheet gives for finding Sentinel workspaces (microsoft-apis section 6.1). */
const sentinelWorkspaces = `resources
| where type =~ 'microsoft.operationsmanagement/solutions' and name startswith 'SecurityInsights('
| project wid = tolower(tostring(properties.workspaceResourceId))
| join kind=inner (resources | where type =~ 'microsoft.operationalinsights/workspaces'
    | project wid = tolower(id), id, name, resourceGroup, subscriptionId, tenantId, location, customerId = tostring(properties.customerId)) on wid`;

const ask = (
  tenant: AzureStandIn,
  query: string,
  more: JsonObject = {},
  api = '2022-10-01',
  caller = admin,
): Promise<Reply> =>
  tenant.send(caller, 'POST', `${arm}/providers/Microsoft.ResourceGraph/resources?api-version=${api}`, {
    body: { query, ...more },
  });

interface Answered {
  readonly totalRecords: number;
  readonly count: number;
  readonly resultTruncated: string;
  readonly $skipToken?: string;
  readonly data: readonly JsonObject[];
}
const bodyOf = (reply: Reply): Answered => reply.body as unknown as Answered;
const namesIn = (reply: Reply): readonly Json[] =>
  bodyOf(reply)
    .data.map((row) => row['name'] ?? null)
    .toSorted();
const errorOf = (reply: Reply) =>
  (reply.body as { error: { code: string; message: string; details: readonly { code: string }[] } }).error;

describe('what the index shows', () => {
  test('is what the caller may read, in all subscriptions or in those named', async () => {
    const tenant = aTenant();
    expect(namesIn(await ask(tenant, workspaces))).toEqual(['law-one', 'law-two']);
    expect(namesIn(await ask(tenant, workspaces, { subscriptions: [two] }))).toEqual(['law-two']);
    expect(bodyOf(await ask(tenant, workspaces, {}, '2022-10-01', other))).toMatchObject({
      totalRecords: 0,
      count: 0,
      data: [],
    });
  });

  test('a subscription the caller has nothing in is denied, unless partial scopes are allowed', async () => {
    const tenant = aTenant();
    const denied = await ask(tenant, workspaces, { subscriptions: [one, hidden] });
    expect([denied.status, errorOf(denied).code]).toEqual([403, 'AccessDenied']);
    const partly = await ask(tenant, workspaces, {
      subscriptions: [one, hidden],
      options: { allowPartialScopes: true },
    });
    expect(namesIn(partly)).toEqual(['law-one']);
  });

  test('finds Sentinel by its solution, which a workspace onboarded the new way does not have', async () => {
    const tenant = aTenant();
    const found = bodyOf(await ask(tenant, sentinelWorkspaces)).data;
    expect(found).toMatchObject([
      {
        name: 'law-one',
        resourceGroup: 'rg-soc',
        location: 'westeurope',
        id: `/subscriptions/${one}/resourceGroups/RG-Soc/providers/Microsoft.OperationalInsights/workspaces/law-one`,
      },
    ]);
    const states = await ask(tenant, "resources | where type contains 'onboardingStates'");
    expect(bodyOf(states).totalRecords).toBe(0);
  });

  test('lists subscriptions, groups and role assignments in tables of their own', async () => {
    const tenant = aTenant();
    const containers = await ask(
      tenant,
      'ResourceContainers | summarize n=count() by type | order by type asc',
    );
    expect(bodyOf(containers).data).toEqual([
      { type: 'microsoft.resources/subscriptions', n: 2 },
      { type: 'microsoft.resources/subscriptions/resourcegroups', n: 2 },
    ]);
    const roles = await ask(
      tenant,
      'authorizationresources | project role = tostring(properties.roleDefinitionId)',
    );
    expect(bodyOf(roles).data).toEqual([
      { role: `/providers/Microsoft.Authorization/RoleDefinitions/${reader}` },
      { role: `/providers/Microsoft.Authorization/RoleDefinitions/${reader}` },
    ]);
  });

  test('is behind: a workspace made a moment ago is missing, and arrives', async () => {
    const tenant = aTenant(10);
    tenant.store.put('workspaces', aWorkspace(one, 'RG-Soc', 'law-fresh'));
    const direct = await tenant.send(
      admin,
      'GET',
      `${arm}/subscriptions/${one}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/law-fresh?api-version=2023-09-01`,
    );
    expect(direct.status).toBe(200);
    expect(namesIn(await ask(tenant, workspaces))).not.toContain('law-fresh');
    tenant.clock.advance(60_000);
    expect(namesIn(await ask(tenant, workspaces))).toContain('law-fresh');
  });
});

describe('pages', () => {
  async function all(
    tenant: AzureStandIn,
    query: string,
    top?: number,
  ): Promise<{ pages: number; ids: Json[] }> {
    const ids: Json[] = [];
    let pages = 0;
    let token: string | undefined;
    do {
      const options = {
        ...(top === undefined ? {} : { $top: top }),
        ...(token === undefined ? {} : { $skipToken: token }),
      };
      const body = bodyOf(await ask(tenant, query, { options }));
      ids.push(...body.data.map((row) => row['id'] ?? null));
      token = body.$skipToken;
      pages += 1;
      tenant.clock.advance(1000);
    } while (token !== undefined);
    return { pages, ids };
  }

  test('hold 1,000 rows at most, and together every row once', async () => {
    const { pages, ids } = await all(aTenant(0, 2498), workspaces);
    expect([pages, ids.length, new Set(ids).size]).toEqual([3, 2500, 2500]);
  });

  test('are as long as $top says, and a token remembers that', async () => {
    const tenant = aTenant(0, 98);
    expect((await all(tenant, workspaces, 40)).pages).toBe(3);
    const first = bodyOf(await ask(tenant, workspaces, { options: { $top: 40 } }));
    const next = bodyOf(await ask(tenant, workspaces, { options: { $skipToken: first.$skipToken ?? '' } }));
    expect([first.count, next.count, first.totalRecords, first.resultTruncated]).toEqual([
      40,
      40,
      100,
      'false',
    ]);
  });

  test('cannot be turned without an id: the rest is cut off, and said to be', async () => {
    const body = bodyOf(
      await ask(aTenant(0, 98), workspaces.replace('id, name', 'name'), { options: { $top: 40 } }),
    );
    expect([body.$skipToken, body.resultTruncated, body.totalRecords]).toEqual([undefined, 'true', 100]);
  });

  test('of another query, or with a length that is none, are refused', async () => {
    const tenant = aTenant(0, 98);
    const { $skipToken = '' } = bodyOf(await ask(tenant, workspaces, { options: { $top: 40 } }));
    const foreign = await ask(tenant, `${workspaces} | take 50`, { options: { $skipToken } });
    const tooLong = await ask(tenant, workspaces, { options: { $top: 1001 } });
    const garbage = await ask(tenant, workspaces, { options: { $skipToken: 'next' } });
    expect([foreign.status, tooLong.status, garbage.status]).toEqual([400, 400, 400]);
  });
});

describe('what is refused', () => {
  test('says in the details what is wrong, and in the message whom to tell', async () => {
    const reply = await ask(aTenant(), "resources | where name ==== 'x'");
    expect(reply.status).toBe(400);
    expect(errorOf(reply).code).toBe('BadRequest');
    expect(errorOf(reply).message).toMatch(
      /^Please provide below info when asking for support: timestamp = 2026-11-22T08:00:00.0000000Z, correlationId = [0-9a-f-]{36}\.$/,
    );
    expect(errorOf(reply).details.map((detail) => detail.code)).toEqual(
      expect.arrayContaining(['InvalidQuery', 'ParserFailure']),
    );
  });

  test('what the practice tenant cannot evaluate is refused in its own name', async () => {
    const reply = await ask(aTenant(), 'resources | extend x = rand()');
    expect([reply.status, reply.headers['x-practice']]).toEqual([501, 'not-imitated']);
    expect(errorOf(reply)).toMatchObject({
      code: 'NotImitated',
      message: "practice cannot evaluate the function 'rand'",
    });
  });

  test('a body with unknown members, and one without a query', async () => {
    const tenant = aTenant();
    expect((await ask(tenant, workspaces, { subscription: one })).status).toBe(400);
    expect((await ask(tenant, workspaces, { options: { top: 5 } })).status).toBe(400);
    expect((await ask(tenant, workspaces, { subscriptions: one })).status).toBe(400);
    const url = `${arm}/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01`;
    expect((await tenant.send(admin, 'POST', url, { body: {} })).status).toBe(400);
  });

  test('the sixteenth query in five seconds, with headers that counted down to it', async () => {
    const tenant = aTenant();
    const left: (string | undefined)[] = [];
    for (let count = 0; count < 15; count += 1)
      left.push((await ask(tenant, workspaces)).headers['x-ms-user-quota-remaining']);
    expect([left[0], left.at(-1)]).toEqual(['14', '0']);
    const reply = await ask(tenant, workspaces);
    expect([reply.status, errorOf(reply).code, reply.headers['retry-after']]).toEqual([
      429,
      'RateLimiting',
      '5',
    ]);
    expect(reply.headers['x-ms-user-quota-resets-after']).toBe('00:00:05');
    expect((await ask(tenant, workspaces, {}, '2022-10-01', other)).status).toBe(200);
    tenant.clock.advance(5001);
    expect((await ask(tenant, workspaces)).status).toBe(200);
  });
});

test('old versions, and whoever asks for it, get a table', async () => {
  const tenant = aTenant();
  const table = {
    columns: [
      { name: 'id', type: 'string' },
      { name: 'name', type: 'string' },
    ],
  };
  const old = (await ask(tenant, workspaces, {}, '2019-04-01')).body as { data: { rows: readonly Json[] } };
  expect(old.data).toMatchObject(table);
  expect(old.data.rows).toHaveLength(2);
  expect((await ask(tenant, workspaces, { options: { resultFormat: 'table' } })).body).toMatchObject({
    data: table,
  });
});
