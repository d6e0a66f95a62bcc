/**
 * The SecurityIncident and SecurityAlert tables as Log Analytics has them.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityincident
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityalert
 */

import { day, dayOf, minute, windowDays } from './daily-pattern.ts';
import type { Person } from './detections.ts';
import {
  type Alert,
  type Incident,
  incidentsOfDays,
  incidentsUntil,
  looseAlertsOn,
  type Update,
} from './incidents.ts';
import { guidFor } from './random.ts';
import { type Made, recordsOf, type StoredRecords } from './records.ts';
import { domainOf, type WorkspaceSeed } from './workspace.ts';

export const ownerOf = (workspace: WorkspaceSeed, owner: Person | undefined) => {
  if (owner === undefined) return { objectId: null, email: null, assignedTo: null, userPrincipalName: null };
  const address = `${owner.account}@${domainOf(workspace)}`;
  return {
    objectId: guidFor('person', workspace.customerId, owner.account),
    email: address,
    assignedTo: owner.name,
    userPrincipalName: address,
  };
};

export const incidentUrl = (workspace: WorkspaceSeed, incident: Incident): string =>
  `https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident${workspace.id}/providers/Microsoft.SecurityInsights/Incidents/${incident.name}`;

export const providerOf = (incident: Incident): string =>
  incident.detection.product === 'Azure Sentinel' ? 'Azure Sentinel' : 'Microsoft XDR';

/** The times when the activity behind an incident began and ended. */
export const activityOf = (incident: Incident): { readonly first: number; readonly last: number } => {
  const times = incident.alerts.map((alert) => alert.at);
  return { first: Math.min(...times) - 5 * minute, last: Math.max(...times) };
};

const incidentColumns = {
  TenantId: 'string',
  TimeGenerated: 'datetime',
  IncidentName: 'string',
  Title: 'string',
  Description: 'string',
  Severity: 'string',
  Status: 'string',
  Classification: 'string',
  ClassificationComment: 'string',
  ClassificationReason: 'string',
  Owner: 'dynamic',
  ProviderName: 'string',
  ProviderIncidentId: 'string',
  FirstActivityTime: 'datetime',
  LastActivityTime: 'datetime',
  FirstModifiedTime: 'datetime',
  LastModifiedTime: 'datetime',
  CreatedTime: 'datetime',
  ClosedTime: 'datetime',
  IncidentNumber: 'int',
  RelatedAnalyticRuleIds: 'dynamic',
  AlertIds: 'dynamic',
  BookmarkIds: 'dynamic',
  Comments: 'dynamic',
  Tasks: 'dynamic',
  Labels: 'dynamic',
  IncidentUrl: 'string',
  AdditionalData: 'dynamic',
  ModifiedBy: 'string',
  SourceSystem: 'string',
  Type: 'string',
} as const;

const incidentRecord = (
  workspace: WorkspaceSeed,
  incident: Incident,
  update: Update,
): Made<typeof incidentColumns> => {
  const activity = activityOf(incident);
  const created = incident.updates[0];
  return {
    at: update.at,
    seenAt: update.seenAt,
    cells: {
      TenantId: workspace.customerId,
      TimeGenerated: update.at,
      IncidentName: incident.name,
      Title: incident.title,
      Description: '',
      Severity: incident.severity,
      Status: update.status,
      Classification: update.classification,
      ClassificationComment: '',
      ClassificationReason: update.classificationReason,
      Owner: ownerOf(workspace, update.owner),
      ProviderName: providerOf(incident),
      ProviderIncidentId: String(incident.number),
      FirstActivityTime: activity.first,
      LastActivityTime: activity.last,
      FirstModifiedTime: created.at,
      LastModifiedTime: update.at,
      CreatedTime: created.at,
      ClosedTime: update.status === 'Closed' ? update.at : null,
      IncidentNumber: incident.number,
      RelatedAnalyticRuleIds: incident.ruleIds.map((id) => id.split('/').at(-1) ?? ''),
      AlertIds: incident.alerts.map((alert) => alert.id),
      BookmarkIds: [],
      Comments: [],
      Tasks: [],
      Labels: [],
      IncidentUrl: incidentUrl(workspace, incident),
      AdditionalData: {
        alertsCount: incident.alerts.length,
        bookmarksCount: 0,
        commentsCount: 0,
        alertProductNames: [incident.detection.product],
        tactics: incident.detection.tactics,
        techniques: incident.detection.techniques,
      },
      ModifiedBy: update.by,
      SourceSystem: 'Azure',
      Type: 'SecurityIncident',
    },
  };
};

