import type { ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Birth } from './companies.ts';
import type { Plan, Seeded } from './plan.ts';
import { done, groupOf, securityTeam } from './playbook-companies.ts';

/** The vault a person is offered for a workspace is there already, and Azure roles say who may use what is in it. */
export function rbacVault(birth: Birth): Seeded {
  const team = securityTeam(birth, 'rbac-vault', 'Lamna Healthcare', 'lamna.example');
  team.plan.resources.push(vaultOf(team.plan, team.workspace));
  return done(team);
}

/** That vault was deleted a week ago and still holds its name. */
export function vaultDeleted(birth: Birth): Seeded {
  const team = securityTeam(birth, 'vault-deleted', 'Woodgrove Bank', 'woodgrove.example');
  const { plan, workspace } = team;
  const vault = vaultOf(plan, workspace);
  plan.deletedVaults.push({
    id: `/subscriptions/${workspace.subscriptionId}/providers/Microsoft.KeyVault/locations/${workspace.location}/deletedVaults/${vault.name}`,
    vault,
    secrets: [],
    deletedSecrets: [],
    deletionDate: plan.ago(7),
    scheduledPurgeDate: plan.ago(7 - 90),
  });
  return done(team);
}

function vaultOf(plan: Plan, workspace: WorkspaceObject): ResourceObject {
  const name = `kv-intezer-${digits(workspace.id.toLowerCase())}`;
  return {
    id: `${groupOf(workspace)}/providers/Microsoft.KeyVault/vaults/${name}`,
    type: 'Microsoft.KeyVault/vaults',
    subscriptionId: workspace.subscriptionId,
    resourceGroup: workspace.resourceGroup,
    name,
    location: workspace.location,
    tags: {},
    properties: {
      tenantId: plan.tenant.id,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: true,
      publicNetworkAccess: 'Enabled',
    },
    more: { systemData: { createdBy: 'Mei Tanaka', createdByType: 'User', createdAt: plan.ago(60) } },
  };
}

/** FNV-1a, 32 bits: the name is arrived at here a second time, so that a slip on either side shows. */
function digits(text: string): string {
  let hash = 2_166_136_261n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 16_777_619n) % 2n ** 32n;
  return hash.toString(16).padStart(8, '0');
}
