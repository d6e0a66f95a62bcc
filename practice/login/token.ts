import { createHash } from 'node:crypto';
import type { UserObject } from '../core/contents.ts';
import { rolesWithGroups } from '../core/groups.ts';
import { tokenOf } from '../core/ids.ts';
import { type Context, operation, Refusal, type WireResponse } from '../core/router.ts';
import type { Grant } from '../core/sessions.ts';
import { contextsIn } from './claims.ts';
import { personTokens, sure, tokenVersion, version1Times } from './issue.ts';
import { type OAuthProblem, oauthAnswer, refuseApplication, refuseOAuth } from './oauth-errors.ts';
import { passwordProblem, userNamed } from './people.ts';
import { appProof } from './proof.ts';
import {
  type Asked,
  askedByResource,
  askedByScope,
  type Client,
  clientOf,
  grantedRoles,
  isProblem,
  resourcePrincipal,
  tenantNamed,
} from './request.ts';
import { accessToken } from './tokens.ts';

const source = [
  'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
  'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
  'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1921',
  'examples/oauth2/client-credentials.json',
];

type Form = ReadonlyMap<string, string>;

function formOf(context: Context): Form {
  const parsed = new URLSearchParams(context.text);
  // A repeated parameter is refused by the standard (RFC 6749 section 3.2); the first one counts here.
  const form = new Map<string, string>();
  for (const [name, value] of parsed) if (!form.has(name)) form.set(name, value);
  const basic = /^basic (\S+)$/i.exec(context.headers.get('authorization') ?? '')?.[1];
  if (basic !== undefined) {
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decode);
    if (!form.has('client_id')) form.set('client_id', id);
    form.set('client_secret', secret);
  }
  return form;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function field(context: Context, form: Form, name: string): string {
  return form.get(name) || refuseOAuth(context, 900144, { field: name });
}

function asked(context: Context, form: Form, version: 1 | 2, otherwise: string): Asked {
  if (version === 2) return sure(context, askedByScope(context, form.get('scope') || otherwise));
  const resource = form.get('resource');
  return resource === undefined ? sure(context, askedByScope(context, otherwise)) : askedByResource(resource);
}

async function token(context: Context, version: 1 | 2): Promise<WireResponse> {
  const form = formOf(context);
  const grant = field(context, form, 'grant_type');
  const named = sure(context, tenantNamed(context, context.params['tenant'] ?? ''));
  if (grant === 'client_credentials') {
    if (named === 'any') refuseOAuth(context, 9001023);
    return appToken(context, form, version);
  }
  const client = sure(context, clientOf(context, field(context, form, 'client_id')));
  switch (grant) {
    case 'authorization_code':
      return redeemCode(context, form, client, version);
    case 'refresh_token':
      return redeemRefresh(context, form, client, version);
    case 'urn:ietf:params:oauth:grant-type:device_code':
    case 'device_code':
      return redeemDevice(context, form, client, version);
    case 'password':
      return redeemPassword(context, form, client, version);
    default:
      return refuseOAuth(context, 70003, { grant });
  }
}

async function appToken(context: Context, form: Form, version: 1 | 2): Promise<WireResponse> {
  const clientId = field(context, form, 'client_id');
  if (version === 1 && !form.has('resource')) refuseOAuth(context, 90014, { field: 'resource' });
  const wanted = asked(context, form, version, '');
  if (wanted.wants !== 'default') refuseOAuth(context, 1002012, { scope: form.get('scope') ?? '' });
  const client = sure(context, clientOf(context, clientId));
  const proof = await appProof(context, form, client);
  if (client.kind !== 'own') return refuseOAuth(context, 700025);
  const principal = client.principal;
  const words = { app: client.appId, appName: client.displayName, tenantId: context.tenant.id };
  if (principal === undefined) return refuseOAuth(context, 7000229, words);
  if (!principal.accountEnabled) refuseOAuth(context, 7000112, words);
  if (principal.signInBlockedBy !== undefined) refuseApplication(context, principal.signInBlockedBy);
  const resource = sure(context, resourcePrincipal(context, wanted.resource));
  const made = await accessToken({
    tenantId: context.tenant.id,
    cloud: context.cloud,
    audience: wanted.resource,
    version: tokenVersion(context, resource),
    clientId: client.appId,
    clientName: client.displayName,
    clientProof: proof,
    subject: {
      kind: 'app',
      objectId: principal.id,
      // A token is issued even where nothing was granted; it then lacks the claim.
      roles: grantedRoles(context, principal, resource),
      directoryRoles: rolesWithGroups(context.truth, principal),
    },
    now: context.clock.now(),
    lifetimeSeconds: appLifetime,
    tokenId: tokenOf(22, context.newId()),
  });
  context.issued('access-token', made);
  const numbers = version === 1 ? String : Number;
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: {
      token_type: 'Bearer',
      expires_in: numbers(appLifetime),
      ext_expires_in: numbers(appLifetime),
      ...(version === 1 ? version1Times(context, appLifetime, wanted.resource) : {}),
      access_token: made,
    },
  };
}

const appLifetime = 3599;

