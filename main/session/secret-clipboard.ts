import type { Secret } from '../../engine/model/secret.ts';

/** Seconds a secret stays in the clipboard. */
export const clearsIn = 60;

/** The system's clipboard. From Electron 44 on it answers with promises, before at once; both can be waited for. */
export interface Clipboard {
  writeText(text: string): void | Promise<void>;
  readText(): string | Promise<string>;
  clear(): void | Promise<void>;
}

/** The only way a secret of this window reaches a person. */
export interface SecretClipboard {
  /** Puts it into the clipboard, and takes it out again after a minute if it is still there. */
  copy(secret: Secret): Promise<void>;
  /** Takes a copied secret out of the clipboard now, such as when the app ends. */
  clearNow(): Promise<void>;
}

/**
 * Hands secrets over through a clipboard. Windows may keep one in its clipboard history all the same
 * (https://support.microsoft.com/windows/using-the-clipboard-30375039).
 */
export function secretClipboard(clipboard: Clipboard): SecretClipboard {
  let copied: { readonly secret: Secret; readonly timer: NodeJS.Timeout } | undefined;

  async function clearNow(): Promise<void> {
    const mine = copied;
    copied = undefined;
    if (mine === undefined) return;
    clearTimeout(mine.timer);
    // What the person has copied since is theirs.
    if ((await clipboard.readText()) === mine.secret.reveal('clipboard')) await clipboard.clear();
  }

  return {
    async copy(secret) {
      if (copied) clearTimeout(copied.timer);
      await clipboard.writeText(secret.reveal('clipboard'));
      copied = { secret, timer: setTimeout(() => void clearNow(), clearsIn * 1000) };
    },
    clearNow,
  };
}
