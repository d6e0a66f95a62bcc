import type { Contents, TenantState } from '@sentinel-onboarding/practice';

/**
 * Whether a connection works, decided from what a practice tenant holds and from nothing of this product: it reads no
 * address, asks no API and shares no judgement with a recipe, so that a slip in either is a disagreement of the two.
 */
export interface Connection {
  readonly clientId: string;
  /** The credential that the vendor was given. */
  readonly keyId: string;
  /** ARM ID of the workspace. */
  readonly workspace: string;
  /** Permissions it reads with, by the API's client ID and the permission's value. */
  readonly permissions: readonly (readonly [api: string, value: string])[];
}

/** What stands in the way, in words; none where it works. `now` is milliseconds since 1970. */
export function obstacles(state: TenantState, of: Connection, now: number): readonly string[] {
  const application = list(state, 'applications').find(({ appId }) => appId === of.clientId);
  const principal = list(state, 'servicePrincipals').find(({ appId }) => appId === of.clientId);
  const workspace = list(state, 'workspaces').find(({ id }) => equal(id, of.workspace));
  return [
    ...(application ? [] : ['the application is gone']),
    ...(principal ? [] : ['its service principal is gone']),
    ...(principal && !principal.accountEnabled ? ['it is disabled'] : []),
    ...(hasCredential(application, of.keyId, now) ? [] : ['its credential does not hold']),
    ...of.permissions.flatMap(([api, value]) => permissionFault(state, principal?.id, api, value)),
    ...workspaceFaults(workspace),
    ...(principal ? rightFaults(state, principal.id, of.workspace) : []),
  ];
}

const list = <K extends keyof Contents>(state: TenantState, kind: K): readonly Contents[K][] =>
  Object.values(state[kind] as Readonly<Record<string, Contents[K]>>);
const equal = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function hasCredential(application: Contents['applications'] | undefined, keyId: string, now: number) {
  const found = application?.passwordCredentials.find((each) => each.keyId === keyId);
  return found !== undefined && Date.parse(found.endDateTime) > now;
}

function permissionFault(
  state: TenantState,
  principalId: string | undefined,
  api: string,
  value: string,
): readonly string[] {
  const resource = list(state, 'servicePrincipals').find(({ appId }) => appId === api);
  if (!resource) return [`nobody here has used the API of ${value}`];
  if (!resource.accountEnabled) return [`the API of ${value} is disabled`];
  const role = resource.appRoles.find((each) => each.value === value && each.isEnabled);
  const isGranted = list(state, 'appRoleAssignments').some(
    (each) =>
      each.principalId === principalId && each.resourceId === resource.id && each.appRoleId === role?.id,
  );
  return role && isGranted ? [] : [`nobody has consented to ${value}`];
}

function workspaceFaults(workspace: Contents['workspaces'] | undefined): readonly string[] {
  if (!workspace) return ['the workspace is gone'];
  const { onboardingState, legacySolution } = workspace.sentinel;
  return [
    ...(onboardingState || legacySolution ? [] : ['Microsoft Sentinel is off']),
    ...(workspace.privateQueriesOnly ? ['it is queried through a private link alone'] : []),
  ];
}

type Permissions = Contents['roleDefinitions']['permissions'];

/**
 * What a reader of a workspace does: it opens a query, reads any table in it, and lists incidents. Tables are read as a
 * right on the workspace or as data. The table has a name that no role mentions.
 */
function rightFaults(state: TenantState, principalId: string, workspace: string): readonly string[] {
  const mine = withGroups(state, principalId);
  const entries = list(state, 'roleAssignments')
    .filter((each) => mine.has(each.principalId) && reaches(state, each.scope, workspace))
    .flatMap(({ roleDefinition }) => permissionsOf(state, roleDefinition));
  const may = (plane: 'actions' | 'dataActions', action: string) =>
    entries.some(
      (entry) =>
        entry[plane].some((pattern) => covers(pattern, action)) &&
        !entry[plane === 'actions' ? 'notActions' : 'notDataActions'].some((pattern) =>
          covers(pattern, action),
        ),
    );
  const logs = 'Microsoft.OperationalInsights/workspaces';
  return [
    ...(may('actions', `${logs}/query/read`) ? [] : ['it may not query']),
    ...(may('actions', `${logs}/query/AnyTable_CL/read`) || may('dataActions', `${logs}/tables/data/read`)
      ? []
      : ['it may not read tables']),
    ...(may('actions', 'Microsoft.SecurityInsights/incidents/read') ? [] : ['it may not list incidents']),
  ];
}

