import type { Json, JsonObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { refuseBody } from './graph-errors.ts';

/** Checks a property of a request body. Returns the message about a wrong value, or undefined. */
export type Check = (value: Json, path: string) => string | undefined;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const text =
  (longest = 256): Check =>
  (value, path) =>
    typeof value !== 'string'
      ? wrongType(path, 'Edm.String')
      : value.length > longest
        ? `Invalid value specified for property '${path}': longer than ${longest} characters.`
        : undefined;

const nullable =
  (check: Check): Check =>
  (value, path) =>
    value === null ? undefined : check(value, path);

export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? undefined : wrongType(path, 'Edm.Boolean');

export const number: Check = (value, path) =>
  typeof value === 'number' ? undefined : wrongType(path, 'Edm.Int32');

export const guidText: Check = (value, path) =>
  typeof value === 'string' && guid.test(value) ? undefined : wrongType(path, 'Edm.Guid');

const dateText: Check = (value, path) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? undefined
    : wrongType(path, 'Edm.DateTimeOffset');

export const oneOf =
  (...choices: readonly string[]): Check =>
  (value, path) =>
    typeof value === 'string' && choices.includes(value)
      ? undefined
      : `Invalid value specified for property '${path}' of resource 'Application'.`;

export const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value))
      return `An unexpected node was found when reading from the JSON reader. A 'StartArray' node was expected for '${path}'.`;
    for (const each of value as readonly Json[]) {
      const wrong = check(each, path);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** An object with only known properties. The `required` ones must be present. */
export const shape =
  (type: string, properties: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `An unexpected node was found when reading from the JSON reader. A 'StartObject' node was expected for '${path}'.`;
    }
    for (const [name, each] of Object.entries(value as JsonObject)) {
      if (name.startsWith('@odata.')) continue;
      const check = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (check === undefined) {
        return `The property '${name}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type.`;
      }
      const wrong = check(each, name);
      if (wrong !== undefined) return wrong;
    }
    const missing = required.find((name) => !Object.hasOwn(value, name));
    return missing === undefined
      ? undefined
      : `A value is required for property '${missing}' of resource '${type.split('.').at(-1)}'.`;
  };

function wrongType(path: string, type: string): string {
  return `Cannot convert a value to target type '${type}' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true, or because the value of '${path}' is of another type.`;
}

/** Reads a request's body. Refuses it with 400 if the real service would not accept it. */
export function bodyOf(context: Context, check: Check): JsonObject {
  const body = context.json();
  const wrong = check(body, '');
  if (wrong !== undefined) refuseBody(context, wrong);
  return body as JsonObject;
}

/** Requires an empty body or `{}`, as actions without parameters do. */
export function noBody(context: Context): void {
  if (context.text.trim() !== '') bodyOf(context, shape('action', {}));
}

const redirectUris = { redirectUris: list(text(2048)) };

const permissionScope = shape('microsoft.graph.permissionScope', {
  adminConsentDescription: nullable(text(1024)),
  adminConsentDisplayName: nullable(text(100)),
  id: guidText,
  isEnabled: flag,
  origin: nullable(text()),
  type: text(),
  userConsentDescription: nullable(text(1024)),
  userConsentDisplayName: nullable(text(100)),
  value: nullable(text(120)),
});

const keyCredential = shape('microsoft.graph.keyCredential', {
  customKeyIdentifier: nullable(text(4096)),
  displayName: nullable(text(90)),
  endDateTime: nullable(dateText),
  key: nullable(text(65_536)),
  keyId: nullable(guidText),
  startDateTime: nullable(dateText),
  type: text(),
  usage: text(),
});

