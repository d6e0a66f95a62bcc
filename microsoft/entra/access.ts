import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { ApplicationAccess, Owner } from '../contract/microsoft.ts';
import { nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { pathOf, registrationsPage, role } from './applications.ts';
import { redirectKinds } from './redirects.ts';

/** Owners of an application, and the ways to sign in with it: redirect addresses and audience. */
export function applicationAccess(graph: Graph, network: Network): ApplicationAccess {
  const page = registrationsPage(network);

  return {
    async owners(appObjectId) {
      // https://learn.microsoft.com/graph/api/application-list-owners
      const path = `${pathOf(appObjectId)}/owners`;
      const looking = { what: 'look at who owns the application', role: 'Directory Readers' };
      const found = await graph.list(path, looking).catch((error: unknown) => {
        // The application was seen before, so 404 means that this replica doesn't know it yet.
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
  // The list has no user type. This mark means guest (https://learn.microsoft.com/entra/external-id/user-properties).
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
