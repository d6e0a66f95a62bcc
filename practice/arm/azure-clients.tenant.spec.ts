import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { SecretClient } from '@azure/keyvault-secrets';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query-logs';
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../core/clock.ts';
import { clouds } from '../core/clouds.ts';
import { exampleAt } from '../core/example-shape.spec-kit.ts';
import { type PracticeTenant, practiceTenant, type TenantName } from '../server/tenant.ts';
import { collected, sdk, tokenFor } from './azure-clients.spec-kit.ts';

const open = (name: TenantName): PracticeTenant =>
  practiceTenant(name, { clock: virtualClock(), lagSeconds: 0 });
const armOf = (tenant: PracticeTenant): string => `https://${clouds[tenant.cloud].arm}`;

async function workspacesOf(
  tenant: PracticeTenant,
  top = 1000,
): Promise<readonly { id: string; customerId: string }[]> {
  const { credential, options } = sdk(tenant, armOf(tenant));
  const client = new ResourceGraphClient(credential, { ...options, endpoint: armOf(tenant) });
  const query =
    "resources | where type =~ 'microsoft.operationalinsights/workspaces' | project id, customerId = tostring(properties.customerId)";
  const found: { id: string; customerId: string }[] = [];
  let skipToken: string | undefined;
  do {
    const page = await client.resources({
      query,
      options: { resultFormat: 'objectArray', top, ...(skipToken === undefined ? {} : { skipToken }) },
    });
    found.push(...(page.data as { id: string; customerId: string }[]));
    skipToken = page.skipToken;
  } while (skipToken !== undefined);
  return found;
}

const partsOf = (id: string) => {
  const [, , subscription = '', , group = '', , , , name = ''] = id.split('/');
  return { subscription, group, name };
};

