import type { Contents } from '@sentinel-onboarding/practice';
import fc from 'fast-check';
import { apis, azureRoles } from '../catalogue/microsoft-ids.ts';
import type { Lab } from '../scenarios/lab.spec-kit.ts';

/** Where a role is assigned, from the workspace's point of view. */
const scopes = [
  'workspace',
  'resource group',
  'subscription',
  'management group',
  'root',
  'below',
  'other workspace',
  'other subscription',
] as const;
/** To whom, from the application's point of view. */
const holders = ['itself', 'a group', 'a group of a group', 'a group without it', 'somebody else'] as const;

const logs = 'Microsoft.OperationalInsights/workspaces';
const incidents = 'Microsoft.SecurityInsights/incidents/read';
const entry = (
  actions: readonly string[],
  notActions: readonly string[] = [],
  dataActions: readonly string[] = [],
) => ({ actions, notActions, dataActions, notDataActions: [] });

/** Roles that an organization might write itself, some of them not enough. */
const custom = {
  'reads all': [entry([`${logs}/query/*`, 'Microsoft.SecurityInsights/*/read'])],
  'reads all, in two parts': [entry([`${logs}/query/read`, `${logs}/query/*/read`]), entry([incidents])],
  'reads tables as data': [entry([`${logs}/query/read`, incidents], [], [`${logs}/tables/data/read`])],
  'queries alone': [entry([`${logs}/query/read`, `${logs}/query/*/read`])],
  'incidents alone': [entry([incidents])],
  'one table': [entry([`${logs}/query/read`, `${logs}/query/SecurityIncident/read`, incidents])],
  'all but queries': [entry(['*'], [`${logs}/query/*`])],
  'all but incidents': [entry(['*/read'], ['Microsoft.SecurityInsights/*/read'])],
} as const;

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const builtIn = {
  'Log Analytics Reader': azureRoles['log-analytics-reader'].id,
  'Sentinel Reader': azureRoles['sentinel-reader'].id,
  'Sentinel Responder': azureRoles['sentinel-responder'].id,
  'Sentinel Contributor': azureRoles['sentinel-contributor'].id,
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  'Log Analytics Data Reader': '3b03c2da-16b3-4a49-8834-0f8130efdd3b',
  'Playbook Operator': '51d6186e-6489-4900-b93f-92e23144cca5',
} as const;
type RoleName = keyof typeof custom | keyof typeof builtIn;
const roleNames = [...Object.keys(builtIn), ...Object.keys(custom)] as RoleName[];

const mostly = <Value>(usual: Value, ...others: readonly Value[]) =>
  fc.oneof(
    { weight: others.length * 11, arbitrary: fc.constant(usual) },
    ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
  );

const plot = fc.record({
  roles: fc.array(
    fc.record({
      scope: fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...scopes.slice(0, 5)) },
        { weight: 1, arbitrary: fc.constantFrom(...scopes) },
      ),
      holder: fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...holders.slice(0, 3)) },
        { weight: 1, arbitrary: fc.constantFrom(...holders) },
      ),
      role: fc.constantFrom(...roleNames),
    }),
    { minLength: 0, maxLength: 4, size: 'max' },
  ),
  application: mostly('there', 'deleted', 'disabled', 'without a service principal'),
  credential: mostly('valid', 'expired', 'removed'),
  consent: mostly('all', 'none', 'without Data.Read', 'without SecurityEvents.Read.All'),
  api: mostly('there', 'disabled'),
  workspace: mostly('there', 'gone', 'without Sentinel', 'private link alone'),
  /** An application of the same name that somebody else made, with everything this one may lack. */
  twin: fc.boolean(),
});

/** What a tenant is made of. */
export type Plot = typeof plot extends fc.Arbitrary<infer Value> ? Value : never;

/** The same plots from the same seed. */
export const plots = (count: number, seed: number): readonly Plot[] =>
  fc.sample(plot, { numRuns: count, seed });

const all = <K extends keyof Contents>(at: Lab, kind: K) =>
  Object.values(at.tenant.state()[kind] as unknown as Readonly<Record<string, Contents[K]>>);
const put = <K extends keyof Contents>(at: Lab, kind: K, value: Contents[K]) =>
  at.tenant.act({ do: 'put', kind, value: value as never });
