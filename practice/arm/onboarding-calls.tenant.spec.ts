import { beforeEach, describe, expect, it } from 'vitest';
import { appToken, call, type Reply } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { Json } from '../core/contents.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

const arm = 'https://management.azure.com';
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

let tenant: PracticeTenant;
let token: string;
beforeEach(async () => {
  tenant = practiceTenant('fresh', { clock: virtualClock(), lagSeconds: 0 });
  token = await appToken(tenant, arm);
  tenant.act({ do: 'assign-role', scope: root(), role: owner, principalId: automation() });
});

const root = () => `/providers/Microsoft.Management/managementGroups/${tenant.tenantId}`;
const automation = () =>
  Object.values(tenant.state().servicePrincipals).find(({ appId }) => appId === tenant.automation.clientId)
    ?.id ?? '';
const first = () => Object.values(tenant.state().workspaces)[0] ?? expect.fail('no workspace');
const subscription = () => `/subscriptions/${first().subscriptionId}`;
const group = () => `${subscription()}/resourceGroups/${first().resourceGroup}`;
const send = (method: string, path: string, version: string, body?: Json): Promise<Reply> =>
  call(tenant, token, method, `${arm}${path}${path.includes('?') ? '&' : '?'}api-version=${version}`, body);
const listed = async (
  path: string,
  version: string,
): Promise<readonly { name: string; [more: string]: unknown }[]> => {
  const { status, body } = await send('GET', path, version);
  expect([status, body.error]).toEqual([200, undefined]);
  return body.value;
};

