import { chmodSync, lstatSync, mkdirSync, statSync } from 'node:fs';
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

/** The same synchronously, for a caller that must not be interrupted. */
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

/**
 * How a file with a secret is written: readable by this process's user only, whoever owned the earlier file,
 * and never into a file that another user placed there. By default the library keeps the earlier owner
 * (https://github.com/npm/write-file-atomic#var-writefileatomic--requirewrite-file-atomicwritefileatomicfilename-data-options-callback).
 * @throws EEXIST, while writing, where the file it is written to first is another user's
 */
export function asOurs() {
  const { geteuid, getegid } = globalThis.process;
  // Windows has no such owners; the permissions of the folder hold there.
  if (!geteuid || !getegid) return { mode: 0o600 };
  const [uid, gid] = [geteuid(), getegid()];
  return {
    mode: 0o600,
    chown: { uid, gid },
    // Called before anything is written to it.
    tmpfileCreated: (made: string): void => {
      const { uid: owner, mode, nlink } = lstatSync(made);
      if (owner !== uid || looseMode(mode) || nlink !== 1)
        throw Object.assign(new Error(`another file exists at ${made}`), { code: 'EEXIST' });
    },
  };
}

/** Writes a private file whole or not at all; durable, name and content, when it resolves. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await writeFileAtomic(file, text, asOurs());
  await syncFolder(path.dirname(file));
}

/** Removes a file, and makes that durable. A missing one stays missing. */
export async function removePrivate(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(path.dirname(file));
}
