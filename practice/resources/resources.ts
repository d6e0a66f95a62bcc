import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { badRequest } from '../arm/errors.ts';
import type { JsonObject, SubscriptionObject, TenantObject } from '../core/contents.ts';
import { locationOf, regions } from '../core/regions.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import {
  demand,
  denied,
  groupOf,
  groupScope,
  rightsOf,
  subscriptionOf,
  subscriptionScope,
} from '../rbac/arm-rights.ts';
import { groupShown, putGroup } from './resource-groups.ts';
import { managersOf, resourcesOf } from './resource-rows.ts';

const example = (name: string): string => `examples/arm-subscriptions/${name}.json`;
const readSubscription = 'Microsoft.Resources/subscriptions/read';
const readGroup = 'Microsoft.Resources/subscriptions/resourceGroups/read';

const tenantShown = (tenant: TenantObject): JsonObject => ({
  id: `/tenants/${tenant.id}`,
  tenantId: tenant.id,
  countryCode: tenant.countryLetterCode,
  displayName: tenant.displayName,
  domains: tenant.domains,
  tenantCategory: 'Home',
  defaultDomain: tenant.domains[0] ?? '',
  tenantType: 'AAD',
});

const subscriptionShown = (subscription: SubscriptionObject, tenant: TenantObject): JsonObject => ({
  id: subscriptionScope(subscription.id),
  authorizationSource: 'RoleBased',
  managedByTenants: managersOf(subscription, tenant.id),
  subscriptionId: subscription.id,
  tenantId: subscription.ownerTenantId ?? tenant.id,
  displayName: subscription.displayName,
  state: subscription.state,
  subscriptionPolicies: {
    locationPlacementId: 'Public_2014-09-01',
    quotaId: 'EnterpriseAgreement_2014-09-01',
    spendingLimit: 'Off',
  },
});

/** Whoever holds something anywhere in a subscription sees it; everyone else gets an empty list, not a refusal. */
function subscriptions(context: Context): WireResponse {
  const rights = rightsOf(context);
  const seen = context.truth
    .list('subscriptions')
    .filter((one) => one.state !== 'Deleted' && rights.touches(subscriptionScope(one.id)));
  return pageOf(
    context,
    seen.map((one) => subscriptionShown(one, context.tenant)),
    100,
  );
}

function demandSeen(context: Context, action: string): SubscriptionObject {
  const subscription = subscriptionOf(context);
  const scope = subscriptionScope(subscription.id);
  if (!rightsOf(context).touches(scope)) throw denied(context, action, scope);
  return subscription;
}

function groups(context: Context): WireResponse {
  const subscription = demandSeen(context, readGroup);
  const rights = rightsOf(context);
  const seen = context.truth
    .list('resourceGroups')
    .filter((one) => one.subscriptionId.toLowerCase() === subscription.id.toLowerCase())
    .filter((one) => rights.may(readGroup, one.id) || rights.touches(one.id));
  return pageOf(context, seen.map(groupShown), topOf(context, 200));
}

/** `$top`, or the service's own page size. */
function topOf(context: Context, otherwise: number): number {
  const text = context.query('$top');
  if (text === undefined) return otherwise;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1)
    throw badRequest('InvalidTopQueryParameter', `The $top query parameter value '${text}' is not valid.`);
  return Math.min(top, otherwise);
}

function group(context: Context): WireResponse {
  subscriptionOf(context);
  demand(context, readGroup, groupScope(context));
  return ok(groupShown(groupOf(context)));
}

function groupExists(context: Context): WireResponse {
  subscriptionOf(context);
  demand(context, readGroup, groupScope(context));
  return { status: context.truth.get('resourceGroups', groupScope(context)) === undefined ? 404 : 204 };
}

const comparison = /^(resourceType|name|resourceGroup|location)\s+eq\s+'((?:[^']|'')*)'$/i;

