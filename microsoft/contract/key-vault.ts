/** What recipes can ask of Key Vault; microsoft/contract/microsoft.ts has the rest. Names are global. */
import type { Secret } from '../../engine/model/secret.ts';

/** The signed-in account isn't allowed to read this. */
type Unseen = { readonly couldNotLook: string };

/** A key vault as Azure lists it. */
export interface Vault {
  readonly name: string;
  readonly id: string;
  /** Built from the cloud and the vault's name, without a trailing slash. */
  readonly uri: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly region: string;
  /** Whether Azure roles or the vault's own access policies decide who can use its contents. */
  readonly mode: 'rbac' | 'policy';
  readonly purgeProtection: boolean;
  /** The number of days during which a deleted vault or secret can be recovered. */
  readonly softDeleteDays: number;
  /** False while Azure is still publishing its address. */
  readonly ready: boolean;
  /** Whether it refuses every network except those it names. */
  readonly closed: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly { readonly objectId: string; readonly secrets: readonly string[] }[];
}

/** A soft-deleted key vault. Dates are ISO-8601 UTC. */
export interface DeletedVault {
  readonly name: string;
  /** The ARM ID it had, and gets back when it is recovered. */
  readonly id: string;
  readonly region: string;
  readonly deletedOn: string;
  readonly purgedOn: string;
  readonly purgeProtection: boolean;
}

/** The metadata of one version of a secret. The value is never read. */
export interface SecretMetadata {
  readonly version: string;
  readonly enabled: boolean;
  /** ISO-8601 UTC. */
  readonly createdOn: string;
  readonly updatedOn: string;
  readonly expiresOn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The result of looking at a secret. */
export type SecretSeen =
  /** Newest version first. */
  | { readonly is: 'there'; readonly versions: readonly [SecretMetadata, ...SecretMetadata[]] }
  | { readonly is: 'deleted' }
  | { readonly is: 'missing' }
  /** The name servers don't know the vault's address yet. */
  | { readonly is: 'no-address' }
  | { readonly is: 'closed'; readonly by: 'rights' | 'network'; readonly because: string };

/** Key vaults and their secrets. Values are written and never read. */
export interface Vaults {
  /** The vault with that name in a subscription, in any resource group. */
  named(subscriptionId: string, name: string): Promise<Vault | undefined>;
  /** A soft-deleted vault that still occupies the name. */
  deleted(subscriptionId: string, name: string): Promise<DeletedVault | undefined | Unseen>;
  /** Whether a new vault can have the name. `because` is Azure's own explanation. */
  nameFree(
    subscriptionId: string,
    name: string,
  ): Promise<{ readonly free: boolean; readonly because: string } | Unseen>;
  /** Creates a vault in RBAC mode. An existing vault with the same ID is not changed: `created: false`. */
  create(wanted: {
    readonly id: string;
    readonly region: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<{ readonly id: string; readonly created: boolean }>;
  /** Recovers a soft-deleted vault with its secrets. Its role assignments are lost. */
  recover(deleted: DeletedVault): Promise<void>;
  /** Deletes the vault. It stays soft-deleted. */
  delete(id: string): Promise<void>;
  /** Adds rights to one identity's access policy and keeps all other policies. Safe to repeat. */
  allow(vault: Pick<Vault, 'id'>, objectId: string, secrets: readonly string[]): Promise<void>;
  disallow(vault: Pick<Vault, 'id'>, objectId: string, secrets: readonly string[]): Promise<void>;
  /** What can be known about a secret without reading its value. */
  secret(vaultName: string, name: string): Promise<SecretSeen>;
  /** Every secret in the vault, by name and tags. */
  stored(
    vaultName: string,
  ): Promise<readonly { readonly name: string; readonly tags: Readonly<Record<string, string>> }[] | Unseen>;
  /** Stores a value as a new version of the secret, or as its first. */
  store(
    vaultName: string,
    name: string,
    value: Secret,
    tags: Readonly<Record<string, string>>,
  ): Promise<{ readonly version: string }>;
  /** Recovers a soft-deleted secret with all its versions. */
  recoverSecret(vaultName: string, name: string): Promise<void>;
  /** Deletes the secret. It stays soft-deleted. */
  deleteSecret(vaultName: string, name: string): Promise<void>;
  /** Eight digits derived from a value and its location. They show that two values match, not the value. */
  mark(vaultName: string, name: string, value: Secret): string;
}
