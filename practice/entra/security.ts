import type { JsonObject } from '../core/contents.ts';
import { fractionOf, guidOf } from '../core/ids.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { refuseGraph, refuseMissing } from './graph-errors.ts';
import { type EntitySet, entityAnswer, jsonType, listAnswer } from './odata.ts';
import { type DemandName, demands, meets } from './rights.ts';
import { portalOf } from './shapes.ts';

/** 403 of the security endpoints. It names the permissions that would be enough, as public reports show. */
function demandSecurity(context: Context, name: DemandName): void {
  if (meets(context, demands[name])) return;
  const who = context.caller.kind === 'app' ? 'application' : 'user';
  refuseGraph(
    context,
    403,
    'Forbidden',
    `Missing ${who} permissions. API requires one of '${demands[name].appRoles.join(', ')}' ${who} permissions.`,
  );
}

const hour = 3_600_000;

const titles = [
  ['Suspicious PowerShell command line', 'Execution', 'microsoftDefenderForEndpoint', 'medium'],
  ['Impossible travel activity', 'InitialAccess', 'microsoftDefenderForCloudApps', 'medium'],
  ['Malware was detected and blocked', 'Malware', 'microsoftDefenderForEndpoint', 'low'],
  [
    'Email messages containing malicious URL removed after delivery',
    'InitialAccess',
    'microsoftDefenderForOffice365',
    'informational',
  ],
  [
    'Suspected brute-force attack (Kerberos, NTLM)',
    'CredentialAccess',
    'microsoftDefenderForIdentity',
    'high',
  ],
] as const;

interface Alert {
  readonly index: number;
  readonly at: number;
  readonly title: string;
  readonly category: string;
  readonly source: string;
  readonly severity: string;
}

/** Alerts of Microsoft's own detectors in the last 14 days: 12 alerts that move with the clock. */
function alerts(context: Context): readonly Alert[] {
  const today = Math.floor(context.clock.now() / hour) * hour;
  return Array.from({ length: 12 }, (_unused, index) => {
    const [title, category, source, severity] = titles[index % titles.length] ?? titles[0];
    const back = (index + 1) * 26 * hour + fractionOf('alert', context.tenant.id, index) * 8 * hour;
    return { index, at: today - back, title, category, source, severity };
  });
}

function shownAlert(context: Context, alert: Alert): JsonObject {
  const id = `da${guidOf('defender', context.tenant.id, alert.index).replaceAll('-', '').slice(0, 18)}_-${alert.index + 1}`;
  const incident = String(28_200 + alert.index);
  const at = new Date(alert.at).toISOString();
  const portal = portalOf(context.tenant);
  return {
    '@odata.type': '#microsoft.graph.security.alert',
    id,
    providerAlertId: id,
    incidentId: incident,
    status: alert.index < 4 ? 'new' : 'resolved',
    severity: alert.severity,
    classification: alert.index < 4 ? null : 'truePositive',
    determination: alert.index < 4 ? null : 'malware',
    serviceSource: alert.source,
    detectionSource: alert.source,
    productName: null,
    detectorId: guidOf('detector', alert.title),
    tenantId: context.tenant.id,
    title: alert.title,
    description: `${alert.title}. A pretend alert of a practice tenant.`,
    recommendedActions: 'None: this alert is pretend.',
    category: alert.category,
    assignedTo: null,
    alertWebUrl: `${portal}/alerts/${id}?tid=${context.tenant.id}`,
    incidentWebUrl: `${portal}/incidents/${incident}?tid=${context.tenant.id}`,
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: ['T1059.001'],
    createdDateTime: at,
    lastUpdateDateTime: at,
    resolvedDateTime: null,
    firstActivityDateTime: new Date(alert.at - 12 * 60_000).toISOString(),
    lastActivityDateTime: new Date(alert.at - 3 * 60_000).toISOString(),
    systemTags: [],
    alertPolicyId: null,
    additionalData: null,
    comments: [],
    evidence: [],
  };
}

