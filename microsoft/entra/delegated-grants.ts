import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { DelegatedGrant, DelegatedGrants } from '../contract/microsoft.ts';
import { textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { idOf, lostReply } from './applications.ts';
import { looking } from './consent.ts';

/** Delegated permissions that were consented to for a client (https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant). */
export function delegatedGrants(graph: Graph, network: Network): DelegatedGrants {
  const doing: Operation = { what: 'change a delegated consent', role: 'Cloud Application Administrator' };
  return {
    async heldBy(principalId) {
      const path = `/servicePrincipals/${encodeURIComponent(principalId)}/oauth2PermissionGrants`;
      try {
        return (await graph.list(path, looking)).map(grant);
      } catch (error) {
        // A service principal that this replica doesn't know yet has no grants to show.
        if (error instanceof MicrosoftError && error.is(404)) return [];
        throw error;
      }
    },

    async give({ principalId, resourceId, scope, person }) {
      const body = {
        clientId: principalId,
        resourceId,
        scope,
        consentType: person === undefined ? 'AllPrincipals' : 'Principal',
        ...(person === undefined ? {} : { principalId: person }),
      };
      const reply = await graph.write('POST', '/oauth2PermissionGrants', doing, { body });
      const id = idOf(reply.body);
      if (id === undefined) throw lostReply(network, doing.what);
      return { id };
    },

    async revoke(id) {
      await removed(network, () =>
        graph.write('DELETE', `/oauth2PermissionGrants/${encodeURIComponent(id)}`, doing),
      );
    },
  };
}

function grant(body: unknown): DelegatedGrant {
  const person = textAt(body, 'principalId');
  return {
    id: textAt(body, 'id'),
    resourceId: textAt(body, 'resourceId'),
    scope: textAt(body, 'scope').trim(),
    ...(person === '' ? {} : { person }),
  };
}
