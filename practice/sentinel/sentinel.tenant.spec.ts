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
import type { Contents, Json, JsonObject } from '../core/contents.ts';
import { exampleAt } from '../core/example-shape.spec-kit.ts';
import type { Method } from '../core/router.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const arm = 'https://management.azure.com';
const analyst = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const robot = callerOf('0c0c0c0c-0000-4000-8000-00000000000c', { kind: 'app', name: 'Dropzone' });
const contributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade';
const on = aWorkspace(subscription, 'rg-soc', 'law-soc');
const off = aWorkspace(subscription, 'rg-soc', 'law-plain', {
  sentinel: { onboardingState: false, legacySolution: false },
});
const registration = (state: 'NotRegistered'): Contents['providerRegistrations'] => ({
  id: `${subscription}/microsoft.securityinsights`,
  subscriptionId: subscription,
  namespace: 'Microsoft.SecurityInsights',
  state,
});

const aTenant = (providerRegistrations: readonly Contents['providerRegistrations'][] = []): AzureStandIn =>
  azureStandIn({
    subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
    resourceGroups: [aGroup(subscription, 'rg-soc')],
    workspaces: [on, off],
    providerRegistrations,
    roleAssignments: [analyst, robot].map((one) =>
      anAssignment(one.objectId, contributor, `/subscriptions/${subscription}`),
    ),
  });

const address = (path: string, workspace = on, api = '2024-03-01'): string =>
  `${arm}${workspace.id}/providers/Microsoft.SecurityInsights/${path}${path.includes('?') ? '&' : '?'}api-version=${api}`;
const send = (tenant: AzureStandIn, method: Method, url: string, body?: Json): Promise<Reply> =>
  tenant.send(analyst, method, url, body === undefined ? {} : { body });
const errorOf = (reply: Reply) => (reply.body as { error: { code: string; message: string } }).error;

interface Incident {
  readonly id: string;
  readonly name: string;
  readonly etag: string;
  readonly properties: JsonObject & {
    readonly incidentNumber: number;
    readonly severity: string;
    readonly status: string;
    readonly createdTimeUtc: string;
    readonly additionalData: { readonly commentsCount: number };
  };
}
interface Page {
  readonly value: readonly Incident[];
  readonly nextLink?: string;
}

async function listed(tenant: AzureStandIn, query: string): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  let next: string | undefined = address(`incidents${query}`);
  while (next !== undefined) {
    const reply = await send(tenant, 'GET', next);
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    const page = reply.body as unknown as Page;
    found.push(...page.value);
    next = page.nextLink;
  }
  return found;
}

describe('whether Sentinel is on', () => {
  test('a workspace that is on says so', async () => {
    const reply = await send(aTenant(), 'GET', address('onboardingStates/default'));
    expect(reply).toMatchObject({ status: 200, body: { name: 'default' } });
  });

  test('one that is not answers 400 with JSON inside its message, or 404, by version', async () => {
    const reply = await send(aTenant(), 'GET', address('onboardingStates/default', off));
    const [official] = exampleAt('sentinel', 'errors').errors;
    const wanted = JSON.stringify(official?.body).replace('{name}', 'law-plain');
    expect([reply.status, reply.body]).toEqual([400, JSON.parse(wanted)]);
    expect((JSON.parse(errorOf(reply).message) as { error: { code: string } }).error.code).toBe('BadRequest');
    const newer = await send(aTenant(), 'GET', address('onboardingStates/default', off, '2025-09-01'));
    expect(newer.status).toBe(404);
  });

  test('its incidents are refused the same way, and a subscription without the provider says so', async () => {
    const reply = await send(aTenant(), 'GET', address('incidents', off));
    expect(errorOf(reply).message).toContain('is not onboarded to Microsoft Sentinel');
    const unregistered = await send(
      aTenant([registration('NotRegistered')]),
      'GET',
      address('incidents', off),
    );
    expect(errorOf(unregistered).message).toContain("is not registered to 'Microsoft.SecurityInsights'");
  });

  test('switching it on is possible once for old versions, and again for new ones', async () => {
    const tenant = aTenant();
    const put = (api: string) =>
      send(tenant, 'PUT', address('onboardingStates/default', off, api), { properties: {} });
    expect((await put('2024-03-01')).status).toBe(201);
    expect((await send(tenant, 'GET', address('onboardingStates/default', off))).status).toBe(200);
    expect((await put('2024-03-01')).status).toBe(200);
    expect((await put('2022-08-01')).status).toBe(409);
  });

  test('an unknown version is refused with those there are', async () => {
    const reply = await send(aTenant(), 'GET', address('onboardingStates/default', on, '2019-02-02'));
    expect(reply.status).toBe(400);
    expect(errorOf(reply).code).toBe('NoRegisteredProviderFound');
    expect(errorOf(reply).message).toMatch(
      /^No registered resource provider found for location .* for type 'onboardingStates'\. The supported api-versions are '.*2024-03-01/,
    );
    // Published after the lists were read, it may well be served.
    const newer = await send(aTenant(), 'GET', address('onboardingStates/default', on, '2031-01-01'));
    expect([newer.status, errorOf(newer).code]).toEqual([501, 'NotImitated']);
    const none = await send(aTenant(), 'GET', address('onboardingStates/default').replace(/\?.*/, ''));
    expect(errorOf(none).code).toBe('MissingApiVersionParameter');
  });
});

