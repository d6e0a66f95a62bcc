import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { ApplicationAccess, Owner } from '../contract/microsoft.ts';
import { nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { pathOf, registrationsPage, role } from './applications.ts';
import { redirectKinds } from './redirects.ts';

/** Who may come in through an application: its owners, its redirect addresses, its audience. */
export function applicationAccess(graph: Graph, network: Network): ApplicationAccess {
  const page = registrationsPage(network);

  return {
    async owners(appObjectId) {
      // https://learn.microsoft.com/graph/api/application-list-owners
      const path = `${pathOf(appObjectId)}/owners`;
      const looking = { what: 'look at who owns the application', role: 'Directory Readers' };
      const found = await graph.list(path, looking).catch((error: unknown) => {
        // Only an application that was seen is asked about: not there means that this replica does not know it yet.
        if (!(error instanceof MicrosoftError && error.is(404))) throw error;
        throw network.problem({ ...error.heard, method: 'PATCH', reads: false }, looking);
      });
      return found.map(owner);
    },

    async addOwner(appObjectId, objectId) {
      // https://learn.microsoft.com/graph/api/application-post-owners
      const body = { '@odata.id': `${network.cloud.graph}/v1.0/directoryObjects/${objectId}` };
      const doing = { what: 'add an owner', role, page };
      await graph.inTurn(appObjectId, () =>
        graph.write('POST', `${pathOf(appObjectId)}/owners/$ref`, doing, { body }),
      );
    },

    async removeOwner(appObjectId, objectId) {
      const path = `${pathOf(appObjectId)}/owners/${encodeURIComponent(objectId)}/$ref`;
      const doing = { what: 'remove an owner', role, page };
      await graph.inTurn(appObjectId, () => removed(network, () => graph.write('DELETE', path, doing)));
    },

    async change(appObjectId, { redirects, publicClient, signInAudience }) {
      // https://learn.microsoft.com/graph/api/application-update
      const lists = Object.fromEntries(
        redirectKinds.map((kind) => [
          kind,
          { redirectUris: (redirects ?? []).filter((each) => each.kind === kind).map(({ uri }) => uri) },
        ]),
      );
      const body = {
        ...(redirects === undefined ? {} : lists),
        ...(publicClient === undefined ? {} : { isFallbackPublicClient: publicClient }),
        ...(signInAudience === undefined ? {} : { signInAudience }),
      };
      const doing = { what: 'change how the application is reached', role, page };
      await graph.inTurn(appObjectId, () => graph.write('PATCH', pathOf(appObjectId), doing, { body }));
    },
  };
}

function owner(body: unknown): Owner {
  // The list says no user type; a guest's name carries this mark (https://learn.microsoft.com/entra/external-id/user-properties).
  const guest = /#EXT#@/iu.test(textAt(body, 'userPrincipalName'));
  return {
    id: textAt(body, 'id'),
    name: nameAt(body, 'displayName') || textAt(body, 'id'),
    kind: /servicePrincipal$/iu.test(textAt(body, '@odata.type'))
      ? 'application'
      : guest
        ? 'guest'
        : 'member',
  };
}
