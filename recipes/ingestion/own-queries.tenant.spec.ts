import { describe, expect, it } from 'vitest';
import { clientId, credential, servicePrincipalId } from '../catalogue/facts.ts';
import type { recipe } from '../catalogue/step.ts';
import { recipes } from '../index.ts';
import { lab } from '../scenarios/lab.spec-kit.ts';
import { testIngestion } from './test-ingestion.check.ts';

const dropzone = recipes.find(({ id }) => id === 'dropzone-sentinel') as ReturnType<typeof recipe>;

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor#log-analytics-reader */
const logAnalyticsReader = '73c42c96-874c-492b-b04d-ab87d138a893';

/** The check as a connected application over two workspaces; the second has no Sentinel, so no incidents either. */
async function proven(queries: readonly string[]) {
  const at = lab('fresh');
  const { world, host, run } = await at.open();
  const { picture } = await run(dropzone, 'set-up');
  const known = picture.facts;
  const found = await world.microsoft.workspaces.list();
  const picked = ['soc-prod-neu', 'platform-logs-weu'].map((name) => {
    const workspace = found.find(({ workspaceName }) => workspaceName === name);
    if (!workspace) throw new Error(`The tenant has no ${name}.`);
    return { key: name, name, armId: workspace.armId, workspaceId: workspace.workspaceId };
  });
  await world.microsoft.roles.assign({
    scope: picked[1]?.armId ?? '',
    name: host.newId(),
    roleId: logAnalyticsReader,
    principalId: known[servicePrincipalId.id] as string,
  });
  const given = {
    ...Object.fromEntries(picked.map(({ key, workspaceId }) => [`workspace ${key}`, { workspaceId }])),
    clientId: known[clientId.id],
    credential: known[credential.id],
    secret: [...at.vault.values()][0]?.value,
    granted: ['Data.Read'],
  } as never;
  const step = testIngestion.logAnalytics(picked, queries);
  const seen = await step.look({ ...world, given, now: host.now } as never);
  const sent = at.tenant.requests().map(({ body }) => body);
  return {
    finding: step.judge(seen, given),
    sent: (text: string) => sent.some((body) => body.includes(text)),
  };
}

describe('queries of one’s own are proven on each picked workspace', () => {
  it('one that fails on the second alone is found, by the name of that workspace', async () => {
    const { finding } = await proven(['Heartbeat | take 5;', 'SecurityIncident | render table // last']);
    expect(finding).toMatchObject({
      is: 'met',
      warning: {
        code: 'query-refused',
        title: 'A KQL query does not run on platform-logs-weu',
        because: expect.stringContaining('SecurityIncident'),
      },
    });
    const [table] = (finding.shows ?? []).filter((show) => show.show === 'table');
    expect(table).toMatchObject({ columns: [{ title: 'Query' }, { title: 'Workspace' }, { title: 'Rows' }] });
    const rows = table && 'rows' in table ? table.rows.map((row) => row.slice(1)) : [];
    expect(rows.map(([name]) => name)).toEqual([
      'soc-prod-neu',
      'soc-prod-neu',
      'platform-logs-weu',
      'platform-logs-weu',
    ]);
    expect(rows[0]?.[1]).toBe('5');
    expect(Number(rows[1]?.[1])).toBeGreaterThan(0);
    expect(rows[2]?.[1]).toBe('5');
    expect(rows[3]?.[1]).toBe('refused');
  });

  it('those that run on both warn of nothing', async () => {
    const { finding } = await proven(['Heartbeat | take 5; // both have it']);
    expect(finding.is).toBe('met');
    expect(finding).not.toHaveProperty('warning');
  });

  it('one that leaves the workspace is sent to neither', async () => {
    const { finding, sent } = await proven(["workspace('other').Heartbeat"]);
    expect(finding).toMatchObject({
      warning: { because: expect.stringContaining('"workspace()" reads another workspace') },
    });
    expect([sent("workspace('other')"), sent('union isfuzzy')]).toEqual([false, true]);
  });
});
