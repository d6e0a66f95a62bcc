import type { Context } from '../core/router.ts';
import { notFound, resourceGroupNotFound, resourceNotFound } from './errors.ts';
import { solutionId } from './solutions.ts';

/**
 * A scope as ARM keeps it: existing things in the casing they were made with. Refuses a resource group or resource
 * the tenant does not have; call it after the caller's rights were checked, or absence would be told to anyone.
 */
export function demandScope(context: Context, scope: string): string {
  const parts = scope.split('/').filter((part) => part !== '');
  if (parts.length === 0) return '/';
  const [first = '', id = ''] = parts;
  if (first.toLowerCase() !== 'subscriptions') return managementGroup(context, scope);
  const subscription = `/subscriptions/${context.truth.get('subscriptions', id)?.id ?? id}`;
  if (parts.length === 2) return subscription;
  if (parts[2]?.toLowerCase() !== 'resourcegroups' || parts[3] === undefined)
    throw notFound('InvalidScope', `The scope '${scope}' is not valid.`);
  const group = context.truth.get('resourceGroups', `/subscriptions/${id}/resourceGroups/${parts[3]}`);
  if (group === undefined) throw resourceGroupNotFound(parts[3]);
  if (parts.length === 4) return group.id;
  return resource(context, scope, parts, group.name);
}

/** The management group that every scope of a tenant lies under; its name is the tenant's id. */
export const rootGroupOf = (tenantId: string): string =>
  `/providers/Microsoft.Management/managementGroups/${tenantId}`;

function managementGroup(context: Context, scope: string): string {
  const root = rootGroupOf(context.tenant.id);
  if (scope.toLowerCase() === root.toLowerCase()) return root;
  const group = context.truth.get('managementGroups', scope);
  if (group !== undefined) return group.id;
  throw notFound('NotFound', `The management group of the scope '${scope}' cannot be found.`);
}

function resource(context: Context, scope: string, parts: readonly string[], group: string): string {
  const known =
    context.truth.get('workspaces', scope)?.id ??
    context.truth.get('resources', scope)?.id ??
    context.truth
      .list('workspaces')
      .map(solutionId)
      .find((id) => id?.toLowerCase() === scope.toLowerCase());
  if (known !== undefined) return known;
  const [, , , , , namespace = '', type = '', name = ''] = parts;
  throw resourceNotFound(`${namespace}/${type}`, name, group);
}
