import type { Graph } from '../clients/graph.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import type { Consent, Grant } from '../contract/microsoft.ts';
import { knownApplications } from '../http/known-ids.ts';
import { textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { idOf, lostReply, same } from './applications.ts';
import type { SeenServicePrincipals } from './service-principals.ts';

/** The operation of reading consents, for application and delegated permissions. */
export const looking: Operation = { what: 'look at what is consented', role: 'Directory Readers' };

/** App role assignments, which admin consent writes for application permissions. */
export function consent(
  graph: Graph,
  network: Network,
  principals: SeenServicePrincipals,
  tenantId: string,
): Consent {
  const granted = async (principalId: string): Promise<readonly Grant[]> => {
    const path = `/servicePrincipals/${encodeURIComponent(principalId)}/appRoleAssignments`;
    try {
      return (await graph.list(path, looking)).map((each) => ({
        id: textAt(each, 'id'),
        createdAt: textAt(each, 'createdDateTime'),
        resourceId: textAt(each, 'resourceId'),
        appRoleId: textAt(each, 'appRoleId'),
      }));
    } catch (error) {
      // A service principal that this replica doesn't know yet has no grants to show.
      if (error instanceof MicrosoftError && error.is(404)) return [];
      throw error;
    }
  };

  /**
   * Graph permissions take a Privileged Role Administrator, all others a Cloud Application Administrator
   * (https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent).
   */
  const granting = (principalId: string, resourceId: string, permission?: string): Operation => {
    const resource = principals.appIdOf(resourceId);
    const other = resource !== undefined && resource !== knownApplications.microsoftGraph;
    const appId = principals.appIdOf(principalId);
    return {
      what: permission === undefined ? 'grant admin consent' : `grant admin consent to ${permission}`,
      role: other ? 'Cloud Application Administrator' : 'Privileged Role Administrator',
      page: {
        label: "Open the application's permissions",
        url: `${network.cloud.entraPortal}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions/objectId/${principalId}${appId === undefined ? '' : `/appId/${appId}`}`,
      },
    };
  };

  return {
    granted,

    page({ clientId, api, endsAt, state }) {
      // https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
      const { login, audiences } = network.cloud;
      const asked = new URLSearchParams({
        client_id: clientId,
        scope: `${audiences[api]}/.default`,
        redirect_uri: endsAt,
        state,
      });
      return `${login}/${tenantId}/v2.0/adminconsent?${asked}`;
    },

    async grant({ principalId, resourceId, appRoleId, permission }) {
      const path = `/servicePrincipals/${encodeURIComponent(resourceId)}/appRoleAssignedTo`;
      const doing = granting(principalId, resourceId, permission);
      try {
        const { body } = await graph.write('POST', path, doing, {
          body: { principalId, resourceId, appRoleId },
        });
        const id = idOf(body);
        if (id === undefined) throw lostReply(network, doing.what);
        return { id, created: true };
      } catch (error) {
        if (!(error instanceof MicrosoftError && error.problem.code === 'already-there')) throw error;
        // The grant counts only once it is seen, because the message can be about another replica's past.
        const found = (await granted(principalId)).find(
          (each) => same(each.resourceId, resourceId) && same(each.appRoleId, appRoleId),
        );
        if (found === undefined) throw error;
        return { id: found.id, created: false };
      }
    },

    async givenBy(resourceId) {
      const path = `/servicePrincipals/${encodeURIComponent(resourceId)}/appRoleAssignedTo?$select=id`;
      return (await graph.list(path, looking)).length;
    },

    async revoke(principalId, grantId) {
      const path = `/servicePrincipals/${encodeURIComponent(principalId)}/appRoleAssignments/${encodeURIComponent(grantId)}`;
      const doing: Operation = { what: 'revoke admin consent', role: 'Privileged Role Administrator' };
      await removed(network, () => graph.write('DELETE', path, doing));
    },
  };
}
