import { describe, expect, it } from 'vitest';
import { testIngestion } from './test-ingestion.check.ts';

const picked = [
  { key: 'soc', armId: '/subscriptions/s/resourceGroups/r/providers/x/workspaces/soc', name: 'soc' },
];
const at = '2026-11-22T10:00:00.000Z';
const problem = { code: 'no-access', title: 'x', because: 'x', remedies: [{ do: 'retry' }] };
const given = (roleSince: string | undefined, secretSince = '2026-10-01T00:00:00Z') =>
  ({
    clientId: 'c',
    credential: { startedAt: secretSince },
    secret: undefined,
    granted: ['Data.Read'],
    'workspace soc': {},
    'role soc': { since: roleSince },
  }) as never;
const token = (...roles: string[]) => ({ ok: { resource: 'log-analytics', roles, expiresAt: at } });
const rows = { ok: { columns: [{ name: 'Late' }, { name: 'Rows' }], rows: [[30, 5]] } };
const own = (answer: object) => ({ query: 'T | take 1', name: 'soc', answer });
const logs = testIngestion.logAnalytics(picked, ['T | take 1']);
const azure = testIngestion.azure(picked, true);
const graph = testIngestion.graph(['SecurityEvents.Read.All']);

describe('test-ingestion', () => {
  it("without the secret it couldn't check, which is neither pass nor fail", () => {
    for (const step of [logs, azure, graph])
      expect(step.judge(undefined, given(undefined)).is).toBe('unknown');
  });

  it('a query that was answered is the proof, with how late data arrives', () => {
    const finding = logs.judge(
      { token: token('Data.Read'), answers: [rows], own: [own(rows)], at } as never,
      given(undefined),
    );
    expect(finding).toMatchObject({
      is: 'met',
      facts: { proof: { rows: 5, p50: 30, roles: ['Data.Read'] } },
    });
  });

  it('no rows is nothing yet, not broken', () => {
    const none = { ok: { ...rows.ok, rows: [] } };
    expect(
      logs.judge(
        { token: token('Data.Read'), answers: [none], own: [own(rows)], at } as never,
        given(undefined),
      ).is,
    ).toBe('met');
  });

  it.each([
    ['a role given two minutes ago: on its way', '2026-11-22T09:58:00.000Z', 'waiting'],
    ['a role given yesterday: blocked', '2026-11-21T09:58:00.000Z', 'blocked'],
    ['a role of unknown age: blocked', undefined, 'blocked'],
  ])('refused with %s', (_what, since, is) => {
    const refused = { failed: { ...problem, code: 'log-access-missing' } };
    expect(
      logs.judge({ token: token('Data.Read'), answers: [refused], own: [], at } as never, given(since)).is,
    ).toBe(is);
  });

  it.each([
    'api-disabled',
    'conditional-access-application',
    'application-disabled',
    'computer-clock-wrong',
    'x',
  ])('what waiting cannot help is blocked at once, however young the role is: %s', (code) => {
    const young = given('2026-11-22T09:59:00.000Z');
    const failed = { failed: { ...problem, code } };
    expect(logs.judge({ token: failed, answers: [], own: [], at } as never, young).is).toBe('blocked');
  });

  it('a young role does not make a wrong secret one that is on its way', () => {
    const young = given('2026-11-22T09:59:00.000Z');
    const failed = { failed: { ...problem, code: 'secret-not-accepted' } };
    expect(logs.judge({ token: failed, answers: [], own: [], at } as never, young).is).toBe('blocked');
  });

  it('where the workspace takes queries through a private link alone, that is the reason, and not the role', () => {
    const refused = { failed: { ...problem, code: 'log-access-missing' } };
    const closed = { ...problem, code: 'queries-only-private' };
    const seen = { token: token('Data.Read'), answers: [refused], own: [], onlyPrivate: closed, at };
    expect(logs.judge(seen as never, given('2026-11-22T09:59:00.000Z'))).toMatchObject({
      is: 'blocked',
      problem: { code: 'queries-only-private' },
    });
  });

  it('a token without the role never passes', () => {
    expect(
      logs.judge({ token: token(), answers: [rows], own: [own(rows)], at } as never, given(undefined)).is,
    ).toBe('blocked');
    expect(
      graph.judge(
        { token: token('Other'), scores: { ok: 1 }, legacy: { ok: { status: 200, count: 0 } }, at } as never,
        given(undefined),
      ).is,
    ).toBe('blocked');
  });

  it('a query of the person’s own that does not run is a warning', () => {
    const finding = logs.judge(
      { token: token('Data.Read'), answers: [rows], own: [own({ failed: problem })], at } as never,
      given(undefined),
    );
    expect(finding).toMatchObject({
      is: 'met',
      warning: { code: 'query-refused', title: 'A KQL query does not run on soc' },
    });
  });

  it('ticket sync takes the right to write, looked at without writing', () => {
    const rights = (...actions: string[]) => [{ ok: [{ actions, notActions: [] }] }];
    const seen = (of: object) => ({ token: token(), incidents: [{ ok: [] }], at, ...of }) as never;
    expect(azure.judge(seen({ rights: rights('*/read') }), given(undefined)).is).toBe('blocked');
    expect(
      azure.judge(seen({ rights: rights('Microsoft.SecurityInsights/incidents/*') }), given(undefined)).is,
    ).toBe('met');
  });

  it('what the retired alerts answer changes nothing', () => {
    for (const legacy of [{ ok: { status: 410, count: 0 } }, { failed: problem }]) {
      expect(
        graph.judge(
          { token: token('SecurityEvents.Read.All'), scores: { ok: 1 }, legacy, at } as never,
          given(undefined),
        ).is,
      ).toBe('met');
    }
  });
});
