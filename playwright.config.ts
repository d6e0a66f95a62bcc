import { defineConfig } from '@playwright/test';

/** What `npm test` runs: one journey of each kind, and all that is promised of the window's locks. */
const first = /@first|security\.spec/u;

/** The journeys: the built application in a real Electron. Started by scripts/e2e.mjs, which sees to both. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  projects: [
    { name: 'first', grep: first },
    { name: 'rest', grepInvert: first },
  ],
  // Each window has a display and a home of its own; how many there are at once is said by scripts/e2e.mjs.
  fullyParallel: true,
  // A journey that passes the second time only has told us something: it is not hidden.
  retries: 0,
  forbidOnly: true,
  // Limits end what hangs; a busy machine is no fault of a journey.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/journeys.json' }]],
});
