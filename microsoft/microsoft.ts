import type { Secret } from '../engine/secret.ts';
import type { ApiConnections, LogicApps } from './playbooks.ts';
import type { Vaults } from './vaults.ts';

export type {
  ApiConnection,
  JsonObject,
  Workflow,
  WorkflowRun,
} from './playbooks.ts';
export type { DeletedVault, SecretMetadata, SecretSeen, Vault, Vaults } from './vaults.ts';

/**
 * What recipes may ask of Microsoft: nouns with verbs, no addresses. Every call may throw a `ProblemError`
 * (microsoft/problems.ts translated it); a look that finds nothing answers `undefined` or an empty list instead.
 * Writes answer `created: false` where the thing was there already.
 */
export interface Microsoft {
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Whether the tenant id lies in the range reserved for practice: nothing there is real. */
  readonly practice: boolean;
  /** The Azure portal of this cloud, without a slash at the end ("https://portal.azure.com"). */
  readonly portal: string;
  /** Does Microsoft Graph serve security alerts and scores in this cloud? */
  readonly securityAlerts: boolean;
  readonly identity: {
    whoAmI(): Promise<Identity>;
    /** Fetches new tokens: one issued before a role became active never gains it. Opens no browser. */
    renew(): Promise<void>;
  };
  /** Who is signed in, as the sign-in itself knows it: nothing is asked. */
  readonly signedInAs: { readonly kind: 'person' | 'application'; readonly clientId: string };
  readonly applications: Applications;
  /** Who may come in through an application. */
  readonly doors: ApplicationDoors;
  readonly servicePrincipals: ServicePrincipals;
  readonly consent: Consent;
  readonly delegated: DelegatedGrants;
  readonly roles: Roles;
  readonly roleSurvey: RoleSurvey;
  readonly workspaces: Workspaces;
  readonly deployments: Deployments;
  readonly vaults: Vaults;
  readonly logicApps: LogicApps;
  readonly connections: ApiConnections;
  readonly logs: Logs;
  readonly sentinel: Sentinel;
  /** A session as an application, with its own credential. Sends nothing until asked. */
  asApplication(
    clientId: string,
    proof: AppProof,
    /** Where the credential's birth is known (ISO-8601 UTC), a refusal within its first minute is said to pass. */
    known?: { readonly secretMadeAt?: string },
  ): ApplicationSession;
  /** The same for the application that is itself signed in; undefined where a person is. */
  asSignedIn(): ApplicationSession | undefined;
}

/** How an application proves that it is itself: a client secret, a certificate's key, or its own provider's word. */
export type AppProof =
  | Secret
  /** The certificate as DER in base64, its private key as PKCS#8 PEM. */
  | { readonly certificate: string; readonly privateKey: Secret }
  /** A token of the provider that a federated credential trusts; it holds for minutes. */
  | { readonly assertion: Secret };

export type CloudName = 'public' | 'usgov' | 'usgov-dod' | 'china';

/** Read somewhere the signed-in client may not look. Never shown as a pass or a fail. */
export interface CouldNotLook {
  readonly couldNotLook: string;
}

export interface Identity {
  readonly kind: 'person' | 'application';
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domain: string;
  readonly name: string;
  /** userPrincipalName, or the client id of an application. */
  readonly userName: string;
  readonly objectId: string;
  readonly userType: 'member' | 'guest' | 'application' | 'unknown';
  /** Active Entra roles by template id; an application's Graph app roles are in `appRoles` instead. */
  readonly roles: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** For an application: `roles` of its Graph token. */
  readonly appRoles: readonly string[];
  /** PIM-eligible roles; the default client may not read them. */
  readonly eligible: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** May every user register applications? authorizationPolicy, usually not readable. */
  readonly usersMayRegister: boolean | CouldNotLook;
  /** Longest client secret the app management policy allows, in days. */
  readonly longestSecretDays: number | 'unlimited' | 'forbidden' | CouldNotLook;
}

