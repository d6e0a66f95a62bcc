import type { BuiltInRole } from './rbac.ts';

/** MicrosoftDocs/azure-docs at 03e5750af10b23b5ba437d5b333ec5e9437844f9. */
const source = 'MicrosoftDocs/azure-docs articles/role-based-access-control/built-in-roles/security.md';
const rbacOnly = "Only works for key vaults that use the 'Azure role-based access control' permission model.";

/** What whoever manages one kind of thing in a vault may do outside of it. */
const besideVaults = [
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
];

const role = (
  name: string,
  roleName: string,
  description: string,
  may: {
    readonly actions?: readonly string[];
    readonly notActions?: readonly string[];
    readonly dataActions?: readonly string[];
  },
): BuiltInRole => ({
  name,
  roleName,
  description,
  source,
  permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...may }],
});

/** Roles over security and key vaults that an audit meets beside those a connection needs. */
export const securityRoles: readonly BuiltInRole[] = [
  role('fb1c8493-542b-48eb-b624-b4c8fea62acd', 'Security Admin', 'Security Admin Role', {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Authorization/policyAssignments/*',
      'Microsoft.Authorization/policyDefinitions/*',
      'Microsoft.Authorization/policyExemptions/*',
      'Microsoft.Authorization/policySetDefinitions/*',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.Management/managementGroups/read',
      'Microsoft.operationalInsights/workspaces/*/read',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Security/*',
      'Microsoft.IoTSecurity/*',
      'Microsoft.IoTFirmwareDefense/*',
      'Microsoft.Support/*',
    ],
  }),
  role('39bc4728-0917-49c7-9d2c-d95423bc2eb4', 'Security Reader', 'Security Reader Role', {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/read',
      'Microsoft.operationalInsights/workspaces/*/read',
      'Microsoft.Resources/deployments/*/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Security/*/read',
      'Microsoft.IoTSecurity/*/read',
      'Microsoft.Support/*/read',
      'Microsoft.Security/iotDefenderSettings/packageDownloads/action',
      'Microsoft.Security/iotDefenderSettings/downloadManagerActivation/action',
      'Microsoft.Security/iotSensors/downloadResetPassword/action',
      'Microsoft.IoTSecurity/defenderSettings/packageDownloads/action',
      'Microsoft.IoTSecurity/defenderSettings/downloadManagerActivation/action',
      'Microsoft.Management/managementGroups/read',
    ],
  }),
  role(
    '612c2aa1-cb24-443b-ac28-3ab7272de6f5',
    'Security Assessment Contributor',
    'Lets you push assessments to Security Center',
    { actions: ['Microsoft.Security/assessments/write'] },
  ),
  role(
    'f25e0fa2-a7c8-4377-a976-54943a77a395',
    'Key Vault Contributor',
    'Lets you manage key vaults, but not access to them.',
    {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.KeyVault/*',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Support/*',
      ],
      notActions: [
        'Microsoft.KeyVault/locations/deletedVaults/purge/action',
        'Microsoft.KeyVault/hsmPools/*',
        'Microsoft.KeyVault/managedHsms/*',
      ],
    },
  ),
  role(
    'a4417e6f-fecd-4de8-b567-7b0420556985',
    'Key Vault Certificates Officer',
    `Perform any action on the certificates of a key vault, except manage permissions. ${rbacOnly}`,
    {
      actions: besideVaults,
      dataActions: [
        'Microsoft.KeyVault/vaults/certificatecas/*',
        'Microsoft.KeyVault/vaults/certificates/*',
        'Microsoft.KeyVault/vaults/certificatecontacts/write',
      ],
    },
  ),
  role(
    'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba',
    'Key Vault Certificate User',
    `Read certificate contents. ${rbacOnly}`,
    {
      dataActions: [
        'Microsoft.KeyVault/vaults/certificates/read',
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
        'Microsoft.KeyVault/vaults/keys/read',
      ],
    },
  ),
  role(
    '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
    'Key Vault Crypto Officer',
    `Perform any action on the keys of a key vault, except manage permissions. ${rbacOnly}`,
    {
      actions: besideVaults,
      dataActions: ['Microsoft.KeyVault/vaults/keys/*', 'Microsoft.KeyVault/vaults/keyrotationpolicies/*'],
    },
  ),
];
