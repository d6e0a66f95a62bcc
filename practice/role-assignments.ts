import { conditionAllows } from './abac.ts';
import { armOperation, armTime, ok, pageOf } from './arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from './arm-body.ts';
import { badRequest, notFound } from './arm-errors.ts';
import {
  ancestorsOf,
  demand,
  demandUnlocked,
  demandWritable,
  denied,
  rightsOf,
  roleOf,
  subscriptionAbove,
} from './arm-rights.ts';
import { demandScope } from './arm-scope.ts';
import type { JsonObject, RoleAssignmentObject } from './contents.ts';
import { entriesAllow, scopeCovers, tidyScope } from './rbac.ts';
import { type Answer, type Context, type Operation, Refusal } from './router.ts';

const type = 'Microsoft.Authorization/roleAssignments';
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const principalTypes = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'];
const troubleshooting = 'MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md';
const example = (name: string): string => `examples/arm-authorization/${name}.json`;

const bodyShape = (api: string): Shape => {
  const modern = api >= '2018-09-01';
  return {
    is: 'object',
    type: 'RoleAssignmentRequest',
    members: {
      id: { is: 'string' },
      name: { is: 'string' },
      type: { is: 'string' },
      properties: {
        is: 'object',
        required: true,
        type: 'RoleAssignmentRequestProperties',
        members: {
          roleDefinitionId: { is: 'string', required: true },
          principalId: { is: 'string', required: true },
          scope: { is: 'string' },
          ...(modern ? { principalType: { is: 'string', oneOf: principalTypes } } : {}),
          canDelegate: { is: 'boolean' },
          description: { is: 'string' },
          condition: { is: 'string' },
          conditionVersion: { is: 'string' },
          delegatedManagedIdentityResourceId: { is: 'string' },
        },
      },
    },
  };
};

/** As the Azure PowerShell issue 12582 quotes it; the code is assumed. */
const invalidBody = (why: string): Refusal =>
  badRequest(
    'InvalidCreateRoleAssignmentRequest',
    `The content of your request was not valid, and the original object could not be deserialized. Exception message: '${why}'`,
  );

/** The scope a request is about, with one leading slash and no doubled ones. */
export const scopeOf = (context: Context): string => tidyScope(context.params['scope'] ?? '');

const idOf = (scope: string, name: string): string =>
  `${scope === '/' ? '' : scope}/providers/${type}/${name}`;

// The examples leave the subscription out of every answer; live lists carry it, and the Azure CLI joins role names by
// it. So both are served: without it from a PUT, with it from reads. Clients must compare the GUID.
function roleDefinitionId(assignment: RoleAssignmentObject, plain: boolean): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(assignment.scope)?.[0] ?? '';
  return `${plain ? '' : subscription}/providers/Microsoft.Authorization/roleDefinitions/${assignment.roleDefinition}`;
}

/** An assignment as ARM shows it; `made` is the answer to the PUT that made it, which leaves createdBy null. */
export function shown(assignment: RoleAssignmentObject, made = false): JsonObject {
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(assignment, made),
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope: assignment.scope,
      condition: assignment.condition,
      conditionVersion: assignment.conditionVersion,
      createdOn: assignment.createdOn,
      updatedOn: assignment.createdOn,
      createdBy: made ? null : assignment.createdBy,
      updatedBy: assignment.createdBy,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description,
    },
    id: assignment.id,
    type,
    name: assignment.name,
  };
}

/** A refusal unless some grant of the caller allows the change, its own ABAC condition included. */
function demandChange(
  context: Context,
  action: string,
  over: { scope: string; id: string; role: string; principalId: string; principalType: string },
): void {
  const able = rightsOf(context)
    .grantsAt(over.scope)
    .filter((grant) => entriesAllow(roleOf(context.truth, grant.roleDefinition)?.permissions ?? [], action));
  if (able.length === 0) throw denied(context, action, over.id);
  if (!able.some((grant) => conditionAllows(grant.condition, { ...over, action })))
    throw denied(context, action, over.id, true);
}

function findByName(context: Context, name: string): RoleAssignmentObject | undefined {
  const wanted = name.toLowerCase();
  return context.truth.list('roleAssignments').find((one) => one.name.toLowerCase() === wanted);
}

