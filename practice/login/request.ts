import { clouds } from '../core/clouds.ts';
import type { ApplicationObject, ServicePrincipalObject, UserObject } from '../core/contents.ts';
import { entraRoles, graphAppId } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';
import { type FirstPartyClient, firstPartyOf } from '../entra/first-party.ts';
import { type OAuthProblem, oauthProblem } from './oauth-errors.ts';

/** A program that signs somebody in, or itself. */
export type Client =
  | {
      readonly kind: 'first-party';
      readonly appId: string;
      readonly displayName: string;
      readonly client: FirstPartyClient;
    }
  | {
      readonly kind: 'own';
      readonly appId: string;
      readonly displayName: string;
      readonly application: ApplicationObject;
      readonly principal: ServicePrincipalObject | undefined;
    };

/** What a program asks a token for. */
export interface Asked {
  /** As it was asked for; tokens repeat it as their audience. */
  readonly resource: string;
  /** Single permissions, or everything it may have. */
  readonly wants: 'default' | readonly string[];
  readonly openid: boolean;
  readonly offline: boolean;
}

const oidcScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'offline_access', 'email']);

/** A refusal that is carried as a value until it is known whether a page or JSON must say it. */
export function isProblem(outcome: unknown): outcome is OAuthProblem {
  return typeof outcome === 'object' && outcome !== null && 'number' in outcome && 'error' in outcome;
}

/** Whether the first segment of a sign-in address names this tenant, any tenant, or none we know. */
export function tenantNamed(context: Context, segment: string): 'this' | 'any' | OAuthProblem {
  const name = segment.toLowerCase();
  if (name === 'organizations' || name === 'common') return 'any';
  const { tenant, cloud } = context;
  const mine = tenant.id === name || tenant.domains.some((domain) => domain.toLowerCase() === name);
  // A tenant of another cloud is not known to this cloud's servers.
  if (mine && cloud.name === tenant.cloud) return 'this';
  return oauthProblem(90002, { tenant: segment });
}

/** The program with this client ID, as the sign-in servers know it. */
export function clientOf(context: Context, clientId: string): Client | OAuthProblem {
  const appId = clientId.toLowerCase();
  const firstParty = firstPartyOf(appId);
  if (firstParty?.client !== undefined) {
    return { kind: 'first-party', appId, displayName: firstParty.displayName, client: firstParty.client };
  }
  const login = context.served('login');
  const application = login.list('applications').find((each) => each.appId === appId);
  if (application === undefined) {
    return oauthProblem(700016, { app: clientId, tenantName: context.tenant.displayName });
  }
  const principal = login.list('servicePrincipals').find((each) => each.appId === appId);
  return { kind: 'own', appId, displayName: application.displayName, application, principal };
}

/** Reads a version 2 scope list. */
export function askedByScope(context: Context, scope: string): Asked | OAuthProblem {
  const words = scope.split(/\s+/).filter(Boolean);
  const openid = words.includes('openid');
  const offline = words.includes('offline_access');
  const graph = `https://${clouds[context.cloud.name].graph}`;
  let resource: string | undefined;
  const wanted: string[] = [];
  for (const word of words) {
    if (oidcScopes.has(word)) continue;
    // The resource is everything before the last slash; two slashes keep one (…windows.net//.default).
    const split = /^((?:[a-z][a-z0-9+.-]*:\/\/|[0-9a-f]{8}-).*)\/([^/]+)$/i.exec(word);
    const of = split?.[1] ?? graph;
    if (resource !== undefined && bare(resource) !== bare(of)) return oauthProblem(700022);
    resource = of;
    wanted.push(split?.[2] ?? word);
  }
  if (words.length === 0) return oauthProblem(900144, { field: 'scope' });
  if (wanted.includes('.default')) return { resource: resource ?? graph, wants: 'default', openid, offline };
  return { resource: resource ?? graph, wants: wanted, openid, offline };
}

/** Reads a version 1 resource. */
export function askedByResource(resource: string): Asked {
  return { resource, wants: 'default', openid: true, offline: true };
}

function bare(resource: string): string {
  return resource.replace(/\/$/, '').toLowerCase();
}

/** The service principal a resource name belongs to in this tenant. Missing: AADSTS500011. */
export function resourcePrincipal(context: Context, resource: string): ServicePrincipalObject | OAuthProblem {
  const wanted = bare(resource);
  const found = context
    .served('login')
    .list('servicePrincipals')
    .find((each) => each.servicePrincipalNames.some((name) => bare(name) === wanted));
  if (found === undefined) return oauthProblem(500011, { resource, tenantName: context.tenant.displayName });
  return found.accountEnabled ? found : oauthProblem(500014, { resource });
}

