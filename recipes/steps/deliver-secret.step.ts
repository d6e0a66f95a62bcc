import { keyed } from '../../engine/fact.ts';
import { storedSecret, vault, vaultDoor } from '../facts.ts';
import { secretVaultKey } from '../secret-vault.ts';
import { type Beforehand, storing } from '../storing.ts';
import { lettingIn, mayOpen } from '../vault-rights.ts';

/** The application's client secret lies in a vault of the organisation's own; which one, its key ID beside it tells. */
export const deliverSecret = (of: { readonly vaultName: string; readonly secretName: string }) =>
  storing({
    ...of,
    id: 'deliver-secret',
    title: 'Client secret',
    heading: `Store the client secret in ${of.vaultName}`,
    why: 'So that others of your organisation take it from there; the vendor gets it from you',
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
