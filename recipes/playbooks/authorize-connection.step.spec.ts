import { describe, expect, it } from 'vitest';
import type { ApiConnection } from '../../microsoft/contract/microsoft.ts';
import { anotherTime, answering, begun, intent, itsTime, later, tools } from '../key-vault/step.spec-kit.ts';
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

const group = '/subscriptions/s/resourceGroups/rg/providers';
const logsId = `${group}/Microsoft.Web/connections/monitorlogs-intezer-connection`;
const webhookId = `${group}/Microsoft.Logic/workflows/UpdateIncident-IntezerAlert-Webhook`;
const [turn, say] = managed.foresee({});
const made = {
  turned: { kind: 'managed-connection', id: logsId },
  said: { kind: 'signs-in-as-itself', id: webhookId, of: logsId },
};

describe('what an interrupted run may have done', () => {
  const recognized = (
    change: typeof turn,
    more: { logs?: object; says?: object; turns?: readonly object[] },
  ) =>
    managed.recognize?.(
      begun(change),
      seen(
        { id: logsId, changedAt: intent, ...more.logs },
        {
          listing: [
            { key: 'update-incident', asItself: true, changedAt: intent, ...more.says },
            { key: 'scan-url', asItself: false, changedAt: intent },
          ],
          turns: (more.turns ?? []) as never,
        },
      ),
      { ...given, 'update-incident': webhookId } as never,
    );

  it.each(itsTime)(
    'is its own where the connection, or the playbook, was changed %i s after the intent',
    (seconds) => {
      const changedNow = { changedAt: later(seconds) };
      expect(recognized(turn, { logs: changedNow })).toEqual({ receipt: { made: made.turned, owned: true } });
      expect(recognized(say, { says: changedNow, turns: [begun(turn)] })).toEqual({
        receipt: { made: made.said, owned: true },
      });
    },
  );

  it.each(anotherTime)('is not its own where that was %i s after it', (seconds) => {
    const changedThen = { changedAt: later(seconds) };
    expect(recognized(turn, { logs: changedThen })).toBe('not-ours');
    expect(recognized(say, { says: changedThen, turns: [begun(turn)] })).toBe('not-ours');
  });

  it('is not its own where Azure does not say when', () => {
    expect(recognized(turn, { logs: { changedAt: '' } })).toBe('not-ours');
    expect(recognized(say, { says: { changedAt: undefined }, turns: [begun(turn)] })).toBe('not-ours');
  });

  it('in a playbook stays where somebody else turned the connection: it could not be saved without', () => {
    expect(recognized(say, {})).toEqual({ receipt: { made: made.said, owned: false } });
    expect(recognized(say, { turns: [begun(turn, { at: later(-600) })] })).toMatchObject({
      receipt: { owned: false },
    });
  });

  it('never happened where a person still has to authorize it, and where that very playbook does not say so', () => {
    expect(recognized(turn, { logs: { managed: false } })).toBe('never-happened');
    expect(recognized(say, { says: { asItself: false }, turns: [begun(turn)] })).toBe('never-happened');
    expect(managed.recognize?.(begun(turn), { ...seen({}), logs: undefined }, given)).toBe('never-happened');
    expect(managed.recognize?.(begun(say), seen({}, { listing: [] }), given)).toBe('never-happened');
  });

  it('a look brings the operations that turned the connection, and when each was changed last', async () => {
    const { microsoft } = answering({
      'connections.find': connection('monitorlogs-intezer-connection'),
      'logicApps.find': {
        connections: [{ name: 'l', connectionId: logsId.toUpperCase(), asItself: true }],
        changedAt: later(7),
      },
    });
    const history = [begun(say), begun(turn), begun(turn, { operation: 'op-0', outcome: 'failed' })];
    const looked = await managed.look(tools(microsoft, { begun: history }));
    expect(looked.turns).toEqual([begun(turn)]);
    expect(looked.listing).toEqual([
      { key: 'update-incident', asItself: true, changedAt: later(7) },
      { key: 'scan-url', asItself: true, changedAt: later(7) },
    ]);
  });
});

