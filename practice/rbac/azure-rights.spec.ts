import { afterAll, describe, expect, test } from 'vitest';
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
import { builtInRoles } from './built-in-roles.ts';
import { securityRoles } from './security-roles.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const foreign = '7a5e1c1e-2222-4222-8222-000000000002';
const arm = 'https://management.azure.com';
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const application = callerOf(admin.objectId, { kind: 'app', roles: [] });
const another = '0b0b0b0b-0000-4000-8000-00000000000b';
const scope = `/subscriptions/${subscription}`;
const group = `${scope}/resourceGroups/rg-soc`;
const workspace = aWorkspace(subscription, 'rg-soc', 'law-soc');
const sentinel = `${workspace.id}/providers/Microsoft.SecurityInsights`;
const authorization = 'providers/Microsoft.Authorization';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const existing = anAssignment(another, reader, workspace.id);
const incident = '73e01a99-5cd7-4139-a149-9f2736ff2ab5';
const rule = '3b5a9b8e-7a44-4c2d-9a1e-6f1f1c1f1c1f';
const ruleProperties = {
  displayName: 'Tag',
  order: 1,
  triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created', conditions: [] },
  actions: [{ order: 1, actionType: 'ModifyProperties', actionConfiguration: { status: 'Active' } }],
};
const comment = '4bb36b7b-26ff-4d1c-9cbe-0d8ab3da0014';

const vaults = `${group}/providers/Microsoft.KeyVault/vaults`;
const vault = (name: string, enableRbacAuthorization: boolean) => ({
  id: `${vaults}/${name}`,
  type: 'Microsoft.KeyVault/vaults',
  subscriptionId: subscription,
  resourceGroup: 'rg-soc',
  name,
  location: 'westeurope',
  tags: {},
  properties: { enableRbacAuthorization, accessPolicies: [], sku: { family: 'A', name: 'standard' } },
  more: {},
});
const deletedVaults = `${scope}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults`;
const playbook = `${group}/providers/Microsoft.Logic/workflows/pb-update`;
const apiConnection = `${group}/providers/Microsoft.Web/connections/monitorlogs`;
const monitorApi = {
  id: `${scope}/providers/Microsoft.Web/locations/westeurope/managedApis/azuremonitorlogs`,
};
const definition = {
  $schema:
    'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
  triggers: { manual: { type: 'Request', kind: 'Http' } },
  actions: {},
};
const inGroup = (type: string, name: string) => ({
  id: `${group}/providers/${type}/${name}`,
  type,
  name,
  subscriptionId: subscription,
  resourceGroup: 'rg-soc',
  location: 'westeurope',
  tags: {},
});
const playbookOf = (name: string) => ({
  ...inGroup('Microsoft.Logic/workflows', name),
  properties: { state: 'Enabled', version: '08584', definition, parameters: {} },
  more: { accessId: 'a', keys: { primary: 1, secondary: 1 } },
});
const connectionOf = (name: string) => ({
  ...inGroup('Microsoft.Web/connections', name),
  properties: { api: { ...monitorApi, name: 'azuremonitorlogs' } },
  more: {},
});

