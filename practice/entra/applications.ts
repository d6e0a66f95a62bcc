import type { ApplicationObject, JsonObject, KeyCredential, ResourceAccess } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import { type Context, type Method, type Operation, operation, type WireResponse } from '../core/router.ts';
import { demandApplicationValues } from './application-values.ts';
import { bodyOf, changedApplication, newApplication } from './bodies.ts';
import { softDelete } from './deleted-items.ts';
import { refuseBody, refuseGraph, refuseMissing } from './graph-errors.ts';
import { countAnswer, type EntitySet, entityAnswer, listAnswer } from './odata.ts';
import { demand, demandCreate, demandWrite } from './rights.ts';
import { emptyInfo, ownerObjects, shownApplication } from './shapes.ts';

export const applications: EntitySet = {
  name: 'applications',
  type: 'Application',
  most: 999,
  usual: 100,
  expands: {
    owners: (context, item) =>
      ownerObjects(context, context.truth.get('applications', String(item['id']))?.owners ?? []),
    federatedIdentityCredentials: (context, item) =>
      (context.truth.get('applications', String(item['id']))?.federatedCredentials ?? []).map((each) => ({
        ...each,
      })),
  },
};

const source = [
  'https://learn.microsoft.com/graph/api/resources/application',
  'https://learn.microsoft.com/graph/api/application-upsert',
  'examples/graph/application-post-applications.json',
];

/**
 * The application that a path names by object ID, client ID or unique name. It must have reached the replica
 * that answers. The result is the truth, because a write changes what is stored, not what was read.
 */
export function applicationAt(context: Context): ApplicationObject {
  const { id, appId, uniqueName } = context.params;
  const seen = context.served('directory');
  const found =
    id === undefined
      ? seen
          .list('applications')
          .find((each) =>
            appId === undefined ? each.uniqueName === uniqueName : each.appId === appId.toLowerCase(),
          )
      : (seen.get('applications', id.toLowerCase()) ?? undefined);
  const stored = found && context.truth.get('applications', found.id);
  return stored ?? refuseMissing(context, id ?? appId ?? uniqueName ?? '');
}

/** A new application: Microsoft's defaults, replaced by the given properties. */
export function applicationFrom(
  given: JsonObject,
  made: {
    readonly id: string;
    readonly appId: string;
    readonly now: number;
    readonly uniqueName: string | null;
    readonly owners: readonly string[];
  },
): ApplicationObject {
  const blank: ApplicationObject = {
    id: made.id,
    appId: made.appId,
    displayName: '',
    description: null,
    notes: null,
    uniqueName: made.uniqueName,
    createdDateTime: new Date(made.now).toISOString(),
    // The default of a real POST. It is broader than anyone who sets up a connector wants.
    signInAudience: 'AzureADandPersonalMicrosoftAccount',
    identifierUris: [],
    tags: [],
    isFallbackPublicClient: null,
    serviceManagementReference: null,
    requiredResourceAccess: [],
    appRoles: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: null,
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
    },
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      redirectUriSettings: [],
    },
    spa: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    info: emptyInfo,
    optionalClaims: null,
    groupMembershipClaims: null,
    passwordCredentials: [],
    keyCredentials: [],
    federatedCredentials: [],
    owners: made.owners,
  };
  const next = changed(blank, given, made.now);
  // Applications open to personal accounts must accept version 2 tokens. Entra sets that itself.
  const personal = next.signInAudience.includes('PersonalMicrosoftAccount');
  const unset = next.api['requestedAccessTokenVersion'] === null;
  return personal && unset ? { ...next, api: { ...next.api, requestedAccessTokenVersion: 2 } } : next;
}

const merged: ReadonlySet<string> = new Set(['api', 'web', 'spa', 'publicClient', 'info']);

