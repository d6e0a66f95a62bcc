import type { JsonObject, SubscriptionObject, WorkspaceObject } from '../core/contents.ts';
import { type Birth, colleagues, usualApplications } from './companies.ts';
import { azureRoles, Plan, type Seeded } from './plan.ts';

/** Role Based Access Control Administrator: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const accessAdministrator = 'f58310d9-a9f6-439a-9e8d-f62e7b41a168';

export const groupOf = ({ subscriptionId, resourceGroup }: WorkspaceObject) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/** One workspace, and an admin with nothing in Entra who may do in its resource group what playbooks take. */
export function securityTeam(birth: Birth, name: string, displayName: string, domain: string) {
  const plan = new Plan({ name, displayName, domain, ...birth });
  const admin = plan.person({ givenName: 'Ada', surname: 'Lind', jobTitle: 'Security Engineer' });
  colleagues(plan);
  usualApplications(plan);
  const security = plan.subscription('Security');
  const workspace = plan.workspace({
    subscription: security,
    resourceGroup: 'rg-sentinel-weu',
    name: 'sentinel-weu',
    location: 'westeurope',
    sentinel: 'on',
    profile: 'lively',
  });
  plan.registered(security, 'Microsoft.KeyVault', 'Microsoft.Logic', 'Microsoft.Web');
  const rights: readonly (readonly [scope: string, role: string])[] = [
    [`/subscriptions/${security.id}`, azureRoles.reader],
    [groupOf(workspace), azureRoles.contributor],
    [groupOf(workspace), accessAdministrator],
  ];
  for (const [scope, role] of rights) plan.role(scope, role, admin);
  return { plan, admin, security, workspace, rights };
}

export const done = ({ plan, admin, rights }: ReturnType<typeof securityTeam>): Seeded =>
  plan.done(admin, { graph: ['Directory.Read.All', 'Organization.Read.All'], azure: null, azureAt: rights });

/** Ada holds what playbooks take and no more: nothing in Entra, and rights in the workspace's resource group. */
export function intezerReady(birth: Birth): Seeded {
  return done(securityTeam(birth, 'intezer-ready', 'Alpine Ski House', 'alpineskihouse.example'));
}

/** A policy allows no connection to Monitor Logs that signs in by itself: a person has to authorize it. */
export function connectionUnauthorized(birth: Birth): Seeded {
  const team = securityTeam(birth, 'connection-unauthorized', 'Humongous Insurance', 'humongous.example');
  team.plan.resources.push(
    policyAssignment(team.security, groupOf(team.workspace), {
      name: 'logs-as-a-person',
      displayName: 'Log queries run as a named person',
      denies: {
        type: 'Microsoft.Web/connections',
        api: 'azuremonitorlogs',
        parameterValueType: 'Alternative',
      },
    }),
  );
  return done(team);
}

/** A policy allows no playbook in the workspace's resource group. */
export function policyDenies(birth: Birth): Seeded {
  const team = securityTeam(birth, 'policy-denies', 'Tailspin Toys', 'tailspin.example');
  team.plan.resources.push(
    policyAssignment(team.security, groupOf(team.workspace), {
      name: 'no-logic-apps',
      displayName: 'Logic Apps are not used here',
      denies: { type: 'Microsoft.Logic/workflows' },
    }),
  );
  return done(team);
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure; what it denies is said in our words. */
function policyAssignment(
  subscription: SubscriptionObject,
  scope: string,
  { name, ...of }: { readonly name: string; readonly displayName: string; readonly denies: JsonObject },
) {
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    type: 'Microsoft.Authorization/policyAssignments',
    subscriptionId: subscription.id,
    resourceGroup: scope.split('/').at(-1) ?? '',
    name,
    location: null,
    tags: {},
    properties: {
      ...of,
      enforcementMode: 'Default',
      scope,
      policyDefinitionId: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    },
    more: {},
  };
}
