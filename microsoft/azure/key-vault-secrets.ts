import { createHash } from 'node:crypto';
import type { SecretClient, SecretProperties } from '@azure/keyvault-secrets';
import { type ArmOptions, type SdkTransport, sdkCredential, sdkHeaders, sdkOptions } from '../clients/arm.ts';
import { removed } from '../clients/removal.ts';
import { refusedIsUnseen } from '../clients/unseen.ts';
import type { SecretMetadata, SecretSeen, Vaults } from '../contract/key-vault.ts';
import { vaultAddress } from '../http/clouds.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

type DataPlane = Pick<Vaults, 'secret' | 'stored' | 'store' | 'recoverSecret' | 'deleteSecret' | 'mark'>;

const role = 'Key Vault Secrets Officer';

/**
 * The secrets in vaults, through Microsoft's secrets SDK. Values are written and never read: a stored secret
 * is judged by its metadata (microsoft-apis section 9).
 */
export function keyVaultSecrets(options: ArmOptions): DataPlane {
  const { network, identity, token } = options;
  const clients = new Map<string, Promise<SecretClient>>();
  const doing = (what: string): Operation => ({ what, role });

  const clientFor = (vaultName: string): Promise<SecretClient> => {
    const address = vaultAddress(network.cloud, vaultName);
    const known = clients.get(address) ?? open(address);
    clients.set(address, known);
    return known;
  };

  const open = async (address: string): Promise<SecretClient> => {
    const { SecretClient: Sdk } = await import('@azure/keyvault-secrets');
    const common = sdkOptions(options);
    return new Sdk(address, sdkCredential, { ...common, httpClient: challenged(common.httpClient, options) });
  };

  const listed = async (vaultName: string, name: string): Promise<readonly SecretMetadata[]> => {
    const client = await clientFor(vaultName);
    const found: SecretMetadata[] = [];
    for await (const each of client.listPropertiesOfSecretVersions(name)) found.push(metadataOf(each));
    return found.toSorted((one, other) => other.createdOn.localeCompare(one.createdOn));
  };

  const isDeleted = async (vaultName: string, name: string): Promise<boolean> => {
    const client = await clientFor(vaultName);
    return await client.getDeletedSecret(name).then(
      () => true,
      (error: unknown) => {
        // Access policies show deleted secrets only to accounts that can read values. Storing reports them.
        if (error instanceof MicrosoftError && (error.is(404) || error.is(403))) return false;
        throw error;
      },
    );
  };

  return {
    secret: (vaultName, name) =>
      closedIsSeen(
        trying(doing('look at the secret in the Key Vault'), async (): Promise<SecretSeen> => {
          const versions = await listed(vaultName, name).catch((error: unknown) => {
            if (error instanceof MicrosoftError && error.is('SecretNotFound')) return [];
            throw error;
          });
          const [newest, ...others] = versions;
          if (newest !== undefined) return { is: 'there', versions: [newest, ...others] };
          return { is: (await isDeleted(vaultName, name)) ? 'deleted' : 'missing' };
        }),
      ),

    stored: (vaultName) =>
      trying(doing('list the secrets in the Key Vault'), async () => {
        const client = await clientFor(vaultName);
        const found: { name: string; tags: Readonly<Record<string, string>> }[] = [];
        for await (const { name, tags = {} } of client.listPropertiesOfSecrets()) found.push({ name, tags });
        return found;
      }).catch(refusedIsUnseen),

    store: (vaultName, name, value, tags) =>
      trying(doing('store the secret in the Key Vault'), async () => {
        const client = await clientFor(vaultName);
        const made = await client.setSecret(name, value.reveal('microsoft'), { tags: { ...tags } });
        return { version: made.properties.version ?? '' };
      }),

    // The SDK would read the secret's value here, but the call itself doesn't need it.
    recoverSecret: async (vaultName, name) => {
      const address = vaultAddress(network.cloud, vaultName);
      await network.send(
        {
          method: 'POST',
          url: `${address}/deletedsecrets/${encodeURIComponent(name)}/recover?api-version=7.5`,
          headers: { accept: 'application/json' },
        },
        { identity, token, doing: doing('recover the secret in the Key Vault') },
      );
    },

    deleteSecret: (vaultName, name) =>
      removed(network, () =>
        trying(doing('delete the secret in the Key Vault'), async () => {
          const client = await clientFor(vaultName);
          await client.beginDeleteSecret(name);
        }),
      ),

    mark: (vaultName, name, value) =>
      createHash('sha256')
        .update([vaultName.toLowerCase(), name.toLowerCase(), value.reveal('microsoft')].join('\u0000'))
        .digest('hex')
        .slice(0, 8),
  };
}

/**
 * The SDK sends each first request empty, so that a 401 tells it whom to ask for a token
 * (https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses). We know the
 * answer, and the network adds the token itself, so the empty request is answered without being sent.
 */
function challenged(transport: SdkTransport, { network }: ArmOptions): SdkTransport {
  const challenge = `Bearer authorization="${network.cloud.login}/organizations", resource="${network.cloud.audiences.vault}"`;
  return {
    async sendRequest(request) {
      if (request.headers.has('authorization')) return await transport.sendRequest(request);
      const headers = sdkHeaders(new Headers({ 'www-authenticate': challenge }));
      return { request, status: 401, headers, bodyAsText: '' };
    },
  };
}

function metadataOf(from: SecretProperties): SecretMetadata {
  return {
    version: from.version ?? '',
    enabled: from.enabled !== false,
    createdOn: from.createdOn?.toISOString() ?? '',
    updatedOn: from.updatedOn?.toISOString() ?? '',
    expiresOn: from.expiresOn?.toISOString(),
    tags: from.tags ?? {},
  };
}

/** A vault can refuse a look, or not have an address yet. Neither says anything about the secret. */
async function closedIsSeen(looking: Promise<SecretSeen>): Promise<SecretSeen> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof MicrosoftError)) throw error;
    const { code, because } = error.problem;
    if (code === 'vault-address-not-yet') return { is: 'no-address' };
    if (code === 'vault-closed') return { is: 'closed', by: 'network', because };
    if (error.is(403)) return { is: 'closed', by: 'rights', because };
    throw error;
  }
}
