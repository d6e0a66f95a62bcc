import type { Context, WireResponse } from '../core/router.ts';
import type { PendingSignIn } from '../core/sessions.ts';
import type { OAuthProblem } from './oauth-errors.ts';
import { formPostPage, signInPage, wordsPage } from './page.ts';
import type { Client } from './request.ts';

/** Microsoft's page for a sign-in that ends there: no program hears of it. */
export function refusedPage(context: Context, problem: OAuthProblem): WireResponse {
  return wordsPage(
    context.tenant.displayName,
    'Sorry, but we’re having trouble signing you in.',
    problem.text,
    true,
  );
}

/** Loopback addresses match whatever their port, as RFC 8252 section 7.3 asks. */
export function redirectAllowed(client: Client, redirectUri: string): boolean {
  const allowed =
    client.kind === 'first-party'
      ? client.client.redirectUris
      : ['publicClient', 'web', 'spa'].flatMap((platform) => {
          const uris = (client.application[platform as 'web'] as { redirectUris?: readonly string[] })
            .redirectUris;
          return uris ?? [];
        });
  return allowed.some((each) => {
    if (each === redirectUri) return true;
    try {
      const [known, sent] = [new URL(each), new URL(redirectUri)];
      const loopback = known.hostname === 'localhost' || known.hostname === '127.0.0.1';
      return (
        loopback &&
        known.protocol === sent.protocol &&
        known.hostname === sent.hostname &&
        known.pathname === sent.pathname
      );
    } catch {
      return false;
    }
  });
}

/** The page a person signs in on. */
export function showSignIn(
  context: Context,
  client: Client,
  pending: string,
  userName: string,
  problem?: OAuthProblem,
): WireResponse {
  return signInPage({
    tenantName: context.tenant.displayName,
    tenantSegment: context.params['tenant'] ?? 'organizations',
    appName: client.displayName,
    pending,
    userName,
    password: context.admin.password,
    people: context.truth
      .list('users')
      .slice(0, 50)
      .map((user) => ({ userName: user.userPrincipalName, displayName: user.displayName })),
    ...(problem === undefined ? {} : { problem: problem.text }),
  });
}

export function errorFields(problem: OAuthProblem): Readonly<Record<string, string>> {
  return { error: problem.error, error_description: problem.text };
}

/** Sends the outcome to the program's redirect address in the way it asked for. */
export function handBack(
  context: Context,
  pending: PendingSignIn,
  outcome: Readonly<Record<string, string>>,
): WireResponse {
  const fields = { ...outcome, ...(pending.state === null ? {} : { state: pending.state }) };
  if (pending.responseMode === 'form_post') {
    return formPostPage(context.tenant.displayName, pending.redirectUri, fields);
  }
  const target = new URL(pending.redirectUri);
  const words = new URLSearchParams(fields).toString();
  if (pending.responseMode === 'fragment') target.hash = words;
  else target.search = [target.search.slice(1), words].filter(Boolean).join('&');
  return { status: 302, headers: { location: target.href, 'cache-control': 'no-store' } };
}
