import type { Secret } from '../../engine/model/secret.ts';
import type { Resource } from './microsoft.ts';

/**
 * How a token differs from the one held: `true` asks for a new one although the one held looks valid, `claims` (JSON)
 * for one that answers a claims challenge, which may take the person (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 */
export type TokenAgain = boolean | { readonly claims: string };

/** A sign-in to one tenant, of a person or of an automation with its own credential. Tokens live in memory only. */
export interface Session {
  readonly kind: 'person' | 'application';
  readonly tenantId: string;
  /** The client the sign-in went through; for an application, itself. */
  readonly clientId: string;
  readonly account: { readonly name: string; readonly userName: string; readonly objectId: string };
  /**
   * A token for one API, still valid. The same challenge is put to the person once.
   * @throws ProblemError where the sign-in no longer holds, or a challenge cannot be answered from here.
   */
  token(resource: Resource, again?: TokenAgain): Promise<Secret>;
  /** Forgets every token. The browser's own session is the browser's. */
  signOut(): Promise<void>;
}
