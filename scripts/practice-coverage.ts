/**
 * `npm run practice:coverage`: how much of the practice tenant is founded on something one can read, and which of the
 * calls our recipes make are held against no official example. `-- --write` writes docs/practice-tenant.md.
 */
import { writeFile } from 'node:fs/promises';
import { coverage, documentOf, examplesOf } from '../practice/catalogue/coverage.ts';
import { apiAt } from '../practice/core/clouds.ts';
import { createRouter, normalizePath, type Operation } from '../practice/core/router.ts';
import { operations } from '../practice/server/operations.ts';
import { tenantNames } from '../practice/server/tenant.ts';
import { recipes } from '../recipes/index.ts';
import { lab } from '../recipes/scenarios/lab.spec-kit.ts';

/** Every operation a set-up, a check and an undo of every recipe use, over every practice tenant. */
async function calledByRecipes(): Promise<ReadonlySet<Operation>> {
  const router = createRouter(operations);
  const called = new Set<Operation>();
  for (const name of tenantNames) {
    for (const recipe of recipes) {
      const place = lab(name);
      const program = await place.open();
      const { picture } = await program.run(recipe, 'set-up');
      await program.run(recipe, 'verify');
      await program.undo(recipe, picture.runId);
      for (const { method, host, path } of place.tenant.requests()) {
        const api = apiAt(host)?.api;
        if (api === undefined) continue;
        const found = router.find(api, method, normalizePath(api, path.split('?')[0] ?? ''));
        if ('operation' in found) called.add(found.operation);
        else process.stdout.write(`not served: ${method} ${host}${path}\n`);
      }
    }
  }
  return called;
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
if (process.argv.includes('--write')) {
  await writeFile(new URL('../docs/practice-tenant.md', import.meta.url), documentOf());
  process.stdout.write('docs/practice-tenant.md is written.\n');
}
