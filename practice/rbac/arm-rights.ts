import {
  authorizationFailed,
  invalidSubscriptionId,
  resourceGroupNotFound,
  resourceNotFound,
  subscriptionNotFound,
} from '../arm/errors.ts';
import { rootGroupOf } from '../arm/scope.ts';
import type {
  DenyAssignmentObject,
  ResourceGroupObject,
  RoleAssignmentObject,
  SubscriptionObject,
  WorkspaceObject,
} from '../core/contents.ts';
import { groupsOf } from '../core/groups.ts';
import { type Context, Refusal } from '../core/router.ts';
import type { Reading } from '../core/store.ts';
import { builtInRole } from './built-in-roles.ts';
import { denialOf, deniedBy } from './denials.ts';
import { entriesAllow, type Plane, type RolePermissions, reachOf, scopeCovers } from './rbac.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Where Azure rights are read: ARM and the query API hear of a new role at different times. */
export type AccessView = 'access' | 'queryAccess';

/** What the caller may do in Azure, by the role assignments this reader has heard of. */
export interface Rights {
  /** The caller's assignments that reach a scope. */
  grantsAt(scope: string): readonly RoleAssignmentObject[];
  entriesAt(scope: string): readonly RolePermissions[];
  may(action: string, scope: string, plane?: Plane): boolean;
  /** The deny assignment that takes away what a role allows. */
  deniedBy(action: string, scope: string): DenyAssignmentObject | undefined;
  /** Whether the caller holds anything at the scope, above it or inside it. */
  touches(scope: string): boolean;
}

const known = new WeakMap<Context, Partial<Record<AccessView, Rights>>>();

/** The caller's rights. Worked out once a request and reader. */
export function rightsOf(context: Context, view: AccessView = 'access'): Rights {
  const of = known.get(context) ?? {};
  known.set(context, of);
  return (of[view] ??= readRights(context, view));
}

/** Whether another principal than the caller may do an action: a managed identity, Microsoft's own services. */
export const mayPrincipal = (
  context: Context,
  principalId: string,
  action: string,
  scope: string,
  view: AccessView = 'access',
): boolean => readRights(context, view, principalId).may(action, scope);

function readRights(
  context: Context,
  view: AccessView,
  principalId: string = context.caller.objectId,
): Rights {
  const mine = heldThrough(context.served(view), principalId);
  const grants = context
    .served(view)
    .list('roleAssignments')
    .filter((grant) => mine.has(grant.principalId.toLowerCase()))
    .map((grant) => ({
      grant,
      scope: grant.scope,
      permissions: roleOf(context.truth, grant.roleDefinition)?.permissions ?? [],
    }));
  const reaching = reachOf(grants, (target) => ancestorsOf(context, target));
  const entriesAt = (scope: string) => reaching(scope).flatMap(({ permissions }) => permissions);
  const denials = context.served(view).list('denyAssignments');
  const denial = (action: string, scope: string, plane?: Plane) =>
    denialOf(denials, mine, { action, scope, plane });
  return {
    grantsAt: (scope) => reaching(scope).map(({ grant }) => grant),
    entriesAt,
    may: (action, scope, plane) =>
      entriesAllow(entriesAt(scope), action, plane) && denial(action, scope, plane) === undefined,
    deniedBy: (action, scope) => (entriesAllow(entriesAt(scope), action) ? denial(action, scope) : undefined),
    touches: (target) => {
      const reaches = reaching(target).length > 0;
      return reaches || grants.some(({ scope }) => scopeCovers(target, scope));
    },
  };
}

/** Whose role assignments are a principal's: its own, and those of every group it is in, in small letters. */
export const heldThrough = (reading: Reading, principalId: string): ReadonlySet<string> => {
  const me = principalId.toLowerCase();
  return new Set([me, ...groupsOf(reading, me).map(({ id }) => id.toLowerCase())]);
};

/**
 * The management groups above a scope, the nearest first: a role at one is inherited by all below it
 * (https://learn.microsoft.com/azure/governance/management-groups/overview).
 */
export function ancestorsOf(context: Context, target: string): readonly string[] {
  const subscription = /^\/subscriptions\/([^/]+)/iu.exec(target)?.[1];
  let next =
    subscription === undefined
      ? context.truth.get('managementGroups', target)?.parent
      : context.truth.get('subscriptions', subscription)?.managementGroup;
  const above: string[] = [];
  while (next !== undefined && !above.includes(next)) {
    above.push(next);
    next = context.truth.get('managementGroups', next)?.parent;
  }
  return [...above, rootGroupOf(context.tenant.id)];
}

