/** The browser that opens the sign-in page in tests: the system's Chromium, as an admin would have one. */
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CannotGoOn, isProgram, listen, runScript, say } from './say.mjs';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chromium-browser'];

/** @param {string} file */
const runs = async (file) => {
  const isExecutable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  // Ubuntu's chromium-browser is a script that only asks for a snap: it is there and does not run.
  return isExecutable && (await listen(file, ['--version'], { timeout: 15_000 })).code === 0;
};

/** @returns {Promise<string | undefined>} the executable's path */
export async function findBrowser() {
  const named = process.env['SENTINEL_TEST_BROWSER'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (await runs(file)) return file;
    }
  }
  const { chromium } = /** @type {typeof import('playwright')} */ (
    createRequire(import.meta.url)('playwright')
  );
  return (await runs(chromium.executablePath())) ? chromium.executablePath() : undefined;
}

/**
 * The browser for tests.
 * @throws {CannotGoOn} when the machine has none
 */
export async function browserPath() {
  const found = await findBrowser();
  if (found === undefined) {
    throw new CannotGoOn(
      'The journeys sign in with a real browser and found none.',
      'npx playwright install --with-deps chromium',
    );
  }
  return found;
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    say(`Browser for tests: ${await browserPath()}`);
    return 0;
  });
}
