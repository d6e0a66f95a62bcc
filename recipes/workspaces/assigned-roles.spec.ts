import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { after, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { assignmentName, recognized, whoseRole } from './assigned-roles.ts';

const scope = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/Soc';
const roleId = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const otherRole = '8d289c81-5878-46d4-8554-54e1e3d8b5cb';
const wanted = { scope, principal: 'sp', roleId };
const uuidFor = (name: string) => `uuid of ${name}`;
const name = `uuid of ${scope.toLowerCase()}|sp|${roleId}`;
const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/a`;
const held = (of: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id,
  name,
  scope,
  roleId,
  createdOn: intent,
  ...of,
});

describe('the name of an assignment', () => {
  it('is made from scope, principal and role, whatever case the scope is written in', () => {
    expect(assignmentName(uuidFor, wanted)).toBe(name);
    expect(assignmentName(uuidFor, { ...wanted, scope: scope.toUpperCase() })).toBe(name);
    expect(assignmentName(uuidFor, { ...wanted, principal: 'another' })).not.toBe(name);
    expect(assignmentName(uuidFor, { ...wanted, roleId: otherRole })).not.toBe(name);
  });
});

describe('an assignment of a run that was cut off', () => {
  const of = (...roles: RoleAssignment[]) => recognized(begunOf({}), roles, name, wanted);

  it.each([
    ['as it was sent', {}],
    [
      'with its ids in another case',
      { name: name.toUpperCase(), scope: scope.toLowerCase(), roleId: roleId.toUpperCase() },
    ],
  ])('is ours under our name and born then, %s', (_how, part) => {
    expect(of(held({ id: 'other', roleId: otherRole }), held(part))).toEqual({
      receipt: { made: { kind: 'role-assignment', id }, owned: true },
    });
  });

  it.each([
    ['under another name', { name: 'made-in-the-portal' }],
    ['from before', { createdOn: after(-60_000) }],
    ['from later', { createdOn: after(600_000) }],
    ['that does not say when', { createdOn: undefined }],
  ])('one %s is not', (_what, part) => {
    expect(of(held(part))).toBe('not-ours');
  });

  it.each([
    ['another role', { roleId: otherRole }],
    ['the role above', { scope: '/subscriptions/S' }],
    ['the role on another workspace', { scope: `${scope}-old` }],
    ['the role of a group', { group: 'g' }],
  ])('%s is none', (_what, part) => {
    expect(of(held(part))).toBe('never-happened');
  });
});

describe('whose an assignment is', () => {
  const standing = { name, scope, roleId, principalId: 'sp' };
  const whose = (
    of: { found?: Partial<typeof standing> | null; named?: string; principal?: string | null } = {},
  ) => {
    const { found = {}, named = id, principal = 'sp' } = of;
    const roleSurvey = {
      standing: async (asked: string) => (found && asked === named ? { ...standing, ...found } : undefined),
    };
    const { tools } = toolsOf({ answers: { roleSurvey } });
    const { microsoft } = tools as { microsoft: Parameters<typeof whoseRole>[1] };
    return whoseRole({ kind: 'role-assignment', id: named }, microsoft, uuidFor, {
      ...wanted,
      principal: principal ?? undefined,
    });
  };

  it('ours gives what is wanted, to our principal, under the name made from that', async () => {
    expect(await whose()).toEqual({ is: 'ours' });
    expect(await whose({ found: { scope: scope.toLowerCase(), roleId: roleId.toUpperCase() } })).toEqual({
      is: 'ours',
    });
  });

  it.each([
    ['another role', { roleId: otherRole, name: `uuid of ${scope.toLowerCase()}|sp|${otherRole}` }],
    ['it somewhere else', { scope: '/subscriptions/S', name: `uuid of /subscriptions/s|sp|${roleId}` }],
    ['it under another name', { name: 'made-in-the-portal' }],
    ['it to another principal', { principalId: 'x', name: `uuid of ${scope.toLowerCase()}|x|${roleId}` }],
    ['another role under the name of ours', { roleId: otherRole }],
    ['it above under the name of ours', { scope: '/subscriptions/S' }],
    ['it to another under the name of ours', { principalId: 'x' }],
  ])('one that gives %s is not', async (_what, found) => {
    expect(await whose({ found })).toEqual({ is: 'not-ours' });
  });

  it('where the principal is gone, the name alone tells', async () => {
    expect(await whose({ principal: null })).toEqual({ is: 'ours' });
    expect(await whose({ principal: null, found: { principalId: 'x' } })).toEqual({ is: 'not-ours' });
  });

  it('one that does not stand is gone', async () => {
    expect(await whose({ found: null })).toEqual({ is: 'gone' });
  });

  it.each([scope, `${id}/more`, `${scope}/providers/Microsoft.Authorization/roleDefinitions/a`, ''])(
    'what is no assignment is not looked at: %s',
    async (named) => {
      expect(await whose({ named })).toEqual({ is: 'not-ours' });
    },
  );

  it('an assignment is one in any case of its path', async () => {
    expect(await whose({ named: id.toLowerCase() })).toEqual({ is: 'ours' });
  });
});

it('an assignment may have a name of any length', async () => {
  const standing = async () => ({ name, scope, roleId, principalId: 'sp' });
  const { tools } = toolsOf({ answers: { roleSurvey: { standing } } });
  const { microsoft } = tools as { microsoft: Parameters<typeof whoseRole>[1] };
  const long = {
    kind: 'role-assignment',
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/abcdef`,
  };
  expect(await whoseRole(long, microsoft, uuidFor, { scope, principal: 'sp', roleId })).toEqual({
    is: 'ours',
  });
});
