import { describe, expect, it } from 'vitest';
import type { ApiConnection } from '../../microsoft/contract/microsoft.ts';
import { authorizeConnection, type SeenConnections } from './authorize-connection.step.ts';

const of = {
  workspace: {
    armId: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w',
  },
  playbooks: ['update-incident', 'submit-alert', 'scan-url'] as const,
};
const managed = authorizeConnection({ ...of, how: 'managed-identity' });
const byPerson = authorizeConnection({ ...of, how: 'user' });
const given = { on: undefined };

const changedAt = '2026-11-24T20:00:00Z';
const connection = (name: string, more: Partial<ApiConnection> = {}): ApiConnection => ({
  id: `/c/${name}`,
  name,
  status: 'Ready',
  trouble: undefined,
  managed: true,
  person: undefined,
  changedAt,
  ...more,
});
const error = { status: 'Error', trouble: 'This connection is not authenticated.', managed: false };
const seen = (logs: Partial<ApiConnection>, more: Partial<SeenConnections> = {}): SeenConnections => ({
  at: '2026-11-24T20:00:00Z',
  logs: connection('monitorlogs-intezer-connection', logs),
  others: [connection('azuresentinel-intezer-connection'), connection('keyvault-intezer-connection')],
  listing: [
    { key: 'update-incident', asItself: false, changedAt },
    { key: 'scan-url', asItself: false, changedAt },
  ],
  turns: [],
  link: undefined,
  page: 'https://portal.azure.com/#c',
  ...more,
});
const itself = {
  listing: [
    { key: 'update-incident' as const, asItself: true, changedAt },
    { key: 'scan-url' as const, asItself: true, changedAt },
  ],
};

describe('by managed identity', () => {
  it('a connection that a deployment left unauthorized is turned, and every playbook that lists it says so', () => {
    const finding = managed.judge(seen(error), given);
    expect(finding.is).toBe('unmet');
    expect(finding.is === 'unmet' && finding.changes.map(({ verb, what }) => [verb, what])).toEqual([
      ['update', 'API connection monitorlogs-intezer-connection: sign in as the playbook'],
      ['update', 'Update Incident: sign in to Monitor Logs as itself'],
      ['update', 'Submit Scan URL: sign in to Monitor Logs as itself'],
    ]);
    expect(finding.is === 'unmet' && finding.changes).toEqual(managed.foresee({}));
  });

  it('a connection that was turned already leaves only the playbooks that do not say so', () => {
    const finding = managed.judge(
      seen(
        {},
        {
          listing: [
            { key: 'update-incident', asItself: true, changedAt },
            { key: 'scan-url', asItself: false, changedAt },
          ],
        },
      ),
      given,
    );
    expect(finding.is === 'unmet' && finding.changes.map(({ what }) => what)).toEqual([
      'Submit Scan URL: sign in to Monitor Logs as itself',
    ]);
  });

  it('is met once both agree, and shows the status as Azure says it', () => {
    const finding = managed.judge(seen({}, itself), given);
    expect(finding).toMatchObject({ is: 'met', facts: { logsConnection: { signsInAs: 'playbook' } } });
    expect(JSON.stringify(finding)).toContain('Ready');
  });
});

describe('by a person', () => {
  it('waits for them with the link, and changes nothing itself', () => {
    const link = 'https://logic-apis-westeurope.consent.azure-apim.net/login?data=x';
    const finding = byPerson.judge(seen(error, { link }), given);
    expect(finding).toMatchObject({
      is: 'waiting',
      on: 'person',
      problem: { code: 'connection-needs-person' },
    });
    expect(finding.is === 'waiting' && finding.problem.remedies[0]).toEqual({
      do: 'open',
      label: 'Authorize it',
      url: link,
    });
    expect(JSON.stringify(finding)).toContain('Error: This connection is not authenticated.');
    expect(byPerson.foresee({})).toEqual([]);
  });

  it('is met by a look alone, and names who it acts as', () => {
    const connected = { status: 'Connected', managed: false, person: 'ada@contoso.example' };
    expect(byPerson.judge(seen(connected), given)).toMatchObject({
      is: 'met',
      facts: { logsConnection: { signsInAs: 'person', person: 'ada@contoso.example' } },
    });
  });
});

it('a connection that is not there is deployed again, and one that somebody changed is said', () => {
  expect(managed.judge({ ...seen({}), logs: undefined }, given)).toMatchObject({
    is: 'blocked',
    problem: { code: 'connection-missing' },
  });
  const changed = seen({}, { ...itself, others: [connection('azuresentinel-intezer-connection', error)] });
  expect(managed.judge(changed, given)).toMatchObject({
    is: 'waiting',
    problem: { code: 'connection-in-error' },
  });
});
