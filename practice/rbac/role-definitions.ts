import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { JsonObject } from '../core/contents.ts';
import type { Context, Operation } from '../core/router.ts';
import { ancestorsOf, demand, groupOf, rightsOf, subscriptionAbove, subscriptionOf } from './arm-rights.ts';
import { builtInRoles } from './built-in-roles.ts';
import { type RolePermissions, scopeCovers } from './rbac.ts';
import { scopeOf } from './role-assignment-view.ts';
import { putRole, removeRole } from './role-definition-writes.ts';

const type = 'Microsoft.Authorization/roleDefinitions';
const example = (name: string): string => `examples/arm-authorization/${name}.json`;

interface Definition {
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly type: 'BuiltInRole' | 'CustomRole';
  readonly assignableScopes: readonly string[];
  readonly permissions: readonly RolePermissions[];
}

function definitionsAt(context: Context, scope: string): readonly Definition[] {
  const custom = context.truth
    .list('roleDefinitions')
    .filter(
      (role) =>
        scope === '/' ||
        role.assignableScopes.some((one) => scopeCovers(one, scope, ancestorsOf(context, scope))),
    )
    .map((role): Definition => ({ ...role, type: 'CustomRole' }));
  const builtIn = builtInRoles.map(
    (role): Definition => ({
      ...role,
      type: 'BuiltInRole',
      assignableScopes: ['/'],
    }),
  );
  return [...builtIn, ...custom];
}

/** Below a subscription a definition's id carries the subscription; at the tenant it does not. */
function shown(definition: Definition, scope: string): JsonObject {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return {
    properties: {
      roleName: definition.roleName,
      type: definition.type,
      description: definition.description,
      assignableScopes: definition.assignableScopes,
      permissions: definition.permissions.map((entry) => ({
        actions: entry.actions,
        notActions: entry.notActions,
        dataActions: entry.dataActions,
        notDataActions: entry.notDataActions,
      })),
      createdOn: '2015-02-02T21:55:09.8806423Z',
      updatedOn: '2025-10-14T15:11:30.3417320Z',
      createdBy: null,
      updatedBy: null,
    },
    id: `${subscription}/providers/${type}/${definition.name}`,
    type,
    name: definition.name,
  };
}

// Built-in roles hang at the root and are nobody's secret; below it, reading them takes a right at the scope.
function readableScope(context: Context): string {
  const scope = scopeOf(context);
  if (scope === '/') return scope;
  subscriptionAbove(context, scope);
  demand(context, `${type}/read`, scope);
  return demandScope(context, scope);
}

function list(context: Context) {
  const scope = readableScope(context);
  const wanted = filterOf(context.query('$filter'));
  const found = definitionsAt(context, scope)
    .filter((role) => wanted.roleName === undefined || role.roleName.toLowerCase() === wanted.roleName)
    .filter((role) => wanted.type === undefined || role.type.toLowerCase() === wanted.type);
  return pageOf(
    context,
    found.map((role) => shown(role, scope)),
    500,
  );
}

function filterOf(text: string | undefined): { roleName?: string; type?: string } {
  const wanted: { roleName?: string; type?: string } = {};
  if (text === undefined || text.trim() === '') return wanted;
  for (const term of text.trim().split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i)) {
    const [, name, value] = /^(roleName|type)\s+eq\s+'((?:[^']|'')*)'$/i.exec(term) ?? [];
    if (name !== undefined && value !== undefined)
      wanted[name.toLowerCase() === 'type' ? 'type' : 'roleName'] = value.replaceAll("''", "'").toLowerCase();
    else if (!/^(?:atScopeAndBelow|atScope)\(\)$/i.test(term))
      throw badRequest('BadRequestFormat', 'The request was incorrectly formatted.');
  }
  return wanted;
}

function get(context: Context) {
  const scope = readableScope(context);
  const name = (context.params['name'] ?? '').toLowerCase();
  const found = definitionsAt(context, scope).find((role) => role.name.toLowerCase() === name);
  if (found === undefined)
    throw notFound(
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${name.replaceAll('-', '')}' does not exist.`,
    );
  return ok(shown(found, scope));
}

/** What the caller may do at a resource group or resource: one entry per permission of each assignment. */
function permissions(context: Context) {
  subscriptionOf(context);
  groupOf(context);
  const scope = `/${context.path
    .split('/')
    .slice(1, context.path.split('/').length - 3)
    .join('/')}`;
  demandScope(context, scope);
  const entries = rightsOf(context)
    .entriesAt(scope)
    .map((entry) => ({
      actions: entry.actions,
      notActions: entry.notActions,
      dataActions: entry.dataActions,
      notDataActions: entry.notDataActions,
    }));
  return pageOf(context, entries, 100);
}

const group = '/subscriptions/{subscription}/resourceGroups/{group}';

export const roleDefinitionOperations: readonly Operation[] = [
  ...[`/{*scope}/providers/${type}/{name}`, `/providers/${type}/{name}`].map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'roleDefinitions',
      source: [
        example('GetRoleDefinitionById'),
        example('GetRoleDefinitionByName'),
        example('builtin-roles'),
      ],
      run: get,
    }),
  ),
  armOperation({
    method: 'PUT',
    path: `/{*scope}/providers/${type}/{name}`,
    type: 'roleDefinitions',
    source: ['https://learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update'],
    assumed: ['the words about a name that is no GUID, and about no scope at all'],
    run: (context) => {
      const [role, isNew] = putRole(context);
      return { status: isNew ? 201 : 200, body: shown({ ...role, type: 'CustomRole' }, scopeOf(context)) };
    },
  }),
  armOperation({
    method: 'DELETE',
    path: `/{*scope}/providers/${type}/{name}`,
    type: 'roleDefinitions',
    source: ['https://learn.microsoft.com/rest/api/authorization/role-definitions/delete'],
    run: (context) => {
      const gone = removeRole(context);
      return gone === undefined
        ? { status: 204 }
        : ok(shown({ ...gone, type: 'CustomRole' }, scopeOf(context)));
    },
  }),
  ...[`/{*scope}/providers/${type}`, `/providers/${type}`].map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'roleDefinitions',
      source: [example('GetRoleDefinitionAtScope'), example('builtin-roles')],
      run: list,
    }),
  ),
  armOperation({
    method: 'GET',
    path: `${group}/providers/Microsoft.Authorization/permissions`,
    type: 'permissions',
    source: [example('GetPermissions')],
    run: permissions,
  }),
  armOperation({
    method: 'GET',
    path: `${group}/providers/{*resource}/providers/Microsoft.Authorization/permissions`,
    type: 'permissions',
    source: [example('GetResourcePermissions')],
    run: permissions,
  }),
];
