import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import type { Json, JsonObject, WorkspaceObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import type { Context } from '../core/router.ts';
import { demand, groupOf, groupScope, subscriptionOf, workspaceOf } from '../rbac/arm-rights.ts';
import { demandAllowed } from '../resources/policy.ts';
import { demandResourceWrite, ignored, nowIn } from '../resources/resource.ts';
import { regionIn } from '../resources/resource-groups.ts';
import { readable } from './answer.ts';

const type = 'Microsoft.OperationalInsights/workspaces';
const any: Shape = { is: 'any' };
const skus = 'Free Standard Premium PerNode PerGB2018 Standalone CapacityReservation LACluster'.split(' ');

const shape = (location: Shape): Shape => ({
  is: 'object',
  type: 'Workspace',
  members: {
    ...ignored('id', 'name', 'type', 'etag', 'systemData'),
    location,
    tags: any,
    identity: any,
    properties: {
      is: 'object',
      type: 'WorkspaceProperties',
      members: {
        ...ignored('provisioningState', 'customerId', 'createdDate', 'modifiedDate'),
        ...ignored('privateLinkScopedResources', 'features', 'workspaceCapping'),
        sku: {
          is: 'object',
          type: 'WorkspaceSku',
          members: {
            ...ignored('lastSkuUpdate'),
            name: { is: 'string', required: true, oneOf: skus },
            capacityReservationLevel: any,
          },
        },
        retentionInDays: { is: 'number' },
        publicNetworkAccessForIngestion: { is: 'string', oneOf: ['Enabled', 'Disabled'] },
        publicNetworkAccessForQuery: { is: 'string', oneOf: ['Enabled', 'Disabled'] },
        forceCmkForQuery: any,
        defaultDataCollectionRuleResourceId: any,
      },
    },
  },
});

const workspaceScope = (context: Context): string =>
  `${groupScope(context)}/providers/${type}/${context.params['workspace'] ?? ''}`;

/** What is shown of every workspace alike, so that nothing else can be asked for. */
function demandPlayed(properties: JsonObject): void {
  const quota = objectIn(properties, 'workspaceCapping')['dailyQuotaGb'] ?? -1;
  if (quota !== -1) throw notImitated('a daily cap of a workspace');
  if (objectIn(properties, 'features')['enableLogAccessUsingOnlyResourcePermissions'] === false)
    throw notImitated('a workspace that ignores permissions on resources');
  if (textIn(properties, 'publicNetworkAccessForIngestion') === 'Disabled')
    throw notImitated('a workspace that takes data from private networks alone');
  for (const name of ['forceCmkForQuery', 'defaultDataCollectionRuleResourceId'])
    if (properties[name] !== undefined && properties[name] !== false)
      throw notImitated(`${name} of a workspace`);
}

/** Analytics tables keep data for 30 to 730 days, 7 or 4 where it was asked for
 * (https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure). The words are assumed. */
function retentionIn(properties: JsonObject, otherwise: number): number {
  const days = (properties['retentionInDays'] as number | undefined) ?? otherwise;
  if ((days >= 30 && days <= 730) || days === 7 || days === 4) return days;
  throw badRequest('InvalidParameter', `'RetentionInDays' property doesn't match the SKU limits: ${days}.`);
}

function changed(known: WorkspaceObject, body: JsonObject, tags: Json | undefined): WorkspaceObject {
  const properties = objectIn(body, 'properties');
  demandPlayed(properties);
  const { privateQueriesOnly, ...rest } = known;
  const forQuery = textIn(properties, 'publicNetworkAccessForQuery');
  const isPrivate = forQuery === undefined ? privateQueriesOnly === true : forQuery === 'Disabled';
  return {
    ...rest,
    sku: textIn(objectIn(properties, 'sku'), 'name') ?? known.sku,
    retentionInDays: retentionIn(properties, known.retentionInDays),
    tags: (tags ?? known.tags) as Readonly<Record<string, string>>,
    ...(isPrivate ? { privateQueriesOnly: true } : {}),
  };
}

/** Creates a workspace, without Sentinel and empty, or changes one. @returns it, and whether it is new */
export function putWorkspace(context: Context): readonly [WorkspaceObject, boolean] {
  subscriptionOf(context);
  demand(context, `${type}/write`, workspaceScope(context));
  const group = groupOf(context);
  const name = context.params['workspace'] ?? '';
  const body = bodyOf(context, shape({ is: 'string', required: true }));
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftoperationalinsights
  if (!/^[a-z\d](?:[a-z\d-]{2,61})[a-z\d]$/iu.test(name))
    throw badRequest('InvalidResourceName', `The workspace name '${name}' is not valid.`);
  const location = regionIn(context, textIn(body, 'location') ?? '');
  const known = context.truth.get('workspaces', workspaceScope(context));
  if (known !== undefined && known.location !== location)
    throw badRequest(
      'InvalidResourceLocation',
      `The workspace '${name}' already exists in location '${known.location}'.`,
    );
  demandResourceWrite(context, { type, name }, 'write');
  demandAllowed(context, { type, name, scope: workspaceScope(context), facts: {} });
  const fresh: WorkspaceObject = {
    id: `${group.id}/providers/${type}/${name}`,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    name,
    location,
    customerId: context.newId(),
    sku: 'PerGB2018',
    retentionInDays: 30,
    createdDate: nowIn(context),
    tags: {},
    sentinel: { onboardingState: false, legacySolution: false },
    signals: { profile: 'empty', seed: 1 },
  };
  const made = changed(known ?? fresh, body, body['tags'] ?? {});
  context.store.put('workspaces', made);
  return [made, known === undefined];
}

/** Changes what is sent of a workspace. */
export function patchWorkspace(context: Context): WorkspaceObject {
  const known = workspaceOf(context, `${type}/write`);
  const next = changed(known, bodyOf(context, shape(any)), undefined);
  demandResourceWrite(context, { type, name: known.name }, 'write');
  const given = bodyOf(context, shape(any))['tags'];
  const patched = given === undefined ? next : { ...next, tags: given as Readonly<Record<string, string>> };
  context.store.put('workspaces', patched);
  return patched;
}

/** The tables of a workspace, each with its columns; what a query finds in it. */
export function tablesIn(context: Context): readonly JsonObject[] {
  const workspace = workspaceOf(context, `${type}/tables/read`);
  return Object.entries(readable(context, workspace).tables).map(([name, table]) => ({
    id: `${workspace.id}/tables/${name}`,
    name,
    type: `${type}/tables`,
    properties: {
      totalRetentionInDays: workspace.retentionInDays,
      archiveRetentionInDays: 0,
      plan: 'Analytics',
      retentionInDaysAsDefault: true,
      totalRetentionInDaysAsDefault: true,
      retentionInDays: workspace.retentionInDays,
      provisioningState: 'Succeeded',
      schema: {
        tableSubType: 'Any',
        name,
        tableType: 'Microsoft',
        standardColumns: table.columns.map((column) => ({ name: column.name, type: column.type })),
        solutions: ['LogManagement'],
        isTroubleshootingAllowed: true,
      },
    },
  }));
}
