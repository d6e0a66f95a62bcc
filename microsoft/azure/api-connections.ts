import type { ArmOptions } from '../clients/arm.ts';
import { missingIsNone } from '../clients/unseen.ts';
import type { ApiConnection, ApiConnections } from '../contract/logic-apps.ts';
import { listAt, nameAt, parsed, plainWords, textAt } from '../http/text.ts';
import type { Operation } from '../problems/row.ts';

/** Microsoft's JavaScript clients lack API connections. This is the specification's newest stable version. */
const version = '2016-06-01';
const role = 'Logic App Contributor';

/** API connections through plain calls of Azure Resource Manager (https://learn.microsoft.com/rest/api/logic). */
export function apiConnections(options: ArmOptions, tenantId: string): ApiConnections {
  const { network, identity, token } = options;
  const { azure, portal } = network.cloud;
  const doing = (what: string, id: string): Operation => ({
    what,
    role,
    page: { label: 'Open the connection', url: `${portal}/#@${tenantId}/resource${id}/edit` },
  });
  const send = async (
    method: string,
    id: string,
    what: string,
    body?: unknown,
    reads = false,
  ): Promise<unknown> => {
    const [path = '', below = ''] = id.split('|');
    const reply = await network.send(
      {
        method,
        url: `${azure}${path}${below}?api-version=${version}`,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      },
      { identity, token, doing: doing(what, path), ...(reads ? { reads } : {}) },
    );
    return reply.text === '' ? undefined : parsed(reply.text);
  };

  return {
    find: (id) =>
      send('GET', id, 'read the API connection')
        .then((found) => connectionFrom(id, found))
        .catch(missingIsNone),

    async setManaged(id, yes) {
      const known = objectOf(await send('GET', id, 'read the API connection'));
      const properties = objectOf(known.properties);
      const api = { id: textAt(objectOf(properties.api), 'id') };
      // Of the connection's content, only these fields are sent back. A value not sent was never there.
      const wanted = {
        ...(known.kind === undefined ? {} : { kind: known.kind }),
        location: known.location,
        tags: known.tags ?? {},
        properties: {
          displayName: properties.displayName,
          api,
          ...(yes ? { parameterValueType: 'Alternative', alternativeParameterValues: {} } : {}),
        },
      };
      await send('PUT', id, 'change how the API connection signs in', wanted);
    },

    async consentLink(id, { objectId }) {
      const parameters = [{ parameterName: 'token', redirectUrl: `${portal}/`, objectId, tenantId }];
      const body = await send(
        'POST',
        `${id}|/listConsentLinks`,
        'ask where the API connection is authorized',
        { parameters },
        true,
      );
      const [first] = listAt(body, 'value');
      const link = textAt(first, 'link');
      return link === '' ? undefined : link;
    },
  };
}

const objectOf = (of: unknown): Readonly<Record<string, unknown>> =>
  typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>) : {};

function connectionFrom(id: string, body: unknown): ApiConnection {
  const { properties: found, name } = objectOf(body);
  const properties = objectOf(found);
  const [status] = listAt(properties, 'statuses');
  const person = nameAt(objectOf(properties.authenticatedUser), 'name');
  const message = plainWords(textAt(objectOf(objectOf(status).error), 'message'));
  return {
    id,
    name: typeof name === 'string' ? name : '',
    status: textAt(status, 'status'),
    trouble: message === '' ? undefined : message,
    managed: properties.parameterValueType === 'Alternative',
    person: person === '' ? undefined : person,
    changedAt: textAt(properties, 'changedTime'),
  };
}
