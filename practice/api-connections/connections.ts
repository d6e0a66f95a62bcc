import { armOperation, ok } from '../arm/arm.ts';
import { bodyOf, objectIn, type Shape, textIn } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import { demandRegion } from '../arm/region.ts';
import type { JsonObject, ResourceObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { groupOf } from '../rbac/arm-rights.ts';
import { demandAllowed } from '../resources/policy.ts';
import {
  demandResourceWrite,
  ignored,
  nowIn,
  resourceAt,
  resourceIf,
  resourcesIn,
} from '../resources/resource.ts';
import { confirmConsent, consentLinks } from './connection-consent.ts';
import { connectionType, isManaged, shownConnection } from './connection-view.ts';
import { managedApiOf } from './managed-apis.ts';

const example = (name: string): string => `examples/api-connections/${name}.json`;
const any: Shape = { is: 'any' };

const named = (context: Context) => ({ type: connectionType, name: context.params['connection'] ?? '' });

const shape: Shape = {
  is: 'object',
  type: 'ApiConnectionDefinition',
  members: {
    ...ignored('id', 'name', 'type', 'etag', 'systemData'),
    kind: { is: 'string' },
    location: { is: 'string' },
    tags: any,
    properties: {
      is: 'object',
      type: 'ApiConnectionDefinitionProperties',
      members: {
        ...ignored(
          'statuses',
          'overallStatus',
          'authenticatedUser',
          'connectionState',
          'createdTime',
          'changedTime',
        ),
        ...ignored('testLinks', 'testRequests', 'provisioningState', 'feature', 'connectionRuntimeUrl'),
        displayName: { is: 'string' },
        parameterValues: any,
        customParameterValues: any,
        nonSecretParameterValues: any,
        parameterValueType: { is: 'string', oneOf: ['Alternative'] },
        alternativeParameterValues: any,
        api: {
          is: 'object',
          type: 'ApiReference',
          members: {
            ...ignored(
              'name',
              'displayName',
              'description',
              'iconUri',
              'brandColor',
              'type',
              'swagger',
              'category',
            ),
            id: { is: 'string' },
          },
        },
      },
    },
  },
};

function get(context: Context): WireResponse {
  return ok(shownConnection(resourceAt(context, named(context), `${connectionType}/read`)));
}

function list(context: Context): WireResponse {
  return ok({ value: resourcesIn(context, connectionType).map(shownConnection) });
}

/**
 * A deployment's PUT says 201 whether or not anybody can use the connection: one without credentials stands in Error
 * until a person authorizes it (examples/api-connections/unauthenticated-status.json).
 */
function put(context: Context): WireResponse {
  const which = named(context);
  const known = resourceIf(context, which, `${connectionType}/write`);
  const body = bodyOf(context, shape);
  const given = objectIn(body, 'properties');
  const api = managedApiOf(textIn(objectIn(given, 'api'), 'id') ?? '');
  if (api === undefined)
    throw notFound(
      'ApiResourceNotFound',
      `The API resource of the connection '${which.name}' could not be found.`,
    );
  demandResourceWrite(context, which, 'write');
  const asked = textIn(body, 'location');
  const location =
    asked === undefined ? groupOf(context).location : demandRegion(context, connectionType, asked);
  const managed = textIn(given, 'parameterValueType') === 'Alternative';
  const group = groupOf(context);
  const id = known?.id ?? `${group.id}/providers/${connectionType}/${which.name}`;
  demandAllowed(context, {
    type: connectionType,
    name: which.name,
    scope: id,
    facts: { api: api.name, ...(managed ? { parameterValueType: 'Alternative' } : {}) },
  });
  const now = nowIn(context);
  // Who authorized it stays, as long as it stays a connection that somebody authorizes.
  const kept = managed || known === undefined || isManaged(known) ? {} : authorization(known);
  const stored: ResourceObject = {
    id,
    type: connectionType,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    name: known?.name ?? which.name,
    location,
    kind: textIn(body, 'kind') ?? 'V1',
    tags: objectIn(body, 'tags') as Readonly<Record<string, string>>,
    properties: {
      displayName: textIn(given, 'displayName') ?? which.name,
      customParameterValues: objectIn(given, 'customParameterValues'),
      nonSecretParameterValues: objectIn(given, 'nonSecretParameterValues'),
      ...(managed
        ? {
            parameterValueType: 'Alternative',
            alternativeParameterValues: objectIn(given, 'alternativeParameterValues'),
          }
        : {}),
      createdTime: known?.properties['createdTime'] ?? now,
      changedTime: now,
      api: apiShown(api, objectIn(given, 'api')),
    },
    more: kept,
  };
  context.store.put('resources', stored);
  return { status: known === undefined ? 201 : 200, body: shownConnection(stored) };
}

const authorization = ({ more }: ResourceObject): JsonObject =>
  more['authorizedBy'] === undefined ? {} : { authorizedBy: more['authorizedBy'] };

const apiShown = (api: NonNullable<ReturnType<typeof managedApiOf>>, given: JsonObject): JsonObject => ({
  name: api.name,
  displayName: api.displayName,
  description: api.description,
  iconUri: `https://connectoricons-prod.azureedge.net/${api.name}/icon.png`,
  brandColor: api.brandColor,
  id: textIn(given, 'id') ?? '',
  type: 'Microsoft.Web/locations/managedApis',
});

function patch(context: Context): WireResponse {
  const which = named(context);
  const known = resourceAt(context, which, `${connectionType}/write`);
  const body = bodyOf(context, shape);
  demandResourceWrite(context, which, 'write');
  const displayName = textIn(objectIn(body, 'properties'), 'displayName');
  const stored: ResourceObject = {
    ...known,
    ...(body['tags'] === undefined
      ? {}
      : { tags: objectIn(body, 'tags') as Readonly<Record<string, string>> }),
    properties: {
      ...known.properties,
      ...(displayName === undefined ? {} : { displayName }),
      changedTime: nowIn(context),
    },
  };
  context.store.put('resources', stored);
  return ok(shownConnection(stored));
}

function remove(context: Context): WireResponse {
  const which = named(context);
  const known = resourceIf(context, which, `${connectionType}/delete`);
  if (known === undefined) return { status: 204 };
  demandResourceWrite(context, which, 'delete');
  context.store.remove('resources', known.id);
  return { status: 200 };
}

function listLinks(context: Context): WireResponse {
  const known = resourceAt(context, named(context), `${connectionType}/listConsentLinks/action`);
  // Defined as a list; the official example sends one object.
  const { parameters } = bodyOf(context, {
    is: 'object',
    type: 'ListConsentLinksDefinition',
    members: { parameters: { is: 'any', required: true } },
  });
  const asked = (Array.isArray(parameters) ? parameters : [parameters]) as readonly JsonObject[];
  return ok({ value: consentLinks(context, known, asked) });
}

function confirm(context: Context): WireResponse {
  const known = resourceAt(context, named(context), `${connectionType}/confirmConsentCode/action`);
  const body = bodyOf(context, {
    is: 'object',
    type: 'ConfirmConsentCodeDefinition',
    members: {
      code: { is: 'string', required: true },
      objectId: { is: 'string' },
      tenantId: { is: 'string' },
    },
  });
  if (!confirmConsent(context, known, textIn(body, 'code') ?? ''))
    throw badRequest('InvalidConsentCode', 'The consent code is not valid or has been used before.');
  return ok(body);
}

const root = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web/connections';
const one = `${root}/{connection}`;

const call = (
  method: Operation['method'],
  path: string,
  from: string | readonly string[],
  run: (context: Context) => WireResponse,
  assumed: readonly string[] = [],
): Operation =>
  armOperation({ method, path, type: 'connections', source: [from].flat().map(example), assumed, run });

export const connectionOperations: readonly Operation[] = [
  call('GET', root, 'connectionsList', list),
  call('GET', one, ['connectionsGet', 'unauthenticated-status'], get),
  call('PUT', one, 'connectionsCreateOrUpdate', put, [
    'a connection by managed identity is Ready',
    'an authorization outlives a PUT of the same form',
    'ApiResourceNotFound for an unknown connector',
  ]),
  call('PATCH', one, 'connectionsUpdate', patch),
  call('DELETE', one, 'connectionsDelete', remove),
  call('POST', `${one}/listConsentLinks`, 'connectionsListConsentLinks', listLinks),
  call('POST', `${one}/confirmConsentCode`, 'connectionsConfirmConsentCode', confirm, [
    'InvalidConsentCode for a code that was not given out, or was used',
  ]),
];
