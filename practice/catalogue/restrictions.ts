import type { Behavior } from '../core/behavior.ts';

const learn = 'https://learn.microsoft.com';
const roles = `${learn}/entra/identity/role-based-access-control`;

/** Restrictions that organizations set, by policies and by roles that allow less than usual. */
export const restrictionBehaviors: readonly Behavior[] = [
  {
    area: 'azure',
    what: 'A deny assignment takes away what roles allow, at its scope and below, and is named in the refusal',
    source: [
      `${learn}/azure/role-based-access-control/deny-assignments`,
      'https://go-mk-websites.co.uk/post/unable-to-setup-continuous-deployment-in-new-azure',
    ],
    held: ['rbac/deny-assignments.tenant.spec.ts', 'forbids what a role allows, at its scope and below'],
  },
  {
    area: 'sign-in',
    what: 'No one gets a token for an API whose principal is switched off: AADSTS500014',
    source: [`${learn}/troubleshoot/entra/entra-id/app-integration/error-code-aadsts500014-app-is-disabled`],
    held: ['login/claims.tenant.spec.ts', 'are not issued for an API that is switched off here'],
  },
  {
    area: 'sign-in',
    what: 'Conditional Access for workload identities refuses every token of an application: AADSTS53003',
    source: [`${learn}/entra/identity/conditional-access/workload-identity`],
    held: [
      'login/claims.tenant.spec.ts',
      'are issued nowhere once Conditional Access blocks the application',
    ],
  },
  {
    area: 'directory',
    what: 'An app management policy leaves alone what was made before its date, what has a policy of its own, and exempt callers',
    source: [
      `${learn}/graph/api/resources/appmanagementpolicy`,
      `${learn}/graph/api/resources/passwordcredentialconfiguration`,
      `${learn}/graph/api/resources/appmanagementpolicyactorexemptions`,
    ],
    held: ['entra/credentials.tenant.spec.ts', 'leaves callers alone that it exempts'],
  },
  {
    area: 'directory',
    what: 'A custom Entra role allows the actions it names, and a role over one application counts for that one alone',
    source: [`${roles}/custom-available-permissions`, `${roles}/assign-roles-different-scopes`],
    held: [
      'rbac/groups.tenant.spec.ts',
      'a custom role allows what it names, over one application or over all',
    ],
  },
  {
    area: 'logs',
    what: 'A query of a Basic or Auxiliary table is refused, and told of the search API',
    source: [
      `${learn}/azure/azure-monitor/logs/basic-logs-query`,
      'grafana/grafana issue 89818',
      'Azure/azure-sdk-for-go issue 24606',
    ],
    held: ['log-analytics/logs.tenant.spec.ts', 'a table on the Basic or Auxiliary plan is not queried here'],
  },
  {
    area: 'azure',
    what: 'A disabled subscription is read and not written: 409 ReadOnlyDisabledSubscription',
    source: [
      `${learn}/azure/cost-management-billing/manage/subscription-states`,
      `${learn}/azure/azure-resource-manager/troubleshooting/common-deployment-errors`,
    ],
    held: ['rbac/role-assignments.tenant.spec.ts', 'ReadOnlyDisabledSubscription'],
  },
];
