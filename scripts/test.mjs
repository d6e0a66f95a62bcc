/**
 * `npm test`: what a change is judged by before it is committed: the checks, every unit spec, the laws on one tenant,
 * one program of each kind, and six journeys in a real Electron. `npm run test:all` is everything, in an order drawn
 * anew each time; `npm run test:all -- --rest` is what `npm test` leaves out. One failure does not hide another; the
 * last line sums specs and journeys.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { check } from './check.mjs';
import { journeysReport, runJourneys } from './e2e.mjs';
import { CannotGoOn, isProgram, localProgram, root, runScript, say, show } from './say.mjs';
import { keepSeconds } from './specs.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {'first' | 'rest' | 'all'} Part */

const specsReport = path.join(root, '.cache/specs.json');

/** @param {string} file @returns {Promise<any>} undefined when a runner left no report */
const read = (file) => readFile(file, 'utf8').then(JSON.parse, () => undefined);

/**
 * What was asked for: `npm test` is given nothing, `npm run test:all` gives `--all` and lets more be said behind it.
 * @param {readonly string[]} parameters
 * @returns {{ part: Part, seed: number, shard: readonly string[] }} shard: as both runners take it, such as --shard=1/3
 */
export function whatToTest(parameters) {
  const part = parameters.includes('--rest') ? 'rest' : parameters.includes('--all') ? 'all' : 'first';
  const seed = Number(
    /^--seed=(\d+)$/u.exec(parameters.find((each) => each.startsWith('--seed=')) ?? '')?.[1] ??
      Date.now() % 1_000_000,
  );
  const shard = parameters.filter((each) => /^--shard=\d+\/\d+$/u.test(each));
  const known = ['--all', '--rest', `--seed=${seed}`, ...shard];
  const unknown = parameters.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new CannotGoOn(`${unknown} is nothing the tests know.`, 'npm run test:all -- --rest --seed=1');
  }
  return { part, seed, shard };
}

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

/**
 * The specs, a project at a time: one runner for those that share a worker's modules and those that do not waited for a
 * worker without end, in some orders.
 * @param {ReturnType<typeof whatToTest>} asked @returns {Promise<Tally>}
 */
async function specs(asked) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const project of ['unit', 'tenants', 'programs']) {
    const began = performance.now();
    const tally = await specsOf(project, asked);
    say(`${line(project, tally)}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    for (const key of /** @type {(keyof Tally)[]} */ (Object.keys(sum))) sum[key] += tally[key];
  }
  return sum;
}

/** @param {string} project @param {ReturnType<typeof whatToTest>} asked @returns {Promise<Tally>} */
async function specsOf(project, { part, seed, shard }) {
  await rm(specsReport, { force: true });
  await mkdir(path.dirname(specsReport), { recursive: true });
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${specsReport}`];
  // Programs tell stories, part by part, and each file has a worker to itself.
  const isInOrder = part === 'first' || project === 'programs';
  const order = isInOrder ? [] : ['--sequence.shuffle', `--sequence.seed=${seed}`];
  // A log file is read as text: colors are for a terminal.
  const env = { SPECS: part, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
  const words = ['run', `--project=${project}`, ...reports, ...order, ...shard];
  const code = await show(localProgram('vitest'), words, { env });
  await keepSeconds(specsReport);
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

/** @param {ReturnType<typeof whatToTest>} asked @returns {Promise<Tally>} */
async function journeys({ part, shard }) {
  let code = 1;
  try {
    code = await runJourneys([...(part === 'all' ? [] : [`--project=${part}`]), ...shard]);
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

/** @param {ReturnType<typeof whatToTest>} asked */
async function testPart(asked) {
  const began = performance.now();
  const lines = [];
  let failed = 0;
  if (asked.part !== 'rest') {
    say('Checks: types, lint, format, walls, lock file');
    const checked = await check();
    lines.push(`checks: ${checked === 0 ? 'passed' : 'FAILED'}`);
    // The checks are one thing that can fail: the last line must not read like success when they do.
    failed += checked === 0 ? 0 : 1;
  }
  say(asked.part === 'first' ? 'Specs' : `Specs, in the order of seed ${asked.seed}`);
  const spec = await specs(asked);
  const journey = await journeys(asked);
  failed += spec.failed + journey.failed;
  const minutes = (performance.now() - began) / 60_000;
  lines.push(line('specs', spec), line('journeys', journey), `${minutes.toFixed(1)} minutes`);
  console.log(`\n${lines.join('\n')}`);
  console.log(`${spec.passed + journey.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(() => testPart(whatToTest(process.argv.slice(2))));
