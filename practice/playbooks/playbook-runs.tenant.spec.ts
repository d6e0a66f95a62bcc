import { describe, expect, it } from 'vitest';
import { call, personToken } from '../core/client.spec-kit.ts';
import type { Json, ResourceObject, WorkflowRunObject } from '../core/contents.ts';
import type { Reach } from '../logic-apps/workflow-connectors.ts';
import type { Seen } from '../logic-apps/workflow-run.ts';
import { runOn } from '../logic-apps/workflow-run.ts';
import { playbooksIn, principalOf } from './playbooks.spec-kit.ts';

const started = Date.UTC(2026, 10, 22, 8);
const key = 'the-key-somebody-typed';

/** A playbook of the practice template, with a vault that gives the key, or does not. */
async function played(
  part: string,
  given: {
    body: Json;
    now?: number;
    before?: WorkflowRunObject;
    vault?: number;
    sentBefore?: readonly string[];
    /** Part of the addresses that answer 400. */
    refuses?: string;
  },
) {
  const at = await playbooksIn();
  const state = at.tenant.state();
  const workflow = state.resources[at.workflow(part).toLowerCase()] as ResourceObject;
  const calls: string[] = [];
  const reach: Reach = {
    truth: {
      get: (kind, id) => state[kind][id.toLowerCase()] as never,
      list: (kind) => Object.values(state[kind]) as never,
    },
    workflow,
    arm: 'https://management.azure.com',
    vaultSuffix: '.vault.azure.net',
    key: 'run',
    sentBefore: new Set(given.sentBefore ?? []),
    pace: 1,
    call: async (_as, { method, url }) => {
      calls.push(`${method} ${new URL(url).hostname}`);
      if (given.refuses !== undefined && url.includes(given.refuses))
        return { status: 400, body: { error: { code: 'BadRequest', message: 'Refused.' } } };
      if (url.includes('/query?')) return { status: 200, body: { tables: [{ columns: [], rows: [] }] } };
      const status = given.vault ?? 200;
      return url.includes('.vault.') && status === 200
        ? { status, body: { value: key, id: 'https://kv/secrets/n/v1' } }
        : { status: url.includes('.vault.') ? status : 201, body: {} };
    },
  };
  const seen: Record<string, { inputs: Json; outputs: Json }> = {};
  const sink: Seen = { secrets: new Set(), exposed: (path, both) => void (seen[path] = both) };
  const run: WorkflowRunObject = given.before ?? {
    id: '/run',
    workflowId: workflow.id,
    name: 'run',
    trigger: { name: 'Microsoft_Sentinel_incident', body: given.body },
    startedAt: started,
    endedAt: null,
    status: 'Running',
    error: null,
    actions: {},
  };
  return { run: await runOn(run, reach, given.now ?? started, sink), seen, calls };
}

const incident = (relatedEntities: Json) => ({
  object: { id: '/incident', properties: { relatedEntities } },
});
const hash = { kind: 'FileHash', properties: { hashValue: 'abc' } };
const url = { kind: 'Url', properties: { url: 'https://example.com/' } };
const minutes = (count: number) => started + count * 60_000;
/** The action that ended a run. */
const ender = (run: WorkflowRunObject) =>
  Object.entries(run.actions).find(([, { code }]) => code === 'Terminated')?.[0];

describe('a playbook', () => {
  it('sends the incident with the key from the vault, and keeps the key nowhere', async () => {
    const { run, seen } = await played('Submit-IntezerAlert', { body: incident([]) });
    expect([run.status, run.error]).toEqual(['Succeeded', null]);
    expect(JSON.stringify(run)).not.toContain(key);
    expect(JSON.stringify(seen)).toContain(key);
  });

  it('fails where the vault refuses its identity', async () => {
    const { run } = await played('Submit-IntezerAlert', { body: incident([]), vault: 403 });
    expect(run.status).toBe('Failed');
    expect(run.actions['Read_key']).toMatchObject({ status: 'Failed', code: 'Forbidden' });
    expect(run.actions['Ask_for_token']).toMatchObject({ status: 'Skipped' });
  });

  it('is cancelled where the vendor knows the incident already', async () => {
    const { run } = await played('Submit-IntezerAlert', { body: incident([]), sentBefore: ['/incident'] });
    expect([run.status, ender(run)]).toEqual(['Cancelled', 'Is_it_known/Stop_known']);
  });

  it('fails where the vendor refuses the incident for any other reason, with its status and words', async () => {
    const { run } = await played('Submit-IntezerAlert', { body: { object: { id: 'refuse-me' } } });
    expect([run.status, run.error]).toEqual([
      'Failed',
      { code: '400', message: '{"error":"The alert cannot be read"}' },
    ]);
  });

  it('is cancelled where there is no hash to scan', async () => {
    const { run } = await played('ScanFileHash', { body: incident([url]) });
    expect([run.status, ender(run)]).toEqual(['Cancelled', 'Nothing_to_scan/Stop_nothing']);
  });

  it('as published scans no URL: it ends where there is one, and waits ten minutes for none', async () => {
    const { run } = await played('ScanURL', { body: incident([url, hash]) });
    expect([run.status, ender(run)]).toEqual(['Cancelled', 'Nothing_to_scan/Stop_nothing']);
    const first = await played('ScanURL', { body: incident([hash]), now: minutes(9.9) });
    expect(first.run.status).toBe('Waiting');
    const later = await played('ScanURL', { body: null, before: first.run, now: minutes(10.1) });
    expect([later.run.status, later.calls]).toEqual(['Succeeded', []]);
  });

  it('waits for the scan, and goes on from where it was without doing anything twice', async () => {
    const first = await played('ScanFileHash', { body: incident([hash]) });
    expect(first.run.status).toBe('Waiting');
    expect(first.calls).toEqual(['GET kv-practice.vault.azure.net']);
    const early = await played('ScanFileHash', { body: null, before: first.run, now: minutes(9.9) });
    expect([early.run.status, early.calls]).toEqual(['Waiting', []]);
    const later = await played('ScanFileHash', { body: null, before: early.run, now: minutes(11) });
    expect(later.run.status).toBe('Succeeded');
    expect(later.calls).toEqual(['PUT management.azure.com']);
    expect((later.run.endedAt ?? 0) - started).toBeLessThan(11 * 60_000);
  });

  const message = (sender: string) => ({
    sender,
    note: 'n',
    microsoft_sentinel_incident_id: '/incident',
  });

  it('that is called and cannot comment reads as cancelled, whatever the comment failed for', async () => {
    const { run } = await played('Webhook', { body: message('x'), refuses: '/comments/' });
    expect([run.status, ender(run)]).toEqual(['Cancelled', 'From_Defender/Stop_full']);
  });
});

