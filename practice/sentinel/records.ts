import type { Json, JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import type { Database, StoredTable } from '../kql/evaluate.ts';
import { changedIncidents } from './incidents.ts';

/** How long a change made through the API takes to be a record that queries see. Assumed, as usual processing times are. */
const arrival = 60_000;

/** Columns of SecurityIncident whose value a property has under another name. */
const named: Readonly<Record<string, string>> = {
  Title: 'title',
  Description: 'description',
  Severity: 'severity',
  Status: 'status',
  Classification: 'classification',
  ClassificationComment: 'classificationComment',
  ClassificationReason: 'classificationReason',
  Owner: 'owner',
  Labels: 'labels',
  ProviderName: 'providerName',
  ProviderIncidentId: 'providerIncidentId',
  FirstActivityTime: 'firstActivityTimeUtc',
  LastActivityTime: 'lastActivityTimeUtc',
  FirstModifiedTime: 'createdTimeUtc',
  LastModifiedTime: 'lastModifiedTimeUtc',
  TimeGenerated: 'lastModifiedTimeUtc',
  CreatedTime: 'createdTimeUtc',
  IncidentNumber: 'incidentNumber',
  IncidentUrl: 'incidentUrl',
  AdditionalData: 'additionalData',
};

function cell(workspace: WorkspaceObject, incident: ResourceObject, column: string): Json {
  const { properties } = incident;
  const property = named[column];
  if (property !== undefined)
    return properties[property] ?? (column.startsWith('Classification') ? '' : null);
  switch (column) {
    case 'TenantId':
      return workspace.customerId;
    case 'IncidentName':
      return incident.name;
    case 'ClosedTime':
      return properties['status'] === 'Closed' ? (properties['lastModifiedTimeUtc'] ?? null) : null;
    case 'RelatedAnalyticRuleIds':
      return ((properties['relatedAnalyticRuleIds'] ?? []) as readonly string[]).map(
        (id) => id.split('/').at(-1) ?? '',
      );
    case 'ModifiedBy':
      return String((incident.more as JsonObject)['modifiedBy'] ?? '');
    case 'SourceSystem':
      return 'Azure';
    case 'Type':
      return 'SecurityIncident';
    default:
      return [];
  }
}

/** A workspace's tables, with a record for each incident that was changed through the API and has had time to arrive. */
export function withChangedIncidents(
  context: Context,
  workspace: WorkspaceObject,
  database: Database,
): Database {
  const table = database.tables['SecurityIncident'];
  if (table === undefined) return database;
  const seenAt = (one: ResourceObject): number =>
    Date.parse(String(one.properties['lastModifiedTimeUtc'])) + arrival;
  const arrived = changedIncidents(context, workspace).filter((one) => seenAt(one) <= context.clock.now());
  if (arrived.length === 0) return database;
  const more: StoredTable = {
    columns: table.columns,
    rows: () => [
      ...(typeof table.rows === 'function' ? table.rows() : table.rows),
      ...arrived.map((one) => table.columns.map(({ name }) => cell(workspace, one, name))),
    ],
    ingestionTimes: () => [
      ...((typeof table.ingestionTimes === 'function' ? table.ingestionTimes() : table.ingestionTimes) ?? []),
      ...arrived.map(seenAt),
    ],
  };
  return { tables: { ...database.tables, SecurityIncident: more } };
}