describe('the list of incidents', () => {
  const tenant = aTenant();

  test('comes newest first, in pages that together hold each once', async () => {
    const all = await listed(tenant, '?$top=40&$orderby=properties/createdTimeUtc desc');
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
    const created = all.map((one) => one.properties.createdTimeUtc);
    expect(created).toEqual([...created].sort().toReversed());
    const first = (await send(tenant, 'GET', address('incidents?$top=40'))).body as unknown as Page;
    expect(first.value).toHaveLength(40);
    expect(new URL(first.nextLink ?? '').searchParams.get('$skipToken')).toBeTruthy();
  });

  test('is narrowed by severity, status and time', async () => {
    const all = await listed(tenant, '');
    const where = async (filter: string) =>
      (await listed(tenant, `?$filter=${encodeURIComponent(filter)}`)).map((one) => one.name).toSorted();
    const such = (keep: (one: Incident) => boolean) =>
      all
        .filter(keep)
        .map((one) => one.name)
        .toSorted();
    const severe = (one: Incident) => ['High', 'Medium'].includes(one.properties.severity);
    const since = '2026-11-15T00:00:00Z';

    expect(such(severe).length).toBeGreaterThan(5);
    expect(await where("(properties/severity eq 'High' or properties/severity eq 'Medium')")).toEqual(
      such(severe),
    );
    expect(await where("properties/status ne 'Closed'")).toEqual(
      such((one) => one.properties.status !== 'Closed'),
    );
    expect(await where(`properties/createdTimeUtc ge ${since}`)).toEqual(
      such((one) => Date.parse(one.properties.createdTimeUtc) >= Date.parse(since)),
    );
    expect(
      await where(
        `properties/severity eq 'High' and properties/status eq 'New' and properties/createdTimeUtc gt ${since}`,
      ),
    ).toEqual(
      such(
        ({ properties }) =>
          properties.severity === 'High' &&
          properties.status === 'New' &&
          Date.parse(properties.createdTimeUtc) > Date.parse(since),
      ),
    );
  });

  test.each([
    '?$filter=properties/nonsense eq 1',
    "?$filter=properties/severity is 'High'",
    '?$orderby=properties/owner desc',
    '?$orderby=properties/title sideways',
    '?$top=0',
    '?$top=1001',
    '?$top=many',
    '?$skipToken=abc',
  ])('refuses %s', async (query) => {
    expect((await send(tenant, 'GET', address(`incidents${query}`))).status).toBe(400);
  });

  test('grows as time goes on, and what was there stays as it was', async () => {
    const living = aTenant();
    const before = await listed(living, '');
    living.clock.advance(86_400_000);
    const after = new Map((await listed(living, '')).map((one) => [one.name, one]));
    expect(after.size).toBeGreaterThan(0);
    const newest = Math.max(...before.map((one) => one.properties.incidentNumber));
    expect([...after.values()].some((one) => one.properties.incidentNumber > newest)).toBe(true);
    const kept = before.filter((one) => after.has(one.name));
    expect(kept.length).toBeGreaterThan(50);
    for (const one of kept) {
      expect(after.get(one.name)?.properties.createdTimeUtc).toBe(one.properties.createdTimeUtc);
    }
  });
});