const guid = (number: number) => `0a000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Makes a tenant in which everything is right into what a plot says. */
export function arrange(
  at: Lab,
  { clientId, workspace }: { clientId: string; workspace: string },
  of: Plot,
): void {
  const principal = all(at, 'servicePrincipals').find(({ appId }) => appId === clientId);
  const application = all(at, 'applications').find(({ appId }) => appId === clientId);
  if (!principal || !application) throw new Error('there is nothing to arrange');
  for (const { id, principalId } of all(at, 'roleAssignments'))
    if (principalId === principal.id) at.tenant.act({ do: 'remove', kind: 'roleAssignments', id });
  for (const [nth, { scope, holder, role }] of of.roles.entries())
    at.tenant.act({
      do: 'assign-role',
      scope: scopeOf(at, workspace, scope),
      principalId: holderOf(at, principal.id, holder, 10 * nth),
      role: roleOf(at, role),
    });
  if (of.twin) makeTwin(at, application, principal);
  breakConsent(at, principal.id, of.consent);
  breakCredential(at, application, of.credential);
  if (of.api === 'disabled') {
    const api = all(at, 'servicePrincipals').find(({ appId }) => appId === apis['log-analytics'].appId);
    if (api) put(at, 'servicePrincipals', { ...api, accountEnabled: false });
  }
  breakWorkspace(at, workspace, of.workspace);
  if (of.application === 'deleted') at.tenant.act({ do: 'delete-application', appId: clientId });
  if (of.application === 'disabled') at.tenant.act({ do: 'disable-application', appId: clientId });
  if (of.application === 'without a service principal')
    at.tenant.act({ do: 'remove', kind: 'servicePrincipals', id: principal.id });
}

function scopeOf(at: Lab, workspace: string, scope: (typeof scopes)[number]): string {
  const other = all(at, 'workspaces').find(({ id }) => id !== workspace)?.id ?? '';
  const where = {
    workspace,
    'resource group': workspace.split('/providers/')[0] ?? '',
    subscription: workspace.split('/resourceGroups/')[0] ?? '',
    'management group': `/providers/Microsoft.Management/managementGroups/${at.tenant.tenantId}`,
    root: '/',
    below: `${workspace}/tables/SecurityIncident`,
    'other workspace': other,
    'other subscription': other.split('/resourceGroups/')[0] ?? '',
  };
  return where[scope];
}

function holderOf(at: Lab, principal: string, holder: (typeof holders)[number], nth: number): string {
  const stranger = all(at, 'users').find(({ userType }) => userType === 'Guest')?.id ?? '';
  const group = (number: number, members: readonly string[]) => {
    const id = guid(nth + number);
    const more = { description: null, isAssignableToRole: false, activeRoles: [] };
    put(at, 'groups', { id, displayName: `Group ${nth + number}`, members, ...more });
    return id;
  };
  switch (holder) {
    case 'itself':
      return principal;
    case 'a group':
      return group(1, [stranger, principal]);
    case 'a group of a group':
      return group(1, [group(2, [principal])]);
    case 'a group without it':
      return group(1, [stranger]);
    case 'somebody else':
      return stranger;
  }
}

function roleOf(at: Lab, role: RoleName): string {
  if (role in builtIn) return builtIn[role as keyof typeof builtIn];
  const name = guid(1000 + Object.keys(custom).indexOf(role));
  put(at, 'roleDefinitions', {
    id: `/providers/Microsoft.Authorization/roleDefinitions/${name}`,
    name,
    roleName: role,
    description: '',
    assignableScopes: ['/'],
    permissions: custom[role as keyof typeof custom],
  });
  return name;
}

/** Somebody else's: the same name, the same consents, the same role, and none of it helps. */
function makeTwin(
  at: Lab,
  application: Contents['applications'],
  principal: Contents['servicePrincipals'],
): void {
  const twin = { id: guid(2001), appId: guid(2002) };
  put(at, 'applications', { ...application, ...twin, uniqueName: null, tags: [] });
  put(at, 'servicePrincipals', { ...principal, id: guid(2003), appId: twin.appId });
  for (const each of all(at, 'appRoleAssignments'))
    if (each.principalId === principal.id)
      put(at, 'appRoleAssignments', { ...each, id: `twin-${each.id}`, principalId: guid(2003) });
  const role = azureRoles['log-analytics-reader'].id;
  at.tenant.act({ do: 'assign-role', scope: '/', principalId: guid(2003), role });
}

function breakConsent(at: Lab, principal: string, consent: Plot['consent']): void {
  const gone =
    consent === 'without Data.Read'
      ? apis['log-analytics'].appId
      : consent === 'without SecurityEvents.Read.All'
        ? apis.graph.appId
        : undefined;
  for (const { id, principalId, resourceId } of all(at, 'appRoleAssignments')) {
    const api = all(at, 'servicePrincipals').find((each) => each.id === resourceId)?.appId;
    if (principalId === principal && (consent === 'none' || api === gone))
      at.tenant.act({ do: 'remove', kind: 'appRoleAssignments', id });
  }
}

function breakCredential(
  at: Lab,
  application: Contents['applications'],
  credential: Plot['credential'],
): void {
  const days = (count: number) => new Date(at.tenant.clock.now() + count * 86_400_000).toISOString();
  const changed = {
    valid: {},
    expired: { startDateTime: days(-200), endDateTime: days(-1) },
    removed: undefined,
  }[credential];
  const passwordCredentials = changed
    ? application.passwordCredentials.map((each) => ({ ...each, ...changed }))
    : [];
  put(at, 'applications', { ...application, passwordCredentials });
}

function breakWorkspace(at: Lab, armId: string, workspace: Plot['workspace']): void {
  const found = all(at, 'workspaces').find(({ id }) => id === armId);
  if (!found) throw new Error('there is no workspace to arrange');
  if (workspace === 'gone') at.tenant.act({ do: 'remove', kind: 'workspaces', id: armId.toLowerCase() });
  if (workspace === 'private link alone') put(at, 'workspaces', { ...found, privateQueriesOnly: true });
  if (workspace === 'without Sentinel')
    put(at, 'workspaces', { ...found, sentinel: { onboardingState: false, legacySolution: false } });
}
