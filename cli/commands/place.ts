import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signInAsPerson } from '@sentinel-onboarding/practice';
import { openPractice } from '../../app/practice-tenant.ts';
import { refused } from '../../host/input/bad-input.ts';
import { refuseNodeSettings } from '../../host/input/node-settings.ts';
import type { Fetch } from '../../microsoft/clients/network.ts';
import type { CloudName } from '../../microsoft/contract/microsoft.ts';
import type { Whose } from '../args/wanted.ts';
import type { Surroundings } from '../output/terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the work is done: in the real world, or in a sample tenant. Only `fetch` and the browser differ. */
export interface Place {
  readonly fetch: Fetch;
  readonly cloud: CloudName;
  /** A tenant ID or domain. */
  readonly tenant: string;
  /** The practice tenant's own name for itself; undefined in the real world. */
  readonly practice: { readonly tenantId: string; readonly tenantName: string } | undefined;
  /** Opens the sign-in page. @throws where it cannot */
  openBrowser(url: string): Promise<void>;
  close(): Promise<void>;
}

/** Practice as a place to work in, signed in to as its admin. */
export async function practicePlace(home: string, wanted: NonNullable<Whose['practice']>): Promise<Place> {
  const { tenant, close } = await openPractice(home, wanted);
  return {
    fetch: (request) => tenant.fetch(request),
    cloud: tenant.cloud,
    tenant: tenant.tenantId,
    practice: { tenantId: tenant.tenantId, tenantName: tenant.tenantName },
    openBrowser: (url) => signInAsPerson(tenant, url),
    close,
  };
}

/**
 * The real world. Refuses what would make a token readable on its way before anything is sent.
 * @throws BadInput
 */
export async function realPlace(
  { environment, execArgv }: Pick<Surroundings, 'environment' | 'execArgv'>,
  tenant: string,
  cloud: CloudName,
): Promise<Place> {
  refuseNodeSettings(environment, execArgv);
  const { fetch, close } = await networkFetch(environment);
  return { fetch, cloud, tenant, practice: undefined, openBrowser: openSystemBrowser, close };
}

/** undici's fetch: Node's own ignores HTTPS_PROXY in the versions supported (https://undici.nodejs.org/#/docs/api/EnvHttpProxyAgent). */
async function networkFetch(environment: Environment): Promise<{ fetch: Fetch; close(): Promise<void> }> {
  const undici = await import('undici');
  let dispatcher: InstanceType<typeof undici.EnvHttpProxyAgent>;
  try {
    dispatcher = new undici.EnvHttpProxyAgent({
      ...proxyOf(environment, 'https', 'httpsProxy'),
      ...proxyOf(environment, 'http', 'httpProxy'),
      ...proxyOf(environment, 'no', 'noProxy'),
    });
  } catch {
    throw refused('HTTPS_PROXY', 'Not a proxy address.', 'Write it as http://host:port.');
  }
  return {
    async fetch(request) {
      const body = request.body === null ? undefined : await request.arrayBuffer();
      // Taken apart: undici knows requests of its own kind only.
      const asked = undici.fetch(request.url, {
        method: request.method,
        headers: [...request.headers],
        redirect: 'manual',
        signal: request.signal,
        dispatcher,
        ...(body === undefined ? {} : { body }),
      });
      const response = await asked.catch((error: unknown) => {
        throw isOfProxy(error, environment) ? new ProxyDown(error) : error;
      });
      return response as unknown as Response;
    },
    close: () => dispatcher.destroy(),
  };
}

/** A connection to the proxy that could not be made, under Chromium's name for it. */
class ProxyDown extends Error {
  readonly code = 'ERR_PROXY_CONNECTION_FAILED';

  constructor(cause: unknown) {
    super('the proxy did not answer', { cause });
  }
}

/** Was it the way to the proxy that failed? Node names the port of a connection, and the host of a look-up. */
function isOfProxy(error: unknown, environment: Environment): boolean {
  const address = proxyOf(environment, 'https', 'is')['is'] ?? proxyOf(environment, 'http', 'is')['is'];
  if (address === undefined) return false;
  const { hostname, port, protocol } = new URL(address);
  const proxyPort = Number(port || (protocol === 'https:' ? 443 : 80));
  return causesOf(error).some(
    (each) =>
      each.hostname === hostname ||
      (each.syscall === 'connect' &&
        each.port === proxyPort &&
        (proxyPort !== 443 || each.address === hostname)),
  );
}

interface Failed {
  readonly syscall?: unknown;
  readonly port?: unknown;
  readonly address?: unknown;
  readonly hostname?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The error and its causes, at most five deep. */
function causesOf(error: unknown, depth = 5): readonly Failed[] {
  if (depth === 0 || typeof error !== 'object' || error === null) return [];
  const { cause, errors } = error as Failed;
  const below: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [error, ...[cause, ...below].flatMap((each) => causesOf(each, depth - 1))];
}

function proxyOf(environment: Environment, name: string, option: string): Record<string, string> {
  const value = environment[`${name}_proxy`] ?? environment[`${name.toUpperCase()}_PROXY`];
  return value ? { [option]: value } : {};
}

/** Starts the system's browser without a shell in between, which could read the address as a command. */
async function openSystemBrowser(url: string): Promise<void> {
  if (new URL(url).protocol !== 'https:') throw new Error('only https addresses are opened');
  const [program, ...before] =
    globalThis.process.platform === 'darwin'
      ? (['open'] as const)
      : globalThis.process.platform === 'win32'
        ? (['rundll32', 'url.dll,FileProtocolHandler'] as const)
        : (['xdg-open'] as const);
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  child.unref();
  await once(child, 'spawn');
}
