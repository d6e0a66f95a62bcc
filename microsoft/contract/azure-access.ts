import type { CouldNotLook } from './could-not-look.ts';

/** Effective permissions of the caller, ARM's own shape: allowed if one entry matches and its notActions do not. */
export interface PermissionEntry {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What the caller may do with what is inside, where Azure says it. */
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** An Azure role assignment. IDs are those of Azure Resource Manager. */
export interface RoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** Last segment of the role definition id. */
  readonly roleId: string;
  readonly createdOn: string | undefined;
  /** Object ID of the group it is held through; undefined where it is assigned to the principal itself. */
  readonly group?: string;
}

/** An Azure role: its name, and what it lets its holder do. */
export interface RoleDefinition {
  readonly name: string;
  readonly permissions: readonly PermissionEntry[];
}

/** Azure roles: who holds which, and what the signed-in account can do. */
export interface Roles {
  /** What the signed-in one may do at a scope. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** Assignments of a principal at, above or below a scope, those through groups included. */
  heldBy(principalId: string, scope: string): Promise<readonly RoleAssignment[]>;
  /** PUT by name, to a service principal unless said otherwise. Safe to repeat. `created: false` where the same trio stood already, under this name or another. */
  assign(wanted: {
    readonly scope: string;
    readonly name: string;
    readonly roleId: string;
    readonly principalId: string;
    readonly principalType?: 'ServicePrincipal' | 'User';
  }): Promise<{ readonly id: string; readonly created: boolean }>;
  remove(assignmentId: string): Promise<void>;
}

/** What is known about roles other than the one that is assigned. */
export interface RoleSurvey {
  /**
   * Assignments of a principal, and of the groups it is in (object IDs), anywhere the signed-in one can see, by an index
   * that may run minutes late.
   */
  heldAnywhere(principalId: string, groups: readonly string[]): Promise<readonly RoleAssignment[]>;
  /** An assignment as it stands right now; undefined where there is none. */
  standing(
    assignmentId: string,
  ): Promise<
    (Pick<RoleAssignment, 'name' | 'scope' | 'roleId'> & { readonly principalId: string }) | undefined
  >;
  /** A role, built in or custom, by its GUID, as it is known where it is assigned; undefined where there is none. */
  definition(assignmentScope: string, roleId: string): Promise<RoleDefinition | CouldNotLook | undefined>;
  /** Assignments of the signed-in one at, above or below a scope, those through groups included. */
  mine(
    scope: string,
  ): Promise<
    readonly { readonly scope: string; readonly roleId: string; readonly condition?: string }[] | CouldNotLook
  >;
  /** Roles the signed-in one could activate for a scope. */
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

/** A Log Analytics workspace, and whether Microsoft Sentinel is on there. */
export interface Workspace {
  readonly workspaceName: string;
  /** The customer id. */
  readonly workspaceId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  /** The tenant that the subscription belongs to: another one where it is delegated to this. Empty where Azure doesn't say. */
  readonly subscriptionTenantId: string;
  /** Enabled, Warned, PastDue, Disabled or Deleted; empty where Azure doesn't say. */
  readonly subscriptionState: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly armId: string;
}

/** Workspaces across every subscription that can be seen. */
export interface Workspaces {
  /** Every workspace the signed-in one can see, in all subscriptions; Sentinel as a hint. Asked once a session. */
  list(): Promise<readonly (Workspace & { readonly sentinel: 'on' | 'off' })[]>;
  /** Reads the list again next time. */
  forget(): void;
  find(armId: string): Promise<Workspace | undefined>;
  /** From where it may be queried: anywhere, or only through a private link. Shares `find`'s request of the same moment. */
  queriedFrom(armId: string): Promise<'anywhere' | 'private-link' | undefined>;
  /** Microsoft Sentinel on a workspace: on, off, or not readable. */
  sentinel(armId: string): Promise<'on' | 'off' | CouldNotLook>;
  /** Which of these resource providers ("Microsoft.SecurityInsights") a subscription is not registered for. */
  unregistered(
    subscriptionId: string,
    namespaces: readonly string[],
  ): Promise<readonly string[] | CouldNotLook>;
}