export const securityIncident = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  recordsOf(incidentColumns, now, () =>
    incidentsUntil(workspace, now).flatMap((incident) =>
      incident.updates.map((update) => incidentRecord(workspace, incident, update)),
    ),
  );

const alertColumns = {
  TenantId: 'string',
  TimeGenerated: 'datetime',
  DisplayName: 'string',
  AlertName: 'string',
  AlertSeverity: 'string',
  Description: 'string',
  ProviderName: 'string',
  VendorName: 'string',
  VendorOriginalId: 'string',
  SystemAlertId: 'string',
  ResourceId: 'string',
  SourceComputerId: 'string',
  AlertType: 'string',
  ConfidenceLevel: 'string',
  ConfidenceScore: 'real',
  IsIncident: 'bool',
  StartTime: 'datetime',
  EndTime: 'datetime',
  ProcessingEndTime: 'datetime',
  RemediationSteps: 'string',
  ExtendedProperties: 'string',
  Entities: 'string',
  SourceSystem: 'string',
  WorkspaceSubscriptionId: 'string',
  WorkspaceResourceGroup: 'string',
  ExtendedLinks: 'string',
  ProductName: 'string',
  ProductComponentName: 'string',
  AlertLink: 'string',
  Status: 'string',
  CompromisedEntity: 'string',
  Tactics: 'string',
  Techniques: 'string',
  SubTechniques: 'string',
  Type: 'string',
} as const;

const entitiesOf = (alert: Alert): string => {
  if (alert.entity === '') return '[]';
  return JSON.stringify([
    alert.detection.about === 'host'
      ? { $id: '1', HostName: alert.entity, Type: 'host' }
      : { $id: '1', Name: alert.entity, Type: 'account' },
  ]);
};

const alertRecord = (workspace: WorkspaceSeed, alert: Alert): Made<typeof alertColumns> => ({
  at: alert.at,
  seenAt: alert.seenAt,
  cells: {
    TenantId: workspace.customerId,
    TimeGenerated: alert.at,
    DisplayName: alert.name,
    AlertName: alert.name,
    AlertSeverity: alert.severity,
    Description: alert.detection.title,
    ProviderName: alert.detection.product === 'Azure Sentinel' ? 'ASI Scheduled Alerts' : 'MTP',
    VendorName: 'Microsoft',
    VendorOriginalId: alert.id,
    SystemAlertId: alert.id,
    ResourceId: '',
    SourceComputerId: '',
    AlertType: alert.detection.title.replaceAll(' ', ''),
    ConfidenceLevel: '',
    ConfidenceScore: null,
    IsIncident: false,
    StartTime: alert.at - 5 * minute,
    EndTime: alert.at,
    ProcessingEndTime: alert.at,
    RemediationSteps: '',
    ExtendedProperties: '{}',
    Entities: entitiesOf(alert),
    SourceSystem: 'Detection',
    WorkspaceSubscriptionId: workspace.subscriptionId,
    WorkspaceResourceGroup: workspace.resourceGroup,
    ExtendedLinks: '',
    ProductName: alert.detection.product,
    ProductComponentName: alert.detection.product === 'Azure Sentinel' ? 'Scheduled Alerts' : '',
    AlertLink: '',
    Status: 'New',
    CompromisedEntity: alert.entity,
    Tactics: alert.detection.tactics.join(', '),
    Techniques: JSON.stringify(alert.detection.techniques),
    SubTechniques: '[]',
    Type: 'SecurityAlert',
  },
});

export const securityAlert = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  recordsOf(alertColumns, now, () => {
    // An alert comes minutes before its incident, so the incident can be tomorrow's.
    const [first, last] = [dayOf(now) - windowDays, dayOf(now + day)];
    const days = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    return [
      ...incidentsOfDays(workspace, first, last).flatMap((incident) => incident.alerts),
      ...days.flatMap((dayNumber) => looseAlertsOn(workspace, dayNumber)),
    ].map((alert) => alertRecord(workspace, alert));
  });
