import { clouds } from '../core/clouds.ts';
import type {
  ApplicationObject,
  AppRoleAssignmentObject,
  GroupObject,
  Json,
  JsonObject,
  KeyCredential,
  PasswordCredential,
  ServicePrincipalObject,
  TenantObject,
  UserObject,
} from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import { entraRoleTitles } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';

/** A credential as lists show it, without its secret text. */
function shownPassword(credential: PasswordCredential): JsonObject {
  return {
    customKeyIdentifier: null,
    displayName: credential.displayName,
    endDateTime: credential.endDateTime,
    hint: credential.hint,
    keyId: credential.keyId,
    secretText: null,
    startDateTime: credential.startDateTime,
  };
}

function shownKey(credential: KeyCredential): JsonObject {
  // The certificate itself is returned only if $select asks for it. Otherwise it is null.
  return { ...credential, key: null };
}

/** An application as https://learn.microsoft.com/graph/api/application-get shows it. */
export function shownApplication(context: Context, app: ApplicationObject): JsonObject {
  const withKeys = /(^|,)\s*keyCredentials\s*(,|$)/i.test(context.query('$select') ?? '');
  return {
    id: app.id,
    deletedDateTime: null,
    appId: app.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: app.createdDateTime,
    displayName: app.displayName,
    description: app.description,
    groupMembershipClaims: app.groupMembershipClaims,
    identifierUris: app.identifierUris,
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: app.isFallbackPublicClient,
    nativeAuthenticationApisEnabled: null,
    notes: app.notes,
    publisherDomain: context.tenant.domains[0] ?? null,
    serviceManagementReference: app.serviceManagementReference,
    signInAudience: app.signInAudience,
    tags: app.tags,
    tokenEncryptionKeyId: null,
    uniqueName: app.uniqueName,
    samlMetadataUrl: null,
    defaultRedirectUri: null,
    certification: null,
    optionalClaims: app.optionalClaims,
    requestSignatureVerification: null,
    servicePrincipalLockConfiguration: null,
    addIns: [],
    api: app.api,
    appRoles: asJson(app.appRoles),
    info: app.info,
    keyCredentials: app.keyCredentials.map((each) => (withKeys ? { ...each } : shownKey(each))),
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    passwordCredentials: app.passwordCredentials.map(shownPassword),
    publicClient: app.publicClient,
    requiredResourceAccess: asJson(app.requiredResourceAccess),
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    web: app.web,
    spa: app.spa,
    windows: null,
  };
}

/** A service principal as https://learn.microsoft.com/graph/api/serviceprincipal-get shows it. */
export function shownPrincipal(context: Context, principal: ServicePrincipalObject): JsonObject {
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.accountEnabled,
    alternativeNames: [],
    appDisplayName: principal.displayName,
    appDescription: null,
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: principal.appOwnerOrganizationId,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    createdDateTime: principal.createdDateTime,
    description: principal.description,
    disabledByMicrosoftStatus: null,
    displayName: principal.displayName,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: principal.notes,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    publisherName: principal.appOwnerOrganizationId === context.tenant.id ? context.tenant.displayName : null,
    replyUrls: principal.replyUrls,
    samlMetadataUrl: null,
    servicePrincipalNames: principal.servicePrincipalNames,
    servicePrincipalType: principal.servicePrincipalType,
    signInAudience:
      principal.appOwnerOrganizationId === context.tenant.id ? 'AzureADMyOrg' : 'AzureADMultipleOrgs',
    tags: principal.tags,
    tokenEncryptionKeyId: null,
    samlSingleSignOnSettings: null,
    addIns: [],
    appRoles: asJson(principal.appRoles),
    endpoints: [],
    info: emptyInfo,
    keyCredentials: principal.keyCredentials.map(shownKey),
    oauth2PermissionScopes: asJson(principal.oauth2PermissionScopes),
    passwordCredentials: principal.passwordCredentials.map(shownPassword),
    resourceSpecificApplicationPermissions: [],
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  };
}

export const emptyInfo: JsonObject = {
  termsOfServiceUrl: null,
  supportUrl: null,
  privacyStatementUrl: null,
  marketingUrl: null,
  logoUrl: null,
};