describe('changing an incident', () => {
  const change = { title: 'Seen', severity: 'Low', status: 'Active' };
  const closed = { ...change, status: 'Closed', classification: 'TruePositive' };

  async function oneOf(tenant: AzureStandIn): Promise<Incident> {
    const [found] = await listed(tenant, '?$top=1');
    if (found === undefined) throw new Error('a lively workspace has incidents');
    return found;
  }

  test('keeps what only Sentinel decides, and shows in the list', async () => {
    const tenant = aTenant();
    const before = await oneOf(tenant);
    tenant.clock.advance(60_000);
    const reply = await send(tenant, 'PUT', address(`incidents/${before.name}`), {
      properties: { ...before.properties, ...closed },
    });
    expect(reply.status).toBe(200);
    const after = (await listed(tenant, '')).find((one) => one.name === before.name);
    expect(after?.properties).toMatchObject({
      ...closed,
      incidentNumber: before.properties.incidentNumber,
      createdTimeUtc: before.properties.createdTimeUtc,
      lastModifiedTimeUtc: '2026-11-22T08:01:00.0000000Z',
    });
  });

  test('is a record that queries see, a minute later', async () => {
    const tenant = aTenant();
    const before = await oneOf(tenant);
    tenant.clock.advance(1000);
    await send(tenant, 'PUT', address(`incidents/${before.name}`), { properties: closed });
    const query = `SecurityIncident | where IncidentName == '${before.name}' | summarize arg_max(LastModifiedTime, *) by IncidentNumber | project Title, Status, delay = ingestion_time() - TimeGenerated`;
    const ask = async () => {
      const url = `${arm}${on.id}/query?api-version=2017-10-01`;
      const { tables } = (await send(tenant, 'POST', url, { query })).body as {
        tables: readonly { rows: readonly (readonly Json[])[] }[];
      };
      return tables[0]?.rows.map(([title, status]) => [title, status]);
    };
    expect(await ask()).not.toContainEqual(['Seen', 'Closed']);
    tenant.clock.advance(61_000);
    expect(await ask()).toEqual([['Seen', 'Closed']]);
  });

  test('with an old etag is refused, with the present one or a star it is done', async () => {
    const tenant = aTenant();
    const before = await oneOf(tenant);
    const url = address(`incidents/${before.name}`);
    const put = (etag: string) => send(tenant, 'PUT', url, { etag, properties: change });
    expect((await put(before.etag)).status).toBe(200);
    const late = await put(before.etag);
    expect([late.status, errorOf(late).code]).toEqual([412, 'PreconditionFailed']);
    expect((await put('*')).status).toBe(200);
  });

  test.each([
    ['closing without a classification', { ...change, status: 'Closed' }],
    ['an unknown severity', { ...change, severity: 'Severe' }],
    ['no title', { severity: 'Low', status: 'New' }],
    ['an unknown property', { ...change, priority: 1 }],
    ['a label without a name', { ...change, labels: [{ labelType: 'User' }] }],
  ])('refuses %s', async (_, properties) => {
    const tenant = aTenant();
    const { name } = await oneOf(tenant);
    expect((await send(tenant, 'PUT', address(`incidents/${name}`), { properties })).status).toBe(400);
  });
});

describe('commenting', () => {
  const message = { properties: { message: 'Looked at by Dropzone' } };
  const guid = (count: number): string => `4bb36b7b-26ff-4d1c-9cbe-${String(count).padStart(12, '0')}`;

  test('is counted, names its author, and is an update the second time', async () => {
    const tenant = aTenant();
    const [incident] = await listed(tenant, '?$top=1');
    const comments = `incidents/${incident?.name ?? ''}/comments`;
    const url = address(`${comments}/${guid(1)}`);
    const made = await tenant.send(robot, 'PUT', url, { body: message });
    expect(made).toMatchObject({
      status: 201,
      body: { properties: { author: { objectId: robot.objectId } } },
    });
    expect((await tenant.send(robot, 'PUT', url, { body: message })).status).toBe(200);
    const read = (await send(tenant, 'GET', address(`incidents/${incident?.name ?? ''}`)))
      .body as unknown as Incident;
    expect(read.properties.additionalData.commentsCount).toBe(1);
    expect((await send(tenant, 'DELETE', url)).status).toBe(200);
    expect((await send(tenant, 'DELETE', url)).status).toBe(204);
    expect((await send(tenant, 'GET', url)).status).toBe(404);
  });

  test('stops at 100 comments and at 30,000 characters', async () => {
    const tenant = aTenant();
    const [incident] = await listed(tenant, '?$top=1');
    const at = (count: number): string =>
      address(`incidents/${incident?.name ?? ''}/comments/${guid(count)}`);
    const long = { properties: { message: 'x'.repeat(30_001) } };
    expect((await send(tenant, 'PUT', at(0), long)).status).toBe(400);
    for (let count = 0; count < 100; count += 1) await send(tenant, 'PUT', at(count), message);
    expect((await send(tenant, 'PUT', at(100), message)).status).toBe(400);
    expect((await send(tenant, 'PUT', at(99), message)).status).toBe(200);
  });
});

