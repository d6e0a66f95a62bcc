/**
 * The api-versions and regions each resource type is served in.
 *
 * ARM dispatches by type and version: what a type never published is refused. The lists are the directory names of
 * Azure/azure-rest-api-specs from 2015 on, as far as they were seen there or in quoted refusals (issues 18857, 22203
 * for workspaces); where a list was not seen in full the versions known clients send are in it.
 */
import { regions } from '../core/regions.ts';

export interface ArmType {
  readonly namespace: string;
  readonly type: string;
  readonly versions: readonly string[];
  /** Empty: the type has no region of its own (subscriptions, authorization). */
  readonly locations: readonly string[];
  readonly source: string;
}

const versions = (text: string): readonly string[] => text.trim().split(/\s+/);

const specs = (path: string): string => `Azure/azure-rest-api-specs specification/${path}`;

const resources = versions(`
  2015-01-01 2015-11-01 2016-02-01 2016-06-01 2016-07-01 2016-09-01 2017-03-01 2017-05-10
  2017-08-01 2018-01-01 2018-02-01 2018-05-01 2018-06-01 2018-08-01 2019-03-01 2019-05-01
  2019-05-10 2019-06-01 2019-07-01 2019-08-01 2019-10-01 2019-11-01 2020-01-01 2020-05-01
  2020-06-01 2020-08-01 2020-09-01 2020-10-01 2021-01-01 2021-04-01 2022-01-01 2022-05-01
  2022-06-01 2022-09-01 2022-12-01 2023-07-01 2024-03-01 2024-07-01 2024-08-01 2024-11-01
  2025-03-01 2025-04-01
`);

const authorization = versions(`
  2015-05-01-preview 2015-06-01 2015-07-01 2016-07-01 2017-05-01 2017-10-01-preview
  2018-01-01-preview 2018-07-01 2018-09-01-preview 2018-12-01-preview 2019-04-01-preview
  2020-03-01-preview 2020-04-01-preview 2020-08-01-preview 2020-10-01-preview 2021-04-01-preview
  2022-01-01-preview 2022-04-01
`);

const insights = versions(`
  2019-01-01-preview 2020-01-01 2021-03-01-preview 2021-04-01 2021-09-01-preview 2021-10-01
  2021-10-01-preview 2022-01-01-preview 2022-04-01-preview 2022-05-01-preview 2022-06-01-preview
  2022-07-01-preview 2022-08-01 2022-08-01-preview 2022-09-01-preview 2022-10-01-preview
  2022-11-01 2022-11-01-preview 2022-12-01-preview 2023-02-01 2023-02-01-preview
  2023-03-01-preview 2023-04-01-preview 2023-05-01-preview 2023-06-01-preview 2023-07-01-preview
  2023-08-01-preview 2023-09-01-preview 2023-10-01-preview 2023-11-01 2023-12-01-preview
  2024-01-01-preview 2024-03-01 2024-04-01-preview 2024-09-01 2024-10-01-preview
  2025-01-01-preview 2025-03-01 2025-04-01-preview 2025-06-01 2025-07-01-preview 2025-09-01
`);

const workspaces = versions(`
  2015-03-20 2015-11-01-preview 2017-01-01-preview 2017-03-03-preview 2017-03-15-preview
  2017-04-26-preview 2020-03-01-preview 2020-08-01 2020-10-01 2021-06-01 2021-12-01-preview
  2022-10-01 2023-09-01 2025-02-01 2025-07-01
`);

// examples/key-vault-arm/listVault.json asks for resources as of 2015-11-01, which `resources` has.
const vaults = versions(`
  2015-06-01 2016-10-01 2018-02-14-preview 2018-02-14 2019-09-01 2020-04-01-preview 2021-04-01-preview
  2021-06-01-preview 2021-10-01 2021-11-01-preview 2022-02-01-preview 2022-07-01 2022-11-01 2023-02-01
  2023-07-01 2024-04-01-preview 2024-11-01 2024-12-01-preview 2025-05-01 2026-02-01
`);

const global = (namespace: string, type: string, versions: readonly string[], source: string): ArmType => ({
  namespace,
  type,
  versions,
  locations: [],
  source,
});
const regional = (namespace: string, type: string, versions: readonly string[], source: string): ArmType => ({
  ...global(namespace, type, versions, source),
  locations: regions.map((region) => region.name),
});

const rights = specs('authorization/resource-manager/Microsoft.Authorization');
const sentinel = specs('securityinsights/resource-manager/Microsoft.SecurityInsights');
const keyVault = specs('keyvault/resource-manager/Microsoft.KeyVault');
const logs = specs('operationalinsights/resource-manager/Microsoft.OperationalInsights');

