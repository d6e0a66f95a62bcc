import type { ApplicationObject, ServicePrincipalObject, UserObject } from '../core/contents.ts';
import { type Context, operation, type WireResponse } from '../core/router.ts';
import type { PendingSignIn } from '../core/sessions.ts';
import { consentToAll, declaredInWords, mayConsentToAll } from './admin-consent.ts';
import { errorFields, handBack, redirectAllowed, refusedPage, showSignIn } from './answers.ts';
import { oauthProblem } from './oauth-errors.ts';
import { consentPage, wordsPage } from './page.ts';
import { askedByScope, type Client, clientOf, isProblem, resourcePrincipal, tenantNamed } from './request.ts';

/**
 * The address an admin is sent to who shall consent for everyone
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). Version 1 asks for everything the
 * application declares, version 2 for one resource's share of it.
 */
function askForAll(context: Context, version: 1 | 2): WireResponse {
  const named = tenantNamed(context, context.params['tenant'] ?? '');
  if (isProblem(named)) return refusedPage(context, named);
  const clientId = context.query('client_id');
  if (clientId === undefined) return refusedPage(context, oauthProblem(900144, { field: 'client_id' }));
  const client = clientOf(context, clientId);
  if (isProblem(client)) return refusedPage(context, client);
  let resourceAppId: string | undefined;
  if (version === 2) {
    const asked = askedByScope(context, context.query('scope') ?? '');
    if (isProblem(asked)) return refusedPage(context, asked);
    const resource = resourcePrincipal(context, asked.resource);
    if (isProblem(resource)) return refusedPage(context, resource);
    resourceAppId = resource.appId;
  }
  const id = context.newId();
  context.sessions.keepPending(id, {
    clientId: client.appId,
    redirectUri: context.query('redirect_uri') ?? '',
    responseMode: 'query',
    scope: context.query('scope') ?? '',
    state: context.query('state') ?? null,
    nonce: null,
    challenge: null,
    challengeMethod: null,
    wantsClientInfo: false,
    adminConsent: { version, ...(resourceAppId === undefined ? {} : { resourceAppId }) },
  });
  return showSignIn(context, client, id, context.admin.userName);
}

function parts(
  client: Client,
): { readonly app: ApplicationObject; readonly principal: ServicePrincipalObject } | undefined {
  return client.kind === 'own' && client.principal !== undefined
    ? { app: client.application, principal: client.principal }
    : undefined;
}

/** After the sign-in: the list of what is asked for, or the page for those who may not grant it. */
export function askAdmin(
  context: Context,
  pending: PendingSignIn,
  client: Client,
  user: UserObject,
): WireResponse {
  const own = parts(client);
  const only = pending.adminConsent?.resourceAppId;
  if (own === undefined || !mayConsentToAll(own.app, user.activeRoles, only)) {
    return refusedPage(context, oauthProblem(90094));
  }
  const id = context.newId();
  context.sessions.keepPending(id, {
    ...pending,
    adminConsent: { version: 1, ...pending.adminConsent, userId: user.id },
  });
  return consentPage({
    tenantName: context.tenant.displayName,
    tenantSegment: context.params['tenant'] ?? 'organizations',
    appName: client.displayName,
    pending: id,
    permissions: declaredInWords(context, own.app, only),
  });
}

/** Grants what was shown, and tells the program so where it left an address. */
export function adminAccepted(context: Context, pending: PendingSignIn, client: Client): WireResponse {
  const own = parts(client);
  const user = context.truth.get('users', pending.adminConsent?.userId ?? '');
  const only = pending.adminConsent?.resourceAppId;
  if (own === undefined || user === undefined || !mayConsentToAll(own.app, user.activeRoles, only)) {
    return refusedPage(context, oauthProblem(90094));
  }
  consentToAll(context, own.app, own.principal, only);
  return back(context, pending, client, {
    admin_consent: 'True',
    tenant: context.tenant.id,
    ...(pending.adminConsent?.version === 2 ? { scope: pending.scope } : {}),
  });
}

/** Version 2 says admin_consent=True even where nothing was granted: a program must look at `error` first. */
export function adminDeclined(context: Context, pending: PendingSignIn): WireResponse {
  const client = clientOf(context, pending.clientId);
  if (isProblem(client)) return refusedPage(context, client);
  return back(
    context,
    pending,
    client,
    pending.adminConsent?.version === 2
      ? { admin_consent: 'True', ...errorFields(oauthProblem(65004)), error: 'consent_required' }
      : { error: 'permission_denied', error_description: 'The admin canceled the request' },
  );
}

function back(
  context: Context,
  pending: PendingSignIn,
  client: Client,
  outcome: Readonly<Record<string, string>>,
): WireResponse {
  if (pending.redirectUri === '' || !redirectAllowed(client, pending.redirectUri)) {
    // The consent stands; only nobody can be told.
    if (outcome['error'] !== undefined) {
      return wordsPage(
        context.tenant.displayName,
        'Nothing was granted.',
        'You may now close this window.',
        false,
      );
    }
    return refusedPage(context, oauthProblem(500113));
  }
  return handBack(context, pending, outcome);
}

const source = [
  'https://learn.microsoft.com/entra/identity-platform/v2-admin-consent',
  'https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent',
];

/** The two addresses of admin consent. */
export const consentOperations = [
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/adminconsent',
    source,
    open: true,
    run: (context) => askForAll(context, 1),
  }),
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/v2.0/adminconsent',
    source,
    open: true,
    run: (context) => askForAll(context, 2),
  }),
];
