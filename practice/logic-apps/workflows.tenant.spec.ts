import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/contents.ts';
import { deviations, exampleBody } from '../core/example-shape.spec-kit.ts';
import { playbooksIn, principalOf } from '../playbooks/playbooks.spec-kit.ts';

const monitorLogs = 'monitorlogs-intezer-connection';
const connection = (group: string, name = monitorLogs) =>
  `${group}/providers/Microsoft.Web/connections/${name}`;

describe('what the template leaves behind', () => {
  it('is created throughout, with a connection nobody can use yet among it', async () => {
    const at = await playbooksIn();
    expect(at.statuses).toEqual([201, 201, 201, 201, 201, 201, 201]);
    const { body } = await at.send('GET', connection(at.group), undefined, '2016-06-01');
    expect(body.properties).toMatchObject({
      overallStatus: 'Error',
      statuses: [
        {
          status: 'Error',
          target: 'token',
          error: { code: 'Unauthenticated', message: 'This connection is not authenticated.' },
        },
      ],
    });
    const managed = await at.send(
      'GET',
      connection(at.group, 'keyvault-intezer-connection'),
      undefined,
      '2016-06-01',
    );
    expect(managed.body.properties).toMatchObject({
      overallStatus: 'Ready',
      alternativeParameterValues: { vaultName: 'kv-practice' },
    });
  });

  it('has an identity of its own in each playbook, known to the directory after a while', async () => {
    const at = await playbooksIn('intezer-ready', 5);
    const principal = await principalOf(at, 'Webhook');
    const role = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
    const assign = (principalType?: string) =>
      at.send(
        'PUT',
        `${at.workspace.id}/providers/Microsoft.Authorization/roleAssignments/05c5a614-a7d6-4502-b150-c2fb45503301`,
        {
          properties: {
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
            principalId: principal,
            ...(principalType === undefined ? {} : { principalType }),
          },
        },
        '2022-04-01',
      );
    expect((await assign()).body.error.code).toBe('PrincipalNotFound');
    expect((await assign('ServicePrincipal')).status).toBe(201);
  });

  it('keeps its callback address and identity when it is deployed again', async () => {
    const at = await playbooksIn();
    const id = at.workflow('Webhook');
    const before = await at.send('POST', `${id}/triggers/manual/listCallbackUrl`);
    const { body } = await at.send('GET', id);
    const { properties, location, tags, identity } = body;
    const { definition, parameters, state } = properties;
    const again = await at.send('PUT', id, {
      location,
      tags,
      identity: { type: 'SystemAssigned' },
      properties: { definition, parameters, state },
    });
    expect(again.status).toBe(200);
    expect(again.body.identity).toEqual(identity);
    expect((await at.send('POST', `${id}/triggers/manual/listCallbackUrl`)).body.value).toBe(
      before.body.value,
    );
  });
});

