import type {
  AuthorizationManagementClient,
  AuthorizationManagementClientOptionalParams,
} from '@azure/arm-authorization';
import type { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { at, parsed, textAt } from '../http/text.ts';
import { trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import type { GetToken, Network } from './network.ts';
import { withServedVersion } from './served-version.ts';

/** The SDKs' own type for a transport, which all of them share. */
export type SdkTransport = NonNullable<AuthorizationManagementClientOptionalParams['httpClient']>;
type SdkRequest = Parameters<SdkTransport['sendRequest']>[0];
type SdkHeaders = SdkRequest['headers'];

/** Azure Resource Manager through Microsoft's SDKs. Each SDK is loaded on first use. */
export interface Arm {
  authorization(): Promise<AuthorizationManagementClient>;
  operationalInsights(subscriptionId: string): Promise<OperationalInsightsManagementClient>;
  resourceGraph(): Promise<ResourceGraphClient>;
  keyVault(subscriptionId: string): Promise<KeyVaultManagementClient>;
  /** A GET of any ARM ID, which the SDKs lack, in their pipeline. `path` has the query but no version. */
  get(path: string, apiVersion: string, doing: Operation): Promise<unknown>;
  /** A POST that changes nothing, for questions too long for an address. `asking` must match its path. */
  ask(path: string, apiVersion: string, body: unknown, doing: Operation): Promise<unknown>;
  /** The same as `get` for a collection, with all its pages. */
  list(path: string, apiVersion: string, doing: Operation): Promise<readonly unknown[]>;
}

export interface ArmOptions {
  readonly network: Network;
  readonly identity: 'person' | 'application';
  readonly token: GetToken;
}

/** Options for every SDK of the family: our transport, and no retries, because the network decides those. */
export function sdkOptions({ network, identity, token }: ArmOptions) {
  return {
    httpClient: transport({ network, identity, token }),
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  };
}

/**
 * A placeholder credential. The SDKs ask for a token before they check where it goes, so this one isn't real.
 * The network adds the real one after it has checked that the address is Microsoft's.
 */
export const sdkCredential = {
  getToken: () =>
    Promise.resolve({ token: 'put-on-by-the-network', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/** POSTs that only ask: Resource Graph, log queries, validate, what-if, vault names, callback URLs. */
const asking =
  /\/providers\/Microsoft\.ResourceGraph\/resources$|\/workspaces\/[^/]+\/query$|\/deployments\/[^/]+\/(?:validate|whatIf)$|\/Microsoft\.KeyVault\/checkNameAvailability$|\/listCallbackUrl$/iu;

function transport({ network, identity, token }: ArmOptions): SdkTransport {
  return {
    async sendRequest(request) {
      const reads = request.method === 'GET' || asking.test(new URL(request.url).pathname);
      const send = (url: string) =>
        network.send(
          {
            method: request.method,
            url,
            headers: kept(request.headers),
            body: typeof request.body === 'string' ? request.body : undefined,
          },
          { identity, token, reads },
        );
      const reply = request.url.startsWith(`${network.cloud.azure}/`)
        ? await withServedVersion(network, request.url, send)
        : await send(request.url);
      if (request.method === 'GET' && isNoList(request.url, network, reply.text))
        throw network.trouble(request.url, identity, 'unreadable', '');
      return {
        request,
        status: reply.status,
        headers: sdkHeaders(reply.headers),
        bodyAsText: reply.text,
      };
    },
  };
}

/**
 * Azure Resource Manager returns a collection under `value`
 * (https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/resource-api-reference.md); what
 * has something else there isn't one, and would crash the SDKs. A Key Vault secret has a `value` too.
 */
function isNoList(url: string, network: Network, text: string): boolean {
  if (!url.startsWith(`${network.cloud.azure}/`)) return false;
  const value = at(parsed(text), 'value');
  return value !== undefined && !Array.isArray(value);
}

/** Drops the headers that belong to one connection, which fetch sets by itself. */
function kept(headers: SdkHeaders): Record<string, string> {
  const leave = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'authorization']);
  return Object.fromEntries([...headers].filter(([name]) => !leave.has(name.toLowerCase())));
}

/** The SDKs' header collection on top of fetch's. Their own class is in a package we don't use. */
export function sdkHeaders(headers: Headers): SdkHeaders {
  return {
    get: (name) => headers.get(name) ?? undefined,
    has: (name) => headers.has(name),
    set: (name, value) => headers.set(name, String(value)),
    delete: (name) => headers.delete(name),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers.entries(),
  };
}

const mostPages = 500;

export function arm(options: ArmOptions): Arm {
  const { network } = options;
  const endpoint = network.cloud.azure;
  const common = { ...sdkOptions(options), endpoint };
  const scopes = [`${network.cloud.audiences.azure}/.default`];
  let authorizing: Promise<AuthorizationManagementClient> | undefined;
  let graphing: Promise<ResourceGraphClient> | undefined;

  const authorization = () =>
    (authorizing ??= import('@azure/arm-authorization').then(
      ({ AuthorizationManagementClient: Sdk }) =>
        // Every scope this product uses includes the subscription. The SDK only requires some value here.
        new Sdk(sdkCredential, 'any', { ...common, credentialScopes: scopes }),
    ));

  const fetchPage = async (url: string, doing: Operation, body?: unknown): Promise<unknown> => {
    const { pipeline } = await authorization();
    return trying(doing, async () => {
      const reply = await pipeline.sendRequest(common.httpClient, {
        url,
        method: body === undefined ? 'GET' : 'POST',
        headers: sdkHeaders(
          new Headers({
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          }),
        ),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeout: 0,
        withCredentials: false,
        requestId: network.correlation,
      });
      return parsed(reply.bodyAsText ?? '');
    });
  };
  const address = (path: string, apiVersion: string) =>
    `${endpoint}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`.replaceAll(' ', '%20');

  return {
    authorization,
    resourceGraph: () =>
      (graphing ??= import('@azure/arm-resourcegraph').then(
        ({ ResourceGraphClient: Sdk }) => new Sdk(sdkCredential, { ...common, credentials: { scopes } }),
      )),
    operationalInsights: async (subscriptionId) => {
      const { OperationalInsightsManagementClient: Sdk } = await import('@azure/arm-operationalinsights');
      return new Sdk(sdkCredential, subscriptionId, { ...common, credentials: { scopes } });
    },
    keyVault: async (subscriptionId) => {
      const { KeyVaultManagementClient: Sdk } = await import('@azure/arm-keyvault');
      return new Sdk(sdkCredential, subscriptionId, { ...common, credentials: { scopes } });
    },
    get: (path, apiVersion, doing) => fetchPage(address(path, apiVersion), doing),
    ask: (path, apiVersion, body, doing) => fetchPage(address(path, apiVersion), doing, body),
    async list(path, apiVersion, doing) {
      const found: unknown[] = [];
      const seen = new Set<string>();
      let next = address(path, apiVersion);
      while (next !== '') {
        if (seen.has(next) || seen.size >= mostPages)
          throw network.trouble(next, options.identity, 'too-large', '', doing);
        seen.add(next);
        const body = await fetchPage(next, doing);
        const page = at(body, 'value');
        // As in Graph, a page without a list is not an empty page.
        if (!Array.isArray(page)) throw network.trouble(next, options.identity, 'unreadable', '', doing);
        found.push(...(page as readonly unknown[]));
        // If a page points to another host, the network refuses before it sends a token.
        next = textAt(body, 'nextLink');
      }
      return found;
    },
  };
}