/** A tenant in which the admin holds one role at one scope, or none. */
function tenantWith(role: string | undefined, at: string): AzureStandIn {
  return azureStandIn({
    servicePrincipals: [],
    users: [admin.objectId, another].map((id) => ({
      id,
      displayName: id,
      givenName: '',
      surname: '',
      userPrincipalName: `${id.slice(0, 4)}@contoso.example`,
      jobTitle: null,
      userType: 'Member',
      accountEnabled: true,
      passwordHash: '',
      activeRoles: [],
      eligibleRoles: [],
    })),
    subscriptions: [subscription, foreign].map((id) => ({ id, displayName: id, state: 'Enabled' })),
    resourceGroups: [
      aGroup(subscription, 'rg-soc'),
      aGroup(subscription, 'rg-kept'),
      aGroup(foreign, 'rg-other'),
    ],
    locks: [
      {
        id: `${scope}/resourceGroups/rg-kept/${authorization}/locks/keep`,
        name: 'keep',
        scope: `${scope}/resourceGroups/rg-kept`,
        level: 'CanNotDelete',
        notes: null,
      },
    ],
    workspaces: [workspace, aWorkspace(foreign, 'rg-other', 'law-other')],
    secrets: ['kv-rbac', 'kv-policy'].map((name) => ({
      id: `${name}/key`,
      vault: name,
      name: 'key',
      versions: [{ version: 'v1', valueHash: '', enabled: true, created: 0, updated: 0 }],
    })),
    deletedVaults: [
      {
        id: `${deletedVaults}/kv-gone`,
        vault: vault('kv-gone', true),
        secrets: [],
        deletedSecrets: [],
        deletionDate: '2026-11-20T10:00:00Z',
        scheduledPurgeDate: '2027-02-18T10:00:00Z',
      },
    ],
    deployments: [
      {
        id: `${group}/providers/Microsoft.Resources/deployments/earlier`,
        subscriptionId: subscription,
        resourceGroup: 'rg-soc',
        name: 'earlier',
        tags: {},
        deployer: another,
        operationId: incident,
        correlationId: incident,
        state: 'Succeeded',
        startedAt: 0,
        endedAt: 1000,
        shown: { mode: 'Incremental' },
        outputs: null,
        error: null,
        steps: [],
      },
    ],
    roleAssignments: [existing, ...(role === undefined ? [] : [anAssignment(admin.objectId, role, at)])],
    workflowRuns: [
      {
        id: `${playbook}/runs/run-1`,
        workflowId: playbook,
        name: 'run-1',
        trigger: { name: 'manual', body: null },
        startedAt: 0,
        endedAt: 1,
        status: 'Succeeded',
        error: null,
        actions: {},
      },
    ],
    resources: [
      vault('kv-rbac', true),
      vault('kv-policy', false),
      playbookOf('pb-update'),
      connectionOf('monitorlogs'),
      {
        id: `${sentinel}/incidents/${incident}`,
        type: 'Microsoft.SecurityInsights/incidents',
        subscriptionId: subscription,
        resourceGroup: 'rg-soc',
        name: incident,
        location: null,
        tags: {},
        properties: { incidentNumber: 1, createdTimeUtc: '2026-11-20T10:00:00.0000000Z', additionalData: {} },
        more: { etag: '"1"' },
      },
      {
        id: `${sentinel}/automationRules/${rule}`,
        type: 'Microsoft.SecurityInsights/automationRules',
        subscriptionId: subscription,
        resourceGroup: 'rg-soc',
        name: rule,
        location: null,
        tags: {},
        properties: ruleProperties,
        more: { etag: '"1"' },
      },
    ],
  });
}

// Who may do what, read from the role pages and from microsoft-apis section 13: written out here by hand, so that the
// evaluation of rights is compared with people's reading of the documents and not with itself.
const reading = ['Owner', 'Contributor', 'Reader', 'User Access Administrator']
  .concat('Role Based Access Control Administrator', 'Log Analytics Reader', 'Log Analytics Contributor')
  .concat('Monitoring Reader');
const sentinelRoles = [
  'Microsoft Sentinel Reader',
  'Microsoft Sentinel Responder',
  'Microsoft Sentinel Contributor',
];
const assigning = ['Owner', 'User Access Administrator', 'Role Based Access Control Administrator'];
const keyVault = ['Key Vault Administrator', 'Key Vault Secrets Officer'];
/** Roles of which every call is tried; those beside a connection are held to single calls in rbac.spec.ts. */
const judged = builtInRoles.filter((role) => !securityRoles.includes(role));
const everyRole = judged.map((role) => role.roleName);
const dataReader = 'Log Analytics Data Reader';
const responding = ['Owner', 'Contributor', 'Microsoft Sentinel Responder', 'Microsoft Sentinel Contributor'];
const readingRights = [...reading, ...sentinelRoles, ...keyVault, 'Logic App Contributor'].concat(
  'Microsoft Sentinel Automation Contributor',
);

const editing = ['Owner', 'Contributor', 'Logic App Contributor'];
const logicReaders = ['Logic App Contributor', 'Microsoft Sentinel Playbook Operator'];

interface Call {
  readonly name: string;
  readonly allowed: readonly string[];
  readonly send: (tenant: AzureStandIn) => Promise<Reply>;
}

const get = (name: string, path: string, api: string, allowed: readonly string[]): Call => ({
  name,
  allowed,
  send: (tenant) =>
    tenant.send(admin, 'GET', `${arm}${path}${path.includes('?') ? '&' : '?'}api-version=${api}`),
});
const write = (
  method: 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  name: string,
  path: string,
  api: string,
  allowed: readonly string[],
  body?: Json,
): Call => ({
  name,
  allowed,
  send: (tenant) =>
    tenant.send(admin, method, `${arm}${path}?api-version=${api}`, body === undefined ? {} : { body }),
});

