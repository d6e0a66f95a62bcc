import { describe, expect, test } from 'vitest';
import {
  type AzureStandIn,
  aGroup,
  anAssignment,
  aWorkspace,
  azureStandIn,
  callerOf,
  type Reply,
  type Sent,
} from '../arm/azure-stand-in.spec-kit.ts';
import type { Contents, Json, JsonObject } from '../core/contents.ts';
import { exampleAt } from '../core/example-shape.spec-kit.ts';
import { timespanOf } from './timespan.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const host = 'https://api.loganalytics.azure.com/v1';
const person = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const robot = callerOf('0c0c0c0c-0000-4000-8000-00000000000c', { kind: 'app', roles: ['Data.Read'] });
const reader = '73c42c96-874c-492b-b04d-ab87d138a893';
const sentinelReader = '8d289c81-5878-46d4-8554-54e1e3d8b5cb';
const workspace = aWorkspace(subscription, 'rg-soc', 'law-soc');
const twin = aWorkspace(subscription, 'rg-soc', 'law-twin');
const empty = aWorkspace(subscription, 'rg-soc', 'law-new', { signals: { profile: 'empty', seed: 1 } });
const forbidden = aWorkspace('7a5e1c1e-2222-4222-8222-000000000002', 'rg-x', 'law-other');

const aTenant = (more: readonly Contents['roleDefinitions'][] = [], role = reader): AzureStandIn =>
  azureStandIn({
    subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
    resourceGroups: [aGroup(subscription, 'rg-soc')],
    workspaces: [workspace, twin, empty, forbidden],
    roleDefinitions: more,
    roleAssignments: [person, robot].map((one) =>
      anAssignment(one.objectId, role, `/subscriptions/${subscription}`),
    ),
  });

const tenant = aTenant();
const ask = (query: string, more: JsonObject = {}, sent: Sent = {}, on = workspace): Promise<Reply> =>
  tenant.send(robot, 'POST', `${host}/workspaces/${on.customerId}/query`, {
    body: { query, ...more },
    ...sent,
  });

interface Answered {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly Json[])[];
  }[];
  readonly error?: { readonly code: string };
  readonly statistics?: Json;
}
const rowsOf = (reply: Reply) => (reply.body as unknown as Answered).tables[0]?.rows ?? [];
const errorOf = (reply: Reply) => (reply.body as JsonObject)['error'];
const official = (status: number, when: string): unknown => {
  const { errors } = exampleAt('log-analytics-query', 'errors');
  const found = errors.find((error) => error.status === status && error.when?.includes(when) === true);
  return (found?.body as JsonObject | undefined)?.['error'];
};

describe('a query', () => {
  test('is evaluated over the workspace it is put to', async () => {
    const reply = await ask('print ok=1');
    expect(reply.body).toEqual({
      tables: [{ name: 'PrimaryResult', columns: [{ name: 'ok', type: 'long' }], rows: [[1]] }],
    });
    const counted = await ask('SecurityIncident | summarize n=count()');
    expect(Number(rowsOf(counted)[0]?.[0])).toBeGreaterThan(50);
  });

  test('sees what lies in its timespan and nothing else', async () => {
    const all = Number(rowsOf(await ask('Heartbeat | count'))[0]?.[0]);
    const hour = Number(rowsOf(await ask('Heartbeat | count', { timespan: 'PT1H' }))[0]?.[0]);
    expect(hour).toBeGreaterThan(0);
    expect(hour).toBeLessThan(all / 10);
    const later = { timespan: '2026-11-23T00:00:00Z/P1D' };
    expect(rowsOf(await ask('Heartbeat | count', later))[0]?.[0]).toBe(0);
  });

  test('reads other workspaces it names, by id, name or address, if the caller may', async () => {
    const distinct = 'SecurityIncident | distinct TenantId';
    for (const other of [twin.customerId, twin.name, twin.id]) {
      const tenants = rowsOf(await ask(distinct, { workspaces: [other] })).flat();
      expect(new Set(tenants)).toEqual(new Set([workspace.customerId, twin.customerId]));
    }
    expect((await ask(distinct, { workspaces: [forbidden.name] })).status).toBe(403);
  });

  test('with GET carries everything in the address, on either host', async () => {
    for (const name of ['api.loganalytics.azure.com', 'api.loganalytics.io']) {
      const url = `https://${name}/v1/workspaces/${workspace.customerId}/query?query=print%20ok%3D1&timespan=PT1H`;
      expect(rowsOf(await tenant.send(robot, 'GET', url))).toEqual([[1]]);
    }
  });

  test('answers statistics when the request prefers them, and says which wait it applied', async () => {
    const headers = { 'content-type': 'application/json', prefer: 'wait=900,include-statistics=true' };
    const reply = await ask('print ok=1', {}, { headers });
    expect((reply.body as unknown as Answered).statistics).toMatchObject({
      query: { executionTime: expect.any(Number) as number },
    });
    expect(reply.headers['preference-applied']).toBe('wait=600');
    expect((await ask('print ok=1')).body).not.toHaveProperty('statistics');
  });

  test('a long beyond what a double holds goes over the wire as a number', async () => {
    expect(rowsOf(await ask('print n = 9007199254740993'))).toEqual([[Number('9007199254740993')]]);
  });

  test('over the row limit is answered in part', async () => {
    const reply = await ask('range x from 1 to 500001 step 1');
    const body = reply.body as unknown as Answered;
    expect(reply.status).toBe(200);
    expect(body.error?.code).toBe('PartialError');
    expect(body.tables[0]?.rows).toHaveLength(500_000);
  });
});

