import type { PracticeTenant } from '@sentinel-onboarding/practice';

/** A text that somebody in a tenant may choose freely, by the name of its field. */
const chosen: ReadonlySet<string> = new Set([
  'displayName',
  'givenName',
  'surname',
  'jobTitle',
  'description',
  'notes',
  'title',
  'roleName',
  'contentType',
  'subject',
  'labelName',
  'message',
  'adminConsentDisplayName',
  'adminConsentDescription',
  'userConsentDisplayName',
  'userConsentDescription',
]);
/** Lists of addresses that whoever registers an application may choose. */
const addresses: ReadonlySet<string> = new Set(['redirectUris', 'replyUrls']);

/** What a tenant holds once names of somebody's choice stand in every field that is somebody's to fill. */
export interface NamedContents {
  /** For `practiceTenant` and for the `practice` folder of a home. */
  readonly saved: string;
  /** Kind and field, each once. */
  readonly fields: readonly string[];
  readonly planted: ReadonlySet<string>;
}

/**
 * The same tenant with a name in every field that somebody in it may fill, each in turn, beginning with the one at
 * `from`. What Azure holds to letters and digits stays, for it is part of addresses; our own marks stay beside theirs.
 */
export function named(tenant: PracticeTenant, names: readonly string[], from = 0): NamedContents {
  const saved = JSON.parse(tenant.save()) as { changes: Record<string, Record<string, unknown>> };
  const fields = new Set<string>();
  const planted = new Set<string>();
  let drawn = from;
  const next = (field: string): string => {
    const name = names[drawn++ % names.length] as string;
    fields.add(field);
    planted.add(name);
    return name;
  };
  const through = (kind: string, value: unknown, key: string): unknown => {
    const field = `${kind} ${key}`;
    if (chosen.has(key) && (value === null || typeof value === 'string')) return next(field);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      const held = value.map((each: unknown) => through(kind, each, key));
      if (addresses.has(key)) return [...held, `https://reply.example/${next(field)}`];
      return key === 'tags' ? [...held, next(field), next(field)] : held;
    }
    const held = Object.entries(value).map(([name, each]) => [name, through(kind, each, name)] as const);
    const tags = key === 'tags' ? [1, 2].map(() => [next(field), next(field)] as const) : [];
    return Object.fromEntries([...held, ...tags]);
  };
  for (const [kind, objects] of Object.entries(tenant.state())) {
    const changes = (saved.changes[kind] ??= {});
    for (const [key, object] of Object.entries(objects)) {
      // Null is the time at which it was always there.
      changes[key] = [{ at: null, value: through(kind, object, '') }];
    }
  }
  return { saved: JSON.stringify(saved), fields: [...fields], planted };
}

/** What others have beside what a set-up made: credentials, a trust, a guest who owns it, a role of their own, a lock. */
export function withOthersThings(tenant: PracticeTenant): PracticeTenant {
  const { applications, servicePrincipals, users, workspaces } = tenant.state();
  const guest = Object.values(users).find(({ userType }) => userType === 'Guest');
  const [workspace] = Object.values(workspaces).filter(({ sentinel }) => sentinel.onboardingState);
  const role = '00000000-0000-4000-8000-0000000000aa';
  if (guest === undefined || workspace === undefined)
    throw new Error('a guest and a workspace with Sentinel');
  const scope = workspace.id.split('/providers/')[0] ?? '';
  const put = (kind: 'applications' | 'roleDefinitions' | 'locks', value: object) =>
    tenant.act({ do: 'put', kind, value: JSON.parse(JSON.stringify(value)) });
  put('roleDefinitions', {
    id: `/subscriptions/${workspace.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    name: role,
    roleName: 'Their role',
    description: 'Theirs',
    assignableScopes: [`/subscriptions/${workspace.subscriptionId}`],
    permissions: [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }],
  });
  put('locks', {
    id: `${scope}/providers/Microsoft.Authorization/locks/theirs`,
    name: 'theirs',
    scope,
    level: 'CanNotDelete',
    notes: 'Theirs',
  });
  for (const application of Object.values(applications)) {
    const { appId } = application;
    tenant.act({ do: 'add-credential', appId, displayName: 'Theirs' });
    const now = tenant.state().applications[application.id] ?? application;
    const trust = {
      id: `trust-${appId}`,
      name: 'theirs',
      issuer: 'https://issuer.example',
      audiences: ['api'],
    };
    put('applications', {
      ...now,
      owners: [...now.owners, guest.id],
      federatedCredentials: [
        ...now.federatedCredentials,
        { ...trust, subject: 'Theirs', description: 'Theirs' },
      ],
    });
    const principal = Object.values(servicePrincipals).find((each) => each.appId === appId);
    if (principal) tenant.act({ do: 'assign-role', scope, role, principalId: principal.id });
  }
  return tenant;
}
