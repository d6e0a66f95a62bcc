/** Anything JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type CloudName = 'public' | 'usgov' | 'usgov-dod' | 'china';

/** The tenant itself. */
export interface TenantObject {
  readonly id: string;
  readonly displayName: string;
  readonly cloud: CloudName;
  /** Verified domains, the default one first. */
  readonly domains: readonly string[];
  readonly countryLetterCode: string;
  readonly createdDateTime: string;
  /** Whether the tenant owns Entra ID P2, without which PIM answers AadPremiumLicenseRequired. */
  readonly premiumP2: boolean;
  /** The last day whose api-versions Azure serves in this cloud; undefined where it serves all. Assumed: no list is public. */
  readonly armVersionsUntil?: string;
  /** What the retired Graph endpoint /security/alerts answers here. Not documented, so it is data. */
  readonly legacyAlerts: 'empty' | 'gone' | 'not-found' | 'partial' | 'alive';
}

/** An assignment of a custom role, or of a role over a part of the directory. */
export interface OtherRoleObject {
  readonly displayName: string;
  /** The template's id of a built-in role, the role's own id of a custom one. */
  readonly id: string;
  readonly isBuiltIn: boolean;
  readonly actions: readonly string[];
  /** "/" or the part it is over. */
  readonly directoryScopeId: string;
}

/** A person of the tenant. */
export interface UserObject {
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly userPrincipalName: string;
  readonly jobTitle: string | null;
  readonly userType: 'Member' | 'Guest';
  readonly accountEnabled: boolean;
  /** SHA-256 of the password; the words themselves are never kept. */
  readonly passwordHash: string;
  /** Entra role template IDs that are active now. */
  readonly activeRoles: readonly string[];
  /** Entra role template IDs this person may activate through PIM. */
  readonly eligibleRoles: readonly string[];
  /** A partner's account: it signs in with its roles, and is no object of this tenant. */
  readonly partner?: true;
  /** Roles that no membership shows: custom ones, and roles over one application or administrative unit. */
  readonly otherRoles?: readonly OtherRoleObject[];
  /** Why this person's sign-in is refused, if it is: an AADSTS number such as 53003. */
  readonly signInBlockedBy?: number;
}

/** A security group. Members are object IDs of people, service principals and other groups. */
export interface GroupObject {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  /** Whether Entra roles may be assigned to it: decided when it is made. Such a group holds no other group. */
  readonly isAssignableToRole: boolean;
  readonly members: readonly string[];
  /** Entra role template IDs assigned to it. */
  readonly activeRoles: readonly string[];
  /** Custom Entra roles, and roles over a part of the directory, assigned to it. */
  readonly otherRoles?: readonly OtherRoleObject[];
}

export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly hint: string;
  readonly customKeyIdentifier: null;
  readonly secretHash: string;
}

export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly type: string;
  readonly usage: string;
  /** The certificate, DER in base64. Public. */
  readonly key: string;
  readonly customKeyIdentifier: string | null;
}

export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | null;
}

export interface ResourceAccess {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Role' | 'Scope' }[];
}

export interface AppRole {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
  readonly description: string;
  readonly isEnabled: boolean;
  readonly origin?: string;
  readonly allowedMemberTypes: readonly string[];
}

export interface PermissionScope {
  readonly id: string;
  readonly value: string;
  readonly type: 'Admin' | 'User';
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName: string;
  readonly adminConsentDescription: string;
  readonly userConsentDisplayName: string | null;
  readonly userConsentDescription: string | null;
}

