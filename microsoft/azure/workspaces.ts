import type { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import type { Arm } from '../clients/arm.ts';
import { shared } from '../clients/evidence.ts';
import type { Network } from '../clients/network.ts';
import { missingIsNone, refusedIsUnseen } from '../clients/unseen.ts';
import type { Workspace, Workspaces } from '../contract/microsoft.ts';
import { same } from '../entra/applications.ts';
import { nameAt, textAt } from '../http/text.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';

/**
 * Every workspace with its subscription's name, and a hint whether Sentinel is on: the legacy solution
 * resource. New workspaces can lack it, and onboardingStates are not in Resource Graph, so it is only a hint.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const query = `resources
| where type =~ 'microsoft.operationalinsights/workspaces'
| project wid = tolower(id), id, name, resourceGroup, subscriptionId, location, customerId = tostring(properties.customerId)
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.operationsmanagement/solutions' and name startswith 'SecurityInsights('
    | project wid = tolower(tostring(properties.workspaceResourceId)), solution = name
  ) on wid
| join kind=leftouter (
    resourcecontainers
    | where type =~ 'microsoft.resources/subscriptions'
    | project subscriptionId, subscriptionName = name, subscriptionTenantId = tenantId, subscriptionState = tostring(properties.state)
  ) on subscriptionId
| project id, name, resourceGroup, subscriptionId, location, customerId, solution, subscriptionName, subscriptionTenantId, subscriptionState
| order by id asc`;

type Subscription = Pick<Workspace, 'subscriptionName' | 'subscriptionTenantId' | 'subscriptionState'>;
type Listed = Workspace & { readonly sentinel: 'on' | 'off' };

const mostPages = 500;

export function workspaces(arm: Arm, network: Network): Workspaces {
  const reading = new Map<string, () => Promise<Read>>();
  /** Callers that ask in the same moment share one read. */
  const read = (armId: string, place: Place): Promise<Read> => {
    const key = armId.toLowerCase();
    const standing = reading.get(key);
    if (standing !== undefined) return standing();
    const fresh = shared(() =>
      trying({ what: 'read the workspace', role: 'Reader' }, async () => {
        const client = await arm.operationalInsights(place.subscriptionId);
        const found = await client.workspaces.get(place.resourceGroup, place.workspaceName);
        // Every workspace has a customer ID, so an answer without one isn't a workspace.
        if (!found.customerId) throw network.trouble(network.cloud.azure + armId, 'person', 'unreadable', '');
        return found;
      }).finally(() => reading.delete(key)),
    );
    reading.set(key, fresh);
    return fresh();
  };

  let listed: (() => Promise<readonly Listed[]>) | undefined;

  const ask = () =>
    trying({ what: 'look for workspaces', role: 'Reader' }, async () => {
      const client = await arm.resourceGraph();
      const found = new Map<string, Listed>();
      let skipToken: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const answer: { data: unknown; skipToken?: string } = await client.resources({
          query,
          options: {
            resultFormat: 'objectArray',
            top: 1000,
            ...(skipToken === undefined ? {} : { skipToken }),
          },
        });
        if (!Array.isArray(answer.data))
          throw network.trouble(network.cloud.azure, 'person', 'unreadable', '');
        const rows: readonly unknown[] = answer.data;
        for (const row of rows) {
          const each = fromRow(row);
          found.set(each.armId.toLowerCase(), each);
        }
        skipToken = answer.skipToken;
        if (skipToken === undefined || skipToken === '') return [...found.values()];
      }
      throw network.trouble(network.cloud.azure, 'person', 'too-large', '');
    });

  return {
    list() {
      // A failed answer is not kept, so the next call asks again.
      listed ??= shared(() =>
        ask().catch((error: unknown) => {
          listed = undefined;
          throw error;
        }),
      );
      return listed();
    },

    forget() {
      listed = undefined;
    },

    async find(armId) {
      const place = placeOf(armId);
      if (place === undefined) return undefined;
      const named = listed?.().then(
        (all) => all.find((each) => same(each.subscriptionId, place.subscriptionId)),
        () => undefined,
      );
      const found = await read(armId, place).catch(missingIsNone);
      if (found === undefined) return undefined;
      const { subscriptionName, subscriptionTenantId, subscriptionState } =
        (await named) ?? (await subscription(place.subscriptionId));
      return {
        workspaceName: found.name ?? place.workspaceName,
        workspaceId: found.customerId ?? '',
        subscriptionId: place.subscriptionId,
        subscriptionName,
        subscriptionTenantId,
        subscriptionState,
        resourceGroup: place.resourceGroup,
        region: found.location,
        // This is the caller's own spelling, because Azure sometimes answers with lower-case parts.
        armId,
      };
    },

    async queriedFrom(armId) {
      const place = placeOf(armId);
      if (place === undefined) return undefined;
      // https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security: the default is Enabled.
      const { publicNetworkAccessForQuery } = await read(armId, place);
      return publicNetworkAccessForQuery === 'Disabled' ? 'private-link' : 'anywhere';
    },

    async sentinel(armId) {
      const doing = { what: 'see whether Microsoft Sentinel is on', role: 'Microsoft Sentinel Reader' };
      const path = `${armId}/providers/Microsoft.SecurityInsights/onboardingStates/default`;
      try {
        await arm.get(path, '2024-03-01', doing);
        return 'on';
      } catch (error) {
        if (!(error instanceof MicrosoftError)) throw error;
        if (error.problem.code === 'sentinel-not-on' || error.is(404)) return 'off';
        if (error.is(403)) return { couldNotLook: error.problem.because };
        throw error;
      }
    },

    // https://learn.microsoft.com/rest/api/resources/providers/get
    async unregistered(subscriptionId, namespaces) {
      const doing = { what: 'look at resource providers', role: 'Reader' };
      const states = await Promise.all(
        namespaces.map((namespace) =>
          arm.get(`/subscriptions/${subscriptionId}/providers/${namespace}`, '2021-04-01', doing),
        ),
      ).catch(refusedIsUnseen);
      if ('couldNotLook' in states) return states;
      return namespaces.filter((_, nth) => textAt(states[nth], 'registrationState') !== 'Registered');
    },
  };

  /** https://learn.microsoft.com/rest/api/resources/subscriptions/get */
  async function subscription(id: string): Promise<Subscription> {
    try {
      const found = await arm.get(`/subscriptions/${id}`, '2022-12-01', { what: 'read the subscription' });
      return {
        subscriptionName: nameAt(found, 'displayName') || id,
        subscriptionTenantId: textAt(found, 'tenantId'),
        subscriptionState: textAt(found, 'state'),
      };
    } catch (error) {
      // The ID serves as the name. The other properties stay unknown.
      if (error instanceof MicrosoftError)
        return { subscriptionName: id, subscriptionTenantId: '', subscriptionState: '' };
      throw error;
    }
  }
}

