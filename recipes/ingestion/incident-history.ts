import type { Ingestion } from '../../engine/model/recipe.ts';
import type { IncidentHistory } from '../../engine/model/show.ts';
import type { IncidentSeen, Microsoft, QueryAnswer } from '../../microsoft/contract/microsoft.ts';
import { arrivalQuery, lateOf } from './latency.ts';

/** Whole days that are counted, today's left out because it is not over. */
const days = 14;
const dayMs = 86_400_000;
const statuses = ['New', 'Active', 'Closed'] as const;

/** How far back a query must be let look for it, ISO-8601. */
export const incidentSpan = 'P15D';

/**
 * Incidents of the last whole days in one query: by the day they were made, by severity as it is now, and by every
 * status they have been in, because SecurityIncident holds a row a change
 * (https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityincident). A workspace without the table
 * answers with no row.
 */
export const incidentsQuery = [
  'union isfuzzy=true',
  '(datatable(IncidentNumber:int, CreatedTime:datetime, TimeGenerated:datetime, Severity:string, Status:string)[]),',
  '(SecurityIncident | project IncidentNumber, CreatedTime, TimeGenerated, Severity, Status)',
  `| where CreatedTime >= startofday(ago(${days}d)) and CreatedTime < startofday(now())`,
  '| summarize arg_max(TimeGenerated, Severity),',
  `${statuses.map((status) => `${status}=countif(Status == '${status}')`).join(', ')} by IncidentNumber, CreatedTime`,
  `| extend ${statuses.map((status) => `${status}=${status} > 0`).join(', ')}`,
  `| summarize Incidents=count() by Day=startofday(CreatedTime), Severity, ${statuses.join(', ')}`,
].join(' ');

/** The days that are counted, oldest first. `now` is ISO-8601 UTC. */
function countedDays(now: string): readonly string[] {
  const today = Date.parse(`${now.slice(0, 10)}T00:00:00Z`);
  return Array.from({ length: days }, (_, at) =>
    new Date(today - (days - at) * dayMs).toISOString().slice(0, 10),
  );
}

/** Adds up rows of `incidentsQuery`; rows of something else in the same answer are passed over. Pure. */
export function historyOf(answers: readonly QueryAnswer[], now: string): IncidentHistory {
  return counted(
    answers.flatMap(({ columns, rows }) => {
      const at = (name: string) => columns.findIndex((column) => column.name === name);
      const [day, severity, count] = [at('Day'), at('Severity'), at('Incidents')];
      const been = statuses.map((status) => [status, at(status)] as const);
      return rows.flatMap((row) =>
        typeof row[day] === 'string'
          ? [
              {
                day: row[day].slice(0, 10),
                severity: typeof row[severity] === 'string' ? row[severity] : '',
                statuses: been.flatMap(([status, column]) => (row[column] === true ? [status] : [])),
                count: Number(row[count] ?? 0),
              },
            ]
          : [],
      );
    }),
    now,
  );
}

/** The same from a list of incidents as they are now: each was new before it was anything else. Pure. */
export function historyOfList(incidents: readonly IncidentSeen[], now: string): IncidentHistory {
  return counted(
    incidents.map(({ createdAt, severity, status }) => ({
      day: createdAt.slice(0, 10),
      severity,
      statuses: [...new Set(['New', status])],
      count: 1,
    })),
    now,
  );
}

interface Counted {
  readonly day: string;
  readonly severity: string;
  readonly statuses: readonly string[];
  readonly count: number;
}

function counted(seen: readonly Counted[], now: string): IncidentHistory {
  const all = countedDays(now);
  const parts = new Map<string, { severity: string; statuses: readonly string[]; counts: number[] }>();
  for (const { day, severity, statuses: been, count } of seen) {
    const at = all.indexOf(day);
    if (at < 0) continue;
    const sorted = [...been].sort();
    const key = JSON.stringify([severity, sorted]);
    const part = parts.get(key) ?? { severity, statuses: sorted, counts: all.map(() => 0) };
    parts.set(key, part);
    part.counts[at] = (part.counts[at] ?? 0) + count;
  }
  return { days: all, parts: [...parts.values()] };
}

/** How late data arrives, and with it the incidents of the last days, in one query a workspace. */
export const ingestionQuery = `union isfuzzy=true (${arrivalQuery}), (${incidentsQuery})`;

/**
 * What one workspace had, read as the signed-in one: from its logs, and if they can't be queried, from the list of
 * incidents, which does not tell how late data arrives.
 * @throws ProblemError if neither can be read
 */
export async function readIngestion(
  { logs }: Pick<Microsoft, 'logs'>,
  armId: string,
  now: string,
): Promise<Ingestion> {
  try {
    const answer = await logs.query(armId, ingestionQuery, incidentSpan);
    return { history: historyOf([answer], now), late: lateOf(answer) };
  } catch (refused) {
    try {
      const since = `${countedDays(now)[0]}T00:00:00Z`;
      return { history: historyOfList(await logs.incidentsSince(armId, since), now), late: [] };
    } catch {
      // The first refusal names the right that would have served.
      throw refused;
    }
  }
}
