import { describe, expect, it } from 'vitest';
import { appToken, call, type Reply } from '../core/client.spec-kit.ts';
import { type VirtualClock, virtualClock } from '../core/clock.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { deviations, exampleAt, exampleBody } from '../core/example-shape.spec-kit.ts';
import { playbookTemplate } from '../playbooks/playbook-template.ts';
import { type PracticeTenant, practiceTenant, type TenantName } from '../server/tenant.ts';

const version = 'api-version=2024-03-01';

interface Place {
  readonly tenant: PracticeTenant;
  readonly clock: VirtualClock;
  readonly group: string;
  send(method: string, path: string, body?: Json, api?: string): Promise<Reply>;
}

/** A tenant, seen by an application that owns it, and the group its workspace lies in. */
async function place(name: TenantName = 'fresh'): Promise<Place> {
  const clock = virtualClock();
  const tenant = practiceTenant(name, { clock, lagSeconds: 0 });
  const token = await appToken(tenant, 'https://management.azure.com');
  const [workspace] = Object.values(tenant.state().workspaces);
  const group = `/subscriptions/${workspace?.subscriptionId}/resourceGroups/${workspace?.resourceGroup}`;
  return {
    tenant,
    clock,
    group,
    send: (method, path, body, api = version) =>
      call(
        tenant,
        token,
        method,
        `https://management.azure.com${path}${path.includes('?') ? '&' : '?'}${api}`,
        body,
      ),
  };
}

const at = ({ group }: Place, name = 'first'): string =>
  `${group}/providers/Microsoft.Resources/deployments/${name}`;

const vault = (name: string, tenantId: string, more: JsonObject = {}): JsonObject => ({
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2023-07-01',
  name,
  location: "[parameters('location')]",
  tags: { from: 'template' },
  properties: {
    tenantId,
    sku: { family: 'A', name: 'standard' },
    accessPolicies: [],
    enableRbacAuthorization: true,
  },
  ...more,
});

const deployment = (
  resources: readonly Json[],
  more: JsonObject = {},
  parameters: JsonObject = {},
): JsonObject => ({
  properties: {
    mode: 'Incremental',
    parameters,
    template: {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { location: { type: 'string', defaultValue: '[resourceGroup().location]' } },
      resources,
      ...more,
    },
  },
});

/** Two vaults, the second after the first. */
const two = (of: Place): JsonObject =>
  deployment(
    [
      vault('kv-second-soc', of.tenant.tenantId, { dependsOn: ['kv-first-soc'] }),
      vault('kv-first-soc', of.tenant.tenantId),
    ],
    { outputs: { uri: { type: 'string', value: "[reference('kv-first-soc-id', '2023-07-01').vaultUri]" } } },
  );
const withOutput = (of: Place): JsonObject => {
  const id = `${of.group}/providers/Microsoft.KeyVault/vaults/kv-first-soc`;
  return JSON.parse(JSON.stringify(two(of)).replace('kv-first-soc-id', id)) as JsonObject;
};

async function ended(of: Place, name = 'first'): Promise<Reply> {
  for (;;) {
    const reply = await of.send('GET', at(of, name));
    if (!['Accepted', 'Running'].includes(reply.body.properties.provisioningState)) return reply;
    of.clock.advance(500);
  }
}

const vaultsIn = ({ tenant }: Place) =>
  Object.values(tenant.state().resources)
    .filter(({ type }) => type === 'Microsoft.KeyVault/vaults')
    .map(({ name }) => name);

