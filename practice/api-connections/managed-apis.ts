import { armOperation, ok } from '../arm/arm.ts';
import { notFound } from '../arm/errors.ts';
import type { JsonObject } from '../core/contents.ts';
import { regions } from '../core/regions.ts';
import type { Context, Operation } from '../core/router.ts';
import { denied, rightsOf, subscriptionOf, subscriptionScope } from '../rbac/arm-rights.ts';

/** A connector of Microsoft's, as far as playbooks here use it. */
export interface ManagedApi {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly brandColor: string;
}

/** Names as connections use them: https://learn.microsoft.com/connectors/connector-reference. The rest of each is assumed. */
const managedApis: readonly ManagedApi[] = [
  {
    name: 'azuresentinel',
    displayName: 'Microsoft Sentinel',
    description: 'Cloud-native SIEM with a built-in AI so you can focus on what matters most',
    brandColor: '#0072C6',
  },
  {
    name: 'keyvault',
    displayName: 'Azure Key Vault',
    description: 'Azure Key Vault is a service to securely store and access secrets.',
    brandColor: '#0079d6',
  },
  {
    name: 'azuremonitorlogs',
    displayName: 'Azure Monitor Logs',
    description: 'Use this connector to query your Azure Monitor Logs.',
    brandColor: '#0072C6',
  },
];

/** The connector an id names, in any casing; undefined where there is none of that name in that region. */
export function managedApiOf(id: string): (ManagedApi & { readonly location: string }) | undefined {
  const [, location = '', name = ''] =
    /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Web\/locations\/([^/]+)\/managedApis\/([^/]+)$/i.exec(
      id,
    ) ?? [];
  const found = managedApis.find((one) => one.name === name.toLowerCase());
  const known = regions.some((region) => region.name === location.toLowerCase());
  return found === undefined || !known ? undefined : { ...found, location: location.toLowerCase() };
}

const source = (context: Context): JsonObject => ({
  identityProvider: 'aadcertificate',
  clientId: '7ab7862c-4c57-491e-8a45-d52a7e023983',
  scopes: [],
  redirectUrl: `https://global${context.cloud.consentSuffix}/redirect`,
  properties: { IsFirstParty: 'True' },
  customParameters: {},
});

function shown(context: Context, api: ManagedApi, location: string): JsonObject {
  const { subscription = '' } = context.params;
  return {
    properties: {
      name: api.name,
      connectionParameters: {
        token: { type: 'oauthSetting', oAuthSettings: source(context) },
        ...(api.name === 'keyvault' ? { vaultName: { type: 'string' } } : {}),
      },
      connectionAlternativeParameters: api.name === 'keyvault' ? { vaultName: { type: 'string' } } : {},
      metadata: { source: 'marketplace', brandColor: api.brandColor },
      runtimeUrls: [`https://logic-apis-${location}.azure-apim.net/apim/${api.name}`],
      generalInformation: {
        iconUrl: `https://connectoricons-prod.azureedge.net/${api.name}/icon.png`,
        displayName: api.displayName,
        description: api.description,
        releaseTag: 'Production',
      },
      capabilities: ['actions'],
    },
    id: `/subscriptions/${subscription}/providers/Microsoft.Web/locations/${location}/managedApis/${api.name}`,
    name: api.name,
    type: 'Microsoft.Web/locations/managedApis',
    location,
  };
}

/** The region of the path, for somebody who sees anything of the subscription. */
function placeOf(context: Context): string {
  const subscription = subscriptionOf(context);
  const scope = subscriptionScope(subscription.id);
  if (!rightsOf(context).touches(scope))
    throw denied(context, 'Microsoft.Web/locations/managedApis/read', scope);
  const asked = (context.params['location'] ?? '').toLowerCase().replaceAll(' ', '');
  if (!regions.some((region) => region.name === asked && region.cloud === context.tenant.cloud))
    throw notFound('LocationNotFound', `The location '${asked}' could not be found.`);
  return asked;
}

const root = '/subscriptions/{subscription}/providers/Microsoft.Web/locations/{location}/managedApis';

export const managedApiOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: root,
    type: 'managedApis',
    source: ['examples/api-connections/managedApisList.json'],
    assumed: [
      'that anybody who sees the subscription may read them',
      'only the three connectors used here exist',
    ],
    run: (context) => {
      const location = placeOf(context);
      return ok({ value: managedApis.map((api) => shown(context, api, location)) });
    },
  }),
  armOperation({
    method: 'GET',
    path: `${root}/{api}`,
    type: 'managedApis',
    source: ['examples/api-connections/managedApisGet.json'],
    assumed: ['the words for an unknown connector'],
    run: (context) => {
      const location = placeOf(context);
      const name = (context.params['api'] ?? '').toLowerCase();
      const found = managedApis.find((one) => one.name === name);
      if (found === undefined)
        throw notFound('ApiResourceNotFound', `The API resource '${name}' could not be found.`);
      return ok(shown(context, found, location));
    },
  }),
];
