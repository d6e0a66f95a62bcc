import { fact, secretFact } from '../../engine/model/fact.ts';
import type { ProfileWorkspace } from '../../engine/model/profile.ts';
import type { CouldNotLook, PermissionEntry, RuleCondition } from '../../microsoft/contract/microsoft.ts';
import type { AzureRoleKey } from './microsoft-ids.ts';

/** Whether the signed-in one may do something, and through what. */
export interface Right {
  readonly is: 'yes' | 'no' | 'unknown';
  /** The role it comes through, or the least role that would do. */
  readonly role: string;
  /** The name of the automation that is signed in; `role` is then a permission of Microsoft Graph, and nothing to activate. */
  readonly automation?: string;
  /** Where it is not held: a role the person may activate that would do, or that this could not be looked at. */
  readonly eligible?: { readonly role: string } | 'could-not-look';
}

/** What the signed-in one may do in Microsoft Entra, as far as it can be seen. */
export interface EntraRights {
  readonly register: Right;
  /** Consent to app roles of any API but Microsoft Graph. */
  readonly consent: Right;
  readonly consentToGraph: Right;
}

/** An API's own service principal in this tenant, with the app roles it offers by value. */
export interface ApiPrincipal {
  readonly id: string;
  readonly appId: string;
  readonly appRoles: Readonly<Record<string, string>>;
}

export interface Credential {
  /** A client secret unless said. */
  readonly kind?: 'certificate' | 'federated';
  readonly keyId: string;
  /** Empty where it never ends. */
  readonly expiresAt: string;
  readonly startedAt: string;
  /** Where the vault keeps its value; undefined where this computer holds none. */
  readonly handle: string | undefined;
  /** Of a certificate: itself, DER in base64. Public. */
  readonly certificate?: string;
  /** The credential it replaced, as long as that is still there, and until when it stays (ISO-8601 UTC). */
  readonly replaces?: Retirement;
}

/** Credentials whose time is over at a known moment. */
export interface Retirement {
  readonly keyIds: readonly string[];
  /** ISO-8601 UTC. */
  readonly until: string;
}

export interface HeldRole {
  readonly role: string;
  readonly assignmentId: string;
  readonly scope: string;
  /** ISO-8601 UTC, where Azure says it. */
  readonly since: string | undefined;
  /** Object ID of the group it is held through, where it is not the holder's own. */
  readonly group?: string;
}

/** What a test as the application proved, for the Done page and the profile. */
export interface Proof {
  readonly at: string;
  readonly roles: readonly string[];
  readonly [more: string]: unknown;
}

export const account = fact<{ name: string; userName: string; kind: 'person' | 'application' }>(
  'account',
  'Signed in as',
);
export const entraRights = fact<EntraRights>('entraRights', 'What you may do in Microsoft Entra');
/** Who the changes are made by, and what limits that. */
export interface Maker {
  readonly objectId: string;
  readonly name: string;
  readonly kind: 'member' | 'guest' | 'partner' | 'application';
  /** Entra roles that could be activated. */
  readonly eligible: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** Days the tenant lets a client secret live. */
  readonly longestSecretDays: number | 'unlimited' | 'forbidden' | CouldNotLook;
}
export const maker = fact<Maker>('maker', 'Who makes the changes');
/** Whether someone of the organization owns the application. */
export const owned = fact<boolean>('owned', 'Owned by the organization');
export const clientId = fact<string>('clientId', 'Client ID');
export const appObjectId = fact<string>('appObjectId', 'Application object ID');
export const servicePrincipalId = fact<string>('servicePrincipalId', 'Service principal object ID');
export const appName = fact<string>('appName', 'Application');
/** How an application is known besides its ids. `ours` carries this product's tag. */
export const registration = fact<{ readonly uniqueName?: string; readonly ours: boolean }>(
  'registration',
  'How the application is known',
);
export const api = fact<ApiPrincipal>('api', 'API');
export const credential = fact<Credential>('credential', 'Credential, without its value');
/** The credential that another has replaced, while both hold. */
export const retirement = fact<Retirement | undefined>('retirement', 'Earlier client secret');
/** What the application proves itself with: a client secret, a certificate's key, or its provider's token. */
export const clientSecret = secretFact('clientSecret', 'Client secret');
export const declared = fact<readonly string[]>('declared', 'Declared permissions');
export const granted = fact<readonly string[]>('granted', 'Consented permissions');
/** The ids of the app role assignments, by permission. */
export const grantIds = fact<Readonly<Record<string, string>>>('grantIds', 'Consents');
/** When the newest of them was consented to, ISO-8601 UTC: a token may lack it for some minutes. */
export const grantedAt = fact<string>('grantedAt', 'Consented at');
export const workspace = fact<ProfileWorkspace>('workspace', 'Workspace');
export const workspaceRights = fact<readonly PermissionEntry[] | CouldNotLook>(
  'workspaceRights',
  'What you may do on the workspace',
);
export const heldRole = fact<HeldRole>('heldRole', 'Role on the workspace');
/** The key of an additional role on a workspace; the first role there has the workspace's own key. */
export const additionalKey = (key: string, role: AzureRoleKey): string => `${key}:${role}`;