/** An application with some properties changed. As in PATCH, complex ones are merged and lists replaced. */
function changed(app: ApplicationObject, given: JsonObject, now: number): ApplicationObject {
  const next: Record<string, unknown> = { ...app };
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('@odata.') || name === 'parentalControlSettings' || name === 'tokenEncryptionKeyId')
      continue;
    if (name === 'isDeviceOnlyAuthSupported') continue;
    if (name === 'keyCredentials') next[name] = keysFrom(app, value as readonly JsonObject[], now);
    else if (merged.has(name) && value !== null)
      next[name] = { ...(next[name] as JsonObject), ...(value as JsonObject) };
    else next[name] = value;
  }
  return next as unknown as ApplicationObject;
}

function keysFrom(
  app: ApplicationObject,
  keys: readonly JsonObject[],
  now: number,
): readonly KeyCredential[] {
  return keys.map((given): KeyCredential => {
    const kept = app.keyCredentials.find(({ keyId }) => keyId === given['keyId']);
    if (kept !== undefined && (given['key'] === null || given['key'] === undefined)) return kept;
    const key = String(given['key'] ?? '');
    return {
      keyId: String(given['keyId'] ?? guidOf('key', app.id, key)),
      displayName: (given['displayName'] as string | null | undefined) ?? null,
      startDateTime: String(given['startDateTime'] ?? new Date(now).toISOString()),
      endDateTime: String(given['endDateTime'] ?? new Date(now + 365 * 86_400_000).toISOString()),
      type: String(given['type'] ?? 'AsymmetricX509Cert'),
      usage: String(given['usage'] ?? 'Verify'),
      key,
      customKeyIdentifier: (given['customKeyIdentifier'] as string | null | undefined) ?? null,
    };
  });
}

/** Refuses what the directory refuses beyond single properties: duplicates and empty names. */
function checkApplication(context: Context, given: JsonObject, self: ApplicationObject | undefined): void {
  const name = given['displayName'];
  if (typeof name === 'string' && name.trim() === '') {
    refuseBody(context, "Invalid value specified for property 'displayName' of resource 'Application'.");
  }
  demandApplicationValues(context, given, self);
  const uris = (given['identifierUris'] ?? []) as readonly string[];
  const taken = context.truth
    .list('applications')
    .some((each) => each.id !== self?.id && each.identifierUris.some((uri) => uris.includes(uri)));
  if (taken) {
    refuseBody(context, 'Another object with the same value for property identifierUris already exists.');
  }
  const access = (given['requiredResourceAccess'] ?? []) as unknown as readonly ResourceAccess[];
  const resources = access.map(({ resourceAppId }) => resourceAppId);
  if (new Set(resources).size < resources.length) {
    refuseBody(
      context,
      "Invalid value specified for property 'resourceAppId' of resource 'RequiredResourceAccess'.",
    );
  }
}

function create(context: Context, uniqueName: string | null): WireResponse {
  const owners = demandCreate(context);
  const given = bodyOf(context, newApplication);
  checkApplication(context, given, undefined);
  demandReference(context, given, 'Create');
  if (uniqueName !== null) checkUniqueName(context, uniqueName);
  const made = applicationFrom(given, {
    id: context.newId(),
    appId: context.newId(),
    now: context.clock.now(),
    uniqueName,
    owners,
  });
  context.store.put('applications', made);
  return entityAnswer(context, applications, shownApplication(context, made), 201);
}

/** Some organizations require a reference to their service catalog (https://github.com/Azure/azure-cli/pull/31212). */
function demandReference(context: Context, given: JsonObject, doing: 'Create' | 'Update'): void {
  const required = context.truth.get('policies', 'tenant')?.serviceReferenceRequired === true;
  if (!required || (given['serviceManagementReference'] ?? '') !== '') return;
  refuseGraph(
    context,
    400,
    'ServiceTreeValueMissing',
    `ServiceManagementReference field is required for ${doing}, but is missing in the request. Refer to the TSG \`https://aka.ms/service-management-reference-error\` for resolving the error`,
  );
}

/** A soft-deleted application keeps its unique name until it is purged. */
function checkUniqueName(context: Context, uniqueName: string): void {
  const held = context.truth
    .list('deletedItems')
    .some(({ was }) => was.kind === 'applications' && was.object.uniqueName === uniqueName);
  if (held) {
    refuseBody(context, 'Another object with the same value for property uniqueName already exists.');
  }
}

