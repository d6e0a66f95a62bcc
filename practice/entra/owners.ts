import type { ApplicationObject, Json, JsonObject, ServicePrincipalObject } from '../core/contents.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { applicationAt, forApplication } from './applications.ts';
import { bodyOf, reference } from './bodies.ts';
import { refuseBody, refuseMissing } from './graph-errors.ts';
import { type EntitySet, listAnswer } from './odata.ts';
import { demand, demandPerson, demandWrite } from './rights.ts';
import { forPrincipal, principalAt } from './service-principals.ts';
import { ownerObjects, shownApplication, shownPrincipal } from './shapes.ts';

const owners: EntitySet = { name: 'directoryObjects', type: 'DirectoryObject', most: 999, usual: 100 };

type Owned = 'applications' | 'servicePrincipals';

const ownedAt = (context: Context, kind: Owned): ApplicationObject | ServicePrincipalObject =>
  kind === 'applications' ? applicationAt(context) : principalAt(context);

function list(context: Context, kind: Owned): WireResponse {
  demand(context, 'readApplications');
  return listAnswer(context, owners, ownerObjects(context, ownedAt(context, kind).owners));
}

function put(
  context: Context,
  kind: Owned,
  owned: ApplicationObject | ServicePrincipalObject,
  now: readonly string[],
) {
  context.store.put(kind, { ...owned, owners: now } as never);
  return { status: 204 };
}

function add(context: Context, kind: Owned): WireResponse {
  const owned = ownedAt(context, kind);
  demandWrite(context, owned);
  const body = bodyOf(context, reference);
  const address: Json = body['@odata.id'] ?? null;
  const id =
    typeof address === 'string' ? /([0-9a-f-]{36})\/?$/i.exec(address)?.[1]?.toLowerCase() : undefined;
  if (id === undefined)
    return refuseBody(context, 'Invalid URL format specified in @odata.id for reference.');
  if (
    (context.truth.get('users', id)?.partner ?? context.truth.get('users', id) === undefined) &&
    context.truth.get('servicePrincipals', id) === undefined
  ) {
    return refuseMissing(context, id);
  }
  if (owned.owners.includes(id)) {
    return refuseBody(
      context,
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  return put(context, kind, owned, [...owned.owners, id]);
}

function remove(context: Context, kind: Owned): WireResponse {
  const owned = ownedAt(context, kind);
  demandWrite(context, owned);
  const id = context.params['owner']?.toLowerCase() ?? '';
  if (!owned.owners.includes(id)) return refuseMissing(context, id);
  return put(
    context,
    kind,
    owned,
    owned.owners.filter((each) => each !== id),
  );
}

/** The objects that a person or a service principal owns, applications first. */
function ownedBy(context: Context, id: string): readonly JsonObject[] {
  const mine = ({ owners: all }: { readonly owners: readonly string[] }): boolean => all.includes(id);
  const { truth } = context;
  return [
    ...truth
      .list('applications')
      .filter(mine)
      .map((one) => ({ '@odata.type': '#microsoft.graph.application', ...shownApplication(context, one) })),
    ...truth
      .list('servicePrincipals')
      .filter(mine)
      .map((one) => ({
        '@odata.type': '#microsoft.graph.servicePrincipal',
        ...shownPrincipal(context, one),
      })),
  ];
}

const learn = 'https://learn.microsoft.com/graph/api';

export const ownerOperations: readonly Operation[] = [
  ...forApplication('GET', '/owners', ['examples/graph/application-list-owners.json'], (context) =>
    list(context, 'applications'),
  ),
  ...forApplication('POST', '/owners/$ref', ['examples/graph/application-post-owners.json'], (context) =>
    add(context, 'applications'),
  ),
  ...forApplication('DELETE', '/owners/{owner}/$ref', [`${learn}/application-delete-owners`], (context) =>
    remove(context, 'applications'),
  ),
  ...forPrincipal('GET', '/owners', [`${learn}/serviceprincipal-list-owners`], (context) =>
    list(context, 'servicePrincipals'),
  ),
  ...forPrincipal('POST', '/owners/$ref', [`${learn}/serviceprincipal-post-owners`], (context) =>
    add(context, 'servicePrincipals'),
  ),
  ...forPrincipal('DELETE', '/owners/{owner}/$ref', [`${learn}/serviceprincipal-delete-owners`], (context) =>
    remove(context, 'servicePrincipals'),
  ),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/me/ownedObjects',
    source: [`${learn}/user-list-ownedobjects`],
    run: (context) => {
      demandPerson(context);
      demand(context, 'readSelf');
      return listAnswer(context, owners, ownedBy(context, context.caller.objectId));
    },
  }),
];