const mayConsent: ReadonlySet<string> = new Set([
  entraRoles.globalAdministrator,
  entraRoles.privilegedRoleAdministrator,
  entraRoles.applicationAdministrator,
  entraRoles.cloudApplicationAdministrator,
]);

/** Delegated permissions one token may carry: what was consented to, or what a first party is pre-authorized for. */
export type Delegated =
  | { readonly scopes: readonly string[] }
  | { readonly missing: readonly string[]; readonly problem: OAuthProblem; readonly canConsent: boolean };

/** Which delegated permissions a client gets for a person at a resource. */
export function delegatedScopes(
  context: Context,
  client: Client,
  user: UserObject,
  resource: ServicePrincipalObject,
  asked: Asked,
): Delegated {
  const words = { app: client.appId, appName: client.displayName, resource: resource.appId };
  if (client.kind === 'first-party') {
    const allowed = client.client.may[resource.appId];
    const offered = resource.oauth2PermissionScopes.map(({ value }) => value);
    const list = allowed === 'any' ? offered : (allowed ?? []);
    const refused = asked.wants === 'default' ? [] : asked.wants.filter((scope) => !list.includes(scope));
    if (allowed === undefined || refused.length > 0) {
      return { missing: refused, problem: oauthProblem(65002, words), canConsent: false };
    }
    if (asked.wants !== 'default' && asked.wants.length > 0 && allowed === 'any')
      return { scopes: asked.wants };
    return { scopes: list };
  }
  const granted = context
    .served('login')
    .list('oauth2PermissionGrants')
    .filter(
      (grant) =>
        grant.clientId === client.principal?.id &&
        grant.resourceId === resource.id &&
        (grant.consentType === 'AllPrincipals' || grant.principalId === user.id),
    )
    .flatMap((grant) => grant.scope.split(' ').filter(Boolean));
  const wanted = asked.wants === 'default' ? declaredScopes(client.application, resource) : asked.wants;
  const unknown = wanted.find(
    (scope) => !resource.oauth2PermissionScopes.some(({ value }) => value === scope),
  );
  if (unknown !== undefined && asked.wants !== 'default') {
    return {
      missing: [],
      problem: oauthProblem(65005, { ...words, scope: unknown }),
      canConsent: false,
    };
  }
  // Who only asks who somebody is needs no more than that somebody's sign-in.
  if (asked.wants !== 'default' && wanted.length === 0) return { scopes: ['openid', 'profile', ...granted] };
  const missing = wanted.filter((scope) => !granted.includes(scope));
  if (missing.length === 0 && granted.length > 0) return { scopes: [...new Set(granted)] };
  const harmless = missing.every((scope) =>
    resource.oauth2PermissionScopes.some(({ value, type }) => value === scope && type === 'User'),
  );
  const canConsent =
    missing.length > 0 && (harmless || user.activeRoles.some((role) => mayConsent.has(role)));
  return { missing, problem: oauthProblem(65001, words), canConsent };
}

function declaredScopes(application: ApplicationObject, resource: ServicePrincipalObject): readonly string[] {
  const declared = application.requiredResourceAccess
    .filter(({ resourceAppId }) => resourceAppId === resource.appId)
    .flatMap(({ resourceAccess }) => resourceAccess)
    .filter(({ type }) => type === 'Scope')
    .map(({ id }) => id);
  return resource.oauth2PermissionScopes.filter(({ id }) => declared.includes(id)).map(({ value }) => value);
}

/** Names of the application permissions a principal was granted at a resource, as the sign-in servers know them. */
export function grantedRoles(
  context: Context,
  principal: ServicePrincipalObject,
  resource: ServicePrincipalObject,
): readonly string[] {
  return context
    .served('login')
    .list('appRoleAssignments')
    .filter(({ principalId, resourceId }) => principalId === principal.id && resourceId === resource.id)
    .flatMap(({ appRoleId }) => resource.appRoles.find(({ id }) => id === appRoleId)?.value ?? []);
}

/** Graph's delegated tokens name their audience by id, everyone else's as it was asked for. */
export function delegatedAudience(resource: ServicePrincipalObject, asked: Asked): string {
  return resource.appId === graphAppId ? graphAppId : asked.resource;
}
