import type { JsonObject, ResourceObject, ServicePrincipalObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';

/** The object ID of a workflow's own identity; undefined where it has none. */
export const identityOf = ({ more }: ResourceObject): string | undefined => {
  const id = ((more['identity'] ?? {}) as JsonObject)['principalId'];
  return typeof id === 'string' ? id : undefined;
};

/**
 * A system-assigned identity: a principal in the directory that only its resource can use, gone with it
 * (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview).
 */
export function newIdentity(context: Context, name: string, resourceId: string): JsonObject {
  const principal: ServicePrincipalObject = {
    id: context.newId(),
    appId: context.newId(),
    displayName: name,
    appOwnerOrganizationId: context.tenant.id,
    servicePrincipalType: 'ManagedIdentity',
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    createdDateTime: new Date(context.clock.now()).toISOString(),
    description: null,
    notes: null,
    tags: [],
    appRoles: [],
    oauth2PermissionScopes: [],
    servicePrincipalNames: [resourceId],
    replyUrls: [],
    passwordCredentials: [],
    keyCredentials: [],
    owners: [],
    activeRoles: [],
  };
  context.store.put('servicePrincipals', principal);
  return { type: 'SystemAssigned', principalId: principal.id, tenantId: context.tenant.id };
}

/** The identity goes; roles it was given stay behind without a principal. */
export function forgetIdentity(context: Context, workflow: ResourceObject): void {
  const id = identityOf(workflow);
  if (id !== undefined) context.store.remove('servicePrincipals', id);
}