function update(context: Context, app: ApplicationObject): WireResponse {
  demandWrite(context, app);
  const given = bodyOf(context, changedApplication);
  checkApplication(context, given, app);
  demandReference(
    context,
    { serviceManagementReference: app.serviceManagementReference, ...given },
    'Update',
  );
  const next = changed(app, given, context.clock.now());
  context.store.put('applications', next);
  // The service principal in the home tenant gets the changes of its application.
  const principal = context.truth.list('servicePrincipals').find(({ appId }) => appId === app.appId);
  if (principal !== undefined && (next.displayName !== app.displayName || next.appRoles !== app.appRoles)) {
    context.store.put('servicePrincipals', {
      ...principal,
      displayName: next.displayName,
      appRoles: next.appRoles,
    });
  }
  return { status: 204 };
}

export function mayCreateMissing(context: Context): boolean {
  return (context.headers.get('prefer') ?? '')
    .split(',')
    .some((each) => each.trim().toLowerCase() === 'create-if-missing');
}

function upsert(context: Context): WireResponse {
  const uniqueName = context.params['uniqueName'] ?? '';
  // An upsert is decided by the authoritative contents, not by a replica.
  const stored = context.truth.list('applications').find((each) => each.uniqueName === uniqueName);
  if (stored !== undefined) return update(context, stored);
  if (!mayCreateMissing(context)) refuseMissing(context, uniqueName);
  if (uniqueName === '' || uniqueName.length > 256) {
    refuseBody(context, "Invalid value specified for property 'uniqueName' of resource 'Application'.");
  }
  return create(context, uniqueName);
}

function remove(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app);
  softDelete(context, app);
  return { status: 204 };
}

function shown(context: Context): readonly JsonObject[] {
  demand(context, 'readApplications');
  return context
    .served('listing')
    .list('applications')
    .map((app) => shownApplication(context, app));
}

/** Declares one call under each name of an application: object ID, client ID and unique name. */
export function forApplication(
  method: Method,
  below: string,
  sources: readonly string[] | 'assumed',
  run: Operation['run'],
): readonly Operation[] {
  return [
    '/v1.0/applications/{id}',
    "/v1.0/applications(appId='{appId}')",
    "/v1.0/applications(uniqueName='{uniqueName}')",
  ].map((path) => operation({ host: 'graph', method, path: path + below, source: sources, run }));
}

const get = ['https://learn.microsoft.com/graph/api/application-get', 'examples/graph/application-get.json'];

export const applicationOperations: readonly Operation[] = [
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/applications',
    source: [
      'https://learn.microsoft.com/graph/api/application-list',
      'examples/graph/application-list.json',
    ],
    run: (context) => listAnswer(context, applications, shown(context)),
  }),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/applications/$count',
    source: ['examples/graph/application-list.json'],
    run: (context) => countAnswer(context, applications, shown(context)),
  }),
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/applications',
    source,
    run: (context) => create(context, null),
  }),
  ...forApplication('GET', '', get, (context) => {
    demand(context, 'readApplications');
    return entityAnswer(context, applications, shownApplication(context, applicationAt(context)));
  }),
  ...forApplication(
    'PATCH',
    '',
    [
      'https://learn.microsoft.com/graph/api/application-update',
      'examples/graph/application-update.json',
      'https://learn.microsoft.com/graph/api/application-upsert',
      'examples/graph/application-upsert.json',
    ],
    (context) =>
      context.params['uniqueName'] === undefined ? update(context, applicationAt(context)) : upsert(context),
  ),
  ...forApplication(
    'DELETE',
    '',
    ['https://learn.microsoft.com/graph/api/application-delete', 'examples/graph/application-delete.json'],
    remove,
  ),
  ...forApplication('PUT', '', 'assumed', (context) =>
    refuseGraph(
      context,
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    ),
  ),
];
