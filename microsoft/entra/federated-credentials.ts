import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { FederatedCredential, FederatedVerbs } from '../contract/microsoft.ts';
import { listAt, textAt } from '../http/text.ts';
import { idOf, lostReply, pathOf, registrationsPage, role } from './applications.ts';

/** Federated credentials of applications: https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview. */
export function federatedCredentials(graph: Graph, network: Network): FederatedVerbs {
  const page = registrationsPage(network);
  const adding = { what: 'add the federated credential', role, page };
  const at = (appObjectId: string) => `${pathOf(appObjectId)}/federatedIdentityCredentials`;
  const list = async (appObjectId: string): Promise<readonly FederatedCredential[]> =>
    (
      await graph.list(at(appObjectId), {
        what: 'look at federated credentials',
        role: 'Directory Readers',
      })
    ).map((each) => ({
      id: textAt(each, 'id'),
      name: textAt(each, 'name'),
      issuer: textAt(each, 'issuer'),
      subject: textAt(each, 'subject'),
      audiences: listAt(each, 'audiences').filter((one): one is string => typeof one === 'string'),
    }));

  return {
    federatedCredentials: list,

    addFederatedCredential: (appObjectId, wanted) =>
      graph.inTurn(appObjectId, async () => {
        const there = (await list(appObjectId)).find(
          (each) =>
            each.name === wanted.name || (each.issuer === wanted.issuer && each.subject === wanted.subject),
        );
        if (there) return { id: there.id, created: false };
        const { body } = await graph.write('POST', at(appObjectId), adding, { body: { ...wanted } });
        const id = idOf(body);
        if (id === undefined) throw lostReply(network, adding.what);
        return { id, created: true };
      }),

    removeFederatedCredential: (appObjectId, id) =>
      graph.inTurn(appObjectId, () =>
        removed(network, () =>
          graph.write('DELETE', `${at(appObjectId)}/${encodeURIComponent(id)}`, {
            what: 'remove the federated credential',
            role,
            page,
          }),
        ),
      ),
  };
}
