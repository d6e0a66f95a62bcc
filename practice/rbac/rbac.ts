/**
 * How Azure RBAC decides, as pure functions over assignments and role definitions: nothing here knows of requests,
 * tenants or time.
 *
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 * An action is allowed when some assignment at the scope or above carries a permission whose actions match it and
 * whose own notActions do not. Assignments add up; a notAction subtracts only from its own permission, it denies
 * nothing that another assignment grants; what nobody grants is denied.
 */
export interface RolePermissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A role that Azure has in every tenant. */
export interface BuiltInRole {
  /** The GUID: what ARM calls the role definition's name. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  /** The page the action lists were read from, or 'assumed'. */
  readonly source: string;
  readonly permissions: readonly RolePermissions[];
}

export type Plane = 'actions' | 'dataActions';

const compiled = new Map<string, RegExp>();

/** Whether a pattern such as `Microsoft.SecurityInsights/*` + `/read` covers an action. `*` spans any text, slashes too. */
export function matchesAction(pattern: string, action: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    expression = new RegExp(`^${source}$`, 'i');
    compiled.set(pattern, expression);
  }
  return expression.test(action);
}

/** Whether one permission entry, by itself, allows the action. */
function entryAllows(entry: RolePermissions, action: string, plane: Plane = 'actions'): boolean {
  const granted = plane === 'actions' ? entry.actions : entry.dataActions;
  const withheld = plane === 'actions' ? entry.notActions : entry.notDataActions;
  return (
    granted.some((pattern) => matchesAction(pattern, action)) &&
    !withheld.some((pattern) => matchesAction(pattern, action))
  );
}

/** Whether any of the entries allows the action: none does means denied. */
export function entriesAllow(
  entries: readonly RolePermissions[],
  action: string,
  plane: Plane = 'actions',
): boolean {
  return entries.some((entry) => entryAllows(entry, action, plane));
}

/** A scope without doubled or trailing slashes, with one leading slash; letters keep their case. */
export function tidyScope(scope: string): string {
  return `/${scope
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
}

/**
 * Of the given grants, those that reach a scope. What does not depend on the scope is worked out once: a list of
 * thousands of resources is held against the same grants.
 */
export function reachOf<G extends { readonly scope: string }>(
  grants: readonly G[],
  ancestorsOf: (target: string) => readonly string[] = () => [],
): (target: string) => readonly G[] {
  const tidied = grants.map((grant) => ({ grant, scope: tidyScope(grant.scope).toLowerCase() }));
  return (target) => {
    const wanted = tidyScope(target).toLowerCase();
    const above = new Set(ancestorsOf(target).map((one) => tidyScope(one).toLowerCase()));
    return tidied
      .filter(
        ({ scope }) =>
          scope === '/' || scope === wanted || wanted.startsWith(`${scope}/`) || above.has(scope),
      )
      .map(({ grant }) => grant);
  };
}

/**
 * Whether a grant at `grantScope` reaches `target`: the same scope or one below, by whole segments, in any case.
 * `ancestors` are scopes above the target that its path does not spell (management groups).
 */
export const scopeCovers = (grantScope: string, target: string, ancestors: readonly string[] = []): boolean =>
  reachOf([{ scope: grantScope }], () => ancestors)(target).length > 0;
