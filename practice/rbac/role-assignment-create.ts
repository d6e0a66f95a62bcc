import { armTime, ok } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { RoleAssignmentObject } from '../core/contents.ts';
import { type Context, Refusal, type WireResponse } from '../core/router.ts';
import { demandUnlocked, demandWritable, denied, rightsOf, roleOf, subscriptionAbove } from './arm-rights.ts';
import { assignmentType, demandChange, idOf, scopeOf, shown } from './role-assignment-view.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const principalTypes = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'];

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

function findByName(context: Context, name: string): RoleAssignmentObject | undefined {
  const wanted = name.toLowerCase();
  return context.truth.list('roleAssignments').find((one) => one.name.toLowerCase() === wanted);
}

/** Assigns a role: PUT of an assignment under a name the caller chose. */
export function createAssignment(context: Context): WireResponse {
  const name = context.params['name'] ?? '';
  const scope = scopeOf(context);
  const subscription = subscriptionAbove(context, scope);
  if (!guid.test(name))
    throw badRequest(
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  const action = `${assignmentType}/write`;
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
  const directory = subscription?.ownerTenantId;
  if (directory !== undefined) throw principalNotFound(principalId, directory);
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
): WireResponse {
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

/** A delegated subscription looks in its own directory (https://github.com/Azure/enterprise-azure-policy-as-code/issues/951). */
const principalNotFound = (id: string, directory: string): Refusal =>
  badRequest(
    'PrincipalNotFound',
    `Principal ${id.replaceAll('-', '')} does not exist in the directory ${directory}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );

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
        : directory.get('groups', lower) !== undefined
          ? 'Group'
          : undefined;
  if (found === undefined) throw principalNotFound(id, context.tenant.id);
  if (asked !== undefined && asked !== found)
    throw badRequest(
      'UnmatchedPrincipalType',
      `The PrincipalId '${id.replaceAll('-', '')}' has type '${found}' , which is different from specified PrinciaplType '${asked}'.`,
    );
  return found;
}
