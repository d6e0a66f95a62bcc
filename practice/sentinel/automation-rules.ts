import { ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { Json, JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import { securityInsightsAppId } from '../core/known-ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, mayPrincipal } from '../rbac/arm-rights.ts';
import { demandEtag, sentinelBody, writerOf } from './body.ts';
import { sentinelTime } from './incidents.ts';
import { demandConditions } from './rule-conditions.ts';
import {
  sentinelCall as call,
  demandWrite,
  etagOf,
  sentinelExample as example,
  extension,
  onboardedWorkspace,
  sentinelProvider as provider,
  topOf,
} from './workspace.ts';

const ruleType = 'Microsoft.SecurityInsights/automationRules';

/** Who did it, as a rule names them. */
const personShape: Shape = { is: 'any' };

const ruleShape = sentinelBody('AutomationRule', {
  displayName: { is: 'string', required: true },
  order: { is: 'number', required: true },
  triggeringLogic: {
    is: 'object',
    required: true,
    type: 'AutomationRuleTriggeringLogic',
    members: {
      isEnabled: { is: 'boolean', required: true },
      expirationTimeUtc: { is: 'string' },
      triggersOn: { is: 'string', required: true, oneOf: ['Incidents', 'Alerts'] },
      triggersWhen: { is: 'string', required: true, oneOf: ['Created', 'Updated'] },
      conditions: {
        is: 'array',
        of: {
          is: 'object',
          type: 'AutomationRuleCondition',
          members: {
            conditionType: { is: 'string', required: true },
            conditionProperties: { is: 'any' },
          },
        },
      },
    },
  },
  actions: {
    is: 'array',
    required: true,
    of: {
      is: 'object',
      type: 'AutomationRuleAction',
      members: {
        order: { is: 'number', required: true },
        actionType: {
          is: 'string',
          required: true,
          oneOf: ['ModifyProperties', 'RunPlaybook', 'AddIncidentTask'],
        },
        actionConfiguration: { is: 'any' },
      },
    },
  },
  // A client may send back what it read: these are Sentinel's own.
  createdTimeUtc: { is: 'any' },
  lastModifiedTimeUtc: { is: 'any' },
  createdBy: personShape,
  lastModifiedBy: personShape,
});

/** The object ID of Sentinel's own service principal here, as which it runs playbooks. */
export const sentinelPrincipal = (context: Context): string | undefined =>
  context.truth.list('servicePrincipals').find(({ appId }) => appId === securityInsightsAppId)?.id;

/** The rules of a workspace, in the order they run. */
export function rulesOf(context: Context, workspace: WorkspaceObject): readonly ResourceObject[] {
  const below = `${workspace.id.toLowerCase()}/providers/`;
  return context.truth
    .list('resources')
    .filter(({ id, type }) => type === ruleType && id.toLowerCase().startsWith(below))
    .sort((one, other) => Number(one.properties['order']) - Number(other.properties['order']));
}

/** The playbooks a rule runs, in its own order, by ARM ID. */
export const playbooksOf = (rule: ResourceObject): readonly string[] =>
  actionsOf(rule.properties)
    .filter((action) => action['actionType'] === 'RunPlaybook')
    .map((action) => textIn(objectIn(action, 'actionConfiguration'), 'logicAppResourceId') ?? '');

const actionsOf = (properties: JsonObject): readonly JsonObject[] =>
  [...((properties['actions'] ?? []) as readonly JsonObject[])].sort(
    (one, other) => Number(one['order']) - Number(other['order']),
  );

const shown = (rule: ResourceObject): JsonObject => ({
  id: rule.id,
  name: rule.name,
  etag: rule.more['etag'] ?? '',
  type: ruleType,
  properties: rule.properties,
});

const ruleIn = (context: Context, workspace: WorkspaceObject): ResourceObject | undefined => {
  const wanted = (context.params['rule'] ?? '').toLowerCase();
  return rulesOf(context, workspace).find(({ name }) => name.toLowerCase() === wanted);
};

/**
 * Sentinel runs a playbook as its own service principal, and looks whether that may before it takes the rule
 * (https://learn.microsoft.com/azure/sentinel/automation/run-playbooks). The words of that refusal are observed
 * (examples/sentinel/errors.json); those of the others are assumed.
 */
export function demandPlaybook(context: Context, action: JsonObject): void {
  const configuration = objectIn(action, 'actionConfiguration');
  const id = textIn(configuration, 'logicAppResourceId');
  const tenantId = textIn(configuration, 'tenantId');
  if (id === undefined || tenantId === undefined)
    throw badRequest('BadRequest', 'RunPlaybook action requires logicAppResourceId and tenantId.');
  if (tenantId.toLowerCase() !== context.tenant.id.toLowerCase())
    throw badRequest('BadRequest', `The playbook's tenant '${tenantId}' is not the workspace's tenant.`);
  demand(context, 'Microsoft.Logic/workflows/triggers/listCallbackUrl/action', id);
  const playbook = context.truth.get('resources', id);
  if (playbook === undefined || playbook.type.toLowerCase() !== 'microsoft.logic/workflows')
    throw badRequest('BadRequest', `The playbook resource '${id}' was not found.`);
  if (!startsOnIncidents(playbook))
    throw badRequest('BadRequest', `The playbook resource '${id}' does not start with an incident trigger.`);
  const sentinel = sentinelPrincipal(context);
  const needed = ['triggers/read', 'triggers/listCallbackUrl/action', 'runs/read'];
  const may = needed.every(
    (each) =>
      sentinel !== undefined && mayPrincipal(context, sentinel, `Microsoft.Logic/workflows/${each}`, id),
  );
  if (!may)
    throw badRequest(
      'BadRequest',
      `Missing required permissions for Microsoft Sentinel on the playbook resource '${id}'`,
    );
}

/** An incident trigger subscribes to Sentinel's connector at /incident-creation. */
function startsOnIncidents(playbook: ResourceObject): boolean {
  const triggers = Object.values(objectIn(objectIn(playbook.properties, 'definition'), 'triggers'));
  return triggers.some((trigger) => {
    const { type, inputs } = trigger as { readonly type?: Json; readonly inputs?: JsonObject };
    return type === 'ApiConnectionWebhook' && textIn(inputs ?? {}, 'path') === '/incident-creation';
  });
}

function put(context: Context): WireResponse {
  const name = context.params['rule'] ?? '';
  const workspace = onboardedWorkspace(context, 'automationRules/write', `automationRules/${name}`);
  const body = bodyOf(context, ruleShape);
  const given = objectIn(body, 'properties');
  const order = Number(given['order']);
  if (!Number.isInteger(order) || order < 1 || order > 1000)
    throw badRequest('BadRequest', `Invalid value '${order}' for order: it must be between 1 and 1000.`);
  demandConditions((objectIn(given, 'triggeringLogic')['conditions'] ?? []) as readonly JsonObject[]);
  // A rule does something: assumed, as the portal makes none that does not.
  if (actionsOf(given).length === 0)
    throw badRequest('BadRequest', 'An automation rule must have at least one action.');
  demandWrite(context, workspace, 'write');
  const known = ruleIn(context, workspace);
  demandEtag(context, body, textIn(known?.more ?? {}, 'etag'), 'automation rule');
  for (const action of actionsOf(given))
    if (action['actionType'] === 'RunPlaybook') demandPlaybook(context, action);
  const now = sentinelTime(context.clock.now());
  const stored = extension(
    workspace,
    {
      id: known?.id ?? `${workspace.id}${provider}/AutomationRules/${name}`,
      type: ruleType,
      name: known?.name ?? name,
      properties: {
        displayName: given['displayName'] ?? '',
        order,
        triggeringLogic: { conditions: [], ...objectIn(given, 'triggeringLogic') },
        actions: given['actions'] ?? [],
        lastModifiedTimeUtc: now,
        createdTimeUtc: known?.properties['createdTimeUtc'] ?? now,
        lastModifiedBy: writerOf(context),
        createdBy: known?.properties['createdBy'] ?? writerOf(context),
      },
    },
    etagOf(context),
  );
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: shown(stored) };
}

function list(context: Context): WireResponse {
  const workspace = onboardedWorkspace(context, 'automationRules/read', 'automationRules');
  return pageOf(context, rulesOf(context, workspace).map(shown), topOf(context), '$skipToken');
}

function get(context: Context): WireResponse {
  const name = context.params['rule'] ?? '';
  const workspace = onboardedWorkspace(context, 'automationRules/read', `automationRules/${name}`);
  const found = ruleIn(context, workspace);
  if (found === undefined) throw notFound('NotFound', `Automation rule '${name}' was not found`);
  return ok(shown(found));
}

function remove(context: Context): WireResponse {
  const name = context.params['rule'] ?? '';
  const workspace = onboardedWorkspace(context, 'automationRules/delete', `automationRules/${name}`);
  demandWrite(context, workspace, 'delete');
  const found = ruleIn(context, workspace);
  if (found === undefined) return { status: 204 };
  context.store.remove('resources', found.id);
  return { status: 200, body: {} };
}

const rule = 'automationRules/{rule}';

export const automationRuleOperations: readonly Operation[] = [
  call('GET', 'automationRules', 'automationRules', [example('AutomationRules_List')], list),
  call('GET', rule, 'automationRules', [example('AutomationRules_Get')], get),
  call('PUT', rule, 'automationRules', [example('AutomationRules_CreateOrUpdate'), example('errors')], put, [
    'an order outside 1 to 1000 is refused',
    'whoever attaches a playbook may list its callback address, or hears AuthorizationFailed',
    'the words for a playbook of another tenant, a missing one and one that no incident starts',
    'PreconditionFailed with 412 for an old etag',
  ]),
  call('DELETE', rule, 'automationRules', [example('AutomationRules_Delete')], remove),
];