describe('an onboarding script', () => {
  it('makes a resource group and a workspace in it, changes both, and reads them', async () => {
    const to = `${subscription()}/resourceGroups/rg-new`;
    const made = await send('PUT', to, '2022-12-01', { location: 'North Europe' });
    expect([made.status, made.body.location, made.body.properties]).toEqual([
      201,
      'northeurope',
      { provisioningState: 'Succeeded' },
    ]);
    const again = await send('PUT', to, '2022-12-01', { location: 'northeurope', tags: { team: 'soc' } });
    expect([again.status, again.body.tags]).toEqual([200, { team: 'soc' }]);
    const moved = await send('PUT', to, '2022-12-01', { location: 'westeurope' });
    expect([moved.status, moved.body.error.code]).toEqual([409, 'InvalidResourceGroupLocation']);
    expect((await send('PUT', to, '2022-12-01', { location: 'atlantis' })).body.error.code).toBe(
      'LocationNotAvailableForResourceGroup',
    );
    const names = (await listed(`${subscription()}/resourceGroups`, '2022-12-01')).map(({ name }) => name);
    expect(names).toContain('rg-new');

    const at = `${to}/providers/Microsoft.OperationalInsights/workspaces/law-new`;
    const workspace = await send('PUT', at, '2023-09-01', { location: 'northeurope', properties: {} });
    expect([workspace.status, workspace.body.properties.sku.name]).toEqual([201, 'PerGB2018']);
    const patched = await send('PATCH', at, '2023-09-01', {
      properties: { retentionInDays: 90, publicNetworkAccessForQuery: 'Disabled' },
    });
    expect([patched.status, patched.body.properties.retentionInDays]).toEqual([200, 90]);
    const { properties } = (await send('GET', at, '2023-09-01')).body;
    expect([properties.retentionInDays, properties.publicNetworkAccessForQuery]).toEqual([90, 'Disabled']);
    expect(properties.customerId).toBe(workspace.body.properties.customerId);
    const wrong = await send('PATCH', at, '2023-09-01', { properties: { retentionInDays: 9 } });
    expect([wrong.status, wrong.body.error.code]).toEqual([400, 'InvalidParameter']);
    const capped = { properties: { workspaceCapping: { dailyQuotaGb: 5 } } };
    expect((await send('PATCH', at, '2023-09-01', capped)).body.error.code).toBe('NotImitated');
  });

  it('lists the tables of a workspace, with the columns that a query finds', async () => {
    const { id } =
      Object.values(tenant.state().workspaces).find(({ sentinel }) => sentinel.onboardingState) ?? first();
    const tables = await listed(`${id}/tables`, '2022-10-01');
    const incidents = tables.find(({ name }) => name === 'SecurityIncident') as
      | { properties: never }
      | undefined;
    expect(incidents?.properties).toMatchObject({
      plan: 'Analytics',
      schema: { standardColumns: expect.arrayContaining([{ name: 'IncidentNumber', type: 'int' }]) },
    });
  });

  it('locks a scope, and what is locked is refused until the lock is gone', async () => {
    const lock = `${group()}/providers/Microsoft.Authorization/locks/keep`;
    const at = `${group()}/providers/Microsoft.OperationalInsights/workspaces/${first().name}`;
    const made = await send('PUT', lock, '2016-09-01', { properties: { level: 'ReadOnly', notes: 'ours' } });
    expect([made.status, made.body.properties]).toEqual([201, { level: 'ReadOnly', notes: 'ours' }]);
    expect((await send('GET', lock, '2016-09-01')).body).toEqual(made.body);
    expect((await send('PATCH', at, '2023-09-01', { tags: {} })).body.error.code).toBe('ScopeLocked');
    expect((await send('DELETE', lock, '2016-09-01')).status).toBe(200);
    expect((await send('DELETE', lock, '2016-09-01')).status).toBe(204);
    expect((await send('GET', lock, '2016-09-01')).body.error.code).toBe('LockNotFound');
    expect((await send('PATCH', at, '2023-09-01', { tags: {} })).status).toBe(200);
  });

  it('makes a role of its own, assigns it, and cannot remove it before the assignment', async () => {
    const name = '0a000000-0000-4000-8000-00000000000a';
    const at = `${subscription()}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
    const body = (roleName: string) => ({
      properties: {
        roleName,
        assignableScopes: [subscription()],
        permissions: [{ actions: ['Microsoft.OperationalInsights/workspaces/read'] }],
      },
    });
    const made = await send('PUT', at, '2022-04-01', body('Workspace Looker'));
    expect([made.status, made.body.properties.type]).toEqual([201, 'CustomRole']);
    expect((await send('GET', at, '2022-04-01')).body.properties.permissions).toEqual([
      {
        actions: ['Microsoft.OperationalInsights/workspaces/read'],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ]);
    const other = at.replace('00a', '00b');
    expect((await send('PUT', other, '2022-04-01', body('workspace looker'))).body.error.code).toBe(
      'RoleDefinitionWithSameNameExists',
    );
    tenant.act({ do: 'assign-role', scope: group(), role: name, principalId: automation() });
    expect((await send('DELETE', at, '2022-04-01')).body.error.code).toBe('RoleDefinitionHasAssignments');
    tenant.act({ do: 'remove-role', scope: group(), principalId: automation() });
    expect((await send('DELETE', at, '2022-04-01')).status).toBe(200);
    expect((await send('DELETE', at, '2022-04-01')).status).toBe(204);
    const builtIn = at.replace(name, reader);
    expect((await send('PUT', builtIn, '2022-04-01', body('Reader'))).status).toBe(400);
  });
});

describe('an audit script', () => {
  it('reads the tree of management groups, and a role on one is inherited by what lies below it alone', async () => {
    const soc = '/providers/Microsoft.Management/managementGroups/soc';
    const put = (kind: string, value: object) => tenant.act({ do: 'put', kind, value } as never);
    put('managementGroups', { id: soc, name: 'soc', displayName: 'Security', parent: root() });
    const own = Object.values(tenant.state().subscriptions).find(({ id }) => id === first().subscriptionId);
    put('subscriptions', { ...own, managementGroup: soc });

    expect(
      (await listed('/providers/Microsoft.Management/managementGroups', '2020-05-01')).map(
        ({ name }) => name,
      ),
    ).toEqual([tenant.tenantId, 'soc']);
    const tree = await send('GET', `${root()}?$expand=children&$recurse=true`, '2020-05-01');
    expect(tree.body.properties.children).toContainEqual({
      id: soc,
      type: 'Microsoft.Management/managementGroups',
      name: 'soc',
      displayName: 'Security',
      children: [
        { id: subscription(), type: '/subscriptions', name: own?.id, displayName: own?.displayName },
      ],
    });
    expect((await listed(`${soc}/descendants`, '2020-05-01')).map(({ name }) => name)).toEqual([own?.id]);

    tenant.act({ do: 'remove-role', scope: root(), principalId: automation() });
    for (const { id, principalId } of Object.values(tenant.state().roleAssignments))
      if (principalId === automation()) tenant.act({ do: 'remove', kind: 'roleAssignments', id });
    tenant.act({ do: 'assign-role', scope: soc, role: reader, principalId: automation() });
    const seen = (await listed('/subscriptions', '2022-12-01')).map(({ subscriptionId }) => subscriptionId);
    expect(seen).toEqual([own?.id]);
    const roles = await listed(
      `${group()}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '${automation()}'`,
      '2022-04-01',
    );
    expect(roles.map(({ properties }) => (properties as { scope: string }).scope)).toEqual([soc]);
  });

  it('finds policies, schedules of roles, workflows and deleted vaults of a subscription', async () => {
    const at = `${subscription()}/providers`;
    tenant.act({
      do: 'put',
      kind: 'resources',
      value: {
        id: `${group()}/providers/Microsoft.Authorization/policyAssignments/no-vaults`,
        type: 'Microsoft.Authorization/policyAssignments',
        subscriptionId: first().subscriptionId,
        resourceGroup: first().resourceGroup,
        name: 'no-vaults',
        location: null,
        tags: {},
        properties: {
          displayName: 'No vaults',
          scope: group(),
          denies: { type: 'x' },
          policyDefinitionId: '/x',
        },
        more: {},
      },
    });
    const [policy, ...more] = await listed(`${at}/Microsoft.Authorization/policyAssignments`, '2022-06-01');
    expect([policy?.name, more, JSON.stringify(policy).includes('denies')]).toEqual(['no-vaults', [], false]);
    expect(
      await listed(`${at}/Microsoft.Authorization/policyAssignments?$filter=atScope()`, '2022-06-01'),
    ).toEqual([]);
    expect(await listed(`${at}/Microsoft.Logic/workflows`, '2019-05-01')).toEqual([]);
    for (const kind of ['deletedVaults', 'deletedManagedHSMs', 'managedHSMs'])
      expect(await listed(`${at}/Microsoft.KeyVault/${kind}`, '2023-07-01')).toEqual([]);
    const free = await send('POST', `${at}/Microsoft.KeyVault/checkMhsmNameAvailability`, '2023-07-01', {
      name: 'hsm',
    });
    expect(free.body).toEqual({ nameAvailable: true });
  });

  it('reads who may hold a role and who does, as schedules too', async () => {
    tenant = practiceTenant('pim-eligible', { clock: virtualClock(), lagSeconds: 0 });
    token = await appToken(tenant, arm);
    const { roleEligibilities, roleAssignments } = tenant.state();
    const [eligible] = Object.values(roleEligibilities);
    const [held] = Object.values(roleAssignments);
    const at = (scope = '') => `${scope}/providers/Microsoft.Authorization`;
    tenant.act({ do: 'assign-role', scope: subscription(), role: owner, principalId: automation() });
    const eligibilities = await listed(`${at(eligible?.scope)}/roleEligibilitySchedules`, '2020-10-01');
    expect(eligibilities[0]?.['properties']).toMatchObject({
      principalId: eligible?.principalId,
      status: 'Provisioned',
    });
    const assignments = await listed(`${at(held?.scope)}/roleAssignmentSchedules`, '2020-10-01');
    expect(assignments[0]?.['properties']).toMatchObject({
      assignmentType: 'Assigned',
      memberType: 'Direct',
    });
  });

  it('changes the tags of a workflow by PATCH, and hears that nothing else is imitated', async () => {
    const at = `${group()}/providers/Microsoft.Logic/workflows/play`;
    const definition = {
      $schema:
        'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
      contentVersion: '1.0.0.0',
      triggers: { manual: { type: 'Request', kind: 'Http', inputs: {} } },
      actions: {},
    };
    const body = { location: 'westeurope', properties: { definition } };
    expect((await send('PUT', at, '2019-05-01', body)).status).toBe(201);
    const patched = await send('PATCH', at, '2019-05-01', { tags: { team: 'soc' } });
    expect([patched.status, patched.body.tags]).toEqual([200, { team: 'soc' }]);
    const found = await listed(`${subscription()}/providers/Microsoft.Logic/workflows`, '2019-05-01');
    expect(found.map(({ name, tags }) => [name, tags])).toEqual([['play', { team: 'soc' }]]);
    expect((await send('PATCH', at, '2019-05-01', { properties: {} })).status).toBe(501);
  });
});
