import { describe, expect, it } from 'vitest';
import { appToken, call, personToken } from '../core/client.spec-kit.ts';
import type { JsonObject } from '../core/contents.ts';
import { practiceTenant } from '../server/tenant.ts';

const arm = 'https://management.azure.com';
const everyone = '00000000-0000-0000-0000-000000000000';
const name = '0d000000-0000-4000-8000-000000000001';
const authorization = 'providers/Microsoft.Authorization';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

/** A tenant in which everyone may read one workspace's group and change nothing in it. */
async function protectedGroup(more: JsonObject = {}) {
  const tenant = practiceTenant('fresh', { lagSeconds: 0 });
  const [workspace] = Object.values(tenant.state().workspaces);
  const scope = workspace?.id.split('/providers/')[0] ?? '';
  tenant.act({
    do: 'put',
    kind: 'denyAssignments',
    value: {
      id: `${scope}/${authorization}/denyAssignments/${name}`,
      name,
      scope,
      denyAssignmentName: 'Deployment stack of the platform team',
      permissions: [{ actions: ['*'], notActions: ['*/read'], dataActions: [], notDataActions: [] }],
      doNotApplyToChildScopes: false,
      principals: [everyone],
      excludePrincipals: [],
      ...more,
    },
  });
  const token = await personToken(tenant, arm);
  const assign = (at: string, who = token) =>
    call(tenant, who, 'PUT', `${arm}${at}/${authorization}/roleAssignments/${name}?api-version=2022-04-01`, {
      properties: {
        roleDefinitionId: `${at}/${authorization}/roleDefinitions/${reader}`,
        principalId: Object.keys(tenant.state().servicePrincipals)[0] ?? '',
        principalType: 'ServicePrincipal',
      },
    });
  const workspaceId = workspace?.id ?? '';
  return { tenant, token, scope, workspaceId, assign };
}

describe('a deny assignment', () => {
  it('forbids what a role allows, at its scope and below, and is named', async () => {
    const { scope, workspaceId, assign } = await protectedGroup();
    for (const at of [scope, workspaceId]) {
      const { status, body } = await assign(at);
      expect([status, body.error.code]).toEqual([403, 'DenyAssignmentAuthorizationFailed']);
      expect(body.error.message).toContain(
        `the deny assignment with name 'Deployment stack of the platform team' and Id '${name}' at scope '${scope}'.`,
      );
    }
    expect((await assign(scope.split('/resourceGroups/')[0] ?? '')).status).toBe(201);
  });

  it('leaves what it does not name, and whoever is excluded', async () => {
    const { tenant, token, workspaceId } = await protectedGroup();
    const read = await call(tenant, token, 'GET', `${arm}${workspaceId}?api-version=2022-10-01`);
    expect(read.status).toBe(200);
    const automation =
      Object.values(tenant.state().servicePrincipals).find(
        ({ appId }) => appId === tenant.automation.clientId,
      )?.id ?? '';
    const excluding = await protectedGroup({ excludePrincipals: [automation] });
    const robot = await appToken(excluding.tenant, arm);
    expect((await excluding.assign(excluding.scope, robot)).status).toBe(201);
    expect((await excluding.assign(excluding.scope)).status).toBe(403);
  });

  it('stays at its scope where it says so', async () => {
    const { scope, workspaceId, assign } = await protectedGroup({ doNotApplyToChildScopes: true });
    expect((await assign(workspaceId)).status).toBe(201);
    expect((await assign(scope)).status).toBe(403);
  });

  it('gives no right where no role does: the refusal is the usual one', async () => {
    const { tenant, scope, assign } = await protectedGroup();
    for (const { id } of Object.values(tenant.state().roleAssignments))
      tenant.act({ do: 'remove', kind: 'roleAssignments', id });
    expect((await assign(scope)).body.error.code).toBe('AuthorizationFailed');
  });

  it('is listed at its scope, above and below', async () => {
    const { tenant, token, scope, workspaceId } = await protectedGroup();
    const listed = async (at: string) => {
      const address = `${arm}${at}/${authorization}/denyAssignments?api-version=2022-04-01`;
      const { body } = await call(tenant, token, 'GET', address);
      return (body.value as { name: string }[]).map((each) => each.name);
    };
    const subscription = scope.split('/resourceGroups/')[0] ?? '';
    for (const at of [scope, workspaceId, subscription]) expect(await listed(at)).toEqual([name]);
    tenant.act({
      do: 'remove',
      kind: 'denyAssignments',
      id: `${scope}/${authorization}/denyAssignments/${name}`,
    });
    expect(await listed(scope)).toEqual([]);
  });
});
