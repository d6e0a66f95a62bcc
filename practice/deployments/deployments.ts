import { armOperation, armTime, ok, pageOf } from '../arm/arm.ts';
import { notFound } from '../arm/errors.ts';
import type { DeploymentObject, Json, JsonObject } from '../core/contents.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import type { Store } from '../core/store.ts';
import {
  demand,
  demandUnlocked,
  demandWritable,
  groupOf,
  groupScope,
  subscriptionOf,
} from '../rbac/arm-rights.ts';
import { deploymentActive, deploymentNotFound, nameRefused, notCancellable } from './errors.ts';
import { type AskedDeployment, askedDeployment, preflight } from './read.ts';
import { begin, cancel, isActive, timed } from './run.ts';
import { providersOf, shownDeployment, shownOperation, shownStatus } from './views.ts';
import { whatIf } from './what-if.ts';

const type = 'Microsoft.Resources/deployments';
const learn = 'https://learn.microsoft.com/rest/api/resources';
const example = (name: string): string => `examples/arm-deployments/${name}.json`;

const scopeOf = (context: Context): string =>
  `${groupScope(context)}/providers/${type}/${context.params['deployment'] ?? ''}`;

/** In ARM's order: no such subscription, not allowed, no such group. */
function demandDeployments(context: Context, action: string): void {
  subscriptionOf(context);
  demand(context, `${type}/${action}`, scopeOf(context));
  groupOf(context);
}

