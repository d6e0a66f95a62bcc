import { describe, expect, it } from 'vitest';
import type { PermissionEntry, RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { type Definitions, isWithin, roleName, spokenScope, sufficiencyOf } from './sufficient-roles.ts';

const group = '/subscriptions/S/resourceGroups/rg';
const armId = `${group}/providers/Microsoft.OperationalInsights/workspaces/soc`;
const root = '/providers/Microsoft.Management/managementGroups/T';
const entry = (actions: readonly string[], more: Partial<PermissionEntry> = {}): PermissionEntry => ({
  actions,
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...more,
});
const logs = 'Microsoft.OperationalInsights/workspaces';

/** Built-in ones as https://learn.microsoft.com/azure/role-based-access-control/built-in-roles has them, and own ones. */
const definitions = {
  '73c42c96-874c-492b-b04d-ab87d138a893': { name: 'Log Analytics Reader', permissions: [entry(['*/read'])] },
  'ab8e14d6-4a74-4a29-9ba8-549422addade': {
    name: 'Microsoft Sentinel Contributor',
    permissions: [
      entry(
        ['Microsoft.SecurityInsights/*', `${logs}/*/read`, `${logs}/query/read`, `${logs}/query/*/read`],
        {
          notActions: [`${logs}/query/ConfidentialWatchlist/*`],
        },
      ),
    ],
  },
  'data-reader': {
    name: 'Log Analytics Data Reader',
    permissions: [entry([`${logs}/query/read`], { dataActions: [`${logs}/tables/data/read`] })],
  },
  'incidents-alone': {
    name: 'Incidents',
    permissions: [entry(['Microsoft.SecurityInsights/incidents/read'])],
  },
  'one-table': {
    name: 'One table',
    permissions: [
      entry([
        `${logs}/query/read`,
        `${logs}/query/SecurityIncident/read`,
        'Microsoft.SecurityInsights/incidents/read',
      ]),
    ],
  },
  own: {
    name: 'Our readers',
    permissions: [entry([`${logs}/query/*`, 'Microsoft.SecurityInsights/*/read'])],
  },
  withheld: {
    name: 'Everything but queries',
    permissions: [entry(['*'], { notActions: [`${logs}/query/*`] })],
  },
  tags: { name: 'Tag Contributor', permissions: [entry(['Microsoft.Resources/tags/*'])] },
  closed: { couldNotLook: 'You may not read it.' },
} satisfies Definitions;

const held = (roleId: string, scope: string, more: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: `${scope}/${roleId}`,
  name: 'n',
  scope,
  roleId,
  createdOn: undefined,
  ...more,
});
const reader = '73c42c96-874c-492b-b04d-ab87d138a893';
const contributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade';
const of = { role: 'log-analytics-reader', armId } as const;

const [query, incidents, tables] = [
  `${logs}/query/read`,
  'Microsoft.SecurityInsights/incidents/read',
  `${logs}/query/*/read`,
];