describe('whose it is', () => {
  const whose = (of: { kind: string; id: string; of?: string }, answers: object) =>
    managed.whose?.({ made: of, owned: true }, tools(answering({ ...answers }).microsoft));
  const says = (asItself: boolean, connectionId = logsId) => ({
    'logicApps.find': { connections: [{ connectionId, asItself }] },
  });

  it('a connection is ours while it signs in as the playbook, and gone where it does not, or is not there', async () => {
    expect(await whose(made.turned, { 'connections.find': { managed: true } })).toEqual({ is: 'ours' });
    expect(await whose(made.turned, { 'connections.find': { managed: false } })).toEqual({ is: 'gone' });
    expect(await whose(made.turned, { 'connections.find': undefined })).toEqual({ is: 'gone' });
  });

  it('a playbook is ours while it says so of that connection', async () => {
    expect(await whose(made.said, says(true, logsId.toUpperCase()))).toEqual({ is: 'ours' });
    expect(await whose(made.said, says(false))).toEqual({ is: 'gone' });
    expect(await whose(made.said, says(true, '/another'))).toEqual({ is: 'gone' });
    expect(await whose(made.said, { 'logicApps.find': undefined })).toEqual({ is: 'gone' });
  });

  it('what a receipt names outside the chosen playbooks and their connection is not even looked at', async () => {
    const elsewhere = { ...made.said, id: `${group}/Microsoft.Logic/workflows/other` };
    expect(await whose({ ...made.turned, id: `${logsId}-other` }, {})).toEqual({ is: 'not-ours' });
    expect(await whose(elsewhere, {})).toEqual({ is: 'not-ours' });
    expect(await whose({ ...made.said, of: `${logsId}-other` }, {})).toEqual({ is: 'not-ours' });
    expect(await whose({ kind: made.said.kind, id: webhookId }, {})).toEqual({ is: 'not-ours' });
  });
});

describe('undo', () => {
  const undone = async (
    of: { kind: string; id: string; of?: string },
    isManaged: boolean,
    asItself: boolean,
  ) => {
    const { microsoft, calls } = answering({
      'connections.find': { managed: isManaged },
      'connections.setManaged': undefined,
      'logicApps.find': { connections: [{ connectionId: logsId.toUpperCase(), asItself }] },
      'logicApps.signInAsItself': undefined,
    });
    await managed.undo?.({ made: of, owned: true }, tools(microsoft));
    return calls.filter(([call]) => !String(call).endsWith('.find'));
  };

  it('leaves the connection to a person again, first, and then takes it out of the playbook', async () => {
    expect(await undone(made.turned, true, true)).toEqual([['connections.setManaged', logsId, false]]);
    expect(await undone(made.said, true, true)).toEqual([
      ['connections.setManaged', logsId, false],
      ['logicApps.signInAsItself', webhookId, logsId, false],
    ]);
  });

  it('sends nothing for what is so already', async () => {
    expect(await undone(made.turned, false, true)).toEqual([]);
    expect(await undone(made.said, false, false)).toEqual([]);
    expect(await undone(made.said, false, true)).toEqual([
      ['logicApps.signInAsItself', webhookId, logsId, false],
    ]);
  });
});

describe('one playbook or connection among several', () => {
  const other = { connectionId: '/another', asItself: true };
  const own = { connectionId: logsId, asItself: true };

  it('is recognized by its own entry, wherever it stands in the list', () => {
    const listing = [
      { key: 'scan-url' as const, asItself: true, changedAt: intent },
      { key: 'update-incident' as const, asItself: false, changedAt: intent },
    ];
    const told = managed.recognize?.(
      begun(say),
      seen({ id: logsId }, { listing, turns: [begun(turn)] }),
      given,
    );
    expect(told).toBe('never-happened');
  });

  it('is recognized in a playbook though the connection itself is gone', () => {
    const listing = [{ key: 'update-incident' as const, asItself: true, changedAt: intent }];
    const gone = { ...seen({}, { listing, turns: [begun(turn)] }), logs: undefined };
    const facts = { ...given, 'update-incident': webhookId } as never;
    expect(managed.recognize?.(begun(say), gone, facts)).toEqual({
      receipt: { made: made.said, owned: false },
    });
  });

  it.each([
    ['first', [own, other]],
    ['last', [other, own]],
  ])('is ours where the playbook says so of it, %s of two', async (_, connections) => {
    const { microsoft } = answering({ 'logicApps.find': { connections } });
    expect(await managed.whose?.({ made: made.said, owned: true }, tools(microsoft))).toEqual({ is: 'ours' });
  });

  const undone = async (connection: object | undefined, workflow: object | undefined) => {
    const { microsoft, calls } = answering({
      'connections.find': connection,
      'connections.setManaged': undefined,
      'logicApps.find': workflow,
      'logicApps.signInAsItself': undefined,
    });
    await managed.undo?.({ made: made.said, owned: true }, tools(microsoft));
    return calls.filter(([call]) => !String(call).endsWith('.find'));
  };

  it('is taken out of a playbook that uses others too', async () => {
    expect(await undone({ managed: false }, { connections: [other, own] })).toEqual([
      ['logicApps.signInAsItself', webhookId, logsId, false],
    ]);
  });

  it('is left where the playbook says so of another alone, or is gone with the connection', async () => {
    expect(await undone({ managed: false }, { connections: [other] })).toEqual([]);
    expect(await undone(undefined, undefined)).toEqual([]);
  });
});
