import type { JsonObject, OtherRoleObject, UserObject } from '../core/contents.ts';
import { tokenOf } from '../core/ids.ts';
import { entraRoleTitles } from '../core/known-ids.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { refuseGraph, refuseRight } from './graph-errors.ts';
import { type EntitySet, entityAnswer, listAnswer } from './odata.ts';
import { demand, demands, meets } from './rights.ts';

type Schedule = 'roleAssignmentScheduleInstances' | 'roleEligibilityScheduleInstances';

/** The scopes that the service names in its refusal, by list. */
const missing: Readonly<Record<Schedule, string>> = {
  roleAssignmentScheduleInstances:
    'RoleAssignmentSchedule.ReadWrite.Directory,RoleManagement.ReadWrite.Directory,RoleAssignmentSchedule.Read.Directory,RoleManagement.Read.Directory,RoleManagement.Read.All',
  roleEligibilityScheduleInstances:
    'RoleEligibilitySchedule.ReadWrite.Directory,RoleManagement.ReadWrite.Directory,RoleEligibilitySchedule.Read.Directory,RoleManagement.Read.Directory,RoleManagement.Read.All',
};

function schedule(user: UserObject, role: string, kind: Schedule): JsonObject {
  const id = `${tokenOf(42, kind, user.id, role)}-1`;
  const common = {
    id,
    principalId: user.id,
    roleDefinitionId: role,
    directoryScopeId: '/',
    appScopeId: null,
    startDateTime: null,
    endDateTime: null,
    memberType: 'Direct',
  };
  return kind === 'roleAssignmentScheduleInstances'
    ? { ...common, assignmentType: 'Assigned', roleAssignmentOriginId: id, roleAssignmentScheduleId: id }
    : { ...common, roleEligibilityScheduleId: id };
}

/**
 * PIM's lists. A token without the scope, such as every token of the Azure CLI's client, is refused with
 * JSON inside the message (https://github.com/Azure/azure-cli/issues/26471).
 */
function schedules(context: Context, kind: Schedule, mineOnly: boolean): WireResponse {
  const { caller } = context;
  const wanted = demands.readRoleSchedules;
  const held = caller.kind === 'app' ? caller.roles : caller.scopes;
  if (!held.some((each) => wanted.scopes.some((scope) => scope === each))) {
    const inner = {
      errorCode: 'PermissionScopeNotGranted',
      message: `Authorization failed due to missing permission scope ${missing[kind]}.`,
      instanceAnnotations: [],
    };
    refuseGraph(context, 403, 'UnknownError', JSON.stringify(inner));
  }
  if (!mineOnly && !meets(context, wanted)) refuseRight(context);
  if (!context.tenant.premiumP2) {
    refuseGraph(
      context,
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    );
  }
  const people = context.truth.list('users').filter(({ id }) => !mineOnly || id === caller.objectId);
  const items = people.flatMap((user) =>
    (kind === 'roleAssignmentScheduleInstances' ? user.activeRoles : user.eligibleRoles).map((role) =>
      schedule(user, role, kind),
    ),
  );
  const set: EntitySet = {
    name: `roleManagement/directory/${kind}`,
    type: 'UnifiedRoleScheduleInstance',
    most: 999,
    usual: 100,
    expandsOne: {
      roleDefinition: ({ roleDefinitionId }: JsonObject) => shownDefinition(String(roleDefinitionId)),
    },
  };
  return listAnswer(context, set, items);
}

const definitions: EntitySet = {
  name: 'roleManagement/directory/roleDefinitions',
  type: 'UnifiedRoleDefinition',
  most: 999,
  usual: 100,
};

function shownDefinition(template: string): JsonObject {
  return {
    id: template,
    description: `${entraRoleTitles[template] ?? ''} of the organization.`,
    displayName: entraRoleTitles[template] ?? null,
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ['/'],
    templateId: template,
    version: '1',
  };
}

/** The roles of a person, a group or a service principal, each with the role's definition. */
function assignmentsOf(of: {
  readonly activeRoles: readonly string[];
  readonly otherRoles?: readonly OtherRoleObject[];
}): readonly { readonly id: string; readonly scope: string; readonly definition: JsonObject }[] {
  return [
    ...of.activeRoles.map((id) => ({ id, scope: '/', definition: shownDefinition(id) })),
    ...(of.otherRoles ?? []).map(({ id, directoryScopeId, displayName, isBuiltIn, actions }) => ({
      id,
      scope: directoryScopeId,
      definition: {
        ...shownDefinition(id),
        displayName,
        isBuiltIn,
        rolePermissions: [{ allowedResourceActions: actions, condition: null }],
      },
    })),
  ];
}

const source = [
  'https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignmentscheduleinstances',
  'https://github.com/Azure/azure-cli/issues/26471',
  'examples/graph/rbacapplication-list-roleassignmentscheduleinstances.json',
  'examples/graph/errors.json',
];

/** The singular name, lower case, as in the names of Microsoft's reference pages. */
const single = (kind: Schedule): string => kind.replace(/s$/, '').toLowerCase();

const graph = { host: 'graph', method: 'GET' } as const;

export const roleOperations: readonly Operation[] = [
  ...(['roleAssignmentScheduleInstances', 'roleEligibilityScheduleInstances'] as const).flatMap((kind) => [
    operation({
      ...graph,
      path: `/v1.0/roleManagement/directory/${kind}`,
      source,
      run: (context) => schedules(context, kind, false),
    }),
    operation({
      ...graph,
      path: `/v1.0/roleManagement/directory/${kind}/filterByCurrentUser(on='principal')`,
      source: [`https://learn.microsoft.com/graph/api/unified${single(kind)}-filterbycurrentuser`],
      run: (context) => schedules(context, kind, true),
    }),
  ]),
  operation({
    ...graph,
    path: '/v1.0/roleManagement/directory/roleAssignments',
    source: ['https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      const { truth } = context;
      const held = [...truth.list('users'), ...truth.list('servicePrincipals'), ...truth.list('groups')];
      const found = held.flatMap((each) =>
        assignmentsOf(each).map(({ id, scope, definition }) => ({
          definition,
          item: {
            id: tokenOf(42, 'assignment', each.id, id, scope),
            principalId: each.id,
            roleDefinitionId: id,
            directoryScopeId: scope,
          },
        })),
      );
      const set = {
        ...definitions,
        name: 'roleManagement/directory/roleAssignments',
        type: 'UnifiedRoleAssignment',
        expandsOne: {
          roleDefinition: ({ id }: JsonObject) => found.find(({ item }) => item.id === id)?.definition ?? {},
        },
      };
      return listAnswer(
        context,
        set,
        found.map(({ item }) => item),
      );
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/roleManagement/directory/roleDefinitions',
    source: ['https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      return listAnswer(context, definitions, Object.keys(entraRoleTitles).map(shownDefinition));
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/roleManagement/directory/roleDefinitions/{id}',
    source: ['https://learn.microsoft.com/graph/api/unifiedroledefinition-get'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      return entityAnswer(context, definitions, shownDefinition(context.params['id'] ?? ''));
    },
  }),
];