/** An app registration. `id` is the object ID, `appId` the client ID. */
export interface ApplicationObject {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly notes: string | null;
  readonly uniqueName: string | null;
  readonly createdDateTime: string;
  readonly signInAudience: string;
  readonly identifierUris: readonly string[];
  readonly tags: readonly string[];
  readonly isFallbackPublicClient: boolean | null;
  readonly serviceManagementReference: string | null;
  readonly requiredResourceAccess: readonly ResourceAccess[];
  readonly appRoles: readonly AppRole[];
  readonly api: JsonObject;
  readonly web: JsonObject;
  readonly spa: JsonObject;
  readonly publicClient: JsonObject;
  readonly info: JsonObject;
  readonly optionalClaims: Json;
  readonly groupMembershipClaims: string | null;
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly keyCredentials: readonly KeyCredential[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** Object IDs of users and service principals. */
  readonly owners: readonly string[];
}

/** An application's presence in this tenant: ours, or Microsoft's own. */
export interface ServicePrincipalObject {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly appOwnerOrganizationId: string;
  readonly servicePrincipalType: 'Application' | 'ManagedIdentity';
  readonly accountEnabled: boolean;
  readonly appRoleAssignmentRequired: boolean;
  readonly createdDateTime: string | null;
  readonly description: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly appRoles: readonly AppRole[];
  readonly oauth2PermissionScopes: readonly PermissionScope[];
  readonly servicePrincipalNames: readonly string[];
  readonly replyUrls: readonly string[];
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly keyCredentials: readonly KeyCredential[];
  readonly owners: readonly string[];
  /** Entra roles an automation's principal may hold. */
  readonly activeRoles: readonly string[];
  /** Conditional Access for workload identities lets it in nowhere, with this AADSTS number. */
  readonly signInBlockedBy?: number;
}

/** An application permission that an administrator has consented to. */
export interface AppRoleAssignmentObject {
  readonly id: string;
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principalType: 'ServicePrincipal' | 'User' | 'Group';
  readonly resourceId: string;
  readonly createdDateTime: string;
}

export interface OAuth2PermissionGrantObject {
  readonly id: string;
  readonly clientId: string;
  readonly consentType: 'AllPrincipals' | 'Principal';
  readonly principalId: string | null;
  readonly resourceId: string;
  readonly scope: string;
}

export interface DeletedObject {
  readonly id: string;
  readonly deletedDateTime: string;
  readonly was:
    | { readonly kind: 'applications'; readonly object: ApplicationObject }
    | {
        readonly kind: 'servicePrincipals';
        readonly object: ServicePrincipalObject;
        readonly appRoleAssignments: readonly AppRoleAssignmentObject[];
      };
}

/** What the tenant's policies allow; one object, id `tenant`. */
export interface PolicyObject {
  readonly id: 'tenant';
  readonly usersMayCreateApps: boolean;
  /** Whether an application is registered only with a reference to a service catalog. */
  readonly serviceReferenceRequired?: true;
  readonly appManagementPolicy: {
    readonly isEnabled: boolean;
    readonly secretsForbidden: boolean;
    /** Longest life of a new secret in days, or null where the tenant sets none. */
    readonly maxSecretDays: number | null;
    /** Applications made before this are left alone; 2024 began with it where nothing else is said. */
    readonly appliesFrom?: string;
    /** Object IDs of applications and principals that a policy of their own leaves alone. */
    readonly exempt?: readonly string[];
    /** Object IDs of callers whose attributes exempt them. */
    readonly exemptCallers?: readonly string[];
  };
  /** Authentication context without which a person may change nothing in Azure. Who asks for none has one factor only. */
  readonly azureWritesNeed?: string;
  /** Conditional Access blocks sign-ins with a device code, with this AADSTS number. */
  readonly deviceCodeBlockedBy?: number;
}

export interface SubscriptionObject {
  readonly id: string;
  readonly displayName: string;
  readonly state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** The tenant it belongs to, where that is another one, which has delegated it to this (Azure Lighthouse). */
  readonly ownerTenantId?: string;
  /** ARM ID of the management group it lies in; undefined: the root. */
  readonly managementGroup?: string;
}

/** A management group below the root, which every tenant has. `id` is the ARM ID, `parent` that of the group above it. */
export interface ManagementGroupObject {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly parent: string;
}

/** `id` is the ARM ID in Microsoft's casing; the store's key is the same in lower case. */
export interface ResourceGroupObject {
  readonly id: string;
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface WorkspaceObject {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  /** The Workspace ID that queries use. */
  readonly customerId: string;
  readonly sku: string;
  readonly retentionInDays: number;
  readonly createdDate: string;
  readonly tags: Readonly<Record<string, string>>;
  /** How Sentinel was switched on here; both false means it is off. */
  readonly sentinel: { readonly onboardingState: boolean; readonly legacySolution: boolean };
  /** What lives in it: generated from the seed by the signals, relative to the tenant's clock. */
  readonly signals: { readonly profile: 'lively' | 'quiet' | 'empty'; readonly seed: number };
  /** Tables that are not on the Analytics plan, by name. */
  readonly tablePlans?: Readonly<Record<string, 'Basic' | 'Auxiliary'>>;
  /** Set where it may be queried through a private link alone. */
  readonly privateQueriesOnly?: boolean;
  /** The domain of the people its data speaks of. */
  readonly domain?: string;
  /** Whether its data is titled as an attacker would title it. */
  readonly hostile?: boolean;
}

/** Any other ARM resource: solutions, vaults, workflows, connections, automation rules, incident changes. */
export interface ResourceObject {
  readonly id: string;
  readonly type: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string | null;
  readonly kind?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: JsonObject;
  /** Anything else at the top level of the resource: plan, sku, identity, etag. */
  readonly more: JsonObject;
}

/** A version of a secret. Its value is kept as a SHA-256 hash; the value itself is in memory only. */
export interface SecretVersion {
  readonly version: string;
  readonly valueHash: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  /** Seconds since 1970, as are all times of a vault. */
  readonly created: number;
  readonly updated: number;
  readonly expires?: number;
  readonly notBefore?: number;
}

/** A secret in a vault; `id` is `<vault>/<name>` in lower case. Versions oldest first. */
export interface SecretObject {
  readonly id: string;
  readonly vault: string;
  readonly name: string;
  readonly versions: readonly SecretVersion[];
}

export interface DeletedSecretObject extends SecretObject {
  readonly deletedDate: number;
  readonly scheduledPurgeDate: number;
}

/** A soft-deleted vault with everything in it. `id` is its ARM ID below its location. */
export interface DeletedVaultObject {
  readonly id: string;
  readonly vault: ResourceObject;
  readonly secrets: readonly SecretObject[];
  readonly deletedSecrets: readonly DeletedSecretObject[];
  readonly deletionDate: string;
  readonly scheduledPurgeDate: string;
}

/** What became of one action of a run. What it was given and gave is here but for secrets, which are nowhere. */
export interface RunActionObject {
  readonly name: string;
  readonly status: 'Succeeded' | 'Failed' | 'Skipped';
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly inputs: Json;
  readonly outputs: JsonObject;
  /** Which of the two the definition hides from the run's history. */
  readonly secured: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** One run of a workflow. `actions` by their path: a loop's inner ones carry the turn. */
export interface WorkflowRunObject {
  readonly id: string;
  readonly workflowId: string;
  readonly name: string;
  readonly trigger: { readonly name: string; readonly body: Json };
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly status: 'Running' | 'Waiting' | 'Succeeded' | 'Failed' | 'Cancelled';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly actions: Readonly<Record<string, RunActionObject>>;
}

/** One resource of a deployment on its way. Times are milliseconds since 1970. */
export interface DeploymentStep {
  readonly operationId: string;
  readonly resourceId: string;
  readonly type: string;
  readonly name: string;
  readonly state: 'Waiting' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly startsAt: number;
  readonly endsAt: number;
  /** HTTP status of the resource's own answer; 0 before it came. */
  readonly status: number;
  readonly error: Json;
}

/** A deployment of a template and what became of it. What it was given is in `shown` but for secure parameters. */
export interface DeploymentObject {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Object ID of who deployed: ARM makes the resources in that name. */
  readonly deployer: string;
  readonly operationId: string;
  readonly correlationId: string;
  readonly state: 'Accepted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Members of `properties` that are known from the start. */
  readonly shown: JsonObject;
  readonly outputs: JsonObject | null;
  readonly error: Json;
  readonly steps: readonly DeploymentStep[];
}

/** An Azure role at a scope. `name` is the GUID, `roleDefinition` the role's GUID without any prefix. */
export interface RoleAssignmentObject {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly roleDefinition: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
  readonly createdOn: string;
  readonly createdBy: string;
}

/** What nobody may do at a scope but those excluded, whatever roles they hold. Principals are object IDs; zeros are everyone. */
export interface DenyAssignmentObject {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly denyAssignmentName: string;
  readonly permissions: RoleDefinitionObject['permissions'];
  readonly doNotApplyToChildScopes: boolean;
  readonly principals: readonly string[];
  readonly excludePrincipals: readonly string[];
}

/** An Azure role someone may activate through PIM for Azure resources. */
export interface RoleEligibilityObject {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly roleDefinition: string;
  readonly principalId: string;
  readonly startDateTime: string;
  readonly endDateTime: string | null;
}

/** A custom role definition; the built-in ones are the ARM side's own table. */
export interface RoleDefinitionObject {
  readonly id: string;
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
  }[];
}

/** A resource provider's registration in a subscription; `id` is `<subscriptionId>/<namespace in lower case>`. */
export interface ProviderRegistrationObject {
  readonly id: string;
  readonly subscriptionId: string;
  readonly namespace: string;
  readonly state: 'Registered' | 'NotRegistered' | 'Registering' | 'Unregistered';
}

export interface LockObject {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly level: 'CanNotDelete' | 'ReadOnly';
  readonly notes: string | null;
}

/** Every kind of object a practice tenant holds. Keys of ARM kinds are ARM IDs in lower case. */
export interface Contents {
  tenant: TenantObject;
  policies: PolicyObject;
  users: UserObject;
  groups: GroupObject;
  applications: ApplicationObject;
  servicePrincipals: ServicePrincipalObject;
  appRoleAssignments: AppRoleAssignmentObject;
  oauth2PermissionGrants: OAuth2PermissionGrantObject;
  deletedItems: DeletedObject;
  managementGroups: ManagementGroupObject;
  subscriptions: SubscriptionObject;
  resourceGroups: ResourceGroupObject;
  workspaces: WorkspaceObject;
  resources: ResourceObject;
  roleAssignments: RoleAssignmentObject;
  roleEligibilities: RoleEligibilityObject;
  roleDefinitions: RoleDefinitionObject;
  denyAssignments: DenyAssignmentObject;
  providerRegistrations: ProviderRegistrationObject;
  locks: LockObject;
  deployments: DeploymentObject;
  secrets: SecretObject;
  deletedSecrets: DeletedSecretObject;
  deletedVaults: DeletedVaultObject;
  workflowRuns: WorkflowRunObject;
}

export type Kind = keyof Contents;

/** What Azure holds: its ids are compared without case. */
export const azureKinds: readonly Kind[] = [
  'managementGroups',
  'subscriptions',
  'resourceGroups',
  'workspaces',
  'resources',
  'roleAssignments',
  'roleEligibilities',
  'roleDefinitions',
  'denyAssignments',
  'providerRegistrations',
  'locks',
  'deployments',
  'secrets',
  'deletedSecrets',
  'deletedVaults',
  'workflowRuns',
];

/** The order kinds are listed and saved in. */
export const kinds: readonly Kind[] = [
  'tenant',
  'policies',
  'users',
  'groups',
  'applications',
  'servicePrincipals',
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'deletedItems',
  ...azureKinds,
];

/** Everything a tenant holds, by kind and key, as its authoritative store has it. */
export type TenantState = { readonly [K in Kind]: Readonly<Record<string, Contents[K]>> };

/** What a ready-made tenant starts with: lists, as they are easiest to write. */
export type Seed = { readonly [K in Kind]?: readonly Contents[K][] };
