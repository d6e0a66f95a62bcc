import { Secret } from '../../engine/model/secret.ts';
import { loadLibraries } from '../clients/libraries.ts';
import { type Network, network, type RequestLine } from '../clients/network.ts';
import type { CloudName, Resource } from '../contract/microsoft.ts';
import type { Session, TokenAgain } from '../contract/session.ts';
import { type Cloud, clouds } from '../http/clouds.ts';
import type { Fetch } from '../http/exchange.ts';
import { claimsOf, nameAt, textAt } from '../http/text.ts';
import { checkArrived } from './arrived.ts';
import { azureCliSession, type RunAzureCli } from './azure-cli-session.ts';
import { doing } from './browser-sign-in.ts';
import { credentialFrom, type Environment, workloadFrom } from './environment.ts';
import { claimsIn, configuration, msalWire, scopesFor } from './msal.ts';
import { type PersonOptions, personSession } from './person-session.ts';
import { isGuid, tenantBehind } from './tenant-name.ts';

/** The ways for a person or an automation to sign in. */
export type SignInHow = 'browser' | 'device-code' | 'azure-cli' | 'environment' | 'workload-identity';

export interface SignInOptions extends Omit<PersonOptions, 'how'> {
  readonly fetch: Fetch;
  readonly cloud: CloudName;
  /** A tenant ID or one of its domains. It is always one tenant, never "common". */
  readonly tenant: string;
  readonly how: SignInHow;
  /** The process's environment variables. Needed for `environment` and `workload-identity`. */
  readonly environment?: Environment | undefined;
  /** Needed for `azure-cli`. */
  readonly runAzureCli?: RunAzureCli | undefined;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  readonly sleep?: ((seconds: number) => Promise<void>) | undefined;
  readonly now?: (() => string) | undefined;
  readonly correlation?: string | undefined;
}

/**
 * Signs in to one tenant: a person through the system's browser (PKCE, our own checked loopback listener) or
 * with a device code, the account of the Azure CLI, or an automation with its environment's credential.
 * Tokens stay in memory.
 * @throws ProblemError, also if the sign-in led to another tenant or to a personal account.
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
      return await personSession({ ...options, how: options.how }, cloud, wire, tenantId);
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
  const acquire = async (resource: Resource, again: TokenAgain): Promise<string> => {
    try {
      const result = await client.acquireTokenByClientCredential({
        scopes: scopesFor(cloud, resource),
        correlationId: wire.correlation,
        skipCache: again !== false,
        ...claimsIn(again),
      });
      return result?.accessToken ?? '';
    } catch (error) {
      throw through.problem(error, doing);
    }
  };
  // MSAL shares tokens that it has, but not requests under way.
  const asking = new Map<Resource, Promise<string>>();
  const tokenFor = (resource: Resource, again: TokenAgain = false): Promise<string> => {
    const one = asking.get(resource) ?? acquire(resource, again).finally(() => asking.delete(resource));
    asking.set(resource, one);
    return one;
  };
  const [first] = await Promise.all([tokenFor('azure'), loadLibraries()]);
  const claims = claimsOf(first);
  checkArrived(wire, authority, tenantId, textAt(claims, 'tid'));
  return {
    kind: 'application',
    tenantId,
    clientId: found.clientId,
    account: {
      name: nameAt(claims, 'app_displayname') || found.clientId,
      userName: found.clientId,
      objectId: textAt(claims, 'oid'),
    },
    token: async (resource, again) => new Secret(await tokenFor(resource, again)),
    signOut: () => {
      client.clearCache();
      return Promise.resolve();
    },
  };
}
