import { describe, expect, it } from 'vitest';
import { aGroup, anAssignment, aWorkspace, azureStandIn, callerOf } from '../arm/azure-stand-in.spec-kit.ts';
import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';
import { practiceTenantId } from '../core/ids.ts';
import { firstPartyOf, firstPartyPrincipal } from '../entra/first-party.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const scope = `/subscriptions/${subscription}`;
const group = `${scope}/resourceGroups/rg-soc`;
const workspace = aWorkspace(subscription, 'rg-soc', 'law-soc');
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const tenantId = practiceTenantId('stand-in');
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const automationContributor = 'f4c81013-99ee-4d62-a7ee-b3f1f648599a';
const rule = '3b5a9b8e-7a44-4c2d-9a1e-6f1f1c1f1c1f';
const sentinelApp = firstPartyOf('98785600-1bb7-4fb9-b9fa-19afe2c8a360');
if (!sentinelApp) throw new Error('Azure Security Insights is not known');
const sentinel = firstPartyPrincipal(tenantId, 'public', sentinelApp);

const workflow = (name: string, trigger: JsonObject): ResourceObject => ({
  id: `${group}/providers/Microsoft.Logic/workflows/${name}`,
  type: 'Microsoft.Logic/workflows',
  subscriptionId: subscription,
  resourceGroup: 'rg-soc',
  name,
  location: 'westeurope',
  tags: {},
  properties: { state: 'Enabled', definition: { triggers: { start: trigger } } },
  more: {},
});
const onIncident = workflow('on-incident', {
  type: 'ApiConnectionWebhook',
  inputs: { path: '/incident-creation' },
});
const onRequest = workflow('on-request', { type: 'Request', kind: 'Http', inputs: {} });

function tenant(granted: boolean, role = owner, lagSeconds = 0) {
  return azureStandIn(
    {
      servicePrincipals: [sentinel],
      subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc')],
      workspaces: [workspace],
      resources: [onIncident, onRequest],
      roleAssignments: [
        anAssignment(admin.objectId, role, scope),
        ...(granted ? [anAssignment(sentinel.id, automationContributor, group)] : []),
      ],
    },
    lagSeconds,
  );
}

const running = (playbook: string, of: JsonObject = {}): Json => ({
  properties: {
    displayName: 'Run it',
    order: 1,
    triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created', conditions: [] },
    actions: [
      {
        order: 1,
        actionType: 'RunPlaybook',
        actionConfiguration: { logicAppResourceId: playbook, tenantId },
      },
    ],
    ...of,
  },
});
const address = `https://management.azure.com${workspace.id}/providers/Microsoft.SecurityInsights/automationRules/${rule}?api-version=2024-03-01`;

