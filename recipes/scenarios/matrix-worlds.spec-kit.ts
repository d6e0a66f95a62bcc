import {
  type Contents,
  type Fault,
  graphPermissions,
  type TenantName,
  type Weather,
} from '@sentinel-onboarding/practice';
import type { RunState } from '../../engine/journal/journal.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import { apis, azureRoles, giveRoles } from '../catalogue/microsoft-ids.ts';
import { recipes } from '../index.ts';
import { type Lab, lab } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];

type Given = Readonly<Record<string, AnswerValue>>;

/** How a tenant came to be what a check finds. */
interface Plot {
  readonly tenant: TenantName;
  /** A set-up comes before, with these answers. */
  readonly setUp?: Given;
  /** What happened out of band since. */
  readonly since?: (at: Lab) => void;
  /** The name of the workspace that is checked: soc-prod-neu, unless said. */
  readonly workspace?: string;
  /** Answers of the check. */
  readonly answers?: Given;
  /** A secret that is given with the check, made from the one that stands. */
  readonly pasted?: (standing: string) => string;
  /** Requests of the check that go wrong; each strikes always. */
  readonly struck?: readonly Fault[] | ((at: Lab) => readonly Fault[]);
  /** What else the weather is like during the check. */
  readonly weather?: Weather;
  /** Who checks, where not the admin: the application with its own credential and nothing else, or an automation. */
  readonly as?: 'itself' | 'automation';
}

/** What lasts: the successor of the retired permission, and a word on who decides over the workspace. */
const lasting = { graphAlerts: false, successorAlerts: true, accessModel: 'azure' } as const;

const connected = { tenant: 'fresh', setUp: lasting, answers: lasting } as const;
/** Reader: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

const struck = (kind: Fault['kind'], of: Omit<Fault, 'kind' | 'times'>): Fault => ({
  kind,
  times: 'always',
  ...of,
});

const all = <K extends keyof Contents>(at: Lab, kind: K) =>
  Object.values(at.tenant.state()[kind] as unknown as Record<string, Contents[K]>);
const workspaceOf = (at: Lab, called = 'soc-prod-neu') =>
  all(at, 'workspaces').find(({ name }) => name === called) as Contents['workspaces'];
const soc = (at: Lab) => workspaceOf(at);
const change = <K extends keyof Contents>(at: Lab, kind: K, value: Contents[K]) =>
  at.tenant.act({ do: 'put', kind, value: value as never });
const ours = (at: Lab) =>
  all(at, 'applications').find(({ displayName }) =>
    displayName.startsWith('Dropzone'),
  ) as Contents['applications'];

const me = (at: Lab) =>
  all(at, 'users').find(
    ({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName,
  ) as Contents['users'];

/** The admin may give roles through Role Based Access Control Administrator alone, and only those the condition names. */
const conditioned = (on: keyof typeof azureRoles) => (at: Lab) => {
  for (const each of all(at, 'roleAssignments').filter(({ principalId }) => principalId === me(at).id)) {
    change(at, 'roleAssignments', {
      ...each,
      roleDefinition: giveRoles[2] ?? '',
      condition: `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${azureRoles[on].id}}))`,
      conditionVersion: '2.0',
    });
    at.tenant.act({
      do: 'assign-role',
      scope: each.scope,
      role: reader,
      principalId: each.principalId,
    });
  }
};

const lock = (level: 'CanNotDelete' | 'ReadOnly') => (at: Lab) => {
  const scope = soc(at).id.split('/providers/')[0] ?? '';
  const id = `${scope}/providers/Microsoft.Authorization/locks/keep`;
  change(at, 'locks', { id, name: 'keep', scope, level, notes: null });
};

/** What the application declares is what people would grant, not what it needs itself. */
function declaredForPeople(at: Lab): void {
  const forPeople = ({ id }: { readonly id: string }) => ({ id, type: 'Scope' as const });
  change(at, 'applications', {
    ...ours(at),
    requiredResourceAccess: ours(at).requiredResourceAccess.map((api) => ({
      ...api,
      resourceAccess: api.resourceAccess.map(forPeople),
    })),
  });
}