/** The keys of every role the application is to hold on workspaces: the first, then the additional ones, of each. */
export const roleKeys = (keys: readonly string[], more: readonly AzureRoleKey[]): readonly string[] =>
  keys.flatMap((key) => [key, ...more.map((role) => additionalKey(key, role))]);
export const proof = fact<Proof>('proof', 'Proof');

/** A Key Vault that playbooks read, by its ARM ID and its own address (no slash at the end). */
export interface KeyVault {
  readonly name: string;
  readonly id: string;
  readonly uri: string;
  /** Who may read secrets is said by Azure roles, or by the vault's own access policies. */
  readonly mode: 'rbac' | 'policy';
}

/** A secret in a vault as its metadata tells: the value is never read. */
export interface StoredSecret {
  readonly name: string;
  readonly version: string;
  /** ISO-8601 UTC. */
  readonly updatedOn: string;
}

/** Whether a vault that stands let the signed-in one look at its secrets, and what they may do there. */
export interface VaultDoor {
  readonly open: boolean;
  readonly mode: KeyVault['mode'];
  readonly rights: readonly PermissionEntry[] | CouldNotLook;
}

export const vaultDoor = fact<VaultDoor>('vaultDoor', 'What you may do in the Key Vault');
export const vault = fact<KeyVault>('vault', 'Key Vault');
export const storedSecret = fact<StoredSecret>('storedSecret', 'Secret in the Key Vault');
/** Azure resource ID of a playbook, keyed by the playbook's key (recipes/playbooks/playbooks.ts). */
export const playbookId = fact<string>('playbookId', 'Azure resource ID of the playbook');
/** Object ID of a playbook's managed identity, keyed likewise. */
export const playbookPrincipal = fact<string>('playbookPrincipal', 'Identity of the playbook');
/** How an identity may read the vault's secrets: by a role's assignment, or by an access policy. */
export const vaultAccess = fact<{ readonly by: 'role' | 'policy'; readonly scope: string }>(
  'vaultAccess',
  'Access to the Key Vault',
);

/** That Azure would deploy what is missing: it said so, or nothing is. */
export const wouldDeploy = fact<string>('wouldDeploy', 'Azure would deploy it');
/** The role through which Microsoft Sentinel itself may run playbooks of a resource group. */
export const sentinelMayRun = fact<HeldRole>(
  'sentinelMayRun',
  'Right of Microsoft Sentinel to run playbooks',
);
/** A rule that starts a playbook when an incident is created; keyed by playbook. */
export const automationRule = fact<{
  readonly id: string;
  readonly order: number;
  /** ISO-8601 UTC, where Microsoft Sentinel says it. */
  readonly since: string | undefined;
  /** What an incident must be like to start it. */
  readonly conditions: readonly RuleCondition[];
}>('automationRule', 'Automation rule');
/** The playbooks that are switched on, by key. */
export const playbooksOn = fact<readonly string[]>('playbooksOn', 'Playbooks that are switched on');
/** That the playbook that scans URLs continues where there are some. */
export const scanCondition = fact<'scans'>('scanCondition', 'Condition of the playbook that scans URLs');
/** How the playbooks' connection to Monitor Logs signs in. */
export const logsConnection = fact<{
  readonly id: string;
  readonly signsInAs: 'playbook' | 'person';
  readonly person?: string;
}>('logsConnection', 'Connection to Monitor Logs');
/** Whoever has it can start the playbook. */
export const triggerAddress = secretFact('triggerAddress', 'Trigger URL');
