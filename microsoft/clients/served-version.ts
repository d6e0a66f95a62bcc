import { newestVersion } from '../http/api-versions.ts';
import type { Received } from '../http/exchange.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Network } from './network.ts';

/** What a cloud serves instead of a version it does not know, by resource type and that version: learnt once a network. */
const servedInstead = new WeakMap<Network, Map<string, string>>();

/** A resource type as the version of its API is looked up: the address without its names, and the version asked for. */
function versionKey(url: URL): string {
  const type =
    /\/providers\/(?!.*\/providers\/)([^/]+(?:\/[^/]+(?:\/[^/]+)?)*)$/iu.exec(url.pathname)?.[1] ??
    url.pathname;
  const [namespace = '', ...rest] = type.split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  return [namespace, ...types, url.searchParams.get('api-version')].join('/').toLowerCase();
}

/**
 * Sends with the version asked for, or with the newest the cloud serves where it does not know that one. Such a refusal
 * comes before anything is carried out, so a write is safe to send again: once.
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
