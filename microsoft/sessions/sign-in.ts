import type { AuthenticationResult, Configuration } from '@azure/msal-node';
import { Secret } from '../../engine/model/secret.ts';
import { loadLibraries } from '../clients/libraries.ts';
import { type Network, network, type RequestLine } from '../clients/network.ts';
import type { CloudName, Resource } from '../contract/microsoft.ts';
import type { Session } from '../contract/session.ts';
import { type Cloud, clouds } from '../http/clouds.ts';
import type { Fetch } from '../http/exchange.ts';
import { knownApplications, personalAccountsTenant } from '../http/known-ids.ts';
import { claimsOf, nameAt, textAt } from '../http/text.ts';
import { azureCliSession, type RunAzureCli } from './azure-cli-session.ts';
import { cancelled, doing, throughBrowser } from './browser-sign-in.ts';
import { credentialFrom, type Environment, workloadFrom } from './environment.ts';
import { type MsalWire, msalWire, silentMsal } from './msal.ts';
import { isGuid, tenantBehind } from './tenant-name.ts';

/** What a person sees while a device code waits. */
export interface DeviceCode {
  readonly code: string;
  readonly url: string;
  /** Seconds until it runs out. */
  readonly expiresIn: number;
}

/** How a person or an automation signs in. */
export type SignInHow = 'browser' | 'device-code' | 'azure-cli' | 'environment' | 'workload-identity';

export interface SignInOptions {
  readonly fetch: Fetch;
  readonly cloud: CloudName;
  /** A tenant id or one of its domains; always one tenant, never "common". */
  readonly tenant: string;
  readonly how: SignInHow;
  /** The organization's own public client; the Azure CLI's by default. */
  readonly clientId?: string | undefined;
  /** Opens the system's browser; needed for `browser`. */
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  /** Needed for `device-code`. */
  readonly onDeviceCode?: ((shown: DeviceCode) => void) | undefined;
  /** Needed for `environment` and `workload-identity`: the variables of the process. */
  readonly environment?: Environment | undefined;
  /** Needed for `azure-cli`. */
  readonly runAzureCli?: RunAzureCli | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  readonly sleep?: ((seconds: number) => Promise<void>) | undefined;
  readonly now?: (() => string) | undefined;
  readonly correlation?: string | undefined;
  /** A claims challenge that the sign-in must answer (`Remedy` sign-in with claims). */
  readonly claims?: string | undefined;
}

/**
 * Signs in to one tenant: a person through the system's browser (PKCE, our own checked loopback listener) or a device
 * code, whoever the Azure CLI is signed in as, or an automation with the credential its environment names. Tokens stay
 * in memory.
 * @throws ProblemError, also where the sign-in led into another tenant or to a personal account.
 */
export async function signIn(options: SignInOptions): Promise<Session> {
  const cloud = clouds[options.cloud];
  const wire = network({
    ...options,
    cloud,
    ...(isGuid(options.tenant) ? { tenantId: options.tenant } : {}),
  });
  const tenantId = isGuid(options.tenant)
    ? options.tenant.toLowerCase()
    : (await tenantBehind(wire, options.tenant)).tenantId;
  switch (options.how) {
    case 'browser':
    case 'device-code':
      return await asPerson(options, cloud, wire, tenantId);
    case 'environment':
    case 'workload-identity':
      return await asAutomation(options, cloud, wire, tenantId);
    case 'azure-cli': {
      const run = options.runAzureCli ?? (() => Promise.resolve('missing' as const));
      const session = await azureCliSession(run, cloud, wire, tenantId, options.signal);
      await loadLibraries();
      return session;
    }
  }
}

const scopesFor = (cloud: Cloud, resource: Resource) => [`${cloud.audiences[resource]}/.default`];

