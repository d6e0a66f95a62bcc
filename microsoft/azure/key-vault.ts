import type { KeyVaultManagementClient, Vault as SdkVault } from '@azure/arm-keyvault';
import type { Arm } from '../clients/arm.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import { missingIsNone, refusedIsUnseen } from '../clients/unseen.ts';
import type { Vault, Vaults } from '../contract/key-vault.ts';
import { same } from '../entra/applications.ts';
import { vaultAddress } from '../http/clouds.ts';
import { trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

type ControlPlane = Omit<Vaults, 'secret' | 'stored' | 'store' | 'recoverSecret' | 'deleteSecret' | 'mark'>;

const type = 'Microsoft.KeyVault/vaults';
const role = 'Key Vault Contributor';

/** The vaults themselves, through Microsoft's control plane SDK. `key-vault-secrets.ts` has their secrets. */
export function keyVaults(arm: Arm, network: Network, tenantId: string): ControlPlane {
  const doingAt = (what: string, id?: string): Operation => ({
    what,
    role,
    ...(id === undefined
      ? {}
      : { page: { label: 'Open the Key Vault', url: `${network.cloud.portal}/#resource${id}/overview` } }),
  });

  const at = async <T>(
    id: string,
    doing: Operation,
    call: (sdk: KeyVaultManagementClient['vaults'], group: string, name: string) => Promise<T>,
  ): Promise<T> => {
    const { subscriptionId, resourceGroup, name } = placeOf(id);
    const { vaults } = await arm.keyVault(subscriptionId);
    return await trying(doing, () => call(vaults, resourceGroup, name));
  };

  const find = (id: string): Promise<SdkVault | undefined> =>
    at(id, doingAt('look at the Key Vault', id), (sdk, group, name) => sdk.get(group, name)).catch(
      missingIsNone,
    );

  const changePolicy = (
    how: 'add' | 'remove',
    id: string,
    objectId: string,
    secrets: readonly string[],
  ): Promise<unknown> =>
    at(id, doingAt('change the access policies of the Key Vault', id), (sdk, group, name) =>
      sdk.updateAccessPolicy(group, name, how, {
        properties: { accessPolicies: [{ tenantId, objectId, permissions: { secrets: [...secrets] } }] },
      }),
    );

  return {
    async named(subscriptionId, name) {
      const { vaults } = await arm.keyVault(subscriptionId);
      return await trying({ what: 'look for the Key Vault', role: 'Reader' }, async () => {
        for await (const each of vaults.listBySubscription())
          if (same(each.name ?? '', name)) return vaultOf(each, network);
        return undefined;
      });
    },

    async deleted(subscriptionId, name) {
      const { vaults } = await arm.keyVault(subscriptionId);
      return await trying({ what: 'look at deleted Key Vaults', role: 'Reader' }, async () => {
        for await (const each of vaults.listDeleted()) {
          const { properties } = each;
          if (!same(each.name ?? '', name) || properties?.vaultId === undefined) continue;
          return {
            name: each.name ?? name,
            id: properties.vaultId,
            region: properties.location ?? '',
            deletedOn: properties.deletionDate?.toISOString() ?? '',
            purgedOn: properties.scheduledPurgeDate?.toISOString() ?? '',
            purgeProtection: properties.purgeProtectionEnabled === true,
          };
        }
        return undefined;
      }).catch(refusedIsUnseen);
    },

    async nameFree(subscriptionId, name) {
      const { vaults } = await arm.keyVault(subscriptionId);
      return await trying({ what: 'ask whether the name is free', role: 'Reader' }, async () => {
        const answer = await vaults.checkNameAvailability({ name, type });
        if (answer.nameAvailable === undefined)
          throw network.trouble(network.cloud.azure, 'person', 'unreadable', '');
        return { free: answer.nameAvailable, because: answer.message ?? '' };
      }).catch(refusedIsUnseen);
    },

    async create({ id, region, tags }) {
      // A PUT replaces all access policies of an existing vault (microsoft-apis section 9), so it gets none.
      if ((await find(id)) !== undefined) return { id, created: false };
      await at(id, doingAt('create the Key Vault', id), (sdk, group, name) =>
        // Later looks find out the result. The SDK's own waiting would block everything else.
        sdk
          .createOrUpdate(group, name, {
            location: region,
            tags: { ...tags },
            properties: { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true },
          })
          .submitted(),
      );
      return { id, created: true };
    },

    async recover({ id, region }) {
      await at(id, doingAt('recover the Key Vault', id), (sdk, group, name) =>
        sdk
          .createOrUpdate(group, name, {
            location: region,
            properties: { tenantId, sku: { family: 'A', name: 'standard' }, createMode: 'recover' },
          })
          .submitted(),
      );
    },

    delete: (id) =>
      removed(network, () =>
        at(id, doingAt('delete the Key Vault', id), (sdk, group, name) => sdk.delete(group, name)),
      ),

    async allow({ id }, objectId, secrets) {
      await changePolicy('add', id, objectId, secrets);
    },
    async disallow({ id }, objectId, secrets) {
      await removed(network, () => changePolicy('remove', id, objectId, secrets));
    },
  };
}

function vaultOf(from: SdkVault, network: Network): Vault {
  const { properties, name = '', id = '' } = from;
  return {
    id,
    // The address that the vault reports isn't used. This one is made from its name, in this cloud only.
    uri: vaultAddress(network.cloud, name),
    ...placeOf(id),
    name,
    region: from.location ?? '',
    mode: properties.enableRbacAuthorization === true ? 'rbac' : 'policy',
    purgeProtection: properties.enablePurgeProtection === true,
    softDeleteDays: properties.softDeleteRetentionInDays ?? 90,
    ready: properties.provisioningState !== 'RegisteringDns',
    closed:
      properties.networkAcls?.defaultAction === 'Deny' ||
      same(properties.publicNetworkAccess ?? '', 'Disabled'),
    tags: from.tags ?? {},
    policies: (properties.accessPolicies ?? []).map(({ objectId, permissions }) => ({
      objectId,
      secrets: (permissions.secrets ?? []).map((each) => each.toLowerCase()),
    })),
  };
}

/** The parts of a vault's ID. */
function placeOf(id: string): { subscriptionId: string; resourceGroup: string; name: string } {
  const [, subscriptionId = '', resourceGroup = '', name = ''] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)\/?$/iu.exec(
      id,
    ) ?? [];
  return { subscriptionId, resourceGroup, name };
}
