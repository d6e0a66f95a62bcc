/**
 * `npm run specs`: the specs nearest to what has changed, for as long as half a minute lets: whatever imports a changed
 * file, the closest first. With parameters it is vitest itself: `npm run specs -- recipes/laws -t fresh`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isProgram, listen, localProgram, root, runScript, say, show } from './say.mjs';
import { namedKind, specsNear } from './spec-kinds.mjs';
import { cruiseWalls } from './walls.mjs';

/** Seconds that may be spent in specs, on two processors. What is loaded for them comes on top. */
const budget = 30;
/** Seconds of a spec that nothing is known of yet. */
const guess = { unit: 0.5, tenant: 4, program: 8 };

const secondsFile = path.join(root, '.cache/spec-seconds.json');
const reportFile = path.join(root, '.cache/specs.json');

/**
 * As many of the nearest as the budget holds, and at least one.
 * @param {readonly string[]} specs the nearest first
 * @param {Readonly<Record<string, number>>} seconds how long each took, as far as that is known
 * @param {number} [within]
 * @returns {{ now: readonly string[], left: readonly string[] }}
 */
export function asManyAsFit(specs, seconds, within = budget) {
  /** @type {string[]} */
  const now = [];
  let spent = 0;
  for (const each of specs) {
    const takes = seconds[each] ?? guess[namedKind(each)];
    if (now.length > 0 && spent + takes > within) continue;
    now.push(each);
    spent += takes;
  }
  return { now, left: specs.filter((each) => !now.includes(each)) };
}

/** What is not committed yet, or else the newest commit. @returns {Promise<readonly string[]>} */
async function changedFiles() {
  const lines = async (/** @type {readonly string[]} */ asked) =>
    (await listen('git', asked)).stdout.split('\n').filter(Boolean);
  const open = [
    ...(await lines(['diff', '--name-only', 'HEAD'])),
    ...(await lines(['ls-files', '--others', '--exclude-standard'])),
  ];
  return open.length > 0 ? open : lines(['diff', '--name-only', 'HEAD~1', 'HEAD']);
}

/** Keeps how long each spec took, for the next time. @param {string} [report] vitest's JSON */
export async function keepSeconds(report = reportFile) {
  const read = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  const known = await readFile(secondsFile, 'utf8').then(JSON.parse, () => ({}));
  for (const { name, startTime, endTime } of read?.testResults ?? [])
    known[path.relative(root, name)] = Math.round((endTime - startTime) / 100) / 10;
  await mkdir(path.dirname(secondsFile), { recursive: true });
  await writeFile(secondsFile, JSON.stringify(known));
}

async function specs() {
  const asked = process.argv.slice(2);
  if (asked.length > 0) return show(localProgram('vitest'), ['run', ...asked]);
  const [changed, { graph }] = await Promise.all([changedFiles(), cruiseWalls(root)]);
  const near = specsNear(changed, graph);
  if (near.length === 0) {
    say(`No spec reaches what has changed: ${changed.slice(0, 5).join(', ') || 'nothing'}`);
    return 0;
  }
  const seconds = await readFile(secondsFile, 'utf8').then(JSON.parse, () => ({}));
  const { now, left } = asManyAsFit(near, seconds);
  say(
    `${now.length} of ${near.length} specs that ${changed.length} changed files can touch, the nearest first`,
  );
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await show(localProgram('vitest'), ['run', ...reports, ...now], { env: { SPECS: 'near' } });
  await keepSeconds();
  if (left.length > 0) say(`Left for \`npm test\` and \`npm run test:all\`: ${left.length} more`);
  return code;
}

if (isProgram(import.meta.url)) await runScript(specs);
