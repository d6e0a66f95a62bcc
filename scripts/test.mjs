/**
 * `npm test`: everything that can be shown here: the checks, the specs, the build and the journeys in a real
 * Electron. One failure does not hide another; the last line sums specs and journeys.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { check } from './check.mjs';
import { journeysReport, runJourneys } from './e2e.mjs';
import { CannotGoOn, isProgram, localProgram, root, runScript, say, show } from './say.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const specsReport = path.join(root, '.cache/specs.json');

/** @param {string} file @returns {Promise<any>} undefined when a runner left no report */
const read = (file) => readFile(file, 'utf8').then(JSON.parse, () => undefined);

/**
 * A runner that reports nothing, or no test at all, has shown nothing: that counts as a failure.
 * @param {Tally} tally
 * @param {number} code the runner's exit code
 * @returns {Tally}
 */
export function judgeTally(tally, code) {
  const isSilent = tally.passed + tally.failed === 0;
  const isUncounted = code !== 0 && tally.failed === 0;
  return isSilent || isUncounted ? { ...tally, failed: tally.failed + 1 } : tally;
}

/** @returns {Promise<Tally>} */
async function specs() {
  await rm(specsReport, { force: true });
  await mkdir(path.dirname(specsReport), { recursive: true });
  const asked = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${specsReport}`];
  // A log file is read as text: colours are for a terminal.
  const env = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const code = await show(localProgram('vitest'), asked, { env });
  const report = await read(specsReport);
  return judgeTally(
    {
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    code,
  );
}

/** @returns {Promise<Tally>} */
async function journeys() {
  let code = 1;
  try {
    code = await runJourneys([]);
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    console.error(`✗ ${error.message}`);
  }
  const stats = (await read(journeysReport))?.stats;
  return judgeTally(
    {
      passed: stats?.expected ?? 0,
      failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
      skipped: stats?.skipped ?? 0,
    },
    code,
  );
}

/** @param {string} name @param {Tally} tally */
const line = (name, { passed, failed, skipped }) =>
  `${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

async function testAll() {
  say('Checks: types, lint, format, walls, lock file');
  const checked = await check();
  say('Specs');
  const spec = await specs();
  const journey = await journeys();
  console.log(
    `\nchecks: ${checked === 0 ? 'passed' : 'FAILED'}\n${line('specs', spec)}\n${line('journeys', journey)}`,
  );
  // The checks are one thing that can fail: the last line must not read like success when they do.
  const failed = spec.failed + journey.failed + (checked === 0 ? 0 : 1);
  console.log(`${spec.passed + journey.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(testAll);
