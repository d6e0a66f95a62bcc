import type { ApplicationObject, ServicePrincipalObject } from '../core/contents.ts';
import { otherRolesWithGroups, rolesWithGroups } from '../core/groups.ts';
import { entraRoles, graphAppId } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';
import { refuseGraph, refuseRight } from './graph-errors.ts';

/**
 * What a directory call demands: for a person a scope in the token and (where `roles` is given) an active
 * Entra role; for an application an app role in the token, or an Entra role of its principal.
 * After the permission tables of https://learn.microsoft.com/graph/api and
 * https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent.
 */
export interface Demand {
  /** Delegated permissions, any of which will do. */
  readonly scopes: readonly string[];
  /** Application permissions, any of which will do. */
  readonly appRoles: readonly string[];
  /** Entra roles, any of which will do; `member`: every member of the tenant; `anyone`: guests too. */
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
 * Entra roles that count for whoever calls: active now, and named by the token already. A role that became active later
 * is read as active and counts with the next token
 * (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, `wids`).
 */
export function activeRoles(context: Context): readonly string[] {
  const { caller, truth } = context;
  const holder = truth.get(caller.kind === 'user' ? 'users' : 'servicePrincipals', caller.objectId);
  const held = holder === undefined ? [] : rolesWithGroups(truth, holder);
  return held.filter((role) => caller.directoryRoles.includes(role));
}

/** Whether whoever calls meets a demand. */
export function meets(context: Context, demand: Demand): boolean {
  const { caller } = context;
  const held = activeRoles(context);
  if (caller.kind === 'app') {
    if (caller.roles.some((role) => demand.appRoles.includes(role))) return true;
    // An application's principal may hold an Entra role of its own, and then needs no app role.
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

/** Ends the request with 403 unless whoever calls meets the demand. */
export function demand(context: Context, name: DemandName): void {
  if (!meets(context, demands[name])) refuseRight(context);
}

/** Ends the request unless a person calls: `/me` means nothing to an application. */
export function demandPerson(context: Context): void {
  if (context.caller.kind === 'app') {
    refuseGraph(context, 400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
}

/** Whether whoever calls owns the object. */
function owns(context: Context, owned: { readonly owners: readonly string[] }): boolean {
  return owned.owners.includes(context.caller.objectId);
}

/** What custom roles may be given for applications (https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions). */
export type ApplicationAction = 'credentials/update' | 'allProperties/update';

/**
 * Whether a person holds a role that writes applications over this one alone, or a custom role that does this much to
 * it or to every one (https://learn.microsoft.com/entra/identity/role-based-access-control/assign-roles-different-scopes).
 * A role over an administrative unit says nothing of applications, which are in none.
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

/** A write to an application or its principal: by role, or by whoever owns it. */
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
 * Registering an application: by role, by app role, or by any member where the tenant's policy lets users.
 * @returns the owners the new object gets: whoever is no administrator owns what they make.
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
  // A custom role makes whoever registers the owner, or not
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
 * Granting or revoking an application permission. Microsoft Graph's own need the stronger roles, and
 * Application.ReadWrite.All does not do
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/12833).
 */
export function demandGrant(context: Context, resource: ServicePrincipalObject): void {
  demand(context, resource.appId === graphAppId ? 'grantGraphRoles' : 'grantOtherRoles');
  demand(context, 'readApplications');
}
