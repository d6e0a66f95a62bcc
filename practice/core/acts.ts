import type { Clock } from './clock.ts';
import type {
  ApplicationObject,
  Contents,
  Json,
  JsonObject,
  Kind,
  PasswordCredential,
  RoleAssignmentObject,
  UserObject,
} from './contents.ts';
import { kinds } from './contents.ts';
import { guidOf, hashOf, tokenOf } from './ids.ts';
import { entraRoles } from './known-ids.ts';
import type { Sessions } from './sessions.ts';
import type { Reading, Store } from './store.ts';

/**
 * A change that another admin makes in the meantime, through another portal. It needs no right and no token:
 * whoever runs the practice tenant decides that it happened.
 */
export type Act =
  /** Consents to every application permission the application declares. */
  | { readonly do: 'grant-consent'; readonly appId: string; readonly resourceAppId?: string }
  | { readonly do: 'revoke-consent'; readonly appId: string; readonly resourceAppId?: string }
  | { readonly do: 'delete-application'; readonly appId: string }
  | { readonly do: 'disable-application'; readonly appId: string }
  | { readonly do: 'add-credential'; readonly appId: string; readonly displayName?: string }
  | { readonly do: 'remove-credential'; readonly appId: string; readonly keyId: string }
  | { readonly do: 'expire-credentials'; readonly appId: string }
  /** Activates an eligible Entra role, or assigns one directly. */
  | { readonly do: 'activate-role'; readonly user: string; readonly role: string }
  | { readonly do: 'deactivate-role'; readonly user: string; readonly role: string }
  /** Activates every Azure role the person is eligible for, at the scopes of the eligibilities. */
  | { readonly do: 'activate-azure-roles'; readonly user: string }
  | { readonly do: 'block-sign-in'; readonly user: string; readonly by: number }
  | { readonly do: 'revoke-sessions'; readonly user: string }
  /** Assigns or removes an Azure role. `role` is the role definition's GUID. */
  | {
      readonly do: 'assign-role';
      readonly scope: string;
      readonly role: string;
      readonly principalId: string;
    }
  | {
      readonly do: 'remove-role';
      readonly scope: string;
      readonly principalId: string;
      readonly role?: string;
    }
  | { readonly do: 'set-policy'; readonly secretsForbidden?: boolean; readonly maxSecretDays?: number | null }
  /** Enters a device code at the sign-in page, as the tenant's admin if no user is given. */
  | { readonly do: 'enter-device-code'; readonly userCode: string; readonly user?: string }
  /** Adds or replaces any object, or removes one. It is for changes that have no act of their own here. */
  | { readonly do: 'put'; readonly kind: Kind; readonly value: JsonObject }
  /** Changes single properties of an existing object. */
  | { readonly do: 'change'; readonly kind: Kind; readonly id: string; readonly to: JsonObject }
  | { readonly do: 'remove'; readonly kind: Kind; readonly id: string };

/** Thrown if an act can't be carried out. The message says why. */
export class ActRefused extends Error {}

export interface Stage {
  readonly store: Store;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly tenantId: string;
  readonly adminName: string;
  newId(): string;
  issued(kind: string, value: string): void;
}

/**
 * Carries out an act and returns its result. Longer than a screen: each act has one case of a few lines.
 * @throws ActRefused if the act's object doesn't exist
 */
