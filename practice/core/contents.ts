/** Any value that JSON can express. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type CloudName = 'public' | 'usgov' | 'usgov-dod' | 'china';

/** The tenant itself: name, cloud, domains and licenses. */
export interface TenantObject {
  readonly id: string;
  readonly displayName: string;
  readonly cloud: CloudName;
  /** Verified domains. The default domain comes first. */
  readonly domains: readonly string[];
  readonly countryLetterCode: string;
  readonly createdDateTime: string;
  /** Whether the tenant has Entra ID P2. Without it, PIM answers AadPremiumLicenseRequired. */
  readonly premiumP2: boolean;
  /** The latest api-version date Azure serves in this cloud; undefined: all. Assumed: no list is public. */
  readonly armVersionsUntil?: string;
  /** The answer of the retired Graph endpoint /security/alerts. It isn't documented, so tenants differ. */
  readonly legacyAlerts: 'empty' | 'gone' | 'not-found' | 'partial' | 'alive';
}

/** An assignment of a custom role, or of any role that is limited to a part of the directory. */
export interface OtherRoleObject {
  readonly displayName: string;
  /** The template ID of a built-in role, or the custom role's own ID. */
  readonly id: string;
  readonly isBuiltIn: boolean;
  readonly actions: readonly string[];
  /** "/" for the whole directory, or the part that the role is limited to. */
  readonly directoryScopeId: string;
}

/** A user account of the tenant. */
export interface UserObject {
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly userPrincipalName: string;
  readonly jobTitle: string | null;
  readonly userType: 'Member' | 'Guest';
  readonly accountEnabled: boolean;
  /** SHA-256 of the password. The password itself is never kept. */
  readonly passwordHash: string;
  /** Template IDs of the Entra roles that are active now. */
  readonly activeRoles: readonly string[];
  /** Template IDs of the Entra roles that this person can activate through PIM. */
  readonly eligibleRoles: readonly string[];
  /** A partner's account. It signs in with its roles, but is not an object of this tenant. */
  readonly partner?: true;
  /** Roles that no membership shows: custom roles, and roles over one application or administrative unit. */
  readonly otherRoles?: readonly OtherRoleObject[];
  /** The AADSTS number with which this person's sign-in is refused, such as 53003. Undefined: not refused. */
  readonly signInBlockedBy?: number;
}

/** A security group. Its members are the object IDs of people, service principals and other groups. */
export interface GroupObject {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  /** Whether Entra roles can be assigned to it. This is set at creation. Such a group contains no group. */
  readonly isAssignableToRole: boolean;
  readonly members: readonly string[];
  /** Template IDs of the Entra roles that are assigned to it. */
  readonly activeRoles: readonly string[];
  /** Custom Entra roles, and roles over a part of the directory, that are assigned to it. */
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
  /** The certificate, DER in base64. It is public. */
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
  /** Object IDs of its owners, which are users and service principals. */
  readonly owners: readonly string[];
}

/** A service principal in this tenant, of an application of this tenant or of Microsoft's. */
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
  /** Entra roles that are assigned to the service principal itself, such as an automation's. */
  readonly activeRoles: readonly string[];
  /** The AADSTS number with which Conditional Access for workload identities refuses every sign-in. */
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

/** The tenant's policies. There is one object, with the id `tenant`. */
export interface PolicyObject {
  readonly id: 'tenant';
  readonly usersMayCreateApps: boolean;
  /** Whether an application must have a reference to a service catalog. */
  readonly serviceReferenceRequired?: true;
  readonly appManagementPolicy: {
    readonly isEnabled: boolean;
    readonly secretsForbidden: boolean;
    /** The longest lifetime of a new secret in days, or null if the tenant sets no limit. */
    readonly maxSecretDays: number | null;
    /** Applications created before this date are not restricted. The default is the start of 2024. */
    readonly appliesFrom?: string;
    /** Object IDs of applications and service principals that a policy of their own exempts. */
    readonly exempt?: readonly string[];
    /** Object IDs of callers whose attributes exempt them. */
    readonly exemptCallers?: readonly string[];
  };
  /** The authentication context a person needs to change Azure. Sign-ins without it have only one factor. */
  readonly azureWritesNeed?: string;
  /** The AADSTS number with which Conditional Access blocks sign-ins with a device code. */
  readonly deviceCodeBlockedBy?: number;
}

export interface SubscriptionObject {
  readonly id: string;
  readonly displayName: string;
  readonly state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** The tenant that owns it, if that is another tenant which delegated it to this one (Azure Lighthouse). */
  readonly ownerTenantId?: string;
  /** The ARM ID of the management group that contains it. Undefined: the root. */
  readonly managementGroup?: string;
}

