import type { AuthError, Configuration, INetworkModule, NetworkRequestOptions } from '@azure/msal-node';
import type { Network } from '../clients/network.ts';
import type { Resource } from '../contract/microsoft.ts';
import type { TokenAgain } from '../contract/session.ts';
import type { Cloud } from '../http/clouds.ts';
import { type ErrorResponse, noResponse, toldBy, toldByOAuth } from '../http/error-response.ts';
import type { Received } from '../http/exchange.ts';
import { at, parsed } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

/** MSAL's transport, and the record of its last failed request. */
export interface MsalWire {
  readonly client: INetworkModule;
  /** Turns MSAL's error into a problem: the network's own error, the server's refusal, or MSAL's text. */
  problem(error: unknown, doing: Operation, more?: Pick<ErrorResponse, 'age' | 'how'>): unknown;
}

/** Grants that can be requested twice, because they use nothing up. A code can be redeemed only once. */
const repeatableGrants = /(?:^|&)grant_type=(?:refresh_token|client_credentials)(?:&|$)/u;

/**
 * Runs MSAL over the one network. MSAL reads refusals itself (device code depends on them), so it gets every
 * answer. It forgets the content of an answer that it rejects, so the last refusal is kept here.
 */
export function msalWire(network: Network, identity: 'person' | 'application', authority: string): MsalWire {
  let refused: Received | undefined;
  let broken: unknown;

  const send = async <T>(method: string, url: string, options?: NetworkRequestOptions) => {
    try {
      const reply = await network.send(
        { method, url, headers: options?.headers ?? {}, body: options?.body },
        {
          identity,
          raw: true,
          // A token request changes nothing in the tenant.
          reads: true,
          repeatable: method === 'GET' || repeatableGrants.test(options?.body ?? ''),
        },
      );
      if (reply.status >= 400) refused = reply;
      const headers = Object.fromEntries(reply.headers);
      // With this header, MSAL would refuse to ask again for that time. The network decides on waits.
      delete headers['retry-after'];
      return { headers, status: reply.status, body: parsed(reply.text) as T };
    } catch (error) {
      broken = error;
      throw error;
    }
  };

  return {
    client: {
      sendGetRequestAsync: (url, options) => send('GET', url, options),
      sendPostRequestAsync: (url, options) => send('POST', url, options),
    },
    problem(error, doing, more = {}) {
      if (error instanceof MicrosoftError) return error.doing(doing, more);
      if (!isAuthError(error)) return error;
      // MSAL turns an error of its transport into its own network_error.
      if (error.errorCode === 'network_error' && broken instanceof MicrosoftError) {
        return broken.doing(doing, more);
      }
      const { pathname, host } = new URL(authority);
      const heard = heardFrom(error, refused, {
        at: network.now(),
        method: 'POST',
        host,
        path: `${pathname}/oauth2/v2.0/token`,
        identity,
        reads: true,
        correlation: network.correlation,
      });
      return network.problem({ ...heard, ...more }, doing);
    },
  };
}

/**
 * The server's refusal from MSAL's error, which contains its text. The exception is polling for a device
 * code: there MSAL drops the text, so the refusal kept by the transport is used.
 */
function heardFrom(
  error: AuthError,
  refused: Received | undefined,
  where: Pick<ErrorResponse, 'at' | 'method' | 'host' | 'path' | 'identity' | 'reads' | 'correlation'>,
): ErrorResponse {
  const own = toldByOAuth(error.errorCode, error.errorMessage);
  const kept =
    error.errorCode === 'post_request_failed' && refused !== undefined ? toldBy(refused.text) : undefined;
  const claims = at(error, 'claims');
  const status = at(error, 'status');
  return {
    ...noResponse(where, error.errorCode),
    ...(kept ?? own),
    claims: typeof claims === 'string' && claims !== '' ? claims : undefined,
    status: typeof status === 'number' ? status : (refused?.status ?? 0),
    requestId: refused?.headers.get('x-ms-request-id') ?? undefined,
  };
}

/** Checks the fields, because importing the class would load MSAL before it is needed. */
function isAuthError(error: unknown): error is AuthError {
  return error instanceof Error && 'errorCode' in error && typeof error.errorCode === 'string';
}

/** MSAL's logs are discarded, because they could contain people's names. */
export const silentMsal = { loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false } };

/** The configuration of every MSAL client in this layer. */
export function configuration(clientId: string, authority: string, through: MsalWire): Configuration {
  return {
    auth: { clientId, authority },
    system: { networkClient: through.client, ...silentMsal },
  };
}

export const scopesFor = (cloud: Cloud, resource: Resource) => [`${cloud.audiences[resource]}/.default`];

/** The claims challenge that a token must answer, in the form that MSAL takes. */
export const claimsIn = (again: TokenAgain): { readonly claims?: string } =>
  typeof again === 'object' ? { claims: again.claims } : {};
