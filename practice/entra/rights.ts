import type { ApplicationObject, ServicePrincipalObject } from '../core/contents.ts';
import { otherRolesWithGroups, rolesWithGroups } from '../core/groups.ts';
import { entraRoles, graphAppId } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';
import { refuseGraph, refuseRight } from './graph-errors.ts';

/**
 * The rights a directory call requires. A person needs a scope in the token and (if `roles` is a list) an
 * active Entra role. An application needs an app role in the token, or an Entra role of its service
 * principal. From the permission tables of https://learn.microsoft.com/graph/api and
 * https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent.
 */
export interface Demand {
  /** Delegated permissions. Any one of them is enough. */
  readonly scopes: readonly string[];
  /** Application permissions. Any one of them is enough. */
  readonly appRoles: readonly string[];
  /** Entra roles, of which any one is enough. `member`: every member of the tenant; `anyone`: guests too. */
  readonly roles: readonly string[] | 'member' | 'anyone';
}

const { globalAdministrator, privilegedRoleAdministrator, applicationAdministrator } = entraRoles;
const { cloudApplicationAdministrator, globalReader, securityAdministrator, securityReader } = entraRoles;
const { directoryReaders } = entraRoles;

const applicationWriters = [globalAdministrator, applicationAdministrator, cloudApplicationAdministrator];

export const demands = {
  readSelf: {
    scopes: [
      'User.Read',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.AccessAsUser.All',
    ],
    appRoles: [],
    roles: 'anyone',
  },
  readUsers: {
    scopes: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.AccessAsUser.All'],
    appRoles: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'],
    roles: 'member',
  },
  readOrganization: {
    scopes: [
      'User.Read',
      'User.Read.All',
      'Organization.Read.All',
      'Directory.Read.All',
      'Directory.AccessAsUser.All',
    ],
    appRoles: ['Organization.Read.All', 'Directory.Read.All'],
    roles: 'anyone',
  },
  readApplications: {
    scopes: [
      'Application.Read.All',
      'Application.ReadWrite.All',
      'Directory.Read.All',
      'Directory.AccessAsUser.All',
    ],
    appRoles: [
      'Application.Read.All',
      'Application.ReadWrite.All',
      'Application.ReadWrite.OwnedBy',
      'Directory.Read.All',
    ],
    roles: 'member',
  },
  writeApplications: {
    scopes: ['Application.ReadWrite.All', 'Directory.AccessAsUser.All'],
    appRoles: ['Application.ReadWrite.All'],
    roles: applicationWriters,
  },
  grantGraphRoles: {
    scopes: ['AppRoleAssignment.ReadWrite.All', 'Directory.AccessAsUser.All'],
    appRoles: ['AppRoleAssignment.ReadWrite.All'],
    roles: [globalAdministrator, privilegedRoleAdministrator],
  },
  grantOtherRoles: {
    scopes: ['AppRoleAssignment.ReadWrite.All', 'Directory.AccessAsUser.All'],
    appRoles: ['AppRoleAssignment.ReadWrite.All'],
    roles: [
      globalAdministrator,
      privilegedRoleAdministrator,
      applicationAdministrator,
      cloudApplicationAdministrator,
    ],
  },
  readGrants: {
    scopes: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.Read.All', 'Directory.AccessAsUser.All'],
    appRoles: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.Read.All'],
    roles: 'member',
  },
  writeGrants: {
    scopes: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.AccessAsUser.All'],
    appRoles: ['DelegatedPermissionGrant.ReadWrite.All'],
    roles: [
      globalAdministrator,
      privilegedRoleAdministrator,
      applicationAdministrator,
      cloudApplicationAdministrator,
    ],
  },
  readPolicies: { scopes: ['Policy.Read.All'], appRoles: ['Policy.Read.All'], roles: 'member' },
  readDirectoryRoles: {
    scopes: ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.AccessAsUser.All'],
    appRoles: ['RoleManagement.Read.Directory', 'Directory.Read.All'],
    roles: 'member',
  },
  readRoleSchedules: {
    scopes: [
      'RoleManagement.Read.Directory',
      'RoleAssignmentSchedule.Read.Directory',
      'RoleEligibilitySchedule.Read.Directory',
    ],
    appRoles: [
      'RoleManagement.Read.Directory',
      'RoleAssignmentSchedule.Read.Directory',
      'RoleEligibilitySchedule.Read.Directory',
    ],
    roles: [
      globalAdministrator,
      privilegedRoleAdministrator,
      globalReader,
      securityAdministrator,
      securityReader,
    ],
  },
  readSecurityEvents: {
    scopes: ['SecurityEvents.Read.All'],
    appRoles: ['SecurityEvents.Read.All'],
    roles: [globalAdministrator, globalReader, securityAdministrator, securityReader],
  },
  readSecurityAlerts: {
    scopes: ['SecurityAlert.Read.All'],
    appRoles: ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All'],
    roles: [globalAdministrator, globalReader, securityAdministrator, securityReader],
  },
  readSecurityIncidents: {
    scopes: ['SecurityIncident.Read.All'],
    appRoles: ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'],
    roles: [globalAdministrator, globalReader, securityAdministrator, securityReader],
  },
} as const satisfies Readonly<Record<string, Demand>>;

export type DemandName = keyof typeof demands;

/**
 * The caller's Entra roles that count: active now and already in the token. A role that became active later
 * is shown as active and counts with the next token
 * (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, `wids`).
 */
