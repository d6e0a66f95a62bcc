/**
 * `npm run practice:coverage`: how much of the practice tenant is founded on something one can read. `-- --write` writes
 * docs/practice-tenant.md, from the code alone. `-- --run` runs every recipe, and lists which of the calls they make are
 * held against no official example: that takes a minute. `-- --asked FILE` ranks what programs asked for and isn't imitated,
 * as `GET /not-imitated` of a practice tenant gave it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import {
  coverage,
  documentOf,
  examplesOf,
  type Operation,
  operationServing,
} from '@sentinel-onboarding/practice/catalogue';
import { z } from 'zod';

/** Every operation a set-up, a check and an undo of every recipe use, over every practice tenant. */
async function calledByRecipes(): Promise<ReadonlySet<Operation>> {
  // Loaded only when asked: the page needs none of it.
  const { tenantNames } = await import('@sentinel-onboarding/practice');
  const { recipes } = await import('../recipes/index.ts');
  const { lab } = await import('../recipes/scenarios/lab.spec-kit.ts');
  const called = new Set<Operation>();
  for (const name of tenantNames) {
    for (const recipe of recipes) {
      const place = lab(name);
      const program = await place.open();
      const { picture } = await program.run(recipe, 'set-up');
      await program.run(recipe, 'verify');
      await program.undo(recipe, picture.runId);
      for (const { method, host, path } of place.tenant.requests()) {
        const serving = operationServing(method, host, path);
        if (serving === 'none') process.stdout.write(`not served: ${method} ${host}${path}\n`);
        else if (serving !== undefined) called.add(serving);
      }
    }
  }
  return called;
}

async function printCalled(): Promise<void> {
  const called = await calledByRecipes();
  const without = [...called].filter((each) => examplesOf(each).length === 0);
  process.stdout.write(
    `called by our recipes: ${called.size}, of which without an official example: ${without.length}\n`,
  );
  for (const { host, method, path, source } of without) {
    process.stdout.write(
      `  ${host} ${method} ${path} (${source === 'assumed' ? 'assumed' : source.join(', ')})\n`,
    );
  }
}

/** Ranks what programs asked for and isn't imitated: `GET /not-imitated` of a practice tenant. */
async function printAsked(file: string): Promise<void> {
  const rows = z
    .array(z.object({ asked: z.string(), times: z.number() }))
    .parse(JSON.parse(await readFile(file, 'utf8')));
  for (const { asked: what, times } of rows) process.stdout.write(`${String(times).padStart(6)}  ${what}\n`);
}

const counted = coverage();
process.stdout.write(
  [
    `operations served: ${counted.operations} (${counted.operationsSourced} sourced, ${counted.operationsAssumed} assumed)`,
    `official examples held against: ${counted.examples.length}`,
    `behaviors: ${counted.behaviorsSourced} sourced, ${counted.behaviorsAssumed} assumed`,
    '',
  ].join('\n'),
);
const asked = process.argv[process.argv.indexOf('--asked') + 1];
if (process.argv.includes('--asked') && asked) await printAsked(asked);
if (process.argv.includes('--run')) await printCalled();
if (process.argv.includes('--write')) {
  await writeFile(new URL('../docs/practice-tenant.md', import.meta.url), documentOf());
  process.stdout.write('docs/practice-tenant.md is written.\n');
}
