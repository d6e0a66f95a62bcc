import type {
  ApplicationObject,
  DeletedObject,
  JsonObject,
  ServicePrincipalObject,
} from '../core/contents.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { noBody } from './bodies.ts';
import { refuseBody, refuseMissing } from './graph-errors.ts';
import { type EntitySet, entityAnswer, listAnswer } from './odata.ts';
import { demand, demandWrite } from './rights.ts';
import { shownApplication, shownPrincipal } from './shapes.ts';

const thirtyDays = 30 * 86_400_000;

function isApplication(object: ApplicationObject | ServicePrincipalObject): object is ApplicationObject {
  return 'requiredResourceAccess' in object;
}

/**
 * Moves an application or a service principal to the deleted items for 30 days. An application's service
 * principal moves with it. A service principal keeps its consents. Its Azure roles remain as "Identity
 * not found" (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
 */
export function softDelete(context: Context, object: ApplicationObject | ServicePrincipalObject): void {
  const deletedDateTime = new Date(context.clock.now()).toISOString();
  if (isApplication(object)) {
    context.store.put('deletedItems', {
      id: object.id,
      deletedDateTime,
      was: { kind: 'applications', object },
    });
    context.store.remove('applications', object.id);
    const principal = context.truth.list('servicePrincipals').find(({ appId }) => appId === object.appId);
    if (principal !== undefined) softDelete(context, principal);
    return;
  }
  const appRoleAssignments = context.truth
    .list('appRoleAssignments')
    .filter(({ principalId }) => principalId === object.id);
  context.store.put('deletedItems', {
    id: object.id,
    deletedDateTime,
    was: { kind: 'servicePrincipals', object, appRoleAssignments },
  });
  context.store.remove('servicePrincipals', object.id);
  for (const assignment of context.truth.list('appRoleAssignments')) {
    if (assignment.principalId === object.id || assignment.resourceId === object.id) {
      context.store.remove('appRoleAssignments', assignment.id);
    }
  }
  for (const grant of context.truth.list('oauth2PermissionGrants')) {
    if (grant.clientId === object.id) context.store.remove('oauth2PermissionGrants', grant.id);
  }
}

function isStillThere(context: Context, item: DeletedObject): boolean {
  return Date.parse(item.deletedDateTime) + thirtyDays > context.clock.now();
}

function shown(context: Context, item: DeletedObject): JsonObject {
  const body =
    item.was.kind === 'applications'
      ? shownApplication(context, item.was.object)
      : shownPrincipal(context, item.was.object);
  const type = item.was.kind === 'applications' ? 'application' : 'servicePrincipal';
  return { '@odata.type': `#microsoft.graph.${type}`, ...body, deletedDateTime: item.deletedDateTime };
}

const deleted: EntitySet = { name: 'directoryObjects', type: 'DirectoryObject', most: 999, usual: 100 };

function itemAt(context: Context): DeletedObject {
  const id = context.params['id']?.toLowerCase() ?? '';
  const item = context.served('directory').get('deletedItems', id);
  const stored = item && context.truth.get('deletedItems', id);
  if (stored === undefined || !isStillThere(context, stored)) return refuseMissing(context, id);
  return stored;
}

function list(kind: DeletedObject['was']['kind'], context: Context): WireResponse {
  demand(context, 'readApplications');
  const items = context
    .served('listing')
    .list('deletedItems')
    .filter((item) => item.was.kind === kind && isStillThere(context, item));
  return listAnswer(
    context,
    { ...deleted, name: kind },
    items.map((item) => {
      const { '@odata.type': _type, ...rest } = shown(context, item);
      return rest;
    }),
  );
}

function restore(context: Context): WireResponse {
  const item = itemAt(context);
  demandWrite(context, item.was.object);
  noBody(context);
  putBack(context, item);
  return entityAnswer(context, deleted, { ...shown(context, item), deletedDateTime: null });
}

function putBack(context: Context, item: DeletedObject): void {
  if (item.was.kind === 'servicePrincipals') {
    const { object, appRoleAssignments } = item.was;
    if (context.truth.list('servicePrincipals').some(({ appId }) => appId === object.appId)) {
      refuseBody(
        context,
        'Another object with the same value for property servicePrincipalNames already exists.',
      );
    }
    context.store.put('servicePrincipals', object);
    for (const assignment of appRoleAssignments) {
      if (context.truth.get('servicePrincipals', assignment.resourceId) !== undefined) {
        context.store.put('appRoleAssignments', assignment);
      }
    }
    context.store.remove('deletedItems', item.id);
    return;
  }
  const { object } = item.was;
  const uris = context.truth.list('applications').flatMap(({ identifierUris }) => identifierUris);
  if (object.identifierUris.some((uri) => uris.includes(uri))) {
    refuseBody(context, 'Another object with the same value for property identifierUris already exists.');
  }
  context.store.put('applications', object);
  // Its service principal must be restored by a call of its own. Only the portal restores both.
  context.store.remove('deletedItems', item.id);
}

function purge(context: Context): WireResponse {
  const item = itemAt(context);
  demandWrite(context, item.was.object);
  context.store.remove('deletedItems', item.id);
  return { status: 204 };
}

const source = ['https://learn.microsoft.com/graph/api/resources/directory'];

export const deletedOperations: readonly Operation[] = [
  ...[
    '/v1.0/directory/deletedItems/microsoft.graph.application',
    '/v1.0/directory/deletedItems/graph.application',
  ].map((path) =>
    operation({
      host: 'graph',
      method: 'GET',
      path,
      source,
      run: (context) => list('applications', context),
    }),
  ),
  ...[
    '/v1.0/directory/deletedItems/microsoft.graph.servicePrincipal',
    '/v1.0/directory/deletedItems/graph.servicePrincipal',
  ].map((path) =>
    operation({
      host: 'graph',
      method: 'GET',
      path,
      source,
      run: (context) => list('servicePrincipals', context),
    }),
  ),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/directory/deletedItems/{id}',
    source,
    run: (context) => {
      demand(context, 'readApplications');
      return entityAnswer(context, deleted, shown(context, itemAt(context)));
    },
  }),
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/directory/deletedItems/{id}/restore',
    source,
    run: restore,
  }),
  operation({
    host: 'graph',
    method: 'POST',
    path: '/v1.0/directory/deletedItems/{id}/microsoft.graph.restore',
    source,
    run: restore,
  }),
  operation({
    host: 'graph',
    method: 'DELETE',
    path: '/v1.0/directory/deletedItems/{id}',
    source,
    run: purge,
  }),
];