const assignmentBody: Json = {
  properties: {
    roleDefinitionId: `${scope}/${authorization}/roleDefinitions/${reader}`,
    principalId: another,
    principalType: 'User',
  },
};
const incidentBody: Json = { properties: { title: 'x', severity: 'High', status: 'Active' } };
const query = { query: 'print ok=1' };
const onLogs = 'https://api.loganalytics.io/v1/workspaces';

const deploying = ['Owner', 'Contributor', ...sentinelRoles, ...keyVault, 'Logic App Contributor'].concat(
  'Log Analytics Contributor',
);
const deployments = `${group}/providers/Microsoft.Resources/deployments`;
/** A template with nothing in it: what is in one is judged resource by resource. */
const deployment = {
  properties: {
    mode: 'Incremental',
    template: { $schema: 'https://schema.management.azure.com/', contentVersion: '1.0.0.0', resources: [] },
  },
};

const calls: readonly Call[] = [
  get('list subscriptions', '/subscriptions', '2022-12-01', everyRole),
  get('read a subscription', scope, '2022-12-01', everyRole),
  get('list locations', `${scope}/locations`, '2022-12-01', everyRole),
  get('list providers', `${scope}/providers`, '2021-04-01', everyRole),
  get('read a provider', `${scope}/providers/Microsoft.Logic`, '2021-04-01', everyRole),
  get('list resource groups', `${scope}/resourceGroups`, '2021-04-01', everyRole),
  get('read a resource group', group, '2021-04-01', [
    ...reading,
    ...sentinelRoles,
    ...keyVault,
    'Logic App Contributor',
  ]),
  get('list resources', `${scope}/resources`, '2021-04-01', [
    ...reading,
    ...sentinelRoles,
    dataReader,
    ...logicReaders,
  ]),
  get('list workspaces', `${scope}/providers/Microsoft.OperationalInsights/workspaces`, '2023-09-01', [
    ...reading,
    dataReader,
  ]),
  get(
    'list workspaces of a group',
    `${group}/providers/Microsoft.OperationalInsights/workspaces`,
    '2023-09-01',
    [...reading, dataReader],
  ),
  get('read a workspace', workspace.id, '2023-09-01', [...reading, dataReader]),
  get('list solutions', `${scope}/providers/Microsoft.OperationsManagement/solutions`, '2015-11-01-preview', [
    ...reading,
    ...sentinelRoles,
  ]),
  get(
    'read a solution',
    `${group}/providers/Microsoft.OperationsManagement/solutions/SecurityInsights(law-soc)`,
    '2015-11-01-preview',
    [...reading, ...sentinelRoles],
  ),
  get('read one’s permissions', `${workspace.id}/${authorization}/permissions`, '2022-04-01', everyRole),
  get(
    'list role assignments',
    `${workspace.id}/${authorization}/roleAssignments`,
    '2022-04-01',
    readingRights,
  ),
  get('read a role assignment', existing.id, '2022-04-01', readingRights),
  get('list role definitions', `${scope}/${authorization}/roleDefinitions`, '2022-04-01', readingRights),
  get('list locks', `${scope}/${authorization}/locks`, '2020-05-01', readingRights),
  get('read deny assignments', `${scope}/${authorization}/denyAssignments`, '2022-04-01', readingRights),
  get('read the onboarding state', `${sentinel}/onboardingStates/default`, '2024-03-01', [
    ...reading,
    ...sentinelRoles,
  ]),
  get('list incidents', `${sentinel}/incidents?$top=1`, '2024-03-01', [...reading, ...sentinelRoles]),
  get('read an incident', `${sentinel}/incidents/${incident}`, '2024-03-01', [...reading, ...sentinelRoles]),
  get('list automation rules', `${sentinel}/automationRules`, '2024-03-01', [...reading, ...sentinelRoles]),
  get('read an automation rule', `${sentinel}/automationRules/${rule}`, '2024-03-01', [
    ...reading,
    ...sentinelRoles,
  ]),
  get('list deployments', deployments, '2024-03-01', [...new Set([...reading, ...deploying])]),
  get('read a deployment', `${deployments}/earlier`, '2024-03-01', [...new Set([...reading, ...deploying])]),
  write('POST', 'validate a deployment', `${deployments}/d/validate`, '2024-03-01', deploying, deployment),
  write('POST', 'foresee a deployment', `${deployments}/d/whatIf`, '2024-03-01', deploying, deployment),
  write('PUT', 'deploy', `${deployments}/d`, '2024-03-01', deploying, deployment),
  write('DELETE', 'delete a deployment', `${deployments}/earlier`, '2024-03-01', deploying),
  write(
    'PUT',
    'assign a role',
    `${workspace.id}/${authorization}/roleAssignments/05c5a614-a7d6-4502-b150-c2fb45503301`,
    '2022-04-01',
    assigning.concat(),
    {
      properties: {
        ...((assignmentBody as JsonObject)['properties'] as JsonObject),
        roleDefinitionId: `${scope}/${authorization}/roleDefinitions/73c42c96-874c-492b-b04d-ab87d138a893`,
      },
    },
  ),
  write('DELETE', 'remove a role assignment', existing.id, '2022-04-01', assigning),
  write(
    'POST',
    'register Microsoft.SecurityInsights',
    `${scope}/providers/Microsoft.SecurityInsights/register`,
    '2021-04-01',
    ['Owner', 'Contributor', 'Microsoft Sentinel Contributor'],
  ),
  write(
    'POST',
    'register Microsoft.OperationalInsights',
    `${scope}/providers/Microsoft.OperationalInsights/register`,
    '2021-04-01',
    ['Owner', 'Contributor', 'Log Analytics Contributor'],
  ),
  write(
    'PUT',
    'onboard Sentinel',
    `${sentinel}/onboardingStates/default`,
    '2024-03-01',
    ['Owner', 'Contributor', 'Microsoft Sentinel Contributor'],
    { properties: {} },
  ),
  write(
    'PUT',
    'change an incident',
    `${sentinel}/incidents/${incident}`,
    '2024-03-01',
    responding,
    incidentBody,
  ),
  write(
    'PUT',
    'comment on an incident',
    `${sentinel}/incidents/${incident}/comments/${comment}`,
    '2024-03-01',
    responding,
    { properties: { message: 'seen' } },
  ),
  write('DELETE', 'delete a comment', `${sentinel}/incidents/${incident}/comments/${comment}`, '2024-03-01', [
    'Owner',
    'Contributor',
    'Microsoft Sentinel Contributor',
  ]),
  write(
    'PUT',
    'bookmark something',
    `${sentinel}/bookmarks/${comment}`,
    '2024-01-01-preview',
    ['Owner', 'Contributor', 'Microsoft Sentinel Contributor'],
    { properties: { displayName: 'b', query: 'SecurityEvent' } },
  ),
  write('DELETE', 'delete an incident', `${sentinel}/incidents/${incident}`, '2024-03-01', responding),
  write('PUT', 'make an automation rule', `${sentinel}/automationRules/${rule}`, '2024-03-01', responding, {
    properties: ruleProperties,
  }),
  write(
    'DELETE',
    'delete an automation rule',
    `${sentinel}/automationRules/${rule}`,
    '2024-03-01',
    responding,
  ),
  write(
    'POST',
    'query a workspace through ARM',
    `${workspace.id}/query`,
    '2017-10-01',
    [...reading, ...sentinelRoles, dataReader],
    query,
  ),
  get('list workflows', `${group}/providers/Microsoft.Logic/workflows`, '2019-05-01', [
    ...reading,
    ...logicReaders,
  ]),
  get('read a workflow', playbook, '2019-05-01', [...reading, ...logicReaders]),
  get('read a workflow’s triggers', `${playbook}/triggers/manual`, '2019-05-01', [
    ...reading,
    'Logic App Contributor',
    'Microsoft Sentinel Automation Contributor',
  ]),
  get('read a workflow’s runs', `${playbook}/runs`, '2019-05-01', [
    ...reading,
    'Logic App Contributor',
    'Microsoft Sentinel Automation Contributor',
  ]),
  write('POST', 'get a callback address', `${playbook}/triggers/manual/listCallbackUrl`, '2019-05-01', [
    ...editing,
    'Microsoft Sentinel Automation Contributor',
    'Microsoft Sentinel Playbook Operator',
  ]),
  write('POST', 'make an access key anew', `${playbook}/regenerateAccessKey`, '2019-05-01', editing, {
    keyType: 'Primary',
  }),
  write('POST', 'disable a workflow', `${playbook}/disable`, '2019-05-01', editing),
  write('PUT', 'put a workflow', playbook, '2019-05-01', editing, {
    location: 'westeurope',
    properties: { definition },
  }),
  write('DELETE', 'delete a workflow', playbook, '2019-05-01', editing),
  get('read a connection', apiConnection, '2016-06-01', [...reading, 'Logic App Contributor']),
  write('PUT', 'put a connection', apiConnection, '2016-06-01', editing, {
    properties: { api: monitorApi },
  }),
  write('POST', 'list consent links', `${apiConnection}/listConsentLinks`, '2016-06-01', editing, {
    parameters: [{ parameterName: 'token' }],
  }),
  write('DELETE', 'delete a connection', apiConnection, '2016-06-01', editing),
  get(
    'read a connector',
    `${scope}/providers/Microsoft.Web/locations/westeurope/managedApis/keyvault`,
    '2016-06-01',
    everyRole,
  ),
  {
    name: 'query a workspace',
    allowed: [...reading, ...sentinelRoles, dataReader],
    send: (tenant) => tenant.send(admin, 'POST', `${onLogs}/${workspace.customerId}/query`, { body: query }),
  },
  {
    name: 'query a workspace by its address',
    allowed: [...reading, ...sentinelRoles, dataReader],
    send: (tenant) =>
      tenant.send(admin, 'POST', `https://api.loganalytics.io/v1${workspace.id}/query`, { body: query }),
  },
  {
    name: 'query a workspace as an application without Data.Read',
    allowed: [],
    send: (tenant) =>
      tenant.send(application, 'POST', `${onLogs}/${workspace.customerId}/query`, { body: query }),
  },
  {
    name: 'find workspaces in Resource Graph',
    allowed: [...reading, dataReader],
    send: (tenant) =>
      tenant.send(
        admin,
        'POST',
        `${arm}/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01`,
        {
          body: {
            query: "resources | where type =~ 'microsoft.operationalinsights/workspaces' | project id",
          },
        },
      ),
  },
];