describe('an automation rule that runs a playbook', () => {
  it('is refused, in the words that were observed, until Sentinel itself may run playbooks in the group', async () => {
    const refused = await tenant(false).send(admin, 'PUT', address, { body: running(onIncident.id) });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({
      error: {
        code: 'BadRequest',
        message: `Missing required permissions for Microsoft Sentinel on the playbook resource '${onIncident.id}'`,
      },
    });
    const taken = await tenant(true).send(admin, 'PUT', address, { body: running(onIncident.id) });
    expect(taken.status).toBe(201);
  });

  it('is refused for minutes after the role was given, as replicas hear of it', async () => {
    const late = tenant(false, owner, 10);
    late.store.put('roleAssignments', anAssignment(sentinel.id, automationContributor, group));
    const put = () => late.send(admin, 'PUT', address, { body: running(onIncident.id) });
    expect((await put()).status).toBe(400);
    late.clock.advance(10 * 60_000);
    expect((await put()).status).toBe(201);
  });

  it('cannot run what no incident starts, what is not there, or what is in another tenant', async () => {
    const at = tenant(true);
    const put = (body: Json) => at.send(admin, 'PUT', address, { body });
    const foreign = JSON.parse(
      JSON.stringify(running(onIncident.id)).replace(tenantId, '00000000-0000-4000-8000-000000000001'),
    ) as Json;
    for (const body of [running(onRequest.id), running(`${onIncident.id}-none`), foreign])
      expect((await put(body)).status).toBe(400);
  });

  it('takes, besides the right to make rules, the right to start the playbook', async () => {
    const refused = await tenant(true, responder).send(admin, 'PUT', address, {
      body: running(onIncident.id),
    });
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain(
      'Microsoft.Logic/workflows/triggers/listCallbackUrl/action',
    );
  });

  it('is changed only by whoever saw its newest etag, and is gone when deleted', async () => {
    const at = tenant(true);
    const made = await at.send(admin, 'PUT', address, { body: running(onIncident.id) });
    const etag = (made.body as JsonObject)['etag'] as string;
    const again = await at.send(admin, 'PUT', address, {
      body: running(onIncident.id, { order: 2 }),
      headers: { 'if-match': etag },
    });
    expect(again.status).toBe(200);
    const stale = await at.send(admin, 'PUT', address, {
      body: running(onIncident.id),
      headers: { 'if-match': etag },
    });
    expect(stale.status).toBe(412);
    expect((await at.send(admin, 'DELETE', address)).status).toBe(200);
    expect((await at.send(admin, 'DELETE', address)).status).toBe(204);
    expect((await at.send(admin, 'GET', address)).status).toBe(404);
  });

  const asking = (condition: JsonObject): JsonObject => ({
    triggeringLogic: {
      isEnabled: true,
      triggersOn: 'Incidents',
      triggersWhen: 'Created',
      conditions: [condition],
    },
  });
  const property = (propertyName: string, operator = 'Contains'): JsonObject => ({
    conditionType: 'Property',
    conditionProperties: { propertyName, operator, propertyValues: ['x'] },
  });

  it('takes conditions inside one another, of every kind', async () => {
    const inner = [property('HostName', 'NotEndsWith'), property('IncidentTactics')];
    const either = {
      conditionType: 'Boolean',
      conditionProperties: { operator: 'Or', innerConditions: inner },
    };
    const body = running(onIncident.id, asking(either));
    expect((await tenant(true).send(admin, 'PUT', address, { body })).status).toBe(201);
  });

  it.each([
    ['an order of 0', { order: 0 }],
    [
      'an unknown trigger',
      { triggeringLogic: { isEnabled: true, triggersOn: 'Mail', triggersWhen: 'Created' } },
    ],
    ['an unknown member', { color: 'red' }],
    ['no action', { actions: [] }],
    ['an unknown action', { actions: [{ order: 1, actionType: 'SendMail', actionConfiguration: {} }] }],
    ['an unknown kind of condition', asking({ conditionType: 'Weather', conditionProperties: {} })],
    ['an unknown property', asking(property('IncidentColor'))],
    ['an unknown operator', asking(property('IncidentTitle', 'Resembles'))],
    ['a condition about no property', asking({ conditionType: 'Property', conditionProperties: {} })],
    [
      'an unknown property inside another condition',
      asking({
        conditionType: 'Boolean',
        conditionProperties: { operator: 'Or', innerConditions: [property('IncidentColor')] },
      }),
    ],
  ])('is refused with %s', async (_what, of) => {
    const refused = await tenant(true).send(admin, 'PUT', address, { body: running(onIncident.id, of) });
    expect(refused.status).toBe(400);
  });
});

