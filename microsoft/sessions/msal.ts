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

/** What MSAL sends its requests through, and what is known of the last one that failed. */
export interface MsalWire {
  readonly client: INetworkModule;
  /** MSAL's error as a problem: our own from the network, the server's own words, or MSAL's last. */
  problem(error: unknown, doing: Operation, more?: Pick<ErrorResponse, 'age' | 'how'>): unknown;
}

/** Grants that may be asked for twice: they use nothing up. A code may be redeemed once only. */
const repeatableGrants = /(?:^|&)grant_type=(?:refresh_token|client_credentials)(?:&|$)/u;

/**
 * MSAL over the one network. MSAL reads the server's refusals itself (device code lives on them), so every answer is
 * handed to it; it forgets what stood in an answer it gives up on, so the last refusal is kept here.
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
      // MSAL would refuse by itself to ask again within that time; who waits is decided in the network.
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
      // MSAL turns what its transport throws into a network_error of its own.
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
 * The server's refusal out of MSAL's error, which carries its sentence. Polling for a device code is the exception:
 * there MSAL drops it, and the refusal kept on the wire stands in.
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

/** By its fields: importing the class would load MSAL before it is needed. */
function isAuthError(error: unknown): error is AuthError {
  return error instanceof Error && 'errorCode' in error && typeof error.errorCode === 'string';
}

/** Logs of MSAL go nowhere: they could carry names of people. */
export const silentMsal = { loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false } };

/** What every client of MSAL here is made with. */
export function configuration(clientId: string, authority: string, through: MsalWire): Configuration {
  return {
    auth: { clientId, authority },
    system: { networkClient: through.client, ...silentMsal },
  };
}

export const scopesFor = (cloud: Cloud, resource: Resource) => [`${cloud.audiences[resource]}/.default`];

/** The challenge a token must answer, as MSAL takes it. */
export const claimsIn = (again: TokenAgain): { readonly claims?: string } =>
  typeof again === 'object' ? { claims: again.claims } : {};
