import { clipboard } from 'electron';
import type { Secret } from '../engine/secret.ts';

/** Seconds a secret stays in the clipboard. */
export const clearsIn = 60;

let waiting: NodeJS.Timeout | undefined;
let clear: () => Promise<void> = async () => undefined;

/**
 * Puts a secret into the clipboard, and takes it out again after a minute if it is still there. Windows may keep it in
 * its clipboard history all the same (https://support.microsoft.com/windows/using-the-clipboard-30375039).
 */
export async function copySecret(secret: Secret): Promise<void> {
  await clipboard.writeText(secret.reveal('clipboard'));
  clearTimeout(waiting);
  clear = async () => {
    clear = async () => undefined;
    // A promise from Electron 44 on, a text before; both can be waited for.
    if ((await clipboard.readText()) === secret.reveal('clipboard')) clipboard.clear();
  };
  waiting = setTimeout(() => void clear(), clearsIn * 1000);
}

/** Takes a copied secret out of the clipboard now, such as when the app ends. */
export async function clearCopiedSecret(): Promise<void> {
  clearTimeout(waiting);
  await clear();
}