/** A management group below the root, which every tenant has. `id` is its ARM ID, `parent` its parent's. */
export interface ManagementGroupObject {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly parent: string;
}

/** `id` is the ARM ID in Microsoft's casing. The store's key is the same ID in lower case. */
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
  /** The way Sentinel was enabled here. If both are false, it is off. */
  readonly sentinel: { readonly onboardingState: boolean; readonly legacySolution: boolean };
  /** The kind of data it has. The signals generate it from the seed, relative to the tenant's clock. */
  readonly signals: { readonly profile: 'lively' | 'quiet' | 'empty'; readonly seed: number };
  /** The plans of tables that are not on the Analytics plan, by table name. */
  readonly tablePlans?: Readonly<Record<string, 'Basic' | 'Auxiliary'>>;
  /** Set if only private links can query it. */
  readonly privateQueriesOnly?: boolean;
  /** The domain of the people who appear in its data. */
  readonly domain?: string;
  /** Whether its data has titles that an attacker would choose. */
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
  /** All other properties at the top level of the resource: plan, sku, identity, etag. */
  readonly more: JsonObject;
}

/** A version of a secret. It holds the value's SHA-256 hash. The value itself is only in memory. */
export interface SecretVersion {
  readonly version: string;
  readonly valueHash: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  /** Seconds since 1970, as for all times of a vault. */
  readonly created: number;
  readonly updated: number;
  readonly expires?: number;
  readonly notBefore?: number;
}

/** A secret in a vault. `id` is `<vault>/<name>` in lower case. Versions are listed oldest first. */
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

/** A soft-deleted vault with all of its contents. `id` is its ARM ID below its location. */
export interface DeletedVaultObject {
  readonly id: string;
  readonly vault: ResourceObject;
  readonly secrets: readonly SecretObject[];
  readonly deletedSecrets: readonly DeletedSecretObject[];
  readonly deletionDate: string;
  readonly scheduledPurgeDate: string;
}

/** The result of one action of a run. Inputs and outputs are kept, but secrets in them are not. */
export interface RunActionObject {
  readonly name: string;
  readonly status: 'Succeeded' | 'Failed' | 'Skipped';
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly inputs: Json;
  readonly outputs: JsonObject;
  /** The parts the definition hides from the run's history: inputs, outputs or both. */
  readonly secured: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** One run of a workflow. `actions` has the actions by path. A path inside a loop includes the iteration. */
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

/** One resource of a deployment in progress. Times are milliseconds since 1970. */
export interface DeploymentStep {
  readonly operationId: string;
  readonly resourceId: string;
  readonly type: string;
  readonly name: string;
  readonly state: 'Waiting' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly startsAt: number;
  readonly endsAt: number;
  /** The HTTP status of the resource's own answer, or 0 before the answer. */
  readonly status: number;
  readonly error: Json;
}

/** A deployment of a template, with its result. `shown` has its parameters, except the secure ones. */
export interface DeploymentObject {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The deployer's object ID. ARM creates the resources in the deployer's name. */
  readonly deployer: string;
  readonly operationId: string;
  readonly correlationId: string;
  readonly state: 'Accepted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The members of `properties` that are known from the start. */
  readonly shown: JsonObject;
  readonly outputs: JsonObject | null;
  readonly error: Json;
  readonly steps: readonly DeploymentStep[];
}

/** An Azure role at a scope. `name` is a GUID. `roleDefinition` is the role's GUID without a prefix. */
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

/** Actions denied at a scope, whatever the roles, except to excluded object IDs. Zeros mean everyone. */
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

/** An Azure role that a principal can activate through PIM for Azure resources. */
export interface RoleEligibilityObject {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly roleDefinition: string;
  readonly principalId: string;
  readonly startDateTime: string;
  readonly endDateTime: string | null;
}

/** A custom role definition. The ARM code has its own table of the built-in ones. */
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

/** A resource provider's registration in a subscription. `id`: `<subscriptionId>/<lower-case namespace>`. */
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

/** Every kind of object that a practice tenant has. The keys of ARM kinds are ARM IDs in lower case. */
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

/** The kinds of object in Azure. Their ids are compared without case. */
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

/** The order in which kinds are listed and saved. */
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

/** All objects of a tenant by kind and key, as the authoritative store has them. */
export type TenantState = { readonly [K in Kind]: Readonly<Record<string, Contents[K]>> };

/** The contents a ready-made tenant starts with. They are lists, which are the easiest to write. */
export type Seed = { readonly [K in Kind]?: readonly Contents[K][] };