describe('a query that is refused', () => {
  test('for an unknown table nests the engine’s own code two levels down', async () => {
    const reply = await ask('NoSuchTable | take 1');
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toEqual({
      message: 'The request had some invalid properties',
      code: 'BadArgumentError',
      innererror: {
        code: 'SemanticError',
        message: 'A semantic error occurred.',
        innererror: {
          code: 'SEM0100',
          message: expect.stringContaining("named 'NoSuchTable'") as string,
        },
      },
    });
  });

  test('for its grammar says where', async () => {
    expect(errorOf(await ask('SecurityAlert | where (')) as JsonObject).toMatchObject({
      code: 'BadArgumentError',
      innererror: { code: 'SyntaxError', innererror: { code: expect.stringMatching(/^SYN/) as string } },
    });
  });

  test('for what the practice tenant cannot evaluate is refused in its own name', async () => {
    const reply = await ask('SecurityAlert | make-series count() on TimeGenerated step 1d');
    expect(reply.status).toBe(501);
    expect(reply.headers['x-practice']).toBe('not-imitated');
    expect(errorOf(reply)).toEqual({
      code: 'NotImitated',
      message: "practice cannot evaluate the operator 'make-series'",
    });
  });

  test.each([
    ['no query', {}],
    ['an unknown property', { query: 'print 1', querry: 'x' }],
    ['a timespan that is none', { query: 'print 1', timespan: 'yesterday' }],
    ['a timespan that is no text', { query: 'print 1', timespan: 3600 }],
    ['workspaces that are no list', { query: 'print 1', workspaces: 'law-twin' }],
  ])('for %s', async (_, body) => {
    const url = `${host}/workspaces/${workspace.customerId}/query`;
    const reply = await tenant.send(robot, 'POST', url, { body });
    expect([reply.status, (errorOf(reply) as JsonObject)['code']]).toEqual([400, 'BadArgumentError']);
  });
});