async function confidential(context: Context, form: Form, client: Client): Promise<void> {
  if (form.has('client_secret') || form.has('client_assertion')) await appProof(context, form, client);
}

async function redeemCode(
  context: Context,
  form: Form,
  client: Client,
  version: 1 | 2,
): Promise<WireResponse> {
  const grant = context.sessions.code(field(context, form, 'code'));
  if (grant === undefined || grant.clientId !== client.appId) return refuseOAuth(context, 70008);
  if (grant.used) refuseOAuth(context, 54005);
  if (grant.expiresAt < context.clock.now()) refuseOAuth(context, 70008);
  const redirect = form.get('redirect_uri') ?? '';
  if (grant.redirectUri !== redirect) refuseOAuth(context, 50011, { redirect, app: client.appId });
  checkVerifier(context, grant, form.get('code_verifier'));
  await confidential(context, form, client);
  grant.used = true;
  return personTokens(
    context,
    client,
    userOf(context, grant),
    asked(context, form, version, grant.scope),
    version,
    {
      nonce: grant.nonce,
      clientInfo: form.get('client_info') === '1',
      contexts: grant.contexts,
    },
  );
}

function checkVerifier(context: Context, grant: Grant, verifier: string | undefined): void {
  if (grant.challenge === null) return;
  const made =
    grant.challengeMethod === 'S256'
      ? createHash('sha256')
          .update(verifier ?? '')
          .digest('base64url')
      : verifier;
  if (made !== grant.challenge) refuseOAuth(context, 501481);
}

function userOf(context: Context, grant: { readonly userId: string }): UserObject {
  const user = context.truth.get('users', grant.userId);
  if (user === undefined) return refuseOAuth(context, 50173);
  if (!user.accountEnabled) refuseOAuth(context, 50057);
  return user;
}

async function redeemRefresh(
  context: Context,
  form: Form,
  client: Client,
  version: 1 | 2,
): Promise<WireResponse> {
  const grant = context.sessions.refreshToken(field(context, form, 'refresh_token'));
  // Microsoft's family of clients shares refresh tokens; everyone else's are their own.
  const family = (appId: string) => {
    const known = clientOf(context, appId);
    return !isProblem(known) && known.kind === 'first-party' && known.client.family;
  };
  if (grant === undefined) return refuseOAuth(context, 50173);
  if (grant.clientId !== client.appId && !(family(grant.clientId) && family(client.appId))) {
    refuseOAuth(context, 50173);
  }
  if (grant.expiresAt < context.clock.now()) refuseOAuth(context, 700082);
  await confidential(context, form, client);
  // What was not proven at the sign-in page no refresh token proves: the person is asked again.
  if (contextsIn(form.get('claims')).some((each) => grant.contexts?.includes(each) !== true)) {
    refuseOAuth(context, 50076, { resource: client.appId });
  }
  const wanted = asked(context, form, version, grant.scope);
  return personTokens(
    context,
    client,
    userOf(context, grant),
    // A refresh token always renews itself, whether asked for offline_access again or not.
    { ...wanted, offline: true },
    version,
    { nonce: null, clientInfo: form.get('client_info') === '1', contexts: grant.contexts },
  );
}

async function redeemDevice(
  context: Context,
  form: Form,
  client: Client,
  version: 1 | 2,
): Promise<WireResponse> {
  const device = context.sessions.device(form.get('device_code') ?? field(context, form, 'code'));
  if (device === undefined || device.clientId !== client.appId) return refuseOAuth(context, 70018);
  if (device.declined) refuseOAuth(context, 65004);
  if (device.expiresAt < context.clock.now()) refuseOAuth(context, 70019);
  if (device.userId === undefined) return refuseOAuth(context, 70016);
  const blockedBy = context.truth.get('policies', 'tenant')?.deviceCodeBlockedBy;
  if (blockedBy !== undefined) refuseOAuth(context, blockedBy);
  return personTokens(
    context,
    client,
    userOf(context, { userId: device.userId }),
    asked(context, form, version, device.scope),
    version,
    {
      nonce: null,
      clientInfo: form.get('client_info') === '1',
      contexts: contextsIn(device.claims ?? form.get('claims')),
    },
  );
}

async function redeemPassword(
  context: Context,
  form: Form,
  client: Client,
  version: 1 | 2,
): Promise<WireResponse> {
  const userName = field(context, form, 'username');
  const user = userNamed(context, userName);
  const problem = passwordProblem(context, user, userName, field(context, form, 'password'), client);
  if (problem !== undefined || user === undefined) {
    throw new Refusal(oauthAnswer(context, problem as OAuthProblem));
  }
  return personTokens(context, client, user, asked(context, form, version, ''), version, {
    nonce: null,
    clientInfo: form.get('client_info') === '1',
  });
}

/** The token endpoints, version 2 and version 1. */
export const tokenOperations = [
  operation({
    host: 'login',
    method: 'POST',
    path: '/{tenant}/oauth2/v2.0/token',
    source,
    open: true,
    run: (context) => token(context, 2),
  }),
  operation({
    host: 'login',
    method: 'POST',
    path: '/{tenant}/oauth2/token',
    source,
    open: true,
    run: (context) => token(context, 1),
  }),
];
