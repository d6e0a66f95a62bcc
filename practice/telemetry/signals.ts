/**
 * The data in a workspace: the past 14 days, made only from (seed, Workspace ID, now).
 *
 * Records belong to their day, not to the time of a query. As time passes, new ones appear and none changes.
 */
import type { Database } from '../kql/evaluate.ts';
import { azureActivity, commonSecurityLog, heartbeat, signinLogs, usage } from './activity-tables.ts';
import { auditLogs, officeActivity, securityEvent } from './audit-tables.ts';
import { type Incident, incidentsUntil, sameIncidentsWithin } from './incidents.ts';
import { asPublished } from './records.ts';
import {
  activityOf,
  incidentUrl,
  ownerOf,
  providerOf,
  securityAlert,
  securityIncident,
} from './security-tables.ts';
import { hasSentinel, type WorkspaceSeed } from './workspace.ts';

export type { WorkspaceSeed } from './workspace.ts';

/** An incident as the Sentinel API returns it, without the members the caller adds to every ARM object. */
export interface SentinelIncident {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.SecurityInsights/incidents';
  readonly etag: string;
  readonly properties: {
    readonly title: string;
    readonly description: string;
    readonly severity: 'High' | 'Medium' | 'Low' | 'Informational';
    readonly status: 'New' | 'Active' | 'Closed';
    readonly classification?: string;
    readonly classificationReason?: string;
    readonly classificationComment?: string;
    readonly owner: {
      readonly objectId: string | null;
      readonly email: string | null;
      readonly assignedTo: string | null;
      readonly userPrincipalName: string | null;
    };
    readonly labels: readonly { readonly labelName: string; readonly labelType: 'User' | 'AutoAssigned' }[];
    readonly firstActivityTimeUtc: string;
    readonly lastActivityTimeUtc: string;
    readonly lastModifiedTimeUtc: string;
    readonly createdTimeUtc: string;
    readonly incidentNumber: number;
    readonly additionalData: {
      readonly alertsCount: number;
      readonly bookmarksCount: number;
      readonly commentsCount: number;
      readonly alertProductNames: readonly string[];
      readonly tactics: readonly string[];
      readonly providerIncidentUrl?: string;
    };
    readonly relatedAnalyticRuleIds: readonly string[];
    readonly incidentUrl: string;
    readonly providerName: string;
    readonly providerIncidentId: string;
  };
}

/** Sentinel writes seven digits of a second. */
const utc = (time: number): string => new Date(time).toISOString().replace('Z', '0000Z');

const incidentObject = (workspace: WorkspaceSeed, incident: Incident): SentinelIncident => {
  const [created] = incident.updates;
  const latest = incident.updates.at(-1) ?? created;
  const activity = activityOf(incident);
  const defender = providerOf(incident) !== 'Azure Sentinel';
  return {
    id: `${workspace.id}/providers/Microsoft.SecurityInsights/Incidents/${incident.name}`,
    name: incident.name,
    type: 'Microsoft.SecurityInsights/incidents',
    etag: `"${incident.name.slice(0, 8)}-0000-0000-0000-${Math.floor(latest.at / 1000)
      .toString(16)
      .padStart(12, '0')}"`,
    properties: {
      title: incident.title,
      description: '',
      severity: incident.severity,
      status: latest.status,
      ...(latest.status === 'Closed' && {
        classification: latest.classification,
        ...(latest.classificationReason !== '' && { classificationReason: latest.classificationReason }),
        classificationComment: '',
      }),
      owner: ownerOf(workspace, latest.owner),
      labels: [],
      firstActivityTimeUtc: utc(activity.first),
      lastActivityTimeUtc: utc(activity.last),
      lastModifiedTimeUtc: utc(latest.at),
      createdTimeUtc: utc(created.at),
      incidentNumber: incident.number,
      additionalData: {
        alertsCount: incident.alerts.length,
        bookmarksCount: 0,
        commentsCount: 0,
        alertProductNames: [incident.detection.product],
        tactics: incident.detection.tactics,
        ...(defender && {
          providerIncidentUrl: `https://security.microsoft.com/incidents/${incident.number}`,
        }),
      },
      relatedAnalyticRuleIds: incident.ruleIds,
      incidentUrl: incidentUrl(workspace, incident),
      providerName: providerOf(incident),
      providerIncidentId: String(incident.number),
    },
  };
};

const shown = new Map<string, { first: number; last: number; incidents: readonly SentinelIncident[] }>();

/**
 * The incidents the Sentinel API lists: all that changed in the past 14 days, as they are now, oldest first.
 * The API shows a change at once. The SecurityIncident table shows it after ingestion.
 *
 * @param now Milliseconds since 1970, or a Date.
 */
export const incidentsOf = (workspace: WorkspaceSeed, now: Date | number): readonly SentinelIncident[] => {
  const { id, customerId, domain, hostile, signals } = workspace;
  const key = JSON.stringify([id, customerId, domain, hostile === true, signals, hasSentinel(workspace)]);
  const known = shown.get(key);
  const until = Number(now);
  if (known !== undefined && until >= known.first && until <= known.last) return known.incidents;
  const incidents = incidentsUntil(workspace, until).map((incident) => incidentObject(workspace, incident));
  const [first, last] = sameIncidentsWithin(workspace, until);
  if (shown.size >= 50) shown.clear();
  shown.set(key, { first, last, incidents });
  return incidents;
};

/**
 * The tables of a workspace. Rows are made when a query first reads the table.
 *
 * An `empty` workspace has two tables without rows. Without Sentinel, the two security tables don't exist. A
 * query that names them gets SEM0100, as in a workspace where nothing ever wrote them.
 *
 * @param now Milliseconds since 1970, or a Date; nothing that arrives later is seen.
 */
export const tablesOf = (workspace: WorkspaceSeed, now: Date | number): Database => {
  const until = Number(now);
  if (workspace.signals.profile === 'empty') {
    return {
      tables: {
        Heartbeat: { columns: heartbeat(workspace, until).columns, rows: [] },
        Usage: { columns: usage(workspace, until).columns, rows: [] },
      },
    };
  }
  return {
    tables: {
      ...(hasSentinel(workspace) && {
        SecurityAlert: securityAlert(workspace, until),
        SecurityIncident: securityIncident(workspace, until),
        OfficeActivity: asPublished('OfficeActivity', officeActivity(workspace, until)),
        SecurityEvent: asPublished('SecurityEvent', securityEvent(workspace, until)),
      }),
      AuditLogs: asPublished('AuditLogs', auditLogs(workspace, until)),
      AzureActivity: asPublished('AzureActivity', azureActivity(workspace, until)),
      CommonSecurityLog: commonSecurityLog(workspace, until),
      Heartbeat: heartbeat(workspace, until),
      SigninLogs: asPublished('SigninLogs', signinLogs(workspace, until)),
      Usage: usage(workspace, until),
    },
  };
};
