import type { UserObject } from '../core/contents.ts';
import { guidOf, tokenOf } from '../core/ids.ts';
import { type Context, operation, Refusal, type WireResponse } from '../core/router.ts';
import type { PendingSignIn } from '../core/sessions.ts';
import { errorFields, handBack, redirectAllowed, refusedPage, showSignIn } from './answers.ts';
import { contextsIn } from './claims.ts';
import { adminAccepted, adminDeclined, askAdmin } from './consent.ts';
import { clientInfo } from './issue.ts';
import { oauthProblem } from './oauth-errors.ts';
import { consentPage } from './page.ts';
import { passwordProblem, userNamed } from './people.ts';
import {
  askedByResource,
  askedByScope,
  type Client,
  clientOf,
  delegatedScopes,
  isProblem,
  resourcePrincipal,
  tenantNamed,
} from './request.ts';

const source = [
  'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  'https://github.com/Azure/azure-cli/issues/12986',
];

function authorize(context: Context): WireResponse {
  const asked = (name: string) =>
    context.query(name) ?? new URLSearchParams(context.text).get(name) ?? undefined;
  const segment = context.params['tenant'] ?? '';
  const named = tenantNamed(context, segment);
  if (isProblem(named)) return refusedPage(context, named);
  const clientId = asked('client_id');
  if (clientId === undefined) return refusedPage(context, oauthProblem(900144, { field: 'client_id' }));
  const client = clientOf(context, clientId);
  if (isProblem(client)) return refusedPage(context, client);
  if (named === 'any' && client.kind === 'own' && client.application.signInAudience === 'AzureADMyOrg') {
    return refusedPage(context, oauthProblem(50194, { app: client.appId, appName: client.displayName }));
  }
  const redirectUri = asked('redirect_uri') ?? '';
  if (!redirectAllowed(client, redirectUri)) {
    return refusedPage(context, oauthProblem(50011, { redirect: redirectUri, app: client.appId }));
  }
  const mode = asked('response_mode');
  const resource = asked('resource');
  const pending: PendingSignIn = {
    clientId: client.appId,
    redirectUri,
    responseMode: mode === 'form_post' || mode === 'fragment' ? mode : 'query',
    scope:
      asked('scope') ?? (resource === undefined ? 'openid' : `${resource}/.default openid offline_access`),
    state: asked('state') ?? null,
    nonce: asked('nonce') ?? null,
    challenge: asked('code_challenge') ?? null,
    challengeMethod:
      asked('code_challenge_method') ?? (asked('code_challenge') === undefined ? null : 'plain'),
    wantsClientInfo: asked('client_info') === '1',
    claims: asked('claims'),
  };
  if (asked('response_type') !== 'code') {
    return handBack(context, pending, errorFields(oauthProblem(900144, { field: 'response_type' })));
  }
  const wanted = resource === undefined ? askedByScope(context, pending.scope) : askedByResource(resource);
  if (isProblem(wanted)) return handBack(context, pending, errorFields(wanted));
  // Nobody is ever signed in already: the practice browser keeps no session.
  if (asked('prompt') === 'none') return handBack(context, pending, errorFields(oauthProblem(50058)));
  const id = context.newId();
  context.sessions.keepPending(id, pending);
  return showSignIn(context, client, id, asked('login_hint') ?? context.admin.userName);
}

function pendingOf(
  context: Context,
  form: URLSearchParams,
): { id: string; pending: PendingSignIn; client: Client } {
  const id = form.get('ctx') ?? '';
  const pending = context.sessions.pending(id);
  if (pending === undefined) throw new Refusal(refusedPage(context, oauthProblem(70008)));
  const client = clientOf(context, pending.clientId);
  if (isProblem(client)) throw new Refusal(refusedPage(context, client));
  return { id, pending, client };
}

function signIn(context: Context): WireResponse {
  const form = new URLSearchParams(context.text);
  const { id, pending, client } = pendingOf(context, form);
  if (form.has('cancel')) return declined(context, pending);
  const userName = form.get('login') ?? '';
  const user = userNamed(context, userName);
  const problem = passwordProblem(context, user, userName, form.get('passwd') ?? '', client);
  if (pending.adminConsent !== undefined && problem === undefined && user !== undefined) {
    return askAdmin(context, pending, client, user);
  }
  if (problem !== undefined || user === undefined) {
    // A wrong word may be typed again; anything else is the end of this sign-in.
    const again = problem?.number === 50126 || problem?.number === 50034;
    if (again) return showSignIn(context, client, id, userName, problem);
    return refusedPage(
      context,
      problem ?? oauthProblem(50034, { user: userName, tenantId: context.tenant.id }),
    );
  }
  return afterSignIn(context, pending, client, user);
}

