import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';

/** The product's own switches, without their hyphens. */
export const homeSwitch = 'home';
export const practiceSwitch = 'practice';
export const practicePaceSwitch = 'practice-pace';

/** The folder named with `--home DIR` or `--home=DIR`, absolute; undefined where none is named. */
export function homeOf(argv: readonly string[], cwd: string): string | undefined {
  const at = argv.findIndex(
    (argument) => argument === `--${homeSwitch}` || argument.startsWith(`--${homeSwitch}=`),
  );
  const said = argv[at] === `--${homeSwitch}` ? argv[at + 1] : argv[at]?.slice(`--${homeSwitch}=`.length);
  return said ? path.resolve(cwd, said) : undefined;
}

/** The practice tenant of `--practice` or `--practice=NAME`; undefined where the start is a real one. */
export function practiceOf(argv: readonly string[]): string | undefined {
  const said = argv.find((argument) => argument === '--practice' || argument.startsWith('--practice='));
  return said && (said.slice('--practice='.length) || 'fresh');
}

/** How many times as fast as a real one a practice tenant settles, by `--practice-pace=N` (1 to 100); 1 unless said. */
export function practicePaceOf(argv: readonly string[]): number {
  const said = argv.find((argument) => argument.startsWith('--practice-pace='));
  const pace = Number(said?.slice('--practice-pace='.length) ?? 1);
  return pace >= 1 && pace <= 100 ? pace : 1;
}

/** Where the operating system keeps such data; the same place as the command line's. */
export function defaultHome(): string {
  return envPaths('sentinel-onboarding', { suffix: '' }).data;
}

/** Makes a folder that only its owner may open, also where it was there before. */
export function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}
