import type { TenantName } from '@sentinel-onboarding/practice';

/** The sample tenants, in the order Welcome lists them. */
export const practiceTenants: readonly {
  readonly name: TenantName;
  readonly title: string;
  readonly about: string;
}[] = [
  {
    name: 'fresh',
    title: 'A fresh tenant',
    about: 'You can do everything. One of 3 workspaces has Microsoft Sentinel.',
  },
  {
    name: 'half-finished',
    title: 'A half-finished connection',
    about: 'Someone started by hand and stopped. Keeps what is there and adds the rest.',
  },
  {
    name: 'consent-blocked',
    title: 'Consent needs someone else',
    about: "You can't consent to Microsoft Graph. Half of it works, and we write the message to send.",
  },
  {
    name: 'no-azure-rights',
    title: 'No rights in Azure',
    about: "You can do everything in Microsoft Entra, but can't see a workspace in Azure.",
  },
  {
    name: 'pim-eligible',
    title: 'Roles you can activate',
    about: 'You can activate every role it needs in Privileged Identity Management. None is active yet.',
  },
  {
    name: 'drifted',
    title: 'A connection that drifted',
    about:
      "Created 200 days ago. Since then it lost something it needs and gained something it doesn't. For Check.",
  },
  {
    name: 'delegated',
    title: "A customer's subscription",
    about:
      'A customer lets you manage a workspace of its tenant (Azure Lighthouse). Only your own can be picked.',
  },
  {
    name: 'managed-by-partner',
    title: "A partner's administrator",
    about: "You manage this tenant for a customer (GDAP). It doesn't hold your account, only your roles.",
  },
  {
    name: 'busy',
    title: 'A large tenant',
    about: '250 applications, 120 subscriptions and 3,000 workspaces.',
  },
  {
    name: 'intezer-ready',
    title: 'Ready for playbooks',
    about: 'One workspace, with the roles that playbooks need in its resource group. For Intezer.',
  },
  {
    name: 'connection-unauthorized',
    title: 'A connection that a person authorizes',
    about:
      'A policy blocks managed identities from querying the workspace. You authorize the connection in the browser.',
  },
  {
    name: 'rbac-vault',
    title: 'An existing key vault',
    about: 'Azure roles decide who reads its secrets. For Intezer.',
  },
  {
    name: 'vault-deleted',
    title: 'A deleted key vault',
    about: 'The key vault is soft-deleted, so its name is taken. For Intezer.',
  },
  {
    name: 'policy-denies',
    title: 'Playbooks blocked',
    about: 'A policy blocks playbooks in the resource group. For Intezer.',
  },
  {
    name: 'groups-and-scopes',
    title: 'Roles through groups and above',
    about:
      'Three workspaces. An existing application reads them through a group, a custom role and a wider role. For Check.',
  },
  {
    name: 'hardened',
    title: 'A hardened sign-in',
    about: 'Changes in Azure need multifactor. Conditional Access and token protection block others.',
  },
];