export interface Application {
  /** The client id. */
  readonly appId: string;
  readonly appObjectId: string;
  readonly displayName: string;
  readonly uniqueName: string | undefined;
  readonly signInAudience: string;
  readonly tags: readonly string[];
  readonly passwordCredentials: readonly {
    readonly keyId: string;
    readonly displayName: string;
    readonly endDateTime: string;
    readonly startDateTime: string;
    /** Entra's own, the first characters. Never journalled. */
    readonly hint: string;
  }[];
  readonly keyCredentials: readonly KeyCredential[];
  readonly declared: readonly {
    readonly resourceAppId: string;
    readonly id: string;
    readonly type: 'Role' | 'Scope';
  }[];
  /** Addresses Entra sends a signed-in person back to. */
  readonly redirects: readonly Redirect[];
  /** Whether it may sign people in without proving who it is itself. */
  readonly publicClient: boolean;
}

export interface Redirect {
  readonly kind: 'web' | 'spa' | 'publicClient';
  readonly uri: string;
}

export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly kind: 'member' | 'guest' | 'application';
}

export interface ApplicationDoors {
  owners(appObjectId: string): Promise<readonly Owner[]>;
  addOwner(appObjectId: string, objectId: string): Promise<void>;
  removeOwner(appObjectId: string, objectId: string): Promise<void>;
  /** Sets what is named and leaves the rest; `redirects` are then all there are. Safe to repeat. */
  change(
    appObjectId: string,
    to: {
      readonly redirects?: readonly Redirect[];
      readonly publicClient?: boolean;
      readonly signInAudience?: string;
    },
  ): Promise<void>;
}

/** A certificate an application may sign in with. Public: the private key is elsewhere. */
export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** SHA-256 over the certificate, hex; empty where Entra left the certificate out of its answer. */
  readonly thumbprint: string;
}

/** A new key pair and the certificate over it, made on this computer. */
export interface NewCertificate {
  /** DER in base64. */
  readonly certificate: string;
  /** SHA-256 over it, hex. */
  readonly thumbprint: string;
  /** ISO-8601 UTC. */
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** PKCS#8 PEM. */
  readonly privateKey: Secret;
}

/** Whose tokens an application takes for its own: a pipeline's, a cluster's, another cloud's. */
export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

export interface CertificateVerbs {
  /** RSA 2048, signed by itself. Sends nothing. `endDateTime` is ISO-8601 UTC. */
  newCertificate(wanted: { readonly subject: string; readonly endDateTime: string }): Promise<NewCertificate>;
  /** Adds a certificate to those there are, reading the list first. Known by its thumbprint, so safe to repeat. */
  addCertificate(
    appObjectId: string,
    wanted: Pick<NewCertificate, 'certificate' | 'startDateTime' | 'endDateTime'> & {
      readonly displayName: string;
    },
  ): Promise<{ readonly created: boolean }>;
  /** By its keyId or its thumbprint; the others stay. */
  removeCertificate(appObjectId: string, which: string): Promise<void>;
}

export interface FederatedVerbs {
  federatedCredentials(appObjectId: string): Promise<readonly FederatedCredential[]>;
  /** `created: false` where one of the same name, or of the same issuer and subject, is there. */
  addFederatedCredential(
    appObjectId: string,
    wanted: Omit<FederatedCredential, 'id'>,
  ): Promise<{ readonly id: string; readonly created: boolean }>;
  removeFederatedCredential(appObjectId: string, id: string): Promise<void>;
}