export function perform(stage: Stage, act: Act): Json {
  switch (act.do) {
    case 'grant-consent':
      return grantConsent(stage, act.appId, act.resourceAppId);
    case 'revoke-consent':
      return revokeConsent(stage, act.appId, act.resourceAppId);
    case 'delete-application':
      return deleteApplication(stage, act.appId);
    case 'disable-application': {
      const principal = principalOf(stage, act.appId);
      stage.store.put('servicePrincipals', { ...principal, accountEnabled: false });
      return { id: principal.id };
    }
    case 'add-credential':
      return addCredential(stage, applicationOf(stage, act.appId), act.displayName ?? null);
    case 'remove-credential':
      return credentials(stage, act.appId, (all) => all.filter(({ keyId }) => keyId !== act.keyId));
    case 'expire-credentials': {
      const past = new Date(stage.clock.now() - 86_400_000).toISOString();
      return credentials(stage, act.appId, (all) => all.map((each) => ({ ...each, endDateTime: past })));
    }
    case 'activate-role':
      return people(stage, act.user, (user) => ({
        ...user,
        activeRoles: [...new Set([...user.activeRoles, roleOf(act.role)])],
      }));
    case 'deactivate-role':
      return people(stage, act.user, (user) => ({
        ...user,
        activeRoles: user.activeRoles.filter((role) => role !== roleOf(act.role)),
      }));
    case 'activate-azure-roles': {
      const { id: principalId } = userOf(stage, act.user);
      const eligible = stage.store
        .authoritative()
        .list('roleEligibilities')
        .filter((each) => each.principalId === principalId);
      for (const { scope, roleDefinition: role } of eligible) assignRole(stage, { scope, role, principalId });
      return { activated: eligible.length };
    }
    case 'block-sign-in':
      return people(stage, act.user, (user) => ({ ...user, signInBlockedBy: act.by }));
    case 'revoke-sessions':
      stage.sessions.revoke(userOf(stage, act.user).id);
      return null;
    case 'assign-role':
      return assignRole(stage, act);
    case 'remove-role': {
      const scope = act.scope.toLowerCase();
      const gone = stage.store
        .authoritative()
        .list('roleAssignments')
        .filter((each) => each.scope.toLowerCase() === scope && each.principalId === act.principalId)
        .filter((each) => act.role === undefined || each.roleDefinition === act.role);
      for (const each of gone) stage.store.remove('roleAssignments', each.id);
      return { removed: gone.length };
    }
    case 'set-policy': {
      const policy = stage.store.authoritative().get('policies', 'tenant');
      if (policy === undefined) throw new ActRefused('this tenant keeps no policy');
      stage.store.put('policies', {
        ...policy,
        appManagementPolicy: {
          ...policy.appManagementPolicy,
          isEnabled: true,
          secretsForbidden: act.secretsForbidden ?? policy.appManagementPolicy.secretsForbidden,
          maxSecretDays:
            act.maxSecretDays === undefined ? policy.appManagementPolicy.maxSecretDays : act.maxSecretDays,
        },
      });
      return null;
    }
    case 'enter-device-code': {
      const device = stage.sessions.deviceByUserCode(act.userCode);
      if (device === undefined) throw new ActRefused(`no sign-in waits for the code ${act.userCode}`);
      device.userId = userOf(stage, act.user ?? stage.adminName).id;
      return null;
    }
    case 'put':
      if (!kinds.includes(act.kind) || typeof act.value['id'] !== 'string') {
        throw new ActRefused('an object needs a known kind and an id');
      }
      stage.store.put(act.kind, act.value as unknown as Contents[Kind]);
      return null;
    case 'change':
      change(stage, act);
      return null;
    case 'remove':
      stage.store.remove(act.kind, act.id);
      return null;
    default:
      throw new ActRefused(`nobody here knows how to do '${String((act as { do?: unknown }).do)}'`);
  }
}

function change({ store }: Stage, { kind, id, to }: Extract<Act, { do: 'change' }>): void {
  const is = kinds.includes(kind) ? store.authoritative().get(kind, id) : undefined;
  if (is === undefined) throw new ActRefused(`there is no object ${id} among ${kind}`);
  if ('id' in to) throw new ActRefused('an object keeps its id');
  store.put(kind, { ...is, ...to } as unknown as Contents[Kind]);
}

function applicationOf(stage: Stage, appId: string): ApplicationObject {
  const found = stage.store
    .authoritative()
    .list('applications')
    .find((each) => each.appId === appId);
  if (found === undefined) throw new ActRefused(`no application has the client id ${appId}`);
  return found;
}

function principalOf(stage: Stage, appId: string) {
  const found = stage.store
    .authoritative()
    .list('servicePrincipals')
    .find((each) => each.appId === appId);
  if (found === undefined) throw new ActRefused(`no service principal has the client id ${appId}`);
  return found;
}

function userOf(stage: Stage, name: string): UserObject {
  const wanted = name.toLowerCase();
  const found = stage.store
    .authoritative()
    .list('users')
    .find(
      (user) =>
        user.id === wanted ||
        user.userPrincipalName.toLowerCase() === wanted ||
        user.displayName.toLowerCase() === wanted,
    );
  if (found === undefined) throw new ActRefused(`nobody here is called ${name}`);
  return found;
}

/** The template ID of a role, given as ID or as name (`globalAdministrator` or `Global Administrator`). */
function roleOf(role: string): string {
  const plain = role.replaceAll(' ', '').toLowerCase();
  const named = Object.entries(entraRoles).find(([name]) => name.toLowerCase() === plain)?.[1];
  return named ?? role.toLowerCase();
}

function people(stage: Stage, name: string, change: (user: UserObject) => UserObject): Json {
  const user = change(userOf(stage, name));
  stage.store.put('users', user);
  return { id: user.id, activeRoles: user.activeRoles };
}

