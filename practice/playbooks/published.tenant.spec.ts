import { describe, expect, it } from 'vitest';
import { call, personToken } from '../core/client.spec-kit.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { type Playbooks, playbooksIn, principalOf } from './playbooks.spec-kit.ts';

/** These hold for the practice template and for the vendor's own (scripts/practice-template.mjs). */
const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
const secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const readers = ['Submit-IntezerAlert', 'ScanFileHash', 'ScanURL'];

/** Playbooks that were given all they need: a vault with the key, roles, and a connection somebody authorized. */
async function atWork(): Promise<Playbooks> {
  const at = await playbooksIn();
  const vault = `${at.group}/providers/Microsoft.KeyVault/vaults/kv-practice`;
  const { tenantId } = at.tenant;
  const properties = { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true };
  await at.send('PUT', vault, { location: 'westeurope', properties }, '2023-07-01');
  const { users, resources } = at.tenant.state();
  const admin = Object.values(users).find(
    ({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName,
  );
  const give = (role: string, scope: string, principalId: string) =>
    at.tenant.act({ do: 'assign-role', scope, role, principalId });
  give(secretsOfficer, vault, admin?.id ?? '');
  at.clock.advance(600_000);
  const token = await personToken(at.tenant, 'https://vault.azure.net');
  const address = 'https://kv-practice.vault.azure.net/secrets/intezer-sentinel-api-key?api-version=7.4';
  await call(at.tenant, token, 'PUT', address, { value: 'a-key' });
  for (const part of readers) give(secretsUser, vault, await principalOf(at, part));
  for (const part of [...readers, 'Webhook']) give(responder, at.workspace.id, await principalOf(at, part));
  const logs = Object.values(resources).find(({ name }) => name === 'monitorlogs-intezer-connection');
  at.tenant.act({
    do: 'put',
    kind: 'resources',
    value: { ...logs, more: { authorizedBy: { objectId: admin?.id ?? '', name: 'ada' } } } as never,
  });
  at.clock.advance(600_000);
  return at;
}

/** An incident of the workspace, and what it has when one playbook was started with a body and 20 minutes have passed. */
async function started(at: Playbooks, part: string, bodyOf: (incident: JsonObject) => Json) {
  const trigger = part === 'Webhook' ? 'manual' : 'Microsoft_Sentinel_incident';
  const { body: all } = await at.send(
    'GET',
    `${at.workspace.id}/providers/Microsoft.SecurityInsights/incidents?$top=1`,
    undefined,
    '2024-03-01',
  );
  const incident = all.value[0] as JsonObject;
  const commented = async () =>
    (await at.send('GET', `${String(incident['id'])}/comments`, undefined, '2024-03-01')).body.value
      .length as number;
  const before = await commented();
  const { body: callback } = await at.send(
    'POST',
    `${at.workflow(part)}/triggers/${trigger}/listCallbackUrl`,
  );
  await at.tenant.fetch(
    new Request(callback.value, { method: 'POST', body: JSON.stringify(bodyOf(incident)) }),
  );
  // Once to begin, once after the last wait.
  await at.send('GET', at.workflow(part));
  at.clock.advance(20 * 60_000);
  const { body: runs } = await at.send('GET', `${at.workflow(part)}/runs?$top=1`);
  const { name, properties } = runs.value[0];
  const { body: actions } = await at.send('GET', `${at.workflow(part)}/runs/${name}/actions`);
  const refused = (actions.value as readonly { properties: { error?: { code: string } } }[]).filter(
    (one) => one.properties.error?.code === 'InvalidTemplate',
  );
  return { status: properties.status as string, comments: (await commented()) - before, refused };
}

const withEntities = (relatedEntities: Json) => (incident: JsonObject) => ({
  object: { ...incident, properties: { ...(incident['properties'] as JsonObject), relatedEntities } },
});
const hash = { kind: 'FileHash', properties: { hashValue: 'abc', algorithm: 'SHA256', friendlyName: 'abc' } };
const url = { kind: 'Url', properties: { url: 'https://example.com/', friendlyName: 'example.com' } };
const message = (more: (incident: JsonObject) => JsonObject) => (incident: JsonObject) => ({
  source: 's',
  note: 'n',
  intezer_alert_url: 'https://analyze.intezer.com',
  alert: { alert_id: 'a' },
  triage_result: { alert_verdict_display: 'v', risk_category_display: 'r' },
  ...more(incident),
});

describe('a playbook as published', () => {
  it.each<[string, string, (incident: JsonObject) => Json, string, number]>([
    ['submits an incident', 'Submit-IntezerAlert', withEntities([]), 'Succeeded', 0],
    [
      'scans two hashes',
      'ScanFileHash',
      withEntities([hash, url, { ...hash, properties: { hashValue: 'd' } }]),
      'Succeeded',
      2,
    ],
    ['ends where there is no hash', 'ScanFileHash', withEntities([url]), 'Cancelled', 0],
    ['ends where there is a URL', 'ScanURL', withEntities([url, hash]), 'Cancelled', 0],
    ['does nothing where there is none', 'ScanURL', withEntities([hash]), 'Succeeded', 0],
    [
      'comments on an incident',
      'Webhook',
      message(({ id = '' }) => ({ sender: 'x', microsoft_sentinel_incident_id: id })),
      'Succeeded',
      1,
    ],
    [
      'ends where Defender has no such alert',
      'Webhook',
      message(() => ({ sender: 'msd', microsoft_sentinel_incident_id: 'none' })),
      'Cancelled',
      0,
    ],
  ])('%s, and no action of it is refused', async (_what, part, body, status, comments) => {
    const at = await atWork();
    expect(await started(at, part, body)).toEqual({ status, comments, refused: [] });
  });

  it('submits no incident twice', async () => {
    const at = await atWork();
    await started(at, 'Submit-IntezerAlert', withEntities([]));
    expect((await started(at, 'Submit-IntezerAlert', withEntities([]))).status).toBe('Cancelled');
  });
});