/** Every type this tenant answers for, by a short name. */
export const armTypes = {
  subscriptions: global(
    'Microsoft.Resources',
    'subscriptions',
    resources,
    specs('resources/resource-manager'),
  ),
  tenants: global('Microsoft.Resources', 'tenants', resources, specs('resources/resource-manager')),
  resourceGroups: global(
    'Microsoft.Resources',
    'resourceGroups',
    resources,
    specs('resources/resource-manager'),
  ),
  providers: global('Microsoft.Resources', 'providers', resources, specs('resources/resource-manager')),
  resources: global('Microsoft.Resources', 'resources', resources, specs('resources/resource-manager')),
  deployments: global(
    'Microsoft.Resources',
    'deployments',
    // The last is what Microsoft's own client sends: @azure/arm-resourcesdeployments 2.0.0.
    [...resources, '2026-06-01'],
    specs('resources/resource-manager'),
  ),
  locks: global(
    'Microsoft.Authorization',
    'locks',
    ['2015-01-01', '2016-09-01', '2017-04-01', '2020-05-01'],
    rights,
  ),
  policyAssignments: global(
    'Microsoft.Authorization',
    'policyAssignments',
    versions(`
      2015-10-01-preview 2016-04-01 2016-12-01 2017-06-01-preview 2018-03-01 2018-05-01 2019-01-01 2019-06-01
      2019-09-01 2020-03-01 2020-09-01 2021-06-01 2022-06-01 2023-04-01 2024-04-01 2024-05-01 2025-01-01
    `),
    specs('resources/resource-manager/Microsoft.Authorization'),
  ),
  managementGroups: global(
    'Microsoft.Management',
    'managementGroups',
    versions(
      '2017-11-01-preview 2018-01-01-preview 2018-03-01-preview 2019-11-01 2020-02-01 2020-05-01 2020-10-01 2021-04-01 2023-04-01',
    ),
    specs('managementgroups/resource-manager/Microsoft.Management'),
  ),
  roleAssignments: global('Microsoft.Authorization', 'roleAssignments', authorization, rights),
  roleDefinitions: global(
    'Microsoft.Authorization',
    'roleDefinitions',
    [...authorization, '2022-05-01-preview'],
    rights,
  ),
  permissions: global(
    'Microsoft.Authorization',
    'permissions',
    [...authorization, '2022-05-01-preview'],
    rights,
  ),
  denyAssignments: global(
    'Microsoft.Authorization',
    'denyAssignments',
    ['2018-07-01-preview', '2019-03-01-preview', '2022-04-01'],
    rights,
  ),
  scheduleInstances: global(
    'Microsoft.Authorization',
    'roleAssignmentScheduleInstances',
    ['2020-10-01', '2020-10-01-preview', '2022-04-01-preview', '2024-09-01-preview'],
    rights,
  ),
  elevateAccess: global('Microsoft.Authorization', 'elevateAccess', authorization, rights),
  resourceGraph: global(
    'Microsoft.ResourceGraph',
    'resources',
    ['2018-09-01-preview', '2019-04-01', '2020-04-01-preview', '2021-03-01', '2021-06-01-preview'].concat([
      '2022-10-01',
      '2024-04-01',
    ]),
    specs('resourcegraph/resource-manager/Microsoft.ResourceGraph'),
  ),
  workspaces: regional('Microsoft.OperationalInsights', 'workspaces', workspaces, logs),
  workspaceQuery: regional(
    'Microsoft.OperationalInsights',
    'workspaces/query',
    ['2017-01-01-preview', '2017-10-01'],
    'assumed',
  ),
  solutions: regional(
    'Microsoft.OperationsManagement',
    'solutions',
    ['2015-11-01-preview'],
    specs('operationsmanagement/resource-manager/Microsoft.OperationsManagement'),
  ),
  onboardingStates: regional('Microsoft.SecurityInsights', 'onboardingStates', insights, sentinel),
  incidents: regional('Microsoft.SecurityInsights', 'incidents', insights, sentinel),
  bookmarks: regional('Microsoft.SecurityInsights', 'bookmarks', insights, sentinel),
  alertRules: regional('Microsoft.SecurityInsights', 'alertRules', insights, sentinel),
  automationRules: regional('Microsoft.SecurityInsights', 'automationRules', insights, sentinel),
  vaults: regional('Microsoft.KeyVault', 'vaults', vaults, keyVault),
  deletedVaults: global('Microsoft.KeyVault', 'deletedVaults', vaults, keyVault),
  vaultNames: global('Microsoft.KeyVault', 'checkNameAvailability', vaults, keyVault),
  workflows: regional(
    'Microsoft.Logic',
    'workflows',
    ['2015-02-01-preview', '2015-08-01-preview', '2016-06-01', '2016-10-01', '2017-07-01'].concat([
      '2018-07-01-preview',
      '2019-05-01',
    ]),
    specs('logic/resource-manager/Microsoft.Logic'),
  ),
  connections: regional(
    'Microsoft.Web',
    'connections',
    ['2015-08-01-preview', '2016-06-01', '2018-07-01-preview'],
    specs('web/resource-manager/Microsoft.Web'),
  ),
  managedApis: regional(
    'Microsoft.Web',
    'locations/managedApis',
    ['2015-08-01-preview', '2016-06-01', '2018-07-01-preview'],
    specs('web/resource-manager/Microsoft.Web'),
  ),
} as const satisfies Readonly<Record<string, ArmType>>;

export type ArmTypeName = keyof typeof armTypes;
