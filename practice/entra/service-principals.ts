import type { ApplicationObject, JsonObject, ServicePrincipalObject } from '../core/contents.ts';
import { fractionOf } from '../core/ids.ts';
import { type Context, type Method, type Operation, operation, type WireResponse } from '../core/router.ts';
import { mayCreateMissing } from './applications.ts';
import { bodyOf, changedPrincipal, newPrincipal, upsertedPrincipal } from './bodies.ts';
import { softDelete } from './deleted-items.ts';
import { firstPartyOf, firstPartyPrincipal } from './first-party.ts';
import { refuseBody, refuseGraph, refuseMissing } from './graph-errors.ts';
import { contextUrl, countAnswer, type EntitySet, entityAnswer, jsonType, listAnswer } from './odata.ts';
import { demand, demandCreate, demandWrite } from './rights.ts';
import { ownerObjects, shownAssignment, shownPrincipal } from './shapes.ts';

const assignmentsOf = (side: 'principalId' | 'resourceId') => (context: Context, item: JsonObject) =>
  context
    .served('directory')
    .list('appRoleAssignments')
    .filter((each) => each[side] === item['id'])
    .map((each) => shownAssignment(context, each));

const principals: EntitySet = {
  name: 'servicePrincipals',
  type: 'ServicePrincipal',
  most: 999,
  usual: 100,
  expands: {
    appRoleAssignments: assignmentsOf('principalId'),
    appRoleAssignedTo: assignmentsOf('resourceId'),
    owners: (context, item) =>
      ownerObjects(context, context.truth.get('servicePrincipals', String(item['id']))?.owners ?? []),
  },
};

/** The service principal a path names, once it has reached the answering replica. The result is the truth. */
export function principalAt(context: Context): ServicePrincipalObject {
  const { id, appId } = context.params;
  const seen = context.served('directory');
  const found =
    id === undefined
      ? seen.list('servicePrincipals').find((each) => each.appId === appId?.toLowerCase())
      : seen.get('servicePrincipals', id.toLowerCase());
  const stored = found && context.truth.get('servicePrincipals', found.id);
  return stored ?? refuseMissing(context, id ?? appId ?? '');
}

/** The service principal of one of this tenant's applications. */
export function principalOf(
  tenantId: string,
  app: ApplicationObject,
  made: { readonly id: string; readonly now: number; readonly owners: readonly string[] },
): ServicePrincipalObject {
  return {
    id: made.id,
    appId: app.appId,
    displayName: app.displayName,
    appOwnerOrganizationId: tenantId,
    servicePrincipalType: 'Application',
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    createdDateTime: new Date(made.now).toISOString(),
    description: null,
    notes: null,
    tags: [],
    appRoles: app.appRoles,
    oauth2PermissionScopes: [],
    servicePrincipalNames: [app.appId, ...app.identifierUris],
    replyUrls: (app.web['redirectUris'] as readonly string[] | undefined) ?? [],
    passwordCredentials: [],
    keyCredentials: [],
    owners: made.owners,
    activeRoles: [],
  };
}

const changeable: ReadonlySet<string> = new Set([
  'accountEnabled',
  'appRoleAssignmentRequired',
  'description',
  'displayName',
  'notes',
  'tags',
  'replyUrls',
  'servicePrincipalNames',
]);

function changed(principal: ServicePrincipalObject, given: JsonObject): ServicePrincipalObject {
  const next: Record<string, unknown> = { ...principal };
  for (const [name, value] of Object.entries(given)) if (changeable.has(name)) next[name] = value;
  return next as unknown as ServicePrincipalObject;
}