function fromRow(row: unknown): Listed {
  return {
    workspaceName: textAt(row, 'name'),
    workspaceId: textAt(row, 'customerId'),
    subscriptionId: textAt(row, 'subscriptionId'),
    subscriptionName: nameAt(row, 'subscriptionName') || textAt(row, 'subscriptionId'),
    subscriptionTenantId: textAt(row, 'subscriptionTenantId'),
    subscriptionState: textAt(row, 'subscriptionState'),
    resourceGroup: textAt(row, 'resourceGroup'),
    region: textAt(row, 'location'),
    armId: textAt(row, 'id'),
    sentinel: textAt(row, 'solution') === '' ? 'off' : 'on',
  };
}

type Place = Pick<Workspace, 'subscriptionId' | 'resourceGroup' | 'workspaceName'>;
type Read = Awaited<ReturnType<OperationalInsightsManagementClient['workspaces']['get']>>;

/** The parts of a workspace's ID. Azure's own casing varies (`resourcegroups`). */
function placeOf(armId: string): Place | undefined {
  const found =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+)\/?$/iu.exec(
      armId,
    );
  const [, subscriptionId, resourceGroup, workspaceName] = found ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || workspaceName === undefined)
    return undefined;
  return { subscriptionId, resourceGroup, workspaceName };
}
