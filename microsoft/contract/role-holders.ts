import type { CouldNotLook } from './could-not-look.ts';

/**
 * Who holds a role now, by name, so that a person knows whom to ask. For people's eyes alone: these names stand in no
 * request, and nothing is decided by them.
 */
export interface RoleHolders {
  /**
   * People and groups with one of these Entra roles active for the whole tenant, by the roles' template IDs, in the
   * order of the roles; a handful at most. Looked at once a session.
   */
  inEntra(roles: readonly string[]): Promise<readonly string[] | CouldNotLook>;
  /**
   * People and groups with one of these Azure roles at a scope or above it, in the order of the roles; a handful at
   * most. Those under a condition are left out, because the condition might exclude this. Read once a session.
   */
  inAzure(scope: string, roles: readonly string[]): Promise<readonly string[] | CouldNotLook>;
}
