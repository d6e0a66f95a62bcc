import type { ApplicationObject, ServicePrincipalObject } from './contents.ts';
import { activeRoles } from './directory-rights.ts';
import { entraRoles, graphAppId } from './entra-ids.ts';
import { firstPartyOf, firstPartyPrincipal } from './first-party.ts';
import { guidOf, tokenOf } from './ids.ts';
import { type Answer, type Context, type Operation, operation, Refusal } from './router.ts';

function refuse(status: number, code: string, words: string): never {
  throw new Refusal({
    status,
    body: {
      ClassName: 'Microsoft.Portal.Framework.Exceptions.ClientException',
      Message: `Graph call failed with httpCode=${status === 403 ? 'Forbidden' : 'NotFound'}, errorCode=${code}, errorMessage=${words}`,
    },
  });
}

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

/** What the portal's button "Grant admin consent" does: everything the application declares, or nothing. */
function grantEverything(context: Context): Answer {
  const appId = context.params['appId']?.toLowerCase() ?? '';
  const login = context.served('login');
  const app = login.list('applications').find((each) => each.appId === appId);
  const client = login.list('servicePrincipals').find((each) => each.appId === appId);
  if (app === undefined || client === undefined) {
    return refuse(404, 'Request_ResourceNotFound', `Resource '${appId}' does not exist.`);
  }
  const wantsGraphRoles = app.requiredResourceAccess.some(
    ({ resourceAppId, resourceAccess }) =>
      resourceAppId === graphAppId && resourceAccess.some(({ type }) => type === 'Role'),
  );
  const enough = wantsGraphRoles ? graphConsent : anyConsent;
  if (context.caller.kind === 'app' || !activeRoles(context).some((role) => enough.includes(role))) {
    return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  for (const { resourceAppId, resourceAccess } of app.requiredResourceAccess) {
    const resource = resourceOf(context, resourceAppId);
    if (resource !== undefined) consentAt(context, client, resource, resourceAccess);
  }
  return { status: 204 };
}

/** The Azure portal's own API, which the Azure CLI borrows for `az ad app permission admin-consent`. */
export const portalOperations: readonly Operation[] = [
  operation({
    host: 'portal',
    method: 'POST',
    path: '/api/RegisteredApplications/{appId}/Consent',
    source: ['https://github.com/Azure/azure-cli (command_modules/role, grant_application admin_consent)'],
    run: grantEverything,
  }),
];
