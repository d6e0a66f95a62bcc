import { describe, expect, it } from 'vitest';
import { after, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { assignMoreRole, assignRole } from './assign-role.step.ts';

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
const seen = (...roles: object[]) => seenWith({}, ...roles);
const seenWith = (definitions: object, ...roles: object[]) =>
  ({ held: roles, definitions, portal: 'https://portal.azure.com', at: '2026-11-22T10:00:00Z' }) as never;
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

describe('whose the role on a workspace is', () => {
  const name = `uuid of ${armId.toLowerCase()}|sp|${responder}`;
  const id = `${armId}/providers/Microsoft.Authorization/roleAssignments/a`;
  const ours = { id, name, scope: armId, roleId: responder, createdOn: intent };

  it('after a cut, the one under our name that was born then, held by this principal', () => {
    const recognized = (...roles: object[]) =>
      step.recognize?.(
        begunOf({ verb: 'assign' }),
        { ...(seen(...roles) as object), name } as never,
        given(),
      );
    expect(recognized(ours)).toEqual({ receipt: { made: { kind: 'role-assignment', id }, owned: true } });
    expect(recognized({ ...ours, createdOn: after(-60_000) })).toBe('not-ours');
    expect(recognized(held(responder, armId))).toBe('not-ours');
    expect(recognized({ ...ours, scope: '/subscriptions/S' })).toBe('never-happened');
    expect(recognized()).toBe('never-happened');
  });

  it('of a receipt, the one that gives this role here to this principal', async () => {
    const whose = (principal: string, of: object = {}) => {
      const standing = async () => ({ ...ours, principalId: 'sp', ...of });
      const { tools } = toolsOf({ given: { principal }, answers: { roleSurvey: { standing } } });
      return step.whose?.({ made: { kind: 'role-assignment', id }, owned: true }, tools);
    };
    expect(await whose('sp')).toEqual({ is: 'ours' });
    expect(await whose('another')).toEqual({ is: 'not-ours' });
    expect(await whose('sp', { roleId: '8d289c81-5878-46d4-8554-54e1e3d8b5cb' })).toEqual({ is: 'not-ours' });
    expect(await whose('sp', { scope: '/subscriptions/S' })).toEqual({ is: 'not-ours' });
  });

  it('undo removes the assignment of the receipt and sends nothing else', async () => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made: { kind: 'role-assignment', id }, owned: true }, tools);
    expect(sent).toEqual([['roles.remove', id]]);
  });

  it('disconnecting takes no assignment of a group, which is that of everyone in it', () => {
    const throughGroup = { ...held(responder, armId), group: 'a-group' };
    expect(step.stands?.(seen(throughGroup), given())).toEqual([]);
    const own = { ...held(responder, armId), id: 'own' };
    expect(step.stands?.(seen(throughGroup, own), given())).toMatchObject([
      { receipt: { made: { id: 'own' } } },
    ]);
  });

  it('disconnecting takes it where it stands, says so where that is above, and takes no other', () => {
    const standing = (registration: object | undefined, ...roles: object[]) =>
      step.stands?.(seen(...roles), { ...(given() as object), registration } as never);
    expect(standing({ ours: true }, { ...ours, scope: armId.toLowerCase() })).toMatchObject([
      { change: { where: 'soc' }, receipt: { made: { id }, owned: true } },
    ]);
    expect(standing({ ours: false }, { ...ours, scope: '/subscriptions/S' })).toMatchObject([
      { change: { where: '/subscriptions/S, above soc' }, receipt: { owned: false } },
    ]);
    expect(standing(undefined, ours)).toMatchObject([{ receipt: { owned: false } }]);
    expect(standing({ ours: true }, { ...ours, roleId: 'another' })).toEqual([]);
  });
});

describe('a role in addition to the first', () => {
  const more = assignMoreRole('log-analytics-reader', { key: 'soc', armId, name: 'soc' });
  const reader = '73c42c96-874c-492b-b04d-ab87d138a893';

  it('has a step of its own, named by its role, and leaves the first its name', () => {
    expect([step.id, more.id]).toEqual(['assign-role:soc', 'assign-role:soc:log-analytics-reader']);
    expect([step.title, more.title]).toEqual(['Assign a role on soc', 'Assign Log Analytics Reader on soc']);
  });

  it('is that very role: one that grants as much does not stand in for it', async () => {
    const definition = async () => ({
      name: 'Contributor',
      permissions: [{ actions: ['*'], notActions: [] }],
    });
    const look = async (of: typeof step) => {
      const answers = { roles: { heldBy: async () => [held(responder, armId)] }, roleSurvey: { definition } };
      const tools = toolsOf({ given: given() as object, answers: answers as never }).tools;
      return of.judge((await of.look(tools)) as never, given());
    };
    const first = assignRole('log-analytics-reader', { key: 'soc', armId, name: 'soc' });
    expect((await look(first)).is).toBe('met');
    expect(await look(more)).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'assign', what: 'Log Analytics Reader', where: 'soc' }],
      problem: {
        title: "The application doesn't have Log Analytics Reader on soc",
        because: 'It needs Log Analytics Reader there in addition to the first role, because it was chosen.',
        remedies: [{ do: 'redo', step: 'assign-role:soc:log-analytics-reader' }],
      },
    });
    expect(more.judge(seen(held(reader, '/subscriptions/S')), given()).is).toBe('met');
  });

  it('is taken when the connection is', () => {
    expect(more.stands?.(seen(held(reader, armId)), given())).toMatchObject([
      { change: { what: 'Log Analytics Reader', where: 'soc' } },
    ]);
  });
});

it('disconnecting takes the role of the application alone, and none that another identity holds', () => {
  const holder = { key: 'k', principal: {}, called: 'The playbook', why: '', purpose: '', checks: [] };
  const other = assignRole('sentinel-responder', { key: 'soc', armId, name: 'soc' }, holder as never);
  expect(other.stands?.(seen(held(responder, armId)), given())).toEqual([]);
  expect(step.stands?.(seen(held(responder, armId)), given())).toHaveLength(1);
});
