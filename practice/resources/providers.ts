import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { type ArmType, armTypes } from '../arm/versions.ts';
import type { JsonObject, ProviderRegistrationObject, SubscriptionObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import { regions } from '../core/regions.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import type { Reading } from '../core/store.ts';
import {
  demand,
  demandWritable,
  denied,
  rightsOf,
  subscriptionOf,
  subscriptionScope,
} from '../rbac/arm-rights.ts';

const example = 'examples/arm-deployments/GetProvider.json';

/** Providers whose types this tenant does not serve in full, so that their registration can still be asked about. */
const registrable: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.ManagedIdentity': ['userAssignedIdentities'],
  'Microsoft.Insights': ['diagnosticSettings'],
};

/** Providers every subscription has without asking. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types */
const free: ReadonlySet<string> = new Set([
  'Microsoft.Authorization',
  'Microsoft.Resources',
  'Microsoft.ResourceGraph',
]);

const served: readonly ArmType[] = Object.values(armTypes);
const namespaces: readonly string[] = [
  ...new Set([...served.map((type) => type.namespace), ...Object.keys(registrable)]),
];

const idOf = (subscriptionId: string, namespace: string): string =>
  `${subscriptionId}/${namespace}`.toLowerCase();

/** Where nobody said otherwise, a provider is registered once something of it lies in the subscription. */
function registered(reading: Reading, subscription: SubscriptionObject, namespace: string): boolean {
  const told = reading.get('providerRegistrations', idOf(subscription.id, namespace));
  if (told !== undefined) return told.state === 'Registered';
  const here = reading
    .list('workspaces')
    .filter((one) => one.subscriptionId.toLowerCase() === subscription.id.toLowerCase());
  switch (namespace) {
    case 'Microsoft.OperationalInsights':
      return here.length > 0;
    case 'Microsoft.OperationsManagement':
    case 'Microsoft.SecurityInsights':
      return here.some((one) => one.sentinel.onboardingState || one.sentinel.legacySolution);
    default:
      return reading
        .list('resources')
        .some(
          (one) =>
            one.subscriptionId.toLowerCase() === subscription.id.toLowerCase() &&
            one.type.toLowerCase().startsWith(`${namespace.toLowerCase()}/`),
        );
  }
}

/** Whether the subscription was left, or taken out of, a provider's registration on purpose. */
export function saysUnregistered(
  context: Context,
  subscription: SubscriptionObject,
  namespace: string,
): boolean {
  const told = context.truth.get('providerRegistrations', idOf(subscription.id, namespace));
  return told !== undefined && told.state !== 'Registered';
}

/** Whether a provider's types may be created in a subscription. */
const isRegistered = (context: Context, subscription: SubscriptionObject, namespace: string): boolean =>
  free.has(namespace) || registered(context.truth, subscription, namespace);

/** Registration takes a while to reach every region: the answer is Registering until a replica has heard of it. */
function stateOf(
  context: Context,
  subscription: SubscriptionObject,
  namespace: string,
): ProviderRegistrationObject['state'] {
  if (free.has(namespace)) return 'Registered';
  const told = context.truth.get('providerRegistrations', idOf(subscription.id, namespace));
  if (told !== undefined && told.state !== 'Registered') return told.state;
  if (!registered(context.truth, subscription, namespace)) return 'NotRegistered';
  return registered(context.served('listing'), subscription, namespace) ? 'Registered' : 'Registering';
}

function shown(context: Context, subscription: SubscriptionObject, namespace: string): JsonObject {
  const here = regions.filter((region) => region.cloud === context.tenant.cloud);
  const types = served.filter((type) => type.namespace === namespace);
  const others = registrable[namespace] ?? [];
  return {
    id: `${subscriptionScope(subscription.id)}/providers/${namespace}`,
    namespace,
    registrationPolicy: free.has(namespace) ? 'RegistrationFree' : 'RegistrationRequired',
    resourceTypes: [
      ...types.map((type) => ({
        resourceType: type.type,
        locations: type.locations.length === 0 ? [] : here.map((region) => region.displayName),
        apiVersions: [...type.versions].reverse(),
        capabilities: type.locations.length === 0 ? 'None' : 'SupportsTags, SupportsLocation',
      })),
      ...others.map((type) => ({
        resourceType: type,
        locations: here.map((region) => region.displayName),
        apiVersions: [],
        capabilities: 'SupportsTags, SupportsLocation',
      })),
    ],
    registrationState: stateOf(context, subscription, namespace),
  };
}

function namespaceOf(context: Context): string {
  const asked = context.params['namespace'] ?? '';
  const found = namespaces.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (found === undefined) throw notImitated(`the resource provider ${asked}`);
  return found;
}

function readable(context: Context): SubscriptionObject {
  const subscription = subscriptionOf(context);
  const scope = subscriptionScope(subscription.id);
  if (!rightsOf(context).touches(scope))
    throw denied(context, 'Microsoft.Resources/subscriptions/providers/read', scope);
  return subscription;
}

function list(context: Context): WireResponse {
  const subscription = readable(context);
  return pageOf(
    context,
    namespaces.map((namespace) => shown(context, subscription, namespace)),
    200,
  );
}

function change(context: Context, to: 'Registered' | 'Unregistered'): WireResponse {
  const subscription = subscriptionOf(context);
  const namespace = namespaceOf(context);
  const verb = to === 'Registered' ? 'register' : 'unregister';
  demand(context, `${namespace}/${verb}/action`, subscriptionScope(subscription.id));
  demandWritable(subscription);
  if (!free.has(namespace) && isRegistered(context, subscription, namespace) !== (to === 'Registered')) {
    context.store.put('providerRegistrations', {
      id: idOf(subscription.id, namespace),
      subscriptionId: subscription.id,
      namespace,
      state: to,
    });
  }
  return ok(shown(context, subscription, namespace));
}

const root = '/subscriptions/{subscription}/providers';

export const providerOperations: readonly Operation[] = [
  armOperation({ method: 'GET', path: root, type: 'providers', source: [example], run: list }),
  armOperation({
    method: 'GET',
    path: `${root}/{namespace}`,
    type: 'providers',
    source: [example],
    run: (context) => {
      const subscription = readable(context);
      return ok(shown(context, subscription, namespaceOf(context)));
    },
  }),
  armOperation({
    method: 'POST',
    path: `${root}/{namespace}/register`,
    type: 'providers',
    source: [example, 'microsoft-apis section 6.1 A8'],
    assumed: ['Registering lasts as long as a directory listing lags'],
    run: (context) => change(context, 'Registered'),
  }),
  armOperation({
    method: 'POST',
    path: `${root}/{namespace}/unregister`,
    type: 'providers',
    source: [example],
    run: (context) => change(context, 'Unregistered'),
  }),
];
