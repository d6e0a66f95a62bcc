import type { ApplicationObject, ServicePrincipalObject } from '../core/contents.ts';
import { guidOf, tokenOf } from '../core/ids.ts';
import { entraRoles, graphAppId } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';
import { firstPartyOf, firstPartyPrincipal } from '../entra/first-party.ts';

const anyConsent: readonly string[] = [
  entraRoles.globalAdministrator,
  entraRoles.privilegedRoleAdministrator,
  entraRoles.applicationAdministrator,
  entraRoles.cloudApplicationAdministrator,
];
const graphConsent: readonly string[] = [
  entraRoles.globalAdministrator,
  entraRoles.privilegedRoleAdministrator,
];

/** The principal consent is given at; the portal brings a missing one of Microsoft's into the tenant. */
function resourceOf(context: Context, appId: string): ServicePrincipalObject | undefined {
  const found = context.truth.list('servicePrincipals').find((each) => each.appId === appId);
  const known = firstPartyOf(appId);
  if (found !== undefined || known === undefined) return found;
  const made = firstPartyPrincipal(context.tenant.id, context.tenant.cloud, known);
  context.store.put('servicePrincipals', made);
  return made;
}

function consentAt(
  context: Context,
  client: ServicePrincipalObject,
  resource: ServicePrincipalObject,
  access: ApplicationObject['requiredResourceAccess'][number]['resourceAccess'],
): void {
  const held = context.truth
    .list('appRoleAssignments')
    .filter((each) => each.principalId === client.id && each.resourceId === resource.id)
    .map(({ appRoleId }) => appRoleId);
  for (const { id: appRoleId, type } of access) {
    if (type !== 'Role' || held.includes(appRoleId) || !resource.appRoles.some(({ id }) => id === appRoleId))
      continue;
    context.store.put('appRoleAssignments', {
      id: tokenOf(43, 'assignment', client.id, resource.id, context.newId()),
      appRoleId,
      principalId: client.id,
      principalType: 'ServicePrincipal',
      resourceId: resource.id,
      createdDateTime: new Date(context.clock.now()).toISOString(),
    });
  }
  const scopes = access
    .filter(({ type }) => type === 'Scope')
    .flatMap(({ id }) => resource.oauth2PermissionScopes.find((scope) => scope.id === id)?.value ?? []);
  if (scopes.length === 0) return;
  const id = guidOf('grant', client.id, resource.id, 'all');
  const before = context.truth.get('oauth2PermissionGrants', id)?.scope.split(' ') ?? [];
  context.store.put('oauth2PermissionGrants', {
    id,
    clientId: client.id,
    consentType: 'AllPrincipals',
    principalId: null,
    resourceId: resource.id,
    scope: [...new Set([...before, ...scopes])].join(' '),
  });
}

/** Whether somebody with these Entra roles may consent to everything the application declares. */
export function mayConsentToAll(app: ApplicationObject, roles: readonly string[], only?: string): boolean {
  const wantsGraphRoles = declaredOf(app, only).some(
    ({ resourceAppId, resourceAccess }) =>
      resourceAppId === graphAppId && resourceAccess.some(({ type }) => type === 'Role'),
  );
  const enough = wantsGraphRoles ? graphConsent : anyConsent;
  return roles.some((role) => enough.includes(role));
}

function declaredOf(
  app: ApplicationObject,
  only: string | undefined,
): ApplicationObject['requiredResourceAccess'] {
  return app.requiredResourceAccess.filter(
    ({ resourceAppId }) => only === undefined || resourceAppId === only,
  );
}

/** Consents to everything an application declares, or to what it declares of one resource. */
export function consentToAll(
  context: Context,
  app: ApplicationObject,
  client: ServicePrincipalObject,
  only?: string,
): void {
  for (const { resourceAppId, resourceAccess } of declaredOf(app, only)) {
    const resource = resourceOf(context, resourceAppId);
    if (resource !== undefined) consentAt(context, client, resource, resourceAccess);
  }
}

/** The permissions an application declares, in words. */
export function declaredInWords(context: Context, app: ApplicationObject, only?: string): readonly string[] {
  return declaredOf(app, only).flatMap(({ resourceAppId, resourceAccess }) => {
    const known = firstPartyOf(resourceAppId)?.permissions;
    const resource = context.truth.list('servicePrincipals').find(({ appId }) => appId === resourceAppId);
    const roles = resource?.appRoles ?? known?.appRoles ?? [];
    const scopes = resource?.oauth2PermissionScopes ?? known?.scopes ?? [];
    return resourceAccess.map(
      ({ id }) =>
        roles.find((role) => role.id === id)?.displayName ??
        scopes.find((scope) => scope.id === id)?.adminConsentDisplayName ??
        id,
    );
  });
}
