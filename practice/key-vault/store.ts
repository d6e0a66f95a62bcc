import type { DeletedVaultObject, ResourceObject } from '../core/contents.ts';
import type { Reading, Store } from '../core/store.ts';

export const vaultType = 'Microsoft.KeyVault/vaults';
const day = 86_400_000;

/**
 * Names other customers of Azure hold: names are unique across the world, and a practice tenant knows of a few
 * strangers only. Assumed.
 */
const strangers: ReadonlySet<string> = new Set([
  'contoso',
  'keyvault',
  'kv-test',
  'kv-intezer',
  'my-vault',
  'secrets',
]);

/** 3 to 24, begins with a letter, ends with a letter or digit, no two hyphens in a row. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault */
export const isVaultName = (name: string): boolean =>
  name.length >= 3 && name.length <= 24 && /^[a-z](?:-?[a-z0-9])+$/i.test(name);

/** The vault of that name, wherever in the tenant it lies. */
export function vaultNamed(reading: Reading, name: string): ResourceObject | undefined {
  const wanted = name.toLowerCase();
  return reading
    .list('resources')
    .find((one) => one.type.toLowerCase() === vaultType.toLowerCase() && one.name.toLowerCase() === wanted);
}

/** The soft-deleted whose time has not come: after that they are purged by themselves. */
export const deletedVaultsAt = (reading: Reading, now: number): readonly DeletedVaultObject[] =>
  reading.list('deletedVaults').filter(({ scheduledPurgeDate }) => Date.parse(scheduledPurgeDate) > now);

export function deletedVaultNamed(
  reading: Reading,
  now: number,
  name: string,
): DeletedVaultObject | undefined {
  const wanted = name.toLowerCase();
  return deletedVaultsAt(reading, now).find(({ vault }) => vault.name.toLowerCase() === wanted);
}

/** Whether anybody at all holds a name, strangers and the soft-deleted included. */
export const nameTaken = (reading: Reading, now: number, name: string): boolean =>
  strangers.has(name.toLowerCase()) ||
  vaultNamed(reading, name) !== undefined ||
  deletedVaultNamed(reading, now, name) !== undefined;

export const isVault = (one: ResourceObject): boolean => one.type.toLowerCase() === vaultType.toLowerCase();

export const retentionDays = ({ properties }: ResourceObject): number => {
  const days = properties['softDeleteRetentionInDays'];
  return typeof days === 'number' ? days : 90;
};

/** What a soft-deleted vault becomes, with all that is in it. */
function deletedFrom(reading: Reading, vault: ResourceObject, now: number): DeletedVaultObject {
  const name = vault.name.toLowerCase();
  return {
    id: `/subscriptions/${vault.subscriptionId}/providers/Microsoft.KeyVault/locations/${vault.location ?? ''}/deletedVaults/${vault.name}`,
    vault,
    secrets: reading.list('secrets').filter((one) => one.vault === name),
    deletedSecrets: reading.list('deletedSecrets').filter((one) => one.vault === name),
    deletionDate: wholeSeconds(now),
    scheduledPurgeDate: wholeSeconds(now + retentionDays(vault) * day),
  };
}

const wholeSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Deletes a vault softly. Role assignments on it are gone for good: a recovered vault has none
 * (https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview).
 */
export function deleteVault(store: Store, vault: ResourceObject, now: number): void {
  const truth = store.authoritative();
  const deleted = deletedFrom(truth, vault, now);
  store.put('deletedVaults', deleted);
  for (const { id } of deleted.secrets) store.remove('secrets', id);
  for (const { id } of deleted.deletedSecrets) store.remove('deletedSecrets', id);
  const scope = vault.id.toLowerCase();
  for (const { id, scope: at } of truth.list('roleAssignments'))
    if (at.toLowerCase() === scope || at.toLowerCase().startsWith(`${scope}/`))
      store.remove('roleAssignments', id);
  store.remove('resources', vault.id);
}

/** Brings a soft-deleted vault back with its secrets. */
export function recoverVault(store: Store, deleted: DeletedVaultObject): ResourceObject {
  store.put('resources', deleted.vault);
  for (const secret of deleted.secrets) store.put('secrets', secret);
  for (const secret of deleted.deletedSecrets) store.put('deletedSecrets', secret);
  store.remove('deletedVaults', deleted.id);
  return deleted.vault;
}

const values = new WeakMap<Store, Map<string, string>>();

/**
 * The value of a secret's version, as long as this program runs: like every secret of a practice tenant it is never
 * written down, so after a restart a stand-in takes its place.
 */
export const valueOf = (store: Store, version: string): string =>
  values.get(store)?.get(version) ?? `practice-value-${version.slice(0, 8)}`;

export function rememberValue(store: Store, version: string, value: string): void {
  const held = values.get(store) ?? new Map<string, string>();
  values.set(store, held);
  held.set(version, value);
}