describe('reading a workspace', () => {
  it.each([
    ['the role itself', [held(reader, armId)]],
    ['the role on a management group', [held(reader, root)]],
    ['the role through a group', [held(reader, armId, { group: 'g' })]],
    ['a wider role on the resource group', [held(contributor, group)]],
    ['a custom role that grants as much', [held('own', armId)]],
    ['two roles that do together', [held('data-reader', armId), held('incidents-alone', group)]],
  ])('is granted by %s', (_what, roles) => {
    expect(sufficiencyOf(roles, definitions, of)).toEqual({ is: 'enough', by: roles });
  });

  it.each([
    ['nothing', [], [query, incidents, tables]],
    ['a role about something else', [held('tags', armId)], [query, incidents, tables]],
    ['a role without incidents', [held('data-reader', armId)], [incidents]],
    ['a role on one table', [held('one-table', armId)], [tables]],
    ['a role that withholds queries', [held('withheld', armId)], [query, tables]],
    ['a role that is no more', [held('gone', armId)], [query, incidents, tables]],
  ])('is not granted by %s', (_what, roles, missing) => {
    const found = sufficiencyOf(roles, definitions, of);
    expect(found).toEqual({ is: 'lacking', held: roles, actions: missing });
  });

  it.each([
    ['another workspace', `${armId}-old`],
    ['something below it', `${armId}/tables/T`],
    ['another resource group', '/subscriptions/S/resourceGroups/rg2'],
  ])('is not granted by a role on %s', (_where, scope) => {
    expect(sufficiencyOf([held(reader, scope)], definitions, of)).toMatchObject({ is: 'lacking', held: [] });
  });

  it('is, where that very role is asked for, granted by no other', () => {
    const exactly = { ...of, exactly: true };
    expect(sufficiencyOf([held('own', armId)], definitions, exactly)).toEqual({
      is: 'lacking',
      held: [held('own', armId)],
      actions: [],
    });
    expect(sufficiencyOf([held(reader, group)], definitions, exactly).is).toBe('enough');
  });

  it('cannot be told where what a role grants cannot be read, unless another role is enough', () => {
    const closed = held('closed', armId);
    expect(sufficiencyOf([closed], definitions, of)).toEqual({
      is: 'unknown',
      because: 'You may not read it.',
    });
    expect(sufficiencyOf([closed, held('own', armId)], definitions, of)).toMatchObject({ is: 'enough' });
  });

  it('rests on its own assignment before a group’s, on a near one before a far one, on none that adds nothing', () => {
    const by = (...roles: RoleAssignment[]) => {
      const found = sufficiencyOf(roles, definitions, of);
      return found.is === 'enough' ? found.by : [];
    };
    const [own, through] = [held(reader, group), held(reader, armId, { group: 'g' })];
    expect(by(through, own)).toEqual([own]);
    expect(by(held(reader, root), own)).toEqual([own]);
    expect(by(held(contributor, armId), own)).toEqual([own]);
    const both = [held('data-reader', armId), held('incidents-alone', armId)];
    expect(by(held('tags', armId), ...both)).toEqual(both);
  });
});

describe('a role that writes', () => {
  it.each([
    ['sentinel-responder', 'enough'],
    ['sentinel-contributor', 'lacking'],
  ] as const)('%s is %s with what writes incidents alone', (role, is) => {
    const writers = {
      w: {
        name: 'Writers',
        permissions: [entry(['*/read', 'Microsoft.SecurityInsights/incidents/*'])],
      },
    };
    expect(sufficiencyOf([held('w', armId)], writers, { role, armId }).is).toBe(is);
    expect(sufficiencyOf([held(reader, armId)], definitions, { role, armId }).is).toBe('lacking');
  });

  it('is not guessed at where a role’s purpose is not written down here', () => {
    const vault = { role: 'key-vault-secrets-user', armId } as const;
    expect(sufficiencyOf([held('withheld', armId)], definitions, vault).is).toBe('lacking');
  });
});

describe('a role that grants no more than another', () => {
  const most = [entry(['*/read', `${logs}/search/action`], { notActions: [`${logs}/sharedKeys/read`] })];
  it.each([
    [
      'some of its reading',
      [entry([`${logs}/query/*/read`, 'Microsoft.SecurityInsights/incidents/read'])],
      true,
    ],
    [
      'reading tables as data',
      [entry([`${logs}/read`], { dataActions: [`${logs}/tables/data/read`] })],
      true,
    ],
    ['all it grants', most, true],
    ['what it withholds', [entry([`${logs}/sharedKeys/read`])], false],
    ['a pattern that reaches into what it withholds', [entry([`${logs}/*/read`])], false],
    ['a writing action', [entry([`${logs}/write`])], false],
    ['any action', [entry([`${logs}/query/*`])], false],
    [
      'other data',
      [entry([], { dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'] })],
      false,
    ],
  ])('%s: %s', (_what, narrow, is) => {
    expect(isWithin(narrow, most)).toBe(is);
  });
});

describe('the words for it', () => {
  it('names a role by what Azure calls it, and by its GUID where nobody says', () => {
    expect(roleName({ roleId: 'own' }, definitions)).toBe('Our readers');
    expect(roleName({ roleId: reader.toUpperCase() }, {})).toBe('Log Analytics Reader');
    expect(roleName({ roleId: 'closed' }, definitions)).toBe('closed');
  });

  it.each([
    ['/', 'the whole tenant'],
    [root, 'management group T'],
    ['/subscriptions/S', 'subscription S'],
    [group, `resource group rg (${group})`],
    [armId, `soc (${armId})`],
  ])('names the scope %s', (scope, spoken) => expect(spokenScope(scope)).toBe(spoken));
});
