import type { HeldSecret } from '../../engine/model/step.ts';
import { openSessionHome, type WindowSession } from './window-session.ts';

/** The secret of a handle: out of an opened profile, out of a run of this window, or out of the vault. */
export async function heldSecret(desk: WindowSession, handle: string): Promise<HeldSecret | undefined> {
  for (const { vault } of [...desk.runs.values()].reverse()) {
    const held = await vault.held(handle);
    if (held?.value !== undefined) return held;
  }
  const opened = desk.openedSecrets.get(handle);
  if (opened) return opened;
  const home = await openSessionHome(desk, false);
  try {
    return await home.vault.held(handle);
  } finally {
    await home.close();
  }
}

/** Notes that a person has it now: where nothing keeps secrets, a later run then makes no second one. */
export async function handedOver(desk: WindowSession, handle: string): Promise<void> {
  for (const { home } of desk.runs.values()) await home.keylessVault?.handedOver(handle);
}

/** Whether this window is the only place that has a secret and it has not been handed over. */
export function isAnyPending(desk: WindowSession): boolean {
  return [...desk.runs.values()].some(({ home }) => (home.keylessVault?.pending().length ?? 0) > 0);
}