/** The writable properties of an application, from https://learn.microsoft.com/graph/api/resources/application. */
const applicationProperties: Readonly<Record<string, Check>> = {
  displayName: text(256),
  description: nullable(text(1024)),
  notes: nullable(text(1024)),
  signInAudience: oneOf(
    'AzureADMyOrg',
    'AzureADMultipleOrgs',
    'AzureADandPersonalMicrosoftAccount',
    'PersonalMicrosoftAccount',
  ),
  identifierUris: list(text(255)),
  tags: list(text(256)),
  isFallbackPublicClient: nullable(flag),
  isDeviceOnlyAuthSupported: nullable(flag),
  groupMembershipClaims: nullable(text()),
  serviceManagementReference: nullable(text()),
  tokenEncryptionKeyId: nullable(guidText),
  requiredResourceAccess: list(
    shape(
      'microsoft.graph.requiredResourceAccess',
      {
        resourceAppId: text(),
        resourceAccess: list(
          shape('microsoft.graph.resourceAccess', { id: guidText, type: oneOf('Role', 'Scope') }, [
            'id',
            'type',
          ]),
        ),
      },
      ['resourceAppId', 'resourceAccess'],
    ),
  ),
  appRoles: list(
    shape('microsoft.graph.appRole', {
      allowedMemberTypes: list(text()),
      description: nullable(text(1024)),
      displayName: nullable(text()),
      id: guidText,
      isEnabled: flag,
      origin: nullable(text()),
      value: nullable(text()),
    }),
  ),
  api: nullable(
    shape('microsoft.graph.apiApplication', {
      acceptMappedClaims: nullable(flag),
      knownClientApplications: list(guidText),
      oauth2PermissionScopes: list(permissionScope),
      preAuthorizedApplications: list(
        shape('microsoft.graph.preAuthorizedApplication', {
          appId: text(),
          delegatedPermissionIds: list(text()),
        }),
      ),
      requestedAccessTokenVersion: nullable(number),
    }),
  ),
  web: nullable(
    shape('microsoft.graph.webApplication', {
      ...redirectUris,
      homePageUrl: nullable(text(2048)),
      logoutUrl: nullable(text(2048)),
      redirectUriSettings: list(
        shape('microsoft.graph.redirectUriSettings', { uri: text(2048), index: nullable(number) }),
      ),
      implicitGrantSettings: nullable(
        shape('microsoft.graph.implicitGrantSettings', {
          enableAccessTokenIssuance: nullable(flag),
          enableIdTokenIssuance: nullable(flag),
        }),
      ),
    }),
  ),
  spa: nullable(shape('microsoft.graph.spaApplication', redirectUris)),
  publicClient: nullable(shape('microsoft.graph.publicClientApplication', redirectUris)),
  info: nullable(
    shape('microsoft.graph.informationalUrl', {
      logoUrl: nullable(text(2048)),
      marketingUrl: nullable(text(2048)),
      privacyStatementUrl: nullable(text(2048)),
      supportUrl: nullable(text(2048)),
      termsOfServiceUrl: nullable(text(2048)),
    }),
  ),
  optionalClaims: nullable((value, path) =>
    typeof value === 'object' ? undefined : wrongType(path, 'microsoft.graph.optionalClaims'),
  ),
  parentalControlSettings: nullable((value, path) =>
    typeof value === 'object' ? undefined : wrongType(path, 'microsoft.graph.parentalControlSettings'),
  ),
  keyCredentials: list(keyCredential),
};

export const newApplication = shape('microsoft.graph.application', applicationProperties, ['displayName']);
export const changedApplication = shape('microsoft.graph.application', applicationProperties);

const principalProperties: Readonly<Record<string, Check>> = {
  accountEnabled: flag,
  alternativeNames: list(text()),
  appRoleAssignmentRequired: flag,
  description: nullable(text(1024)),
  displayName: text(256),
  homepage: nullable(text(2048)),
  loginUrl: nullable(text(2048)),
  notes: nullable(text(1024)),
  notificationEmailAddresses: list(text()),
  preferredSingleSignOnMode: nullable(text()),
  replyUrls: list(text(2048)),
  servicePrincipalNames: list(text(255)),
  servicePrincipalType: nullable(text()),
  tags: list(text(256)),
};

export const newPrincipal = shape(
  'microsoft.graph.servicePrincipal',
  { appId: guidText, ...principalProperties },
  ['appId'],
);
export const changedPrincipal = shape('microsoft.graph.servicePrincipal', principalProperties);
export const upsertedPrincipal = shape('microsoft.graph.servicePrincipal', {
  appId: guidText,
  ...principalProperties,
});

export const newPassword = shape('action', {
  passwordCredential: nullable(
    shape('microsoft.graph.passwordCredential', {
      customKeyIdentifier: nullable(text()),
      displayName: nullable(text(256)),
      endDateTime: nullable(dateText),
      startDateTime: nullable(dateText),
      keyId: nullable(guidText),
      hint: nullable(text()),
      secretText: nullable(text()),
    }),
  ),
});
export const removedPassword = shape('action', { keyId: guidText }, ['keyId']);
export const newKey = shape(
  'action',
  {
    keyCredential,
    passwordCredential: nullable(shape('microsoft.graph.passwordCredential', { secretText: text() })),
    proof: text(8192),
  },
  ['keyCredential', 'proof'],
);
export const newAssignment = shape(
  'microsoft.graph.appRoleAssignment',
  { principalId: guidText, resourceId: guidText, appRoleId: guidText, principalType: nullable(text()) },
  ['principalId', 'resourceId', 'appRoleId'],
);
export const newGrant = shape(
  'microsoft.graph.oAuth2PermissionGrant',
  {
    clientId: guidText,
    consentType: oneOf('AllPrincipals', 'Principal'),
    principalId: nullable(guidText),
    resourceId: guidText,
    scope: nullable(text(3850)),
    // Old clients still send both times. The service accepts them and keeps neither.
    startTime: nullable(text()),
    expiryTime: nullable(text()),
  },
  ['clientId', 'consentType', 'resourceId'],
);
export const changedGrant = shape('microsoft.graph.oAuth2PermissionGrant', { scope: nullable(text(3850)) });
export const newFederated = shape(
  'microsoft.graph.federatedIdentityCredential',
  {
    name: text(120),
    issuer: text(600),
    subject: text(600),
    audiences: list(text(600)),
    description: nullable(text(600)),
  },
  ['name', 'issuer', 'subject', 'audiences'],
);
/** All but the name can change (https://learn.microsoft.com/graph/api/federatedidentitycredential-update). */
export const changedFederated = shape('microsoft.graph.federatedIdentityCredential', {
  issuer: text(600),
  subject: text(600),
  audiences: list(text(600)),
  description: nullable(text(600)),
});
export const reference = shape('reference', { '@odata.id': text(2048) });
