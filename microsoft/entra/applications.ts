import { createHash } from 'node:crypto';
import { Secret } from '../../engine/model/secret.ts';
import { shared } from '../clients/evidence.ts';
import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type {
  Application,
  Applications,
  CertificateVerbs,
  FederatedVerbs,
  KeyCredential,
} from '../contract/microsoft.ts';
import { at, listAt, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { redirectsOf } from './redirects.ts';

const selected =
  '$select=id,appId,displayName,createdDateTime,uniqueName,signInAudience,tags,passwordCredentials,keyCredentials,requiredResourceAccess,web,spa,publicClient,isFallbackPublicClient';

/** The portal page where a person changes applications by hand. */
export const registrationsPage = (network: Network) => ({
  label: 'Open app registrations',
  url: `${network.cloud.entraPortal}/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade`,
});

/** The path of an application in Graph. */
export const pathOf = (appObjectId: string): string => `/applications/${encodeURIComponent(appObjectId)}`;

/** This role can create and change applications (https://learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task). */
export const role = 'Cloud Application Administrator';

interface Declared {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: string }[];
}

interface Group {
  /** App roles by resource, collected until the read returns. */
  readonly wanted: Map<string, readonly string[]>;
  /** The list as declared before the write. Resolves when the write is done. */
  readonly before: () => Promise<readonly Declared[]>;
}

