import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import { demandRegion } from '../arm/region.ts';
import type { JsonObject, ResourceObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { denied, groupOf, rightsOf, subscriptionOf, subscriptionScope } from '../rbac/arm-rights.ts';
import { demandAllowed } from '../resources/policy.ts';
import {
  demandResourceWrite,
  ignored,
  nowIn,
  resourceAt,
  resourceIf,
  resourcesIn,
  scopeOf,
} from '../resources/resource.ts';
import { callbackOf, type KeyName, keysOf } from './workflow-callback.ts';
import { demandConnections } from './workflow-connection-rules.ts';
import { demandDefinition } from './workflow-definition.ts';
import { forgetIdentity, newIdentity } from './workflow-identity.ts';
import { shownTrigger, shownWorkflow, ticksLeft, triggersOf, workflowType } from './workflow-view.ts';

const example = (name: string): string => `examples/logic-apps/${name}.json`;
const any: Shape = { is: 'any' };

const named = (context: Context) => ({ type: workflowType, name: context.params['workflow'] ?? '' });

/** The workflow of the path, for whoever may do this to it. */
export const workflowAt = (context: Context, action: string): ResourceObject =>
  resourceAt(context, named(context), `${workflowType}/${action}`);

const shape: Shape = {
  is: 'object',
  type: 'FlowDefinition',
  members: {
    ...ignored('id', 'name', 'type', 'systemData'),
    location: { is: 'string' },
    tags: any,
    identity: {
      is: 'object',
      type: 'ManagedServiceIdentity',
      members: {
        ...ignored('principalId', 'tenantId', 'userAssignedIdentities'),
        type: { is: 'string', required: true, oneOf: ['SystemAssigned', 'UserAssigned', 'None'] },
      },
    },
    properties: {
      is: 'object',
      required: true,
      type: 'FlowProperties',
      members: {
        ...ignored('provisioningState', 'createdTime', 'changedTime', 'version', 'accessEndpoint', 'sku'),
        ...ignored('endpointsConfiguration', 'integrationAccount', 'integrationServiceEnvironment'),
        state: {
          is: 'string',
          oneOf: ['Enabled', 'Disabled', 'Suspended', 'Completed', 'Deleted', 'NotSpecified'],
        },
        definition: any,
        parameters: any,
        accessControl: any,
      },
    },
  },
};

function list(context: Context): WireResponse {
  return pageOf(
    context,
    resourcesIn(context, workflowType).map((one) => shownWorkflow(context, one) as JsonObject),
    100,
  );
}

/** What lies in the subscription and may be read; a caller with nothing there is refused. */
function listAll(context: Context): WireResponse {
  const { id } = subscriptionOf(context);
  const rights = rightsOf(context);
  if (!rights.touches(subscriptionScope(id)))
    throw denied(context, `${workflowType}/read`, subscriptionScope(id));
  const found = context.truth
    .list('resources')
    .filter((one) => one.type === workflowType && one.subscriptionId.toLowerCase() === id.toLowerCase())
    .filter((one) => rights.may(`${workflowType}/read`, one.id));
  return pageOf(
    context,
    found.map((one) => shownWorkflow(context, one) as JsonObject),
    100,
  );
}

/** Changes the tags of a workflow: nothing else of it is said to be taken. */
function patch(context: Context): WireResponse {
  const known = workflowAt(context, 'write');
  const body = bodyOf(context, {
    is: 'object',
    type: 'FlowDefinition',
    members: { tags: any, properties: any, location: any, identity: any },
  });
  const other = Object.keys(body).find((name) => name !== 'tags');
  if (other !== undefined) throw notImitated(`a PATCH of a workflow's ${other}`);
  demandResourceWrite(context, named(context), 'write');
  const next = { ...known, tags: (body['tags'] ?? known.tags) as Readonly<Record<string, string>> };
  context.store.put('resources', next);
  return ok(shownWorkflow(context, next));
}

function put(context: Context): WireResponse {
  const which = named(context);
  const known = resourceIf(context, which, `${workflowType}/write`);
  const body = bodyOf(context, shape);
  const given = objectIn(body, 'properties');
  const definition = demandDefinition(given['definition']);
  demandResourceWrite(context, which, 'write');
  const group = groupOf(context);
  const asked = textIn(body, 'location') ?? known?.location ?? '';
  if (asked === '')
    throw badRequest('LocationRequired', 'The location property is required for this definition.');
  const location = demandRegion(context, workflowType, asked);
  const parameters = objectIn(given, 'parameters');
  demandAllowed(context, { type: workflowType, name: which.name, scope: scopeOf(context, which), facts: {} });
  demandConnections(context, scopeOf(context, which), location, parameters);
  const now = nowIn(context);
  const id = known?.id ?? `${group.id}/providers/${workflowType}/${which.name}`;
  const stored: ResourceObject = {
    id,
    type: workflowType,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    name: known?.name ?? which.name,
    location,
    tags: objectIn(body, 'tags') as Readonly<Record<string, string>>,
    properties: {
      provisioningState: 'Succeeded',
      createdTime: known?.properties['createdTime'] ?? now,
      changedTime: now,
      state: textIn(given, 'state') ?? known?.properties['state'] ?? 'Enabled',
      version: ticksLeft(context.clock.now()),
      definition,
      parameters,
      ...(given['accessControl'] === undefined ? {} : { accessControl: given['accessControl'] }),
    },
    more: {
      accessId: known?.more['accessId'] ?? context.newId().replaceAll('-', ''),
      keys: known?.more['keys'] ?? { primary: 1, secondary: 1 },
      ...identityAsked(context, body, known, which.name, id),
    },
  };
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: shownWorkflow(context, stored) };
}

