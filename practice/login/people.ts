import type { UserObject } from '../core/contents.ts';
import { hashOf } from '../core/ids.ts';
import type { Context } from '../core/router.ts';
import { type OAuthProblem, oauthProblem } from './oauth-errors.ts';
import type { Client } from './request.ts';

/** The person with this user name, compared without case. */
export function userNamed(context: Context, userName: string): UserObject | undefined {
  const wanted = userName.trim().toLowerCase();
  return context.truth.list('users').find((user) => user.userPrincipalName.toLowerCase() === wanted);
}

/** Why a person may not sign in with that password, or nothing where they may. */
export function passwordProblem(
  context: Context,
  user: UserObject | undefined,
  userName: string,
  password: string,
  client: Client,
): OAuthProblem | undefined {
  const { tenant } = context;
  const words = {
    user: userName,
    tenant: tenant.displayName,
    tenantId: tenant.id,
    app: client.appId,
    appName: client.displayName,
    issuer: 'live.com',
    resource: client.appId,
  };
  if (user === undefined) {
    const domain = userName.split('@')[1]?.toLowerCase();
    // A name of this tenant's own domain is simply unknown; another's account is a stranger here.
    return oauthProblem(tenant.domains.some((each) => each.toLowerCase() === domain) ? 50034 : 50020, words);
  }
  if (user.passwordHash !== hashOf(password)) return oauthProblem(50126, words);
  if (!user.accountEnabled) return oauthProblem(50057, words);
  if (user.signInBlockedBy !== undefined) return oauthProblem(user.signInBlockedBy, words);
  return undefined;
}
