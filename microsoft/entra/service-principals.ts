import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { ServicePrincipal, ServicePrincipals } from '../contract/microsoft.ts';
import { at, listAt, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { idOf, notSeenYet, quoted } from './applications.ts';

const selected = '$select=id,appId,displayName,accountEnabled,createdDateTime,appRoles';

/** The tenant's service principals, and the client ID of each object ID seen so far. */
export interface SeenServicePrincipals extends ServicePrincipals {
  appIdOf(id: string): string | undefined;
}

export function servicePrincipals(graph: Graph, network: Network): SeenServicePrincipals {
  const seen = new Map<string, string>();
  const looking = { what: 'look at service principals', role: 'Directory Readers' };
  const creating: Operation = {
    what: 'create the service principal',
    role: 'Application Developer',
    page: {
      label: 'Open enterprise applications',
      url: `${network.cloud.entraPortal}/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview`,
    },
  };

  const byAppId = async (appId: string): Promise<ServicePrincipal | undefined> => {
    const found = await graph.find(`/servicePrincipals(appId='${quoted(appId)}')?${selected}`, looking);
    if (found === undefined) return undefined;
    const principal = servicePrincipal(found);
    seen.set(principal.id, principal.appId);
    return principal;
  };

  /** Creates without upsert. https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
  const posted = async (appId: string) => {
    try {
      return await graph.write('POST', '/servicePrincipals', creating, { body: { appId } });
    } catch (error) {
      if (error instanceof MicrosoftError && error.problem.code === 'already-there')
        return { status: 204, body: undefined };
      throw error;
    }
  };

  return {
    byAppId,
    async byId(id) {
      const found = await graph.find(`/servicePrincipals/${encodeURIComponent(id)}?${selected}`, looking);
      return found === undefined ? undefined : servicePrincipal(found);
    },
    appIdOf: (id) => seen.get(id),

    async groups(id) {
      // This has no type cast, because a cast would need the header of an advanced query
      // (https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof).
      const path = `/servicePrincipals/${encodeURIComponent(id)}/transitiveMemberOf?$select=id,displayName`;
      try {
        return (await graph.list(path, looking))
          .filter((each) => textAt(each, '@odata.type') === '#microsoft.graph.group')
          .map((each) => ({ id: textAt(each, 'id'), name: nameAt(each, 'displayName') }));
      } catch (error) {
        // A service principal that this replica doesn't know yet has no groups to show.
        if (!(error instanceof MicrosoftError)) throw error;
        if (error.is(404)) return [];
        if (error.is(403)) return { couldNotLook: error.problem.because };
        throw error;
      }
    },

    async create(appId) {
      // https://learn.microsoft.com/graph/api/serviceprincipal-upsert
      let status = 204;
      let body: unknown;
      try {
        ({ status, body } = await graph.write(
          'PATCH',
          `/servicePrincipals(appId='${quoted(appId)}')`,
          creating,
          { headers: { Prefer: 'create-if-missing' }, body: {} },
        ));
      } catch (error) {
        if (!(error instanceof MicrosoftError)) throw error;
        // It already exists, and an older server says so instead of updating it.
        if (error.problem.code !== 'already-there') {
          if (!isUnknownThere(error)) throw error;
          ({ status, body } = await posted(appId));
        }
      }
      const id = status === 201 ? idOf(body) : (await byAppId(appId))?.id;
      if (id === undefined) throw notSeenYet(network, creating.what);
      seen.set(id, appId);
      return { id, created: status === 201 };
    },

    async delete(id) {
      const doing = { ...creating, what: 'delete the service principal' };
      await removed(network, () =>
        graph.write('DELETE', `/servicePrincipals/${encodeURIComponent(id)}`, doing),
      );
    },
  };
}

/** The request form was refused, not its content: a cloud without upsert doesn't know this request. */
const isUnknownThere = (error: MicrosoftError): boolean =>
  error.outcome === 'rejected' && !error.passes && [400, 405, 501].some((status) => error.is(status));

function servicePrincipal(body: unknown): ServicePrincipal {
  return {
    id: textAt(body, 'id'),
    appId: textAt(body, 'appId'),
    displayName: nameAt(body, 'displayName'),
    accountEnabled: at(body, 'accountEnabled') !== false,
    createdAt: textAt(body, 'createdDateTime'),
    appRoles: listAt(body, 'appRoles')
      .map((each) => ({
        id: textAt(each, 'id'),
        value: textAt(each, 'value'),
        isEnabled: at(each, 'isEnabled') !== false,
      }))
      .filter(({ value }) => value !== ''),
  };
}
