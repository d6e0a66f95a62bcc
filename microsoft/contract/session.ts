import type { Secret } from '../../engine/model/secret.ts';
import type { Resource } from './microsoft.ts';

/** A sign-in to one tenant, of a person or of an automation with its own credential. Tokens live in memory only. */
export interface Session {
  readonly kind: 'person' | 'application';
  readonly tenantId: string;
  /** The client the sign-in went through; for an application, itself. */
  readonly clientId: string;
  readonly account: { readonly name: string; readonly userName: string; readonly objectId: string };
  /**
   * A token for one API, still valid; with `renew` a new one even where the one held looks valid.
   * @throws ProblemError where the sign-in no longer holds.
   */
  token(resource: Resource, renew?: boolean): Promise<Secret>;
  /** Forgets every token. The browser's own session is the browser's. */
  signOut(): Promise<void>;
}
