import { armOperation, pageOf } from '../arm/arm.ts';
import { badRequest } from '../arm/errors.ts';
import { demandScope } from '../arm/scope.ts';
import type { JsonObject, RoleAssignmentObject, RoleEligibilityObject } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, denied, roleOf, subscriptionAbove } from './arm-rights.ts';
import { builtInRole } from './built-in-roles.ts';
import { inList, scopeFilter, scopeOf } from './role-assignment-view.ts';

const example = (name: string): string => `examples/arm-pim/${name}.json`;
const pim = 'https://learn.microsoft.com/rest/api/authorization';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const provider = '/providers/Microsoft.Authorization';

// The status and words are from memory of answers in tenants without Entra ID P2.
function demandPremium(context: Context): void {
  if (context.tenant.premiumP2) return;
  throw badRequest(
    'AadPremiumLicenseRequired',
    'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
  );
}

function scopeAsked(context: Context): { scope: string; keep: (one: Listed) => boolean } {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  const filter = scopeFilter(context.query('$filter'));
  // asTarget() asks for one's own, which needs no right; anything else is reading other people's roles.
  if (!filter.asTarget) demand(context, 'Microsoft.Authorization/roleAssignments/read', scope);
  demandPremium(context);
  demandScope(context, scope);
  const principal = filter.asTarget ? context.caller.objectId.toLowerCase() : filter.principalId;
  return {
    scope,
    keep: (one) =>
      inList(context, one.scope, scope, filter.atScope) &&
      (principal === undefined || one.principalId.toLowerCase() === principal),
  };
}

type Listed = Pick<RoleEligibilityObject, 'scope' | 'principalId' | 'roleDefinition'>;

function expanded(context: Context, one: Listed, principalType: string): JsonObject {
  const [, kind = '', id = ''] = /^\/(subscriptions)\/([^/]+)$/i.exec(one.scope) ?? [];
  const user = context.truth.get('users', one.principalId);
  const principal = user ?? context.truth.get('servicePrincipals', one.principalId);
  const custom = builtInRole(one.roleDefinition) === undefined;
  return {
    scope: {
      id: one.scope,
      displayName:
        context.truth.get('subscriptions', id)?.displayName ??
        one.scope.slice(one.scope.lastIndexOf('/') + 1),
      type:
        kind !== ''
          ? 'subscription'
          : /\/resourceGroups\/[^/]+$/i.test(one.scope)
            ? 'resourcegroup'
            : 'resource',
    },
    roleDefinition: {
      id: definitionId(one),
      displayName: roleName(context, one.roleDefinition),
      type: custom ? 'CustomRole' : 'BuiltInRole',
    },
    principal: {
      id: one.principalId,
      displayName: principal?.displayName ?? '',
      ...(user === undefined ? {} : { email: user.userPrincipalName }),
      type: principalType,
    },
  };
}

const roleName = (context: Context, role: string): string =>
  builtInRole(role)?.roleName ??
  context.truth.list('roleDefinitions').find((one) => one.name === roleOf(context.truth, role)?.name)
    ?.roleName ??
  '';

function definitionId(one: Listed): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(one.scope)?.[0] ?? '';
  return `${subscription}${provider}/roleDefinitions/${one.roleDefinition}`;
}

function eligibilities(context: Context, of: 'schedules' | 'instances'): WireResponse {
  const { keep } = scopeAsked(context);
  const found = context.truth.list('roleEligibilities').filter(keep);
  return pageOf(
    context,
    found.map((one) => {
      const principalType = context.truth.get('users', one.principalId) === undefined ? 'Group' : 'User';
      if (of === 'schedules')
        return schedule(context, one, { kind: 'Eligibility', since: one.startDateTime, principalType });
      return {
        properties: {
          scope: one.scope,
          roleDefinitionId: definitionId(one),
          principalId: one.principalId,
          principalType,
          status: 'Provisioned',
          roleEligibilityScheduleId: `${one.scope}${provider}/RoleEligibilitySchedules/${guidOf('schedule', one.name)}`,
          startDateTime: one.startDateTime,
          endDateTime: one.endDateTime,
          memberType: 'Direct',
          createdOn: one.startDateTime,
          condition: null,
          conditionVersion: null,
          expandedProperties: expanded(context, one, principalType),
        },
        name: one.name,
        id: `${one.scope}${provider}/RoleEligibilityScheduleInstances/${one.name}`,
        type: 'Microsoft.Authorization/RoleEligibilityScheduleInstances',
      };
    }),
    100,
  );
}