/** Every resource below the path's subscription or group that the caller may read, by an `eq` filter. */
function resources(context: Context): WireResponse {
  const subscription = demandSeen(context, readSubscription);
  const rights = rightsOf(context);
  const below =
    context.params['group'] === undefined ? subscriptionScope(subscription.id) : groupOf(context).id;
  const terms = (context.query('$filter') ?? '').split(/\s+and\s+/i).filter((term) => term.trim() !== '');
  const wanted = terms.map((term) => {
    const [, name, value] = comparison.exec(term.trim()) ?? [];
    if (name === undefined || value === undefined)
      throw badRequest(
        'InvalidFilterInQueryString',
        `Invalid $filter '${term}' specified in the query string.`,
      );
    const member = name.toLowerCase() === 'resourcetype' ? 'type' : name;
    return { member, value: value.replaceAll("''", "'").toLowerCase() };
  });
  const seen = resourcesOf(context.truth, context.tenant.id)
    .filter((one) => one.id.toLowerCase().startsWith(`${below.toLowerCase()}/`))
    .filter((one) => rights.may(`${one.type}/read`, one.id))
    .filter((one) =>
      wanted.every(
        ({ member, value }) => String(one[member as 'type' | 'name' | 'location']).toLowerCase() === value,
      ),
    );
  return pageOf(
    context,
    seen.map(({ id, name, type, kind, location, tags, plan, sku, identity }) => ({
      id,
      name,
      type,
      ...(kind === '' ? {} : { kind }),
      location,
      tags: tags ?? {},
      ...(plan === null ? {} : { plan }),
      ...(sku === null ? {} : { sku }),
      ...(identity === null ? {} : { identity }),
    })),
    topOf(context, 200),
  );
}

function locations(context: Context): WireResponse {
  const subscription = demandSeen(context, 'Microsoft.Resources/subscriptions/locations/read');
  const here = regions.filter((region) => region.cloud === context.tenant.cloud);
  return ok({ value: here.map((region) => locationOf(region, subscription.id)) });
}

const one = '/subscriptions/{subscription}';
const aGroup = `${one}/resourceGroups/{group}`;

export const resourceOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: '/tenants',
    type: 'tenants',
    source: [example('GetTenants')],
    run: (context) => ok({ value: [tenantShown(context.tenant)] }),
  }),
  armOperation({
    method: 'GET',
    path: '/subscriptions',
    type: 'subscriptions',
    source: [example('GetSubscriptions'), 'microsoft-apis section 6.1 A1 (200 and empty without rights)'],
    assumed: ['pages of 100', 'a role anywhere inside makes a subscription visible'],
    run: subscriptions,
  }),
  armOperation({
    method: 'GET',
    path: one,
    type: 'subscriptions',
    source: [example('GetSubscription')],
    run: (context) => ok(subscriptionShown(demandSeen(context, readSubscription), context.tenant)),
  }),
  armOperation({
    method: 'GET',
    path: `${one}/locations`,
    type: 'subscriptions',
    source: [example('GetLocations')],
    run: locations,
  }),
  armOperation({
    method: 'GET',
    path: `${one}/resourceGroups`,
    type: 'resourceGroups',
    source: ['https://learn.microsoft.com/rest/api/resources/resource-groups/list'],
    run: groups,
  }),
  armOperation({
    method: 'GET',
    path: aGroup,
    type: 'resourceGroups',
    source: ['https://learn.microsoft.com/rest/api/resources/resource-groups/get'],
    run: group,
  }),
  armOperation({
    method: 'PUT',
    path: aGroup,
    type: 'resourceGroups',
    source: ['https://learn.microsoft.com/rest/api/resources/resource-groups/create-or-update'],
    assumed: ['the words about a name or a location'],
    run: putGroup,
  }),
  armOperation({
    method: 'HEAD',
    path: aGroup,
    type: 'resourceGroups',
    source: ['https://learn.microsoft.com/rest/api/resources/resource-groups/check-existence'],
    run: groupExists,
  }),
  ...[`${one}/resources`, `${aGroup}/resources`].map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'resources',
      source: ['https://learn.microsoft.com/rest/api/resources/resources/list'],
      run: resources,
    }),
  ),
];
