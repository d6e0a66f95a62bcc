import { keyed } from '../../engine/model/fact.ts';
import { storedSecret, vault, vaultDoor } from '../catalogue/facts.ts';
import { lettingIn, mayOpen } from '../key-vault/rights.ts';
import { secretVaultKey } from '../key-vault/secret-vault.ts';
import { type Beforehand, storing } from '../key-vault/storing.ts';

/**
 * The application's client secret is stored in the organization's own vault, with its key ID to tell which one it is.
 */
export const deliverSecret = (of: { readonly vaultName: string; readonly secretName: string }) =>
  storing({
    ...of,
    id: 'deliver-secret',
    title: 'Client secret',
    heading: `Store the client secret in ${of.vaultName}`,
    why: 'Others in your organization can get it there. You give it to the vendor.',
    severity: 'warn',
    checks: [],
    vault: keyed(vault, secretVaultKey),
    stored: keyed(storedSecret, secretVaultKey),
    beforehand: keyed(vaultDoor, secretVaultKey),
    foresees(door: Beforehand | undefined, send) {
      if (!door || !('open' in door) || door.open) return [send];
      return mayOpen(door.rights, door.mode) === false ? [] : [lettingIn(of.vaultName, door.mode), send];
    },
  });
