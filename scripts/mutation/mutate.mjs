/**
 * `npm run mutate`: are the specs of what decides worth their color? Changes the engine's decisions, and the steps'
 * `recognize`, `whose`, `stands` and `undo`, one small mistake at a time, and runs the unit specs that reach it. What no spec
 * noticed is listed; below 85 of 100 the program fails. Names of files make it less: `npm run mutate -- engine/undo/undo.ts`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { isProgram, root, runScript, say } from '../say.mjs';

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

/** @param {readonly { status: string, fileName: string, location: { start: { line: number } }, mutatorName: string, replacement: string }[]} results */
async function report(results) {
  const counted = results.filter(({ status }) => status !== 'Ignored');
  const unnoticed = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const of = (/** @type {string} */ layer) => {
    const all = counted.filter(({ fileName }) => path.relative(root, fileName).startsWith(layer));
    const missed = unnoticed.filter(({ fileName }) => path.relative(root, fileName).startsWith(layer));
    return { mutants: all.length, unnoticed: missed.length, score: scoreOf(all.length, missed.length) };
  };
  const survivors = unnoticed.map(
    ({ fileName, location, status, mutatorName, replacement }) =>
      `${path.relative(root, fileName)}:${location.start.line} ${status} ${mutatorName}: ${replacement.replaceAll(/\s+/gu, ' ').slice(0, 100)}`,
  );
  const score = { engine: of('engine/'), steps: of('recipes/'), all: of(''), survivors };
  const file = path.join(root, '.cache/mutation/score.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(score, undefined, 2));
  for (const line of survivors) console.log(line);
  say(`${score.all.score} of 100 (${score.all.mutants} mutants); written to ${path.relative(root, file)}`);
  return score.all.score >= least ? 0 : 1;
}

/** In hundredths, to one place. */
const scoreOf = (/** @type {number} */ all, /** @type {number} */ missed) =>
  all === 0 ? 0 : Math.round((1000 * (all - missed)) / all) / 10;

if (isProgram(import.meta.url)) await runScript(() => mutate(process.argv.slice(2)));
