import type { AuthenticationResult } from '@azure/msal-node';
import { Secret } from '../../engine/model/secret.ts';
import { loadLibraries } from '../clients/libraries.ts';
import type { Network } from '../clients/network.ts';
import type { Resource } from '../contract/microsoft.ts';
import type { Session } from '../contract/session.ts';
import type { Cloud } from '../http/clouds.ts';
import { knownApplications } from '../http/known-ids.ts';
import { claimsOf, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { checkArrived } from './arrived.ts';
import { cancelled, doing, throughBrowser } from './browser-sign-in.ts';
import { configuration, msalWire, scopesFor } from './msal.ts';
import { inTurnOnce } from './once.ts';

/** The code and address that a person sees during a device code sign-in. */
export interface DeviceCode {
  readonly code: string;
  readonly url: string;
  /** Seconds until the code expires. */
  readonly expiresIn: number;
}

export interface PersonOptions {
  readonly how: 'browser' | 'device-code';
  /** The organization's own public client; by default that of the Azure CLI. */
  readonly clientId?: string | undefined;
  /** Opens the system's browser. Needed for `browser`. */
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  /** Needed for `device-code`. */
  readonly onDeviceCode?: ((shown: DeviceCode) => void) | undefined;
  /** Called just before the person is asked for more proof during the work. Its promise has the answer. */
  readonly onMoreProof?: ((answered: Promise<unknown>) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One visit to the sign-in page: the API, the claims to prove, and the account expected. */
interface Asked {
  readonly resource: Resource;
  readonly claims?: string | undefined;
  readonly expected?: string | undefined;
}

/**
 * A person, signed in through the system's browser or with a device code. If an API wants more proof (a
 * claims challenge), the person is asked once, and then the work continues.
 */
export async function personSession(
  options: PersonOptions,
  cloud: Cloud,
  wire: Network,
  tenantId: string,
): Promise<Session> {
  const { PublicClientApplication } = await import('@azure/msal-node');
  const clientId = options.clientId ?? knownApplications.azureCli;
  const authority = `${cloud.login}/${tenantId}`;
  const through = msalWire(wire, 'person', authority);
  const client = new PublicClientApplication(configuration(clientId, authority, through));

  const acquire = async (
    { resource, claims, expected }: Asked,
    show: () => void,
  ): Promise<AuthenticationResult | null> => {
    const common = {
      scopes: scopesFor(cloud, resource),
      correlationId: wire.correlation,
      ...(claims === undefined ? {} : { claims }),
    };
    if (options.how === 'device-code') {
      const request = {
        ...common,
        cancel: false,
        deviceCodeCallback: (code: { userCode: string; verificationUri: string; expiresIn: number }) => {
          show();
          options.onDeviceCode?.({
            code: code.userCode,
            url: code.verificationUri,
            expiresIn: code.expiresIn,
          });
        },
      };
      const cancel = () => {
        request.cancel = true;
      };
      options.signal?.addEventListener('abort', cancel, { once: true });
      return await client
        .acquireTokenByDeviceCode(request)
        .finally(() => options.signal?.removeEventListener('abort', cancel));
    }
    const openBrowser = async (url: string) => {
      show();
      await options.openBrowser?.(url);
    };
    return await throughBrowser(
      { signal: options.signal, openBrowser },
      wire,
      authority,
      (redirectUri, state, challenge) => ({
        url: () =>
          client.getAuthCodeUrl({
            ...common,
            redirectUri,
            state,
            responseMode: 'form_post',
            codeChallenge: challenge,
            codeChallengeMethod: 'S256',
            ...(expected === undefined ? { prompt: 'select_account' } : { loginHint: expected }),
          }),
        redeem: (code, clientInfo, codeVerifier) =>
          client.acquireTokenByCode({ ...common, redirectUri, code, clientInfo, codeVerifier }),
      }),
    );
  };
  const atThePage = async (asked: Asked, show: () => void = () => undefined) => {
    const signedIn = await acquire(asked, show).catch((error: unknown) => {
      if (options.signal?.aborted === true) throw cancelled(wire, authority);
      throw through.problem(error, doing, { how: options.how });
    });
    if (!signedIn?.account) throw wire.trouble(authority, 'person', 'sign-in-cancelled', '', doing);
    const { account, accessToken } = signedIn;
    const claims = claimsOf(accessToken);
    checkArrived(wire, authority, tenantId, textAt(claims, 'tid') || signedIn.tenantId);
    return { account, accessToken, claims, objectId: textAt(claims, 'oid') || account.localAccountId };
  };

  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  const [{ account, claims, objectId }] = await Promise.all([
    // Azure comes first. The refresh token gets Graph's token while Azure is already being asked.
    atThePage({ resource: 'azure' }, show),
    // The libraries load once the page is open, while the person is busy.
    shown.then(loadLibraries),
  ]);

  /** Puts each challenge to the person once, one at a time. Callers with the same challenge share it. */
  const prove = inTurnOnce(async (resource: Resource, challenge: string | undefined): Promise<Secret> => {
    const answered = atThePage({ resource, claims: challenge, expected: account.username });
    answered.catch(() => undefined);
    options.onMoreProof?.(answered);
    const proven = await answered;
    if (proven.objectId !== objectId)
      throw wire.trouble(authority, 'person', 'another-account', account.username, doing);
    return new Secret(proven.accessToken);
  });

  let signedOut = false;
  const silently = async (resource: Resource, renew: boolean): Promise<Secret> => {
    try {
      const result = await client.acquireTokenSilent({
        account,
        scopes: scopesFor(cloud, resource),
        correlationId: wire.correlation,
        forceRefresh: renew,
      });
      return new Secret(result.accessToken);
    } catch (error) {
      throw through.problem(error, doing, { how: options.how });
    }
  };
  const acquireFor = async (resource: Resource, renew: boolean): Promise<Secret> => {
    try {
      return await silently(resource, renew);
    } catch (error) {
      if (!(error instanceof MicrosoftError) || error.problem.code !== 'more-proof-needed') throw error;
      return await prove(resource, error.heard.claims);
    }
  };
  // Graph is needed next, so the refresh token gets its token while Azure is already being asked.
  let ahead: Promise<Secret> | undefined = acquireFor('graph', false).finally(() => {
    ahead = undefined;
  });
  // A refusal is reported to the call that needs the token. It might never be needed.
  ahead.catch(() => undefined);
  return {
    kind: 'person',
    tenantId,
    clientId,
    account: {
      name: nameAt(claims, 'name') || account.name || account.username,
      userName: account.username,
      objectId,
    },
    async token(resource, again = false) {
      if (signedOut) throw wire.trouble(authority, 'person', 'no_tokens_found', '', doing);
      if (typeof again === 'object') return prove(resource, again.claims);
      return resource === 'graph' && !again && ahead ? ahead : acquireFor(resource, again);
    },
    async signOut() {
      signedOut = true;
      await client.getTokenCache().removeAccount(account);
    },
  };
}