/** Gives the automation one more application permission of Graph. */
function mayAlso(at: Lab, permission: string): void {
  const { clientId: appId } = at.tenant.automation;
  const graph = all(at, 'servicePrincipals').find((each) => each.appId === apis.graph.appId);
  const own = all(at, 'servicePrincipals').find((each) => each.appId === appId);
  const role = graphPermissions.appRoles.find(({ value }) => value === permission);
  if (!graph || !own || !role) throw new Error(`nobody can give ${permission}`);
  change(at, 'appRoleAssignments', {
    id: `given-${permission}`,
    appRoleId: role.id,
    principalId: own.id,
    principalType: 'ServicePrincipal',
    resourceId: graph.id,
    createdDateTime: new Date(at.tenant.clock.now()).toISOString(),
  });
}

/** Role and consent are gone, and the admin may neither give the one nor the other. */
function mayGiveNothing(at: Lab): void {
  const { act, admin } = { act: at.tenant.act.bind(at.tenant), admin: at.tenant.admin.userName };
  const id = me(at).id;
  for (const each of all(at, 'roleAssignments'))
    if (each.principalId === id || each.scope === soc(at).id)
      act({ do: 'remove', kind: 'roleAssignments', id: each.id.toLowerCase() });
  for (const subscription of all(at, 'subscriptions'))
    act({ do: 'assign-role', scope: `/subscriptions/${subscription.id}`, role: reader, principalId: id });
  act({ do: 'revoke-consent', appId: ours(at).appId });
  act({ do: 'deactivate-role', user: admin, role: 'globalAdministrator' });
  act({ do: 'activate-role', user: admin, role: 'cloudApplicationAdministrator' });
}

/** The application's role is gone from the workspace. */
function roleTaken(at: Lab): string {
  const principal = all(at, 'servicePrincipals').find(({ appId }) => appId === ours(at).appId)?.id ?? '';
  at.tenant.act({ do: 'remove-role', scope: soc(at).id, principalId: principal });
  return principal;
}

const above = (at: Lab): string => soc(at).id.split('/providers/')[0] ?? '';

/** It holds this instead, there; by itself, or through a group that it is in. */
const instead =
  (role: string, where: (at: Lab) => string, through: 'itself' | 'a group' = 'itself') =>
  (at: Lab): void => {
    let principalId = roleTaken(at);
    if (through === 'a group') {
      const group = {
        id: '0a000000-0000-4000-8000-000000000001',
        displayName: 'SOC readers',
        description: null,
        isAssignableToRole: false,
        members: [principalId],
        activeRoles: [],
      };
      change(at, 'groups', group);
      principalId = group.id;
    }
    at.tenant.act({ do: 'assign-role', scope: where(at), role, principalId });
  };

const subscriptionIs = (state: Contents['subscriptions']['state']) => (at: Lab) => {
  const found = all(at, 'subscriptions').find(({ id }) => id === soc(at).subscriptionId);
  change(at, 'subscriptions', { ...(found as Contents['subscriptions']), state });
};

