import { findVault } from '../key-vault/find-vault.check.ts';
import { vaultWanted } from '../key-vault/secret-vault.ts';
import { deliverSecret } from './deliver-secret.step.ts';

/**
 * Steps that put the client secret into a vault of the organization's own as well; none where none was named. A vault
 * that is named and not addressed is looked for in the subscription of the workspace.
 */
export function secretDelivery(answered: string, workspaceArmId: string, secretName: string) {
  if (answered === '') return [];
  const wanted = vaultWanted(answered, workspaceArmId);
  return [findVault({ ...wanted, secretName }), deliverSecret({ vaultName: wanted.name, secretName })];
}