/** The tenant's applications, over Graph, without what certificates.ts and federated-credentials.ts add. */
export function applications(
  graph: Graph,
  network: Network,
): Omit<Applications, keyof CertificateVerbs | keyof FederatedVerbs> {
  const page = registrationsPage(network);
  const looking = { what: 'look at applications', role: 'Directory Readers' };
  const registering = { what: 'register the application', role: 'Application Developer', page };
  const declaring = { what: 'declare API permissions', role, page };

  const byKey = async (key: string): Promise<Application | undefined> => {
    const found = await graph.find(`/applications(${key})?${selected}`, looking);
    return found === undefined ? undefined : application(found);
  };
  const byUniqueName = (uniqueName: string) => byKey(`uniqueName='${quoted(uniqueName)}'`);

  const declaredBy = async (appObjectId: string): Promise<readonly Declared[]> => {
    const path = `${pathOf(appObjectId)}?$select=id,requiredResourceAccess`;
    const found = await graph.get(path, declaring).catch((error: unknown) => {
      // This read is the first half of a write, so 404 means that the application isn't there yet.
      if (!(error instanceof MicrosoftError && error.is(404))) throw error;
      throw network.problem({ ...error.heard, method: 'PATCH', reads: false }, declaring);
    });
    return listAt(found, 'requiredResourceAccess').map((each) => ({
      resourceAppId: textAt(each, 'resourceAppId'),
      resourceAccess: listAt(each, 'resourceAccess').map((one) => ({
        id: textAt(one, 'id'),
        type: textAt(one, 'type'),
      })),
    }));
  };
  const redeclare = (appObjectId: string, requiredResourceAccess: readonly Declared[]) =>
    graph.write('PATCH', pathOf(appObjectId), declaring, {
      body: { requiredResourceAccess },
    });

  /** Pending declarations by application. Those made in the same moment are read and written once. */
  const groups = new Map<string, Group>();
  const groupFor = (appObjectId: string): Group => {
    const standing = groups.get(appObjectId);
    if (standing !== undefined) return standing;
    const wanted = new Map<string, readonly string[]>();
    const before = shared(() =>
      graph.inTurn(`declare ${appObjectId}`, async () => {
        // This read can run alongside other writes to the application. Only other declarations wait for it.
        const list = await declaredBy(appObjectId);
        groups.delete(appObjectId);
        const after = [...wanted].reduce((sum, [resource, ids]) => merged(sum, resource, ids), list);
        if (after !== list) await graph.inTurn(appObjectId, () => redeclare(appObjectId, after));
        return list;
      }),
    );
    const group = { wanted, before };
    groups.set(appObjectId, group);
    before().catch(() => groups.get(appObjectId) === group && groups.delete(appObjectId));
    return group;
  };

  return {
    byUniqueName,
    byAppId: (appId) => byKey(`appId='${quoted(appId)}'`),

    async byObjectId(appObjectId) {
      const path = `${pathOf(appObjectId)}?${selected}`;
      const found = await graph.find(path, looking);
      return found === undefined ? undefined : application(found);
    },

    async deletedWithUniqueName(uniqueName) {
      // Graph can't filter deleted objects by uniqueName. There are few, and Entra purges them after 30 days.
      const path = '/directory/deletedItems/microsoft.graph.application?$select=id,displayName,uniqueName';
      const deleted = await graph.list(path, looking);
      const found = deleted.find((each) => textAt(each, 'uniqueName') === uniqueName);
      return found === undefined
        ? undefined
        : { appObjectId: textAt(found, 'id'), displayName: nameAt(found, 'displayName') };
    },

    async create({ uniqueName, displayName, tags, serviceManagementReference }) {
      // https://learn.microsoft.com/graph/api/application-upsert: 201 with the object, or 204 if it existed.
      const { status, body } = await graph.write(
        'PATCH',
        `/applications(uniqueName='${quoted(uniqueName)}')`,
        registering,
        {
          headers: { Prefer: 'create-if-missing' },
          body: {
            displayName,
            signInAudience: 'AzureADMyOrg',
            tags,
            ...(serviceManagementReference === undefined ? {} : { serviceManagementReference }),
          },
        },
      );
      const made = status === 201 ? application(body) : await byUniqueName(uniqueName);
      if (made === undefined || made.appId === '') throw notSeenYet(network, 'register the application');
      return { appId: made.appId, appObjectId: made.appObjectId, created: status === 201 };
    },

    async restore(appObjectId) {
      const path = `/directory/deletedItems/${encodeURIComponent(appObjectId)}/restore`;
      await graph.write('POST', path, { what: 'restore the deleted application', role, page }, { body: {} });
    },

    async delete(appObjectId) {
      await graph.inTurn(appObjectId, () =>
        removed(network, () =>
          graph.write('DELETE', pathOf(appObjectId), {
            what: 'delete the application',
            role,
            page,
          }),
        ),
      );
    },

    async declare(appObjectId, resourceAppId, appRoleIds) {
      const { wanted, before } = groupFor(appObjectId);
      wanted.set(resourceAppId, [...(wanted.get(resourceAppId) ?? []), ...appRoleIds]);
      const list = await before();
      return { created: merged(list, resourceAppId, appRoleIds) !== list };
    },

    async undeclare(appObjectId, resourceAppId, appRoleIds) {
      const gone = new Set(appRoleIds);
      const take = async () => {
        const before = await declaredBy(appObjectId);
        const after = before
          .map((each) =>
            same(each.resourceAppId, resourceAppId)
              ? {
                  ...each,
                  resourceAccess: each.resourceAccess.filter(
                    ({ id, type }) => type !== 'Role' || !gone.has(id),
                  ),
                }
              : each,
          )
          .filter(({ resourceAccess }) => resourceAccess.length > 0);
        if (JSON.stringify(after) === JSON.stringify(before)) return 'not-found';
        return graph.inTurn(appObjectId, () => redeclare(appObjectId, after));
      };
      await graph.inTurn(`declare ${appObjectId}`, () => removed(network, take));
    },

    async addPassword(appObjectId, { displayName, endDateTime }) {
      return await graph.inTurn(appObjectId, async () => {
        const { body } = await graph.write(
          'POST',
          `${pathOf(appObjectId)}/addPassword`,
          { what: 'create the client secret', role, page },
          { body: { passwordCredential: { displayName, endDateTime } } },
        );
        const secret = textAt(body, 'secretText');
        // A reply without the secret means that it is lost, because Entra never shows it again.
        if (secret === '') throw lostReply(network, 'create the client secret');
        return {
          keyId: textAt(body, 'keyId'),
          secret: new Secret(secret),
          hint: textAt(body, 'hint'),
          endDateTime: textAt(body, 'endDateTime') || endDateTime,
        };
      });
    },

    async removePassword(appObjectId, keyId) {
      await graph.inTurn(appObjectId, () =>
        removed(network, () =>
          graph.write(
            'POST',
            `${pathOf(appObjectId)}/removePassword`,
            { what: 'remove the client secret', role, page },
            { body: { keyId } },
          ),
        ),
      );
    },
  };
}

