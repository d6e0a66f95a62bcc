import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { type BadInput, refused } from '../input/bad-input.ts';
import { privateFolder } from './private-files.ts';

/** Held while one process writes to a part of the home. */
export interface HomeLock {
  /** True once the lock was lost, such as after the computer slept: nothing may be written any more. */
  lost(): boolean;
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  /** When that process began, as the kernel counts; a number reused later by another process does not match. */
  readonly began: string | null;
  readonly host: string;
  readonly id: string;
}

/** Longer than a slow disk, and only waited out where the owner cannot be asked for (another computer). */
const staleAfter = 60_000;

/**
 * Takes the lock `name` of a home, so that one process at a time writes there. A lock whose process is gone is taken
 * over at once; a living one is waited for `patience` milliseconds.
 * @throws BadInput naming the process that holds it
 */
export async function lockHome(home: string, name: string, patience = 2_000): Promise<HomeLock> {
  const folder = await privateFolder(path.join(home, 'locks'));
  const file = path.join(folder, name);
  const deadline = performance.now() + patience;
  for (;;) {
    const taken = await tryLock(file);
    if (taken) return taken;
    if (performance.now() > deadline) {
      const owner = await ownerOf(file);
      throw inUse(home, name, owner ? ` (process ${owner.pid} on ${owner.host})` : '');
    }
    await wait(50);
  }
}

function inUse(home: string, name: string, who: string): BadInput {
  const practice = /^practice-(.+)$/.exec(name)?.[1];
  return practice === undefined
    ? refused(
        '--home',
        `Another run is writing to ${home}${who}.`,
        'Wait until it ends, stop it, or use another folder with --home.',
      )
    : refused(
        '--practice',
        `Another program has the practice tenant ${practice} open${who}.`,
        'Wait until it ends, stop it, or use another practice tenant or folder.',
      );
}

async function tryLock(file: string): Promise<HomeLock | undefined> {
  const owner = await ownerOf(file);
  if (owner && isAlive(owner)) return undefined;
  if (owner) await clearAway(file, owner);
  let lost = false;
  let letGo: () => Promise<void>;
  try {
    letGo = await lock(file, {
      realpath: false,
      lockfilePath: `${file}.lock`,
      stale: staleAfter,
      update: staleAfter / 4,
      onCompromised: () => {
        lost = true;
      },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
  const us: Owner = { pid: ourPid, began: beganAt(ourPid) ?? null, host: hostname(), id: randomUUID() };
  await writeFile(`${file}.owner`, JSON.stringify(us), { mode: 0o600 });
  return {
    lost: () => lost,
    async release() {
      // The name before the lock: whoever finds a name finds the one who holds it, or one who is gone.
      if (!lost) await rm(`${file}.owner`, { force: true });
      if (!lost) await letGo();
    },
  };
}

/** Removes the lock of a process that is gone. Its own small lock keeps two from removing each other's new one. */
async function clearAway(file: string, gone: Owner): Promise<void> {
  let letGo: () => Promise<void>;
  try {
    letGo = await lock(file, { realpath: false, lockfilePath: `${file}.clearing`, stale: 5_000 });
  } catch {
    return;
  }
  try {
    if ((await ownerOf(file))?.id !== gone.id) return;
    await rm(`${file}.owner`, { force: true });
    await rmdir(`${file}.lock`).catch(() => undefined);
  } finally {
    await letGo();
  }
}

async function ownerOf(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(`${file}.owner`, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

const ourPid = globalThis.process.pid;

function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    globalThis.process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: the process is alive and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const began = beganAt(owner.pid);
  return began === undefined ? false : owner.began === null || began === null || began === owner.began;
}

/**
 * Start time of a process from Linux's /proc (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html); null where
 * there is no /proc, undefined where it has ended and only its parent has not noticed.
 */
function beganAt(pid: number): string | null | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in brackets, may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[19] ?? null);
  } catch {
    return null;
  }
}
