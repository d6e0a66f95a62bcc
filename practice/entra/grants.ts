import type {
  AppRoleAssignmentObject,
  JsonObject,
  OAuth2PermissionGrantObject,
  ServicePrincipalObject,
} from '../core/contents.ts';
import { guidOf, tokenOf } from '../core/ids.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { bodyOf, changedGrant, newAssignment, newGrant } from './bodies.ts';
import { refuseBody, refuseGraph, refuseMissing } from './graph-errors.ts';
import { type EntitySet, entityAnswer, listAnswer } from './odata.ts';
import { demand, demandGrant } from './rights.ts';
import { forPrincipal, principalAt } from './service-principals.ts';
import { shownAssignment } from './shapes.ts';

type Side = 'appRoleAssignedTo' | 'appRoleAssignments';

function assignmentSet(principal: ServicePrincipalObject, side: Side): EntitySet {
  const name =
    side === 'appRoleAssignments'
      ? 'appRoleAssignments'
      : `servicePrincipals('${principal.id}')/appRoleAssignedTo`;
  return { name, type: 'AppRoleAssignment', most: 999, usual: 100 };
}

/** Whether an assignment is listed under a service principal, for the side that the path names. */
function belongs(
  assignment: AppRoleAssignmentObject,
  principal: ServicePrincipalObject,
  side: Side,
): boolean {
  return side === 'appRoleAssignments'
    ? assignment.principalId === principal.id
    : assignment.resourceId === principal.id;
}

function listAssignments(side: Side, context: Context): WireResponse {
  demand(context, 'readApplications');
  const principal = principalAt(context);
  const found = context
    .served('directory')
    .list('appRoleAssignments')
    .filter((each) => belongs(each, principal, side));
  return listAnswer(
    context,
    assignmentSet(principal, side),
    found.map((each) => shownAssignment(context, each)),
  );
}

function assign(side: Side, context: Context): WireResponse {
  const principal = principalAt(context);
  // The rights for a grant depend on whose permission it is. Only the body says that.
  demand(context, 'grantOtherRoles');
  const body = bodyOf(context, newAssignment);
  const wanted = {
    principalId: String(body['principalId']).toLowerCase(),
    resourceId: String(body['resourceId']).toLowerCase(),
    appRoleId: String(body['appRoleId']).toLowerCase(),
  };
  const named = side === 'appRoleAssignments' ? wanted.principalId : wanted.resourceId;
  if (named !== principal.id) {
    refuseBody(
      context,
      'The principal or resource of the assignment does not match the object in the request URL.',
    );
  }
  const seen = context.served('directory');
  const resource = seen.get('servicePrincipals', wanted.resourceId);
  const client = seen.get('servicePrincipals', wanted.principalId);
  const person = context.truth.get('users', wanted.principalId);
  if (resource === undefined) return refuseMissing(context, wanted.resourceId);
  demandGrant(context, resource);
  if (client === undefined && person === undefined) {
    // The answer for a service principal that hasn't reached this replica yet
    // (https://github.com/microsoftgraph/msgraph-bicep-types/issues/193).
    return refuseBody(context, 'Not a valid reference update.');
  }
  const role = resource.appRoles.find(({ id }) => id === wanted.appRoleId);
  if (role === undefined || !role.isEnabled) {
    return refuseBody(context, `Permission being assigned was not found on application '${resource.appId}'`);
  }
  const taken = context.truth
    .list('appRoleAssignments')
    .some(
      (each) =>
        each.principalId === wanted.principalId &&
        each.resourceId === wanted.resourceId &&
        each.appRoleId === wanted.appRoleId,
    );
  if (taken) return refuseBody(context, 'Permission being assigned already exists on the object');
  const made: AppRoleAssignmentObject = {
    id: tokenOf(43, 'assignment', wanted.principalId, wanted.resourceId, context.newId()),
    ...wanted,
    principalType: person === undefined ? 'ServicePrincipal' : 'User',
    createdDateTime: new Date(context.clock.now()).toISOString(),
  };
  context.store.put('appRoleAssignments', made);
  return entityAnswer(context, assignmentSet(principal, side), shownAssignment(context, made), 201);
}

function assignmentAt(side: Side, context: Context): AppRoleAssignmentObject {
  const principal = principalAt(context);
  const id = context.params['assignment'] ?? '';
  const found = context.served('directory').get('appRoleAssignments', id);
  if (found === undefined || !belongs(found, principal, side)) return refuseMissing(context, id);
  return context.truth.get('appRoleAssignments', id) ?? refuseMissing(context, id);
}

function unassign(side: Side, context: Context): WireResponse {
  const found = assignmentAt(side, context);
  const resource = context.truth.get('servicePrincipals', found.resourceId);
  if (resource === undefined) return refuseMissing(context, found.resourceId);
  demandGrant(context, resource);
  context.store.remove('appRoleAssignments', found.id);
  return { status: 204 };
}

const grants: EntitySet = {
  name: 'oauth2PermissionGrants',
  type: 'OAuth2PermissionGrant',
  most: 999,
  usual: 100,
};

