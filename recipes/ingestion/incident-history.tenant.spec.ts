import { describe, expect, it } from 'vitest';
import { taken } from '../../engine/model/incidents.ts';
import { latencyOf } from '../../engine/model/latency.ts';
import { signedIn } from '../../microsoft/sessions/signed-in.spec-kit.ts';
import {
  historyOf,
  historyOfList,
  incidentSpan,
  incidentsQuery,
  ingestionQuery,
  readIngestion,
} from './incident-history.ts';
import { arrivalQuery, lateOf } from './latency.ts';

const all = { severities: ['High', 'Medium', 'Low', 'Informational'], statuses: ['New', 'Active', 'Closed'] };

/** The first workspace with Microsoft Sentinel of a practice tenant, its admin signed in. */
async function world(name: 'busy' | 'fresh' | 'no-azure-rights') {
  const { microsoft, tenant, lines } = await signedIn(name);
  const now = new Date(tenant.clock.now()).toISOString();
  const listed = await microsoft.workspaces.list();
  const found = listed.find(({ sentinel }) => sentinel === 'on') ?? listed[0];
  return { microsoft, now, lines, armId: found?.armId ?? '' };
}

describe('the incidents of the last days', () => {
  it('are read in one query with how late data arrives, and each is what it is alone', async () => {
    const { microsoft, now, armId } = await world('fresh');
    const query = (kql: string) => microsoft.logs.query(armId, kql, incidentSpan);
    const both = await query(ingestionQuery);
    const history = historyOf([both], now);
    expect(history).toEqual(historyOf([await query(incidentsQuery)], now));
    expect(latencyOf([lateOf(both)])).toEqual(latencyOf([lateOf(await query(arrivalQuery))]));
    expect(history.days).toHaveLength(14);
    expect(history.days.at(-1)?.localeCompare(now.slice(0, 10))).toBe(-1);
    expect(taken({ history, takes: all }).sum).toBeGreaterThan(20);
    // The list of incidents counts the same ones.
    const since = `${history.days[0]}T00:00:00Z`;
    const list = historyOfList(await microsoft.logs.incidentsSince(armId, since), now);
    expect(taken({ history: list, takes: all }).sum).toBe(taken({ history, takes: all }).sum);
  });

  it('are one request a workspace', async () => {
    const { microsoft, now, armId, lines } = await world('fresh');
    const before = lines.length;
    const { late } = await readIngestion(microsoft, armId, now);
    expect(late.length).toBeGreaterThan(0);
    expect(lines.slice(before).filter(({ host }) => host.startsWith('management.'))).toHaveLength(1);
  });

  it('a list of incidents counts one that is closed now as having been new', () => {
    const history = historyOfList(
      [
        { severity: 'High', status: 'Closed', createdAt: '2026-11-22T10:00:00.0000000Z' },
        { severity: 'High', status: 'New', createdAt: '2026-11-24T10:00:00.0000000Z' },
      ],
      '2026-11-24T12:00:00Z',
    );
    // Today is not over, so it is not counted.
    expect(history.parts).toHaveLength(1);
    expect(history.parts[0]).toMatchObject({ severity: 'High', statuses: ['Closed', 'New'] });
    expect(history.parts[0]?.counts.at(-2)).toBe(1);
  });

  it('where the logs may not be queried, the list of incidents serves; where neither may, the first refusal is said', async () => {
    const refusal = new Error('may not query');
    const list = [{ severity: 'Low', status: 'New', createdAt: '2026-11-22T10:00:00Z' }];
    const microsoft = (incidents: () => Promise<typeof list>) => ({
      logs: { query: () => Promise.reject(refusal), incidentsSince: incidents },
    });
    const now = '2026-11-24T12:00:00Z';
    const served = await readIngestion(
      microsoft(async () => list),
      '/w',
      now,
    );
    expect(taken({ history: served.history, takes: all }).sum).toBe(1);
    expect(served.late).toEqual([]);
    await expect(
      readIngestion(
        microsoft(() => Promise.reject(new Error('nor list'))),
        '/w',
        now,
      ),
    ).rejects.toBe(refusal);
  });
});
