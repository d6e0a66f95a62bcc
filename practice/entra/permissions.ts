import type { AppRole, PermissionScope } from '../core/contents.ts';

interface Row {
  readonly value: string;
  /** Its ID as an application permission, if it is one. */
  readonly role?: string;
  /** Its ID as a delegated permission, if it is one. */
  readonly scope?: string;
  readonly title: string;
}

/**
 * The permissions of Microsoft Graph that the practice tenant knows by ID, from
 * https://learn.microsoft.com/graph/permissions-reference.
 */
const graphRows: readonly Row[] = [
  {
    value: 'SecurityEvents.Read.All',
    role: 'bf394140-e372-4bf9-a898-299cfc7564e5',
    scope: '64733abd-851e-478a-bffb-e47a14b18235',
    title: "Read your organization's security events",
  },
  {
    value: 'SecurityAlert.Read.All',
    role: '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
    scope: 'bc257fb8-46b4-4b15-8713-01e91bfbe4ea',
    title: 'Read all security alerts',
  },
  {
    value: 'SecurityIncident.Read.All',
    role: '45cc0394-e837-488b-a098-1918f48d186c',
    scope: 'b9abcc4f-94fc-4457-9141-d20ce80ec952',
    title: 'Read all security incidents',
  },
  {
    value: 'SecurityAlert.ReadWrite.All',
    role: 'ed4fca05-be46-441f-9803-1873825f8fdb',
    title: 'Read and write to all security alerts',
  },
  {
    value: 'SecurityIncident.ReadWrite.All',
    role: '34bf0e97-1971-4929-b999-9e2442d941d7',
    title: 'Read and write to all security incidents',
  },
  {
    value: 'ThreatHunting.Read.All',
    role: 'dd98c7f5-2d42-42d3-a0e4-633161547251',
    scope: 'b152eca8-ea73-4a48-8c98-1a6742673d99',
    title: 'Run hunting queries',
  },
  {
    value: 'Application.Read.All',
    role: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
    scope: 'c79f8feb-a9db-4090-85f9-90d820caa0eb',
    title: 'Read applications',
  },
  {
    value: 'Application.ReadWrite.All',
    role: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
    scope: 'bdfbf15f-ee85-4955-8675-146e8e5296b5',
    title: 'Read and write all applications',
  },
  {
    value: 'Application.ReadWrite.OwnedBy',
    role: '18a4783c-866b-4cc7-a460-3d5e5662c884',
    title: 'Manage apps that this app creates or owns',
  },
  {
    value: 'AppRoleAssignment.ReadWrite.All',
    role: '06b708a9-e830-4db3-a914-8e69da51d44f',
    scope: '84bccea3-f856-4a8a-967b-dbe0a3d53a64',
    title: 'Manage app permission grants and app role assignments',
  },
  {
    value: 'DelegatedPermissionGrant.ReadWrite.All',
    role: '8e8e4742-1d95-4f68-9d56-6ee75648c72a',
    scope: '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
    title: 'Manage all delegated permission grants',
  },
  {
    value: 'Directory.Read.All',
    role: '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
    scope: '06da0dbc-49e2-44d2-8312-53f166ab848a',
    title: 'Read directory data',
  },
  {
    value: 'Directory.AccessAsUser.All',
    scope: '0e263e50-5827-48a4-b97c-d940288653c7',
    title: 'Access the directory as you',
  },
  {
    value: 'RoleManagement.Read.Directory',
    role: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
    scope: '741c54c3-0c1e-44a1-818b-3f97ab4e8c83',
    title: 'Read directory RBAC settings',
  },
  {
    value: 'RoleAssignmentSchedule.Read.Directory',
    role: 'd5fe8ce8-684c-4c83-a52c-46e882ce4be1',
    scope: '344a729c-0285-42c6-9014-f12b9b8d6129',
    title: 'Read all active role assignments',
  },
  {
    value: 'RoleEligibilitySchedule.Read.Directory',
    role: 'ff278e11-4a33-4d0c-83d2-d01dc58929a5',
    scope: 'eb0788c2-6d4e-4658-8c9e-c0fb8053f03d',
    title: 'Read all eligible role assignments',
  },
  {
    value: 'Organization.Read.All',
    role: '498476ce-e0fe-48b0-b801-37ba7e2685c6',
    scope: '4908d5b9-3fb2-4b1e-9336-1888b7937185',
    title: 'Read organization information',
  },
  {
    value: 'Policy.Read.All',
    role: '246dd0d5-5bd0-4def-940b-0421030a5b68',
    scope: '572fea84-0151-49b2-9301-11cb16974376',
    title: "Read your organization's policies",
  },
  {
    value: 'AuditLog.Read.All',
    role: 'b0afded3-3588-46d8-8b3d-9842eff778da',
    scope: 'e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20',
    title: 'Read audit log data',
  },
  {
    value: 'Group.ReadWrite.All',
    role: '62a82d76-70ea-41e2-9197-370581804d09',
    scope: '4e46008b-f24c-477d-8fff-7bb4ec7aafe0',
    title: 'Read and write all groups',
  },
  {
    value: 'User.Read',
    scope: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d',
    title: 'Sign in and read user profile',
  },
  {
    value: 'User.Read.All',
    role: 'df021288-bdef-4463-88db-98f22de89214',
    scope: 'a154be20-db9c-4678-8ab7-66f6cc099a59',
    title: "Read all users' full profiles",
  },
  {
    value: 'User.ReadWrite.All',
    role: '741f803b-c850-494e-b5df-cde7c675a1ca',
    scope: '204e0828-b5ca-4ad8-b9f3-f32a958e7cc4',
    title: "Read and write all users' full profiles",
  },
];