function create(context: Context, given: JsonObject, appId: string): WireResponse {
  const owners = demandCreate(context);
  const taken = context.truth.list('servicePrincipals').some((each) => each.appId === appId);
  if (taken) {
    refuseGraph(
      context,
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  const made = changed(newcomer(context, appId, owners), given);
  context.store.put('servicePrincipals', made);
  return entityAnswer(context, principals, shownPrincipal(context, made), 201);
}

function newcomer(context: Context, appId: string, owners: readonly string[]): ServicePrincipalObject {
  const firstParty = firstPartyOf(appId);
  if (firstParty !== undefined) {
    const principal = firstPartyPrincipal(context.tenant.id, context.tenant.cloud, firstParty);
    return { ...principal, createdDateTime: new Date(context.clock.now()).toISOString() };
  }
  const app = context.truth.list('applications').find((each) => each.appId === appId);
  const seen = context.served('directory').list('applications');
  if (app !== undefined && seen.some((each) => each.appId === appId)) {
    return principalOf(context.tenant.id, app, { id: context.newId(), now: context.clock.now(), owners });
  }
  // If the call comes too early, Graph gives one of two errors, and one of them is misleading
  // (https://github.com/hashicorp/terraform-provider-azuread retries on both).
  if (app !== undefined && fractionOf(appId, context.newId()) < 0.5) {
    refuseGraph(
      context,
      403,
      'Authorization_RequestDenied',
      'When using this permission, the backing application of the service principal being created must in the local tenant',
    );
  }
  return refuseBody(
    context,
    `The appId '${appId}' of the service principal does not reference a valid application object.`,
  );
}

function upsert(context: Context): WireResponse {
  const appId = context.params['appId']?.toLowerCase() ?? '';
  const stored = context.truth.list('servicePrincipals').find((each) => each.appId === appId);
  const given = bodyOf(context, upsertedPrincipal);
  if (given['appId'] !== undefined && String(given['appId']).toLowerCase() !== appId) {
    refuseBody(context, "Property 'appId' of resource 'ServicePrincipal' cannot be changed.");
  }
  if (stored !== undefined) {
    demandWrite(context, stored);
    context.store.put('servicePrincipals', changed(stored, given));
    return { status: 204 };
  }
  if (!mayCreateMissing(context)) refuseMissing(context, appId);
  return create(context, given, appId);
}

function update(context: Context): WireResponse {
  const principal = principalAt(context);
  demandWrite(context, principal);
  context.store.put('servicePrincipals', changed(principal, bodyOf(context, changedPrincipal)));
  return { status: 204 };
}

function shown(context: Context): readonly JsonObject[] {
  demand(context, 'readApplications');
  return context
    .served('listing')
    .list('servicePrincipals')
    .map((principal) => shownPrincipal(context, principal));
}

/** One property of a service principal. CLI for Microsoft 365 reads a resource's permissions this way. */
function property(name: 'oauth2PermissionScopes' | 'appRoles', context: Context): WireResponse {
  demand(context, 'readApplications');
  const principal = principalAt(context);
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: {
      '@odata.context': contextUrl(context, `servicePrincipals('${principal.id}')/${name}`),
      value: shownPrincipal(context, principal)[name] ?? [],
    },
  };
}

/** Declares one call under both names of a service principal: object ID and client ID. */
export function forPrincipal(
  method: Method,
  below: string,
  sources: readonly string[] | 'assumed',
  run: Operation['run'],
): readonly Operation[] {
  return ['/v1.0/servicePrincipals/{id}', "/v1.0/servicePrincipals(appId='{appId}')"].map((path) =>
    operation({ host: 'graph', method, path: path + below, source: sources, run }),
  );
}

export const principalOperations: readonly Operation[] = [
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/servicePrincipals',
    source: [
      'https://learn.microsoft.com/graph/api/serviceprincipal-list',
      'examples/graph/serviceprincipal-list.json',
    ],
    run: (context) => listAnswer(context, principals, shown(context)),
  }),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/servicePrincipals/$count',
    source: ['examples/graph/serviceprincipal-list.json'],
    run: (context) => countAnswer(context, principals, shown(context)),
  }),
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/servicePrincipals',
    source: [
      'https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals',
      'examples/graph/serviceprincipal-post-serviceprincipals.json',
      'https://github.com/hashicorp/terraform-provider-azuread',
    ],
    run: (context) => {
      demandCreate(context);
      const given = bodyOf(context, newPrincipal);
      return create(context, given, String(given['appId']).toLowerCase());
    },
  }),
  ...forPrincipal(
    'GET',
    '',
    [
      'https://learn.microsoft.com/graph/api/serviceprincipal-get',
      'examples/graph/serviceprincipal-get.json',
    ],
    (context) => {
      demand(context, 'readApplications');
      return entityAnswer(context, principals, shownPrincipal(context, principalAt(context)));
    },
  ),
  ...forPrincipal(
    'PATCH',
    '',
    [
      'https://learn.microsoft.com/graph/api/serviceprincipal-upsert',
      'examples/graph/serviceprincipal-update.json',
    ],
    (context) => (context.params['appId'] === undefined ? update(context) : upsert(context)),
  ),
  ...forPrincipal(
    'DELETE',
    '',
    [
      'https://learn.microsoft.com/graph/api/serviceprincipal-delete',
      'examples/graph/serviceprincipal-delete.json',
    ],
    (context) => {
      const principal = principalAt(context);
      demandWrite(context, principal);
      softDelete(context, principal);
      return { status: 204 };
    },
  ),
  ...forPrincipal('GET', '/oauth2PermissionScopes', 'assumed', (context) =>
    property('oauth2PermissionScopes', context),
  ),
  ...forPrincipal('GET', '/appRoles', 'assumed', (context) => property('appRoles', context)),
];