describe('the quirks of the query API', () => {
  test('a POST without a JSON content type, or without a body, is 200 and nothing', async () => {
    const url = `${host}/workspaces/${workspace.customerId}/query`;
    const plain = await tenant.send(robot, 'POST', url, {
      text: '{"query":"print ok=1"}',
      headers: { 'content-type': 'text/plain' },
    });
    const bare = await tenant.send(robot, 'POST', url);
    expect([plain.status, plain.body, bare.status, bare.body]).toEqual([200, undefined, 200, undefined]);
  });

  test('a workspace that never received data has nothing to answer, but can still print', async () => {
    expect(await ask('Heartbeat | take 1', {}, {}, empty)).toMatchObject({ status: 204, body: undefined });
    expect(rowsOf(await ask('print ok=1', {}, {}, empty))).toEqual([[1]]);
    expect((await ask('Heartbeat | take 1')).status).toBe(200);
  });

  test('a workspace’s name in place of its id is a path that does not exist', async () => {
    const reply = await tenant.send(robot, 'POST', `${host}/workspaces/law-soc/query`, {
      body: { query: 'print 1' },
    });
    expect([reply.status, errorOf(reply)]).toEqual([404, official(404, 'wrong path')]);
  });

  test('a workspace queried through a private link alone refuses whoever asks from outside', async () => {
    const closed = aWorkspace(subscription, 'rg-soc', 'law-closed', { privateQueriesOnly: true });
    const isolated = azureStandIn({
      subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc')],
      workspaces: [workspace, closed],
      roleAssignments: [anAssignment(robot.objectId, reader, `/subscriptions/${subscription}`)],
    });
    const statuses = await Promise.all(
      [workspace, closed].map(({ customerId }) =>
        isolated.send(robot, 'POST', `${host}/workspaces/${customerId}/query`, {
          body: { query: 'print 1' },
        }),
      ),
    );
    expect(statuses.map(({ status }) => status)).toEqual([200, 403]);
  });

  test('a table on the Basic or Auxiliary plan is not queried here, and the refusal names the way', async () => {
    const cheap = aWorkspace(subscription, 'rg-soc', 'law-cheap', {
      tablePlans: { SigninLogs: 'Basic', AzureActivity: 'Auxiliary' },
    });
    const mixed = azureStandIn({
      subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc')],
      workspaces: [cheap],
      roleAssignments: [anAssignment(robot.objectId, reader, `/subscriptions/${subscription}`)],
    });
    const asked = (query: string) =>
      mixed.send(robot, 'POST', `${host}/workspaces/${cheap.customerId}/query`, { body: { query } });
    for (const query of ['SigninLogs | take 1', 'Heartbeat | union AzureActivity | count']) {
      const reply = await asked(query);
      expect([query, reply.status]).toEqual([query, 400]);
      expect(errorOf(reply)).toMatchObject({
        code: 'BadArgumentError',
        innererror: {
          code: 'UnsupportedApiQueryValidationError',
          message: expect.stringContaining('/v1/workspaces/{workspaceId}/search'),
        },
      });
    }
    expect((await asked('Heartbeat | take 1')).status).toBe(200);
  });

  test('an application needs Data.Read and a role, and hears the same words for either', async () => {
    const roleless = callerOf(robot.objectId, {
      kind: 'app',
      roles: [],
      appId: '997631f8-3a55-4bb2-81b2-c0972b222260',
    });
    const stranger = callerOf('0f0f0f0f-0000-4000-8000-00000000000f', {
      kind: 'app',
      roles: ['Data.Read'],
      appId: '997631f8-3a55-4bb2-81b2-c0972b222260',
    });
    for (const caller of [roleless, stranger]) {
      const reply = await tenant.send(caller, 'POST', `${host}/workspaces/${workspace.customerId}/query`, {
        body: { query: 'print 1' },
      });
      expect([reply.status, errorOf(reply)]).toEqual([403, official(403, 'app-only token')]);
    }
    const nobody = callerOf('0f0f0f0f-0000-4000-8000-00000000000f');
    const reply = await tenant.send(nobody, 'POST', `${host}/workspaces/${workspace.customerId}/query`, {
      body: { query: 'print 1' },
    });
    expect([reply.status, errorOf(reply)]).toEqual([403, official(403, 'identity lacks workspace RBAC')]);
  });

  test('a table the role does not reach is as if it were not there', async () => {
    const custom = {
      id: '/x',
      name: '12345678-0000-4000-8000-000000000001',
      roleName: 'Alerts only',
      description: '',
      assignableScopes: ['/'],
      permissions: [
        {
          actions: [
            'Microsoft.OperationalInsights/workspaces/query/read',
            'Microsoft.OperationalInsights/workspaces/query/SecurityAlert/read',
          ],
          notActions: [],
          dataActions: [],
          notDataActions: [],
        },
      ],
    };
    const limited = aTenant([custom], custom.name);
    const url = `${host}/workspaces/${workspace.customerId}/query`;
    const [alerts, incidents] = await Promise.all(
      ['SecurityAlert | count', 'SecurityIncident | count'].map((query) =>
        limited.send(robot, 'POST', url, { body: { query } }),
      ),
    );
    expect([alerts?.status, incidents?.status]).toEqual([200, 400]);
  });

  test('the 201st request in 30 seconds is turned away, and told when to come back', async () => {
    const busy = aTenant([], sentinelReader);
    const url = `${host}/workspaces/${workspace.customerId}/query`;
    for (let count = 0; count < 200; count += 1) await busy.send(robot, 'POST', url);
    const reply = await busy.send(robot, 'POST', url, { body: { query: 'print 1' } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '30']);
    busy.clock.advance(30_001);
    expect((await busy.send(robot, 'POST', url, { body: { query: 'print 1' } })).status).toBe(200);
  });

  test('in a batch each query has its own status', async () => {
    const requests = ['print ok=1', 'NoSuchTable'].map((query, index) => ({
      id: String(index),
      method: 'POST',
      path: '/query',
      workspace: workspace.customerId,
      body: { query },
    }));
    const reply = await tenant.send(robot, 'POST', `${host}/$batch`, { body: { requests } });
    const { responses } = reply.body as { responses: readonly { id: string; status: number }[] };
    expect(responses.map(({ id, status }) => [id, status])).toEqual([
      ['0', 200],
      ['1', 400],
    ]);
  });
});

describe('a timespan', () => {
  const now = Date.UTC(2026, 10, 22, 8);
  const hour = 3_600_000;
  test.each([
    ['PT12H', now - 12 * hour, now],
    ['P1D', now - 24 * hour, now],
    ['P1DT30M', now - 24.5 * hour, now],
    ['P2W', now - 14 * 24 * hour, now],
    ['2026-11-20T00:00:00Z/2026-11-21T00:00:00Z', now - 56 * hour, now - 32 * hour],
    ['2026-11-20T00:00:00Z/PT6H', now - 56 * hour, now - 50 * hour],
    ['PT6H/2026-11-20T06:00:00Z', now - 56 * hour, now - 50 * hour],
    ['2026-11-20/2026-11-21', now - 56 * hour, now - 32 * hour],
  ])('%s is read', (text, start, end) => {
    expect(timespanOf(text, now)).toEqual({ start, end });
  });
  test.each(['', 'P', 'PT', '12H', 'P1X', '2026-11-21/2026-11-20', 'PT1H/PT2H', 'a/b', '2026-11-20'])(
    '%j is not',
    (text) => {
      expect(timespanOf(text, now)).toBeUndefined();
    },
  );
});
