/**
 * `npm run mutate`: are the specs of what decides worth their color? Changes the engine's decisions, and the steps'
 * `recognize`, `whose`, `stands` and `undo`, one small mistake at a time, and runs the unit specs that reach it. What no spec
 * noticed is argued in `argued.json`, where it can make no difference; what is not argued is listed, and the program fails,
 * as it does below 85 of 100. Names of files make it less: `npm run mutate -- engine/undo/undo.ts`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { isProgram, root, runScript, say } from '../say.mjs';
import argued from './argued.json' with { type: 'json' };
import { judged, survivorOf, worded } from './argued.mjs';

/** What decides. What only words a finding for people is held by the specs of window and command line. */
const engine = [
  'engine/journal/fold.ts',
  'engine/model/graph.ts',
  'engine/run/apply-change.ts',
  'engine/run/decide.ts',
  'engine/run/evaluate-step.ts',
  'engine/run/execute.ts',
  'engine/run/inspect.ts',
  'engine/undo/ownership.ts',
  'engine/run/plan.ts',
  'engine/run/run.ts',
  'engine/run/run-journal.ts',
  'engine/undo/made.ts',
  'engine/undo/put-back.ts',
  'engine/undo/undo.ts',
  'engine/run/wait-policy.ts',
];

/** Steps, and what several of them share of it. */
const steps = ['recipes/*/*.step.ts', 'recipes/key-vault/storing.ts', 'recipes/workspaces/assigned-roles.ts'];

const least = 85;

/** @param {readonly string[]} words */
export async function mutate(words) {
  const files = words.length > 0 ? words : [...engine, ...steps];
  process.chdir(root);
  const results = await new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', path.join(root, 'scripts/mutation/decisions.mjs')],
    ignorers: ['decisions'],
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    mutate: [...files],
    // A word that is another kills nobody; a kind that is another does not compile.
    mutator: { plugins: [], excludedMutations: ['StringLiteral'] },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 4000,
    tempDirName: '.cache/stryker',
    // There is no JavaScript interface in this TypeScript to read its settings with.
    tsconfigFile: 'none.json',
    disableTypeChecks: false,
    reporters: ['progress-append-only'],
    ignorePatterns: ['/out', '/dist', '/e2e', '/assets', '/docs', '/.cache'],
    checkers: [],
    allowConsoleColors: false,
  }).runMutationTest();
  return report(results);
}

/** @param {readonly { status: string, fileName: string, location: { start: import('./argued.mjs').Position, end: import('./argued.mjs').Position }, replacement: string }[]} results */
async function report(results) {
  const counted = results
    .filter(({ status }) => status !== 'Ignored')
    .map((each) => ({ ...each, file: path.relative(root, each.fileName) }));
  const unnoticed = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const of = (/** @type {string} */ layer) => {
    const all = counted.filter(({ file }) => file.startsWith(layer));
    const missed = unnoticed.filter(({ file }) => file.startsWith(layer));
    return { mutants: all.length, unnoticed: missed.length, score: scoreOf(all.length, missed.length) };
  };
  const survivors = [];
  for (const each of unnoticed)
    survivors.push(survivorOf(each.file, await readFile(each.fileName, 'utf8'), each));
  const mutated = new Set(counted.map(({ file }) => file));
  const { open, stale } = judged(survivors, argued, (file) => mutated.has(file));
  const score = {
    engine: of('engine/'),
    steps: of('recipes/'),
    all: of(''),
    survivors: survivors.length,
    argued: survivors.length - open.length,
    open,
  };
  const file = path.join(root, '.cache/mutation/score.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(score, undefined, 2));
  for (const each of open) console.log(worded(each));
  for (const each of stale) console.log(`Argued, and no survivor: ${worded(each)}`);
  say(`${score.all.score} of 100 (${score.all.mutants} mutants); written to ${path.relative(root, file)}`);
  say(`survivors: ${score.survivors}, argued: ${score.argued}`);
  return score.all.score >= least && open.length === 0 && stale.length === 0 ? 0 : 1;
}

/** In hundredths, to one place. */
const scoreOf = (/** @type {number} */ all, /** @type {number} */ missed) =>
  all === 0 ? 0 : Math.round((1000 * (all - missed)) / all) / 10;

if (isProgram(import.meta.url)) await runScript(() => mutate(process.argv.slice(2)));
