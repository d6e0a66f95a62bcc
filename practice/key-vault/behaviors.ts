import type { Behavior } from '../core/behavior.ts';

const learn = 'https://learn.microsoft.com';

/** How Key Vault behaves here, and how that is held. */
export const keyVaultBehaviors: readonly Behavior[] = [
  {
    area: 'azure',
    what: 'A new vault is in RBAC mode from api-version 2026-02-01 on, and has access policies before, unless told otherwise',
    source: [`${learn}/azure/key-vault/general/access-control-default`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'begins in RBAC mode from 2026-02-01 on'],
  },
  {
    area: 'azure',
    what: 'Vault names are unique across the world, and a soft-deleted vault keeps its own: 409 ConflictError, or VaultAlreadyExists elsewhere',
    source: [`${learn}/azure/key-vault/general/common-error-codes`, 'examples/key-vault-arm/errors.json'],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'that was deleted keeps its name, and comes back with its secrets',
    ],
  },
  {
    area: 'azure',
    what: 'A recovered vault has its secrets again and none of the role assignments made on it',
    source: [`${learn}/azure/key-vault/general/soft-delete-overview`],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'comes back with its secrets and without its role assignments',
    ],
  },
  {
    area: 'azure',
    what: 'Purge protection, soft delete and its days cannot be taken back: 400; the words about the last two are assumed',
    source: [
      `${learn}/azure/key-vault/general/soft-delete-overview`,
      'Azure/azure-rest-api-specs issue 18106',
      'Azure/ai-hub issue 241',
    ],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'is not loosened: purge protection, soft delete and its days stay as they are',
    ],
  },
  {
    area: 'azure',
    what: 'A few names are held by strangers, so that VaultAlreadyExists can be met',
    source: 'assumed',
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'of another customer, or in another group, holds its name for the whole world',
    ],
  },
  {
    area: 'azure',
    what: 'A PUT of a vault replaces its access policies; accessPolicies/add and remove leave the rest alone',
    source: [`${learn}/azure/key-vault/general/assign-access-policy`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'whose PUT names access policies has those and no others'],
  },
  {
    area: 'azure',
    what: 'Rights on a vault are no rights on its secrets: a subscription’s Owner is refused with ForbiddenByRbac',
    source: [`${learn}/azure/key-vault/general/rbac-guide`, 'examples/key-vault-data/errors.json'],
    held: ['key-vault/key-vault.tenant.spec.ts', 'are closed to the subscription’s Owner in an RBAC vault'],
  },
  {
    area: 'azure',
    what: 'Access policies say nothing in an RBAC vault, and roles nothing in the other kind',
    source: [`${learn}/azure/key-vault/general/access-control-default`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'a role says nothing there'],
  },
  {
    area: 'azure',
    what: 'A closed vault answers ForbiddenByFirewall, whatever the caller may do; rules for single addresses are not imitated',
    source: [`${learn}/azure/key-vault/general/rest-error-codes`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'are closed by a firewall before any right is asked'],
  },
  {
    area: 'azure',
    what: 'A soft-deleted secret holds its name: 409 ObjectIsDeletedButRecoverable',
    source: ['external-secrets/external-secrets issue 3519', 'Azure/azure-rest-api-specs issue 9222'],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'that were deleted hold their name until they are recovered',
    ],
  },
  {
    area: 'azure',
    what: 'The versions of an unused name are an empty list, and a page of secrets holds 25',
    source: 'assumed',
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'keep every version, answer the newest, and none that is disabled',
    ],
  },
  {
    area: 'azure',
    what: 'Values of secrets are kept in memory only: after a restart a stand-in is answered in their place',
    source: 'assumed',
    held: ['arm/azure-clients.tenant.spec.ts', "not.toContain('practice-value')"],
  },
  {
    area: 'time',
    what: 'The address of a new vault does not resolve for a while, and the vault says RegisteringDns meanwhile',
    source: [`${learn}/javascript/api/@azure/arm-keyvault/vaultprovisioningstate`],
    held: ['arm/azure-clients.tenant.spec.ts', 'do not find the address of a new vault for a while'],
  },
  {
    area: 'time',
    what: 'A new access policy takes seconds to be heard of by the vault, a new role as long as for ARM',
    source: [`${learn}/azure/key-vault/general/rest-error-codes`],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'hear of a new policy after seconds and of a new role after longer',
    ],
  },
  {
    area: 'azure',
    what: 'An assigned policy may deny a vault by its permission model: 403 RequestDisallowedByPolicy',
    source: [`${learn}/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy`],
    held: [
      'key-vault/key-vault.tenant.spec.ts',
      'that an assigned policy denies is refused by the policy’s name',
    ],
  },
];