/** The identity a PUT asks for: what was there already stays, one that is not spoken of too. */
function identityAsked(
  context: Context,
  body: JsonObject,
  known: ResourceObject | undefined,
  name: string,
  id: string,
): JsonObject {
  const asked = textIn(objectIn(body, 'identity'), 'type');
  if (asked === 'SystemAssigned')
    return { identity: known?.more['identity'] ?? newIdentity(context, name, id) };
  if (asked === undefined)
    return known?.more['identity'] === undefined ? {} : { identity: known.more['identity'] };
  if (known !== undefined) forgetIdentity(context, known);
  return {};
}

function remove(context: Context): WireResponse {
  const which = named(context);
  const known = resourceIf(context, which, `${workflowType}/delete`);
  if (known === undefined) return { status: 204 };
  demandResourceWrite(context, which, 'delete');
  forgetIdentity(context, known);
  for (const run of context.truth.list('workflowRuns'))
    if (run.workflowId.toLowerCase() === known.id.toLowerCase()) context.store.remove('workflowRuns', run.id);
  context.store.remove('resources', known.id);
  return { status: 200 };
}

function switched(context: Context, action: 'enable' | 'disable'): WireResponse {
  const known = workflowAt(context, `${action}/action`);
  demandResourceWrite(context, named(context), 'write');
  const state = action === 'enable' ? 'Enabled' : 'Disabled';
  context.store.put('resources', {
    ...known,
    properties: { ...known.properties, state, changedTime: nowIn(context) },
  });
  return { status: 200 };
}

function keyIn(body: JsonObject): KeyName {
  return textIn(body, 'keyType') === 'Secondary' ? 'secondary' : 'primary';
}

const keyShape: Shape = {
  is: 'object',
  type: 'RegenerateActionParameter',
  members: {
    keyType: { is: 'string', oneOf: ['NotSpecified', 'Primary', 'Secondary'] },
    notAfter: { is: 'string' },
  },
};

function regenerate(context: Context): WireResponse {
  const known = workflowAt(context, 'regenerateAccessKey/action');
  const key = keyIn(bodyOf(context, keyShape));
  demandResourceWrite(context, named(context), 'write');
  const keys = keysOf(known);
  context.store.put('resources', {
    ...known,
    more: { ...known.more, keys: { ...keys, [key]: keys[key] + 1 } },
  });
  return { status: 200 };
}