function shownIncident(context: Context, alert: Alert): JsonObject {
  const id = String(28_200 + alert.index);
  const at = new Date(alert.at).toISOString();
  return {
    id,
    tenantId: context.tenant.id,
    status: alert.index < 4 ? 'active' : 'resolved',
    incidentWebUrl: `${portalOf(context.tenant)}/incidents/${id}?tid=${context.tenant.id}`,
    redirectIncidentId: null,
    displayName: `${alert.title} on one endpoint`,
    createdDateTime: at,
    lastUpdateDateTime: at,
    assignedTo: null,
    classification: alert.index < 4 ? 'unknown' : 'truePositive',
    determination: alert.index < 4 ? 'unknown' : 'malware',
    severity: alert.severity,
    customTags: [],
    systemTags: [],
    description: null,
    lastModifiedBy: null,
    resolvingComment: null,
    summary: null,
    comments: [],
  };
}

const alertSet: EntitySet = { name: 'security/alerts_v2', type: 'Security.Alert', most: 1000, usual: 100 };
const incidentSet: EntitySet = { name: 'security/incidents', type: 'Security.Incident', most: 50, usual: 50 };
const scoreSet: EntitySet = { name: 'security/secureScores', type: 'SecureScore', most: 1000, usual: 100 };
const legacySet: EntitySet = { name: 'security/alerts', type: 'Alert', most: 1000, usual: 100 };

/**
 * The retired list of alerts. No document says what it answers after its retirement, so each tenant has
 * one of the possible answers (https://learn.microsoft.com/graph/alertsv1-alertsv2-migration).
 */
function legacyAlerts(context: Context): WireResponse {
  demandSecurity(context, 'readSecurityEvents');
  const skip = Number(context.query('$skip') ?? 0);
  if (skip > 500) {
    refuseGraph(context, 400, 'badRequest', 'The maximum value for $skip is 500.');
  }
  switch (context.tenant.legacyAlerts) {
    case 'gone':
      return refuseGraph(
        context,
        410,
        'Gone',
        'The alerts resource has been retired. Use alerts_v2 instead.',
      );
    case 'not-found':
      return refuseGraph(context, 404, 'ResourceNotFound', "Resource not found for the segment 'alerts'.");
    case 'partial': {
      const answer = listAnswer(context, legacySet, []);
      return {
        ...answer,
        status: 206,
        headers: { 'content-type': jsonType, warning: '199 - "Microsoft/Azure Sentinel/504/10000"' },
      };
    }
    case 'alive':
      return listAnswer(
        context,
        legacySet,
        alerts(context).map((alert) => legacyAlert(context, alert)),
      );
    default:
      return listAnswer(context, legacySet, []);
  }
}

function legacyAlert(context: Context, alert: Alert): JsonObject {
  const at = new Date(alert.at).toISOString();
  return {
    id: guidOf('legacy', context.tenant.id, alert.index),
    azureTenantId: context.tenant.id,
    azureSubscriptionId: null,
    riskScore: null,
    tags: [],
    activityGroupName: null,
    assignedTo: null,
    category: alert.category,
    closedDateTime: null,
    comments: [],
    confidence: null,
    createdDateTime: at,
    description: `${alert.title}. A pretend alert of a practice tenant.`,
    detectionIds: [],
    eventDateTime: at,
    feedback: null,
    incidentIds: [],
    lastEventDateTime: null,
    lastModifiedDateTime: at,
    recommendedActions: [],
    severity: alert.severity,
    sourceMaterials: [],
    status: 'newAlert',
    title: alert.title,
    vendorInformation: {
      provider: alert.source,
      providerVersion: null,
      subProvider: null,
      vendor: 'Microsoft',
    },
    alertDetections: [],
    cloudAppStates: [],
    fileStates: [],
    hostStates: [],
    historyStates: [],
    investigationSecurityStates: [],
    malwareStates: [],
    messageSecurityStates: [],
    networkConnections: [],
    processes: [],
    registryKeyStates: [],
    securityResources: [],
    triggers: [],
    userStates: [],
    uriClickSecurityStates: [],
    vulnerabilityStates: [],
  };
}