describe('what an incident is about', () => {
  interface Entity {
    readonly kind: string;
    readonly properties: JsonObject;
  }
  const asked = async (tenant: AzureStandIn, path: string) =>
    (await send(tenant, 'POST', address(path))).body as unknown as {
      readonly value: readonly Entity[];
      readonly entities: readonly Entity[];
      readonly metaData: readonly { readonly entityKind: string; readonly count: number }[];
    };

  test('as many alerts as it counts, under its own title, and whom they name once', async () => {
    const tenant = aTenant();
    const kinds = new Set<string>();
    for (const { name, properties } of (await listed(tenant, '')).slice(0, 30)) {
      const { value } = await asked(tenant, `incidents/${name}/alerts`);
      expect(value).toHaveLength(Number((properties.additionalData as unknown as JsonObject)['alertsCount']));
      expect(value[0]).toMatchObject({
        kind: 'SecurityAlert',
        properties: { alertDisplayName: properties['title'], severity: properties.severity },
      });
      const { entities, metaData } = await asked(tenant, `incidents/${name}/entities`);
      expect(metaData.reduce((sum, { count }) => sum + count, 0)).toBe(entities.length);
      expect(entities.length).toBeLessThanOrEqual(1);
      for (const { kind, properties: of } of entities) {
        kinds.add(kind);
        expect(String(properties['title'])).toMatch(kind === 'Host' ? String(of['hostName']) : /one user/u);
      }
    }
    expect([...kinds].sort()).toEqual(['Account', 'Host']);
  });

  test('also what is marked in a bookmark that is related to it, for as long as it is', async () => {
    const tenant = aTenant();
    const incident = { properties: { title: 'Seen', severity: 'Low', status: 'New' } };
    await send(tenant, 'PUT', address('incidents/by-hand'), incident);
    const entityMappings = [
      { entityType: 'Url', fieldMappings: [{ identifier: 'Url', value: 'https://evil.example' }] },
    ];
    await send(tenant, 'PUT', address('bookmarks/mark'), {
      properties: { displayName: 'Mark', query: 'SecurityAlert', entityMappings },
    });
    const relation = address('incidents/by-hand/relations/mine');
    const relatedResourceId = `${on.id}/providers/Microsoft.SecurityInsights/Bookmarks/mark`;
    expect((await send(tenant, 'PUT', relation, { properties: { relatedResourceId } })).status).toBe(201);
    expect(await asked(tenant, 'incidents/by-hand/entities')).toMatchObject({
      entities: [
        { kind: 'Url', properties: { url: 'https://evil.example', friendlyName: 'https://evil.example' } },
      ],
      metaData: [{ entityKind: 'Url', count: 1 }],
    });
    expect((await asked(tenant, 'incidents/by-hand/alerts')).value).toEqual([]);
    expect((await send(tenant, 'GET', relation)).body).toMatchObject({ name: 'mine' });
    expect((await send(tenant, 'DELETE', relation)).status).toBe(200);
    expect((await send(tenant, 'DELETE', relation)).status).toBe(204);
    expect((await send(tenant, 'GET', relation)).status).toBe(404);
    expect((await asked(tenant, 'incidents/by-hand/entities')).entities).toEqual([]);
  });

  test('and the rule behind it, by its name', async () => {
    const tenant = aTenant();
    const all = (await send(tenant, 'GET', address('alertRules'))).body as {
      value: readonly { name: string }[];
    };
    const [rule] = all.value;
    expect((await send(tenant, 'GET', address(`alertRules/${rule?.name}`))).body).toEqual(rule);
    expect((await send(tenant, 'GET', address('alertRules/none'))).status).toBe(404);
  });
});