/** The address of the workflow's request trigger. */
function callback(context: Context): WireResponse {
  const known = workflowAt(context, 'listCallbackUrl/action');
  const body = context.text.trim() === '' ? {} : bodyOf(context, keyShape);
  const [name] = Object.entries(triggersOf(known)).find(([, { type }]) => type === 'Request') ?? [];
  if (name === undefined)
    throw badRequest(
      'WorkflowTriggerNotSupported',
      'The workflow has no trigger that can be called by its address.',
    );
  const notAfter = textIn(body, 'notAfter');
  return ok(
    callbackOf(context, known, name, { key: keyIn(body), ...(notAfter === undefined ? {} : { notAfter }) }),
  );
}

function triggerIn(context: Context, workflow: ResourceObject): string {
  const wanted = (context.params['trigger'] ?? '').toLowerCase();
  const found = Object.keys(triggersOf(workflow)).find((one) => one.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw notFound(
    'WorkflowTriggerNotFound',
    `The workflow '${workflow.name}' trigger '${context.params['trigger'] ?? ''}' could not be found.`,
  );
}

const learn = 'https://learn.microsoft.com/rest/api/logic/workflows';
const inGroup = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Logic/workflows';
const one = `${inGroup}/{workflow}`;
const trigger = `${one}/triggers`;

const call = (
  method: Operation['method'],
  path: string,
  from: string,
  run: (context: Context) => WireResponse,
  assumed: readonly string[] = [],
): Operation => armOperation({ method, path, type: 'workflows', source: [example(from)], assumed, run });

export const workflowOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.Logic/workflows',
    type: 'workflows',
    source: [`${learn}/list-by-subscription`],
    assumed: ['pages of 100', 'what the caller may not read is left out, not refused'],
    run: listAll,
  }),
  armOperation({
    method: 'PATCH',
    path: one,
    type: 'workflows',
    source: [`${learn}/update`],
    assumed: ['it takes tags alone'],
    run: patch,
  }),
  call('GET', inGroup, 'Workflows_ListByResourceGroup', list, ['pages of 100']),
  call('GET', one, 'Workflows_Get', (context) => ok(shownWorkflow(context, workflowAt(context, 'read')))),
  call('PUT', one, 'Workflows_CreateOrUpdate', put, [
    'the words about a definition that is none',
    'an identity that a PUT does not speak of stays',
  ]),
  call('DELETE', one, 'Workflows_Delete', remove, ['its runs go with it, and its identity at once']),
  call('POST', `${one}/enable`, 'Workflows_Enable', (context) => switched(context, 'enable')),
  call('POST', `${one}/disable`, 'Workflows_Disable', (context) => switched(context, 'disable')),
  call('POST', `${one}/regenerateAccessKey`, 'Workflows_RegenerateAccessKey', regenerate),
  call('POST', `${one}/listCallbackUrl`, 'Workflows_ListCallbackUrl', callback, [
    'WorkflowTriggerNotSupported where no trigger can be called',
  ]),
  call('GET', trigger, 'WorkflowTriggers_List', (context) => {
    const known = workflowAt(context, 'triggers/read');
    return ok({ value: Object.keys(triggersOf(known)).map((name) => shownTrigger(known, name)) });
  }),
  call('GET', `${trigger}/{trigger}`, 'WorkflowTriggers_Get', (context) => {
    const known = workflowAt(context, 'triggers/read');
    return ok(shownTrigger(known, triggerIn(context, known)));
  }),
  call('POST', `${trigger}/{trigger}/listCallbackUrl`, 'WorkflowTriggers_ListCallbackUrl', (context) => {
    const known = workflowAt(context, 'triggers/listCallbackUrl/action');
    return ok(callbackOf(context, known, triggerIn(context, known)));
  }),
];