const plots = {
  connected,
  'an owner wanted, and none there': {
    ...connected,
    since: (at) => change(at, 'applications', { ...ours(at), owners: [] }),
  },
  untouched: { tenant: 'fresh' },
  'clock two hours off': { ...connected, weather: { skew: 7200 } },
  'answers without a date': { ...connected, weather: { undated: true } },
  drifted: { tenant: 'drifted' },
  'condition names it': { tenant: 'fresh', since: conditioned('log-analytics-reader') },
  'condition names another': { tenant: 'fresh', since: conditioned('sentinel-contributor') },
  'lock against deletion': { tenant: 'fresh', since: lock('CanNotDelete') },
  'read-only lock': { tenant: 'fresh', since: lock('ReadOnly') },
  'private link alone': {
    ...connected,
    answers: { ...lasting, accessModel: 'unified' },
    since: (at) => change(at, 'workspaces', { ...soc(at), privateQueriesOnly: true }),
  },
  'without Sentinel': {
    ...connected,
    since: (at) =>
      change(at, 'workspaces', { ...soc(at), sentinel: { onboardingState: false, legacySolution: false } }),
  },
  'workspace without an id': {
    ...connected,
    since: (at) => change(at, 'workspaces', { ...soc(at), customerId: 'none' }),
  },
  'application switched off': {
    ...connected,
    since: (at) => at.tenant.act({ do: 'disable-application', appId: ours(at).appId }),
  },
  'declared for people': { ...connected, since: declaredForPeople },
  'may give nothing': { ...connected, since: mayGiveNothing },
  'may register nothing': {
    tenant: 'fresh',
    as: 'automation',
    since(at) {
      at.tenant.act({ do: 'revoke-consent', appId: at.tenant.automation.clientId });
      mayAlso(at, 'Directory.Read.All');
    },
  },
  'activation away': { tenant: 'pim-eligible' },
  'no eligibility': { tenant: 'consent-blocked' },
  'secrets forbidden': {
    tenant: 'secrets-forbidden',
    as: 'automation',
    since: (at) => mayAlso(at, 'Policy.Read.All'),
  },
  'a secret pasted with its end cut off': {
    ...connected,
    pasted: (standing) => `${standing.slice(0, -4)}zzzz`,
  },
  'role taken away': { ...connected, since: roleTaken },
  'a wider role above': {
    ...connected,
    since: instead(azureRoles['sentinel-contributor'].id, above),
  },
  'its role through a group': {
    ...connected,
    since: instead(azureRoles['log-analytics-reader'].id, (at) => soc(at).id, 'a group'),
  },
  'a wide role through a group': {
    ...connected,
    since: instead(azureRoles['sentinel-contributor'].id, above, 'a group'),
  },
  'another role, which is refused to be looked at': {
    ...connected,
    since: instead(azureRoles['sentinel-contributor'].id, above),
    struck: [struck('403', { host: 'arm', path: 'roleDefinitions' })],
  },
  'a role that is not enough': {
    ...connected,
    since: instead('51d6186e-6489-4900-b93f-92e23144cca5', (at) => soc(at).id),
  },
  'secret handed over': {
    ...connected,
    since(at) {
      for (const held of at.vault.values()) at.vault.set(held.handle, { ...held, value: undefined });
    },
  },
  'consent not in its token': {
    tenant: 'fresh',
    setUp: lasting,
    as: 'itself',
    since: (at) => at.tenant.act({ do: 'revoke-consent', appId: ours(at).appId }),
  },
  'no sign-in for the application': {
    ...connected,
    struck: [struck('500', { host: 'login', path: '/token', nth: 2 })],
  },
  'incidents refused': {
    ...connected,
    struck: [struck('403', { host: 'arm', path: 'SecurityInsights/incidents' })],
  },
  'no answer about incidents': {
    ...connected,
    struck: [struck('500', { host: 'arm', path: 'SecurityInsights/incidents' })],
  },
  'tickets wanted of a reader': {
    tenant: 'fresh',
    setUp: lasting,
    as: 'itself',
    answers: { ticketSync: true },
  },
  'no answer about what it may write': {
    tenant: 'fresh',
    setUp: { ...lasting, ticketSync: true },
    answers: { ...lasting, ticketSync: true },
    struck: [struck('500', { host: 'arm', path: 'Microsoft.Authorization/permissions', nth: 2 })],
  },
  'workspace gone meanwhile': {
    ...connected,
    // Onboarding and rights are read first, by the same path.
    struck: [struck('404-lag', { host: 'arm', method: 'GET', path: '/workspaces/soc-prod-neu', nth: 3 })],
  },
  'Sentinel not to be looked at': {
    ...connected,
    struck: [struck('403', { host: 'arm', path: '/onboardingStates/' })],
  },
  'provider not registered': {
    ...connected,
    since: (at) =>
      change(at, 'providerRegistrations', {
        id: `${soc(at).subscriptionId}/Microsoft.SecurityInsights`.toLowerCase(),
        subscriptionId: soc(at).subscriptionId,
        namespace: 'Microsoft.SecurityInsights',
        state: 'Unregistered',
      }),
  },
  'providers refused': {
    ...connected,
    struck: (at) => [
      struck('403', { host: 'arm', path: `/subscriptions/${soc(at).subscriptionId}/providers/` }),
    ],
  },
  "a customer's workspace": { tenant: 'delegated', workspace: 'soc-lamna-weu' },
  "a partner's administrator": { tenant: 'managed-by-partner' },
  'no token for a partner': {
    tenant: 'managed-by-partner',
    struck: [struck('500', { host: 'graph', path: '/$batch' })],
  },
  'subscription Disabled': { ...connected, since: subscriptionIs('Disabled') },
  'subscription Warned': { ...connected, since: subscriptionIs('Warned') },
  'subscription PastDue': { ...connected, since: subscriptionIs('PastDue') },
  'its own credential': { tenant: 'fresh', setUp: lasting, as: 'itself' },
  'application refused': {
    ...connected,
    struck: [
      struck('403', { host: 'logs' }),
      struck('403', { host: 'arm', path: 'SecurityInsights/incidents' }),
      struck('403', { host: 'graph', path: '/security/' }),
    ],
  },
  'a query that does not run': {
    ...connected,
    answers: { ...lasting, kqlQueries: ['NoSuchTable | take 1'] },
  },
  'no answer to the application': {
    ...connected,
    struck: [
      struck('500', { host: 'logs' }),
      struck('500', { host: 'arm', path: 'SecurityInsights/incidents' }),
      struck('500', { host: 'graph', path: '/security/' }),
    ],
  },
  'Graph out of order': { ...connected, struck: [struck('500', { host: 'graph', path: '/$batch' })] },
  'Graph refuses principals': {
    ...connected,
    struck: [struck('403', { host: 'graph', path: '/servicePrincipals' })],
  },
  'Graph refuses from then on': {
    ...connected,
    struck: [struck('403', { host: 'graph', path: '/$batch', nth: 2 })],
  },
  'Azure out of order': {
    ...connected,
    struck: [struck('500', { host: 'arm', method: 'GET', path: '/workspaces/soc-prod-neu' })],
  },
  'Azure refuses parts': {
    ...connected,
    struck: [
      struck('403', { host: 'arm', path: '/roleAssignments' }),
      struck('403', { host: 'arm', path: 'Microsoft.ResourceGraph', nth: 2 }),
    ],
  },
  'roles refused': {
    tenant: 'fresh',
    struck: [
      struck('403', { host: 'arm', path: '/roleAssignments' }),
      struck('403', { host: 'arm', path: '/locks' }),
    ],
  },
} satisfies Readonly<Record<string, Plot>>;

