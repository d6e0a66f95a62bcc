import type { AuthenticationResult } from '@azure/msal-node';
import type { Network } from '../clients/network.ts';
import { toldByOAuth } from '../http/error-response.ts';
import type { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { listen } from './loopback.ts';

export const doing: Operation = { what: 'sign in' };

export interface BrowserOptions {
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The longest time to wait for a sign-in page. After that, the port is closed. */
const longestSignInMs = 15 * 60_000;

/** The two steps of the flow in MSAL, given a redirect address, a state, and a PKCE challenge. */
export type Flow = (
  redirectUri: string,
  state: string,
  challenge: string,
) => {
  url(): Promise<string>;
  redeem(code: string, clientInfo: string, codeVerifier: string): Promise<AuthenticationResult>;
};

/**
 * The authorization code flow with PKCE, between MSAL's two steps. MSAL 7 has its own loopback listener and
 * accepts no other. This one also checks the Host, limits what it reads, and survives any stranger's request.
 */
export async function throughBrowser(
  options: BrowserOptions,
  wire: Network,
  authority: string,
  flow: Flow,
): Promise<AuthenticationResult> {
  const { CryptoProvider } = await import('@azure/msal-node');
  const crypto = new CryptoProvider();
  const { verifier, challenge } = await crypto.generatePkceCodes();
  const state = crypto.createNewGuid();
  const loopback = await listen(state);
  let stop: (() => void) | undefined;
  let limit: NodeJS.Timeout | undefined;
  try {
    const { url, redeem } = flow(loopback.redirectUri, state, challenge);
    const address = await url();
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(cancelled(wire, authority));
      options.signal?.addEventListener('abort', stop, { once: true });
      limit = setTimeout(stop, longestSignInMs);
    });
    if (options.signal?.aborted === true) throw cancelled(wire, authority);
    // Opening can take as long as the person does (the practice browser answers first), so both are awaited.
    const opening = Promise.resolve(options.openBrowser?.(address)).then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => {
        throw notOpened(wire, authority, error);
      },
    );
    const brought = await Promise.race([loopback.answer, stopped, opening]);
    loopback.close();
    if ('error' in brought) {
      const told = toldByOAuth(brought.error, brought.description);
      throw wire.trouble(authority, 'person', brought.error, '', doing, told);
    }
    return await redeem(brought.code, brought.clientInfo, verifier);
  } finally {
    loopback.close();
    clearTimeout(limit);
    if (stop !== undefined) options.signal?.removeEventListener('abort', stop);
  }
}

/** The practice browser reads along and can name the failed page. A real one only says that it failed. */
function notOpened(wire: Network, authority: string, error: unknown): MicrosoftError {
  const told = toldByOAuth('server_error', error instanceof Error ? error.message : '');
  return told.numbers.length > 0
    ? wire.trouble(authority, 'person', told.code, '', doing, told)
    : wire.trouble(authority, 'person', 'browser-not-opened', '', doing);
}

/** The sign-in was stopped in this app, or no answer came from the browser. */
export const cancelled = (wire: Network, authority: string) =>
  wire.trouble(authority, 'person', 'sign-in-cancelled', '', doing);
