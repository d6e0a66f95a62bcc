import type { HeldSecret } from '../../engine/model/step.ts';
import { type Desk, openDeskHome } from './window-session.ts';

/** The secret of a handle: out of an opened profile, out of a run of this window, or out of the vault. */
export async function heldSecret(desk: Desk, handle: string): Promise<HeldSecret | undefined> {
  for (const { vault } of [...desk.runs.values()].reverse()) {
    const held = await vault.held(handle);
    if (held?.value !== undefined) return held;
  }
  const opened = desk.openedSecrets.get(handle);
  if (opened) return opened;
  const home = await openDeskHome(desk, false);
  try {
    return await home.vault.held(handle);
  } finally {
    await home.close();
  }
}

/** Notes that a person has it now: where nothing keeps secrets, a later run then makes no second one. */
export async function handedOver(desk: Desk, handle: string): Promise<void> {
  for (const { home } of desk.runs.values()) await home.handOver?.handedOver(handle);
}

/** Is there a secret that this window alone holds, and nobody has been given? */
export function isAnyPending(desk: Desk): boolean {
  return [...desk.runs.values()].some(({ home }) => (home.handOver?.pending().length ?? 0) > 0);
}
