import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { Json, JsonObject, RoleDefinitionObject } from '../core/contents.ts';
import { type Context, Refusal } from '../core/router.ts';
import { demand, subscriptionAbove } from './arm-rights.ts';
import { builtInRole, builtInRoles } from './built-in-roles.ts';
import { scopeOf } from './role-assignment-view.ts';

const type = 'Microsoft.Authorization/roleDefinitions';
const any: Shape = { is: 'any' };
const texts: Shape = { is: 'array', of: { is: 'string' } };

const shape: Shape = {
  is: 'object',
  type: 'RoleDefinition',
  members: {
    id: any,
    name: any,
    type: any,
    properties: {
      is: 'object',
      required: true,
      type: 'RoleDefinitionProperties',
      members: {
        roleName: { is: 'string', required: true },
        description: { is: 'string' },
        type: { is: 'string' },
        assignableScopes: { is: 'array', of: { is: 'string' }, required: true },
        createdOn: any,
        updatedOn: any,
        createdBy: any,
        updatedBy: any,
        permissions: {
          is: 'array',
          required: true,
          of: {
            is: 'object',
            type: 'Permission',
            members: {
              actions: texts,
              notActions: texts,
              dataActions: texts,
              notDataActions: texts,
              condition: any,
              conditionVersion: any,
            },
          },
        },
      },
    },
  },
};

const conflict = (code: string, message: string): Refusal =>
  new Refusal({ status: 409, body: { error: { code, message } } });

/** The path's scope and role, for whoever may do this to it; built-in roles are nobody's to change. */
function asked(
  context: Context,
  action: 'write' | 'delete',
): { scope: string; known: RoleDefinitionObject | undefined } {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  demand(context, `${type}/${action}`, scope);
  const name = (context.params['name'] ?? '').toLowerCase();
  if (builtInRole(name) !== undefined)
    throw badRequest('RoleDefinitionReadOnly', 'The built-in role definition cannot be changed.');
  return {
    scope: demandScope(context, scope),
    known: context.truth.list('roleDefinitions').find((one) => one.name.toLowerCase() === name),
  };
}

const entryOf = (given: JsonObject): RoleDefinitionObject['permissions'][number] => {
  const list = (name: string) => (given[name] ?? []) as readonly string[];
  return {
    actions: list('actions'),
    notActions: list('notActions'),
    dataActions: list('dataActions'),
    notDataActions: list('notDataActions'),
  };
};

/**
 * Creates or changes a custom role, by whoever may write roles at every scope it is to be assignable at
 * (https://learn.microsoft.com/azure/role-based-access-control/custom-roles-rest). @returns it, and whether it is new
 */
export function putRole(context: Context): readonly [RoleDefinitionObject, boolean] {
  const { scope, known } = asked(context, 'write');
  const name = (context.params['name'] ?? '').toLowerCase();
  const properties = objectIn(bodyOf(context, shape), 'properties');
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/u.test(name))
    throw badRequest(
      'InvalidRoleDefinitionId',
      `The role definition ID '${name}' is not valid. The role definition ID must be a GUID.`,
    );
  const scopes = (properties['assignableScopes'] as readonly string[]).map((one) => {
    demand(context, `${type}/write`, one);
    return demandScope(context, one);
  });
  if (scopes.length === 0)
    throw badRequest('MissingAssignableScopes', 'The role definition needs at least one assignable scope.');
  const roleName = textIn(properties, 'roleName') ?? '';
  const taken = [...builtInRoles, ...context.truth.list('roleDefinitions')].some(
    (one) => one.name.toLowerCase() !== name && one.roleName.toLowerCase() === roleName.toLowerCase(),
  );
  // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#custom-roles
  if (taken)
    throw conflict(
      'RoleDefinitionWithSameNameExists',
      `A custom role with the same name already exists in this directory. Use a different name`,
    );
  const role: RoleDefinitionObject = {
    id: known?.id ?? `${scope === '/' ? '' : scope}/providers/${type}/${name}`,
    name,
    roleName,
    description: textIn(properties, 'description') ?? '',
    assignableScopes: scopes,
    permissions: (properties['permissions'] as readonly Json[]).map((one) => entryOf(one as JsonObject)),
  };
  context.store.put('roleDefinitions', role);
  return [role, known === undefined];
}

/** Removes a custom role that is assigned to nobody. @returns it, or undefined where there is none */
export function removeRole(context: Context): RoleDefinitionObject | undefined {
  const { known } = asked(context, 'delete');
  if (known === undefined) return undefined;
  const held = context.truth
    .list('roleAssignments')
    .some((one) => one.roleDefinition.toLowerCase() === known.name.toLowerCase());
  // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#custom-roles
  if (held)
    throw badRequest(
      'RoleDefinitionHasAssignments',
      `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)`,
    );
  context.store.remove('roleDefinitions', known.id);
  return known;
}