const secret = (
  method: 'GET' | 'PUT' | 'DELETE',
  name: string,
  path: string,
  allowed: readonly string[],
  body?: Json,
): Call => ({
  name,
  allowed,
  send: (tenant) =>
    tenant.send(admin, method, `https://${path}?api-version=7.5`, body === undefined ? {} : { body }),
});
const inRbac = 'kv-rbac.vault.azure.net';
const inPolicy = 'kv-policy.vault.azure.net';
const vaultBody: Json = {
  location: 'westeurope',
  properties: { tenantId: callerOf('').tenantId, sku: { family: 'A', name: 'standard' }, accessPolicies: [] },
};

// Who may do what with vaults: https://learn.microsoft.com/azure/key-vault/general/rbac-guide. Rights on the vault are
// no rights on what is in it, and the other way round.
const vaultCalls: readonly Call[] = [
  get('list vaults', `${scope}/providers/Microsoft.KeyVault/vaults`, '2023-07-01', reading),
  get('list vaults of a group', vaults, '2023-07-01', reading),
  get('read a vault', `${vaults}/kv-rbac`, '2023-07-01', reading),
  get('list deleted vaults', `${scope}/providers/Microsoft.KeyVault/deletedVaults`, '2023-07-01', [
    ...reading,
    ...keyVault,
  ]),
  get('read a deleted vault', `${deletedVaults}/kv-gone`, '2023-07-01', [...reading, ...keyVault]),
  write('POST', 'purge a deleted vault', `${deletedVaults}/kv-gone/purge`, '2023-07-01', [
    'Owner',
    'Contributor',
  ]),
  write(
    'POST',
    'ask whether a vault’s name is free',
    `${scope}/providers/Microsoft.KeyVault/checkNameAvailability`,
    '2023-07-01',
    [...reading, ...keyVault],
    { name: 'kv-free', type: 'Microsoft.KeyVault/vaults' },
  ),
  write('PUT', 'make a vault', `${vaults}/kv-made`, '2023-07-01', ['Owner', 'Contributor'], vaultBody),
  write('PATCH', 'change a vault', `${vaults}/kv-rbac`, '2023-07-01', ['Owner', 'Contributor'], {
    properties: { enabledForDeployment: true },
  }),
  write('DELETE', 'delete a vault', `${vaults}/kv-rbac`, '2023-07-01', ['Owner', 'Contributor']),
  write(
    'PUT',
    'add an access policy',
    `${vaults}/kv-policy/accessPolicies/add`,
    '2023-07-01',
    ['Owner', 'Contributor'],
    { properties: { accessPolicies: [] } },
  ),
  secret('GET', 'read a secret of an RBAC vault', `${inRbac}/secrets/key`, [
    ...keyVault,
    'Key Vault Secrets User',
  ]),
  secret('GET', 'list secrets of an RBAC vault', `${inRbac}/secrets`, [
    ...keyVault,
    'Key Vault Secrets User',
  ]),
  secret('PUT', 'store a secret in an RBAC vault', `${inRbac}/secrets/key`, keyVault, { value: 'x' }),
  secret('DELETE', 'delete a secret of an RBAC vault', `${inRbac}/secrets/key`, keyVault),
  secret('GET', 'read a secret of a vault with access policies', `${inPolicy}/secrets/key`, []),
  secret('PUT', 'store a secret in a vault with access policies', `${inPolicy}/secrets/key`, [], {
    value: 'x',
  }),
];

