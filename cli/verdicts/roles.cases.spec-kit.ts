import { setUp, type VerdictCase, verify } from './case.spec-kit.ts';

const about = 'What counts as held';
/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const logAnalyticsReader = '73c42c96-874c-492b-b04d-ab87d138a893';
const sentinelContributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade';
const playbookOperator = '51d6186e-6489-4900-b93f-92e23144cca5';
const [group, customRole] = ['0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-000000000002'];

const withoutRole = { act: { do: 'remove-role', scope: 'WORKSPACE', principalId: 'PRINCIPAL' } };
const given = (role: string, scope: string, principalId = 'PRINCIPAL') => ({
  act: { do: 'assign-role', scope, role, principalId },
});
const inGroup = {
  act: {
    do: 'put',
    kind: 'groups',
    value: {
      id: group,
      displayName: 'SOC readers',
      description: null,
      isAssignableToRole: false,
      members: ['PRINCIPAL'],
      activeRoles: [],
    },
  },
};
/** A role of an organization's own making. */
const written = (actions: readonly string[]) => ({
  act: {
    do: 'put',
    kind: 'roleDefinitions',
    value: {
      id: `/providers/Microsoft.Authorization/roleDefinitions/${customRole}`,
      name: customRole,
      roleName: 'Query Only',
      description: '',
      assignableScopes: ['/'],
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    },
  },
});
const query = [
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/*/read',
];

export const roles: readonly VerdictCase[] = [
  {
    about,
    situation: 'The role is assigned at a management group',
    tenant: 'fresh',
    prepare: [
      { command: setUp },
      withoutRole,
      given(logAnalyticsReader, '/providers/Microsoft.Management/managementGroups/TENANT'),
    ],
    command: verify,
    before: '"No role", and "No wider role than it needs"',
    now: ['role-too-wide', 'Log Analytics Reader on management group'],
    never: ['role-missing'],
    exit: 0,
  },
  {
    about,
    situation: 'The role is assigned to a group that the application is in',
    tenant: 'fresh',
    prepare: [{ command: setUp }, withoutRole, inGroup, given(logAnalyticsReader, 'WORKSPACE', group)],
    command: verify,
    before: '"No role", and the query is never tried',
    now: ['through a group'],
    never: ['role-missing', 'role-too-wide'],
    exit: 0,
  },
  {
    about,
    situation: 'A group gives the application a wider role on the resource group',
    tenant: 'fresh',
    prepare: [{ command: setUp }, withoutRole, inGroup, given(sentinelContributor, 'RESOURCE_GROUP', group)],
    command: verify,
    before: '"No role", and "No wider role than it needs"',
    now: ['group-role-too-wide', 'through the group SOC readers'],
    never: ['role-missing'],
    exit: 0,
  },
  {
    about,
    situation: 'A wider role on the resource group, and nothing else',
    tenant: 'fresh',
    prepare: [{ command: setUp }, withoutRole, given(sentinelContributor, 'RESOURCE_GROUP')],
    command: verify,
    before: '"No role", and the query is never tried',
    now: ['role-too-wide', 'Microsoft Sentinel Contributor on resource group'],
    never: ['role-missing'],
    exit: 0,
  },
  {
    about,
    situation: 'A custom role that grants what reading needs',
    tenant: 'fresh',
    prepare: [
      { command: setUp },
      withoutRole,
      written([...query, 'Microsoft.SecurityInsights/incidents/read']),
      given(customRole, 'WORKSPACE'),
    ],
    command: verify,
    before: '"No role", and the query is never tried',
    now: ['Held as Query Only'],
    never: ['role-missing', 'role-too-wide'],
    exit: 0,
  },
  {
    about,
    situation: 'A custom role that grants queries, but no incidents',
    tenant: 'fresh',
    prepare: [{ command: setUp }, withoutRole, written(query), given(customRole, 'WORKSPACE')],
    command: verify,
    before: '"No role"',
    now: ['role-missing', 'It holds Query Only', 'without Microsoft.SecurityInsights/incidents/read'],
    exit: 1,
  },
  {
    about,
    situation: 'A role on the workspace that is about something else',
    tenant: 'fresh',
    prepare: [{ command: setUp }, withoutRole, given(playbookOperator, 'WORKSPACE')],
    command: verify,
    before: '"No role", and nothing about the one it has',
    now: ['role-missing', 'It holds Microsoft Sentinel Playbook Operator'],
    exit: 1,
  },
];