function shownGrant(grant: OAuth2PermissionGrantObject): JsonObject {
  return { ...grant };
}

function addGrant(context: Context): WireResponse {
  demand(context, 'writeGrants');
  const body = bodyOf(context, newGrant);
  const clientId = String(body['clientId']).toLowerCase();
  const resourceId = String(body['resourceId']).toLowerCase();
  const principalId = typeof body['principalId'] === 'string' ? body['principalId'].toLowerCase() : null;
  const consentType = body['consentType'] as OAuth2PermissionGrantObject['consentType'];
  if ((consentType === 'Principal') !== (principalId !== null)) {
    refuseBody(
      context,
      "Property principalId is required when consentType is 'Principal', and must be null otherwise.",
    );
  }
  const seen = context.served('directory');
  for (const id of [clientId, resourceId]) {
    if (seen.get('servicePrincipals', id) === undefined) refuseMissing(context, id);
  }
  const id = guidOf('grant', clientId, resourceId, principalId ?? 'all');
  if (context.truth.get('oauth2PermissionGrants', id) !== undefined) {
    refuseGraph(context, 409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.');
  }
  const made: OAuth2PermissionGrantObject = {
    id,
    clientId,
    consentType,
    principalId,
    resourceId,
    scope: typeof body['scope'] === 'string' ? body['scope'].trim() : '',
  };
  context.store.put('oauth2PermissionGrants', made);
  return entityAnswer(context, grants, shownGrant(made), 201);
}

function grantAt(context: Context): OAuth2PermissionGrantObject {
  const id = context.params['id'] ?? '';
  return context.truth.get('oauth2PermissionGrants', id) ?? refuseMissing(context, id);
}

const sideSources: Readonly<Record<Side, readonly string[]>> = {
  appRoleAssignedTo: [
    'https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto',
    'examples/graph/serviceprincipal-post-approleassignedto.json',
    'examples/graph/serviceprincipal-list-approleassignedto.json',
    'examples/graph/serviceprincipal-delete-approleassignedto.json',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/12833',
  ],
  appRoleAssignments: [
    'https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments',
    'examples/graph/serviceprincipal-post-approleassignments.json',
    'examples/graph/serviceprincipal-list-approleassignments.json',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/16978',
  ],
};

const grantSource = [
  'https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant',
  'examples/graph/oauth2permissiongrant-post.json',
];

export const grantOperations: readonly Operation[] = [
  ...(['appRoleAssignedTo', 'appRoleAssignments'] as const).flatMap((side) => [
    ...forPrincipal('GET', `/${side}`, sideSources[side], (context) => listAssignments(side, context)),
    ...forPrincipal('POST', `/${side}`, sideSources[side], (context) => assign(side, context)),
    ...forPrincipal('GET', `/${side}/{assignment}`, sideSources[side], (context) => {
      demand(context, 'readApplications');
      const set = assignmentSet(principalAt(context), side);
      return entityAnswer(context, set, shownAssignment(context, assignmentAt(side, context)));
    }),
    ...forPrincipal('DELETE', `/${side}/{assignment}`, sideSources[side], (context) =>
      unassign(side, context),
    ),
  ]),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/oauth2PermissionGrants',
    source: grantSource,
    run: (context) => {
      demand(context, 'readGrants');
      return listAnswer(
        context,
        grants,
        context.served('listing').list('oauth2PermissionGrants').map(shownGrant),
      );
    },
  }),
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/oauth2PermissionGrants',
    source: grantSource,
    run: addGrant,
  }),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/oauth2PermissionGrants/{id}',
    source: grantSource,
    run: (context) => {
      demand(context, 'readGrants');
      return entityAnswer(context, grants, shownGrant(grantAt(context)));
    },
  }),
  operation({
    host: 'graph',
    method: 'PATCH',
    path: '/v1.0/oauth2PermissionGrants/{id}',
    source: grantSource,
    run: (context) => {
      demand(context, 'writeGrants');
      const grant = grantAt(context);
      const body = bodyOf(context, changedGrant);
      const scope = typeof body['scope'] === 'string' ? body['scope'].trim() : grant.scope;
      context.store.put('oauth2PermissionGrants', { ...grant, scope });
      return { status: 204 };
    },
  }),
  operation({
    host: 'graph',
    method: 'DELETE',
    path: '/v1.0/oauth2PermissionGrants/{id}',
    source: grantSource,
    run: (context) => {
      demand(context, 'writeGrants');
      context.store.remove('oauth2PermissionGrants', grantAt(context).id);
      return { status: 204 };
    },
  }),
  ...forPrincipal('GET', '/oauth2PermissionGrants', grantSource, (context) => {
    demand(context, 'readGrants');
    const principal = principalAt(context);
    const mine = context
      .served('listing')
      .list('oauth2PermissionGrants')
      .filter(({ clientId }) => clientId === principal.id);
    return listAnswer(context, grants, mine.map(shownGrant));
  }),
];