export function activeRoles(context: Context): readonly string[] {
  const { caller, truth } = context;
  const holder = truth.get(caller.kind === 'user' ? 'users' : 'servicePrincipals', caller.objectId);
  const held = holder === undefined ? [] : rolesWithGroups(truth, holder);
  return held.filter((role) => caller.directoryRoles.includes(role));
}

/** Whether the caller meets a demand. */
export function meets(context: Context, demand: Demand): boolean {
  const { caller } = context;
  const held = activeRoles(context);
  if (caller.kind === 'app') {
    if (caller.roles.some((role) => demand.appRoles.includes(role))) return true;
    // If an application's service principal has an Entra role of its own, it needs no app role.
    if (demand.roles === 'member')
      return held.some((role) => role !== directoryReaders || demand !== demands.readPolicies);
    return (
      demand.roles !== 'anyone' && held.some((role) => (demand.roles as readonly string[]).includes(role))
    );
  }
  if (!caller.scopes.some((scope) => demand.scopes.includes(scope))) return false;
  if (demand.roles === 'anyone') return true;
  const user = context.truth.get('users', caller.objectId);
  if (user === undefined || !user.accountEnabled) return false;
  if (demand.roles === 'member') return user.userType === 'Member' || held.length > 0;
  return held.some((role) => (demand.roles as readonly string[]).includes(role));
}

/** Ends the request with 403 unless the caller meets the demand. */
export function demand(context: Context, name: DemandName): void {
  if (!meets(context, demands[name])) refuseRight(context);
}

/** Ends the request unless a person calls: `/me` means nothing to an application. */
export function demandPerson(context: Context): void {
  if (context.caller.kind === 'app') {
    refuseGraph(context, 400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
}

/** Whether the caller owns the object. */
function owns(context: Context, owned: { readonly owners: readonly string[] }): boolean {
  return owned.owners.includes(context.caller.objectId);
}

/** Actions a custom role can allow (https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions). */
export type ApplicationAction = 'credentials/update' | 'allProperties/update';

/**
 * Whether a person has a role that writes applications over this one, or a custom role with this action on it
 * or on all (https://learn.microsoft.com/entra/identity/role-based-access-control/assign-roles-different-scopes).
 * A role over an administrative unit doesn't count, because no application is in one.
 */
function hasRoleOver(
  { caller, truth }: Context,
  owned: { readonly id: string },
  doing: ApplicationAction,
): boolean {
  const enough = [doing, 'allProperties/update', 'allProperties/allTasks'];
  const others = otherRolesWithGroups(truth, truth.get('users', caller.objectId));
  return others.some(({ id, actions, directoryScopeId }) => {
    const over = directoryScopeId === `/${owned.id}`;
    if (over && applicationWriters.some((writer) => writer === id)) return true;
    const allowed = enough.some((each) => actions.includes(`microsoft.directory/applications/${each}`));
    return allowed && (over || directoryScopeId === '/');
  });
}

/** Requires the right to change an application or its service principal, by role or as its owner. */
export function demandWrite(
  context: Context,
  owned: ApplicationObject | ServicePrincipalObject,
  doing: ApplicationAction = 'allProperties/update',
): void {
  if (meets(context, demands.writeApplications)) return;
  const { caller } = context;
  const mayOwned =
    caller.kind === 'app'
      ? caller.roles.includes('Application.ReadWrite.OwnedBy')
      : caller.scopes.some((scope) => demands.writeApplications.scopes.some((each) => each === scope));
  if (!(mayOwned && (owns(context, owned) || hasRoleOver(context, owned, doing)))) refuseRight(context);
}

/**
 * Requires the right to register an application: by role, by app role, or as a member if the policy allows.
 * @returns the owners of the new object: a caller who isn't an administrator owns it.
 */
export function demandCreate(context: Context): readonly string[] {
  const { caller } = context;
  if (meets(context, demands.writeApplications)) return [];
  if (caller.kind === 'app') {
    if (caller.roles.includes('Application.ReadWrite.OwnedBy')) return [caller.objectId];
    return refuseRight(context);
  }
  const user = context.truth.get('users', caller.objectId);
  const policy = context.truth.get('policies', 'tenant');
  const scoped = caller.scopes.some((scope) =>
    demands.writeApplications.scopes.some((each) => each === scope),
  );
  // A custom role decides whether the person who registers it becomes its owner
  // (https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions).
  const allowed = otherRolesWithGroups(context.truth, user)
    .filter(({ directoryScopeId }) => directoryScopeId === '/')
    .flatMap(({ actions }) => actions);
  if (scoped && allowed.includes('microsoft.directory/applications/create')) return [];
  if (scoped && allowed.includes('microsoft.directory/applications/createAsOwner')) return [caller.objectId];
  if (scoped && user?.userType === 'Member' && policy?.usersMayCreateApps === true) return [caller.objectId];
  return refuseRight(context);
}

/**
 * Requires the right to grant or revoke an application permission. Microsoft Graph's own permissions
 * need the stronger roles, and Application.ReadWrite.All isn't enough
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/12833).
 */
export function demandGrant(context: Context, resource: ServicePrincipalObject): void {
  demand(context, resource.appId === graphAppId ? 'grantGraphRoles' : 'grantOtherRoles');
  demand(context, 'readApplications');
}
