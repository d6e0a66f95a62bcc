import { describe, expect, it } from 'vitest';
import { assignRole } from './assign-role.step.ts';

const armId = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const step = assignRole('sentinel-responder', { key: 'soc', armId, name: 'soc' });
const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const held = (roleId: string, scope: string) => ({
  id: `${scope}/a`,
  name: 'a',
  scope,
  roleId,
  createdOn: '2026-11-22T10:00:00Z',
});
const seen = (...roles: object[]) =>
  ({ held: roles, portal: 'https://portal.azure.com', at: '2026-11-22T10:00:00Z' }) as never;
const given = (rights: unknown = [{ actions: ['*'], notActions: [] }]) =>
  ({ principal: 'sp', appName: 'Dropzone', workspace: {}, rights }) as never;

describe('assign-role', () => {
  it.each([
    ['on the workspace', armId],
    ['on it, in another case', armId.toLowerCase()],
    ['on its resource group', '/subscriptions/s/resourcegroups/RG'],
    ['on its subscription', '/subscriptions/S'],
  ])('is met by the role %s', (_where, scope) => {
    expect(step.judge(seen(held(responder, scope)), given()).is).toBe('met');
  });

  it.each([
    ['another role', held('8d289c81-5878-46d4-8554-54e1e3d8b5cb', armId)],
    ['the role on a workspace whose name begins alike', held(responder, `${armId}-old`)],
    ['the role on something below', held(responder, `${armId}/providers/x/y/z`)],
  ])('is not met by %s', (_what, role) => {
    expect(step.judge(seen(role), given())).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'assign', what: 'Microsoft Sentinel Responder', where: 'soc' }],
    });
  });

  it.each([
    [
      'Contributor',
      [
        {
          actions: ['*'],
          notActions: ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/*/Delete'],
        },
      ],
    ],
    ['Reader', [{ actions: ['*/read'], notActions: [] }]],
    ['nothing', []],
  ])('%s may not assign roles and is told whom to ask', (_role, rights) => {
    const finding = step.judge(seen(), given(rights));
    expect(finding).toMatchObject({
      is: 'waiting',
      on: 'person',
      problem: { code: 'role-needs-someone-else' },
    });
    expect(JSON.stringify(finding)).toContain(`--scope ${armId}`);
  });

  it("where rights couldn't be checked, Azure is asked", () => {
    expect(step.judge(seen(), given({ couldNotLook: 'no' })).is).toBe('unmet');
  });
});