function deploymentOf(context: Context, action: string): DeploymentObject {
  demandDeployments(context, action);
  const found = context.truth.get('deployments', scopeOf(context));
  if (found === undefined) throw deploymentNotFound(context.params['deployment'] ?? '');
  return found;
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
function demandName(context: Context): string {
  const name = context.params['deployment'] ?? '';
  if (!/^[\w\-.()]{1,64}$/u.test(name) || name.endsWith('.')) throw nameRefused(name);
  return name;
}

/** What is shown of a deployment from the start. */
const told = ({ read, templateHash, templateLink }: AskedDeployment): JsonObject => ({
  ...(templateLink === undefined
    ? {}
    : { templateLink: { ...templateLink, contentVersion: read.contentVersion } }),
  templateHash,
  parameters: read.parameters.shown,
  mode: 'Incremental',
  ...providersOf(read.resources),
});

function validate(context: Context): WireResponse {
  demandDeployments(context, 'validate/action');
  const name = demandName(context);
  const asked = askedDeployment(context);
  preflight(context, asked);
  return ok({
    id: scopeOf(context),
    name,
    type,
    properties: {
      ...told(asked),
      provisioningState: 'Succeeded',
      timestamp: armTime(context.clock.now()),
      duration: 'PT0S',
      correlationId: context.newId(),
      validatedResources: asked.read.resources.map(({ id }) => ({ id })),
    },
  });
}

function put(context: Context): WireResponse {
  demandDeployments(context, 'write');
  const name = demandName(context);
  const there = context.truth.get('deployments', scopeOf(context));
  if (there !== undefined && isActive(there)) throw deploymentActive(name, armTime(there.startedAt));
  const asked = askedDeployment(context);
  preflight(context, asked);
  const group = groupOf(context);
  demandWritable(subscriptionOf(context));
  demandUnlocked(context, group.id, 'write');
  const now = context.clock.now();
  const deployment: DeploymentObject = {
    id: `${group.id}/providers/${type}/${name}`,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    name,
    tags: asked.tags,
    deployer: context.caller.objectId,
    operationId: context.newId(),
    correlationId: context.headers.get('x-ms-correlation-request-id') ?? context.newId(),
    state: 'Accepted',
    startedAt: now,
    endedAt: null,
    shown: told(asked),
    outputs: null,
    error: null,
    steps: timed(asked, now, context.newId),
  };
  begin(context.store, deployment, asked);
  return {
    status: there === undefined ? 201 : 200,
    headers: { 'azure-asyncoperation': asyncAddress(context, deployment) },
    body: shownDeployment(deployment, now),
  };
}

const asyncAddress = (context: Context, { id, operationId }: DeploymentObject): string =>
  `https://${context.cloud.arm}${encodeURI(id)}/operationStatuses/${operationId}?api-version=${context.query('api-version') ?? ''}`;

function list(context: Context): WireResponse {
  demandDeployments(context, 'read');
  const group = groupOf(context);
  const state = /^provisioningState eq '(\w+)'$/u.exec(context.query('$filter') ?? '')?.[1];
  const top = Number(context.query('$top') ?? 100);
  const found = context.truth
    .list('deployments')
    .filter(({ id }) => id.toLowerCase().startsWith(`${group.id.toLowerCase()}/`))
    .filter((one) => state === undefined || one.state === state)
    .sort((one, other) => other.startedAt - one.startedAt);
  return pageOf(
    context,
    found.map((one) => shownDeployment(one, context.clock.now())),
    top,
  );
}

function operations(context: Context): WireResponse {
  const one = deploymentOf(context, 'operations/read');
  const begun = one.steps.filter(({ state }) => state !== 'Waiting' && state !== 'Canceled');
  return pageOf(
    context,
    begun.map((step) => shownOperation(one, step, context.clock.now())),
    100,
  );
}

function operation(context: Context): WireResponse {
  const one = deploymentOf(context, 'operations/read');
  const step = one.steps.find(({ operationId }) => operationId === context.params['operation']);
  if (step === undefined) throw notFound('DeploymentOperationNotFound', 'The operation could not be found.');
  return ok(shownOperation(one, step, context.clock.now()));
}

function status(context: Context): WireResponse {
  const one = deploymentOf(context, 'operationstatuses/read');
  if (one.operationId !== context.params['operation'])
    throw notFound('DeploymentOperationNotFound', 'The operation could not be found.');
  return ok(shownStatus(one));
}

function stop(context: Context): WireResponse {
  const one = deploymentOf(context, 'cancel/action');
  if (!isActive(one)) throw notCancellable(one.name, one.state);
  cancel(context.store, one, context.clock.now());
  return { status: 204 };
}

/** Answers that are ready a moment later, by the name in their address. */
const later = new WeakMap<Store, Map<string, { readonly readyAt: number; readonly body: Json }>>();

/** 202 with the address where the answer will be: examples/arm-async/async-operations.json, the Location style. */
function answerLater(context: Context, milliseconds: number, body: Json): WireResponse {
  const token = context.newId();
  const mine = later.get(context.store) ?? new Map<string, { readyAt: number; body: Json }>();
  later.set(context.store, mine.set(token, { readyAt: context.clock.now() + milliseconds, body }));
  const version = context.query('api-version') ?? '';
  return {
    status: 202,
    headers: {
      location: `https://${context.cloud.arm}/subscriptions/${context.params['subscription'] ?? ''}/operationresults/${token}?api-version=${version}`,
      'retry-after': '1',
    },
  };
}

function result(context: Context): WireResponse {
  subscriptionOf(context);
  const found = later.get(context.store)?.get(context.params['token'] ?? '');
  if (found === undefined) throw notFound('OperationNotFound', 'The operation could not be found.');
  if (found.readyAt > context.clock.now())
    return { status: 202, headers: { location: context.url.href, 'retry-after': '1' } };
  return found.body === null ? { status: 204 } : ok(found.body);
}

/** Milliseconds until a what-if is worked out. Assumed. */
const pondering = 1000;

async function foresee(context: Context): Promise<WireResponse> {
  demandDeployments(context, 'whatIf/action');
  demandName(context);
  try {
    const asked = askedDeployment(context);
    preflight(context, asked);
    const changes = await whatIf(context, asked);
    return answerLater(context, pondering, {
      status: 'Succeeded',
      properties: { correlationId: context.newId(), changes },
    });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { error } = thrown.answer.body as { readonly error: Json };
    return answerLater(context, pondering, { status: 'Failed', error });
  }
}

function remove(context: Context): WireResponse {
  demandDeployments(context, 'delete');
  const one = context.truth.get('deployments', scopeOf(context));
  if (one === undefined) return { status: 204 };
  if (isActive(one)) throw deploymentActive(one.name, armTime(one.startedAt));
  context.store.remove('deployments', one.id);
  return answerLater(context, pondering, null);
}

const group = '/subscriptions/{subscription}/resourceGroups/{group}';
const root = `${group}/providers/${type}`;
const each = `${root}/{deployment}`;
const call = { type: 'deployments' } as const;

/** Deployments of templates into resource groups. */
export const deploymentOperations: readonly Operation[] = [
  armOperation({
    ...call,
    method: 'POST',
    path: `${each}/validate`,
    source: [`${learn}/deployments/validate`],
    assumed: ['rights, policies and regions are looked at, bodies are left to the provider'],
    run: validate,
  }),
  armOperation({
    ...call,
    method: 'POST',
    path: `${each}/whatIf`,
    source: [example('PostDeploymentWhatIfOnResourceGroup'), `${learn}/deployments/what-if`],
    assumed: ['a template that is refused is said in the result, not at once'],
    run: foresee,
  }),
  armOperation({
    ...call,
    method: 'PUT',
    path: each,
    source: [example('PutDeploymentResourceGroup'), 'examples/arm-async/async-operations.json'],
    assumed: [
      'a resource takes about a second',
      'a deployment ends as failed when practice is closed meanwhile',
    ],
    run: put,
  }),
  armOperation({
    ...call,
    method: 'GET',
    path: each,
    source: [example('PutDeploymentResourceGroup'), `${learn}/deployments/get`],
    run: (context) => ok(shownDeployment(deploymentOf(context, 'read'), context.clock.now())),
  }),
  armOperation({
    ...call,
    method: 'HEAD',
    path: each,
    source: [`${learn}/deployments/check-existence`],
    run: (context) => {
      demandDeployments(context, 'read');
      return { status: context.truth.get('deployments', scopeOf(context)) === undefined ? 404 : 204 };
    },
  }),
  armOperation({
    ...call,
    method: 'DELETE',
    path: each,
    source: [`${learn}/deployments/delete`],
    run: remove,
  }),
  armOperation({
    ...call,
    method: 'GET',
    path: root,
    source: [`${learn}/deployments/list-by-resource-group`],
    run: list,
  }),
  armOperation({
    ...call,
    method: 'POST',
    path: `${each}/cancel`,
    source: [`${learn}/deployments/cancel`],
    run: stop,
  }),
  // The documented address leaves the provider out; the id of an operation has it in.
  ...[`${group}/deployments/{deployment}`, each].flatMap((one) => [
    armOperation({
      ...call,
      method: 'GET',
      path: `${one}/operations`,
      source: [`${learn}/deployment-operations/list`],
      run: operations,
    }),
    armOperation({
      ...call,
      method: 'GET',
      path: `${one}/operations/{operation}`,
      source: [`${learn}/deployment-operations/get`],
      run: operation,
    }),
  ]),
  armOperation({
    ...call,
    method: 'GET',
    path: `${each}/operationStatuses/{operation}`,
    source: ['examples/arm-async/async-operations.json'],
    run: status,
  }),
  armOperation({
    ...call,
    method: 'GET',
    path: '/subscriptions/{subscription}/operationresults/{token}',
    source: ['examples/arm-async/async-operations.json'],
    run: result,
  }),
];