function grantConsent(stage: Stage, appId: string, resourceAppId: string | undefined): Json {
  const app = applicationOf(stage, appId);
  const principal = principalOf(stage, appId);
  const truth = stage.store.authoritative();
  const made: string[] = [];
  for (const access of app.requiredResourceAccess) {
    if (resourceAppId !== undefined && access.resourceAppId !== resourceAppId) continue;
    const resource = truth.list('servicePrincipals').find((each) => each.appId === access.resourceAppId);
    if (resource === undefined) continue;
    for (const { id: appRoleId, type } of access.resourceAccess) {
      const held = truth
        .list('appRoleAssignments')
        .some(
          (each) =>
            each.principalId === principal.id &&
            each.resourceId === resource.id &&
            each.appRoleId === appRoleId,
        );
      if (type !== 'Role' || held) continue;
      const id = tokenOf(43, 'assignment', principal.id, resource.id, stage.newId());
      stage.store.put('appRoleAssignments', {
        id,
        appRoleId,
        principalId: principal.id,
        principalType: 'ServicePrincipal',
        resourceId: resource.id,
        createdDateTime: new Date(stage.clock.now()).toISOString(),
      });
      made.push(id);
    }
  }
  return { granted: made };
}

function revokeConsent(stage: Stage, appId: string, resourceAppId: string | undefined): Json {
  const principal = principalOf(stage, appId);
  const truth = stage.store.authoritative();
  const resource = truth.list('servicePrincipals').find((each) => each.appId === resourceAppId);
  const gone = truth
    .list('appRoleAssignments')
    .filter(({ principalId }) => principalId === principal.id)
    .filter(({ resourceId }) => resourceAppId === undefined || resourceId === resource?.id);
  for (const { id } of gone) stage.store.remove('appRoleAssignments', id);
  return { revoked: gone.length };
}

function deleteApplication(stage: Stage, appId: string): Json {
  const object = applicationOf(stage, appId);
  const deletedDateTime = new Date(stage.clock.now()).toISOString();
  const truth = stage.store.authoritative();
  const principal = truth.list('servicePrincipals').find((each) => each.appId === appId);
  stage.store.put('deletedItems', { id: object.id, deletedDateTime, was: { kind: 'applications', object } });
  stage.store.remove('applications', object.id);
  if (principal !== undefined) {
    const appRoleAssignments = truth
      .list('appRoleAssignments')
      .filter(({ principalId }) => principalId === principal.id);
    stage.store.put('deletedItems', {
      id: principal.id,
      deletedDateTime,
      was: { kind: 'servicePrincipals', object: principal, appRoleAssignments },
    });
    stage.store.remove('servicePrincipals', principal.id);
    for (const { id } of appRoleAssignments) stage.store.remove('appRoleAssignments', id);
  }
  return { id: object.id };
}

function addCredential(stage: Stage, app: ApplicationObject, displayName: string | null): Json {
  const drawn = tokenOf(43, 'secret', stage.newId());
  const secret = `${drawn.slice(0, 3)}8Q~${drawn.slice(3, 37)}`;
  const now = stage.clock.now();
  const credential: PasswordCredential = {
    keyId: stage.newId(),
    displayName,
    startDateTime: new Date(now).toISOString(),
    endDateTime: new Date(now + 180 * 86_400_000).toISOString(),
    hint: secret.slice(0, 3),
    customKeyIdentifier: null,
    secretHash: hashOf(secret),
  };
  stage.store.put('applications', { ...app, passwordCredentials: [...app.passwordCredentials, credential] });
  stage.issued('client-secret', secret);
  return { keyId: credential.keyId, secretText: secret };
}

function credentials(
  stage: Stage,
  appId: string,
  change: (all: readonly PasswordCredential[]) => readonly PasswordCredential[],
): Json {
  const app = applicationOf(stage, appId);
  const left = change(app.passwordCredentials);
  stage.store.put('applications', { ...app, passwordCredentials: left });
  return { credentials: left.length };
}

function principalTypeOf(truth: Reading, id: string): RoleAssignmentObject['principalType'] {
  if (truth.get('users', id) !== undefined) return 'User';
  return truth.get('groups', id) === undefined ? 'ServicePrincipal' : 'Group';
}

function assignRole(
  stage: Stage,
  act: { readonly scope: string; readonly role: string; readonly principalId: string },
): Json {
  const name = guidOf('out-of-band', act.scope.toLowerCase(), act.role, act.principalId);
  const truth = stage.store.authoritative();
  const made: RoleAssignmentObject = {
    id: `${act.scope === '/' ? '' : act.scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    scope: act.scope,
    roleDefinition: act.role.toLowerCase(),
    principalId: act.principalId,
    principalType: principalTypeOf(truth, act.principalId),
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: new Date(stage.clock.now()).toISOString(),
    createdBy: userOf(stage, stage.adminName).id,
  };
  stage.store.put('roleAssignments', made);
  return { id: made.id };
}
