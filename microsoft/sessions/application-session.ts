import type { NodeAuthOptions } from '@azure/msal-node';
import { Secret } from '../../engine/model/secret.ts';
import { logQueries } from '../azure/logs.ts';
import { permissionsAt } from '../azure/roles.ts';
import { arm } from '../clients/arm.ts';
import { shared } from '../clients/evidence.ts';
import { graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import type { ApplicationSession, AppProof, AppToken, Resource } from '../contract/microsoft.ts';
import type { Session, TokenAgain } from '../contract/session.ts';
import { thumbprintOf } from '../entra/applications.ts';
import { at, claimsOf, listAt, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { claimsIn, msalWire, silentMsal } from './msal.ts';

export interface ApplicationSessionOptions {
  readonly network: Network;
  readonly tenantId: string;
  readonly clientId: string;
  readonly proof: AppProof;
  /** ISO-8601 UTC, if known. A refusal of a recent secret passes by itself. */
  readonly secretMadeAt?: string | undefined;
}

/** The new application, signed in as itself. Sends nothing until first use. */
export function applicationSession(options: ApplicationSessionOptions): ApplicationSession {
  const { network, tenantId, clientId } = options;
  const { cloud } = network;
  const authority = `${cloud.login}/${tenantId}`;
  const wire = msalWire(network, 'application', authority);

  const load = async () => {
    const { ConfidentialClientApplication } = await import('@azure/msal-node');
    return new ConfidentialClientApplication({
      auth: { clientId, authority, ...proofFor(options.proof) },
      system: { networkClient: wire.client, ...silentMsal },
    });
  };
  let client: ReturnType<typeof load> | undefined;

  return sessionWith(network, async (resource, again) => {
    client ??= load();
    const made = options.secretMadeAt === undefined ? Number.NaN : Date.parse(options.secretMadeAt);
    const age = (Date.parse(network.now()) - made) / 1000;
    try {
      const result = await (await client).acquireTokenByClientCredential({
        scopes: [`${cloud.audiences[resource]}/.default`],
        correlationId: network.correlation,
        // A cached token never gains a role that was granted later.
        skipCache: true,
        ...claimsIn(again),
      });
      return new Secret(result?.accessToken ?? '');
    } catch (error) {
      throw wire.problem(error, { what: 'sign in as the application' }, Number.isFinite(age) ? { age } : {});
    }
  });
}

/** The same for the application that is signed in itself, whatever its credential. */
export function signedInSession(network: Network, signedIn: Session): ApplicationSession {
  return sessionWith(network, (resource, again) => signedIn.token(resource, again));
}

/** Everything an application can read. `newToken` fetches a new token for each API. */
function sessionWith(
  network: Network,
  newToken: (resource: Resource, again: TokenAgain) => Promise<Secret>,
): ApplicationSession {
  const held = new Map<Resource, Secret>();
  const make = async (resource: Resource, again: TokenAgain): Promise<AppToken> => {
    const fresh = await newToken(resource, again);
    held.set(resource, fresh);
    const claims = claimsOf(fresh.reveal('microsoft'));
    const expires = at(claims, 'exp');
    return {
      resource,
      roles: listAt(claims, 'roles').filter((each): each is string => typeof each === 'string'),
      expiresAt: typeof expires === 'number' ? new Date(expires * 1000).toISOString() : network.now(),
    };
  };
  /** The first token requests under way, by API, so that simultaneous calls share one. */
  const first = new Map<Resource, () => Promise<AppToken>>();
  const tokenFor =
    (resource: Resource) =>
    async (again: TokenAgain = false): Promise<Secret> => {
      if (again !== false || !held.has(resource)) {
        const asking =
          first.get(resource) ??
          shared(() => make(resource, again === false || again).finally(() => first.delete(resource)));
        first.set(resource, asking);
        await asking();
      }
      return held.get(resource) ?? new Secret('');
    };

  const asApplication = { network, identity: 'application' } as const;
  const asGraph = graph({ ...asApplication, token: tokenFor('graph') });
  const asAzure = arm({ ...asApplication, token: tokenFor('azure') });

  const count = async (path: string, what: string, role: string): Promise<number> =>
    listAt(await asGraph.get(path, { what, role }), 'value').length;

  return {
    token: (resource) => make(resource, true),

    query: logQueries(
      { ...asApplication, token: tokenFor('log-analytics') },
      'query the workspace as the application',
    ),

    async incidents(workspaceArmId, top) {
      const path = `${workspaceArmId}/providers/Microsoft.SecurityInsights/incidents?$top=${top}&$orderby=properties/createdTimeUtc desc`;
      const body = await asAzure.get(path, '2024-03-01', { what: 'list incidents as the application' });
      return listAt(body, 'value')
        .slice(0, top)
        .map((each) => {
          const properties = at(each, 'properties');
          const number = at(properties, 'incidentNumber');
          return {
            number: typeof number === 'number' ? number : 0,
            title: nameAt(properties, 'title'),
            severity: textAt(properties, 'severity'),
            status: textAt(properties, 'status'),
            createdAt: textAt(properties, 'createdTimeUtc'),
          };
        });
    },

    permissionsAt: (scope) => permissionsAt(asAzure, scope),

    secureScores: () =>
      count(
        '/security/secureScores?$top=1',
        'read secure scores as the application',
        'Privileged Role Administrator',
      ),
    alerts: () =>
      count('/security/alerts_v2?$top=1', 'read alerts as the application', 'Privileged Role Administrator'),

    async legacyAlerts() {
      try {
        const path = '/security/alerts?$top=1';
        const body = await asGraph.get(path, { what: 'read the retired alerts' });
        return { status: 200, count: listAt(body, 'value').length };
      } catch (error) {
        // Any answer of the retired endpoint is information. Only no answer at all is an error.
        if (error instanceof MicrosoftError && error.heard.status > 0) {
          return { status: error.heard.status, count: 0 };
        }
        throw error;
      }
    },
  };
}

/** A proof in the form that MSAL takes. */
function proofFor(
  proof: AppProof,
): Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  if (proof instanceof Secret) return { clientSecret: proof.reveal('microsoft') };
  if ('assertion' in proof) return { clientAssertion: proof.assertion.reveal('microsoft') };
  return {
    clientCertificate: {
      thumbprintSha256: thumbprintOf(proof.certificate),
      privateKey: proof.privateKey.reveal('microsoft'),
    },
  };
}