describe('a new incident', () => {
  const incidents = address.replace(
    `automationRules/${rule}`,
    'incidents/7f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e11',
  );
  const started = async (of: JsonObject, more: { granted?: boolean; title?: string } = {}) => {
    const at = tenant(true);
    await at.send(admin, 'PUT', address, { body: running(onIncident.id, of) });
    if (more.granted === false) {
      const [, held] = Object.values(at.store.state().roleAssignments);
      at.store.remove('roleAssignments', held?.id ?? '');
    }
    const properties = { title: more.title ?? 'Suspicious sign-in', severity: 'High', status: 'New' };
    await at.send(admin, 'PUT', incidents, { body: { properties } });
    await at.send(admin, 'PUT', incidents, { body: { properties: { ...properties, status: 'Active' } } });
    return Object.values(at.store.state().workflowRuns).map(({ workflowId }) => workflowId);
  };
  const when = (of: JsonObject) => ({
    triggeringLogic: {
      isEnabled: true,
      triggersOn: 'Incidents',
      triggersWhen: 'Created',
      conditions: [],
      ...of,
    },
  });
  const titled = (operator: string, value: string) =>
    when({
      conditions: [
        {
          conditionType: 'Property',
          conditionProperties: { propertyName: 'IncidentTitle', operator, propertyValues: [value] },
        },
      ],
    });

  it('starts the playbooks of the rules, once: a change to it starts nothing', async () => {
    expect(await started({})).toEqual([onIncident.id]);
    expect(await started(titled('Contains', 'sign-in'))).toEqual([onIncident.id]);
    expect(await started(titled('NotContains', 'malware'))).toEqual([onIncident.id]);
  });

  it.each([
    ['is switched off', when({ isEnabled: false })],
    ['has expired', when({ expirationTimeUtc: '2020-01-01T00:00:00Z' })],
    ['waits for updates', when({ triggersWhen: 'Updated' })],
    ['has a condition that does not hold', titled('StartsWith', 'malware')],
    ['leaves it out', titled('NotContains', 'sign-in')],
  ])('starts nothing by a rule that %s', async (_what, of) => {
    expect(await started(of)).toEqual([]);
  });

  it('starts nothing once Sentinel may no longer run playbooks there', async () => {
    expect(await started({}, { granted: false })).toEqual([]);
  });
});

describe('a playbook that a person runs on an incident', () => {
  const incident = address.replace(
    `automationRules/${rule}`,
    'incidents/7f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e11',
  );
  const run = incident.replace('?', '/runPlaybook?');
  const properties = { title: 'Suspicious sign-in', severity: 'High', status: 'New' };
  const body = { logicAppsResourceId: onIncident.id, tenantId };

  it('runs as often as it is asked for', async () => {
    const at = tenant(true);
    await at.send(admin, 'PUT', incident, { body: { properties } });
    expect((await at.send(admin, 'POST', run, { body })).status).toBe(204);
    expect((await at.send(admin, 'POST', run, { body })).status).toBe(204);
    expect(Object.values(at.store.state().workflowRuns)).toHaveLength(2);
  });

  it('is refused with 400 where Sentinel may not run it, where the person may not, and where there is no incident', async () => {
    for (const at of [tenant(false), tenant(true, responder)]) {
      await at.send(admin, 'PUT', incident, { body: { properties } });
      const refused = await at.send(admin, 'POST', run, { body });
      expect([refused.status, (refused.body as { error: { code: string } }).error.code]).toEqual([
        400,
        'BadRequest',
      ]);
      expect(Object.values(at.store.state().workflowRuns)).toEqual([]);
    }
    expect((await tenant(true).send(admin, 'POST', run, { body })).status).toBe(404);
  });
});

describe('an incident', () => {
  const incidents = `https://management.azure.com${workspace.id}/providers/Microsoft.SecurityInsights/incidents`;
  const api = 'api-version=2024-03-01';

  it('of the workspace’s own data stays deleted, and one that was made through the API leaves nothing', async () => {
    const at = azureStandIn({
      subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc')],
      workspaces: [{ ...workspace, signals: { profile: 'lively', seed: 3 } }],
      roleAssignments: [anAssignment(admin.objectId, owner, scope)],
    });
    const before = JSON.stringify(at.store.state());
    const mine = `${incidents}/${rule}?${api}`;
    const body = { properties: { title: 'x', severity: 'Low', status: 'New' } };
    expect((await at.send(admin, 'PUT', mine, { body })).status).toBe(201);
    expect((await at.send(admin, 'DELETE', mine)).status).toBe(200);
    expect(JSON.stringify(at.store.state())).toBe(before);

    const listed = async () =>
      (
        (await at.send(admin, 'GET', `${incidents}?${api}&$top=1000`)).body as {
          value: { name: string }[];
        }
      ).value.map(({ name }) => name);
    const [first] = await listed();
    await at.send(admin, 'DELETE', `${incidents}/${first}?${api}`);
    expect(await listed()).not.toContain(first);
  });
});
