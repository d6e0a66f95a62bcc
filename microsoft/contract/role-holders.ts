import type { CouldNotLook } from './could-not-look.ts';

/**
 * The names of those who hold a role now, so that a person knows whom to ask. The names are for display only:
 * they appear in no request, and no decision depends on them.
 */
export interface RoleHolders {
  /**
   * People and groups with one of these Entra roles active for the whole tenant. `roles` are template IDs.
   * The answer follows the order of the roles and holds a handful of names at most. Read once a session.
   */
  inEntra(roles: readonly string[]): Promise<readonly string[] | CouldNotLook>;
  /**
   * People and groups with one of these Azure roles at a scope or above it, by order of the roles, a handful
   * at most. Conditional assignments are left out: the condition might exclude this. Read once a session.
   */
  inAzure(scope: string, roles: readonly string[]): Promise<readonly string[] | CouldNotLook>;
}
