import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';

export const connectionType = 'Microsoft.Web/connections';

/** Whether it signs in as the workflow that uses it, and not as a person. */
export const isManaged = ({ properties }: ResourceObject): boolean =>
  properties['parameterValueType'] === 'Alternative';

/** The object ID of the person who authorized it; undefined where nobody has. */
export const authorizedBy = ({ more }: ResourceObject): string | undefined =>
  typeof more['authorizedBy'] === 'object' && more['authorizedBy'] !== null
    ? String((more['authorizedBy'] as JsonObject)['objectId'])
    : undefined;

/** The name of the connector behind it. */
export const apiNameOf = ({ properties }: ResourceObject): string =>
  String(((properties['api'] ?? {}) as JsonObject)['name'] ?? '');

/** examples/api-connections/unauthenticated-status.json; that one by managed identity says Ready is assumed. */
function statusOf(connection: ResourceObject): JsonObject {
  if (isManaged(connection)) return { overallStatus: 'Ready', statuses: [{ status: 'Ready' }] };
  const by = connection.more['authorizedBy'] as JsonObject | undefined;
  if (by !== undefined)
    return {
      overallStatus: 'Connected',
      statuses: [{ status: 'Connected' }],
      authenticatedUser: { name: by['name'] ?? '' },
    };
  return {
    overallStatus: 'Error',
    statuses: [
      {
        status: 'Error',
        target: 'token',
        error: { code: 'Unauthenticated', message: 'This connection is not authenticated.' },
      },
    ],
    authenticatedUser: {},
  };
}

/** A connection as its provider shows it, with the status it really has. */
export function shownConnection(connection: ResourceObject): Json {
  const { id, name, type, location, kind, tags, properties } = connection;
  return {
    ...(kind === undefined ? {} : { kind }),
    properties: {
      ...properties,
      ...statusOf(connection),
      connectionState: 'Enabled',
      testLinks: [
        { requestUri: `https://management.azure.com:443${id}/extensions/proxy/test`, method: 'get' },
      ],
    },
    id,
    name,
    type,
    location,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}