function scores(context: Context): readonly JsonObject[] {
  const day = 24 * hour;
  const today = Math.floor(context.clock.now() / day) * day;
  return Array.from({ length: 14 }, (_unused, back) => {
    const at = new Date(today - back * day);
    return {
      id: `${context.tenant.id}_${at.toISOString().slice(0, 10)}`,
      azureTenantId: context.tenant.id,
      activeUserCount: 86,
      createdDateTime: at.toISOString(),
      currentScore: 387 - back,
      enabledServices: ['HasExchange', 'HasSharePoint', 'HasEMS'],
      licensedUserCount: 120,
      maxScore: 697,
      averageComparativeScores: [{ basis: 'AllTenants', averageScore: 371 }],
      controlScores: [
        {
          controlCategory: 'Identity',
          controlName: 'AdminMFAV2',
          description: 'Requiring multifactor authentication for administrative roles',
          score: 10,
        },
      ],
      vendorInformation: {
        provider: 'SecureScore',
        providerVersion: null,
        subProvider: null,
        vendor: 'Microsoft',
      },
    };
  });
}

function one(
  context: Context,
  set: EntitySet,
  name: DemandName,
  items: () => readonly JsonObject[],
): WireResponse {
  demandSecurity(context, name);
  const id = context.params['id'] ?? '';
  const found = items().find((item) => item['id'] === id) ?? refuseMissing(context, id);
  return entityAnswer(context, set, found);
}

const source = {
  legacy: [
    'https://learn.microsoft.com/graph/api/alert-list',
    'https://learn.microsoft.com/graph/alertsv1-alertsv2-migration',
    'examples/graph/alert-list.json',
  ],
  alerts: [
    'https://learn.microsoft.com/graph/api/security-list-alerts_v2',
    'examples/graph/security-list-alerts_v2.json',
  ],
  incidents: ['https://learn.microsoft.com/graph/api/security-list-incidents'],
  scores: [
    'https://learn.microsoft.com/graph/api/security-list-securescores',
    'examples/graph/security-list-securescores.json',
  ],
};

const get = { host: 'graph', method: 'GET' } as const;

const operations: readonly Operation[] = [
  operation({ ...get, path: '/v1.0/security/alerts', source: source.legacy, run: legacyAlerts }),
  operation({
    ...get,
    path: '/v1.0/security/alerts_v2',
    source: source.alerts,
    run: (context) => {
      demandSecurity(context, 'readSecurityAlerts');
      const items = alerts(context).map((alert) => shownAlert(context, alert));
      return listAnswer(context, alertSet, items);
    },
  }),
  operation({
    ...get,
    path: '/v1.0/security/alerts_v2/{id}',
    source: source.alerts,
    run: (context) =>
      one(context, alertSet, 'readSecurityAlerts', () =>
        alerts(context).map((alert) => shownAlert(context, alert)),
      ),
  }),
  operation({
    ...get,
    path: '/v1.0/security/incidents',
    source: source.incidents,
    run: (context) => {
      demandSecurity(context, 'readSecurityIncidents');
      const items = alerts(context).map((alert) => shownIncident(context, alert));
      return listAnswer(context, incidentSet, items);
    },
  }),
  operation({
    ...get,
    path: '/v1.0/security/incidents/{id}',
    source: source.incidents,
    run: (context) =>
      one(context, incidentSet, 'readSecurityIncidents', () =>
        alerts(context).map((alert) => shownIncident(context, alert)),
      ),
  }),
  operation({
    ...get,
    path: '/v1.0/security/secureScores',
    source: source.scores,
    run: (context) => {
      demandSecurity(context, 'readSecurityEvents');
      return listAnswer(context, scoreSet, scores(context));
    },
  }),
  operation({
    ...get,
    path: '/v1.0/security/secureScores/{id}',
    source: source.scores,
    run: (context) => one(context, scoreSet, 'readSecurityEvents', () => scores(context)),
  }),
];

/** If a cloud's Graph has no security alerts, the segment is unknown. Assumed: with Graph's usual words. */
export const securityOperations: readonly Operation[] = operations.map((each) => ({
  ...each,
  run: (context) =>
    context.cloud.securityAlerts
      ? each.run(context)
      : refuseGraph(context, 400, 'BadRequest', "Resource not found for the segment 'security'."),
}));