/** An app role assignment, with the display names that Graph adds. */
export function shownAssignment(context: Context, assignment: AppRoleAssignmentObject): JsonObject {
  const principal =
    context.truth.get('servicePrincipals', assignment.principalId) ??
    context.truth.get('users', assignment.principalId);
  return {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.appRoleId,
    createdDateTime: assignment.createdDateTime,
    principalDisplayName: principal?.displayName ?? null,
    principalId: assignment.principalId,
    principalType: assignment.principalType,
    resourceDisplayName: context.truth.get('servicePrincipals', assignment.resourceId)?.displayName ?? null,
    resourceId: assignment.resourceId,
  };
}

/** A person, with the properties Graph gives if none are selected. */
export function shownUser(user: UserObject): JsonObject {
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: 'en-US',
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
  };
}

/** A person, with the properties that Graph gives only if they are selected. */
export function selectableUser(user: UserObject): JsonObject {
  return {
    ...shownUser(user),
    userType: user.userType,
    accountEnabled: user.accountEnabled,
    deletedDateTime: null,
  };
}

/** The tenant as /organization shows it. */
export function shownOrganization(tenant: TenantObject): JsonObject {
  return {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: tenant.countryLetterCode,
    createdDateTime: tenant.createdDateTime,
    defaultUsageLocation: null,
    displayName: tenant.displayName,
    isMultipleDataLocationsForServicesEnabled: null,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: null,
    partnerTenantType: null,
    postalCode: null,
    preferredLanguage: 'en',
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: 'AAD',
    directorySizeQuota: { used: 412, total: 300_000 },
    privacyProfile: null,
    assignedPlans: tenant.premiumP2
      ? [
          {
            assignedDateTime: tenant.createdDateTime,
            capabilityStatus: 'Enabled',
            service: 'AADPremiumService',
            servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
          },
        ]
      : [],
    provisionedPlans: [],
    verifiedDomains: tenant.domains.map((name, index) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: index === 0,
      isInitial: name.toLowerCase().includes('.onmicrosoft.'),
      name,
      type: 'Managed',
    })),
  };
}

/** A group as Graph shows it, as far as imitated (https://learn.microsoft.com/graph/api/resources/group). */
export const shownGroup = (group: GroupObject): JsonObject => ({
  id: group.id,
  deletedDateTime: null,
  description: group.description,
  displayName: group.displayName,
  groupTypes: [],
  isAssignableToRole: group.isAssignableToRole ? true : null,
  mailEnabled: false,
  securityEnabled: true,
});

/** An activated Entra role. Its object ID differs from tenant to tenant. */
export function shownDirectoryRole(tenant: TenantObject, templateId: string): JsonObject {
  return {
    '@odata.type': '#microsoft.graph.directoryRole',
    id: directoryRoleId(tenant, templateId),
    deletedDateTime: null,
    description: `${entraRoleTitles[templateId] ?? 'Directory role'} of the organization.`,
    displayName: entraRoleTitles[templateId] ?? null,
    roleTemplateId: templateId,
  };
}

function directoryRoleId(tenant: TenantObject, templateId: string): string {
  return guidOf('directory-role', tenant.id, templateId);
}

/** The people and service principals with these object IDs, as lists of owners show them. */
export function ownerObjects(context: Context, ids: readonly string[]): readonly JsonObject[] {
  return ids.flatMap((id): readonly JsonObject[] => {
    const user = context.truth.get('users', id);
    if (user !== undefined) {
      const { displayName, userPrincipalName } = user;
      return [{ '@odata.type': '#microsoft.graph.user', id, displayName, userPrincipalName }];
    }
    const principal = context.truth.get('servicePrincipals', id);
    if (principal === undefined) return [];
    const { displayName, appId } = principal;
    return [{ '@odata.type': '#microsoft.graph.servicePrincipal', id, displayName, appId }];
  });
}

/** The address of the security portal in this tenant's cloud. */
export function portalOf(tenant: TenantObject): string {
  return clouds[tenant.cloud].security;
}

function asJson(value: unknown): Json {
  return value as Json;
}
