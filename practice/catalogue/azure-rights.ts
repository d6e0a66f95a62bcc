import type { Rights } from './rights.ts';

/** The right to register or unregister a provider. The name is an example: the path says which provider. */
const namespaceRight = (verb: 'register' | 'unregister') =>
  `Microsoft.OperationalInsights/${verb}/action` as const;

const query = ['Data.Read', 'Microsoft.OperationalInsights/workspaces/query/read'] as const;

/**
 * The action that each call of Azure requires, from
 * https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations. A refusal names
 * the action, and rights.tenant.spec.ts compares each row with the refusal.
 */
export const azureRights: Rights = {
  'arm GET /tenants': { anyone: 'Lists the tenant of the token itself.' },
  'arm GET /subscriptions': { anyone: 'Lists only those in which the caller holds a role.' },
  'arm GET {subscription}/operationresults/{token}': {
    anyone: 'The token in the address, given to whoever began the operation, is the right (assumed).',
  },
  'arm GET /Microsoft.Authorization/roleDefinitions': {
    anyone: 'Built-in roles are the same in every tenant.',
  },
  'arm GET /Microsoft.Authorization/roleDefinitions/{name}': {
    anyone: 'Built-in roles are the same in every tenant.',
  },
  'arm GET {group}/Microsoft.Authorization/permissions': { anyone: 'Lists what the caller itself may do.' },
  'arm GET {group}/{*resource}/Microsoft.Authorization/permissions': {
    anyone: 'Lists what the caller itself may do.',
  },
  'arm POST /Microsoft.ResourceGraph/resources': { anyone: 'Finds only rows that the caller may read.' },
  'logs POST /v1/workspaces/{workspace}/query': query,
  'logs GET /v1/workspaces/{workspace}/query': query,
  'logs POST /v1/{*resource}/query': query,
  'logs GET /v1/{*resource}/query': query,
  'logs GET /v1/workspaces/{workspace}/metadata': query,
  'logs POST /v1/workspaces/{workspace}/metadata': query,
  'logs POST /v1/$batch': query,
  'arm GET {subscription}': 'Microsoft.Resources/subscriptions/read',
  'arm GET {subscription}/locations': 'Microsoft.Resources/subscriptions/locations/read',
  'arm GET {subscription}/resourceGroups': 'Microsoft.Resources/subscriptions/resourceGroups/read',
  'arm GET {group}': 'Microsoft.Resources/subscriptions/resourceGroups/read',
  'arm PUT {group}': 'Microsoft.Resources/subscriptions/resourceGroups/write',
  'arm GET /Microsoft.Management/managementGroups': { anyone: 'Lists only those that the caller may read.' },
  'arm GET /Microsoft.Management/managementGroups/{managementGroup}':
    'Microsoft.Management/managementGroups/read',
  'arm GET /Microsoft.Management/managementGroups/{managementGroup}/descendants':
    'Microsoft.Management/managementGroups/read',
  'arm GET {scope}/Microsoft.Authorization/policyAssignments':
    'Microsoft.Authorization/policyAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/roleEligibilitySchedules':
    'Microsoft.Authorization/roleAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/roleAssignmentSchedules':
    'Microsoft.Authorization/roleAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/locks/{name}': 'Microsoft.Authorization/locks/read',
  'arm PUT {scope}/Microsoft.Authorization/locks/{name}': 'Microsoft.Authorization/locks/write',
  'arm DELETE {scope}/Microsoft.Authorization/locks/{name}': 'Microsoft.Authorization/locks/delete',
  'arm PUT {scope}/Microsoft.Authorization/roleDefinitions/{name}':
    'Microsoft.Authorization/roleDefinitions/write',
  'arm DELETE {scope}/Microsoft.Authorization/roleDefinitions/{name}':
    'Microsoft.Authorization/roleDefinitions/delete',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}':
    'Microsoft.OperationalInsights/workspaces/write',
  'arm PATCH {group}/Microsoft.OperationalInsights/workspaces/{workspace}':
    'Microsoft.OperationalInsights/workspaces/write',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/tables':
    'Microsoft.OperationalInsights/workspaces/tables/read',
  'arm GET {subscription}/Microsoft.Logic/workflows': 'Microsoft.Logic/workflows/read',
  'arm PATCH {group}/Microsoft.Logic/workflows/{workflow}': 'Microsoft.Logic/workflows/write',
  'arm GET {subscription}/Microsoft.KeyVault/deletedManagedHSMs':
    'Microsoft.KeyVault/deletedManagedHSMs/read',
  'arm GET {subscription}/Microsoft.KeyVault/managedHSMs': 'Microsoft.KeyVault/managedHSMs/read',
  'arm GET {subscription}/Microsoft.KeyVault/locations/{location}/deletedManagedHSMs/{hsm}':
    'Microsoft.KeyVault/locations/deletedManagedHSMs/read',
  'arm POST {subscription}/Microsoft.KeyVault/checkMhsmNameAvailability':
    'Microsoft.KeyVault/checkMhsmNameAvailability/read',
  'arm POST {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/alerts':
    'Microsoft.SecurityInsights/incidents/alerts/read',
  'arm POST {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/entities':
    'Microsoft.SecurityInsights/incidents/entities/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/relations/{relation}':
    'Microsoft.SecurityInsights/incidents/relations/read',
  'arm DELETE {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/relations/{relation}':
    'Microsoft.SecurityInsights/incidents/relations/delete',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/alertRules/{rule}':
    'Microsoft.SecurityInsights/alertRules/read',
  'arm HEAD {group}': 'Microsoft.Resources/subscriptions/resourceGroups/read',
  'arm GET {subscription}/resources': 'Microsoft.Resources/subscriptions/read',
  'arm GET {group}/resources': 'Microsoft.Resources/subscriptions/read',
  'arm GET {subscription}/providers': 'Microsoft.Resources/subscriptions/providers/read',
  'arm GET {subscription}/{namespace}': 'Microsoft.Resources/subscriptions/providers/read',
  'arm POST {subscription}/{namespace}/register': namespaceRight('register'),
  'arm POST {subscription}/{namespace}/unregister': namespaceRight('unregister'),
  'arm POST {group}/Microsoft.Resources/deployments/{deployment}/validate':
    'Microsoft.Resources/deployments/validate/action',
  'arm POST {group}/Microsoft.Resources/deployments/{deployment}/whatIf':
    'Microsoft.Resources/deployments/whatIf/action',
  'arm PUT {group}/Microsoft.Resources/deployments/{deployment}': 'Microsoft.Resources/deployments/write',
  'arm GET {group}/Microsoft.Resources/deployments/{deployment}': 'Microsoft.Resources/deployments/read',
  'arm HEAD {group}/Microsoft.Resources/deployments/{deployment}': 'Microsoft.Resources/deployments/read',
  'arm DELETE {group}/Microsoft.Resources/deployments/{deployment}': 'Microsoft.Resources/deployments/delete',
  'arm GET {group}/Microsoft.Resources/deployments': 'Microsoft.Resources/deployments/read',
  'arm POST {group}/Microsoft.Resources/deployments/{deployment}/cancel':
    'Microsoft.Resources/deployments/cancel/action',
  'arm GET {group}/deployments/{deployment}/operations': 'Microsoft.Resources/deployments/operations/read',
  'arm GET {group}/deployments/{deployment}/operations/{operation}':
    'Microsoft.Resources/deployments/operations/read',
  'arm GET {group}/Microsoft.Resources/deployments/{deployment}/operations':
    'Microsoft.Resources/deployments/operations/read',
  'arm GET {group}/Microsoft.Resources/deployments/{deployment}/operations/{operation}':
    'Microsoft.Resources/deployments/operations/read',
  'arm GET {group}/Microsoft.Resources/deployments/{deployment}/operationStatuses/{operation}':
    'Microsoft.Resources/deployments/operationstatuses/read',
  'arm PUT {scope}/Microsoft.Authorization/roleAssignments/{name}':
    'Microsoft.Authorization/roleAssignments/write',
  'arm PUT /Microsoft.Authorization/roleAssignments/{name}': 'Microsoft.Authorization/roleAssignments/write',
  'arm GET {scope}/Microsoft.Authorization/roleAssignments/{name}':
    'Microsoft.Authorization/roleAssignments/read',
  'arm GET /Microsoft.Authorization/roleAssignments/{name}': 'Microsoft.Authorization/roleAssignments/read',
  'arm DELETE {scope}/Microsoft.Authorization/roleAssignments/{name}':
    'Microsoft.Authorization/roleAssignments/delete',
  'arm DELETE /Microsoft.Authorization/roleAssignments/{name}':
    'Microsoft.Authorization/roleAssignments/delete',
  'arm GET {scope}/Microsoft.Authorization/roleAssignments': 'Microsoft.Authorization/roleAssignments/read',
  'arm GET /Microsoft.Authorization/roleAssignments': 'Microsoft.Authorization/roleAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/roleDefinitions/{name}':
    'Microsoft.Authorization/roleDefinitions/read',
  'arm GET {scope}/Microsoft.Authorization/roleDefinitions': 'Microsoft.Authorization/roleDefinitions/read',
  'arm GET {scope}/Microsoft.Authorization/roleEligibilityScheduleInstances':
    'Microsoft.Authorization/roleAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/roleAssignmentScheduleInstances':
    'Microsoft.Authorization/roleAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/denyAssignments': 'Microsoft.Authorization/denyAssignments/read',
  'arm GET {scope}/Microsoft.Authorization/locks': 'Microsoft.Authorization/locks/read',
  'arm POST /Microsoft.Authorization/elevateAccess': 'Microsoft.Authorization/elevateAccess/action',
  'arm GET {subscription}/Microsoft.OperationalInsights/workspaces':
    'Microsoft.OperationalInsights/workspaces/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces': 'Microsoft.OperationalInsights/workspaces/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}':
    'Microsoft.OperationalInsights/workspaces/read',
  'arm GET {subscription}/Microsoft.OperationsManagement/solutions':
    'Microsoft.OperationsManagement/solutions/read',
  'arm GET {group}/Microsoft.OperationsManagement/solutions': 'Microsoft.OperationsManagement/solutions/read',
  'arm GET {group}/Microsoft.OperationsManagement/solutions/{solution}':
    'Microsoft.OperationsManagement/solutions/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/onboardingStates/{state}':
    'Microsoft.SecurityInsights/onboardingStates/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/onboardingStates':
    'Microsoft.SecurityInsights/onboardingStates/read',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/onboardingStates/{state}':
    'Microsoft.SecurityInsights/onboardingStates/write',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents':
    'Microsoft.SecurityInsights/incidents/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}':
    'Microsoft.SecurityInsights/incidents/read',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}':
    'Microsoft.SecurityInsights/incidents/write',
  'arm DELETE {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}':
    'Microsoft.SecurityInsights/incidents/delete',
  'arm POST {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/runPlaybook':
    'Microsoft.SecurityInsights/incidents/runPlaybook/action',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/comments':
    'Microsoft.SecurityInsights/incidents/comments/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/comments/{comment}':
    'Microsoft.SecurityInsights/incidents/comments/read',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/comments/{comment}':
    'Microsoft.SecurityInsights/incidents/comments/write',
  'arm DELETE {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/comments/{comment}':
    'Microsoft.SecurityInsights/incidents/comments/delete',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/bookmarks/{bookmark}':
    'Microsoft.SecurityInsights/bookmarks/write',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/bookmarks/{bookmark}':
    'Microsoft.SecurityInsights/bookmarks/read',
  'arm DELETE {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/bookmarks/{bookmark}':
    'Microsoft.SecurityInsights/bookmarks/delete',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/relations':
    'Microsoft.SecurityInsights/incidents/relations/read',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/incidents/{incident}/relations/{relation}':
    'Microsoft.SecurityInsights/incidents/relations/write',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/alertRules':
    'Microsoft.SecurityInsights/alertRules/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/automationRules':
    'Microsoft.SecurityInsights/automationRules/read',
  'arm GET {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/automationRules/{rule}':
    'Microsoft.SecurityInsights/automationRules/read',
  'arm PUT {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/automationRules/{rule}':
    'Microsoft.SecurityInsights/automationRules/write',
  'arm DELETE {group}/Microsoft.OperationalInsights/workspaces/{workspace}/Microsoft.SecurityInsights/automationRules/{rule}':
    'Microsoft.SecurityInsights/automationRules/delete',
  'arm POST {group}/Microsoft.OperationalInsights/workspaces/{workspace}/query':
    'Microsoft.OperationalInsights/workspaces/query/read',
  'arm GET {subscription}/Microsoft.KeyVault/vaults': 'Microsoft.KeyVault/vaults/read',
  'arm GET {group}/Microsoft.KeyVault/vaults': 'Microsoft.KeyVault/vaults/read',
  'arm GET {group}/Microsoft.KeyVault/vaults/{vault}': 'Microsoft.KeyVault/vaults/read',
  'arm PUT {group}/Microsoft.KeyVault/vaults/{vault}': 'Microsoft.KeyVault/vaults/write',
  'arm PATCH {group}/Microsoft.KeyVault/vaults/{vault}': 'Microsoft.KeyVault/vaults/write',
  'arm DELETE {group}/Microsoft.KeyVault/vaults/{vault}': 'Microsoft.KeyVault/vaults/delete',
  'arm PUT {group}/Microsoft.KeyVault/vaults/{vault}/accessPolicies/add':
    'Microsoft.KeyVault/vaults/accessPolicies/write',
  'arm PUT {group}/Microsoft.KeyVault/vaults/{vault}/accessPolicies/replace':
    'Microsoft.KeyVault/vaults/accessPolicies/write',
  'arm PUT {group}/Microsoft.KeyVault/vaults/{vault}/accessPolicies/remove':
    'Microsoft.KeyVault/vaults/accessPolicies/write',
  'arm POST {subscription}/Microsoft.KeyVault/checkNameAvailability':
    'Microsoft.KeyVault/checkNameAvailability/read',
  'arm GET {subscription}/Microsoft.KeyVault/deletedVaults': 'Microsoft.KeyVault/deletedVaults/read',
  'arm GET {subscription}/Microsoft.KeyVault/locations/{location}/deletedVaults/{vault}':
    'Microsoft.KeyVault/locations/deletedVaults/read',
  'arm POST {subscription}/Microsoft.KeyVault/locations/{location}/deletedVaults/{vault}/purge':
    'Microsoft.KeyVault/locations/deletedVaults/purge/action',
  'vault PUT /secrets/{name}': 'Microsoft.KeyVault/vaults/secrets/setSecret/action',
  'vault GET /secrets/{name}': 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
  'vault GET /secrets/{name}/{version}': 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
  'vault PATCH /secrets/{name}': 'Microsoft.KeyVault/vaults/secrets/update/action',
  'vault PATCH /secrets/{name}/{version}': 'Microsoft.KeyVault/vaults/secrets/update/action',
  'vault GET /secrets': 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  'vault GET /secrets/{name}/versions': 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  'vault DELETE /secrets/{name}': 'Microsoft.KeyVault/vaults/secrets/delete',
  'vault GET /deletedsecrets': 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  'vault GET /deletedsecrets/{name}': 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  'vault POST /deletedsecrets/{name}/recover': 'Microsoft.KeyVault/vaults/secrets/recover/action',
  'vault DELETE /deletedsecrets/{name}': 'Microsoft.KeyVault/vaults/secrets/purge/action',
  'arm GET {group}/Microsoft.Logic/workflows': 'Microsoft.Logic/workflows/read',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}': 'Microsoft.Logic/workflows/read',
  'arm PUT {group}/Microsoft.Logic/workflows/{workflow}': 'Microsoft.Logic/workflows/write',
  'arm DELETE {group}/Microsoft.Logic/workflows/{workflow}': 'Microsoft.Logic/workflows/delete',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/enable': 'Microsoft.Logic/workflows/enable/action',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/disable': 'Microsoft.Logic/workflows/disable/action',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/regenerateAccessKey':
    'Microsoft.Logic/workflows/regenerateAccessKey/action',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/listCallbackUrl':
    'Microsoft.Logic/workflows/listCallbackUrl/action',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/triggers': 'Microsoft.Logic/workflows/triggers/read',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/triggers/{trigger}':
    'Microsoft.Logic/workflows/triggers/read',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/triggers/{trigger}/listCallbackUrl':
    'Microsoft.Logic/workflows/triggers/listCallbackUrl/action',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/runs': 'Microsoft.Logic/workflows/runs/read',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/runs/{run}': 'Microsoft.Logic/workflows/runs/read',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/runs/{run}/actions':
    'Microsoft.Logic/workflows/runs/actions/read',
  'arm POST {group}/Microsoft.Logic/workflows/{workflow}/triggers/{trigger}/run':
    'Microsoft.Logic/workflows/triggers/run/action',
  'arm GET {group}/Microsoft.Logic/workflows/{workflow}/runs/{run}/contents/{part}':
    'Microsoft.Logic/workflows/runs/read',
  'arm GET {group}/Microsoft.Web/connections': 'Microsoft.Web/connections/read',
  'arm GET {group}/Microsoft.Web/connections/{connection}': 'Microsoft.Web/connections/read',
  'arm PUT {group}/Microsoft.Web/connections/{connection}': 'Microsoft.Web/connections/write',
  'arm PATCH {group}/Microsoft.Web/connections/{connection}': 'Microsoft.Web/connections/write',
  'arm DELETE {group}/Microsoft.Web/connections/{connection}': 'Microsoft.Web/connections/delete',
  'arm POST {group}/Microsoft.Web/connections/{connection}/listConsentLinks':
    'Microsoft.Web/connections/listConsentLinks/action',
  'arm POST {group}/Microsoft.Web/connections/{connection}/confirmConsentCode':
    'Microsoft.Web/connections/confirmConsentCode/action',
  'arm GET {subscription}/Microsoft.Web/locations/{location}/managedApis':
    'Microsoft.Web/locations/managedApis/read',
  'arm GET {subscription}/Microsoft.Web/locations/{location}/managedApis/{api}':
    'Microsoft.Web/locations/managedApis/read',
};
