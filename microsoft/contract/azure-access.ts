import type { CouldNotLook } from './could-not-look.ts';

/** The caller's permissions, in ARM's shape. Allowed: what one entry matches and its notActions don't. */
export interface PermissionEntry {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What the caller can do with the data inside the resource, if Azure reports it. */
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** An Azure role assignment. IDs are those of Azure Resource Manager. */
export interface RoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** The last segment of the role definition ID. */
  readonly roleId: string;
  readonly createdOn: string | undefined;
  /** Object ID of the group that holds it; undefined if it is assigned to the principal itself. */
  readonly group?: string;
}

/** An Azure role: its name and its permissions. */
export interface RoleDefinition {
  readonly name: string;
  readonly permissions: readonly PermissionEntry[];
}

/** Azure roles: who holds which, and what the signed-in account can do. */
export interface Roles {
  /** What the signed-in account can do at a scope. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** A principal's assignments at, above, or below a scope, including those through groups. */
  heldBy(principalId: string, scope: string): Promise<readonly RoleAssignment[]>;
  /** PUT by name; repeatable. Default type: ServicePrincipal. `created: false`: it exists, under any name. */
  assign(wanted: {
    readonly scope: string;
    readonly name: string;
    readonly roleId: string;
    readonly principalId: string;
    readonly principalType?: 'ServicePrincipal' | 'User';
  }): Promise<{ readonly id: string; readonly created: boolean }>;
  remove(assignmentId: string): Promise<void>;
}

/** Facts about roles beyond the one being assigned. */
export interface RoleSurvey {
  /**
   * Every assignment of a principal and its groups (object IDs) that the signed-in account can see. It comes
   * from an index that can be minutes late.
   */
  heldAnywhere(principalId: string, groups: readonly string[]): Promise<readonly RoleAssignment[]>;
  /** An assignment as it is right now; undefined if it doesn't exist. */
  standing(
    assignmentId: string,
  ): Promise<
    (Pick<RoleAssignment, 'name' | 'scope' | 'roleId'> & { readonly principalId: string }) | undefined
  >;
  /** A built-in or custom role by GUID, read at its assignment's scope; undefined if it doesn't exist. */
  definition(assignmentScope: string, roleId: string): Promise<RoleDefinition | CouldNotLook | undefined>;
  /** The signed-in account's assignments at, above, or below a scope, including those through groups. */
  mine(
    scope: string,
  ): Promise<
    readonly { readonly scope: string; readonly roleId: string; readonly condition?: string }[] | CouldNotLook
  >;
  /** Roles that the signed-in account could activate for a scope. */
  eligible(
    scope: string,
  ): Promise<readonly { readonly name: string; readonly roleId: string }[] | CouldNotLook>;
  /** Locks at, above or below a scope. */
  locks(scope: string): Promise<
    | readonly {
        readonly name: string;
        readonly scope: string;
        readonly level: 'read-only' | 'cannot-delete';
      }[]
    | CouldNotLook
  >;
}

/** A Log Analytics workspace. `Workspaces` says whether Microsoft Sentinel is on there. */
export interface Workspace {
  readonly workspaceName: string;
  /** The workspace's customer ID. */
  readonly workspaceId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  /** The subscription's own tenant, a different one if it is delegated. Empty if Azure doesn't say. */
  readonly subscriptionTenantId: string;
  /** Enabled, Warned, PastDue, Disabled, or Deleted. Empty if Azure doesn't say. */
  readonly subscriptionState: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly armId: string;
}

/** Workspaces in every subscription that the account can see. */
export interface Workspaces {
  /** Every workspace the account can see, in all subscriptions. `sentinel` is a hint. Read once a session. */
  list(): Promise<readonly (Workspace & { readonly sentinel: 'on' | 'off' })[]>;
  /** Makes the next `list` read again. */
  forget(): void;
  find(armId: string): Promise<Workspace | undefined>;
  /** Whether queries work from anywhere or only over a private link. Shares a simultaneous `find` request. */
  queriedFrom(armId: string): Promise<'anywhere' | 'private-link' | undefined>;
  /** Microsoft Sentinel on a workspace: on, off, or not readable. */
  sentinel(armId: string): Promise<'on' | 'off' | CouldNotLook>;
  /** Which of these resource providers ("Microsoft.SecurityInsights") aren't registered in a subscription. */
  unregistered(
    subscriptionId: string,
    namespaces: readonly string[],
  ): Promise<readonly string[] | CouldNotLook>;
}
