import { ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import { startPlaybook } from '../logic-apps/workflow-runs.ts';
import { analyticsRuleOperations } from './analytics-rules.ts';
import { automationRuleOperations, demandPlaybook } from './automation-rules.ts';
import { demandEtag, sentinelBody } from './body.ts';
import { bookmarkOperations, entitiesOf, relationsOf } from './bookmarks.ts';
import { commentOperations } from './comments.ts';
import { incidentDetailOperations } from './incident-details.ts';
import {
  commentsOf,
  filtered,
  type IncidentShown,
  incidentsIn,
  incidentType,
  isFromData,
  sentinelTime,
  sorted,
} from './incidents.ts';
import { onboardingOperations } from './onboarding.ts';
import { runRules } from './rule-runs.ts';
import {
  sentinelCall as call,
  demandWrite,
  etagOf,
  sentinelExample as example,
  extension,
  incidentMissing,
  incidentOf,
  onboardedWorkspace,
  sentinelProvider as provider,
  topOf,
} from './workspace.ts';

function list(context: Context): WireResponse {
  const workspace = onboardedWorkspace(context, 'incidents/read', 'incidents');
  const kept = filtered(incidentsIn(context, workspace), context.query('$filter'));
  const ordered = sorted(kept, context.query('$orderby'));
  return pageOf(context, ordered as unknown as readonly JsonObject[], topOf(context), '$skipToken');
}

function get(context: Context): WireResponse {
  const name = context.params['incident'] ?? '';
  const workspace = onboardedWorkspace(context, 'incidents/read', `incidents/${name}`);
  const found = incidentOf(context, workspace);
  if (found === undefined) throw incidentMissing(context);
  return ok(found as unknown as Json);
}

const person: Shape = {
  is: 'object',
  type: 'IncidentOwnerInfo',
  members: {
    objectId: { is: 'string' },
    email: { is: 'string' },
    assignedTo: { is: 'string' },
    userPrincipalName: { is: 'string' },
    ownerType: { is: 'string' },
  },
};

/** A client may send back what it read: what only Sentinel decides is taken and ignored. */
const readOnly = ['additionalData', 'createdTimeUtc', 'incidentNumber', 'incidentUrl', 'lastModifiedTimeUtc']
  .concat(['providerIncidentId', 'providerName', 'relatedAnalyticRuleIds'])
  .map((name) => [name, { is: 'any' }] as const);

const incidentShape = sentinelBody('Incident', {
  title: { is: 'string', required: true },
  severity: { is: 'string', required: true, oneOf: ['High', 'Medium', 'Low', 'Informational'] },
  status: { is: 'string', required: true, oneOf: ['New', 'Active', 'Closed'] },
  classification: {
    is: 'string',
    oneOf: ['Undetermined', 'TruePositive', 'BenignPositive', 'FalsePositive'],
  },
  classificationReason: {
    is: 'string',
    oneOf: ['SuspiciousActivity', 'SuspiciousButExpected', 'IncorrectAlertLogic', 'InaccurateData'],
  },
  classificationComment: { is: 'string' },
  description: { is: 'string' },
  firstActivityTimeUtc: { is: 'string' },
  lastActivityTimeUtc: { is: 'string' },
  owner: person,
  labels: {
    is: 'array',
    of: {
      is: 'object',
      type: 'IncidentLabel',
      members: { labelName: { is: 'string', required: true }, labelType: { is: 'string' } },
    },
  },
  ...Object.fromEntries(readOnly),
});

function ownerFrom(context: Context, given: JsonObject): JsonObject {
  const objectId = textIn(given, 'objectId') ?? null;
  const user = objectId === null ? undefined : context.truth.get('users', objectId);
  return {
    objectId,
    email: textIn(given, 'email') ?? user?.userPrincipalName ?? null,
    assignedTo: textIn(given, 'assignedTo') ?? user?.displayName ?? null,
    userPrincipalName: textIn(given, 'userPrincipalName') ?? user?.userPrincipalName ?? null,
  };
}

/** A PUT replaces: what it leaves out of the writable properties is gone. */
function put(context: Context): WireResponse {
  const name = context.params['incident'] ?? '';
  const workspace = onboardedWorkspace(context, 'incidents/write', `incidents/${name}`);
  const body = bodyOf(context, incidentShape);
  const given = objectIn(body, 'properties');
  const status = textIn(given, 'status') ?? 'New';
  // Assumed: the words. https://learn.microsoft.com/rest/api/securityinsights/incidents/create-or-update
  if (status === 'Closed' && given['classification'] === undefined)
    throw badRequest('BadRequest', "'Classification' is required when the incident's status is 'Closed'.");
  demandWrite(context, workspace, 'write');
  const known = incidentOf(context, workspace);
  demandEtag(context, body, known?.etag, 'incident');
  const now = sentinelTime(context.clock.now());
  const id = known?.id ?? `${workspace.id}${provider}/Incidents/${name}`;
  const number = Number(
    known?.properties['incidentNumber'] ??
      Math.max(0, ...incidentsIn(context, workspace).map((one) => Number(one.properties['incidentNumber']))) +
        1,
  );
  const closing =
    status === 'Closed'
      ? Object.fromEntries(
          ['classification', 'classificationReason', 'classificationComment'].flatMap((member) => {
            const value = given[member];
            return value === undefined ? [] : [[member, value] as const];
          }),
        )
      : {};
  const properties: JsonObject = {
    title: textIn(given, 'title') ?? '',
    description: textIn(given, 'description') ?? '',
    severity: textIn(given, 'severity') ?? 'Medium',
    status,
    ...closing,
    owner: ownerFrom(context, objectIn(given, 'owner')),
    labels: (given['labels'] ?? []) as Json,
    ...times(given, known),
    lastModifiedTimeUtc: now,
    createdTimeUtc: known?.properties['createdTimeUtc'] ?? now,
    incidentNumber: number,
    additionalData: known?.properties['additionalData'] ?? {
      alertsCount: 0,
      bookmarksCount: 0,
      commentsCount: 0,
      alertProductNames: [],
      tactics: [],
    },
    relatedAnalyticRuleIds: known?.properties['relatedAnalyticRuleIds'] ?? [],
    incidentUrl:
      known?.properties['incidentUrl'] ??
      `https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident${id}`,
    providerName: known?.properties['providerName'] ?? 'Azure Sentinel',
    providerIncidentId: known?.properties['providerIncidentId'] ?? String(number),
  };
  const etag = etagOf(context);
  const modifiedBy = context.truth.get('users', context.caller.objectId)?.displayName ?? context.caller.name;
  const stored = {
    ...extension(workspace, { id, type: incidentType, name: known?.name ?? name, properties }, etag),
    more: { etag, modifiedBy },
  };
  context.store.put('resources', stored);
  const shown = { id, name: stored.name, type: incidentType, etag, properties };
  if (known === undefined) runRules(context, workspace, shown);
  return { status: known === undefined ? 201 : 200, body: shown };
}

function times(given: JsonObject, known: IncidentShown | undefined): JsonObject {
  return Object.fromEntries(
    ['firstActivityTimeUtc', 'lastActivityTimeUtc'].flatMap((member) => {
      const value = given[member] ?? known?.properties[member];
      return value === undefined ? [] : [[member, value] as const];
    }),
  );
}

/** An incident made through the API is gone; one of the workspace's own data is remembered as deleted. */
function remove(context: Context): WireResponse {
  const name = context.params['incident'] ?? '';
  const workspace = onboardedWorkspace(context, 'incidents/delete', `incidents/${name}`);
  demandWrite(context, workspace, 'delete');
  const found = incidentOf(context, workspace);
  if (found === undefined) return { status: 204 };
  for (const { id } of [...commentsOf(context, found.id), ...relationsOf(context, found.id)])
    context.store.remove('resources', id);
  if (isFromData(context, workspace, found.name)) {
    const { properties, id } = found;
    const row = extension(workspace, { id, type: incidentType, name: found.name, properties }, found.etag);
    context.store.put('resources', { ...row, more: { ...row.more, deleted: true } });
  } else context.store.remove('resources', found.id);
  return { status: 200 };
}

/**
 * A person's "Run playbook" on an incident: as Sentinel's own principal, which has to be allowed to, and so has the
 * person (https://learn.microsoft.com/azure/sentinel/automation/run-playbooks#run-a-playbook-manually). What is missing
 * comes as 400 (https://github.com/briandelmsft/STAT-Function/issues/31).
 */
function runOn(context: Context): WireResponse {
  const name = context.params['incident'] ?? '';
  const workspace = onboardedWorkspace(context, 'incidents/runPlaybook/action', `incidents/${name}`);
  const found = incidentOf(context, workspace);
  if (found === undefined) throw incidentMissing(context);
  const body = bodyOf(context, {
    is: 'object',
    type: 'ManualTriggerRequestBody',
    members: { logicAppsResourceId: { is: 'string', required: true }, tenantId: { is: 'string' } },
  });
  const id = textIn(body, 'logicAppsResourceId') ?? '';
  const tenantId = textIn(body, 'tenantId') ?? context.tenant.id;
  try {
    demandPlaybook(context, { actionConfiguration: { logicAppResourceId: id, tenantId } });
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.answer.status !== 403) throw thrown;
    const { error } = thrown.answer.body as { readonly error: { readonly message: string } };
    throw badRequest('BadRequest', error.message);
  }
  startPlaybook(context, id, found, entitiesOf(context, found.id));
  return { status: 204 };
}

const incident = 'incidents/{incident}';

export const sentinelOperations: readonly Operation[] = [
  ...onboardingOperations,
  call('GET', 'incidents', 'incidents', [example('GetIncidents'), example('errors')], list, [
    'pages of 50 where $top is not given, and 1,000 at most',
    'the properties that can be filtered and ordered by, and the words of a refusal',
  ]),
  call('GET', incident, 'incidents', [example('GetIncidentById')], get),
  call('PUT', incident, 'incidents', [example('CreateIncident')], put, [
    'PreconditionFailed with 412 for an old etag',
    'closing without a classification is refused',
    'what a PUT leaves out is gone',
  ]),
  call('DELETE', incident, 'incidents', [example('DeleteIncident')], remove, ['its comments go with it']),
  call(
    'POST',
    `${incident}/runPlaybook`,
    'incidents',
    [
      'https://learn.microsoft.com/rest/api/securityinsights/incidents/run-playbook',
      'https://github.com/briandelmsft/STAT-Function/issues/31',
    ],
    runOn,
    ['the words of a refusal are those for an automation rule'],
  ),
  ...incidentDetailOperations,
  ...commentOperations,
  ...bookmarkOperations,
  ...analyticsRuleOperations,
  ...automationRuleOperations,
];
