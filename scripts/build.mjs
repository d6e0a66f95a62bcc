/**
 * Builds main, preload, renderer and the command line into out/, and knows whether out/ is still what the
 * sources say. Freshness is judged by content, because a fresh checkout has arbitrary times.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import lockfile from 'proper-lockfile';
import { CannotGoOn, isProgram, listen, localProgram, root, runScript, say, sourceFolders } from './say.mjs';

const sources = [...sourceFolders, 'assets', 'docs/problems'];
const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
  'vite.cli.config.ts',
];
const stamp = path.join(root, 'out/built-from');

/** What the build is made from, as one hash. Specs are not part of it. */
async function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of sources) {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries
      .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/u.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  for (const file of settings) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  return hash.digest('hex');
}

/** @param {string} name @param {readonly string[]} parameters */
async function runBuild(name, parameters) {
  const { code, stdout, stderr } = await listen(localProgram(name), parameters, { env: { NO_COLOR: '1' } });
  if (code === 0) return;
  throw new CannotGoOn(stripVTControlCharacters(`${name} could not build:\n${stdout}\n${stderr}`.trimEnd()));
}

/** Builds everything, whatever out/ holds. */
export const build = () => alone(buildNow);

/** Builds only when out/ is missing or older than the sources. */
export const ensureBuilt = () =>
  alone(async () => {
    const built = await readFile(stamp, 'utf8').catch(() => '');
    if (built !== (await fingerprint())) await buildNow();
  });

async function buildNow() {
  const from = await fingerprint();
  say('Building the application and the command line');
  await rm(stamp, { force: true });
  const built = await Promise.allSettled([
    runBuild('electron-vite', ['build', '--logLevel', 'warn']),
    runBuild('vite', ['build', '--config', 'vite.cli.config.ts', '--logLevel', 'warn']),
  ]);
  for (const each of built) if (each.status === 'rejected') throw each.reason;
  // Written last: a build that was cut off is not a build.
  await writeFile(stamp, from);
}

/**
 * Two builds at once empty each other's out/.
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  const release = await lockfile.lock(root, {
    lockfilePath: path.join(root, '.cache/building'),
    retries: { retries: 120, factor: 1, minTimeout: 1000, maxTimeout: 1000 },
  });
  try {
    await work();
  } finally {
    await release();
  }
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    await build();
    return 0;
  });
}
