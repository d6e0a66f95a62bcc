import { keyed } from '../../engine/model/fact.ts';
import { vault, vaultDoor } from '../catalogue/facts.ts';
import { least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { secretVaultKey } from './secret-vault.ts';

/** A vault of the organization's own exists, and it is known whether the signed-in one may store secrets in it. */
export const findVault = (of: {
  readonly subscriptionId: string;
  readonly name: string;
  readonly secretName: string;
}) =>
  step({
    id: 'find-vault',
    title: `Find the Key Vault ${of.name}`,
    why: 'The client secret is to be stored there',
    severity: 'warn',
    needs: {},
    gives: { vault: keyed(vault, secretVaultKey), door: keyed(vaultDoor, secretVaultKey) },
    async look({ microsoft }) {
      const found = await microsoft.vaults.named(of.subscriptionId, of.name);
      if (!found) return { found, door: undefined, portal: microsoft.portal };
      const [secret, rights] = await Promise.all([
        microsoft.vaults.secret(found.name, of.secretName),
        microsoft.roles.permissionsAt(found.id),
      ]);
      return {
        found,
        door: { open: secret.is !== 'closed', mode: found.mode, rights },
        portal: microsoft.portal,
      };
    },
    judge({ found, door, portal }) {
      if (!found || !door)
        return {
          is: 'blocked',
          problem: {
            code: 'vault-not-seen',
            title: `You see no Key Vault ${of.name} in that subscription`,
            because:
              'It was deleted, lies in another subscription, or you have no role on it; Azure answers all alike.',
            who: { role: 'Reader' },
            remedies: [
              { do: 'redo', step: 'questions' },
              { do: 'sign-in-as', role: least.makeVault },
              { do: 'open', label: 'Open Key Vaults', url: `${portal}/#browse/Microsoft.KeyVault%2Fvaults` },
            ],
          },
        };
      const { name, id, uri, mode } = found;
      return { is: 'met', facts: { vault: { name, id, uri, mode }, door } };
    },
    foresee: () => [],
  });
