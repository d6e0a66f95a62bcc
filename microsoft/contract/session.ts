import type { Secret } from '../../engine/model/secret.ts';
import type { Resource } from './microsoft.ts';

/**
 * How a new token must differ from the cached one. `true`: a new token although the cached one looks valid.
 * `claims` (JSON): one that answers a claims challenge, which can involve the person (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 */
export type TokenAgain = boolean | { readonly claims: string };

/** A sign-in to one tenant, by a person or by an automation with its own credential. Tokens: memory only. */
export interface Session {
  readonly kind: 'person' | 'application';
  readonly tenantId: string;
  /** The client ID that the sign-in used. For an application, that is its own. */
  readonly clientId: string;
  readonly account: { readonly name: string; readonly userName: string; readonly objectId: string };
  /**
   * A valid token for one API. The person is asked about the same challenge only once.
   * @throws ProblemError if the sign-in is no longer valid, or a challenge can't be answered from here.
   */
  token(resource: Resource, again?: TokenAgain): Promise<Secret>;
  /** Forgets every token. It doesn't end the browser's own session. */
  signOut(): Promise<void>;
}
