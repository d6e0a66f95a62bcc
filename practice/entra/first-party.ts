import { clouds } from '../core/clouds.ts';
import type { CloudName, ServicePrincipalObject } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import * as known from '../core/known-ids.ts';
import {
  armPermissions,
  graphPermissions,
  logsPermissions,
  noPermissions,
  type PermissionList,
  vaultPermissions,
} from './permissions.ts';

/** One of Microsoft's own applications. */
export interface FirstParty {
  readonly appId: string;
  readonly displayName: string;
  readonly permissions: PermissionList;
  /** The names that token requests can use for it. Its client ID is always one more. */
  readonly names: (cloud: CloudName) => readonly string[];
  /** Present in every tenant from the start. Other applications appear at their first use. */
  readonly always: boolean;
  /** Set for a public client that a person can sign in with: where answers can go and its permissions. */
  readonly client?: FirstPartyClient;
}

export interface FirstPartyClient {
  readonly redirectUris: readonly string[];
  /**
   * Delegated permissions it is pre-authorized for, by the resource's client ID. `any`: it can ask for
   * anything the resource offers (with consent). A resource that is missing answers AADSTS65002.
   */
  readonly may: Readonly<Record<string, readonly string[] | 'any'>>;
  /** Shares refresh tokens with Microsoft's other clients. */
  readonly family: boolean;
}

/**
 * The only Graph permissions that the Azure CLI's public client can ask for
 * (https://github.com/Azure/azure-cli/issues/26471 and 33062, https://github.com/microsoftgraph/msgraph-cli/issues/48).
 */
const cliGraphScopes: readonly string[] = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'AuditLog.Read.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.AccessAsUser.All',
  'Group.ReadWrite.All',
  'User.Read.All',
  'User.ReadWrite.All',
];

const loopback = ['http://localhost', 'https://login.microsoftonline.com/common/oauth2/nativeclient'];

const withSlash = (names: readonly string[]) => names.filter((name) => name.startsWith('https://'));

export const firstParties: readonly FirstParty[] = [
  {
    appId: known.graphAppId,
    displayName: 'Microsoft Graph',
    permissions: graphPermissions,
    names: (cloud) => withSlash(clouds[cloud].audiences.graph),
    always: true,
  },
  {
    appId: known.armAppId,
    displayName: 'Windows Azure Service Management API',
    permissions: armPermissions,
    names: (cloud) => withSlash(clouds[cloud].audiences.arm),
    always: true,
  },
  {
    appId: known.logsAppId,
    displayName: 'Log Analytics API',
    permissions: logsPermissions,
    names: (cloud) => withSlash(clouds[cloud].audiences.logs),
    always: false,
  },
  {
    appId: known.vaultAppId,
    displayName: 'Azure Key Vault',
    permissions: vaultPermissions,
    names: (cloud) => withSlash(clouds[cloud].audiences.vault),
    always: true,
  },
  {
    appId: known.portalApiAppId,
    displayName: 'ADIbizaUX',
    permissions: noPermissions,
    names: () => [],
    always: true,
  },
  {
    appId: known.securityInsightsAppId,
    displayName: 'Azure Security Insights',
    permissions: noPermissions,
    names: () => [],
    always: true,
  },
  {
    appId: '7cd684f4-8a78-49b0-91ec-6a35d38739ba',
    displayName: 'Azure Logic Apps',
    permissions: noPermissions,
    names: () => [],
    always: true,
  },
  {
    appId: known.portalAppId,
    displayName: 'Azure Portal',
    permissions: noPermissions,
    names: () => [],
    always: true,
  },
  {
    appId: known.azureCliAppId,
    displayName: 'Microsoft Azure CLI',
    permissions: noPermissions,
    names: () => [],
    always: true,
    client: {
      redirectUris: loopback,
      may: {
        [known.graphAppId]: cliGraphScopes,
        [known.armAppId]: ['user_impersonation'],
        [known.logsAppId]: ['Data.Read'],
        [known.vaultAppId]: ['user_impersonation'],
        [known.portalApiAppId]: ['user_impersonation'],
      },
      family: true,
    },
  },
  {
    appId: known.azurePowerShellAppId,
    displayName: 'Microsoft Azure PowerShell',
    permissions: noPermissions,
    names: () => [],
    always: false,
    client: {
      redirectUris: loopback,
      may: {
        [known.graphAppId]: cliGraphScopes.filter((scope) => scope !== 'User.ReadWrite.All'),
        [known.armAppId]: ['user_impersonation'],
        [known.logsAppId]: ['Data.Read'],
        [known.vaultAppId]: ['user_impersonation'],
      },
      family: true,
    },
  },
  {
    appId: known.graphToolsAppId,
    displayName: 'Microsoft Graph Command Line Tools',
    permissions: noPermissions,
    names: () => [],
    always: false,
    client: { redirectUris: loopback, may: { [known.graphAppId]: 'any' }, family: false },
  },
];

/** Microsoft's own application with this client ID, or undefined if the practice tenant doesn't know it. */
export function firstPartyOf(appId: string): FirstParty | undefined {
  return firstParties.find((each) => each.appId === appId.toLowerCase());
}

/** The service principal of one of Microsoft's applications. Its object ID differs from tenant to tenant. */
export function firstPartyPrincipal(
  tenantId: string,
  cloud: CloudName,
  app: FirstParty,
): ServicePrincipalObject {
  return {
    id: guidOf('first-party', tenantId, app.appId),
    appId: app.appId,
    displayName: app.displayName,
    appOwnerOrganizationId: known.microsoftTenantId,
    servicePrincipalType: 'Application',
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    createdDateTime: null,
    description: null,
    notes: null,
    tags: [],
    appRoles: app.permissions.appRoles,
    oauth2PermissionScopes: app.permissions.scopes,
    servicePrincipalNames: [app.appId, ...app.names(cloud)],
    replyUrls: [],
    passwordCredentials: [],
    keyCredentials: [],
    owners: [],
    activeRoles: [],
  };
}