export interface Applications extends CertificateVerbs, FederatedVerbs {
  byUniqueName(uniqueName: string): Promise<Application | undefined>;
  byAppId(appId: string): Promise<Application | undefined>;
  byObjectId(appObjectId: string): Promise<Application | undefined>;
  /** A soft-deleted application that still holds the name. */
  deletedWithUniqueName(
    uniqueName: string,
  ): Promise<{ readonly appObjectId: string; readonly displayName: string } | undefined>;
  /** Upsert by `uniqueName`, single tenant. Safe to repeat. */
  create(wanted: {
    readonly uniqueName: string;
    readonly displayName: string;
    readonly tags: readonly string[];
  }): Promise<{ readonly appId: string; readonly appObjectId: string; readonly created: boolean }>;
  restore(appObjectId: string): Promise<void>;
  delete(appObjectId: string): Promise<void>;
  /** Adds app roles of a resource to what is declared, reading the list first and keeping everything on it. */
  declare(
    appObjectId: string,
    resourceAppId: string,
    appRoleIds: readonly string[],
  ): Promise<{ readonly created: boolean }>;
  undeclare(appObjectId: string, resourceAppId: string, appRoleIds: readonly string[]): Promise<void>;
  /** Not repeatable: each call makes another credential. */
  addPassword(
    appObjectId: string,
    wanted: { readonly displayName: string; readonly endDateTime: string },
  ): Promise<{
    readonly keyId: string;
    readonly secret: Secret;
    readonly hint: string;
    readonly endDateTime: string;
  }>;
  removePassword(appObjectId: string, keyId: string): Promise<void>;
}

export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** App roles it offers, by value. */
  readonly appRoles: readonly { readonly id: string; readonly value: string; readonly isEnabled: boolean }[];
}

export interface ServicePrincipals {
  byAppId(appId: string): Promise<ServicePrincipal | undefined>;
  byId(id: string): Promise<ServicePrincipal | undefined>;
  /** Upsert by client id. Safe to repeat. */
  create(appId: string): Promise<{ readonly id: string; readonly created: boolean }>;
  delete(id: string): Promise<void>;
}

export interface Grant {
  readonly id: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export interface Consent {
  /** App-role assignments held by a service principal. */
  granted(principalId: string): Promise<readonly Grant[]>;
  grant(wanted: {
    readonly principalId: string;
    readonly resourceId: string;
    readonly appRoleId: string;
  }): Promise<{
    readonly id: string;
    readonly created: boolean;
  }>;
  revoke(principalId: string, grantId: string): Promise<void>;
  /** How many app-role assignments a resource has given, to anybody. */
  givenBy(resourceId: string): Promise<number>;
}

/** Delegated permissions of one API, for everybody or for one person. */
export interface DelegatedGrant {
  readonly id: string;
  readonly resourceId: string;
  /** Separated by blanks. */
  readonly scope: string;
  /** Object id of the one person it is for. */
  readonly person?: string;
}

export interface DelegatedGrants {
  heldBy(principalId: string): Promise<readonly DelegatedGrant[]>;
  give(
    wanted: Omit<DelegatedGrant, 'id'> & { readonly principalId: string },
  ): Promise<{ readonly id: string }>;
  revoke(id: string): Promise<void>;
}

/** Effective permissions of the caller, ARM's own shape: allowed if one entry matches and its notActions do not. */
export interface PermissionEntry {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What the caller may do with what is inside, where Azure says it. */
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

export interface RoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** Last segment of the role definition id. */
  readonly roleId: string;
  readonly createdOn: string | undefined;
}

export interface Roles {
  /** What the signed-in one may do at a scope. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** Assignments of a principal at, above or below a scope. */
  heldBy(principalId: string, scope: string): Promise<readonly RoleAssignment[]>;
  /** PUT by name, to a service principal unless said otherwise. Safe to repeat. `created: false` where the same trio stands under another name. */
  assign(wanted: {
    readonly scope: string;
    readonly name: string;
    readonly roleId: string;
    readonly principalId: string;
    readonly principalType?: 'ServicePrincipal' | 'User';
  }): Promise<{ readonly id: string; readonly created: boolean }>;
  remove(assignmentId: string): Promise<void>;
}

/** What is known about roles beside the one that is given. */
export interface RoleSurvey {
  /** Assignments of a principal anywhere the signed-in one can see, by an index that may run minutes late. */
  heldAnywhere(principalId: string): Promise<readonly RoleAssignment[]>;
  /** Whether an assignment stands right now. */
  isThere(assignmentId: string): Promise<boolean>;
  /** A role's name; its id where the name may not be read. */
  roleName(assignmentScope: string, roleId: string): Promise<string>;
  /** Assignments of the signed-in one at, above or below a scope, those through groups included. */
  mine(
    scope: string,
  ): Promise<
    readonly { readonly scope: string; readonly roleId: string; readonly condition?: string }[] | CouldNotLook
  >;
  /** Roles the signed-in one could activate for a scope. */
  eligible(
    scope: string,
  ): Promise<readonly { readonly name: string; readonly roleId: string }[] | CouldNotLook>;
  /** Locks at, above or below a scope. */
  locks(scope: string): Promise<
    | readonly {
        readonly name: string;
        readonly scope: string;
        readonly level: 'read-only' | 'cannot-delete';
      }[]
    | CouldNotLook
  >;
}

export interface Workspace {
  readonly workspaceName: string;
  /** The customer id. */
  readonly workspaceId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly armId: string;
}

export interface Workspaces {
  /** Every workspace the signed-in one can see, in all subscriptions; Sentinel as a hint. Asked once a session. */
  list(): Promise<readonly (Workspace & { readonly sentinel: 'on' | 'off' })[]>;
  /** Reads the list anew next time. */
  forget(): void;
  find(armId: string): Promise<Workspace | undefined>;
  /** From where it may be queried: anywhere, or only through a private link. Shares `find`'s request of the same moment. */
  queriedFrom(armId: string): Promise<'anywhere' | 'private-link' | undefined>;
  /** Microsoft Sentinel on a workspace: on, off, or a place one may not look. */
  sentinel(armId: string): Promise<'on' | 'off' | CouldNotLook>;
}

export type Resource = 'graph' | 'log-analytics' | 'azure' | 'vault';

export interface AppToken {
  readonly resource: Resource;
  /** The `roles` claim, decoded. Empty where nothing is granted. */
  readonly roles: readonly string[];
  readonly expiresAt: string;
}

export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  /** Set where the service answered in part. */
  readonly partial?: string;
}

