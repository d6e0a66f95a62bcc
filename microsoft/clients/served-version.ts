import { newestVersion } from '../http/api-versions.ts';
import type { Received } from '../http/exchange.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Network } from './network.ts';

/** The version that a cloud serves instead of an unknown one, by type and version, learnt once a network. */
const servedInstead = new WeakMap<Network, Map<string, string>>();

/** The key for a version lookup: the resource type, taken from the address without names, and the version. */
function versionKey(url: URL): string {
  const type =
    /\/providers\/(?!.*\/providers\/)([^/]+(?:\/[^/]+(?:\/[^/]+)?)*)$/iu.exec(url.pathname)?.[1] ??
    url.pathname;
  const [namespace = '', ...rest] = type.split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  return [namespace, ...types, url.searchParams.get('api-version')].join('/').toLowerCase();
}

/**
 * Sends with the requested version, or with the newest one the cloud serves if it doesn't know that. Such a
 * refusal comes before anything is carried out, so even a write can safely be sent again, once.
 */
export async function withServedVersion(
  network: Network,
  asked: string,
  send: (url: string) => Promise<Received>,
): Promise<Received> {
  const url = new URL(asked);
  const key = versionKey(url);
  const learnt = servedInstead.get(network) ?? new Map<string, string>();
  servedInstead.set(network, learnt);
  const known = learnt.get(key);
  try {
    return await send(known === undefined ? asked : withVersion(url, known));
  } catch (error) {
    const newest = error instanceof MicrosoftError ? newestVersion(error.heard.apiVersions) : undefined;
    if (newest === undefined || newest === (known ?? url.searchParams.get('api-version'))) throw error;
    learnt.set(key, newest);
    return await send(withVersion(url, newest));
  }
}

function withVersion(url: URL, version: string): string {
  const other = new URL(url);
  other.searchParams.set('api-version', version);
  return other.href;
}