function declined(context: Context, pending: PendingSignIn): WireResponse {
  if (pending.adminConsent !== undefined) return adminDeclined(context, pending);
  return handBack(context, pending, {
    ...errorFields(oauthProblem(65004)),
    error_subcode: 'cancel',
  });
}

function afterSignIn(
  context: Context,
  pending: PendingSignIn,
  client: Client,
  user: UserObject,
): WireResponse {
  const wanted = askedByScope(context, pending.scope);
  if (isProblem(wanted)) return handBack(context, pending, errorFields(wanted));
  const resource = resourcePrincipal(context, wanted.resource);
  if (isProblem(resource)) return handBack(context, pending, errorFields(resource));
  const delegated = delegatedScopes(context, client, user, resource, wanted);
  if ('problem' in delegated) {
    if (delegated.canConsent && client.kind === 'own' && client.principal !== undefined) {
      const id = context.newId();
      context.sessions.keepPending(id, {
        ...pending,
        consent: { userId: user.id, resourceId: resource.id, scopes: delegated.missing },
      });
      return consentPage({
        tenantName: context.tenant.displayName,
        tenantSegment: context.params['tenant'] ?? 'organizations',
        appName: client.displayName,
        pending: id,
        permissions: delegated.missing.map(
          (scope) =>
            resource.oauth2PermissionScopes.find(({ value }) => value === scope)?.adminConsentDisplayName ??
            scope,
        ),
      });
    }
    // Microsoft's page ends here without a redirect, for consent as for pre-authorization.
    const number = delegated.problem.number === 65001 ? oauthProblem(90094) : delegated.problem;
    return refusedPage(context, number);
  }
  return handBack(context, pending, codeFields(context, pending, user));
}

function codeFields(
  context: Context,
  pending: PendingSignIn,
  user: UserObject,
): Readonly<Record<string, string>> {
  const code = `1.${tokenOf(43, 'code', context.newId())}.${tokenOf(43, context.newId())}`;
  context.sessions.keepCode(code, {
    clientId: pending.clientId,
    userId: user.id,
    scope: pending.scope,
    nonce: pending.nonce,
    redirectUri: pending.redirectUri,
    challenge: pending.challenge,
    challengeMethod: pending.challengeMethod,
    expiresAt: context.clock.now() + 600_000,
    contexts: contextsIn(pending.claims),
  });
  context.issued('authorization-code', code);
  return {
    code,
    ...(pending.wantsClientInfo ? { client_info: clientInfo(context, user) } : {}),
    session_state: context.newId(),
  };
}

function consent(context: Context): WireResponse {
  const form = new URLSearchParams(context.text);
  const { pending, client } = pendingOf(context, form);
  if (pending.adminConsent !== undefined) {
    return form.has('cancel') ? adminDeclined(context, pending) : adminAccepted(context, pending, client);
  }
  const user = pending.consent === undefined ? undefined : context.truth.get('users', pending.consent.userId);
  if (form.has('cancel') || user === undefined || pending.consent === undefined)
    return declined(context, pending);
  if (client.kind !== 'own' || client.principal === undefined) return declined(context, pending);
  const { resourceId, scopes } = pending.consent;
  const id = guidOf('grant', client.principal.id, resourceId, user.id);
  const before = context.truth.get('oauth2PermissionGrants', id)?.scope.split(' ') ?? [];
  context.store.put('oauth2PermissionGrants', {
    id,
    clientId: client.principal.id,
    consentType: 'Principal',
    principalId: user.id,
    resourceId,
    scope: [...new Set([...before, ...scopes])].join(' '),
  });
  return handBack(context, pending, codeFields(context, pending, user));
}

const open = true;

/** The pages a person sees, and what starts a device sign-in. */
export const loginOperations = [
  ...(['/{tenant}/oauth2/v2.0/authorize', '/{tenant}/oauth2/authorize'] as const).flatMap((path) => [
    operation({ host: 'login', method: 'GET', path, source, open, run: authorize }),
    operation({ host: 'login', method: 'POST', path, source, open, run: authorize }),
  ]),
  operation({ host: 'login', method: 'POST', path: '/{tenant}/login', source: 'assumed', open, run: signIn }),
  operation({
    host: 'login',
    method: 'POST',
    path: '/{tenant}/consent',
    source: 'assumed',
    open,
    run: consent,
  }),
];
