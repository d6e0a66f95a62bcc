import { describe, expect, test } from 'vitest';
import type { Json } from '../core/contents.ts';
import { deviations, exampleAt, exampleBody } from '../core/example-shape.spec-kit.ts';
import type { Method } from '../core/router.ts';
import { builtInRoles } from '../rbac/built-in-roles.ts';
import { azureOperations } from '../server/azure-operations.ts';
import {
  aGroup,
  anAssignment,
  aWorkspace,
  azureStandIn,
  callerOf,
  type Reply,
  type Sent,
} from './azure-stand-in.spec-kit.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const arm = 'https://management.azure.com';
const logs = 'https://api.loganalytics.azure.com';
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const workspace = aWorkspace(subscription, 'rg-soc', 'law-soc', { tags: { tag1: 'val1' } });
const scope = `/subscriptions/${subscription}`;
const group = `${scope}/resourceGroups/rg-soc`;

const person = {
  id: admin.objectId,
  displayName: 'Adele Vance',
  givenName: 'Adele',
  surname: 'Vance',
  userPrincipalName: 'adele@contoso.example',
  jobTitle: null,
  userType: 'Member',
  accountEnabled: true,
  passwordHash: '',
  activeRoles: [],
  eligibleRoles: [],
} as const;

const tenant = azureStandIn({
  users: [person],
  subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
  resourceGroups: [aGroup(subscription, 'rg-soc')],
  workspaces: [workspace],
  roleAssignments: [anAssignment(admin.objectId, owner, scope)],
  roleEligibilities: [
    {
      id: `${scope}/eligible`,
      name: '21e4b59a-0499-4fe0-a3c3-43a3055b773a',
      scope,
      roleDefinition: owner,
      principalId: admin.objectId,
      startDateTime: '2026-01-01T00:00:00Z',
      endDateTime: '2027-01-01T00:00:00Z',
    },
  ],
});

const send = (method: Method, url: string, sent?: Sent): Promise<Reply> =>
  tenant.send(admin, method, url, sent);

