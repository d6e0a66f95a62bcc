import type { Behavior } from '../core/behavior.ts';
import { deploymentBehaviors } from '../deployments/behaviors.ts';
import { keyVaultBehaviors } from '../key-vault/behaviors.ts';
import { playbookBehaviors } from '../playbooks/playbook-behaviors.ts';
import { refusalBehaviors } from './refusals.ts';
import { restrictionBehaviors } from './restrictions.ts';

const learn = 'https://learn.microsoft.com';
const errorCodes = `${learn}/entra/identity-platform/reference-error-codes`;

/** Behaviors by area. docs/practice-tenant.md is made from this list and the operations' own sources. */
export const behaviors: readonly Behavior[] = [
  {
    area: 'sign-in',
    what: 'A partner’s account signs in with the roles of its relationship in `wids`, and is no object of the tenant: `/me` is 404',
    source: [`${learn}/partner-center/customers/gdap-introduction`],
    held: [
      'tenants/managed-companies.tenant.spec.ts',
      'signs in with its roles in the token, and is no object of the tenant',
    ],
  },
  {
    area: 'azure',
    what: 'A delegated subscription is listed with the tenant it belongs to, and looks for principals there',
    source: [
      'Azure/enterprise-azure-policy-as-code issue 951',
      `${learn}/azure/lighthouse/how-to/view-manage-customers`,
    ],
    held: ['tenants/managed-companies.tenant.spec.ts', 'looks for principals in its own directory'],
  },
  {
    area: 'directory',
    what: 'Where a service reference is required, an application is registered and changed only with one',
    source: ['Azure/azure-cli pull 31212'],
    held: ['tenants/managed-companies.tenant.spec.ts', 'registers an application only with one'],
  },
  {
    area: 'sign-in',
    what: 'Tokens are signed RS256 with a published key; Graph, ARM, Log Analytics and Key Vault get version 1 tokens',
    source: [`${learn}/entra/identity-platform/access-token-claims-reference`],
    held: ['login/tokens.tenant.spec.ts', 'verifies against the published keys and names its audience'],
  },
  {
    area: 'sign-in',
    what: 'An app-only token is issued without any grant and then lacks `roles`; an old token never gains one',
    source: [`${learn}/entra/identity-platform/v2-oauth2-client-creds-grant-flow`],
    held: [
      'login/tokens.tenant.spec.ts',
      'an app-only token is issued without any grant, and then lacks roles altogether',
    ],
  },
  {
    area: 'sign-in',
    what: 'A role that becomes active is listed at once, and counts in Graph with the next token only',
    source: 'assumed',
    held: ['login/tokens.tenant.spec.ts', 'a role that becomes active counts with the next token'],
  },
  {
    area: 'sign-in',
    what: 'Delegated Graph tokens name their audience by Graph’s application id, app-only ones by its address',
    source: 'assumed',
    held: [
      'login/tokens.tenant.spec.ts',
      'a person’s token carries scopes and roles of the directory, never app roles',
    ],
  },
  {
    area: 'sign-in',
    what: 'The Azure CLI’s client gets its fixed set of Graph permissions; a single other scope ends with AADSTS65002',
    source: [
      'https://github.com/Azure/azure-cli/issues/26471',
      'https://github.com/Azure/azure-cli/issues/33062',
      'https://github.com/microsoftgraph/msgraph-cli/issues/48',
    ],
    held: [
      'login/login.tenant.spec.ts',
      'gives the Azure CLI its fixed set of Graph permissions and no other',
    ],
  },
  {
    area: 'sign-in',
    what: 'Azure challenges a person who changes something without multifactor; a sign-in with those claims gives a token that holds them, and so does its refresh token',
    source: [
      `${learn}/entra/identity/authentication/concept-mandatory-multifactor-authentication`,
      `${learn}/entra/identity-platform/claims-challenge`,
      `${learn}/entra/identity-platform/developer-guide-conditional-access-authentication-context`,
    ],
    held: [
      'login/claims.tenant.spec.ts',
      'is asked of a person who changes something, with the claims to ask for',
    ],
  },
  {
    area: 'azure',
    what: 'The sovereign clouds serve api-versions of what has a region until the end of 2023 only, and a refusal lists what they serve',
    source: 'assumed',
    held: ['arm/served-versions.tenant.spec.ts', 'are fewer in a sovereign cloud'],
  },
  {
    area: 'sign-in',
    what: 'A Conditional Access policy blocks sign-ins with a device code alone; it answers as any other block does',
    source: [`${learn}/entra/identity/conditional-access/concept-authentication-flows`],
    held: ['login/claims.tenant.spec.ts', 'blocks the device code and not the browser'],
  },
  {
    area: 'sign-in',
    what: 'AADSTS500011 where the Log Analytics API has no principal in the tenant',
    source: [errorCodes],
    held: ['login/login.tenant.spec.ts', 'tells the program when the resource is missing here'],
  },
  {
    area: 'sign-in',
    what: 'A wrong secret, an expired one, none at all and a disabled application each have their own number',
    source: [errorCodes],
    held: [
      'login/login.tenant.spec.ts',
      'knows an expired secret from a wrong one, and a disabled application',
    ],
  },
  {
    area: 'sign-in',
    what: 'The words of AADSTS7000215 ask whether the secret’s id was sent instead of its value',
    source: [errorCodes],
    held: ['login/login.tenant.spec.ts', 'hints that the secret’s id was sent instead of its value'],
  },
  {
    area: 'sign-in',
    what: 'Sign-ins that Conditional Access or assignment block end on a page, without any redirect',
    source: 'assumed',
    held: ['login/login.tenant.spec.ts', 'ends with AADSTS%i where the tenant blocks the person'],
  },
  {
    area: 'sign-in',
    what: 'Client credentials are refused at /common with AADSTS9001023',
    source: [
      'Microsoft365DSC/MSCloudLoginAssistant issue 100',
      'AzureAD/microsoft-authentication-library-for-java issue 382',
    ],
    held: [
      'login/login.tenant.spec.ts',
      'refuses the common endpoint for applications, and unknown tenants for everyone',
    ],
  },
  {
    area: 'sign-in',
    what: 'A certificate’s assertion is matched by its thumbprint, a workload’s by issuer, subject and audience',
    source: [`${learn}/entra/workload-id/workload-identity-federation`, errorCodes],
    held: [
      'login/login.tenant.spec.ts',
      'takes a workload’s assertion where issuer, subject and audience were agreed',
    ],
  },
  {
    area: 'sign-in',
    what: 'A tenant is unknown (AADSTS90002) to the sign-in servers of another cloud',
    source: [`${learn}/entra/identity-platform/authentication-national-cloud`],
    held: ['tenants/tenants.tenant.spec.ts', 'us-government answers at its own addresses only'],
  },
  {
    area: 'directory',
    what: 'The uniqueName upsert: 201 with a body, 204 without, 404 without `Prefer: create-if-missing`',
    source: [`${learn}/graph/api/application-upsert`],
    held: [
      'entra/graph.tenant.spec.ts',
      'is created once by its unique name: 201 with a body, then 204 without',
    ],
  },
  {
    area: 'directory',
    what: 'A directory role that no one holds was never activated in the tenant, and its template finds nothing',
    source: [`${learn}/graph/api/directoryrole-list`, `${learn}/graph/api/directoryrole-post-directoryroles`],
    held: [
      'entra/graph.tenant.spec.ts',
      'names who holds a role by its template; a role nobody holds is not found',
    ],
  },
  {
    area: 'directory',
    what: 'A soft-deleted application keeps its uniqueName until it is purged',
    source: ['https://github.com/microsoftgraph/msgraph-bicep-types/issues/137'],
    held: [
      'entra/graph.tenant.spec.ts',
      'keeps its unique name while it lies in the deleted items, until it is purged',
    ],
  },
  {
    area: 'directory',
    what: 'Deleting an application takes its principal along; restored is each by itself, the principal with its consents',
    source: [
      `${learn}/graph/api/directory-deleteditems-restore`,
      `${learn}/entra/identity/enterprise-apps/restore-application`,
    ],
    held: [
      'entra/graph.tenant.spec.ts',
      'comes back from the deleted items without its principal, which is restored by itself',
    ],
  },
  {
    area: 'directory',
    what: 'Deleted items stay 30 days',
    source: [`${learn}/graph/api/resources/directory`],
    held: ['entra/graph.tenant.spec.ts', 'leaves the deleted items by itself after 30 days'],
  },
  {
    area: 'directory',
    what: 'A secret’s text is shown once; lists keep a hint of three characters; two years where no end is asked for',
    source: [`${learn}/graph/api/application-addpassword`],
    held: [
      'entra/graph.tenant.spec.ts',
      'is shown once, with a hint of three characters, and lives two years unless told otherwise',
    ],
  },
  {
    area: 'directory',
    what: 'App management policies refuse secrets, or a life too long, by their own codes',
    source: [`${learn}/graph/api/resources/tenantappmanagementpolicy`],
    held: ['entra/graph.tenant.spec.ts', 'is refused beyond the longest life, and taken within it'],
  },
  {
    area: 'directory',
    what: 'Those refusals come with status 400',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', 'is refused where the tenant allows none'],
  },
  {
    area: 'directory',
    what: 'Unknown properties, wrong types and missing fields are refused',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', "['an unknown property'"],
  },
  {
    area: 'directory',
    what: 'A second service principal of one application answers 409 Request_MultipleObjectsWithSameKeyValue',
    source: ['Azure/reliable-web-app-pattern-java issue 185'],
    held: ['entra/graph.tenant.spec.ts', 'is created once: 409 for a second POST, 204 for the upsert'],
  },
  {
    area: 'directory',
    what: 'Only active roles show in memberships, PIM-eligible ones do not; PIM’s lists refuse the Azure CLI’s token with JSON in the message',
    source: ['https://github.com/Azure/azure-cli/issues/26471'],
    held: ['entra/graph.tenant.spec.ts', 'hides PIM and policies from the Azure CLI, each in its own words'],
  },
  {
    area: 'directory',
    what: 'Lists page by opaque links, and advanced queries need ConsistencyLevel: eventual and $count=true',
    source: [`${learn}/graph/aad-advanced-queries`, `${learn}/graph/paging`],
    held: ['entra/graph.tenant.spec.ts', 'answer advanced queries only with ConsistencyLevel and $count'],
  },
  {
    area: 'directory',
    what: '100 objects a page, 999 at most',
    source: [`${learn}/answers/questions/1340486/all-applications-have-not-been-listed-in-graph-api`],
    held: [
      'entra/graph.tenant.spec.ts',
      'keep what was asked for on the next page, and refuse a page mark that is none',
    ],
  },
  {
    area: 'directory',
    what: 'Double slashes, /myorganization, other casing, a trailing slash and encoded query names are understood',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', '%s is understood'],
  },
  {
    area: 'consent',
    what: 'Graph’s application permissions need Privileged Role Administrator or Global Administrator; others a Cloud Application Administrator may grant',
    source: [`${learn}/entra/identity/enterprise-apps/grant-admin-consent`],
    held: ['entra/rights.tenant.spec.ts', 'consent to Microsoft Graph'],
  },
  {
    area: 'consent',
    what: 'Application.ReadWrite.All is not enough to grant',
    source: [
      'https://github.com/microsoftgraph/microsoft-graph-docs/issues/12833',
      'https://github.com/microsoftgraph/microsoft-graph-docs/issues/16978',
    ],
    held: ['entra/rights.tenant.spec.ts', 'const grantApps'],
  },
  {
    area: 'consent',
    what: 'A repeated grant answers 400 "Permission being assigned already exists on the object"',
    source: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/12833'],
    held: ['entra/graph.tenant.spec.ts', 'is granted once from either side, read from both, and taken back'],
  },
  {
    area: 'consent',
    what: 'The portal’s consent button brings a missing resource of Microsoft’s into the tenant',
    source: 'assumed',
    held: [
      'server/recorded.tenant.spec.ts',
      'every request is answered as it was, and the same is left behind',
    ],
  },
  {
    area: 'consent',
    what: 'Version 2 of the admin consent address says admin_consent=True even where the admin declined',
    source: [`${learn}/entra/identity-platform/v2-admin-consent`],
    held: ['login/consent.tenant.spec.ts', 'says admin_consent=True even when the admin declines'],
  },
  {
    area: 'consent',
    what: 'Consent by address stands even where no reply address is registered and the page ends with AADSTS500113',
    source: 'assumed',
    held: ['login/consent.tenant.spec.ts', 'stands even where the page cannot tell anybody'],
  },
  {
    area: 'security',
    what: 'SecurityEvents.Read.All opens the retired alerts and secure scores only; alerts_v2 needs its own permission',
    source: [`${learn}/graph/alertsv1-alertsv2-migration`, `${learn}/graph/permissions-reference`],
    held: ['entra/graph.tenant.spec.ts', 'a token made before the grant never gains it; a new one has it'],
  },
  {
    area: 'security',
    what: 'What /security/alerts answers after its retirement: an empty list here, and four other answers as data',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', 'answer as the tenant says: %s'],
  },
  {
    area: 'security',
    what: 'In China Graph has no security alerts, incidents and scores: 400, the segment is unknown',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', 'a cloud without security alerts does not know the segment at all'],
  },
  {
    area: 'time',
    what: 'A new application is unknown to addPassword (404) and to POST servicePrincipals (400, or a misleading 403)',
    source: [
      'https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/1999',
      'https://github.com/hashicorp/terraform-provider-azuread',
    ],
    held: [
      'entra/graph.tenant.spec.ts',
      'a new application is unknown to addPassword and to its own principal for a while',
    ],
  },
  {
    area: 'time',
    what: 'A new principal is "Not a valid reference update" for a grant',
    source: ['https://github.com/microsoftgraph/msgraph-bicep-types/issues/193'],
    held: ['entra/graph.tenant.spec.ts', 'a new principal is no valid reference for a grant yet'],
  },
  {
    area: 'time',
    what: 'A fresh secret is refused with AADSTS7000215 for 4 to 18 s (at a lag of 5 s)',
    source: ['https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1921'],
    held: [
      'login/login.tenant.spec.ts',
      'refuses a fresh secret for some seconds, in the words of a wrong one',
    ],
  },
  {
    area: 'weather',
    what: 'A caller reads its own writes to Microsoft Graph at once, but for one object in 20; strict weather knows no such kindness',
    source: 'assumed',
    held: [
      'core/own-writes.tenant.spec.ts',
      'at least 47 of 50 scripts find what they just wrote, and not all; in the strict one none does',
    ],
  },
  {
    area: 'time',
    what: 'How far each service is behind the others, and that two replicas of one service disagree meanwhile',
    source: 'assumed',
    held: [
      'core/store.spec.ts',
      'has replicas that disagree while something spreads, the same way every time',
    ],
  },
  {
    area: 'time',
    what: 'Lists are further behind than single reads',
    source: 'assumed',
    held: ['entra/graph.tenant.spec.ts', 'lists are further behind than single reads'],
  },
  {
    area: 'time',
    what: 'Azure Resource Graph hears of a change later',
    source: [`${learn}/azure/governance/resource-graph/overview`],
    held: [
      'resources/resource-graph.spec.ts',
      'is behind: a workspace made a moment ago is missing, and arrives',
    ],
  },
  {
    area: 'azure',
    what: 'A Global Administrator without Azure rights sees 200 and an empty list of subscriptions',
    source: [`${learn}/azure/role-based-access-control/troubleshooting`],
    held: ['tenants/tenants.tenant.spec.ts', 'no-azure-rights shows its Global Administrator an empty list'],
  },
  {
    area: 'azure',
    what: 'Denied is what no one grants. notActions subtract from their own role only, and scopes inherit downward',
    source: [`${learn}/azure/role-based-access-control/role-definitions`],
    held: ['rbac/rbac.spec.ts', 'notActions take away from their own role only'],
  },
  {
    area: 'azure',
    what: 'Absence and denial cannot be told apart without rights',
    source: [`${learn}/azure/role-based-access-control/troubleshooting`],
    held: ['rbac/azure-rights.spec.ts', 'absence and denial cannot be told apart without rights'],
  },
  {
    area: 'azure',
    what: 'A second assignment for the same scope, role and principal answers 409 RoleAssignmentExists',
    source: [`${learn}/azure/role-based-access-control/role-assignments-rest`],
    held: [
      'arm/azure-clients.tenant.spec.ts',
      'assign, list, read and remove a role, and hear of a second one under the service’s own code',
    ],
  },
  {
    area: 'azure',
    what: 'A Sentinel Reader may query a workspace and not read the workspace itself',
    source: [`${learn}/azure/role-based-access-control/built-in-roles/security`],
    held: ['rbac/rbac.spec.ts', 'a Sentinel Reader may query a workspace and not read the workspace itself'],
  },
  {
    area: 'azure',
    what: 'A workspace onboarded the new way has no solution, so Resource Graph does not find Sentinel in it',
    source: 'assumed',
    held: [
      'resources/resource-graph.spec.ts',
      'finds Sentinel by its solution, which a workspace onboarded the new way does not have',
    ],
  },
  ...playbookBehaviors,
  {
    area: 'azure',
    what: 'Sentinel refuses a rule that runs a playbook until its own service principal may run playbooks in that group',
    source: [`${learn}/azure/sentinel/automation/run-playbooks`, 'examples/sentinel/errors.json'],
    held: [
      'sentinel/automation-rules.spec.ts',
      'is refused, in the words that were observed, until Sentinel itself may run playbooks in the group',
    ],
  },
  {
    area: 'azure',
    what: 'A new incident starts the playbooks of the enabled rules whose conditions hold, once',
    source: [`${learn}/azure/sentinel/automate-incident-handling-with-automation-rules`],
    held: [
      'sentinel/automation-rules.spec.ts',
      'starts the playbooks of the rules, once: a change to it starts nothing',
    ],
  },
  {
    area: 'azure',
    what: 'Only a playbook that an incident starts can be run by a rule; one that is called over HTTP is refused',
    source: [`${learn}/azure/sentinel/automation/run-playbooks`],
    held: [
      'sentinel/automation-rules.spec.ts',
      'cannot run what no incident starts, what is not there, or what is in another tenant',
    ],
  },
  ...keyVaultBehaviors,
  ...deploymentBehaviors,
  {
    area: 'logs',
    what: 'An application needs Data.Read and a role, and hears the same words for either',
    source: [`${learn}/azure/azure-monitor/logs/api/errors`],
    held: [
      'log-analytics/logs.tenant.spec.ts',
      'an application needs Data.Read and a role, and hears the same words for either',
    ],
  },
  {
    area: 'logs',
    what: 'A workspace queried through a private link alone refuses the public internet with 403 InsufficientAccessError',
    source: 'assumed',
    held: [
      'log-analytics/logs.tenant.spec.ts',
      'a workspace queried through a private link alone refuses whoever asks from outside',
    ],
  },
  {
    area: 'logs',
    what: 'A POST without a JSON content type is 200 and nothing; a workspace without data is 204',
    source: [`${learn}/azure/azure-monitor/logs/api/errors`],
    held: [
      'log-analytics/logs.tenant.spec.ts',
      'a POST without a JSON content type, or without a body, is 200 and nothing',
    ],
  },
  {
    area: 'logs',
    what: 'Over the row limit the answer is partial: 200 with an error next to the rows',
    source: [`${learn}/azure/azure-monitor/logs/api/response-format`],
    held: ['log-analytics/logs.tenant.spec.ts', 'over the row limit is answered in part'],
  },
  {
    area: 'logs',
    what: '200 queries in 30 s, then 429',
    source: [`${learn}/azure/azure-monitor/service-limits`],
    held: [
      'log-analytics/logs.tenant.spec.ts',
      'the 201st request in 30 seconds is turned away, and told when to come back',
    ],
  },
  {
    area: 'weather',
    what: '34 faults of networks and services, before or after the commit, drawn from a seed',
    source: 'assumed',
    held: ['core/weather.tenant.spec.ts', 'knows 34 faults, each of which changes what a reader gets'],
  },
  {
    area: 'azure',
    what: 'A role assigned to a group counts for everyone in it, members of its member groups included; `assignedTo()` lists it, `principalId eq` does not',
    source: [`${learn}/azure/role-based-access-control/role-assignments-list-rest`],
    held: [
      'rbac/groups.tenant.spec.ts',
      'a role of a group counts for whoever is in it, through other groups as well',
    ],
  },
  {
    area: 'directory',
    what: 'An Entra role assigned to a role-assignable group counts for its members',
    source: [`${learn}/entra/identity/role-based-access-control/groups-concept`],
    held: ['rbac/groups.tenant.spec.ts', 'an Entra role of a role-assignable group counts for its members'],
  },
  {
    area: 'weather',
    what: 'One answer inside a $batch may fail by itself, with its own status and Retry-After',
    source: [`${learn}/graph/json-batching`, `${learn}/graph/throttling`],
    held: ['core/weather.tenant.spec.ts', 'inside a $batch strikes that one answer and no other'],
  },
  {
    area: 'weather',
    what: 'A claims challenge in WWW-Authenticate carries the claims to send along',
    source: [`${learn}/entra/identity-platform/claims-challenge`],
    held: ['core/weather.tenant.spec.ts', 'a claims challenge carries claims a program can send along'],
  },
  ...refusalBehaviors,
  ...restrictionBehaviors,
];

/** Behaviors of Microsoft's that this practice tenant doesn't imitate yet. The product uses none of them. */
export const notImitated: readonly string[] = [
  'Automation rules on incidents of the generated data: only those made through the API start playbooks',
  'Deployments of subscriptions, management groups and tenants, nested ones, Complete mode, outputs of secrets',
  'Throttling by resource units in Microsoft Graph: 429 comes from the weather only',
  'Continuous access evaluation, but for its challenge as weather',
  'Groups: nothing makes or changes one, and a license, an app role or an access policy of a vault that names one gives nothing',
];
