import { defineConfig } from 'vitest/config';

const layers = '{engine,recipes,microsoft,practice,host,app,main,preload,renderer,cli,scripts}';
/** The kind stands in the name, and scripts/walls.mjs holds a spec to it: what it touches decides, not its folder. */
const tenants = `${layers}/**/*.tenant.spec.{ts,tsx}`;
const programs = `${layers}/**/*.program.spec.{ts,tsx}`;

/** A limit ends what hangs. It judges nobody: a machine with other work to do is no fault of a promise. */
const limit = 600_000;
const shared = {
  environment: 'node',
  // A spec without an assertion shows nothing.
  expect: { requireAssertions: true },
  testTimeout: limit,
  hookTimeout: limit,
} as const;

/**
 * Which part runs: all of it unless said. `first` is what `npm test` runs: every unit spec, the laws and the cut-offs
 * (on one tenant, see recipes/scenarios/lab.spec-kit.ts), and one program of each kind; `rest` is the others.
 */
const part = process.env['SPECS'] ?? 'all';
const lawsOfAll = ['recipes/laws.tenant.spec.ts', 'recipes/scenarios/cut-off.tenant.spec.ts'];
const oneOfEach = [
  'cli/commands/program.program.spec.ts',
  'practice/server/serve.program.spec.ts',
  'host/storage/journal-file.program.spec.ts',
  'host/profile/renderings/quote.program.spec.ts',
  'scripts/walls.program.spec.ts',
];

/** The specs of a project in this part. */
const within = (all: string, firstOnes: readonly string[], inBoth: boolean) =>
  part === 'first'
    ? { include: [...firstOnes] }
    : { include: [all], exclude: part === 'rest' && !inBoth ? [...firstOnes] : [] };

/**
 * Three projects. Whoever keeps nothing between files shares a worker's modules with the others, which saves loading
 * Microsoft's libraries and the Kusto grammar for each; `--sequence.shuffle` shows that it holds in any order.
 */
export default defineConfig({
  test: {
    // A run without specs shows nothing either.
    passWithNoTests: false,
    globalSetup: ['scripts/temporary-folder.mjs'],
    allowOnly: false,
    // Both cores of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // What takes long is in both parts, each time with other queries.
          include: part === 'rest' ? ['host/kql/analyst-queries.spec.ts'] : [`${layers}/**/*.spec.{ts,tsx}`],
          exclude: [tenants, programs],
          isolate: false,
        },
      },
      // The laws are in both parts: each time on other tenants.
      {
        test: {
          ...shared,
          name: 'tenants',
          ...within(tenants, lawsOfAll, true),
          isolate: false,
          setupFiles: process.env['PLAYBOOK_TEMPLATE'] ? ['practice/playbooks/published.spec-kit.ts'] : [],
        },
      },
      { test: { ...shared, name: 'programs', ...within(programs, oneOfEach, false), isolate: true } },
    ],
  },
});
