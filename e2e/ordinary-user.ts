import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const nobody = 65_534;
const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'] as const;

/** What Chromium's sandbox asks of the kernel; Ubuntu 24.04 refuses it to programs it does not know. */
const likeSandbox = ['unshare', '--user', '--map-root-user', '--pid', '--fork', 'true'] as const;

/**
 * Run by root on Linux, the app is started as nobody, because Chromium's sandbox is on for an ordinary user only. Where
 * the kernel keeps nobody from it, root starts the app without a sandbox, and that is said.
 */
export const isRootsTurn: boolean =
  process.platform === 'linux' && process.getuid?.() === 0 && works('setpriv', ...asNobody, ...likeSandbox);

/** Whether the app runs with Chromium's sandbox; security figures count only then. */
export const isSandboxed: boolean = isRootsTurn || process.getuid?.() !== 0;

/** Gives a folder to the user the app runs as. */
export function giveAway(folder: string): void {
  if (isRootsTurn) chownSync(folder, nobody, nobody);
}

const twins = new Map<string, string>();

/**
 * The same folder where the app's user can read it: itself, or a copy in the temporary folder where the checkout lies
 * in root's own home. Only `parts` of it are copied; all of it unless said.
 */
export function readable(folder: string, parts: readonly string[] = ['.']): string {
  if (!isRootsTurn || works('setpriv', ...asNobody, 'test', '-r', path.join(folder, parts[0] ?? '.'))) {
    return folder;
  }
  const known = twins.get(folder);
  if (known !== undefined) return known;
  const twin = mkdtempSync(path.join(os.tmpdir(), 'readable-'));
  process.once('exit', () => rmSync(twin, { recursive: true, force: true }));
  for (const part of parts) execFileSync('cp', ['-a', `${folder}/${part}`, twin]);
  execFileSync('chmod', ['-R', 'a+rX', twin]);
  twins.set(folder, twin);
  return twin;
}

function works(program: string, ...parameters: readonly string[]): boolean {
  try {
    execFileSync(program, parameters, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
