import type { Vault } from '../../engine/run/host.ts';

/** A vault that is chosen late: a passphrase is given with the yes, when the run already waits for it. */
export interface SwitchableVault extends Vault {
  use(vault: Vault): void;
}

export function switchableVault(first: Vault): SwitchableVault {
  let now = first;
  return {
    keep: (handle, value, about) => now.keep(handle, value, about),
    held: (handle) => now.held(handle),
    forget: (handle) => now.forget(handle),
    use(vault) {
      now = vault;
    },
  };
}