/** A refusal, or a list with nothing in it, is no. */
function granted(reply: Reply, emptyIsNo = true): boolean {
  if (reply.status === 403) return false;
  if (reply.status >= 300) throw new Error(`neither granted nor denied: ${JSON.stringify(reply)}`);
  const body = (reply.body ?? {}) as JsonObject;
  const listed = body['value'] ?? body['data'];
  return Array.isArray(listed) && emptyIsNo ? listed.length > 0 : true;
}

/** Nothing of the kind exists here: the status alone tells. */
const noneExist: ReadonlySet<string> = new Set(['read deny assignments']);

let pairs = 0;
let refused = 0;

describe('of every call and built-in role, exactly the documented pairs are let through', () => {
  test.each([...calls, ...vaultCalls])('$name', async (call) => {
    const through: string[] = [];
    for (const role of judged) {
      const yes = granted(await call.send(tenantWith(role.name, scope)), !noneExist.has(call.name));
      if (yes) through.push(role.roleName);
      else refused += 1;
      pairs += 1;
    }
    expect(through.toSorted()).toEqual([...call.allowed].toSorted());
  });

  test.each([...calls, ...vaultCalls])(
    '$name: nobody without a role, or with one in another subscription only',
    async (call) => {
      const strangers = [undefined, ...judged.map((role) => role.name)];
      const through: (string | undefined)[] = [];
      for (const role of strangers) {
        const reply = await call.send(tenantWith(role, `/subscriptions/${foreign}`));
        pairs += 1;
        if (call.name.startsWith('list subscriptions') || call.name.startsWith('find workspaces')) {
          if (JSON.stringify(reply.body).includes(subscription)) through.push(role);
        } else if (granted(reply, !noneExist.has(call.name))) through.push(role);
        else refused += 1;
      }
      expect(through).toEqual([]);
    },
  );

  afterAll(() => {
    process.stdout.write(`${pairs} pairs of Azure call and role tried, ${refused} of them refused\n`);
  });
});

test('rights of a role at the workspace stop at the workspace', async () => {
  const tenant = tenantWith('73c42c96-874c-492b-b04d-ab87d138a893', workspace.id);
  const send = (path: string, api: string) => tenant.send(admin, 'GET', `${arm}${path}?api-version=${api}`);
  expect((await send(workspace.id, '2023-09-01')).status).toBe(200);
  const aboveIt = await send(group, '2021-04-01');
  expect(aboveIt.status).toBe(403);
  expect(aboveIt.body).toEqual({
    error: {
      code: 'AuthorizationFailed',
      message: `The client '0a0a@contoso.example' with object id '${admin.objectId}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/read' over scope '${group}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    },
  });
});

test('absence and denial cannot be told apart without rights', async () => {
  const tenant = tenantWith(undefined, scope);
  const missing = workspace.id.replace('law-soc', 'law-none');
  const [there, notThere] = await Promise.all(
    [workspace.id, missing].map((id) => tenant.send(admin, 'GET', `${arm}${id}?api-version=2023-09-01`)),
  );
  expect(there?.status).toBe(403);
  expect(JSON.stringify(notThere?.body)).toBe(JSON.stringify(there?.body).replaceAll('law-soc', 'law-none'));
});