describe('a callback address', () => {
  const sample = { source: 'x', sender: 'other', note: 'n', microsoft_sentinel_incident_id: '/nothing' };

  it('is a secret that is noted as handed out, and starts the playbook without any other proof', async () => {
    const at = await playbooksIn();
    const { body } = await at.send('POST', `${at.workflow('Webhook')}/triggers/manual/listCallbackUrl`);
    expect(deviations(body, exampleBody('logic-apps', 'WorkflowTriggers_ListCallbackUrl'))).toEqual([]);
    expect(body.value).toMatch(
      /^https:\/\/prod-\d\d\.westeurope\.logic\.azure\.com:443\/workflows\/[0-9a-f]{32}\/triggers\/manual\/paths\/invoke\?.*sig=/,
    );
    expect(at.tenant.issued().map(({ value }) => value)).toContain(body.queries.sig);
    expect(JSON.stringify(at.tenant.state())).not.toContain(body.queries.sig);
    const post = (address: string) =>
      at.tenant.fetch(
        new Request(address, {
          method: 'POST',
          body: JSON.stringify(sample),
          headers: { 'content-type': 'application/json' },
        }),
      );
    const accepted = await post(body.value);
    expect([accepted.status, accepted.headers.get('x-ms-workflow-run-id')]).toEqual([
      202,
      expect.stringMatching(/^0858\d+CU\d\d$/),
    ]);
    expect((await post(body.value.replace(/sig=..../, 'sig=AAAA'))).status).toBe(401);
    expect((await post(body.basePath)).status).toBe(401);
  });

  it('ends with its access key, and not before', async () => {
    const at = await playbooksIn();
    const id = at.workflow('Webhook');
    const callback = async () =>
      (await at.send('POST', `${id}/triggers/manual/listCallbackUrl`)).body.value as string;
    const first = await callback();
    expect((await at.send('POST', `${id}/regenerateAccessKey`, { keyType: 'Primary' })).status).toBe(200);
    const post = (address: string) => at.tenant.fetch(new Request(address, { method: 'POST', body: '{}' }));
    expect((await post(first)).status).toBe(401);
    expect((await post(await callback())).status).toBe(202);
  });

  it('is refused while the playbook is switched off', async () => {
    const at = await playbooksIn();
    const id = at.workflow('Webhook');
    const { body } = await at.send('POST', `${id}/listCallbackUrl`, { keyType: 'Primary' });
    const post = () => at.tenant.fetch(new Request(body.value, { method: 'POST', body: '{}' }));
    await at.send('POST', `${id}/disable`);
    expect((await at.send('GET', id)).body.properties.state).toBe('Disabled');
    expect((await post()).status).toBe(400);
    await at.send('POST', `${id}/enable`);
    expect((await post()).status).toBe(202);
  });

  it('is given to nobody who may only read', async () => {
    const at = await playbooksIn();
    const owner = Object.values(at.tenant.state().roleAssignments);
    for (const one of owner)
      if (one.roleDefinition !== 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
        at.tenant.act({ do: 'remove', kind: 'roleAssignments', id: one.id });
    expect((await at.send('GET', at.workflow('Webhook'))).status).toBe(200);
    expect((await at.send('POST', `${at.workflow('Webhook')}/triggers/manual/listCallbackUrl`)).status).toBe(
      403,
    );
  });
});

it('a workflow is saved without a trigger or an action', async () => {
  const at = await playbooksIn();
  const id = `${at.workflow('Webhook')}-empty`;
  const { body } = await at.send('GET', at.workflow('Webhook'));
  const { $schema, contentVersion } = body.properties.definition;
  const definition = { $schema, contentVersion, triggers: {}, actions: {} };
  const made = await at.send('PUT', id, { location: body.location, properties: { definition } });
  expect([made.status, made.body.properties.state]).toEqual([201, 'Enabled']);
});

type Asked = { readonly definition: Json; readonly parameters: Json };

describe('a workflow is refused', () => {
  const put = async (change: (properties: Asked) => Asked, location?: string) => {
    const at = await playbooksIn();
    const id = at.workflow('Webhook');
    const { body } = await at.send('GET', id);
    const { definition, parameters } = body.properties;
    return at.send('PUT', id, {
      location: location ?? body.location,
      properties: change({ definition, parameters }),
    });
  };

  it('where an action runs after one that is not there', async () => {
    const reply = await put(({ definition, parameters }) => {
      const { actions } = definition as unknown as { actions: Record<string, JsonObject> };
      return {
        parameters,
        definition: {
          ...(definition as JsonObject),
          actions: {
            ...actions,
            Read_message: { ...actions['Read_message'], runAfter: { Nothing: ['Succeeded'] } },
          },
        },
      };
    });
    expect([reply.status, reply.body.error.code]).toEqual([400, 'InvalidTemplate']);
  });

  it('where this cloud has no such region', async () => {
    const reply = await put((properties) => properties, 'atlantis');
    expect([reply.status, reply.body.error.code]).toEqual([400, 'LocationNotAvailableForResourceType']);
  });

  it('where its connection lies in another region', async () => {
    const reply = await put((properties) => properties, 'northeurope');
    expect([reply.status, reply.body.error.code]).toEqual([404, 'ApiConnectionNotFound']);
  });

  it('where it signs in to a connection as itself that is a person’s', async () => {
    const reply = await put(({ definition, parameters }) => {
      const text = JSON.stringify(parameters).replace(
        `"connectionName":"${monitorLogs}"`,
        `"connectionName":"${monitorLogs}","connectionProperties":{"authentication":{"type":"ManagedServiceIdentity"}}`,
      );
      return { definition, parameters: JSON.parse(text) };
    });
    expect([reply.status, reply.body.error.code]).toEqual([
      400,
      'WorkflowManagedIdentityConfigurationInvalid',
    ]);
  });

  it('where the provider was left unregistered', async () => {
    const at = await playbooksIn();
    const subscriptionId = at.workspace.subscriptionId;
    at.tenant.act({
      do: 'put',
      kind: 'providerRegistrations',
      value: {
        id: `${subscriptionId}/microsoft.logic`,
        subscriptionId,
        namespace: 'Microsoft.Logic',
        state: 'NotRegistered',
      },
    });
    const reply = await at.send('PUT', `${at.group}/providers/Microsoft.Logic/workflows/new`, {
      location: 'westeurope',
      properties: { definition: { $schema: 'x', actions: {}, triggers: {} } },
    });
    expect([reply.status, reply.body.error.code]).toEqual([409, 'MissingSubscriptionRegistration']);
  });
});

describe('a run', () => {
  it('fails at the secret until the vault grants it, and says so', async () => {
    const at = await playbooksIn();
    const { body } = await at.send(
      'POST',
      `${at.workflow('Submit-IntezerAlert')}/triggers/Microsoft_Sentinel_incident/listCallbackUrl`,
    );
    await at.tenant.fetch(
      new Request(body.value, {
        method: 'POST',
        body: JSON.stringify({ object: { id: '/i', properties: { relatedEntities: [] } } }),
      }),
    );
    const { body: list } = await at.send('GET', `${at.workflow('Submit-IntezerAlert')}/runs`);
    expect(list.value).toHaveLength(1);
    expect(list.value[0].properties.status).toBe('Failed');
    const { body: actions } = await at.send(
      'GET',
      `${at.workflow('Submit-IntezerAlert')}/runs/${list.value[0].name}/actions`,
    );
    expect(actions.value[0]).toMatchObject({ name: 'Read_key', properties: { status: 'Failed' } });
  });

  it('writes a comment once its identity is a Responder, and is refused until then', async () => {
    const at = await playbooksIn();
    const { body: incidents } = await at.send(
      'GET',
      `${at.workspace.id}/providers/Microsoft.SecurityInsights/incidents?$top=1`,
      undefined,
      '2024-03-01',
    );
    const incident = incidents.value[0].id as string;
    const { body: callback } = await at.send(
      'POST',
      `${at.workflow('Webhook')}/triggers/manual/listCallbackUrl`,
    );
    const post = () =>
      at.tenant.fetch(
        new Request(callback.value, {
          method: 'POST',
          body: JSON.stringify({
            source: 'intezer',
            sender: 'sample',
            note: 'Looked at',
            microsoft_sentinel_incident_id: incident,
          }),
        }),
      );
    const statuses = async () =>
      (
        (await at.send('GET', `${at.workflow('Webhook')}/runs`)).body.value as {
          properties: { status: string };
        }[]
      ).map(({ properties }) => properties.status);
    await post();
    expect(await statuses()).toEqual(['Failed']);
    at.tenant.act({
      do: 'assign-role',
      scope: at.workspace.id,
      role: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
      principalId: await principalOf(at, 'Webhook'),
    });
    at.clock.advance(1000);
    await post();
    expect(await statuses()).toEqual(['Succeeded', 'Failed']);
    const { body: comments } = await at.send('GET', `${incident}/comments`, undefined, '2024-03-01');
    expect(
      comments.value.map(({ properties }: { properties: { message: string; author: { name: string } } }) => [
        properties.message,
        properties.author.name,
      ]),
    ).toEqual([['<p>Looked at</p>', 'UpdateIncident-IntezerAlert-Webhook']]);
  });

  it('waits as long as its definition says, and finds the incident of an alert where Defender sent it', async () => {
    const at = await playbooksIn();
    at.tenant.act({
      do: 'assign-role',
      scope: at.workspace.id,
      role: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
      principalId: await principalOf(at, 'Webhook'),
    });
    const { body: rows } = await at.send(
      'POST',
      `${at.workspace.id}/query`,
      { query: 'SecurityIncident | mv-expand AlertIds | take 1 | project tostring(AlertIds)' },
      '2017-10-01',
    );
    const alert = rows.tables[0].rows[0][0] as string;
    const { body: callback } = await at.send(
      'POST',
      `${at.workflow('Webhook')}/triggers/manual/listCallbackUrl`,
    );
    const post = (about = alert) =>
      at.tenant.fetch(
        new Request(callback.value, {
          method: 'POST',
          body: JSON.stringify({
            source: 'intezer',
            sender: 'msd',
            note: 'From Defender',
            microsoft_sentinel_incident_id: about,
          }),
        }),
      );
    const newest = async () =>
      (await at.send('GET', `${at.workflow('Webhook')}/runs`)).body.value[0].properties;
    await post();
    expect((await newest()).status).toBe('Waiting');
    at.clock.advance(14 * 60_000);
    expect((await newest()).status).toBe('Waiting');
    at.clock.advance(2 * 60_000);
    expect(await newest()).toMatchObject({ status: 'Failed' });
    const path = connection(at.group);
    const { body: known } = await at.send('GET', path, undefined, '2016-06-01');
    const user = Object.values(at.tenant.state().users).find(
      ({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName,
    );
    at.tenant.act({
      do: 'put',
      kind: 'resources',
      value: {
        ...(at.tenant.state().resources[path.toLowerCase()] as object),
        more: { authorizedBy: { objectId: user?.id ?? '', name: 'ada' } },
      } as never,
    });
    expect(known.properties.overallStatus).toBe('Error');
    await post();
    at.clock.advance(16 * 60_000);
    expect(await newest()).toMatchObject({ status: 'Succeeded' });
    await post('an-alert-nobody-raised');
    at.clock.advance(16 * 60_000);
    expect(await newest()).toMatchObject({ status: 'Cancelled' });
  });
});

it('every official example of a call about workflows is answered in its shape', async () => {
  const at = await playbooksIn();
  const id = at.workflow('Webhook');
  const { body: callback } = await at.send('POST', `${id}/listCallbackUrl`, {
    notAfter: '2030-04-19T16:00:00Z',
    keyType: 'Primary',
  });
  await at.tenant.fetch(new Request(callback.value, { method: 'POST', body: '{}' }));
  const { body: runs } = await at.send('GET', `${id}/runs`);
  const cases: readonly [string, unknown, string[]?][] = [
    [
      'Workflows_Get',
      (await at.send('GET', id)).body,
      ['integrationAccount', 'integrationServiceEnvironment'],
    ],
    [
      'Workflows_ListByResourceGroup',
      (await at.send('GET', `${at.group}/providers/Microsoft.Logic/workflows`)).body,
      ['integrationAccount', 'accessControl'],
    ],
    ['Workflows_ListCallbackUrl', callback],
    ['WorkflowTriggers_List', (await at.send('GET', `${id}/triggers`)).body],
    ['WorkflowTriggers_Get', (await at.send('GET', `${id}/triggers/manual`)).body],
    ['WorkflowRuns_List', runs],
    ['WorkflowRuns_Get', (await at.send('GET', `${id}/runs/${runs.value[0].name}`)).body],
  ];
  for (const [name, body, optional] of cases)
    expect(deviations(body, exampleBody('logic-apps', name), optional), name).toEqual([]);
  expect((await at.send('DELETE', id)).status).toBe(200);
  expect((await at.send('DELETE', id)).status).toBe(204);
  expect((await at.send('GET', id)).status).toBe(404);
});

describe('a Response action', () => {
  /** A workflow with a Request trigger and these actions, called with a body. */
  async function called(actions: JsonObject) {
    const at = await playbooksIn();
    const id = `${at.group}/providers/Microsoft.Logic/workflows/answering`;
    const made = await at.send('PUT', id, {
      location: 'westeurope',
      properties: {
        definition: {
          $schema:
            'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
          contentVersion: '1.0.0.0',
          triggers: { manual: { type: 'Request', kind: 'Http', inputs: {} } },
          actions,
        },
      },
    });
    expect(made.status).toBe(201);
    const { body } = await at.send('POST', `${id}/triggers/manual/listCallbackUrl`);
    const answer = await at.tenant.fetch(new Request(body.value, { method: 'POST', body: '{"who":"Ada"}' }));
    return { status: answer.status, type: answer.headers.get('x-kind'), text: await answer.text() };
  }
  const response = (inputs: JsonObject, more: JsonObject = {}): JsonObject => ({
    type: 'Response',
    kind: 'Http',
    inputs,
    ...more,
  });

  it('is what the caller of a Request trigger gets, with its status, its headers and what it resolved to', async () => {
    const inputs = {
      statusCode: 200,
      headers: { 'x-kind': 'greeting' },
      body: { hello: "@triggerBody()?['who']" },
    };
    expect(await called({ Answer: response(inputs) })).toEqual({
      status: 200,
      type: 'greeting',
      text: '{"hello":"Ada"}',
    });
    expect(await called({ Answer: response({ statusCode: 418, body: 'no tea' }) })).toMatchObject({
      status: 418,
      text: 'no tea',
    });
  });

  it('that is never reached leaves the caller with 502, and a workflow without one with 202', async () => {
    const end = { type: 'Terminate', inputs: { runStatus: 'Succeeded' }, runAfter: {} };
    const late = { End: end, Answer: response({ statusCode: 200 }, { runAfter: { End: ['Succeeded'] } }) };
    const { status, text } = await called(late);
    expect([status, JSON.parse(text).error.code]).toEqual([502, 'NoResponse']);
    expect((await called({})).status).toBe(202);
    expect((await called({ Answer: response({ statusCode: 99 }) })).status).toBe(502);
  });
});
