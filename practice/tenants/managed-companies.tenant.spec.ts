import { describe, expect, it } from 'vitest';
import { call, claimsOf, personToken } from '../core/client.spec-kit.ts';
import { practiceTenant } from '../server/tenant.ts';

const graph = 'https://graph.microsoft.com';
const arm = 'https://management.azure.com';

describe('a subscription that another tenant delegated', () => {
  const tenant = practiceTenant('delegated', { lagSeconds: 0 });
  const state = tenant.state();
  const theirs = Object.values(state.subscriptions).find(({ ownerTenantId }) => ownerTenantId !== undefined);
  const owner = theirs?.ownerTenantId ?? '';

  it('is listed with the tenant it belongs to and the one that manages it', async () => {
    const token = await personToken(tenant, arm);
    const { body } = await call(tenant, token, 'GET', `${arm}/subscriptions?api-version=2022-12-01`);
    const listed = (body.value as { tenantId: string; managedByTenants: readonly object[] }[]).map(
      (each) => [each.tenantId, each.managedByTenants] as const,
    );
    expect(listed).toContainEqual([owner, [{ tenantId: tenant.tenantId }]]);
    expect(listed).toContainEqual([tenant.tenantId, []]);
  });

  it('looks for principals in its own directory', async () => {
    const token = await personToken(tenant, arm);
    const principalId = Object.keys(state.servicePrincipals)[0] ?? '';
    const { status, body } = await call(
      tenant,
      token,
      'PUT',
      `${arm}/subscriptions/${theirs?.id}/providers/Microsoft.Authorization/roleAssignments/0f14a80d-0000-4000-8000-000000000001?api-version=2022-04-01`,
      {
        properties: {
          roleDefinitionId: `/subscriptions/${theirs?.id}/providers/Microsoft.Authorization/roleDefinitions/73c42c96-874c-492b-b04d-ab87d138a893`,
          principalId,
          principalType: 'ServicePrincipal',
        },
      },
    );
    expect([status, body.error.code]).toEqual([400, 'PrincipalNotFound']);
    expect(body.error.message).toContain(`does not exist in the directory ${owner}.`);
  });
});

describe("a partner's account", () => {
  const tenant = practiceTenant('managed-by-partner', { lagSeconds: 0 });

  it('signs in with its roles in the token, and is no object of the tenant', async () => {
    const token = await personToken(tenant, graph);
    expect(claimsOf(token)['wids']).toEqual(
      expect.arrayContaining([
        '158c047a-c907-4556-b7ef-446551a6b5f7',
        'e8611ab8-c189-46e8-94e1-60213ab1f814',
      ]),
    );
    const id = String(claimsOf(token)['oid']);
    for (const path of ['/me', '/me/transitiveMemberOf', `/users/${id}`, `/directoryObjects/${id}`]) {
      const { status, body } = await call(tenant, token, 'GET', path);
      expect([path, status, body.error?.code]).toEqual([path, 404, 'Request_ResourceNotFound']);
    }
    const { body } = await call(tenant, token, 'GET', '/users');
    expect((body.value as { id: string }[]).map((each) => each.id)).not.toContain(id);
    expect(body.value.length).toBeGreaterThan(0);
  });
});

describe('an organization that requires a service reference', () => {
  it('registers an application only with one', async () => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    tenant.act({ do: 'change', kind: 'policies', id: 'tenant', to: { serviceReferenceRequired: true } });
    const token = await personToken(tenant);
    const create = (more: object) =>
      call(tenant, token, 'POST', '/applications', { displayName: 'Acme', ...more });
    const { status, body } = await create({});
    expect([status, body.error.code]).toEqual([400, 'ServiceTreeValueMissing']);
    const made = await create({ serviceManagementReference: '9' });
    expect(made.status).toBe(201);
    const patch = (id: string, to: object) => call(tenant, token, 'PATCH', `/applications/${id}`, { ...to });
    expect((await patch(made.body.id, { notes: 'x' })).status).toBe(204);
    const older = Object.values(tenant.state().applications).find(
      ({ serviceManagementReference }) => serviceManagementReference === null,
    );
    const refused = await patch(older?.id ?? '', { notes: 'x' });
    expect([refused.status, refused.body.error.code]).toEqual([400, 'ServiceTreeValueMissing']);
    expect((await patch(older?.id ?? '', { serviceManagementReference: '9' })).status).toBe(204);
  });
});