/** From several public onboarding scripts. No Microsoft document has them (microsoft-apis section 1.2). */
const logsRows: readonly Row[] = [
  {
    value: 'Data.Read',
    role: 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5',
    scope: 'e8dac03d-d467-4a7e-9293-9cca7df08b31',
    title: 'Read Log Analytics data',
  },
];

const armRows: readonly Row[] = [
  {
    value: 'user_impersonation',
    scope: '41094075-9dad-400e-a0bd-54e686782033',
    title: 'Access Azure Service Management as organization users',
  },
];

const vaultRows: readonly Row[] = [
  {
    value: 'user_impersonation',
    scope: 'f53da476-18e3-4152-8e01-aec403e6edc0',
    title: 'Have full access to the Azure Key Vault service',
  },
];

export interface PermissionList {
  readonly appRoles: readonly AppRole[];
  readonly scopes: readonly PermissionScope[];
}

function listOf(rows: readonly Row[]): PermissionList {
  return {
    appRoles: rows.flatMap(({ role, value, title }) =>
      role === undefined
        ? []
        : [
            {
              allowedMemberTypes: ['Application'],
              description: `Allows the app to act without a signed-in user: ${title}.`,
              displayName: title,
              id: role,
              isEnabled: true,
              origin: 'Application',
              value,
            },
          ],
    ),
    scopes: rows.flatMap(({ scope, value, title }) =>
      scope === undefined
        ? []
        : [
            {
              adminConsentDescription: `Allows the app to act on behalf of the signed-in user: ${title}.`,
              adminConsentDisplayName: title,
              id: scope,
              isEnabled: true,
              type: value === 'User.Read' ? ('User' as const) : ('Admin' as const),
              userConsentDescription: null,
              userConsentDisplayName: title,
              value,
            },
          ],
    ),
  };
}

export const graphPermissions = listOf(graphRows);
export const logsPermissions = listOf(logsRows);
export const armPermissions = listOf(armRows);
export const vaultPermissions = listOf(vaultRows);
export const noPermissions: PermissionList = { appRoles: [], scopes: [] };
