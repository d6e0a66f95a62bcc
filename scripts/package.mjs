/**
 * `npm run package`: an unpacked application in dist/, by electron-builder.yml, from the runtime at hand.
 * On the stand-in runtime it is marked as not for release; `-- --release` refuses that, and an Electron that its
 * makers no longer support.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { describeRuntime, electronRuntime } from './electron-runtime.mjs';
import { CannotGoOn, isProgram, listen, localProgram, root, runScript, say } from './say.mjs';

const unpacked = path.join(root, 'dist/linux-unpacked');

/** Electron's makers support the latest three: https://www.electronjs.org/docs/latest/tutorial/electron-timelines */
const supportedMajors = 3;

/** @param {string} version */
export const majorOf = (version) => Number(version.split('.')[0]);

/**
 * Why a runtime may not be released; undefined when it may.
 * @param {{ version: string, standIn: boolean }} runtime
 * @param {string} latest the latest Electron's version
 */
export function whyNotReleased({ version, standIn }, latest) {
  if (standIn) return `Electron ${version} is the stand-in for tests and practice, and is never released.`;
  const oldest = majorOf(latest) - supportedMajors + 1;
  // Older ones also lack the fix of CVE-2026-70601, a way around the bridge between page and preload.
  if (!(majorOf(version) >= oldest)) {
    return `Electron ${version} is no longer supported: ${latest} is the latest, so ${oldest} is the oldest that may be released.`;
  }
  return undefined;
}

/** @returns {Promise<string>} */
async function latestElectron() {
  const { code, stdout } = await listen('npm', ['view', 'electron', 'version', '--silent'], {
    timeout: 60_000,
  });
  if (code !== 0 || !/^\d+\./u.test(stdout)) {
    throw new CannotGoOn(
      'A release is checked against the latest Electron, which could not be asked for.',
      'npm view electron version',
    );
  }
  return stdout.trim();
}

/**
 * electron-builder reads everything called .asar as an archive; the stand-in's starting piece is a folder. The
 * copy costs nothing: its files are the same ones under another name.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @param {string} work
 */
async function plainDist(runtime, work) {
  if (!runtime.standIn) return runtime.dist;
  const plain = path.join(work, 'dist');
  const { code, stderr } = await listen('cp', ['-al', runtime.dist, plain]);
  if (code !== 0) throw new CannotGoOn(`The stand-in runtime could not be copied: ${stderr.trim()}`);
  for (const ours of ['resources/default_app.asar', 'STAND-IN'])
    await rm(path.join(plain, ours), { recursive: true });
  return plain;
}

/**
 * Packs what out/ holds; builds it first when the sources have changed.
 * @param {{ release: boolean }} wanted
 * @returns {Promise<string>} the packed application's executable
 */
export async function packageApp({ release }) {
  const runtime = await electronRuntime();
  if (release) {
    const because = whyNotReleased(runtime, runtime.standIn ? '' : await latestElectron());
    if (because !== undefined) throw new CannotGoOn(because);
  }
  await ensureBuilt();
  say(`Packing the application with ${describeRuntime(runtime)}`);
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  await rm(path.join(root, 'dist'), { recursive: true, force: true });
  const work = await mkdtemp(path.join(root, '.cache/packing-'));
  try {
    const settings = {
      electronDist: await plainDist(runtime, work),
      electronVersion: runtime.version,
      // What is not released says so in its package.json: main/start/released.ts then lets a test attach to it.
      ...(release
        ? {}
        : {
            'electronFuses.enableNodeCliInspectArguments': 'true',
            'extraMetadata.notForRelease': 'true',
          }),
      // The stand-in is older than this fuse, and setting it there fails.
      ...(runtime.standIn ? {} : { 'electronFuses.grantFileProtocolExtraPrivileges': 'false' }),
      ...(runtime.standIn
        ? {
            productName: 'Sentinel Onboarding (not for release)',
            'extraMetadata.version': `${version}-not-for-release`,
          }
        : {}),
    };
    const asked = Object.entries(settings).map(([name, value]) => `--config.${name}=${value}`);
    const { code, stdout, stderr } = await listen(localProgram('electron-builder'), [
      '--dir',
      '--publish',
      'never',
      ...asked,
    ]);
    if (code !== 0) throw new CannotGoOn(`electron-builder could not pack:\n${stdout}\n${stderr}`.trimEnd());
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (runtime.standIn) {
    const why = `Made with Electron ${runtime.version}, for tests and practice. Never release it.\n`;
    await writeFile(path.join(unpacked, 'NOT-FOR-RELEASE'), why);
  }
  return path.join(unpacked, 'sentinel-onboarding');
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    say(`Packed: ${path.relative(root, await packageApp({ release: process.argv.includes('--release') }))}`);
    return 0;
  });
}
