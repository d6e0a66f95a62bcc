/**
 * Azure's built-in role definitions, as far as this tenant knows them.
 *
 * Transcribed here on purpose and shared with nothing: the product has its own table of role GUIDs, and a slip in
 * either must show up as a disagreement between the two, not be copied to both ends of the wire.
 */
import type { BuiltInRole } from './rbac.ts';
import { securityRoles } from './security-roles.ts';

const page = (name: string): string =>
  `MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/${name}.md`;
const general = page('general');
const integration = page('integration');
const monitor = page('monitor');
const privileged = page('privileged');
const security = page('security');
const assumed = 'assumed';

export const builtInRoles: readonly BuiltInRole[] = [
  {
    name: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    roleName: 'Owner',
    description:
      'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    source: privileged,
    permissions: [
      {
        actions: ['*'],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    roleName: 'Contributor',
    description:
      'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.',
    source: privileged,
    permissions: [
      {
        actions: ['*'],
        notActions: [
          'Microsoft.Authorization/*/Delete',
          'Microsoft.Authorization/*/Write',
          'Microsoft.Authorization/elevateAccess/Action',
          'Microsoft.Blueprint/blueprintAssignments/write',
          'Microsoft.Blueprint/blueprintAssignments/delete',
          'Microsoft.Compute/galleries/share/action',
          'Microsoft.Purview/consents/write',
          'Microsoft.Purview/consents/delete',
          'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
          'Microsoft.Subscription/cancel/action',
          'Microsoft.Subscription/enable/action',
        ],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    roleName: 'Reader',
    description: 'View all resources, but does not allow you to make any changes.',
    source: general,
    permissions: [
      {
        actions: ['*/read'],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    roleName: 'User Access Administrator',
    description: 'Lets you manage user access to Azure resources.',
    source: privileged,
    permissions: [
      {
        actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    roleName: 'Role Based Access Control Administrator',
    description:
      'Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage access using other ways, such as Azure Policy.',
    source: privileged,
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/roleAssignments/write',
          'Microsoft.Authorization/roleAssignments/delete',
          '*/read',
          'Microsoft.Support/*',
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
    roleName: 'Microsoft Sentinel Reader',
    description: 'Microsoft Sentinel Reader',
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.SecurityInsights/*/read',
          'Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action',
          'Microsoft.SecurityInsights/threatIntelligence/indicators/query/action',
          'Microsoft.SecurityInsights/threatIntelligence/queryIndicators/action',
          'Microsoft.OperationalInsights/workspaces/analytics/query/action',
          'Microsoft.OperationalInsights/workspaces/*/read',
          'Microsoft.OperationalInsights/workspaces/LinkedServices/read',
          'Microsoft.OperationalInsights/workspaces/savedSearches/read',
          'Microsoft.OperationsManagement/solutions/read',
          'Microsoft.OperationalInsights/workspaces/query/read',
          'Microsoft.OperationalInsights/workspaces/query/*/read',
          'Microsoft.OperationalInsights/querypacks/*/read',
          'Microsoft.OperationalInsights/workspaces/dataSources/read',
          'Microsoft.Insights/workbooks/read',
          'Microsoft.Insights/myworkbooks/read',
          'Microsoft.Authorization/*/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Resources/templateSpecs/*/read',
          'Microsoft.Support/*',
        ],
        notActions: [
          'Microsoft.SecurityInsights/ConfidentialWatchlists/*',
          'Microsoft.OperationalInsights/workspaces/query/ConfidentialWatchlist/*',
        ],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
    roleName: 'Microsoft Sentinel Responder',
    description: 'Microsoft Sentinel Responder',
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.SecurityInsights/*/read',
          'Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action',
          'Microsoft.SecurityInsights/automationRules/*',
          'Microsoft.SecurityInsights/cases/*',
          'Microsoft.SecurityInsights/incidents/*',
          'Microsoft.SecurityInsights/entities/runPlaybook/action',
          'Microsoft.SecurityInsights/threatIntelligence/indicators/appendTags/action',
          'Microsoft.SecurityInsights/threatIntelligence/indicators/query/action',
          'Microsoft.SecurityInsights/threatIntelligence/bulkTag/action',
          'Microsoft.SecurityInsights/threatIntelligence/indicators/appendTags/action',
          'Microsoft.SecurityInsights/threatIntelligence/indicators/replaceTags/action',
          'Microsoft.SecurityInsights/threatIntelligence/queryIndicators/action',
          'Microsoft.SecurityInsights/businessApplicationAgents/systems/undoAction/action',
          'Microsoft.OperationalInsights/workspaces/analytics/query/action',
          'Microsoft.OperationalInsights/workspaces/*/read',
          'Microsoft.OperationalInsights/workspaces/dataSources/read',
          'Microsoft.OperationalInsights/workspaces/savedSearches/read',
          'Microsoft.OperationsManagement/solutions/read',
          'Microsoft.OperationalInsights/workspaces/query/read',
          'Microsoft.OperationalInsights/workspaces/query/*/read',
          'Microsoft.OperationalInsights/workspaces/dataSources/read',
          'Microsoft.OperationalInsights/querypacks/*/read',
          'Microsoft.Insights/workbooks/read',
          'Microsoft.Insights/myworkbooks/read',
          'Microsoft.Authorization/*/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Support/*',
        ],
        notActions: [
          'Microsoft.SecurityInsights/cases/*/Delete',
          'Microsoft.SecurityInsights/incidents/*/Delete',
          'Microsoft.SecurityInsights/ConfidentialWatchlists/*',
          'Microsoft.OperationalInsights/workspaces/query/ConfidentialWatchlist/*',
        ],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'ab8e14d6-4a74-4a29-9ba8-549422addade',
    roleName: 'Microsoft Sentinel Contributor',
    description: 'Microsoft Sentinel Contributor',
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.SecurityInsights/*',
          'Microsoft.OperationalInsights/workspaces/analytics/query/action',
          'Microsoft.OperationalInsights/workspaces/*/read',
          'Microsoft.OperationalInsights/workspaces/savedSearches/*',
          'Microsoft.OperationsManagement/solutions/read',
          'Microsoft.OperationalInsights/workspaces/query/read',
          'Microsoft.OperationalInsights/workspaces/query/*/read',
          'Microsoft.OperationalInsights/workspaces/dataSources/read',
          'Microsoft.OperationalInsights/querypacks/*/read',
          'Microsoft.Insights/workbooks/*',
          'Microsoft.Insights/myworkbooks/read',
          'Microsoft.Authorization/*/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Support/*',
        ],
        notActions: [
          'Microsoft.SecurityInsights/ConfidentialWatchlists/*',
          'Microsoft.OperationalInsights/workspaces/query/ConfidentialWatchlist/*',
        ],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'f4c81013-99ee-4d62-a7ee-b3f1f648599a',
    roleName: 'Microsoft Sentinel Automation Contributor',
    description: 'Microsoft Sentinel Automation Contributor',
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.Logic/workflows/triggers/read',
          'Microsoft.Logic/workflows/triggers/listCallbackUrl/action',
          'Microsoft.Logic/workflows/runs/read',
          'Microsoft.Web/sites/hostruntime/webhooks/api/workflows/triggers/read',
          'Microsoft.Web/sites/hostruntime/webhooks/api/workflows/triggers/listCallbackUrl/action',
          'Microsoft.Web/sites/hostruntime/webhooks/api/workflows/runs/read',
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '51d6186e-6489-4900-b93f-92e23144cca5',
    roleName: 'Microsoft Sentinel Playbook Operator',
    description: 'Microsoft Sentinel Playbook Operator',
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.Logic/workflows/read',
          'Microsoft.Logic/workflows/triggers/listCallbackUrl/action',
          'Microsoft.Web/sites/hostruntime/webhooks/api/workflows/triggers/listCallbackUrl/action',
          'Microsoft.Web/sites/read',
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '73c42c96-874c-492b-b04d-ab87d138a893',
    roleName: 'Log Analytics Reader',
    description:
      'Log Analytics Reader can view and search all monitoring data as well as and view monitoring settings, including viewing the configuration of Azure diagnostics on all Azure resources.',
    source: monitor,
    permissions: [
      {
        actions: [
          '*/read',
          'Microsoft.OperationalInsights/workspaces/analytics/query/action',
          'Microsoft.OperationalInsights/workspaces/search/action',
          'Microsoft.Support/*',
        ],
        notActions: ['Microsoft.OperationalInsights/workspaces/sharedKeys/read'],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '3b03c2da-16b3-4a49-8834-0f8130efdd3b',
    roleName: 'Log Analytics Data Reader',
    description:
      'Log Analytics Data Reader can query and search the logs it is allowed to view over Log Analytics workspaces and tables',
    source: monitor,
    permissions: [
      {
        actions: [
          'Microsoft.OperationalInsights/workspaces/query/read',
          'Microsoft.OperationalInsights/workspaces/read',
        ],
        notActions: [],
        dataActions: ['Microsoft.OperationalInsights/workspaces/tables/data/read'],
        notDataActions: [],
      },
    ],
  },
  {
    name: '92aaf0da-9dab-42b6-94a3-d43ce8d16293',
    roleName: 'Log Analytics Contributor',
    description:
      'Log Analytics Contributor can read all monitoring data and edit monitoring settings. Editing monitoring settings includes adding the VM extension to VMs; reading storage account keys to be able to configure collection of logs from Azure Storage; adding solutions; and configuring Azure diagnostics on all Azure resources.',
    source: monitor,
    permissions: [
      {
        actions: [
          '*/read',
          'Microsoft.ClassicCompute/virtualMachines/extensions/*',
          'Microsoft.ClassicStorage/storageAccounts/listKeys/action',
          'Microsoft.Compute/virtualMachines/extensions/*',
          'Microsoft.HybridCompute/machines/extensions/write',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Insights/diagnosticSettings/*',
          'Microsoft.OperationalInsights/*',
          'Microsoft.OperationsManagement/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourcegroups/deployments/*',
          'Microsoft.Storage/storageAccounts/listKeys/action',
          'Microsoft.Support/*',
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '43d0d8ad-25c7-4714-9337-8ba259a9fe05',
    roleName: 'Monitoring Reader',
    description: 'Can read all monitoring data.',
    source: assumed,
    permissions: [
      {
        actions: ['*/read', 'Microsoft.OperationalInsights/workspaces/search/action', 'Microsoft.Support/*'],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '87a39d53-fc1b-424a-814c-f7e04687dc9e',
    roleName: 'Logic App Contributor',
    description: 'Lets you manage logic app, but not access to them.',
    source: integration,
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.ClassicStorage/storageAccounts/listKeys/action',
          'Microsoft.ClassicStorage/storageAccounts/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Insights/metricAlerts/*',
          'Microsoft.Insights/diagnosticSettings/*',
          'Microsoft.Insights/logdefinitions/*',
          'Microsoft.Insights/metricDefinitions/*',
          'Microsoft.Logic/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/operationresults/read',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Storage/storageAccounts/listkeys/action',
          'Microsoft.Storage/storageAccounts/read',
          'Microsoft.Support/*',
          'Microsoft.Web/connectionGateways/*',
          'Microsoft.Web/connections/*',
          'Microsoft.Web/customApis/*',
          'Microsoft.Web/serverFarms/join/action',
          'Microsoft.Web/serverFarms/read',
          'Microsoft.Web/sites/functions/listSecrets/action',
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  },
  {
    name: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    roleName: 'Key Vault Administrator',
    description:
      "Perform all data plane operations on a key vault and all objects in it, including certificates, keys, and secrets. Cannot manage key vault resources or manage role assignments. Only works for key vaults that use the 'Azure role-based access control' permission model.",
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Support/*',
          'Microsoft.KeyVault/checkNameAvailability/read',
          'Microsoft.KeyVault/deletedVaults/read',
          'Microsoft.KeyVault/locations/*/read',
          'Microsoft.KeyVault/vaults/*/read',
          'Microsoft.KeyVault/operations/read',
        ],
        notActions: [],
        dataActions: ['Microsoft.KeyVault/vaults/*'],
        notDataActions: [],
      },
    ],
  },
  {
    name: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    roleName: 'Key Vault Secrets Officer',
    description:
      "Perform any action on the secrets of a key vault, except manage permissions. Only works for key vaults that use the 'Azure role-based access control' permission model.",
    source: security,
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.Insights/alertRules/*',
          'Microsoft.Resources/deployments/*',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Support/*',
          'Microsoft.KeyVault/checkNameAvailability/read',
          'Microsoft.KeyVault/deletedVaults/read',
          'Microsoft.KeyVault/locations/*/read',
          'Microsoft.KeyVault/vaults/*/read',
          'Microsoft.KeyVault/operations/read',
        ],
        notActions: [],
        dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
        notDataActions: [],
      },
    ],
  },
  {
    name: '4633458b-17de-408a-b874-0445c86b69e6',
    roleName: 'Key Vault Secrets User',
    description:
      "Read secret contents. Only works for key vaults that use the 'Azure role-based access control' permission model.",
    source: security,
    permissions: [
      {
        actions: [],
        notActions: [],
        dataActions: [
          'Microsoft.KeyVault/vaults/secrets/getSecret/action',
          'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
        ],
        notDataActions: [],
      },
    ],
  },
  ...securityRoles,
];

/** The built-in role with this GUID, in any case, or undefined. */
export function builtInRole(name: string): BuiltInRole | undefined {
  const wanted = name.toLowerCase();
  return builtInRoles.find((role) => role.name === wanted);
}
