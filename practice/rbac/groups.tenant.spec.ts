import { beforeEach, describe, expect, it } from 'vitest';
import { appToken, call, personToken } from '../core/client.spec-kit.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

const arm = 'https://management.azure.com';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const cloudApplicationAdministrator = '158c047a-c907-4556-b7ef-446551a6b5f7';

let tenant: PracticeTenant;
beforeEach(() => {
  tenant = practiceTenant('fresh', { lagSeconds: 0 });
});

const automation = () =>
  Object.values(tenant.state().servicePrincipals).find(({ appId }) => appId === tenant.automation.clientId)
    ?.id ?? '';
const subscription = () => `/subscriptions/${Object.keys(tenant.state().subscriptions)[0]}`;
const group = (id: string, members: readonly string[], more: object = {}) =>
  tenant.act({
    do: 'put',
    kind: 'groups',
    value: {
      id,
      displayName: `Group ${id}`,
      description: null,
      isAssignableToRole: false,
      members,
      activeRoles: [],
      ...more,
    },
  });
const [outer, inner] = ['0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-000000000002'];

/** The automation without a role of its own, and Reader on one subscription for the outer of two nested groups. */
function onlyThroughGroups(): void {
  for (const { id, principalId } of Object.values(tenant.state().roleAssignments))
    if (principalId === automation()) tenant.act({ do: 'remove', kind: 'roleAssignments', id });
  group(inner, [automation()]);
  group(outer, [inner]);
  tenant.act({ do: 'assign-role', scope: subscription(), role: reader, principalId: outer });
}

const listed = async (filter: string) => {
  const path = `${subscription()}/providers/Microsoft.Authorization/roleAssignments`;
  const token = await personToken(tenant, arm);
  const answer = await call(tenant, token, 'GET', `${arm}${path}?api-version=2022-04-01&$filter=${filter}`);
  return (answer.body.value as { properties: { principalId: string; principalType: string } }[]).map(
    ({ properties: { principalId, principalType } }) => [principalId, principalType],
  );
};

describe('groups', () => {
  it('a role of a group counts for whoever is in it, through other groups as well', async () => {
    const seen = async () => {
      const token = await appToken(tenant, arm);
      const answer = await call(tenant, token, 'GET', `${arm}/subscriptions?api-version=2022-12-01`);
      return answer.body.value.map(({ subscriptionId }: { subscriptionId: string }) => subscriptionId);
    };
    onlyThroughGroups();
    expect(await seen()).toEqual([subscription().split('/').at(-1)]);
    group(inner, []);
    expect(await seen()).toEqual([]);
  });

  it('a role of a group is listed for whom it is assigned to, and not as their own', async () => {
    onlyThroughGroups();
    expect(await listed(`assignedTo('${automation()}')`)).toEqual([[outer, 'Group']]);
    expect(await listed(`principalId eq '${automation()}'`)).toEqual([]);
    expect(await listed(`principalId eq '${outer}'`)).toEqual([[outer, 'Group']]);
  });

  it('is among the memberships of a principal, groups of groups included', async () => {
    onlyThroughGroups();
    const token = await personToken(tenant);
    const answer = await call(
      tenant,
      token,
      'GET',
      `/servicePrincipals/${automation()}/transitiveMemberOf?$select=id,displayName`,
    );
    expect(answer.body.value.map(({ id }: { id: string }) => id).sort()).toEqual([outer, inner]);
    expect((await call(tenant, token, 'GET', `/groups/${outer}`)).body.displayName).toBe(`Group ${outer}`);
    expect((await call(tenant, token, 'GET', `/groups/${automation()}`)).status).toBe(404);
  });

  it('an Entra role of a role-assignable group counts for its members', async () => {
    const mine = { activeRoles: [cloudApplicationAdministrator] };
    const roles = async () => {
      const token = await appToken(tenant, 'https://graph.microsoft.com');
      return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).wids ?? [];
    };
    group(outer, [automation()], mine);
    expect(await roles()).not.toContain(cloudApplicationAdministrator);
    group(outer, [automation()], { ...mine, isAssignableToRole: true });
    expect(await roles()).toContain(cloudApplicationAdministrator);
  });

  it('shows its members, and those of the groups in it where they are asked for', async () => {
    onlyThroughGroups();
    const token = await personToken(tenant);
    const members = async (of: string, list: string) =>
      (await call(tenant, token, 'GET', `/groups/${of}/${list}`)).body.value.map(
        (one: { id: string; '@odata.type': string }) => [one.id, one['@odata.type'].split('.').at(-1)],
      );
    expect(await members(outer, 'members')).toEqual([[inner, 'group']]);
    expect(await members(outer, 'transitiveMembers')).toEqual([
      [inner, 'group'],
      [automation(), 'servicePrincipal'],
    ]);
    expect((await call(tenant, token, 'GET', `/groups/${automation()}/members`)).status).toBe(404);
  });
});

describe('Entra roles that no membership shows', () => {
  const otto = () => Object.values(tenant.state().users).find(({ activeRoles }) => activeRoles.length === 0);
  /** What Otto may do to two applications, one of them his role is over: a PATCH and a new secret of each. */
  const may = async (role: { readonly id: string; readonly actions: readonly string[] }, over: string) => {
    const admin = await personToken(tenant);
    const made = async (displayName: string) =>
      (await call(tenant, admin, 'POST', '/applications', { displayName })).body.id as string;
    const [one, other] = [await made('One'), await made('Other')];
    const scopes: Readonly<Record<string, string>> = { one: `/${one}`, everything: '/' };
    const directoryScopeId = scopes[over] ?? over;
    const held = { displayName: 'A role', isBuiltIn: false, ...role, directoryScopeId };
    const { id = '', userPrincipalName: userName = '' } = otto() ?? {};
    tenant.act({ do: 'change', kind: 'users', id, to: { otherRoles: [held] } });
    const token = await personToken(tenant, 'https://graph.microsoft.com', { userName });
    const tried = async (app: string) => [
      (await call(tenant, token, 'PATCH', `/applications/${app}`, { notes: 'x' })).status,
      (await call(tenant, token, 'POST', `/applications/${app}/addPassword`, {})).status,
    ];
    return { one: await tried(one), other: await tried(other) };
  };
  const custom = (action: string) => ({ id: outer, actions: [`microsoft.directory/applications/${action}`] });

  it.each([
    ['a built-in role over one application', { id: cloudApplicationAdministrator, actions: [] }, 'one'],
    ['a custom role over one application', custom('allProperties/update'), 'one'],
  ])('%s counts for that one alone', async (_what, role, over) => {
    expect(await may(role, over)).toEqual({ one: [204, 200], other: [403, 403] });
  });

  it('a custom role allows what it names, over one application or over all', async () => {
    expect(await may(custom('credentials/update'), 'one')).toEqual({ one: [403, 200], other: [403, 403] });
    expect(await may(custom('credentials/update'), 'everything')).toEqual({
      one: [403, 200],
      other: [403, 200],
    });
    expect(await may(custom('standard/read'), 'everything')).toEqual({ one: [403, 403], other: [403, 403] });
  });

  it('a role over an administrative unit says nothing of applications', async () => {
    const role = { id: cloudApplicationAdministrator, actions: [] };
    expect(await may(role, `/administrativeUnits/${outer}`)).toEqual({ one: [403, 403], other: [403, 403] });
  });
});