const assignmentAt = (at: string, name: string): string =>
  `${arm}${at}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
const assignment = (principalId = admin.objectId): Json => ({
  properties: {
    roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
    principalId,
    principalType: 'User',
  },
});
const sentinel = `${arm}${workspace.id}/providers/Microsoft.SecurityInsights`;
const api = 'api-version=2024-03-01';

/** Every example whose call is served: what is sent here, and what an answer may leave out of the example's. */
const replays: readonly {
  readonly example: readonly [string, string];
  readonly status?: number;
  readonly optional?: readonly string[];
  readonly send: () => Promise<Reply>;
}[] = [
  {
    example: ['arm-subscriptions', 'GetTenants'],
    optional: ['nextLink', 'tenantBrandingLogoUrl'],
    send: () => send('GET', `${arm}/tenants?api-version=2022-12-01`),
  },
  {
    example: ['arm-subscriptions', 'GetSubscriptions'],
    optional: ['nextLink', 'tags', 'managedByTenants'],
    send: () => send('GET', `${arm}/subscriptions?api-version=2022-12-01`),
  },
  {
    example: ['arm-subscriptions', 'GetSubscription'],
    optional: ['tags', 'managedByTenants'],
    send: () => send('GET', `${arm}${scope}?api-version=2022-12-01`),
  },
  {
    example: ['arm-subscriptions', 'GetLocations'],
    send: () => send('GET', `${arm}${scope}/locations?api-version=2022-12-01`),
  },
  {
    example: ['arm-deployments', 'GetProvider'],
    optional: ['locationMappings'],
    send: () => send('GET', `${arm}${scope}/providers/Microsoft.OperationalInsights?api-version=2024-03-01`),
  },
  {
    example: ['arm-authorization', 'GetPermissions'],
    optional: ['nextLink'],
    send: () =>
      send('GET', `${arm}${group}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`),
  },
  {
    example: ['arm-authorization', 'GetResourcePermissions'],
    send: () =>
      send(
        'GET',
        `${arm}${workspace.id}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
      ),
  },
  {
    example: ['arm-authorization', 'GetRoleDefinitionAtScope'],
    send: () =>
      send('GET', `${arm}${scope}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01`),
  },
  {
    example: ['arm-authorization', 'GetRoleDefinitionById'],
    send: () =>
      send('GET', `${arm}/providers/Microsoft.Authorization/roleDefinitions/${owner}?api-version=2022-04-01`),
  },
  {
    example: ['arm-authorization', 'GetRoleDefinitionByName'],
    send: () =>
      send(
        'GET',
        `${arm}${scope}/providers/Microsoft.Authorization/roleDefinitions/${owner}?api-version=2022-04-01`,
      ),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_CreateForSubscription'],
    status: 201,
    send: () =>
      send('PUT', assignmentAt(scope, '05c5a614-a7d6-4502-b150-c2fb45503301'), { body: assignment() }),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_CreateForSubscription'],
    status: 200,
    send: () =>
      send('PUT', assignmentAt(scope, '05c5a614-a7d6-4502-b150-c2fb45503301'), { body: assignment() }),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_CreateForResourceGroup'],
    status: 201,
    send: () =>
      send('PUT', assignmentAt(group, '05c5a614-a7d6-4502-b150-c2fb45503302'), { body: assignment() }),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_CreateForResource'],
    status: 201,
    send: () =>
      send('PUT', assignmentAt(workspace.id, '05c5a614-a7d6-4502-b150-c2fb45503303'), { body: assignment() }),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_Get'],
    send: () => send('GET', assignmentAt(scope, '05c5a614-a7d6-4502-b150-c2fb45503301')),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_GetById'],
    send: () => send('GET', assignmentAt(scope, '05c5a614-a7d6-4502-b150-c2fb45503301')),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_ListForSubscription'],
    send: () =>
      send('GET', `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_ListForScope'],
    send: () =>
      send(
        'GET',
        `${arm}${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()`,
      ),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_ListForResourceGroup'],
    send: () =>
      send('GET', `${arm}${group}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_ListForResource'],
    send: () =>
      send(
        'GET',
        `${arm}${workspace.id}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
      ),
  },
  {
    example: ['arm-authorization', 'RoleAssignments_Delete'],
    send: () => send('DELETE', assignmentAt(scope, '05c5a614-a7d6-4502-b150-c2fb45503301')),
  },
  {
    example: ['arm-pim', 'GetRoleEligibilityScheduleInstancesByScope'],
    optional: ['condition', 'conditionVersion'],
    send: () =>
      send(
        'GET',
        `${arm}${scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=asTarget()`,
      ),
  },
  {
    example: ['arm-pim', 'GetRoleAssignmentScheduleInstancesByScope'],
    optional: [
      'condition',
      'conditionVersion',
      'endDateTime',
      'linkedRoleEligibilityScheduleId',
      'linkedRoleEligibilityScheduleInstanceId',
    ],
    send: () =>
      send(
        'GET',
        `${arm}${scope}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01&$filter=assignedTo('${admin.objectId}')`,
      ),
  },
  {
    example: ['log-analytics-arm', 'WorkspacesGet'],
    send: () => send('GET', `${arm}${workspace.id}?api-version=2023-09-01`),
  },
  {
    example: ['log-analytics-arm', 'WorkspacesListByResourceGroup'],
    send: () =>
      send('GET', `${arm}${group}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01`),
  },
  {
    example: ['log-analytics-arm', 'WorkspacesSubscriptionList'],
    send: () =>
      send('GET', `${arm}${scope}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01`),
  },
  {
    example: ['operations-management', 'SolutionGet'],
    optional: ['containedResources', 'referencedResources'],
    send: () =>
      send(
        'GET',
        `${arm}${group}/providers/Microsoft.OperationsManagement/solutions/SecurityInsights(law-soc)?api-version=2015-11-01-preview`,
      ),
  },
  {
    example: ['operations-management', 'SolutionListForSubscription'],
    optional: ['containedResources', 'referencedResources'],
    send: () =>
      send(
        'GET',
        `${arm}${scope}/providers/Microsoft.OperationsManagement/solutions?api-version=2015-11-01-preview`,
      ),
  },
  {
    example: ['sentinel', 'GetSentinelOnboardingState'],
    send: () => send('GET', `${sentinel}/onboardingStates/default?${api}`),
  },
  {
    example: ['sentinel', 'GetAllSentinelOnboardingStates'],
    send: () => send('GET', `${sentinel}/onboardingStates?${api}`),
  },
  {
    example: ['sentinel', 'GetIncidents'],
    optional: ['classification', 'classificationComment', 'classificationReason'],
    send: () => send('GET', `${sentinel}/incidents?${api}&$orderby=properties/createdTimeUtc desc&$top=1`),
  },
  {
    example: ['sentinel', 'CreateIncident'],
    status: 201,
    send: () =>
      send('PUT', `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`, {
        body: {
          properties: {
            ...(
              exampleAt('sentinel', 'CreateIncident').parameters['incident'] as {
                properties: Record<string, Json>;
              }
            ).properties,
            owner: { objectId: admin.objectId },
          },
        },
      }),
  },
  {
    example: ['sentinel', 'GetIncidentById'],
    send: () => send('GET', `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`),
  },
  {
    example: ['sentinel', 'CreateIncidentComment'],
    status: 201,
    send: () =>
      send(
        'PUT',
        `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5/comments/4bb36b7b-26ff-4d1c-9cbe-0d8ab3da0014?${api}`,
        { body: exampleAt('sentinel', 'CreateIncidentComment').parameters['incidentComment'] as Json },
      ),
  },
  {
    example: ['sentinel', 'GetAllIncidentComments'],
    send: () => send('GET', `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5/comments?${api}`),
  },
  {
    example: ['sentinel', 'CreateBookmark'],
    status: 201,
    send: () =>
      send(
        'PUT',
        `${sentinel}/bookmarks/2216d0e1-91e3-4902-89fd-d2df8c535096?api-version=2024-01-01-preview`,
        {
          body: exampleAt('sentinel', 'CreateBookmark').parameters['bookmark'] as Json,
        },
      ),
  },
  {
    example: ['sentinel', 'GetIncidentRelationByName'],
    send: async () => {
      const at = `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5/relations/4bb36b7b-26ff-4d1c-9cbe-0d8ab3da0014?${api}`;
      const relatedResourceId = new URL(`${sentinel}/Bookmarks/2216d0e1-91e3-4902-89fd-d2df8c535096`)
        .pathname;
      const body = { properties: { relatedResourceId } };
      await send('PUT', at, { body });
      return send('PUT', at, { body });
    },
  },
  {
    example: ['sentinel', 'DeleteIncident'],
    send: () => send('DELETE', `${sentinel}/incidents/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`),
  },
  {
    example: ['sentinel', 'GetAllAlertRules'],
    // Optional in the API's own definition of a scheduled rule.
    optional: [
      'eventGroupingSettings',
      'customDetails',
      'entityMappings',
      'alertDetailsOverride',
      'incidentConfiguration',
    ],
    send: () => send('GET', `${sentinel}/alertRules?${api}`),
  },
  {
    example: ['sentinel', 'AutomationRules_CreateOrUpdate'],
    status: 201,
    send: () =>
      send('PUT', `${sentinel}/automationRules/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`, {
        body: exampleAt('sentinel', 'AutomationRules_CreateOrUpdate').parameters['automationRule'] as Json,
      }),
  },
  {
    example: ['sentinel', 'AutomationRules_Get'],
    send: () => send('GET', `${sentinel}/automationRules/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`),
  },
  {
    example: ['sentinel', 'AutomationRules_List'],
    send: () => send('GET', `${sentinel}/automationRules?${api}`),
  },
  {
    example: ['sentinel', 'AutomationRules_Delete'],
    send: () => send('DELETE', `${sentinel}/automationRules/73e01a99-5cd7-4139-a149-9f2736ff2ab5?${api}`),
  },
  {
    example: ['resource-graph', 'ResourcesBasicQuery'],
    send: () => graph(exampleAt('resource-graph', 'ResourcesBasicQuery')),
  },
  {
    example: ['resource-graph', 'ResourcesTenantBasicQuery'],
    send: () => graph(exampleAt('resource-graph', 'ResourcesTenantBasicQuery')),
  },
  {
    example: ['resource-graph', 'ResourcesFilterQuery'],
    send: () =>
      graph(exampleAt('resource-graph', 'ResourcesFilterQuery'), (query) =>
        query.replace('Microsoft.Compute/virtualMachines', 'Microsoft.OperationalInsights/workspaces'),
      ),
  },
  {
    example: ['resource-graph', 'ResourcesComplexQuery'],
    send: () =>
      graph(exampleAt('resource-graph', 'ResourcesComplexQuery'), (query) =>
        query.replace('Microsoft.Compute/virtualMachines', 'Microsoft.OperationalInsights/workspaces'),
      ),
  },
  {
    example: ['log-analytics-query', 'la-post'],
    send: () => ask('POST', exampleAt('log-analytics-query', 'la-post').parameters['body'] as Json),
  },
  {
    example: ['log-analytics-query', 'la-get'],
    send: () =>
      send(
        'GET',
        `${logs}/v1/workspaces/${workspace.customerId}/query?query=${encodeURIComponent('Usage | take 10')}&timespan=PT12H`,
      ),
  },
  {
    example: ['log-analytics-query', 'la-post-cross-workspace'],
    send: () =>
      ask('POST', {
        query: 'union * | where TimeGenerated > ago(2d) | summarize count() by Type, TenantId',
        workspaces: ['law-soc'],
      }),
  },
  {
    example: ['log-analytics-query', 'metadata-get'],
    optional: ['functions', 'resourceTypes', 'description', 'isPreferredFacet', 'categories', 'displayName'],
    send: () => send('GET', `${logs}/v1/workspaces/${workspace.customerId}/metadata`),
  },
  {
    example: ['log-analytics-query', 'batch-query'],
    send: () =>
      send('POST', `${logs}/v1/$batch`, {
        body: {
          requests: [
            {
              id: '1',
              body: { query: 'Usage | take 2' },
              path: '/query',
              method: 'POST',
              workspace: workspace.customerId,
            },
          ],
        },
      }),
  },
];

function graph(
  example: ReturnType<typeof exampleAt>,
  rewrite = (query: string): string => query,
): Promise<Reply> {
  const asked = example.parameters['query'] as { query: string; subscriptions?: string[] };
  const body = {
    ...asked,
    query: rewrite(asked.query),
    ...(asked.subscriptions === undefined ? {} : { subscriptions: [subscription] }),
  };
  return send('POST', `${arm}/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01`, { body });
}

function ask(method: Method, body: Json): Promise<Reply> {
  return send(method, `${logs}/v1/workspaces/${workspace.customerId}/query`, { body });
}

/** What an answer's rows are like depends on the data asked about, so their cells are no part of the shape. */
function withoutRows(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRows);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'rows' ? [] : withoutRows(inner)]),
  );
}

// One tenant's life: what an example makes, a later one reads and deletes.
describe('every official example of a served call', { shuffle: false }, () => {
  test.each(replays)('$example.0/$example.1 is accepted and answered in its shape', async (replay) => {
    const [service, name] = replay.example;
    const reply = await replay.send();
    expect(reply).toMatchObject({ status: replay.status ?? 200 });
    const wanted = withoutRows(exampleBody(service, name, replay.status ?? 200));
    // An example without a body is answered without one.
    const body = withoutRows(reply.body);
    const differs = wanted === undefined ? [body].filter(Boolean) : deviations(body, wanted, replay.optional);
    expect(differs).toEqual([]);
  });

  test('and a body with a missing, mistyped or otherwise spelled member is told apart', () => {
    const example = exampleBody('log-analytics-arm', 'WorkspacesGet') as { properties: object };
    expect(deviations(example, example)).toEqual([]);
    expect(deviations({ ...example, name: undefined }, example)).toEqual([
      "must have required property 'name'",
    ]);
    expect(deviations({ ...example, name: 7 }, example)).toEqual(['/name must be string']);
    const respelled = {
      ...example,
      properties: { ...example.properties, customerID: 'x', customerId: undefined },
    };
    expect(deviations(respelled, example)).toEqual(["/properties must have required property 'customerId'"]);
  });
});

test('the built-in roles are transcribed from Microsoft word for word', () => {
  const official = (
    exampleAt('arm-authorization', 'builtin-roles') as unknown as {
      value: readonly {
        name: string;
        roleName: string;
        description: string;
        permissions: readonly object[];
      }[];
    }
  ).value;
  expect(official.length).toBeGreaterThan(6);
  for (const role of official) {
    const ours = builtInRoles.find((one) => one.name === role.name);
    expect(ours).toMatchObject({
      roleName: role.roleName,
      description: role.description,
      permissions: role.permissions,
    });
  }
});

test('every source that names an example names one that is kept here', () => {
  const named = azureOperations.flatMap((each) => (each.source === 'assumed' ? [] : each.source));
  const examples = [...new Set(named.filter((source) => source.startsWith('examples/')))];
  expect(examples.length).toBeGreaterThan(30);
  for (const source of examples) {
    const [, service = '', file = ''] = source.split('/');
    expect(exampleAt(service, file.replace('.json', '')).source).toBeTypeOf('string');
  }
});