export type WorldName = keyof typeof plots;

const seen = new Map<WorldName, Promise<RunState>>();

/** What a check of that world finds; looked at once, whoever asks. */
export function checked(name: WorldName): Promise<RunState> {
  const known = seen.get(name) ?? check(plots[name]);
  seen.set(name, known);
  return known;
}

async function check(plot: Plot): Promise<RunState> {
  const at = lab(plot.tenant);
  if (plot.setUp) await (await at.open()).run(recipe, 'set-up', { answers: plot.setUp });
  plot.since?.(at);
  const application = plot.tenant === 'drifted' ? { application: ours(at).appId } : {};
  if (plot.weather) at.tenant.setWeather(plot.weather);
  const process = await at.open(plot.as ? { as: credentialOf(at, plot.as) } : {});
  const faults = typeof plot.struck === 'function' ? plot.struck(at) : (plot.struck ?? []);
  at.tenant.setWeather({ ...plot.weather, faults });
  const standing = at.tenant.issued().findLast(({ kind }) => kind === 'client-secret')?.value ?? '';
  const { picture } = await process.run(recipe, 'verify', {
    ...(plot.pasted ? { secretAnswers: { clientSecret: new Secret(plot.pasted(standing)) } } : {}),
    answers: { workspace: [workspaceOf(at, plot.workspace).id], ...application, ...plot.answers },
    known: application,
  });
  return picture;
}

function credentialOf(at: Lab, who: 'itself' | 'automation') {
  if (who === 'automation') return at.tenant.automation;
  const made = at.tenant.issued().findLast(({ kind }) => kind === 'client-secret');
  return { clientId: ours(at).appId, clientSecret: made?.value ?? '' };
}