function application(body: unknown): Application {
  return {
    appId: textAt(body, 'appId'),
    appObjectId: textAt(body, 'id'),
    displayName: nameAt(body, 'displayName'),
    uniqueName: textAt(body, 'uniqueName') || undefined,
    signInAudience: textAt(body, 'signInAudience'),
    createdAt: textAt(body, 'createdDateTime'),
    tags: listAt(body, 'tags').filter((tag): tag is string => typeof tag === 'string'),
    passwordCredentials: listAt(body, 'passwordCredentials').map((each) => ({
      keyId: textAt(each, 'keyId'),
      displayName: nameAt(each, 'displayName'),
      endDateTime: textAt(each, 'endDateTime'),
      startDateTime: textAt(each, 'startDateTime'),
      hint: textAt(each, 'hint'),
    })),
    keyCredentials: listAt(body, 'keyCredentials').map(keyCredentialOf),
    declared: listAt(body, 'requiredResourceAccess').flatMap((each) =>
      listAt(each, 'resourceAccess').map((one) => ({
        resourceAppId: textAt(each, 'resourceAppId'),
        id: textAt(one, 'id'),
        type: textAt(one, 'type') === 'Scope' ? ('Scope' as const) : ('Role' as const),
      })),
    ),
    redirects: redirectsOf(body),
    publicClient: at(body, 'isFallbackPublicClient') === true,
  };
}

/** A certificate as Entra lists it. It has a thumbprint only if Entra included the certificate. */
export function keyCredentialOf(each: unknown): KeyCredential {
  const key = textAt(each, 'key');
  return {
    keyId: textAt(each, 'keyId'),
    displayName: nameAt(each, 'displayName'),
    startDateTime: textAt(each, 'startDateTime'),
    endDateTime: textAt(each, 'endDateTime'),
    certificate: key,
    thumbprint: key === '' ? '' : thumbprintOf(key),
  };
}

/** SHA-256 over a certificate, in hex. */
export function thumbprintOf(certificate: string): string {
  return createHash('sha256').update(Buffer.from(certificate, 'base64')).digest('hex');
}

/** The list with these app roles added. Returns the same list object if they were all there. */
function merged(
  before: readonly Declared[],
  resourceAppId: string,
  appRoleIds: readonly string[],
): readonly Declared[] {
  const held = before.find((each) => same(each.resourceAppId, resourceAppId));
  const missing = [...new Set(appRoleIds)].filter(
    (id) => !held?.resourceAccess.some((each) => same(each.id, id) && each.type === 'Role'),
  );
  if (missing.length === 0) return before;
  const added = missing.map((id) => ({ id, type: 'Role' }));
  if (held === undefined) return [...before, { resourceAppId, resourceAccess: added }];
  return before.map((each) =>
    each === held ? { ...each, resourceAccess: [...each.resourceAccess, ...added] } : each,
  );
}

export const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A value inside an OData key or filter: quotes are doubled, then the value is encoded. */
export const quoted = (value: string): string => encodeURIComponent(value.replaceAll("'", "''"));

/** The error if Microsoft says that an object exists, but its own list doesn't show it yet. */
export const notSeenYet = (network: Network, what: string): MicrosoftError =>
  network.trouble(network.cloud.graph, 'person', 'Request_MultipleObjectsWithSameKeyValue', '', { what });

/** The error for a write with a good status but an unreadable reply. Its outcome must be checked. */
export const lostReply = (network: Network, what: string, url = network.cloud.graph): MicrosoftError => {
  const lost = network.trouble(url, 'person', 'unreadable', '', { what });
  return network.problem({ ...lost.heard, reads: false }, { what });
};

/** The object's ID, or undefined if it has none. */
export const idOf = (body: unknown): string | undefined => {
  const id = at(body, 'id');
  return typeof id === 'string' && id !== '' ? id : undefined;
};