describe('the history of a run', () => {
  it('shows what went through an action to whoever may read runs, and not what the definition hides', async () => {
    const at = await playbooksIn();
    const id = at.workflow('Webhook');
    const { body: callback } = await at.send('POST', `${id}/triggers/manual/listCallbackUrl`);
    const sample = {
      source: 's',
      sender: 'x',
      note: 'seen by many',
      microsoft_sentinel_incident_id: '/none',
    };
    const post = () =>
      at.tenant.fetch(new Request(callback.value, { method: 'POST', body: JSON.stringify(sample) }));
    const first = async () => {
      const { body: runs } = await at.send('GET', `${id}/runs`);
      const { body: actions } = await at.send('GET', `${id}/runs/${runs.value[0].name}/actions`);
      return actions.value[0].properties;
    };
    await post();
    const open = await first();
    const link = new URL(open.outputsLink.uri);
    const { body: content } = await at.send('GET', link.pathname);
    expect(content.body.note).toBe('seen by many');
    const { body } = await at.send('GET', id);
    const { definition, parameters } = body.properties;
    definition.actions.Read_message.runtimeConfiguration = {
      secureData: { properties: ['inputs', 'outputs'] },
    };
    await at.send('PUT', id, {
      location: body.location,
      identity: { type: 'SystemAssigned' },
      properties: { definition, parameters },
    });
    await post();
    expect(Object.keys(await first())).not.toContain('outputsLink');
    expect(Object.keys(await first())).not.toContain('inputsLink');
  });
});

it('a playbook reads the key from a vault of this tenant once its identity may, and not before', async () => {
  const at = await playbooksIn();
  const { tenantId } = at.tenant;
  const vault = `${at.group}/providers/Microsoft.KeyVault/vaults/kv-practice`;
  const properties = { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true };
  const made = await at.send('PUT', vault, { location: 'westeurope', properties }, '2023-07-01');
  expect(made.status).toBeLessThan(300);
  at.clock.advance(600_000);
  const state = at.tenant.state();
  const admin = Object.values(state.users).find(
    ({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName,
  );
  const [officer, user] = [
    'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    '4633458b-17de-408a-b874-0445c86b69e6',
  ] as const;
  at.tenant.act({ do: 'assign-role', scope: vault, role: officer, principalId: admin?.id ?? '' });
  const token = await personToken(at.tenant, 'https://vault.azure.net');
  const address = 'https://kv-practice.vault.azure.net/secrets/intezer-sentinel-api-key?api-version=7.4';
  expect((await call(at.tenant, token, 'PUT', address, { value: key })).status).toBe(200);
  const id = at.workflow('Submit-IntezerAlert');
  const { body: callback } = await at.send(
    'POST',
    `${id}/triggers/Microsoft_Sentinel_incident/listCallbackUrl`,
  );
  const statuses = async () => {
    await at.tenant.fetch(
      new Request(callback.value, { method: 'POST', body: JSON.stringify(incident([])) }),
    );
    const { body } = await at.send('GET', `${id}/runs`);
    return body.value.map((run: { properties: { status: string } }) => run.properties.status);
  };
  expect(await statuses()).toEqual(['Failed']);
  at.tenant.act({
    do: 'assign-role',
    scope: vault,
    role: user,
    principalId: await principalOf(at, 'Submit-IntezerAlert'),
  });
  at.clock.advance(1000);
  expect(await statuses()).toEqual(['Succeeded', 'Failed']);
  expect(JSON.stringify(at.tenant.state())).not.toContain(key);
  const { body: runs } = await at.send('GET', `${id}/runs?$top=1`);
  const { body: content } = await at.send(
    'GET',
    `${id}/runs/${runs.value[0].name}/contents/Read_key:outputs`,
  );
  expect(content.body.value).toBe(key);
});
