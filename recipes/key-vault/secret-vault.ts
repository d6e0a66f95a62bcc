import type { Pattern } from '../../engine/model/question.ts';
import { partsOf } from '../catalogue/microsoft-ids.ts';
import { vaultNameRule } from './vault-name.ts';

/** The key of the facts about the vault a client secret is delivered to. */
export const secretVaultKey = 'secret-vault';

const name = vaultNameRule.source.replace(/^\^|\$$/g, '');
const id =
  '/subscriptions/[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]';

/** Empty, a vault's name, or its Azure resource ID. */
export const secretVaultRule: Pattern = {
  source: `^$|^(?:${name}|${id})$`,
  otherwise: `It is neither a Key Vault's Azure resource ID nor its name. ${vaultNameRule.otherwise}`,
};

/** Where a vault is looked for: by its own ID, or by its name in the subscription of the workspace. */
export function vaultWanted(
  answered: string,
  workspaceArmId: string,
): { readonly subscriptionId: string; readonly name: string } {
  const [, subscriptionId, vaultName] =
    /^\/subscriptions\/([^/]+)\/.*\/vaults\/([^/]+)$/i.exec(answered) ?? [];
  return {
    subscriptionId: subscriptionId ?? partsOf(workspaceArmId).subscriptionId,
    name: vaultName ?? answered,
  };
}
