import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { notFound } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { RoleAssignmentObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, demandUnlocked, denied, heldThrough, rightsOf, subscriptionAbove } from './arm-rights.ts';
import { createAssignment } from './role-assignment-create.ts';
import {
  demandChange,
  idOf,
  inList,
  scopeFilter,
  scopeOf,
  shown,
  assignmentType as type,
} from './role-assignment-view.ts';

const troubleshooting = 'MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md';
const example = (name: string): string => `examples/arm-authorization/${name}.json`;

function find(context: Context, action: string): RoleAssignmentObject | undefined {
  const scope = scopeOf(context);
  const name = context.params['name'] ?? '';
  subscriptionAbove(context, scope);
  if (action.endsWith('/read')) demand(context, action, scope);
  const found = context.truth.get('roleAssignments', idOf(scope, name));
  return found;
}

function get(context: Context): WireResponse {
  const found = find(context, `${type}/read`);
  if (found === undefined)
    throw notFound(
      'RoleAssignmentNotFound',
      `The role assignment '${context.params['name'] ?? ''}' is not found.`,
    );
  return ok(shown(found));
}

function remove(context: Context): WireResponse {
  const action = `${type}/delete`;
  const scope = scopeOf(context);
  const name = context.params['name'] ?? '';
  const found = find(context, action);
  if (!rightsOf(context).may(action, scope)) throw denied(context, action, idOf(scope, name));
  if (found === undefined) return { status: 204 };
  const { roleDefinition: role, principalId, principalType } = found;
  demandChange(context, action, { scope, id: found.id, role, principalId, principalType });
  demandUnlocked(context, scope, 'delete');
  context.store.remove('roleAssignments', found.id);
  return ok(shown(found));
}

function list(context: Context): WireResponse {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  demand(context, `${type}/read`, scope);
  demandScope(context, scope);
  const filter = scopeFilter(context.query('$filter'));
  const holders = filter.assignedTo === undefined ? undefined : heldThrough(context.truth, filter.assignedTo);
  const found = context.truth
    .list('roleAssignments')
    .filter((one) => inList(context, one.scope, scope, filter.atScope))
    .filter((one) => filter.principalId === undefined || one.principalId.toLowerCase() === filter.principalId)
    .filter((one) => holders === undefined || holders.has(one.principalId.toLowerCase()));
  return pageOf(
    context,
    found.map((one) => shown(one)),
    250,
  );
}

const byName = [`/{*scope}/providers/${type}/{name}`, `/providers/${type}/{name}`];
const lists = [`/{*scope}/providers/${type}`, `/providers/${type}`];

export const roleAssignmentOperations: readonly Operation[] = [
  ...byName.map((path) =>
    armOperation({
      method: 'PUT',
      path,
      type: 'roleAssignments',
      source: [
        example('RoleAssignments_CreateForResource'),
        example('RoleAssignments_CreateForResourceGroup'),
        example('RoleAssignments_CreateForSubscription'),
        example('errors'),
        troubleshooting,
        'Azure/azure-cli pull 8599',
        'Azure/modern-web-app-pattern-dotnet pull 129 (UnmatchedPrincipalType)',
        'Azure/azure-powershell issue 12582 (missing property)',
      ],
      assumed: [
        'the code InvalidCreateRoleAssignmentRequest, and that unknown properties are refused',
        'the same GUID with the same values: 409 before 2020 versions, 200 after',
        'RoleAssignmentExists ends with the id of the assignment in the way',
        'createdBy is null in the answer to the PUT and set on reading',
        'a principal known to nobody is refused even with principalType',
      ],
      run: createAssignment,
    }),
  ),
  ...byName.map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'roleAssignments',
      source: [example('RoleAssignments_Get'), example('RoleAssignments_GetById')],
      assumed: ['the code RoleAssignmentNotFound', 'role ids carry the subscription'],
      run: get,
    }),
  ),
  ...byName.map((path) =>
    armOperation({
      method: 'DELETE',
      path,
      type: 'roleAssignments',
      source: [example('RoleAssignments_Delete')],
      run: remove,
    }),
  ),
  ...lists.map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'roleAssignments',
      source: [
        example('RoleAssignments_ListForResource'),
        example('RoleAssignments_ListForResourceGroup'),
        example('RoleAssignments_ListForSubscription'),
        example('RoleAssignments_ListForScope'),
        'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest',
      ],
      assumed: [
        'pages of 250',
        'BadRequestFormat for a filter that is none',
        'role ids carry the subscription',
      ],
      run: list,
    }),
  ),
];
