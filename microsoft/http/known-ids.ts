/**
 * The IDs of Microsoft's that this layer needs, with the source page of each. Roles and permissions belong to
 * the recipes that want them. Object IDs of service principals differ per tenant, so they aren't written down
 * but looked up by client ID.
 */

/**
 * First-party applications by client ID.
 * https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 * https://github.com/merill/microsoft-info (a daily dump of the same list, for the Log Analytics API)
 */
export const knownApplications = {
  microsoftGraph: '00000003-0000-0000-c000-000000000000',
  logAnalyticsApi: 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5',
  /** The public client for this product's sign-in, unless the organization gives its own. */
  azureCli: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
} as const;

/** The tenant of all personal Microsoft accounts. https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export const personalAccountsTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
