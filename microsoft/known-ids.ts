/**
 * Ids Microsoft publishes, each once, beside the page it was read from. Object ids of service principals
 * differ per tenant and are never written down: they are looked up by client id.
 */

/**
 * First-party applications by client id.
 * https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 * https://github.com/merill/microsoft-info (a daily dump of the same list, for the Log Analytics API)
 */
export const knownApplications = {
  microsoftGraph: '00000003-0000-0000-c000-000000000000',
  logAnalyticsApi: 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5',
  /** The public client this product signs in as unless the organisation names its own. */
  azureCli: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
} as const;

/**
 * Azure roles by role definition id.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor
 */
export const azureRoles = {
  'Log Analytics Reader': '73c42c96-874c-492b-b04d-ab87d138a893',
  'Microsoft Sentinel Reader': '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
  'Microsoft Sentinel Responder': '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
  'Microsoft Sentinel Contributor': 'ab8e14d6-4a74-4a29-9ba8-549422addade',
} as const;

/**
 * Entra roles by template id.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const entraRoles = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
} as const;

/**
 * App roles of Microsoft Graph by value. Those of the Log Analytics API are read from its service principal:
 * no Microsoft page names them. https://learn.microsoft.com/graph/permissions-reference
 */
export const graphAppRoles = {
  'SecurityEvents.Read.All': 'bf394140-e372-4bf9-a898-299cfc7564e5',
  'SecurityAlert.Read.All': '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
} as const;

/** The tenant all personal Microsoft accounts live in. https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export const personalAccountsTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
