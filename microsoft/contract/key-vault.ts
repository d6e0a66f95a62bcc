/** What recipes may ask of Key Vault (microsoft/contract/microsoft.ts has the rest). Vaults are known by name: names are global. */
import type { Secret } from '../../engine/model/secret.ts';

/** The signed-in account isn't allowed to read this. */
type Unseen = { readonly couldNotLook: string };

/** A key vault as Azure lists it. */
export interface Vault {
  readonly name: string;
  readonly id: string;
  /** Of this cloud and this name, without a slash at the end. */
  readonly uri: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly region: string;
  /** Who may use what is in it is said by Azure roles, or by the vault's own access policies. */
  readonly mode: 'rbac' | 'policy';
  readonly purgeProtection: boolean;
  /** For how many days the deleted can be recovered. */
  readonly softDeleteDays: number;
  /** False where its address is still being made known. */
  readonly ready: boolean;
  /** Closed to every network but those it names. */
  readonly closed: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly { readonly objectId: string; readonly secrets: readonly string[] }[];
}

/** A soft-deleted key vault. Dates are ISO-8601 UTC. */
export interface DeletedVault {
  readonly name: string;
  /** The ARM ID it had, and has again once it is recovered. */
  readonly id: string;
  readonly region: string;
  readonly deletedOn: string;
  readonly purgedOn: string;
  readonly purgeProtection: boolean;
}

/** One version of a secret by its metadata; no value is ever read. */
export interface SecretMetadata {
  readonly version: string;
  readonly enabled: boolean;
  /** ISO-8601 UTC. */
  readonly createdOn: string;
  readonly updatedOn: string;
  readonly expiresOn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a look at a secret gave. */
export type SecretSeen =
  /** Newest version first. */
  | { readonly is: 'there'; readonly versions: readonly [SecretMetadata, ...SecretMetadata[]] }
  | { readonly is: 'deleted' }
  | { readonly is: 'missing' }
  /** The vault's address is not known to the name servers yet. */
  | { readonly is: 'no-address' }
  | { readonly is: 'closed'; readonly by: 'rights' | 'network'; readonly because: string };

/** Key vaults and the secrets in them. Values go in and never come out. */
export interface Vaults {
  /** The vault of that name in a subscription, whatever its group. */
  named(subscriptionId: string, name: string): Promise<Vault | undefined>;
  /** A soft-deleted vault that still holds the name. */
  deleted(subscriptionId: string, name: string): Promise<DeletedVault | undefined | Unseen>;
  /** Whether a new vault may have the name; `because` in Azure's words. */
  nameFree(
    subscriptionId: string,
    name: string,
  ): Promise<{ readonly free: boolean; readonly because: string } | Unseen>;
  /** A new vault in RBAC mode. One of the same id is left as it stands: `created: false`. */
  create(wanted: {
    readonly id: string;
    readonly region: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<{ readonly id: string; readonly created: boolean }>;
  /** Brings a soft-deleted vault back with its secrets; role assignments on it are gone. */
  recover(deleted: DeletedVault): Promise<void>;
  /** Leaves it soft-deleted. */
  delete(id: string): Promise<void>;
  /** Adds to one identity's access policy and leaves everything else on the list alone. Safe to repeat. */
  allow(vault: Pick<Vault, 'id'>, objectId: string, secrets: readonly string[]): Promise<void>;
  disallow(vault: Pick<Vault, 'id'>, objectId: string, secrets: readonly string[]): Promise<void>;
  /** What is known of a secret without reading it. */
  secret(vaultName: string, name: string): Promise<SecretSeen>;
  /** Every secret that is stored there, by name and tags. */
  stored(
    vaultName: string,
  ): Promise<readonly { readonly name: string; readonly tags: Readonly<Record<string, string>> }[] | Unseen>;
  /** Another version of it, or the first. */
  store(
    vaultName: string,
    name: string,
    value: Secret,
    tags: Readonly<Record<string, string>>,
  ): Promise<{ readonly version: string }>;
  /** Brings a soft-deleted secret back with all its versions. */
  recoverSecret(vaultName: string, name: string): Promise<void>;
  /** Leaves it soft-deleted. */
  deleteSecret(vaultName: string, name: string): Promise<void>;
  /** Eight digits made from a value and where it is stored: enough to see that it is the same, too few to find it out. */
  mark(vaultName: string, name: string, value: Secret): string;
}
