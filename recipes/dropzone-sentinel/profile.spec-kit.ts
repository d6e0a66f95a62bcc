import type { ConnectionProfile, FormValue } from '../../engine/model/profile.ts';

const workspace = (workspaceName: string) => ({
  workspaceName,
  workspaceId: `${workspaceName}-id`,
  subscriptionId: `${workspaceName}-subscription`,
  resourceGroup: `rg-${workspaceName}`,
  region: 'westeurope',
  armId: `/${workspaceName}`,
});

/** A profile of Dropzone with this form. */
export const profileWith = (
  form: Readonly<Record<string, FormValue>>,
  names = ['soc'],
): ConnectionProfile => ({
  profile: 1,
  recipe: 'dropzone-sentinel',
  createdAt: '2026-11-30T09:00:00Z',
  practice: true,
  cloud: 'public',
  tenantId: 'tenant',
  tenantName: 'Contoso',
  integrity: '',
  clientId: 'client',
  workspaces: names.map(workspace),
  permissions: ['Data.Read'],
  roles: ['Log Analytics Reader'],
  form,
  proof: {},
});

/** The form of an alert source that syncs nothing. */
export const imported: Readonly<Record<string, FormValue>> = {
  use: 'alert-source',
  severities: ['High', 'Medium'],
  statuses: ['New'],
  kqlQueries: ['SecurityIncident | take 5', 'SigninLogs\n| where a, b'],
  ticketSync: false,
  emailFetching: false,
  ingestionDelay: '5m',
  pollInterval: '5m',
  pollLookback: '1h',
};

/** Both integrations, two workspaces, two queries, and incidents that are closed. */
export const everything = profileWith(
  {
    ...imported,
    use: 'both',
    ticketSync: true,
    ticketStart: 'Active',
    ticketReview: 'Active',
    ticketReviewed: 'Closed',
    ticketReopened: 'Active',
    classification: 'Undetermined',
  },
  ['soc', 'ot'],
);
