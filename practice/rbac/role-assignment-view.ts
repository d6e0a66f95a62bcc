import { badRequest } from '../arm/errors.ts';
import type { JsonObject, RoleAssignmentObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { conditionAllows } from './abac.ts';
import { ancestorsOf, denied, rightsOf, roleOf } from './arm-rights.ts';
import { entriesAllow, scopeCovers, tidyScope } from './rbac.ts';

export const assignmentType = 'Microsoft.Authorization/roleAssignments';

/** The scope a request is about, with one leading slash and no doubled ones. */
export const scopeOf = (context: Context): string => tidyScope(context.params['scope'] ?? '');

/** The ARM ID of an assignment at a scope. */
export const idOf = (scope: string, name: string): string =>
  `${scope === '/' ? '' : scope}/providers/${assignmentType}/${name}`;

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
    type: assignmentType,
    name: assignment.name,
  };
}

/** A refusal unless some grant of the caller allows the change, its own ABAC condition included. */
export function demandChange(
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

/**
 * What a list's $filter asks: `atScope()`, `principalId eq '…'` and `assignedTo('…')`, alone or joined by `and`. The last
 * lists what is held through groups as well, the other what is assigned to that object alone
 * (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest).
 */
export function scopeFilter(text: string | undefined): {
  atScope: boolean;
  asTarget: boolean;
  principalId?: string;
  assignedTo?: string;
} {
  const asked: { atScope: boolean; asTarget: boolean; principalId?: string; assignedTo?: string } = {
    atScope: false,
    asTarget: false,
  };
  if (text === undefined || text.trim() === '') return asked;
  for (const term of text.trim().split(/\s+and\s+/i)) {
    const principal = /^principalId\s+eq\s+'?([0-9a-f-]{36})'?$/i.exec(term)?.[1];
    const holder = /^assignedTo\(\s*'?([0-9a-f-]{36})'?\s*\)$/i.exec(term)?.[1];
    if (principal !== undefined) asked.principalId = principal.toLowerCase();
    else if (holder !== undefined) asked.assignedTo = holder.toLowerCase();
    else if (/^atScope\(\)$/i.test(term)) asked.atScope = true;
    else if (/^asTarget\(\)$/i.test(term)) asked.asTarget = true;
    else throw badRequest('BadRequestFormat', 'The request was incorrectly formatted.');
  }
  return asked;
}

/** Whether an assignment at `of` belongs into a list at `scope`: at or above it, and below it unless `atScope()`. */
export const inList = (context: Context, of: string, scope: string, atScope: boolean): boolean =>
  scopeCovers(of, scope, ancestorsOf(context, scope)) ||
  (!atScope && scopeCovers(scope, of, ancestorsOf(context, of)));
