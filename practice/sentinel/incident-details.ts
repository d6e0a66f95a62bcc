import { ok } from '../arm/arm.ts';
import type { JsonObject, WorkspaceObject } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { people } from '../telemetry/detections.ts';
import { type Alert, incidentsUntil } from '../telemetry/incidents.ts';
import { entitiesOf } from './bookmarks.ts';
import { type IncidentShown, livingOf, sentinelTime } from './incidents.ts';
import { sentinelCall as call, incidentMissing, incidentOf, onboardedWorkspace } from './workspace.ts';

const learn = 'https://learn.microsoft.com/rest/api/securityinsights/incidents';
const type = 'Microsoft.SecurityInsights/Entities';

interface Place {
  readonly workspace: WorkspaceObject;
  readonly incident: IncidentShown;
  readonly alerts: readonly Alert[];
}

function placeOf(context: Context, what: 'alerts' | 'entities'): Place {
  const below = `incidents/${context.params['incident'] ?? ''}/${what}`;
  const workspace = onboardedWorkspace(context, `incidents/${what}/read`, below);
  const incident = incidentOf(context, workspace);
  if (incident === undefined) throw incidentMissing(context);
  const data = incidentsUntil(livingOf(context, workspace), context.clock.now());
  return { workspace, incident, alerts: data.find(({ name }) => name === incident.name)?.alerts ?? [] };
}

const entity = (
  { id: workspace }: WorkspaceObject,
  name: string,
  kind: string,
  properties: JsonObject,
): JsonObject => ({
  id: `${workspace}/providers/${type}/${name}`,
  name,
  type,
  kind,
  properties,
});

/** The alerts of an incident; one that was made through the API has none. */
function alerts(context: Context): WireResponse {
  const { workspace, alerts: found } = placeOf(context, 'alerts');
  return ok({
    value: found.map(({ id, name, severity, detection, at, seenAt }) =>
      entity(workspace, id, 'SecurityAlert', {
        systemAlertId: id,
        friendlyName: name,
        alertDisplayName: name,
        alertType: name,
        description: '',
        confidenceLevel: 'Unknown',
        severity,
        status: 'New',
        vendorName: 'Microsoft',
        productName: detection.product,
        tactics: detection.tactics,
        startTimeUtc: sentinelTime(at),
        endTimeUtc: sentinelTime(at),
        timeGenerated: sentinelTime(at),
        processingEndTime: sentinelTime(seenAt),
        resourceIdentifiers: [
          {
            type: 'LogAnalytics',
            workspaceId: workspace.customerId,
            subscriptionId: workspace.subscriptionId,
            resourceGroup: workspace.resourceGroup,
          },
        ],
        additionalData: {},
      }),
    ),
  });
}

/** Whom an alert is about, as https://learn.microsoft.com/azure/sentinel/entities-reference names its members. */
function subjectOf(context: Context, alert: Alert): { kind: string; properties: JsonObject } | undefined {
  if (alert.entity === '') return undefined;
  if (alert.detection.about === 'host')
    return { kind: 'Host', properties: { hostName: alert.entity, friendlyName: alert.entity } };
  const account = people.find(({ name }) => name === alert.entity)?.account ?? alert.entity;
  return {
    kind: 'Account',
    properties: {
      accountName: account,
      upnSuffix: context.tenant.domains[0] ?? '',
      displayName: alert.entity,
      friendlyName: alert.entity,
    },
  };
}

/** What names an entity of a bookmark to a reader. */
const friendly = ({ url, address, hashValue, algorithm }: JsonObject): string =>
  String(url ?? address ?? `${String(hashValue)}(${String(algorithm)})`);

/** The entities of an incident, each once: those of its alerts, and of the bookmarks related to it. */
function entities(context: Context): WireResponse {
  const { workspace, incident, alerts: found } = placeOf(context, 'entities');
  const marked = entitiesOf(context, incident.id).map(({ kind, properties }) => ({
    kind: String(kind),
    properties: { ...(properties as JsonObject), friendlyName: friendly(properties as JsonObject) },
  }));
  const all = new Map<string, JsonObject>();
  const count = new Map<string, number>();
  for (const one of [...found.map((alert) => subjectOf(context, alert)), ...marked]) {
    if (one === undefined) continue;
    const name = guidOf('entity', workspace.customerId, JSON.stringify(one));
    if (all.has(name)) continue;
    all.set(name, entity(workspace, name, one.kind, one.properties));
    count.set(one.kind, (count.get(one.kind) ?? 0) + 1);
  }
  return ok({
    entities: [...all.values()],
    metaData: [...count].map(([entityKind, times]) => ({ entityKind, count: times })),
  });
}

export const incidentDetailOperations: readonly Operation[] = [
  call('POST', 'incidents/{incident}/alerts', 'incidents', [`${learn}/list-alerts`], alerts, [
    'an alert is never closed by itself',
  ]),
  call('POST', 'incidents/{incident}/entities', 'incidents', [`${learn}/list-entities`], entities, [
    'entities of bookmarks are among them',
  ]),
];
