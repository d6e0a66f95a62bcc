import { armOperation, pageOf } from '../arm/arm.ts';
import { demandScope } from '../arm/scope.ts';
import type { DenyAssignmentObject, JsonObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand } from './arm-rights.ts';
import { everyone } from './denials.ts';
import { inList, scopeOf } from './role-assignment-view.ts';

const shown = (each: DenyAssignmentObject): JsonObject => ({
  properties: {
    denyAssignmentName: each.denyAssignmentName,
    description: '',
    permissions: each.permissions as unknown as JsonObject,
    scope: each.scope,
    doNotApplyToChildScopes: each.doNotApplyToChildScopes,
    principals: each.principals.map((id) => ({ id, type: id === everyone ? 'SystemDefined' : 'Unknown' })),
    excludePrincipals: each.excludePrincipals.map((id) => ({ id, type: 'Unknown' })),
    isSystemProtected: true,
  },
  id: each.id,
  type: 'Microsoft.Authorization/denyAssignments',
  name: each.name,
});

/** Those at the scope, above it and below it; with `atScope()` not those below. */
function list(context: Context): WireResponse {
  const scope = scopeOf(context);
  demand(context, 'Microsoft.Authorization/denyAssignments/read', scope);
  demandScope(context, scope);
  const atScope = /atScope\(\)/iu.test(context.query('$filter') ?? '');
  const found = context.truth
    .list('denyAssignments')
    .filter((each) => inList(context, each.scope, scope, atScope));
  return pageOf(context, found.map(shown), 100);
}

export const denyAssignmentOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: '/{*scope}/providers/Microsoft.Authorization/denyAssignments',
    type: 'denyAssignments',
    source: ['https://learn.microsoft.com/rest/api/authorization/deny-assignments/list-for-scope'],
    run: list,
  }),
];
