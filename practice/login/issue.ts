import { createHash } from 'node:crypto';
import type { ServicePrincipalObject, UserObject } from '../core/contents.ts';
import { rolesWithGroups } from '../core/groups.ts';
import { fractionOf, tokenOf } from '../core/ids.ts';
import { armAppId } from '../core/known-ids.ts';
import { type Context, Refusal, type WireResponse } from '../core/router.ts';
import { type OAuthProblem, oauthAnswer, refuseOAuth } from './oauth-errors.ts';
import {
  type Asked,
  type Client,
  delegatedAudience,
  delegatedScopes,
  isProblem,
  resourcePrincipal,
} from './request.ts';
import { accessToken, issuerOf, sign } from './tokens.ts';

/** What was found, or the end of the request where a trouble was found instead. */
export function sure<T>(context: Context, outcome: T | OAuthProblem): T {
  if (isProblem(outcome)) throw new Refusal(oauthAnswer(context, outcome));
  return outcome as T;
}

/** Microsoft's own resources read version 1 tokens; an application's own setting decides for itself. */
export function tokenVersion(context: Context, resource: ServicePrincipalObject): 1 | 2 {
  const application = context.truth.list('applications').find(({ appId }) => appId === resource.appId);
  return application?.api['requestedAccessTokenVersion'] === 2 ? 2 : 1;
}

export function version1Times(context: Context, lifetime: number, resource: string) {
  const now = Math.floor(context.clock.now() / 1000);
  return { expires_on: String(now + lifetime), not_before: String(now - 300), resource };
}

/** Entra draws a person's token life between 60 and 90 minutes; ARM's and Graph's alike. */
function personLifetime(context: Context): number {
  return 3600 + Math.floor(fractionOf(context.newId()) * 1800);
}

/** Everything a person's sign-in yields: tokens for one resource, and a refresh token for all the others. */
export async function personTokens(
  context: Context,
  client: Client,
  user: UserObject,
  wanted: Asked,
  version: 1 | 2,
  more: {
    readonly nonce: string | null;
    readonly clientInfo: boolean;
    /** What was proven at the sign-in page; a refresh token carries it on. */
    readonly contexts?: readonly string[] | undefined;
  },
): Promise<WireResponse> {
  if (user.signInBlockedBy !== undefined) {
    refuseOAuth(context, user.signInBlockedBy, wordsFor(context, client, user));
  }
  const resource = sure(context, resourcePrincipal(context, wanted.resource));
  const delegated = delegatedScopes(context, client, user, resource, wanted);
  if ('problem' in delegated) throw new Refusal(oauthAnswer(context, delegated.problem));
  const { contexts = [] } = more;
  const lifetime = personLifetime(context);
  const access = await accessToken({
    tenantId: context.tenant.id,
    cloud: context.cloud,
    audience: delegatedAudience(resource, wanted),
    version: tokenVersion(context, resource),
    clientId: client.appId,
    clientName: client.displayName,
    clientProof: '0',
    subject: {
      kind: 'user',
      objectId: user.id,
      name: user.displayName,
      userName: user.userPrincipalName,
      scopes: delegated.scopes,
      directoryRoles: rolesWithGroups(context.truth, user),
      multifactor: azureWritesNeed(context) === undefined || contexts.length > 0,
      contexts,
    },
    now: context.clock.now(),
    lifetimeSeconds: lifetime,
    tokenId: tokenOf(22, context.newId()),
  });
  context.issued('access-token', access);
  const refresh = wanted.offline ? refreshToken(context, client, user, wanted.resource, contexts) : undefined;
  const asScopes = [...delegated.scopes, ...(wanted.wants === 'default' ? ['.default'] : [])];
  const scope = asScopes
    .map((name) => `${wanted.resource.replace(/\/$/, '')}${slashOf(wanted)}/${name}`)
    .join(' ');
  const idToken = wanted.openid
    ? await identity(context, client, user, version, more.nonce, lifetime)
    : undefined;
  const numbers = version === 1 ? String : Number;
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: {
      token_type: 'Bearer',
      scope: version === 1 ? delegated.scopes.join(' ') : scope,
      expires_in: numbers(lifetime),
      ext_expires_in: numbers(lifetime),
      ...(version === 1 ? version1Times(context, lifetime, wanted.resource) : {}),
      access_token: access,
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      ...(client.kind === 'first-party' && client.client.family ? { foci: '1' } : {}),
      ...(idToken === undefined ? {} : { id_token: idToken }),
      ...(more.clientInfo ? { client_info: clientInfo(context, user) } : {}),
    },
  };
}

/** A new refresh token of a person, kept for 90 days. */
function refreshToken(
  context: Context,
  client: Client,
  user: UserObject,
  resource: string,
  contexts: readonly string[],
): string {
  const token = `1.${tokenOf(43, 'refresh', context.newId())}${tokenOf(43, context.newId())}`;
  context.sessions.keepRefreshToken(token, {
    clientId: client.appId,
    userId: user.id,
    scope: `${resource}/.default offline_access openid`,
    nonce: null,
    redirectUri: null,
    challenge: null,
    challengeMethod: null,
    expiresAt: context.clock.now() + 90 * 86_400_000,
    contexts,
  });
  context.issued('refresh-token', token);
  return token;
}

const azureWritesNeed = (context: Context): string | undefined =>
  context.truth.get('policies', 'tenant')?.azureWritesNeed;

function slashOf(wanted: Asked): string {
  return wanted.resource.endsWith('/') ? '/' : '';
}

/** Who signed in and where from, as MSAL wants it: without it an account's home tenant is unknown. */
export function clientInfo(context: Context, user: UserObject): string {
  return Buffer.from(JSON.stringify({ uid: user.id, utid: context.tenant.id })).toString('base64url');
}

async function identity(
  context: Context,
  client: Client,
  user: UserObject,
  version: 1 | 2,
  nonce: string | null,
  lifetime: number,
): Promise<string> {
  const now = Math.floor(context.clock.now() / 1000);
  return sign({
    aud: client.appId,
    iss: issuerOf(context.cloud, context.tenant.id, version),
    iat: now,
    nbf: now,
    exp: now + lifetime,
    name: user.displayName,
    ...(nonce === null ? {} : { nonce }),
    oid: user.id,
    ...(version === 1
      ? { upn: user.userPrincipalName, unique_name: user.userPrincipalName }
      : { preferred_username: user.userPrincipalName }),
    rh: `1.${tokenOf(30, user.id)}`,
    sub: createHash('sha256').update(`${client.appId}${user.id}`).digest('base64url'),
    tid: context.tenant.id,
    uti: tokenOf(22, context.newId()),
    ver: `${version}.0`,
  });
}

function wordsFor(context: Context, client: Client, user: UserObject): Readonly<Record<string, string>> {
  return {
    app: client.appId,
    appName: client.displayName,
    user: user.userPrincipalName,
    tenant: context.tenant.displayName,
    tenantId: context.tenant.id,
    issuer: `https://sts.windows.net/${context.tenant.id}/`,
    resource: armAppId,
  };
}
