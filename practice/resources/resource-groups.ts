import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import type { JsonObject, ResourceGroupObject } from '../core/contents.ts';
import { regions } from '../core/regions.ts';
import { type Context, Refusal, type WireResponse } from '../core/router.ts';
import { demand, demandUnlocked, demandWritable, groupScope, subscriptionOf } from '../rbac/arm-rights.ts';
import { ignored } from './resource.ts';

const shape: Shape = {
  is: 'object',
  type: 'ResourceGroup',
  members: {
    ...ignored('id', 'name', 'type', 'properties', 'managedBy'),
    location: { is: 'string', required: true },
    tags: { is: 'any' },
  },
};

/** A resource group as ARM shows it. */
export const groupShown = (group: ResourceGroupObject): JsonObject => ({
  id: group.id,
  name: group.name,
  type: 'Microsoft.Resources/resourceGroups',
  location: group.location,
  tags: group.tags,
  properties: { provisioningState: 'Succeeded' },
});

/** Creates a resource group, or changes its tags: a location stays for good. Assumed: the words about a location. */
export function putGroup(context: Context): WireResponse {
  const subscription = subscriptionOf(context);
  demand(context, 'Microsoft.Resources/subscriptions/resourceGroups/write', groupScope(context));
  const body = bodyOf(context, shape);
  const name = context.params['group'] ?? '';
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
  if (!/^[\p{L}\p{N}_\-.()]{1,90}$/u.test(name) || name.endsWith('.'))
    throw badRequest('InvalidResourceGroup', `The provided resource group name '${name}' is not valid.`);
  const location = regionIn(context, textIn(body, 'location') ?? '');
  const known = context.truth.get('resourceGroups', groupScope(context));
  if (known !== undefined && known.location !== location)
    throw new Refusal({
      status: 409,
      body: {
        error: {
          code: 'InvalidResourceGroupLocation',
          message: `Invalid resource group location '${location}'. The Resource group already exists in location '${known.location}'.`,
        },
      },
    });
  demandWritable(subscription);
  demandUnlocked(context, groupScope(context), 'write');
  const group: ResourceGroupObject = {
    id: known?.id ?? `/subscriptions/${subscription.id}/resourceGroups/${name}`,
    subscriptionId: subscription.id,
    name: known?.name ?? name,
    location,
    tags: objectIn(body, 'tags') as Readonly<Record<string, string>>,
  };
  context.store.put('resourceGroups', group);
  return { status: known === undefined ? 201 : 200, body: groupShown(group) };
}

/** A region of this cloud by either of its names, in small letters without spaces. */
export function regionIn(context: Context, given: string): string {
  const plain = given.toLowerCase().replaceAll(' ', '');
  const here = regions.filter(({ cloud }) => cloud === context.tenant.cloud).map(({ name }) => name);
  if (here.includes(plain)) return plain;
  throw badRequest(
    'LocationNotAvailableForResourceGroup',
    `The provided location '${given}' is not available for resource group. List of available regions is '${here.join(',')}'.`,
  );
}
