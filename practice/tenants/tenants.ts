import * as companies from './companies.ts';
import * as managedCompanies from './managed-companies.ts';
import type { Seeded } from './plan.ts';
import * as playbookCompanies from './playbook-companies.ts';
import { groupsAndScopes } from './role-companies.ts';
import * as vaultCompanies from './vault-companies.ts';

export type { Seeded as Planted } from './plan.ts';

/** Every ready-made tenant, in the order they are listed to people. */
export const tenantNames = [
  'fresh',
  'half-finished',
  'consent-blocked',
  'no-azure-rights',
  'busy',
  'pim-eligible',
  'secrets-forbidden',
  'short-secrets',
  'drifted',
  'hostile-names',
  'two-admins',
  'us-government',
  'us-defense',
  'china',
  'intezer-ready',
  'connection-unauthorized',
  'rbac-vault',
  'vault-deleted',
  'policy-denies',
  'groups-and-scopes',
  'hardened',
  'delegated',
  'managed-by-partner',
] as const;

export type TenantName = (typeof tenantNames)[number];

const planters: Readonly<Record<TenantName, (birth: companies.Birth) => Seeded>> = {
  fresh: companies.fresh,
  'half-finished': companies.halfFinished,
  'consent-blocked': companies.consentBlocked,
  'no-azure-rights': companies.noAzureRights,
  busy: companies.busy,
  'pim-eligible': companies.pimEligible,
  'secrets-forbidden': companies.secretsForbidden,
  'short-secrets': companies.shortSecrets,
  drifted: companies.drifted,
  'hostile-names': companies.hostileNames,
  'two-admins': companies.twoAdmins,
  'us-government': companies.usGovernment,
  'us-defense': companies.usDefense,
  china: companies.china,
  'intezer-ready': playbookCompanies.intezerReady,
  'connection-unauthorized': playbookCompanies.connectionUnauthorized,
  'rbac-vault': vaultCompanies.rbacVault,
  'vault-deleted': vaultCompanies.vaultDeleted,
  'policy-denies': playbookCompanies.policyDenies,
  'groups-and-scopes': groupsAndScopes,
  hardened: companies.hardened,
  delegated: managedCompanies.delegated,
  'managed-by-partner': managedCompanies.managedByPartner,
};

/** What a ready-made tenant holds at its start. The same name, seed and birth give the same objects, ids included. */
export function plantTenant(name: TenantName, seed: number, bornAt: number): Seeded {
  return planters[name]({ seed, bornAt });
}