function create(context: Context): Answer {
  const name = context.params['name'] ?? '';
  const scope = scopeOf(context);
  const subscription = subscriptionAbove(context, scope);
  if (!guid.test(name))
    throw badRequest(
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  const action = `${type}/write`;
  if (!rightsOf(context).may(action, scope)) throw denied(context, action, idOf(scope, name));
  const api = context.query('api-version') ?? '';
  const properties = objectIn(bodyOf(context, bodyShape(api), invalidBody), 'properties');
  const principalId = textIn(properties, 'principalId') ?? '';
  if (!guid.test(principalId))
    throw badRequest(
      'InvalidPrincipalId',
      `The Principal ID '${principalId}' is not valid. Principal ID must be a GUID.`,
    );
  const role = roleAsked(context, textIn(properties, 'roleDefinitionId') ?? '');
  const where = demandScope(context, scope);
  const asked = textIn(properties, 'principalType');
  const principalType = principalTypeOf(context, principalId, asked);
  demandChange(context, action, { scope, id: idOf(scope, name), role, principalId, principalType });
  if (subscription !== undefined) demandWritable(subscription);
  demandUnlocked(context, scope, 'write');
  const wish: RoleAssignmentObject = {
    id: idOf(where, name),
    name,
    scope: where,
    roleDefinition: role,
    principalId: principalId.toLowerCase(),
    principalType,
    description: textIn(properties, 'description') ?? null,
    condition: textIn(properties, 'condition') ?? null,
    conditionVersion: textIn(properties, 'conditionVersion') ?? null,
    createdOn: armTime(context.clock.now()),
    createdBy: context.caller.objectId,
  };
  const known = findByName(context, name);
  if (known !== undefined) return repeat(context, known, wish, api);
  const twin = context.truth.list('roleAssignments').find((one) => sameTrio(one, wish));
  if (twin !== undefined) throw alreadyThere(twin);
  context.store.put('roleAssignments', wish);
  return { status: 201, body: shown(wish, true) };
}

const sameTrio = (one: RoleAssignmentObject, other: RoleAssignmentObject): boolean =>
  one.scope.toLowerCase() === other.scope.toLowerCase() &&
  one.roleDefinition.toLowerCase() === other.roleDefinition.toLowerCase() &&
  one.principalId.toLowerCase() === other.principalId.toLowerCase();

// Newer answers name the assignment that is in the way, its GUID without dashes (observed, not documented).
const alreadyThere = (twin: RoleAssignmentObject): Refusal =>
  new Refusal({
    status: 409,
    body: {
      error: {
        code: 'RoleAssignmentExists',
        message: `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll('-', '')}.`,
      },
    },
  });

/**
 * The same GUID again. Other values are refused; the same ones were a conflict for old versions (Azure/azure-cli
 * pull 8599) and are an update of description and condition since 2020 (the specification lists 200 beside 201).
 */
function repeat(
  context: Context,
  known: RoleAssignmentObject,
  wish: RoleAssignmentObject,
  api: string,
): Answer {
  if (!sameTrio(known, wish))
    throw badRequest(
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    );
  if (api < '2020') throw alreadyThere(known);
  const { description, condition, conditionVersion } = wish;
  const now = { ...known, description, condition, conditionVersion };
  context.store.put('roleAssignments', now);
  return ok(shown(now, true));
}

function roleAsked(context: Context, id: string): string {
  const name = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(id)?.[1] ?? '';
  if (!guid.test(name))
    throw badRequest('InvalidRoleDefinitionId', `The role definition ID '${id}' is not valid.`);
  if (roleOf(context.truth, name) === undefined)
    throw badRequest(
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${name.replaceAll('-', '')}' does not exist.`,
    );
  return name.toLowerCase();
}

/**
 * The kind of principal. Without `principalType` the authorization service asks its own replica of the directory,
 * which may not have heard of a principal made a moment ago; with it, that look-up is skipped.
 */
function principalTypeOf(
  context: Context,
  id: string,
  asked: string | undefined,
): RoleAssignmentObject['principalType'] {
  const directory = asked === undefined ? context.served('login') : context.truth;
  const lower = id.toLowerCase();
  const found =
    directory.get('servicePrincipals', lower) !== undefined
      ? 'ServicePrincipal'
      : directory.get('users', lower) !== undefined
        ? 'User'
        : undefined;
  if (found === undefined)
    throw badRequest(
      'PrincipalNotFound',
      `Principal ${id.replaceAll('-', '')} does not exist in the directory ${context.tenant.id}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  if (asked !== undefined && asked !== found)
    throw badRequest(
      'UnmatchedPrincipalType',
      `The PrincipalId '${id.replaceAll('-', '')}' has type '${found}' , which is different from specified PrinciaplType '${asked}'.`,
    );
  return found;
}

function find(context: Context, action: string): RoleAssignmentObject | undefined {
  const scope = scopeOf(context);
  const name = context.params['name'] ?? '';
  subscriptionAbove(context, scope);
  if (action.endsWith('/read')) demand(context, action, scope);
  const found = context.truth.get('roleAssignments', idOf(scope, name));
  return found;
}

function get(context: Context): Answer {
  const found = find(context, `${type}/read`);
  if (found === undefined)
    throw notFound(
      'RoleAssignmentNotFound',
      `The role assignment '${context.params['name'] ?? ''}' is not found.`,
    );
  return ok(shown(found));
}

function remove(context: Context): Answer {
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

/** What a list's $filter asks: `atScope()`, `principalId eq '…'` and `assignedTo('…')`, alone or joined by `and`. */
export function scopeFilter(text: string | undefined): {
  atScope: boolean;
  asTarget: boolean;
  principalId?: string;
} {
  const asked: { atScope: boolean; asTarget: boolean; principalId?: string } = {
    atScope: false,
    asTarget: false,
  };
  if (text === undefined || text.trim() === '') return asked;
  for (const term of text.trim().split(/\s+and\s+/i)) {
    const principal =
      /^principalId\s+eq\s+'?([0-9a-f-]{36})'?$/i.exec(term)?.[1] ??
      /^assignedTo\(\s*'?([0-9a-f-]{36})'?\s*\)$/i.exec(term)?.[1];
    if (principal !== undefined) asked.principalId = principal.toLowerCase();
    else if (/^atScope\(\)$/i.test(term)) asked.atScope = true;
    else if (/^asTarget\(\)$/i.test(term)) asked.asTarget = true;
    else throw badRequest('BadRequestFormat', 'The request was incorrectly formatted.');
  }
  return asked;
}

/** Whether an assignment at `of` belongs into a list at `scope`: at or above it, and below it unless `atScope()`. */
export const inList = (context: Context, of: string, scope: string, atScope: boolean): boolean =>
  scopeCovers(of, scope, ancestorsOf(context)) || (!atScope && scopeCovers(scope, of));

function list(context: Context): Answer {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  demand(context, `${type}/read`, scope);
  demandScope(context, scope);
  const filter = scopeFilter(context.query('$filter'));
  const found = context.truth
    .list('roleAssignments')
    .filter((one) => inList(context, one.scope, scope, filter.atScope))
    .filter(
      (one) => filter.principalId === undefined || one.principalId.toLowerCase() === filter.principalId,
    );
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
      run: create,
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
