import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { demandScope, rootGroupOf } from '../arm/scope.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, rightsOf } from '../rbac/arm-rights.ts';

const type = 'Microsoft.Management/managementGroups';
const read = `${type}/read`;
const learn = 'https://learn.microsoft.com/rest/api/managementgroups';

/** Something in the tree: a group, or a subscription in one. */
interface Node {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly displayName: string;
  readonly parent: string | null;
}

/** The whole tree, the root first. */
function nodesOf(context: Context): readonly Node[] {
  const { id, displayName } = context.tenant;
  const root = rootGroupOf(id);
  const groups = context.truth.list('managementGroups');
  const subscriptions = context.truth
    .list('subscriptions')
    .filter(({ ownerTenantId }) => ownerTenantId === undefined);
  return [
    { id: root, type, name: id, displayName: displayName === '' ? id : 'Tenant Root Group', parent: null },
    ...groups.map((one): Node => ({ ...one, type })),
    ...subscriptions.map(
      (one): Node => ({
        id: `/subscriptions/${one.id}`,
        type: '/subscriptions',
        name: one.id,
        displayName: one.displayName,
        parent: one.managementGroup ?? root,
      }),
    ),
  ];
}

const same = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

function nodeOf(context: Context): Node {
  const asked = `/providers/${type}/${context.params['managementGroup'] ?? ''}`;
  demand(context, read, asked);
  const id = demandScope(context, asked);
  return nodesOf(context).find((one) => same(one.id, id)) as Node;
}

function childrenOf(nodes: readonly Node[], of: Node, deep: boolean): readonly Json[] {
  return nodes
    .filter(({ parent }) => same(parent, of.id))
    .map(({ id, type: its, name, displayName, ...one }) => {
      const below =
        deep && its === type ? childrenOf(nodes, { id, type: its, name, displayName, ...one }, deep) : [];
      return { id, type: its, name, displayName, ...(below.length === 0 ? {} : { children: below }) };
    });
}

function get(context: Context): WireResponse {
  const node = nodeOf(context);
  const nodes = nodesOf(context);
  const parent = nodes.find(({ id }) => same(node.parent, id));
  const expand = context.query('$expand')?.toLowerCase();
  const deep = context.query('$recurse')?.toLowerCase() === 'true';
  return ok({
    id: node.id,
    type,
    name: node.name,
    properties: {
      tenantId: context.tenant.id,
      displayName: node.displayName,
      details: {
        version: 1,
        updatedTime: context.tenant.createdDateTime,
        updatedBy: context.tenant.id,
        ...(parent === undefined
          ? {}
          : { parent: { id: parent.id, name: parent.name, displayName: parent.displayName } }),
      },
      ...(expand === 'children' ? { children: childrenOf(nodes, node, deep) } : {}),
    },
  });
}

function descendants(context: Context): WireResponse {
  const nodes = nodesOf(context);
  const below = (of: Node): readonly Node[] =>
    nodes.filter(({ parent }) => same(parent, of.id)).flatMap((one) => [one, ...below(one)]);
  return pageOf(
    context,
    below(nodeOf(context)).map(
      ({ id, type: its, name, displayName, parent }): JsonObject => ({
        id,
        type: its,
        name,
        properties: { displayName, parent: { id: parent } },
      }),
    ),
    100,
  );
}

function list(context: Context): WireResponse {
  const rights = rightsOf(context);
  const seen = nodesOf(context).filter((one) => one.type === type && rights.may(read, one.id));
  return pageOf(
    context,
    seen.map(({ id, name, displayName }) => ({
      id,
      type,
      name,
      properties: { tenantId: context.tenant.id, displayName },
    })),
    100,
  );
}

const root = `/providers/${type}`;
const call = { method: 'GET', type: 'managementGroups' } as const;

export const managementGroupOperations: readonly Operation[] = [
  armOperation({
    ...call,
    path: root,
    source: [`${learn}/management-groups/list`],
    assumed: ['whoever may read none gets an empty list'],
    run: list,
  }),
  armOperation({
    ...call,
    path: `${root}/{managementGroup}`,
    source: [`${learn}/management-groups/get`],
    assumed: ['$expand is read for children alone'],
    run: get,
  }),
  armOperation({
    ...call,
    path: `${root}/{managementGroup}/descendants`,
    source: [`${learn}/management-groups/get-descendants`],
    run: descendants,
  }),
];
