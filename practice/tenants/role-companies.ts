import { graphAppId, logsAppId } from '../core/known-ids.ts';
import { type Birth, colleagues, usualApplications } from './companies.ts';
import { azureRoles, Plan, type Seeded } from './plan.ts';

/**
 * A connection whose application has no role of its own on a workspace: it is in a group that is in the group which
 * holds one, it holds a role the company wrote itself, and it holds a wide one on a resource group.
 */
export function groupsAndScopes({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'groups-and-scopes',
    displayName: 'Relecloud',
    domain: 'relecloud.example',
    seed,
    bornAt,
  });
  const admin = plan.person({
    givenName: 'Ada',
    surname: 'Lind',
    jobTitle: 'Security Engineer',
    active: ['globalAdministrator'],
  });
  colleagues(plan);
  usualApplications(plan);
  const security = plan.subscription('Security Operations');
  const sentinel = (region: string, location: string) =>
    plan.workspace({
      subscription: security,
      resourceGroup: `rg-soc-${region}`,
      name: `soc-${region}`,
      location,
      sentinel: 'on',
      profile: 'lively',
    });
  const byGroup = sentinel('neu', 'northeurope');
  const byOwnRole = sentinel('eus', 'eastus');
  const byWiderRole = sentinel('sea', 'southeastasia');
  plan.everywhere(azureRoles.owner, admin);
  const app = plan.application('Dropzone AI Sentinel Integration', {
    createdDateTime: plan.ago(120),
    requiredResourceAccess: plan.declared([logsAppId, 'Data.Read'], [graphAppId, 'SecurityEvents.Read.All']),
    owners: [admin.id],
  });
  const principal = plan.principal(app);
  plan.consent(principal, logsAppId, 'Data.Read');
  plan.consent(principal, graphAppId, 'SecurityEvents.Read.All');
  const readers = plan.group('SOC log readers', plan.group('SOC integrations', principal));
  plan.role(byGroup.id, azureRoles.logAnalyticsReader, readers, admin.id);
  const written = plan.customRole('Sentinel Query Only', security, [
    'Microsoft.OperationalInsights/workspaces/read',
    'Microsoft.OperationalInsights/workspaces/query/read',
    'Microsoft.OperationalInsights/workspaces/query/*/read',
    'Microsoft.SecurityInsights/*/read',
  ]);
  plan.role(byOwnRole.id, written.name, principal, admin.id);
  const group = byWiderRole.id.split('/providers/')[0] ?? '';
  plan.role(group, azureRoles.sentinelContributor, principal, admin.id);
  return plan.done(admin);
}
