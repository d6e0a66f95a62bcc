import { type Birth, colleagues, threeWorkspaces, usualApplications } from './companies.ts';
import { azureRoles, Plan, type Seeded } from './plan.ts';

/** A security provider: it has a workspace of its own, and a customer has delegated a subscription to it (Azure Lighthouse). */
export function delegated({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'delegated',
    displayName: 'Wingtip Security Services',
    domain: 'wingtip.example',
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
  threeWorkspaces(plan);
  const customer = plan.subscription('Lamna Healthcare', {
    ownerTenantId: plan.guid('tenant of a customer'),
  });
  plan.workspace({
    subscription: customer,
    resourceGroup: 'rg-soc-lamna',
    name: 'soc-lamna-weu',
    location: 'westeurope',
    sentinel: 'on',
    profile: 'lively',
  });
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}

/** A customer of a partner: Ada is one of the partner's, with the roles of a delegated admin relationship (GDAP). */
export function managedByPartner({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'managed-by-partner',
    displayName: 'Lamna Healthcare',
    domain: 'lamna.example',
    seed,
    bornAt,
  });
  const admin = plan.person({
    givenName: 'Ada',
    surname: 'Lind',
    jobTitle: 'Partner Engineer',
    active: ['cloudApplicationAdministrator', 'privilegedRoleAdministrator'],
    partner: true,
  });
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}
