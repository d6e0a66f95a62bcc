import { armHeaders } from '../arm/arm.ts';
import { missingApiVersion } from '../arm/errors.ts';
import type { Cloud } from '../core/clouds.ts';
import { graphAppId } from '../core/known-ids.ts';
import { notImitated } from '../core/not-imitated.ts';
import type { Context, WireResponse } from '../core/router.ts';
import { graphError } from '../entra/graph-errors.ts';
import type { TokenTrouble } from '../login/tokens.ts';

const why: Readonly<Record<TokenTrouble, { graph: string; arm: string; armCode: string }>> = {
  missing: {
    graph: 'Access token is empty.',
    arm: "Authentication failed. The 'Authorization' header is missing.",
    armCode: 'AuthenticationFailed',
  },
  malformed: {
    graph: 'IDX14100: JWT is not well formed, or its signature is not valid.',
    arm: 'The access token is invalid.',
    armCode: 'InvalidAuthenticationToken',
  },
  expired: {
    graph: 'Lifetime validation failed, the token is expired.',
    arm: 'The access token expiry UTC time is earlier than current UTC time.',
    armCode: 'ExpiredAuthenticationToken',
  },
  audience: {
    graph: 'Access token validation failure. Invalid audience.',
    arm: 'The access token has been obtained for wrong audience or resource.',
    armCode: 'InvalidAuthenticationTokenAudience',
  },
  issuer: {
    graph: 'Access token validation failure. Invalid issuer.',
    arm: 'The access token is from the wrong issuer. It must match the tenant associated with this subscription.',
    armCode: 'InvalidAuthenticationTokenTenant',
  },
};

/** 401 in the called API's envelope, with the challenge that says where to get a token. */
export function unauthorized(context: Context, trouble: TokenTrouble): WireResponse {
  const { cloud, tenant } = context;
  switch (context.api) {
    case 'graph':
    case 'portal': {
      const answer = graphError(context, 401, 'InvalidAuthenticationToken', why[trouble].graph);
      const challenge = `Bearer realm="", authorization_uri="https://${cloud.login}/common/oauth2/authorize", client_id="${graphAppId}"`;
      return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
    }
    case 'arm':
      if (trouble === 'audience') return wrongAudience(context.headers.get('authorization'), cloud);
      return {
        status: 401,
        headers: {
          'www-authenticate': `Bearer authorization_uri="https://${cloud.login}/${tenant.id}", error="invalid_token", error_description="${why[trouble].arm}"`,
        },
        body: { error: { code: why[trouble].armCode, message: why[trouble].arm } },
      };
    case 'logs':
      // The query API refuses an unusable token with 403. Only a missing token gives 401
      // (https://learn.microsoft.com/azure/azure-monitor/logs/api/errors).
      return {
        status: trouble === 'missing' ? 401 : 403,
        headers: {
          'www-authenticate': `Bearer authorization_uri="https://${cloud.login}/common/oauth2/authorize"`,
        },
        body: { error: { code: why[trouble].armCode, message: why[trouble].arm } },
      };
    default:
      return vaultChallenge(context, cloud);
  }
}

/**
 * ARM refuses a valid token for another API with 403, and names the token's audience and its own
 * (examples/log-analytics-query/errors.json, from Azure Monitor's errors page).
 */
function wrongAudience(authorization: string | null, cloud: Cloud): WireResponse {
  const claims = Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { aud } = JSON.parse(claims) as { readonly aud?: unknown };
  const allowed = cloud.audiences.arm.filter((one) => one.startsWith('https:')).map((one) => `'${one}/'`);
  return {
    status: 403,
    body: {
      error: {
        code: 'InvalidAuthenticationTokenAudience',
        message: `The access token has been obtained from wrong audience or resource '${String(aud)}'. It should exactly match (including forward slash) with one of the allowed audiences ${allowed.toReversed().join(',')}.`,
      },
    },
  };
}

/** Key Vault's 401 says where to sign in (https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses). */
function vaultChallenge(context: Context, cloud: Cloud): WireResponse {
  const resource = cloud.audiences.vault[0] ?? '';
  return {
    status: 401,
    headers: {
      'www-authenticate': `Bearer authorization="https://${cloud.login}/${context.tenant.id}", resource="${resource}"`,
    },
    body: {
      error: {
        code: 'Unauthorized',
        message: 'AKV10000: Request is missing a Bearer or PoP token.',
      },
    },
  };
}

/** The answer to a path with no operation. Azure asks for a missing api-version first on every path. */
export function unknownPath(context: Context): WireResponse {
  if (context.api === 'arm' && context.query('api-version') === undefined)
    return { ...missingApiVersion().answer, headers: armHeaders(context) };
  const { answer } = notImitated(`${context.method} ${context.path}`);
  return context.api === 'arm'
    ? { ...answer, headers: { ...armHeaders(context), ...answer.headers } }
    : answer;
}

/** An error body in an API's envelope, for faults of the weather that no operation produced. */
export function envelopeOf(context: Context, status: number, code: string, message: string) {
  if (context.api === 'login') {
    const number = /^AADSTS(\d+)/u.exec(message)?.[1];
    if (number !== undefined)
      return { error: code, error_description: message, error_codes: [Number(number)] };
    return {
      error: 'temporarily_unavailable',
      error_description: `${code}: ${message}`,
      error_codes: [90033],
    };
  }
  if (context.api === 'graph')
    return graphError(context, status, code, message).body as { error: object } & Record<string, never>;
  if (context.api === 'logs') return { error: { message, code } };
  return { error: { code, message } };
}
