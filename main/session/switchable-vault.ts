import type { Vault } from '../../engine/run/host.ts';

/** A vault chosen after the run has started: the passphrase arrives with the approval the run is waiting for. */
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