describe('Microsoft’s own SDKs', () => {
  test('find, read and list the workspaces of a tenant', async () => {
    const tenant = open('fresh');
    const found = await workspacesOf(tenant);
    expect(found).toHaveLength(3);
    for (const each of found) {
      const { subscription, group, name } = partsOf(each.id);
      const { credential, options } = sdk(tenant, armOf(tenant));
      const client = new OperationalInsightsManagementClient(credential, subscription, options);
      expect(await client.workspaces.get(group, name)).toMatchObject({
        name,
        customerId: each.customerId,
        provisioningState: 'Succeeded',
      });
      const listed: string[] = [];
      for await (const one of client.workspaces.list()) listed.push(one.name ?? '');
      expect(listed).toContain(name);
    }
  });

  test('find and read the workspaces of a tenant in the US Government cloud, on its own hosts', async () => {
    const tenant = open('us-government');
    const [workspace] = await workspacesOf(tenant);
    const { subscription, group, name } = partsOf(workspace?.id ?? '');
    const { credential, options } = sdk(tenant, armOf(tenant));
    const client = new OperationalInsightsManagementClient(credential, subscription, {
      ...options,
      // This cloud does not serve the newest.
      apiVersion: '2023-09-01',
      endpoint: armOf(tenant),
      credentials: { scopes: [`${armOf(tenant)}/.default`] },
    });
    const read = await client.workspaces.get(group, name);
    expect(read).toMatchObject({ name, location: expect.stringMatching(/^usgov/) as string });
    expect(armOf(tenant)).toBe('https://management.usgovcloudapi.net');
  });

  test('turn every page of a tenant with 3,000 workspaces', async () => {
    const found = await workspacesOf(open('busy'), 700);
    expect([found.length, new Set(found.map((each) => each.id)).size]).toEqual([3000, 3000]);
  });

  test('assign, list, read and remove a role, and hear of a second one under the service’s own code', async () => {
    const tenant = open('fresh');
    const [workspace] = await workspacesOf(tenant);
    const scope = workspace?.id ?? '';
    const { credential, options } = sdk(tenant, armOf(tenant));
    const client = new AuthorizationManagementClient(credential, partsOf(scope).subscription, options);
    const principal = Object.values(tenant.state().servicePrincipals).find(
      (each) => each.appId === tenant.automation.clientId,
    );
    const [reader] = await collected(
      client.roleDefinitions.list(scope, { filter: "roleName eq 'Microsoft Sentinel Reader'" }),
    );
    const wish = {
      roleDefinitionId: reader?.id ?? '',
      principalId: principal?.id ?? '',
      principalType: 'ServicePrincipal' as const,
    };
    const name = '05c5a614-a7d6-4502-b150-c2fb45503301';
    const made = await client.roleAssignments.create(scope, name, wish);
    expect(made).toMatchObject({ name, scope, principalId: principal?.id });
    expect(made.createdOn).toBeInstanceOf(Date);
    const held = await collected(
      client.roleAssignments.listForScope(scope, { filter: `principalId eq '${principal?.id ?? ''}'` }),
    );
    expect(held.map((each) => each.name)).toContain(name);
    await expect(
      client.roleAssignments.create(scope, '05c5a614-a7d6-4502-b150-c2fb45503302', wish),
    ).rejects.toMatchObject({ statusCode: 409, code: 'RoleAssignmentExists' });
    expect((await client.roleAssignments.get(scope, name)).createdBy).toBe(principal?.id);
    await client.roleAssignments.deleteById(made.id ?? '');
    await expect(client.roleAssignments.get(scope, name)).rejects.toMatchObject({ statusCode: 404 });
    const { group } = partsOf(scope);
    expect(await collected(client.permissions.listForResourceGroup(group))).not.toHaveLength(0);
  });

  test('query a workspace, once the token carries Data.Read and the role has arrived', async () => {
    const tenant = open('half-finished');
    const [workspace] = await workspacesOf(tenant);
    const { servicePrincipals } = tenant.state();
    const of = (appId: string): string =>
      Object.values(servicePrincipals).find((each) => each.appId === appId)?.id ?? '';
    const ask = () => {
      const { credential, options } = sdk(tenant, 'https://api.loganalytics.io');
      const client = new LogsQueryClient(credential, options);
      return client.queryWorkspace(workspace?.customerId ?? '', 'print ok=1', { duration: 'PT1H' });
    };
    await expect(ask()).rejects.toMatchObject({ statusCode: 403, code: 'InsufficientAccessError' });
    tenant.act({
      do: 'put',
      kind: 'appRoleAssignments',
      value: {
        id: 'granted-by-hand',
        appRoleId: 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5',
        principalId: of(tenant.automation.clientId),
        principalType: 'ServicePrincipal',
        resourceId: of('ca7f3f0b-7d91-482c-8e09-c5d840d0eac5'),
        createdDateTime: '2026-11-22T08:00:00Z',
      },
    });
    const answer = await ask();
    expect(answer.status).toBe(LogsQueryResultStatus.Success);
    expect((answer as { tables: readonly { rows: unknown }[] }).tables[0]?.rows).toEqual([[1]]);
  });

  test('make a vault, find its secrets closed to its Owner, and read back what was stored once a role is held', async () => {
    const tenant = open('fresh');
    const [workspace] = await workspacesOf(tenant);
    const { subscription, group } = partsOf(workspace?.id ?? '');
    const { credential, options } = sdk(tenant, armOf(tenant));
    const client = new KeyVaultManagementClient(credential, subscription, options);
    const name = 'kv-practice-sdk';
    const type = 'Microsoft.KeyVault/vaults';
    expect(await client.vaults.checkNameAvailability({ name, type })).toMatchObject({ nameAvailable: true });
    const made = await client.vaults.beginCreateOrUpdateAndWait(group, name, {
      location: 'northeurope',
      properties: { tenantId: tenant.tenantId, sku: { family: 'A', name: 'standard' } },
    });
    expect(made.properties).toMatchObject({ enableRbacAuthorization: true, provisioningState: 'Succeeded' });
    expect((await collected(client.vaults.listByResourceGroup(group))).map((each) => each.name)).toEqual([
      name,
    ]);

    const data = sdk(tenant, 'https://vault.azure.net');
    const secrets = new SecretClient(made.properties.vaultUri ?? '', data.credential, data.options);
    await expect(secrets.setSecret('api-key', 'practice-value')).rejects.toMatchObject({ statusCode: 403 });
    const principal = Object.values(tenant.state().servicePrincipals).find(
      (each) => each.appId === tenant.automation.clientId,
    );
    const officer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
    tenant.act({ do: 'assign-role', scope: made.id ?? '', role: officer, principalId: principal?.id ?? '' });
    await secrets.setSecret('api-key', 'practice-value', { tags: { by: 'a spec' } });
    const [listed] = await collected(secrets.listPropertiesOfSecretVersions('api-key'));
    expect(listed).toMatchObject({ name: 'api-key', enabled: true, tags: { by: 'a spec' } });
    expect(listed?.createdOn).toBeInstanceOf(Date);
    expect((await secrets.getSecret('api-key')).value).toBe('practice-value');
    expect(JSON.stringify(tenant.state())).not.toContain('practice-value');
    await (await secrets.beginDeleteSecret('api-key')).pollUntilDone();
    await expect(secrets.setSecret('api-key', 'another')).rejects.toMatchObject({ statusCode: 409 });

    await client.vaults.delete(group, name);
    expect((await collected(client.vaults.listDeleted())).map((each) => each.name)).toEqual([name]);
    await expect(
      client.vaults.createOrUpdate(group, name, {
        location: 'northeurope',
        properties: { tenantId: tenant.tenantId, sku: { family: 'A', name: 'standard' } },
      }),
    ).rejects.toMatchObject({ statusCode: 409, code: 'ConflictError' });
  });

  test('do not find the address of a new vault for a while', async () => {
    const clock = virtualClock();
    const tenant = practiceTenant('fresh', { clock, lagSeconds: 5 });
    const [workspace] = await workspacesOf(tenant);
    const { subscription, group } = partsOf(workspace?.id ?? '');
    const { credential, options } = sdk(tenant, armOf(tenant));
    const client = new KeyVaultManagementClient(credential, subscription, options);
    const making = client.vaults.createOrUpdate(group, 'kv-practice-new', {
      location: 'northeurope',
      properties: { tenantId: tenant.tenantId, sku: { family: 'A', name: 'standard' } },
    });
    await making.submitted();
    const read = async () => (await client.vaults.get(group, 'kv-practice-new')).properties.provisioningState;
    expect(await read()).toBe('RegisteringDns');
    const ask = () =>
      tenant.fetch(new Request('https://kv-practice-new.vault.azure.net/secrets?api-version=7.6'));
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } });
    clock.advance(60_000);
    expect([await read(), (await ask()).status]).toEqual(['Succeeded', 401]);
    expect((await ask()).headers.get('www-authenticate')).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${tenant.tenantId}", resource="https://vault.azure.net"`,
    );
  });

  test('are told by sign-in that the Log Analytics API is not in a fresh tenant', async () => {
    const tenant = open('fresh');
    const [workspace] = await workspacesOf(tenant);
    const { credential, options } = sdk(tenant, 'https://api.loganalytics.io');
    const client = new LogsQueryClient(credential, options);
    await expect(
      client.queryWorkspace(workspace?.customerId ?? '', 'print ok=1', { duration: 'PT1H' }),
    ).rejects.toThrow(/AADSTS500011/);
  });
});

test('a token made for queries is refused by ARM in the documented words', async () => {
  const tenant = open('half-finished');
  const token = await tokenFor(tenant, 'https://api.loganalytics.io');
  const reply = await tenant.fetch(
    new Request('https://management.azure.com/subscriptions?api-version=2022-12-01', {
      headers: { authorization: `Bearer ${token}` },
    }),
  );
  const official = exampleAt('log-analytics-query', 'errors').errors.find(
    ({ when }) => when?.includes('sent to the ARM endpoint') === true,
  );
  expect([reply.status, await reply.json()]).toEqual([official?.status, official?.body]);
});
