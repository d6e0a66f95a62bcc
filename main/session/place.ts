import type { Act } from '@sentinel-onboarding/practice';
import { shell } from 'electron';
import { type HostClock, machineClock } from '../../host/host.ts';
import type { Fetch } from '../../microsoft/clients/network.ts';
import type { CloudName } from '../../microsoft/contract/microsoft.ts';
import type { ProxySignIns } from './proxy-sign-ins.ts';
import { systemFetch } from './system-fetch.ts';

/**
 * Where the work is done: in the real world, or in a sample tenant on this computer. Only `fetch` and time
 * differ.
 */
export interface Place {
  readonly fetch: Fetch;
  /** What a run waits by. */
  readonly clock: HostClock;
  /** The address a browser finds a sign-in page of Microsoft's at, seen from here. */
  pageFor(url: string): string;
  /** Is this a page served from here, for the person's own browser? */
  isOwnPage(url: string): boolean;
  readonly practice: Practice | undefined;
  leave(): Promise<void>;
}

/** The sample tenant. */
export interface Practice {
  readonly name: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domain: string;
  readonly cloud: CloudName;
  /** The user name of whoever signs in there. */
  readonly admin: string;
  /** Another person of the sample tenant acts meanwhile. */
  act(act: Act): void;
  /** Starts it over. */
  reset(): void;
}

export function realPlace(proxies: ProxySignIns): Place {
  return {
    fetch: systemFetch(proxies),
    clock: machineClock,
    pageFor: (url) => url,
    isOwnPage: () => false,
    practice: undefined,
    leave: async () => undefined,
  };
}

/** Opens a page in the system's browser. Only web pages: a file or a program of another scheme is never started. */
export async function openInBrowser(address: string): Promise<void> {
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`not a page of the web: ${protocol}`);
  await shell.openExternal(address);
}