/** A role definition by GUID: built in, or the tenant's own. */
export function roleOf(
  truth: Reading,
  name: string,
): { readonly name: string; readonly permissions: readonly RolePermissions[] } | undefined {
  const wanted = name.toLowerCase();
  return (
    builtInRole(wanted) ?? truth.list('roleDefinitions').find((role) => role.name.toLowerCase() === wanted)
  );
}

/** How ARM names a caller in a refusal: a person by sign-in name, an application by client ID. Assumed. */
export function callerName(context: Context): string {
  const { caller } = context;
  if (caller.kind === 'app') return caller.appId;
  return context.truth.get('users', caller.objectId)?.userPrincipalName ?? caller.name;
}

/** The refusal for an action the caller may not do at a scope: no role allows it, or a deny assignment forbids it. */
export function denied(context: Context, action: string, scope: string, abac = false): Refusal {
  const caller = { name: callerName(context), objectId: context.caller.objectId };
  const by = rightsOf(context).deniedBy(action, scope);
  return by === undefined
    ? authorizationFailed({ ...caller, action, scope, abac })
    : deniedBy(by, caller, { action, scope });
}

/** Refuses unless the caller may do the action at the scope. */
export function demand(context: Context, action: string, scope: string): void {
  if (!rightsOf(context).may(action, scope)) throw denied(context, action, scope);
}

/** A subscription, the path's own if none is named. Its absence is told to anyone, unlike that of what lies in it. */
export function subscriptionOf(
  context: Context,
  id: string = context.params['subscription'] ?? '',
): SubscriptionObject {
  if (!guid.test(id)) throw invalidSubscriptionId(id);
  const found = context.truth.get('subscriptions', id);
  if (found === undefined) throw subscriptionNotFound(id);
  return found;
}

/** The subscription a scope lies in, which must exist; undefined for a scope above subscriptions. */
export function subscriptionAbove(context: Context, scope: string): SubscriptionObject | undefined {
  const id = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  return id === undefined ? undefined : subscriptionOf(context, id);
}

export const subscriptionScope = (id: string): string => `/subscriptions/${id}`;

/** The resource group of the path, which the caller's rights have been checked for. */
export function groupOf(context: Context): ResourceGroupObject {
  const name = context.params['group'] ?? '';
  const found = context.truth.get('resourceGroups', groupScope(context));
  if (found === undefined) throw resourceGroupNotFound(name);
  return found;
}

export const groupScope = (context: Context): string =>
  `/subscriptions/${context.params['subscription'] ?? ''}/resourceGroups/${context.params['group'] ?? ''}`;

const workspaceScope = (context: Context): string =>
  `${groupScope(context)}/providers/Microsoft.OperationalInsights/workspaces/${context.params['workspace'] ?? ''}`;

/**
 * The workspace of the path, in ARM's order of refusals: no such subscription, not allowed, no such group, no such
 * workspace. `action` is asked at the workspace, or at `below` where the path goes on.
 */
export function workspaceOf(context: Context, action: string, below = ''): WorkspaceObject {
  subscriptionOf(context);
  demand(context, action, `${workspaceScope(context)}${below}`);
  groupOf(context);
  const found = context.truth.get('workspaces', workspaceScope(context));
  if (found === undefined)
    throw resourceNotFound(
      'Microsoft.OperationalInsights/workspaces',
      context.params['workspace'] ?? '',
      context.params['group'] ?? '',
    );
  return found;
}

/** A disabled subscription can be read, not written. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors, https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states */
export function demandWritable(subscription: SubscriptionObject): void {
  if (subscription.state === 'Enabled' || subscription.state === 'PastDue') return;
  throw new Refusal({
    status: 409,
    body: {
      error: {
        code: 'ReadOnlyDisabledSubscription',
        message: `The subscription '${subscription.id}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
      },
    },
  });
}

/** Refuses what a lock at the scope or above forbids. https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources */
export function demandUnlocked(context: Context, scope: string, doing: 'write' | 'delete'): void {
  const locks = context.truth
    .list('locks')
    .filter((lock) => scopeCovers(lock.scope, scope) && (doing === 'delete' || lock.level === 'ReadOnly'));
  if (locks.length === 0) return;
  throw new Refusal({
    status: 409,
    body: {
      error: {
        code: 'ScopeLocked',
        message: `The scope '${scope}' cannot perform ${doing} operation because following scope(s) are locked: '${locks.map((lock) => lock.scope).join(',')}'. Please remove the lock and try again.`,
      },
    },
  });
}
