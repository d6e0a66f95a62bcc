import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { refused } from '../input/bad-input.ts';
import { asOurs, privateFolder, privateFolderSync } from './private-files.ts';

/** The folder of the sample tenants' contents, and nothing else. */
export interface PracticeHome {
  /** What the last command left, or nothing. */
  load(): Promise<string | undefined>;
  /** Called at every commit of the practice tenant: on the disk when it returns, as a real tenant would have it. */
  save(contents: string): void;
  /** Starts over. */
  clear(): Promise<void>;
}

/**
 * `HOME/practice/<name>.json`.
 * @throws Error for a name that is none of a practice tenant; BadInput, from its functions, where the folder can't be
 * written
 */
export function practiceHome(home: string, name: string): PracticeHome {
  if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new Error(`not the name of a practice tenant: ${name}`);
  const folder = path.join(home, 'practice');
  const file = path.join(folder, `${name}.json`);
  return {
    async load() {
      return existsSync(file) ? await readFile(file, 'utf8') : undefined;
    },
    save(contents) {
      privateFolderSync(folder);
      // No fsync: a practice tenant may forget its last breath when the power goes, and must only never be half written.
      writeFileAtomic.sync(file, contents, { ...asOurs(), fsync: false });
    },
    async clear() {
      await privateFolder(folder);
      await rm(file, { force: true });
    },
  };
}

/**
 * Whether a tenant ID lies in the range reserved for practice; nothing Microsoft issues starts this way. The practice
 * tenant has the same constant on its own side, and a spec holds the two together.
 */
export function isPracticeTenant(tenantId: string): boolean {
  return /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/i.test(tenantId);
}

/** Makes sure a home can be used. @throws BadInput */
export function checkHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'Not a folder.' : `It can't be created or opened (${code}).`;
    throw refused('--home', why, 'Use a folder you can write to.');
  }
}