function assignmentInstance(context: Context, one: RoleAssignmentObject): JsonObject {
  const eligible = context.truth
    .list('roleEligibilities')
    .find(
      (each) =>
        each.principalId.toLowerCase() === one.principalId.toLowerCase() &&
        each.roleDefinition.toLowerCase() === one.roleDefinition.toLowerCase() &&
        each.scope.toLowerCase() === one.scope.toLowerCase(),
    );
  return {
    properties: {
      originRoleAssignmentId: one.id,
      ...(eligible === undefined
        ? {}
        : {
            linkedRoleEligibilityScheduleId: guidOf('schedule', eligible.name),
            linkedRoleEligibilityScheduleInstanceId: eligible.name,
          }),
      assignmentType: eligible === undefined ? 'Assigned' : 'Activated',
      scope: one.scope,
      roleDefinitionId: definitionId(one),
      principalId: one.principalId,
      principalType: one.principalType,
      status: 'Provisioned',
      roleAssignmentScheduleId: `${one.scope}${provider}/RoleAssignmentSchedules/${guidOf('schedule', one.name)}`,
      startDateTime: one.createdOn,
      endDateTime: null,
      memberType: 'Direct',
      createdOn: one.createdOn,
      condition: one.condition,
      conditionVersion: one.conditionVersion,
      expandedProperties: expanded(context, one, one.principalType),
    },
    name: one.name,
    id: `${one.scope}${provider}/RoleAssignmentScheduleInstances/${one.name}`,
    type: 'Microsoft.Authorization/RoleAssignmentScheduleInstances',
  };
}

/** What an instance was made by: the same for as long as it goes on. */
function schedule(
  context: Context,
  one: Listed & { readonly name: string; readonly endDateTime?: string | null },
  of: { readonly kind: 'Eligibility' | 'Assignment'; readonly since: string; readonly principalType: string },
): JsonObject {
  const type = `Role${of.kind}Schedules`;
  const name = guidOf('schedule', one.name);
  return {
    properties: {
      scope: one.scope,
      roleDefinitionId: definitionId(one),
      principalId: one.principalId,
      principalType: of.principalType,
      [`role${of.kind}ScheduleRequestId`]: `${one.scope}${provider}/Role${of.kind}ScheduleRequests/${name}`,
      memberType: 'Direct',
      status: 'Provisioned',
      startDateTime: of.since,
      endDateTime: one.endDateTime ?? null,
      createdOn: of.since,
      updatedOn: of.since,
      condition: null,
      conditionVersion: null,
      ...(of.kind === 'Assignment' ? { assignmentType: 'Assigned' } : {}),
      expandedProperties: expanded(context, one, of.principalType),
    },
    name,
    id: `${one.scope}${provider}/${type}/${name}`,
    type: `Microsoft.Authorization/${type}`,
  };
}

function assignments(context: Context, of: 'schedules' | 'instances'): WireResponse {
  const { keep } = scopeAsked(context);
  const found = context.truth.list('roleAssignments').filter(keep);
  return pageOf(
    context,
    found.map((one) =>
      of === 'instances'
        ? assignmentInstance(context, one)
        : schedule(context, one, {
            kind: 'Assignment',
            since: one.createdOn,
            principalType: one.principalType,
          }),
    ),
    100,
  );
}

/** A Global Administrator may make themself User Access Administrator of everything: the only bridge between the two worlds. */
function elevateAccess(context: Context): WireResponse {
  const user = context.truth.get('users', context.caller.objectId);
  if (context.caller.kind !== 'user' || user?.activeRoles.includes(globalAdministrator) !== true)
    throw denied(context, 'Microsoft.Authorization/elevateAccess/action', '/');
  const role = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9';
  const held = context.truth
    .list('roleAssignments')
    .some((one) => one.scope === '/' && one.roleDefinition === role && one.principalId === user.id);
  if (held) return { status: 200 };
  const name = context.newId();
  context.store.put('roleAssignments', {
    id: `${provider}/roleAssignments/${name}`,
    name,
    scope: '/',
    roleDefinition: role,
    principalId: user.id,
    principalType: 'User',
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: new Date(context.clock.now()).toISOString(),
    createdBy: user.id,
  });
  return { status: 200 };
}

const scoped = (name: string): string => `/{*scope}${provider}/${name}`;

export const roleScheduleOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: scoped('roleEligibilityScheduleInstances'),
    type: 'scheduleInstances',
    source: [example('GetRoleEligibilityScheduleInstancesByScope')],
    run: (context) => eligibilities(context, 'instances'),
  }),
  armOperation({
    method: 'GET',
    path: scoped('roleAssignmentScheduleInstances'),
    type: 'scheduleInstances',
    source: [example('GetRoleAssignmentScheduleInstancesByScope')],
    run: (context) => assignments(context, 'instances'),
  }),
  armOperation({
    method: 'GET',
    path: scoped('roleEligibilitySchedules'),
    type: 'scheduleInstances',
    source: [`${pim}/role-eligibility-schedules/list-for-scope`],
    run: (context) => eligibilities(context, 'schedules'),
  }),
  armOperation({
    method: 'GET',
    path: scoped('roleAssignmentSchedules'),
    type: 'scheduleInstances',
    source: [`${pim}/role-assignment-schedules/list-for-scope`],
    assumed: ['an active role is Assigned, whether or not it was activated'],
    run: (context) => assignments(context, 'schedules'),
  }),
  armOperation({
    method: 'POST',
    path: `${provider}/elevateAccess`,
    type: 'elevateAccess',
    source: ['https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin'],
    run: elevateAccess,
  }),
];