async function asPerson(
  options: SignInOptions,
  cloud: Cloud,
  wire: Network,
  tenantId: string,
): Promise<Session> {
  const { PublicClientApplication } = await import('@azure/msal-node');
  const clientId = options.clientId ?? knownApplications.azureCli;
  const authority = `${cloud.login}/${tenantId}`;
  const through = msalWire(wire, 'person', authority);
  const client = new PublicClientApplication(configuration(clientId, authority, through));
  // Azure first: the token for Graph follows by the refresh token while Azure is already being asked.
  const scopes = scopesFor(cloud, 'azure');
  const common = {
    scopes,
    correlationId: wire.correlation,
    ...(options.claims === undefined ? {} : { claims: options.claims }),
  };

  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  const acquire = async (): Promise<AuthenticationResult | null> => {
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
    const opened = { signal: options.signal, openBrowser: opening(options, show) };
    return await throughBrowser(opened, wire, authority, (redirectUri, state, challenge) => ({
      url: () =>
        client.getAuthCodeUrl({
          ...common,
          redirectUri,
          state,
          responseMode: 'form_post',
          codeChallenge: challenge,
          codeChallengeMethod: 'S256',
          prompt: 'select_account',
        }),
      redeem: (code, clientInfo, codeVerifier) =>
        client.acquireTokenByCode({ ...common, redirectUri, code, clientInfo, codeVerifier }),
    }));
  };

  const [signedIn] = await Promise.all([
    acquire().catch((error: unknown) => {
      if (options.signal?.aborted === true) throw cancelled(wire, authority);
      throw through.problem(error, doing);
    }),
    // Begun once the page is open, so that the person and the processor are busy at the same time.
    shown.then(loadLibraries),
  ]);
  const account = signedIn?.account;
  if (signedIn === null || account === null || account === undefined) {
    throw wire.trouble(authority, 'person', 'sign-in-cancelled', '', doing);
  }
  const claims = claimsOf(signedIn.accessToken);
  checkTenant(wire, authority, tenantId, textAt(claims, 'tid') || signedIn.tenantId);

  let signedOut = false;
  const acquireFor = async (resource: Resource, renew: boolean): Promise<Secret> => {
    try {
      const result = await client.acquireTokenSilent({
        account,
        scopes: scopesFor(cloud, resource),
        correlationId: wire.correlation,
        forceRefresh: renew,
      });
      return new Secret(result.accessToken);
    } catch (error) {
      throw through.problem(error, doing);
    }
  };
  // Everything asks Graph next, so its token is fetched by the refresh token while Azure is already being asked.
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
      objectId: textAt(claims, 'oid') || account.localAccountId,
    },
    async token(resource, renew = false) {
      if (signedOut) throw wire.trouble(authority, 'person', 'no_tokens_found', '', doing);
      return resource === 'graph' && !renew && ahead ? ahead : acquireFor(resource, renew);
    },
    async signOut() {
      signedOut = true;
      await client.getTokenCache().removeAccount(account);
    },
  };
}

async function asAutomation(
  options: SignInOptions,
  cloud: Cloud,
  wire: Network,
  tenantId: string,
): Promise<Session> {
  const found = await (options.how === 'workload-identity' ? workloadFrom : credentialFrom)(
    options.environment ?? {},
  );
  const authority = `${cloud.login}/${tenantId}`;
  if ('missing' in found) {
    throw wire.trouble(authority, 'application', 'environment-incomplete', found.missing, doing);
  }
  const { ConfidentialClientApplication } = await import('@azure/msal-node');
  const through = msalWire(wire, 'application', authority);
  const base = configuration(found.clientId, authority, through);
  const client = new ConfidentialClientApplication({ ...base, auth: { ...base.auth, ...found.credential } });
  const acquire = async (resource: Resource, renew: boolean): Promise<string> => {
    try {
      const result = await client.acquireTokenByClientCredential({
        scopes: scopesFor(cloud, resource),
        correlationId: wire.correlation,
        skipCache: renew,
      });
      return result?.accessToken ?? '';
    } catch (error) {
      throw through.problem(error, doing);
    }
  };
  // MSAL shares what it holds, not what it is just asking for.
  const asking = new Map<Resource, Promise<string>>();
  const tokenFor = (resource: Resource, renew = false): Promise<string> => {
    const one = asking.get(resource) ?? acquire(resource, renew).finally(() => asking.delete(resource));
    asking.set(resource, one);
    return one;
  };
  const [first] = await Promise.all([tokenFor('azure'), loadLibraries()]);
  const claims = claimsOf(first);
  checkTenant(wire, authority, tenantId, textAt(claims, 'tid'));
  return {
    kind: 'application',
    tenantId,
    clientId: found.clientId,
    account: {
      name: nameAt(claims, 'app_displayname') || found.clientId,
      userName: found.clientId,
      objectId: textAt(claims, 'oid'),
    },
    token: async (resource, renew) => new Secret(await tokenFor(resource, renew)),
    signOut: () => {
      client.clearCache();
      return Promise.resolve();
    },
  };
}

/** Opens the browser and says so. */
const opening = (options: SignInOptions, show: () => void) => async (url: string) => {
  show();
  await options.openBrowser?.(url);
};

function configuration(clientId: string, authority: string, through: MsalWire): Configuration {
  return {
    auth: { clientId, authority },
    system: { networkClient: through.client, ...silentMsal },
  };
}

/** A browser that is signed in elsewhere, or a guest, can lead into another tenant than the one chosen. */
function checkTenant(wire: Network, authority: string, chosen: string, arrived: string): void {
  if (arrived.toLowerCase() === chosen.toLowerCase()) return;
  if (arrived === personalAccountsTenant) {
    throw wire.trouble(authority, 'person', 'personal-account', '', doing);
  }
  const words = `The sign-in led to tenant ${arrived || 'unknown'}, but the setup is for tenant ${chosen}.`;
  throw wire.trouble(authority, 'person', 'wrong-tenant', words, doing);
}
