/** `npm run e2e`: the journeys alone, in a real Electron, with a display and a packed application at hand. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { browserPath } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { withDisplays } from './display.mjs';
import { describeRuntime, electronRuntime } from './electron-runtime.mjs';
import { packageApp } from './package.mjs';
import { isProgram, localProgram, root, runScript, say, show } from './say.mjs';
import { ensureTestPackages } from './system-packages.mjs';
import { setup as temporaryFolder } from './temporary-folder.mjs';

export const journeysReport = path.join(root, '.cache/journeys.json');

/** A journey waits for frames and for a tenant more than it computes: three keep two processors busy. */
const windowsAtOnce = 3;

/**
 * Runs the journeys.
 * @param {readonly string[]} asked Playwright's own parameters, such as a file to run alone
 * @returns {Promise<number>} Playwright's exit code
 */
export async function runJourneys(asked) {
  const runtime = await electronRuntime();
  await ensureTestPackages(runtime.executablePath);
  await ensureBuilt();
  const packed = await packageApp({ release: false });
  await rm(journeysReport, { force: true });
  await mkdir(path.dirname(journeysReport), { recursive: true });
  say(`Journeys in ${describeRuntime(runtime)}`);
  const env = {
    ELECTRON_OVERRIDE_DIST_PATH: runtime.dist,
    SENTINEL_PACKED_APP: packed,
    SENTINEL_TEST_BROWSER: await browserPath(),
  };
  return withDisplays(windowsAtOnce, async (displays) => {
    const removeFolder = temporaryFolder();
    try {
      return await show(localProgram('playwright'), ['test', `--workers=${displays.length}`, ...asked], {
        env: { ...env, SENTINEL_TEST_DISPLAYS: displays.join(' ') },
      });
    } finally {
      removeFolder();
    }
  });
}

if (isProgram(import.meta.url)) await runScript(() => runJourneys(process.argv.slice(2)));
