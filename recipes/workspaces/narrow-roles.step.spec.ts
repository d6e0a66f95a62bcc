import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { narrowRoles } from './narrow-roles.step.ts';

const workspace = (name: string) => ({
  key: name,
  name,
  armId: `/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/${name}`,
});
const soc = workspace('soc');
const step = narrowRoles('sentinel-responder', [soc, workspace('dev'), workspace('soc-west')]);
const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const nameOn = (scope: string) => `uuid of ${scope.toLowerCase()}|sp|${responder}`;
const assignment = (scope: string, of: Partial<RoleAssignment> = {}) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/a`,
  name: nameOn(scope),
  scope,
  roleId: responder,
  createdOn: intent,
  role: 'Owner',
  ...of,
});

describe('narrow-roles, after it was cut off', () => {
  const recognized = (change: object, seen: object) =>
    step.recognize?.(
      begunOf(change),
      {
        held: [],
        extras: [],
        names: { [`${soc.armId} ${responder}`]: nameOn(soc.armId) },
        portal: '',
        ...seen,
      } as never,
      {} as never,
    );

  it('the role on that workspace is ours under our name, and no other', () => {
    const assign = { verb: 'assign', what: 'Microsoft Sentinel Responder', where: 'soc' };
    const held = assignment(soc.armId);
    expect(recognized(assign, { held: [held] })).toEqual({
      receipt: { made: { kind: 'role-assignment', id: held.id }, owned: true },
    });
    expect(recognized(assign, { held: [{ ...held, name: 'by-hand' }] })).toBe('not-ours');
    expect(recognized(assign, { held: [assignment('/subscriptions/S')] })).toBe('never-happened');
    expect(recognized({ ...assign, where: 'dev' }, { held: [held] })).toBe('never-happened');
    expect(recognized({ ...assign, what: 'Owner' }, { held: [held] })).toBe('never-happened');
  });

  it.each([
    ['the whole tenant', '/'],
    ['management group corp', '/providers/Microsoft.Management/managementGroups/corp'],
    ['subscription S', '/subscriptions/S'],
    ['resource group rg (/subscriptions/S/resourceGroups/rg)', '/subscriptions/S/resourceGroups/rg'],
    [`soc (${soc.armId})`, soc.armId],
  ])('a wide role that still stands on %s was not removed', (where, scope) => {
    const revoke = { verb: 'revoke', what: 'Owner', where };
    expect(recognized(revoke, { extras: [assignment(scope)] })).toBe('never-happened');
  });

  it.each([
    ['nothing', []],
    [
      'another role there',
      [assignment('/subscriptions/S', { roleId: 'r' })].map((each) => ({ ...each, role: 'Reader' })),
    ],
    ['the role elsewhere', [assignment('/subscriptions/T')]],
  ])('where %s stands the wide role is gone, and nothing is known of how it was', (_what, extras) => {
    expect(recognized({ verb: 'revoke', what: 'Owner', where: 'subscription S' }, { extras })).toEqual({
      receipt: { made: { kind: 'nothing', id: 'Owner' }, owned: true, lost: 'Owner on subscription S' },
    });
  });
});

describe('whose a role is', () => {
  const whose = (made: object, given: object, found?: object) => {
    const standing = async () => found as never;
    const { tools } = toolsOf({ given, answers: { roleSurvey: { standing } } });
    return step.whose?.({ made: made as never, owned: true }, tools);
  };
  const given = { principal: 'sp' };
  const { id, ...ours } = { ...assignment(soc.armId), principalId: 'sp' };

  it('one that was removed goes back to our own principal and to nobody else', async () => {
    const removed = { kind: 'removed-role', id: 'a', of: 'role sp' };
    expect(await whose(removed, given)).toEqual({ is: 'ours' });
    expect(await whose({ ...removed, of: 'role another' }, given)).toEqual({ is: 'not-ours' });
    expect(await whose({ ...removed, of: 'sp' }, given)).toEqual({ is: 'not-ours' });
  });

  it('one that was given is ours on a picked workspace, in any case of its path', async () => {
    expect(await whose({ kind: 'role-assignment', id }, given, ours)).toEqual({ is: 'ours' });
    expect(await whose({ kind: 'role-assignment', id: id.toLowerCase() }, given, ours)).toEqual({
      is: 'ours',
    });
    expect(await whose({ kind: 'role-assignment', id }, { principal: 'another' }, ours)).toEqual({
      is: 'not-ours',
    });
    expect(await whose({ kind: 'role-assignment', id }, given)).toEqual({ is: 'gone' });
  });

  it.each([
    ['is picked, where the name of another begins alike', `${soc.armId}-west`, 'ours'],
    ['is not picked, where the name of one that is begins alike', `${soc.armId}-old`, 'not-ours'],
    ['is above', '/subscriptions/S', 'not-ours'],
  ])('on a scope that %s', async (_what, scope, is) => {
    const elsewhere = assignment(scope);
    const found = { ...elsewhere, principalId: 'sp' };
    expect(await whose({ kind: 'role-assignment', id: elsewhere.id }, given, found)).toEqual({ is });
  });
});

describe('undoing what was narrowed', () => {
  const undo = async (made: { kind: string; id: string; of?: string }) => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made, owned: true }, tools);
    return sent;
  };

  it('removes the role that was given', async () => {
    expect(await undo({ kind: 'role-assignment', id: 'a' })).toEqual([['roles.remove', 'a']]);
  });

  it.each(['roleAssignments', 'roleassignments'])(
    'assigns again what was removed, as it was: %s',
    async (spelled) => {
      const id = `/subscriptions/S/providers/Microsoft.Authorization/${spelled}/n`;
      expect(await undo({ kind: 'removed-role', id, of: 'owner sp' })).toEqual([
        ['roles.assign', { scope: '/subscriptions/S', name: 'n', roleId: 'owner', principalId: 'sp' }],
      ]);
    },
  );

  it('sends nothing where nothing was done', async () => {
    expect(await undo({ kind: 'nothing', id: 'Owner' })).toEqual([]);
  });
});

describe('roles that were chosen in addition', () => {
  const reader = '8d289c81-5878-46d4-8554-54e1e3d8b5cb';
  const contributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade';
  const both = narrowRoles('sentinel-reader', [soc], ['sentinel-contributor']);
  const grants = (name: string, actions: readonly string[]) => ({
    name,
    permissions: [{ actions, notActions: [] }],
  });
  const definitions: Readonly<Record<string, object>> = {
    [reader]: grants('Microsoft Sentinel Reader', ['Microsoft.SecurityInsights/incidents/read']),
    [contributor]: grants('Microsoft Sentinel Contributor', ['Microsoft.SecurityInsights/*']),
    own: grants('Watchlist editor', ['Microsoft.SecurityInsights/watchlists/write']),
  };
  const held = (id: string, roleId: string, scope = soc.armId) => ({ ...assignment(scope, { roleId }), id });
  const judged = async (of: typeof both, roles: readonly object[], held: readonly string[] = ['soc']) => {
    const given = {
      principal: 'sp',
      ...Object.fromEntries(held.map((key) => [`role ${key}`, { role: '', assignmentId: '', scope: '' }])),
    };
    const { tools } = toolsOf({
      given,
      answers: {
        servicePrincipals: { groups: async () => [] },
        roles: { heldBy: async () => roles as never },
        roleSurvey: {
          heldAnywhere: async () => [],
          definition: async (_scope, id) => definitions[id] as never,
        },
      },
    });
    const seen = { ...(await of.look(tools)), portal: '' };
    const finding = of.judge(seen as never, given as never);
    return {
      is: finding.is,
      changes: 'changes' in finding ? finding.changes.map((each) => [each.verb, each.what, each.where]) : [],
    };
  };
  const roles = [held('r', reader), held('c', contributor)];

  it('are not too much on the workspace, and are where they were not chosen', async () => {
    expect(await judged(both, roles)).toEqual({ is: 'met', changes: [] });
    expect(await judged(narrowRoles('sentinel-reader', [soc]), roles)).toEqual({
      is: 'unmet',
      changes: [['revoke', 'Microsoft Sentinel Contributor', `soc (${soc.armId})`]],
    });
  });

  it('make room for a role of the organization’s own that grants no more than one of them', async () => {
    expect(await judged(both, [...roles, held('o', 'own')])).toEqual({ is: 'met', changes: [] });
    expect(
      (await judged(narrowRoles('sentinel-reader', [soc]), [held('r', reader), held('o', 'own')])).is,
    ).toBe('unmet');
  });

  it('are assigned on the workspace before the one above it is removed, which is too much all the same', async () => {
    const above = [held('r', reader), held('c', contributor, '/subscriptions/S')];
    expect(await judged(both, above, ['soc', 'soc:sentinel-contributor'])).toEqual({
      is: 'unmet',
      changes: [
        ['assign', 'Microsoft Sentinel Contributor', 'soc'],
        ['revoke', 'Microsoft Sentinel Contributor', 'subscription S'],
      ],
    });
  });

  it('are assigned, recognized and known as ours by the role that the change names', async () => {
    const change = { verb: 'assign', what: 'Microsoft Sentinel Contributor', where: 'soc' } as const;
    const name = `uuid of ${soc.armId.toLowerCase()}|sp|${contributor}`;
    const ours = { ...held('c', contributor), name, principalId: 'sp' };
    const id = `${soc.armId}/providers/Microsoft.Authorization/roleAssignments/c`;
    const { tools, sent } = toolsOf({
      given: { principal: 'sp' },
      answers: {
        roles: {
          assign: async (of) => {
            sent.push([of]);
            return { id, created: true };
          },
        },
        roleSurvey: { standing: async () => ours as never },
      },
    });
    await both.apply?.(change as never, tools);
    expect(sent).toEqual([[{ scope: soc.armId, name, roleId: contributor, principalId: 'sp' }]]);
    const seen = { held: [ours], extras: [], names: { [`${soc.armId} ${contributor}`]: name }, portal: '' };
    expect(both.recognize?.(begunOf(change), seen as never, {} as never)).toMatchObject({
      receipt: { owned: true },
    });
    expect(await both.whose?.({ made: { kind: 'role-assignment', id }, owned: true }, tools)).toEqual({
      is: 'ours',
    });
    expect(await step.whose?.({ made: { kind: 'role-assignment', id }, owned: true }, tools)).toEqual({
      is: 'not-ours',
    });
  });
});

it('a role on a workspace that is picked no more was not given by this run', () => {
  const gone = begunOf({ verb: 'assign', what: 'Microsoft Sentinel Responder', where: 'gone' });
  const seen = { held: [assignment(soc.armId)], extras: [], names: {}, portal: '' };
  expect(step.recognize?.(gone, seen as never, {} as never)).toBe('never-happened');
});
