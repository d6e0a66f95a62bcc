import type { TenantName } from '../../practice/tenants/tenants.ts';

/** The pretend tenants a person may practice in, in the order Welcome lists them. */
export const practiceTenants: readonly {
  readonly name: TenantName;
  readonly title: string;
  readonly about: string;
}[] = [
  {
    name: 'fresh',
    title: 'A fresh tenant',
    about: 'You may do everything. One of three workspaces has Microsoft Sentinel.',
  },
  {
    name: 'half-finished',
    title: 'A half-finished connection',
    about: 'Someone began by hand and stopped. What is there is kept, the rest is added.',
  },
  {
    name: 'consent-blocked',
    title: 'Consent needs someone else',
    about:
      'You may not consent to Microsoft Graph: half of it works, and the message to send is written for you.',
  },
  {
    name: 'no-azure-rights',
    title: 'No rights in Azure',
    about: 'You may do everything in Microsoft Entra, and see no workspace in Azure.',
  },
  {
    name: 'pim-eligible',
    title: 'Roles you may activate',
    about: 'Everything it takes you may activate in Privileged Identity Management; nothing is active yet.',
  },
  {
    name: 'drifted',
    title: 'A connection that drifted',
    about:
      'Made 200 days ago. Since then something it needs went, and something nobody needs came. For Check.',
  },
  {
    name: 'busy',
    title: 'A large tenant',
    about: '250 applications, 120 subscriptions and 3,000 workspaces.',
  },
  {
    name: 'intezer-ready',
    title: 'Ready for playbooks',
    about: 'One workspace, and the rights in its resource group that playbooks take. For Intezer.',
  },
  {
    name: 'connection-unauthorized',
    title: 'A connection that a person authorizes',
    about: 'A policy lets no playbook query the workspace as itself: you authorize it in the browser.',
  },
  {
    name: 'rbac-vault',
    title: 'A vault that is there already',
    about: 'Azure roles decide who reads its secrets. For Intezer.',
  },
  {
    name: 'vault-deleted',
    title: 'A deleted vault',
    about: 'The vault was deleted and can be recovered, so its name is taken. For Intezer.',
  },
  {
    name: 'policy-denies',
    title: 'Playbooks forbidden',
    about: 'A policy allows no playbook in the resource group. For Intezer.',
  },
];
