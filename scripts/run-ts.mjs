/** Runs one of our TypeScript programs as it stands: `node scripts/run-ts.mjs scripts/bench.ts --json`. */
import path from 'node:path';
import { runnerImport } from 'vite';
import { CannotGoOn, root, runScript } from './say.mjs';

await runScript(async () => {
  const [file, ...words] = process.argv.slice(2);
  if (file === undefined)
    throw new CannotGoOn('Name the program to run.', 'node scripts/run-ts.mjs scripts/bench.ts');
  // The program sees its own words where a program expects them.
  process.argv = [process.execPath, path.resolve(file), ...words];
  await runnerImport(path.resolve(file), {
    root,
    configFile: false,
    logLevel: 'error',
    envDir: false,
    // A package of this repository is TypeScript as it stands, which Node does not run.
    environments: { inline: { resolve: { noExternal: ['@sentinel-onboarding/practice'] } } },
  });
  return Number(process.exitCode ?? 0);
});