/** The principal and every group around it. */
function withGroups(state: TenantState, principalId: string): ReadonlySet<string> {
  const mine = new Set([principalId]);
  for (let before = 0; before < mine.size; ) {
    before = mine.size;
    for (const { id, members } of list(state, 'groups'))
      if (members.some((each) => mine.has(each))) mine.add(id);
  }
  return mine;
}

function reaches(state: TenantState, scope: string, workspace: string): boolean {
  const tenant = Object.keys(state.tenant)[0] ?? '';
  const above = workspace.toLowerCase().split('/');
  const paths = above.map((_, at) => above.slice(0, at + 1).join('/'));
  const roots = ['/', `/providers/Microsoft.Management/managementGroups/${tenant}`];
  return [...roots, ...paths.filter((path) => path !== '')].some((each) => equal(each, scope));
}

function permissionsOf(state: TenantState, role: string): Permissions {
  const own = list(state, 'roleDefinitions').find(({ name }) => equal(name, role));
  return own?.permissions ?? builtIn[role.toLowerCase()] ?? [];
}

/** A pattern's pieces stand in the action in their order, the first at its beginning and the last at its end. */
function covers(pattern: string, action: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  if (others.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = others.pop() ?? '';
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

const permission = (
  actions: readonly string[],
  notActions: readonly string[] = [],
  dataActions: readonly string[] = [],
): Permissions => [{ actions, notActions, dataActions, notDataActions: [] }];
const logs = 'Microsoft.OperationalInsights/workspaces';
const sentinel = 'Microsoft.SecurityInsights';
const watchlists = [`${sentinel}/ConfidentialWatchlists/*`, `${logs}/query/ConfidentialWatchlist/*`];

/**
 * What of built-in roles concerns reading a workspace, read from
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles a third time, for this alone.
 */
const builtIn: Readonly<Record<string, Permissions>> = {
  // Owner, Contributor, Reader, User Access Administrator
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': permission(['*']),
  'b24988ac-6180-42a0-ab88-20f7382dd24c': permission(['*'], ['Microsoft.Authorization/*/Write']),
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': permission(['*/read']),
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': permission(['*/read', 'Microsoft.Authorization/*']),
  // Log Analytics Reader, Log Analytics Contributor, Log Analytics Data Reader, Monitoring Reader
  '73c42c96-874c-492b-b04d-ab87d138a893': permission(['*/read'], [`${logs}/sharedKeys/read`]),
  '92aaf0da-9dab-42b6-94a3-d43ce8d16293': permission(['*/read', 'Microsoft.OperationalInsights/*']),
  '3b03c2da-16b3-4a49-8834-0f8130efdd3b': permission(
    [`${logs}/query/read`, `${logs}/read`],
    [],
    [`${logs}/tables/data/read`],
  ),
  '43d0d8ad-25c7-4714-9337-8ba259a9fe05': permission(['*/read']),
  // Microsoft Sentinel Reader, Responder, Contributor, Playbook Operator
  '8d289c81-5878-46d4-8554-54e1e3d8b5cb': permission([`${sentinel}/*/read`, `${logs}/*/read`], watchlists),
  '3e150937-b8fe-4cfb-8069-0eaf05ecd056': permission([`${sentinel}/*/read`, `${logs}/*/read`], watchlists),
  'ab8e14d6-4a74-4a29-9ba8-549422addade': permission([`${sentinel}/*`, `${logs}/*/read`], watchlists),
  '51d6186e-6489-4900-b93f-92e23144cca5': permission(['Microsoft.Logic/workflows/read']),
};