describe('a deployment', () => {
  it('is accepted, goes from resource to resource in the order of dependsOn, and ends with its outputs', async () => {
    const of = await place();
    const begun = await of.send('PUT', at(of), withOutput(of));
    expect([begun.status, begun.body.properties.provisioningState]).toEqual([201, 'Accepted']);
    const address = new URL(begun.headers.get('azure-asyncoperation') ?? '');
    const status = () => of.send('GET', address.pathname);
    expect((await status()).body).toEqual({ status: 'Running' });
    expect(vaultsIn(of)).toEqual([]);

    of.clock.advance(600);
    const running = await of.send('GET', `${of.group}/deployments/first/operations`);
    const said = (reply: Reply) =>
      reply.body.value.map(({ properties }: { properties: JsonObject }) => [
        (properties['targetResource'] as JsonObject)['resourceName'],
        properties['provisioningState'],
      ]);
    expect(said(running)).toEqual([['kv-first-soc', 'Running']]);

    const done = await ended(of);
    expect(done.body.properties.provisioningState).toBe('Succeeded');
    expect(done.body.properties.outputs.uri.value).toBe('https://kv-first-soc.vault.azure.net/');
    expect(said(await of.send('GET', `${at(of)}/operations`))).toEqual([
      ['kv-first-soc', 'Succeeded'],
      ['kv-second-soc', 'Succeeded'],
    ]);
    expect((await status()).body).toEqual({ status: 'Succeeded' });
    expect(vaultsIn(of)).toEqual(['kv-first-soc', 'kv-second-soc']);
  });

  it('has the shape of the official example, as it begins and as it ends', async () => {
    const of = await place();
    const optional = ['templateLink', 'id'];
    const begun = await of.send('PUT', at(of), withOutput(of));
    const example = (status: number) => exampleBody('arm-deployments', 'PutDeploymentResourceGroup', status);
    expect(deviations(begun.body, example(201), optional)).toEqual([]);
    expect(deviations((await ended(of)).body, example(200), optional)).toEqual([]);
    const shapes = exampleAt('arm-async', 'async-operations') as unknown as {
      deployment_put: { poll_done: JsonObject };
    };
    const address = new URL(begun.headers.get('azure-asyncoperation') ?? '');
    expect((await of.send('GET', address.pathname)).body).toEqual(shapes.deployment_put.poll_done);
  });

  it('of the same again changes nothing, and is 200', async () => {
    const of = await place();
    await of.send('PUT', at(of), withOutput(of));
    await ended(of);
    // When something was last changed is all that differs.
    const standing = () =>
      JSON.stringify(of.tenant.state().resources).replaceAll(/"lastModifiedAt":"[^"]*"/g, '');
    const before = standing();
    of.clock.advance(1000);
    expect((await of.send('PUT', at(of), withOutput(of))).status).toBe(200);
    await ended(of);
    expect(standing()).toBe(before);
  });

  it('cannot be begun again while it runs; cancelled, it leaves what is made and begins nothing more', async () => {
    const of = await place();
    await of.send('PUT', at(of), withOutput(of));
    expect((await of.send('PUT', at(of), withOutput(of))).body.error.code).toBe('DeploymentActive');
    of.clock.advance(2000);
    await of.send('GET', at(of));
    expect((await of.send('POST', `${at(of)}/cancel`)).status).toBe(204);
    of.clock.advance(60_000);
    const { properties } = (await of.send('GET', at(of))).body;
    expect([properties.provisioningState, vaultsIn(of)]).toEqual(['Canceled', ['kv-first-soc']]);
    expect((await of.send('POST', `${at(of)}/cancel`)).body.error.code).toBe('DeploymentCannotBeCancelled');
  });

  it('is listed, found, and deleted without its resources', async () => {
    const of = await place();
    await of.send('PUT', at(of), withOutput(of));
    await ended(of);
    expect((await of.send('HEAD', at(of))).status).toBe(204);
    expect(
      (await of.send('GET', `${of.group}/providers/Microsoft.Resources/deployments`)).body.value,
    ).toHaveLength(1);
    const gone = await of.send('DELETE', at(of));
    const address = new URL(gone.headers.get('location') ?? '');
    expect([gone.status, (await of.send('GET', address.pathname)).status]).toEqual([202, 202]);
    of.clock.advance(1000);
    expect((await of.send('GET', address.pathname)).status).toBe(204);
    expect((await of.send('GET', at(of))).body.error.code).toBe('DeploymentNotFound');
    expect(vaultsIn(of)).toHaveLength(2);
  });

  it('that fails says so with the resource’s own error as text in text, and makes nothing that waited for it', async () => {
    const of = await place();
    const bad = vault('kv-first-soc', of.tenant.tenantId, { properties: { nonsense: true } });
    await of.send(
      'PUT',
      at(of),
      deployment([bad, vault('kv-second-soc', of.tenant.tenantId, { dependsOn: ['kv-first-soc'] })]),
    );
    const { properties } = (await ended(of)).body;
    expect([properties.provisioningState, properties.error.code]).toEqual(['Failed', 'DeploymentFailed']);
    const [detail] = properties.error.details;
    const inner = JSON.parse(detail.message);
    expect(detail.code).toBe('BadRequest');
    expect(inner.error.message).toMatch(/\S/);
    const { value } = (await of.send('GET', `${at(of)}/operations`)).body;
    expect(value).toHaveLength(1);
    expect(value[0].properties.statusMessage.error).toEqual(inner.error);
    expect(vaultsIn(of)).toEqual([]);
  });

  it('whose deployer may not make what is in it is refused whole; one who loses the right meanwhile, at the resource', async () => {
    const of = await place();
    const [reader, logAnalyticsContributor] = [
      'acdd72a7-3385-48ef-bd42-f606fba81ae7',
      '92aaf0da-9dab-42b6-94a3-d43ce8d16293',
    ];
    const mine = Object.values(of.tenant.state().servicePrincipals).find(
      ({ appId }) => appId === of.tenant.automation.clientId,
    );
    const scope = `/subscriptions/${of.group.split('/')[2]}`;
    expect((await of.send('PUT', at(of), two(of))).status).toBe(201);
    for (const each of Object.values(of.tenant.state().roleAssignments))
      if (each.principalId === mine?.id)
        of.tenant.act({ do: 'remove', kind: 'roleAssignments', id: each.id.toLowerCase() });
    of.tenant.act({ do: 'assign-role', scope, principalId: mine?.id ?? '', role: reader });
    const failed = (await ended(of)).body.properties;
    expect([failed.provisioningState, failed.error.details[0].code]).toEqual(['Failed', 'Forbidden']);
    expect(JSON.parse(failed.error.details[0].message).error.code).toBe('AuthorizationFailed');

    // May begin deployments, and make no vault.
    of.tenant.act({ do: 'assign-role', scope, principalId: mine?.id ?? '', role: logAnalyticsContributor });
    for (const what of ['PUT', 'POST'] as const) {
      const { status, body } = await of.send(
        what,
        `${at(of, 'next')}${what === 'POST' ? '/validate' : ''}`,
        two(of),
      );
      expect([status, body.error.code, body.error.details[0].code]).toEqual([
        400,
        'InvalidTemplateDeployment',
        'AuthorizationFailed',
      ]);
    }
    expect(vaultsIn(of)).toEqual([]);
  });

  it('ends as failed where the program that played it was closed meanwhile', async () => {
    const of = await place();
    await of.send('PUT', at(of), withOutput(of));
    const later = practiceTenant('fresh', { clock: of.clock, lagSeconds: 0, saved: of.tenant.save() });
    const token = await appToken(later, 'https://management.azure.com');
    const { body } = await call(later, token, 'GET', `https://management.azure.com${at(of)}?${version}`);
    expect([body.properties.provisioningState, body.properties.error.code]).toEqual([
      'Failed',
      'InternalServerError',
    ]);
  });

  it('of a playbook right behind its connection is refused in the weather of a first deployment', async () => {
    const of = await place('intezer-ready');
    const [workspace] = Object.values(of.tenant.state().workspaces);
    const parameters = {
      logicAppWorkspace: { value: workspace?.name ?? '' },
      logicAppWorkspaceId: { value: workspace?.customerId ?? '' },
      KeyvaultName: { value: 'kv-practice' },
    };
    const body = { properties: { mode: 'Incremental', template: JSON.parse(playbookTemplate), parameters } };
    of.tenant.setWeather({ unseenConnections: 20 });
    expect((await of.send('PUT', at(of), body)).status).toBe(201);
    const refused = (await ended(of)).body.properties;
    expect([refused.provisioningState, refused.error.code]).toEqual(['Failed', 'DeploymentFailed']);
    expect(JSON.parse(refused.error.details[0].message).error.code).toBe('ApiConnectionNotFound');
    of.clock.advance(20_000);
    expect((await of.send('PUT', at(of), body)).status).toBe(200);
    expect((await ended(of)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('keeps no value of a secure parameter', async () => {
    const of = await place();
    const secret = deployment(
      [vault('kv-first-soc', of.tenant.tenantId)],
      {
        parameters: {
          location: { type: 'string', defaultValue: 'westeurope' },
          key: { type: 'securestring' },
        },
      },
      { key: { value: 'open-sesame' } },
    );
    await of.send('PUT', at(of), secret);
    expect(of.tenant.save()).not.toContain('open-sesame');
    expect((await ended(of)).body.properties.parameters.key).toEqual({ type: 'SecureString' });
    expect(of.tenant.save()).not.toContain('open-sesame');
  });

  it('is refused in any other mode than Incremental, and under a name that is none', async () => {
    const of = await place();
    const complete = { properties: { ...(two(of)['properties'] as JsonObject), mode: 'Complete' } };
    expect((await of.send('PUT', at(of), complete)).status).toBe(501);
    expect((await of.send('PUT', at(of, 'x'.repeat(65)), two(of))).body.error.code).toBe(
      'InvalidDeploymentName',
    );
    expect(
      (await of.send('PUT', at(of), { properties: { mode: 'Incremental', tempalte: {} } })).body.error.code,
    ).toBe('InvalidRequestContent');
  });
});

describe('before anything is made', () => {
  it('validation answers what would be made, or the template’s own error, and changes nothing', async () => {
    const of = await place();
    const before = JSON.stringify(of.tenant.state());
    const good = await of.send('POST', `${at(of)}/validate`, withOutput(of));
    expect([good.status, good.body.properties.validatedResources]).toEqual([200, expect.any(Array)]);
    const circle = deployment([
      vault('kv-a-soc', of.tenant.tenantId, { dependsOn: ['kv-b-soc'] }),
      vault('kv-b-soc', of.tenant.tenantId, { dependsOn: ['kv-a-soc'] }),
    ]);
    const bad = await of.send('POST', `${at(of)}/validate`, circle);
    expect([bad.status, bad.body.error.code]).toEqual([400, 'InvalidTemplate']);
    expect(bad.body.error.message).toContain('Circular dependency detected');
    expect(bad.body.error.additionalInfo[0].type).toBe('TemplateViolation');
    expect(JSON.stringify(of.tenant.state())).toBe(before);
  });

  /** What a what-if comes to, once it is worked out. */
  async function foreseen(of: Place, body: JsonObject): Promise<Reply> {
    const asked = await of.send('POST', `${at(of)}/whatIf`, body);
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([202, '1']);
    const address = new URL(asked.headers.get('location') ?? '');
    expect((await of.send('GET', address.pathname)).status).toBe(202);
    of.clock.advance(1000);
    return of.send('GET', address.pathname);
  }

  it('a body as the Azure CLI sends it is read: the file as it is behind a name without quotes', async () => {
    const of = await place();
    const token = await appToken(of.tenant, 'https://management.azure.com');
    const file = `{ // what we deploy
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0", /* none yet */ "resources": [] }`;
    const validated = async (template: string) => {
      const answer = await of.tenant.fetch(
        new Request(`https://management.azure.com${at(of)}/validate?${version}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: `{"properties": {"parameters": {}, "mode": "Incremental", template:${template}}}`,
        }),
      );
      return [answer.status, await answer.json()];
    };
    expect(await validated(file)).toMatchObject([200, { properties: { provisioningState: 'Succeeded' } }]);
    expect(await validated('{')).toMatchObject([400, { error: { code: 'InvalidRequestContent' } }]);
  });

  it('a what-if says later what would be created and changed, in the shape of the official example', async () => {
    const of = await place();
    await of.send('PUT', at(of), deployment([vault('kv-first-soc', of.tenant.tenantId)]));
    await ended(of);
    const changed = vault('kv-first-soc', of.tenant.tenantId, { tags: { from: 'template', more: 'yes' } });
    const { body } = await foreseen(of, deployment([changed, vault('kv-second-soc', of.tenant.tenantId)]));
    expect(body.properties.changes.map(({ changeType }: JsonObject) => changeType)).toEqual([
      'Modify',
      'Create',
    ]);
    expect(body.properties.changes[0].delta).toEqual([
      { path: 'tags.more', propertyChangeType: 'Create', after: 'yes' },
    ]);
    const example = exampleBody('arm-deployments', 'PostDeploymentWhatIfOnResourceGroup');
    expect(deviations(body, example, ['myNewTag', 'myOtherNewTag', 'tags'])).toEqual([]);
    expect(vaultsIn(of)).toEqual(['kv-first-soc']);
  });

  it('a what-if of what stands finds nothing to change', async () => {
    const of = await place();
    await of.send('PUT', at(of), deployment([vault('kv-first-soc', of.tenant.tenantId)]));
    await ended(of);
    const { body } = await foreseen(of, deployment([vault('kv-first-soc', of.tenant.tenantId)]));
    expect(body.properties.changes.map(({ changeType }: JsonObject) => changeType)).toEqual(['NoChange']);
  });

  it.each<[string, (of: Place) => JsonObject, number, string]>([
    [
      'an unknown type',
      ({ tenant }) => vault('kv-a-soc', tenant.tenantId, { type: 'Microsoft.KeyVault/safes' }),
      501,
      'NotImitated',
    ],
    [
      'an unknown provider',
      ({ tenant }) => vault('kv-a-soc', tenant.tenantId, { type: 'Contoso.Safes/vaults' }),
      501,
      'NotImitated',
    ],
    [
      'an unknown version',
      ({ tenant }) => vault('kv-a-soc', tenant.tenantId, { apiVersion: '1999-01-01' }),
      400,
      'NoRegisteredProviderFound',
    ],
    [
      'a region without it',
      ({ tenant }) => vault('kv-a-soc', tenant.tenantId, { location: 'atlantis' }),
      400,
      'LocationNotAvailableForResourceType',
    ],
  ])('%s is refused', async (_what, resource, status, code) => {
    const of = await place();
    const reply = await of.send('PUT', at(of), deployment([resource(of)]));
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });

  it('a provider that the subscription has not registered is refused by its name', async () => {
    const of = await place();
    const subscription = of.group.split('/')[2] ?? '';
    await of.send('POST', `/subscriptions/${subscription}/providers/Microsoft.KeyVault/register`);
    await of.send('POST', `/subscriptions/${subscription}/providers/Microsoft.KeyVault/unregister`);
    const { status, body } = await of.send(
      'PUT',
      at(of),
      deployment([vault('kv-a-soc', of.tenant.tenantId)]),
    );
    expect([status, body.error.code]).toEqual([409, 'MissingSubscriptionRegistration']);
    expect(body.error.message).toContain('Microsoft.KeyVault');
  });

  it('a template is also read from where it is published, and from nowhere else', async () => {
    const of = await place();
    const linked = (uri: string) => ({ properties: { mode: 'Incremental', templateLink: { uri } } });
    const elsewhere = await of.send('POST', `${at(of)}/validate`, linked('https://example.com/t.json'));
    expect(elsewhere.body.error.code).toBe('InvalidContentLink');
    const published =
      'https://raw.githubusercontent.com/intezer/microsoft-sentinel-integration/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks/azuredeploy.json';
    const { body } = await of.send('POST', `${at(of)}/validate`, linked(published));
    expect(body.error.message).toContain("The value for the template parameter 'logicAppWorkspace'");
  });
});