/** An incident of Microsoft Sentinel, as far as it is counted. */
export interface IncidentSeen {
  readonly severity: string;
  readonly status: string;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** What a workspace holds, read as the signed-in one. */
export interface Logs {
  /** KQL over a workspace; `timespan` is ISO-8601 ("P14D"). Needs the right to query it, and no consent. */
  query(workspaceArmId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** Every incident made since a time (ISO-8601 UTC), at most some thousands. Needs Microsoft Sentinel Reader. */
  incidentsSince(workspaceArmId: string, since: string): Promise<readonly IncidentSeen[]>;
}

export interface ApplicationSession {
  /** A new token: an older one never gains a role. */
  token(resource: Resource): Promise<AppToken>;
  /** KQL over a workspace by its customer id; `timespan` is ISO-8601 ("P14D"). Needs the log-analytics token. */
  query(workspaceId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** Newest incidents of a workspace. Needs the azure token. */
  incidents(
    workspaceArmId: string,
    top: number,
  ): Promise<
    readonly {
      readonly number: number;
      readonly title: string;
      readonly severity: string;
      readonly status: string;
      readonly createdAt: string;
    }[]
  >;
  /** What the application itself may do at a scope. Needs the azure token. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** Number of secure scores seen: the probe of SecurityEvents.Read.All. */
  secureScores(): Promise<number>;
  /** What the retired /security/alerts answers; information, never a failure. */
  legacyAlerts(): Promise<{ readonly status: number; readonly count: number }>;
  /** Number of alerts seen through alerts_v2 (SecurityAlert.Read.All), at most one asked for. */
  alerts(): Promise<number>;
}

/** An ARM template as JSON; microsoft/ has checked it against its pinned hash. */
export type Template = Readonly<Record<string, unknown>>;

/** What is to be deployed, and into which group. */
export interface Deployment {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The deployment's own name; the same name again is the same deployment. */
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a what-if says of one resource. `differs`: paths that would change, none where nothing would. */
export interface ForeseenChange {
  readonly id: string;
  readonly change: 'create' | 'update' | 'same' | 'unknown';
  readonly differs: readonly string[];
}

/** A resource as it stands: what playbooks and API connections have in common. */
export interface DeployedResource {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Object id of its managed identity, where it has one. */
  readonly principalId: string | undefined;
  /** `properties.state` of a playbook: Enabled, Disabled, Suspended. */
  readonly state: string | undefined;
}

export interface Deployments {
  /** Intezer's published template, read from the one pinned address and checked by its hash. No sign-in goes with it. */
  playbookTemplate(): Promise<Template>;
  /** Validates a deployment and asks Azure what it would change. Changes nothing. */
  foresee(wanted: Deployment): Promise<readonly ForeseenChange[]>;
  /**
   * Deploys and waits for the end. Safe to repeat. Where a resource was refused, the problem is that resource's own,
   * taken out of however many envelopes it came in.
   */
  deploy(wanted: Deployment): Promise<void>;
  /** How a deployment of that name stands; undefined where there is none. */
  state(
    of: Pick<Deployment, 'subscriptionId' | 'resourceGroup' | 'name'>,
  ): Promise<'under-way' | 'succeeded' | 'failed' | 'cancelled' | undefined>;
  resource(id: string, apiVersion: string): Promise<DeployedResource | undefined>;
  /** What is gone already is no error. */
  delete(id: string, apiVersion: string): Promise<void>;
}

/** An automation rule of Microsoft Sentinel, as far as it matters whether it starts a playbook. */
export interface AutomationRule {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly order: number;
  readonly isEnabled: boolean;
  /** ISO-8601 UTC; after it the rule is switched off by itself. */
  readonly expiresAt: string | undefined;
  readonly changedAt: string | undefined;
  readonly onIncidentCreated: boolean;
  /** How many conditions narrow it down. */
  readonly conditions: number;
  /** ARM ids of the playbooks it runs. */
  readonly playbookIds: readonly string[];
}

export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly labels: readonly string[];
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly etag: string | undefined;
}

/** Rules and incidents of Microsoft Sentinel; `workspaceArmId` names the workspace. */
export interface Sentinel {
  rules(workspaceArmId: string): Promise<readonly AutomationRule[]>;
  /** PUT by name: a rule that runs one playbook when an incident is created. Safe to repeat. */
  putRule(
    workspaceArmId: string,
    wanted: {
      readonly name: string;
      readonly displayName: string;
      readonly order: number;
      readonly playbookId: string;
    },
  ): Promise<{ readonly id: string; readonly created: boolean }>;
  removeRule(ruleId: string): Promise<void>;
  incident(workspaceArmId: string, name: string): Promise<Incident | undefined>;
  /** PUT by name: informational, nobody's. Closing it leaves it undetermined. Safe to repeat. */
  putIncident(
    workspaceArmId: string,
    wanted: {
      readonly name: string;
      readonly title: string;
      readonly description: string;
      readonly label: string;
      readonly status: 'New' | 'Closed';
      readonly etag?: string | undefined;
    },
  ): Promise<{ readonly incident: Incident; readonly created: boolean }>;
  removeIncident(workspaceArmId: string, name: string): Promise<void>;
  /** Calls a playbook at its trigger address. Not repeatable: each call is another run. `run` is the run's name. */
  callPlaybook(
    address: Secret,
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly run: string | undefined }>;
  /** Waits on the host's clock for what takes Microsoft a moment. */
  pause(seconds: number): Promise<void>;
  comments(
    workspaceArmId: string,
    name: string,
  ): Promise<
    readonly {
      /** ISO-8601 UTC. */
      readonly at: string;
      /** Object id of whoever wrote it: a playbook's own identity writes as itself. */
      readonly authorId: string;
      readonly authorName: string;
      readonly message: string;
    }[]
  >;
}
