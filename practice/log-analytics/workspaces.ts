import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { resourceNotFound } from '../arm/errors.ts';
import { solutionId, solutionOf } from '../arm/solutions.ts';
import type { JsonObject, WorkspaceObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import {
  demand,
  denied,
  groupOf,
  groupScope,
  rightsOf,
  subscriptionOf,
  subscriptionScope,
  workspaceOf,
} from '../rbac/arm-rights.ts';
import { patchWorkspace, putWorkspace, tablesIn } from './workspace-writes.ts';

const example = (name: string): string => `examples/log-analytics-arm/${name}.json`;
const solutionExample = (name: string): string => `examples/operations-management/${name}.json`;
const type = 'Microsoft.OperationalInsights/workspaces';
const solutionType = 'Microsoft.OperationsManagement/solutions';

/**
 * A workspace as its own resource provider shows it: the id in lower case throughout (WorkspacesGet and the list
 * examples), the name as it was given. Resource Graph shows the same id in another casing.
 */
function shown(workspace: WorkspaceObject): JsonObject {
  const { subscriptionId, resourceGroup, name } = workspace;
  return {
    properties: {
      customerId: workspace.customerId,
      provisioningState: 'Succeeded',
      sku: { name: workspace.sku, lastSkuUpdate: workspace.createdDate },
      retentionInDays: workspace.retentionInDays,
      features: {
        legacy: 0,
        searchVersion: 1,
        enableLogAccessUsingOnlyResourcePermissions: true,
      },
      workspaceCapping: {
        dailyQuotaGb: -1,
        quotaNextResetTime: workspace.createdDate,
        dataIngestionStatus: 'RespectQuota',
      },
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: workspace.privateQueriesOnly === true ? 'Disabled' : 'Enabled',
      createdDate: workspace.createdDate,
      modifiedDate: workspace.createdDate,
    },
    location: workspace.location,
    ...(Object.keys(workspace.tags).length === 0 ? {} : { tags: workspace.tags }),
    id: `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.operationalinsights/workspaces/${name}`.toLowerCase(),
    name,
    type,
    etag: `"${workspace.customerId.slice(0, 8)}-0000-0d00-0000-${workspace.customerId.slice(-12)}"`,
  };
}

/** What lies in the path's subscription, or group, and may be read: a caller with nothing there is refused. */
function seen(context: Context, action: string): readonly WorkspaceObject[] {
  const subscription = subscriptionOf(context);
  const rights = rightsOf(context);
  const inGroup = context.params['group'] !== undefined;
  const scope = inGroup ? groupScope(context) : subscriptionScope(subscription.id);
  if (!rights.touches(scope)) throw denied(context, action, scope);
  const group = inGroup ? groupOf(context) : undefined;
  return context.truth
    .list('workspaces')
    .filter((one) => one.subscriptionId.toLowerCase() === subscription.id.toLowerCase())
    .filter((one) => group === undefined || one.id.toLowerCase().startsWith(`${group.id.toLowerCase()}/`));
}

function list(context: Context): WireResponse {
  const rights = rightsOf(context);
  const found = seen(context, `${type}/read`).filter((one) => rights.may(`${type}/read`, one.id));
  return pageOf(context, found.map(shown), 100);
}

function listSolutions(context: Context): WireResponse {
  const rights = rightsOf(context);
  const found = seen(context, `${solutionType}/read`).flatMap((one) => {
    const solution = solutionOf(one);
    const id = solutionId(one);
    return solution !== undefined && id !== undefined && rights.may(`${solutionType}/read`, id)
      ? [solution]
      : [];
  });
  return pageOf(context, found, 100);
}

function getSolution(context: Context): WireResponse {
  subscriptionOf(context);
  const name = context.params['solution'] ?? '';
  const id = `${groupScope(context)}/providers/${solutionType}/${name}`;
  demand(context, `${solutionType}/read`, id);
  const group = groupOf(context);
  const found = context.truth
    .list('workspaces')
    .find((one) => solutionId(one)?.toLowerCase() === id.toLowerCase());
  const solution = found === undefined ? undefined : solutionOf(found);
  if (solution === undefined) throw resourceNotFound(solutionType, name, group.name);
  return ok(solution);
}

const learn = 'https://learn.microsoft.com/rest/api/loganalytics';
const subscription = '/subscriptions/{subscription}';
const group = `${subscription}/resourceGroups/{group}`;

export const workspaceOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: `${subscription}/providers/${type}`,
    type: 'workspaces',
    source: [example('WorkspacesSubscriptionList')],
    assumed: ['pages of 100', 'what the caller may not read is left out, not refused'],
    run: list,
  }),
  armOperation({
    method: 'GET',
    path: `${group}/providers/${type}`,
    type: 'workspaces',
    source: [example('WorkspacesListByResourceGroup')],
    run: list,
  }),
  armOperation({
    method: 'GET',
    path: `${group}/providers/${type}/{workspace}`,
    type: 'workspaces',
    source: [example('WorkspacesGet')],
    run: (context) => ok(shown(workspaceOf(context, `${type}/read`))),
  }),
  armOperation({
    method: 'PUT',
    path: `${group}/providers/${type}/{workspace}`,
    type: 'workspaces',
    source: [`${learn}/workspaces/create-or-update`],
    assumed: ['it is made at once: 201 with Succeeded', 'the words about a name, a location or a retention'],
    run: (context) => {
      const [made, isNew] = putWorkspace(context);
      return { status: isNew ? 201 : 200, body: shown(made) };
    },
  }),
  armOperation({
    method: 'PATCH',
    path: `${group}/providers/${type}/{workspace}`,
    type: 'workspaces',
    source: [`${learn}/workspaces/update`],
    run: (context) => ok(shown(patchWorkspace(context))),
  }),
  armOperation({
    method: 'GET',
    path: `${group}/providers/${type}/{workspace}/tables`,
    type: 'workspaces',
    source: [`${learn}/tables/list-by-workspace`],
    assumed: ['every table is of the Analytics plan, and kept as long as the workspace keeps data'],
    run: (context) => ok({ value: tablesIn(context) }),
  }),
  ...[subscription, group].map((below) =>
    armOperation({
      method: 'GET',
      path: `${below}/providers/${solutionType}`,
      type: 'solutions',
      source: [solutionExample('SolutionListForSubscription')],
      run: listSolutions,
    }),
  ),
  armOperation({
    method: 'GET',
    path: `${group}/providers/${solutionType}/{solution}`,
    type: 'solutions',
    source: [solutionExample('SolutionGet')],
    run: getSolution,
  }),
];
