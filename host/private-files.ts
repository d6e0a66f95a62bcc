import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** A folder only its owner may enter, made where it is missing. Parents that are missing are private too. */
export async function privateFolder(folder: string): Promise<string> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) await ownersOnly(folder);
  else await syncFolder(path.dirname(made));
  return folder;
}

/** The same without waiting, for a caller that may not be interrupted. */
export function privateFolderSync(folder: string): string {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) === undefined && looseMode(statSync(folder).mode)) {
    chmodSync(folder, 0o700);
  }
  return folder;
}

async function ownersOnly(folder: string): Promise<void> {
  if (!looseMode((await stat(folder)).mode)) return;
  const held = await open(folder, 'r');
  try {
    await held.chmod(0o700);
  } finally {
    await held.close();
  }
}

/** Windows answers modes that mean nothing; its own permissions keep a profile folder private. */
function looseMode(mode: number): boolean {
  return globalThis.process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/** Makes a created, renamed or removed name durable (https://man7.org/linux/man-pages/man2/fsync.2.html). */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such call for a folder, and keeps names in its own journal.
  if (globalThis.process.platform === 'win32') return;
  const held = await open(folder, 'r');
  try {
    await held.sync();
  } finally {
    await held.close();
  }
}

/** Writes a private file whole or not at all; durable, name and content, when it resolves. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await writeFileAtomic(file, text, { mode: 0o600 });
  await syncFolder(path.dirname(file));
}

/** Removes a file, and makes that durable. A missing one stays missing. */
export async function removePrivate(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(path.dirname(file));
}
