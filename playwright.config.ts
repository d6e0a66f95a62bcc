import { defineConfig } from '@playwright/test';

/** The journeys: the built application in a real Electron. Started by scripts/e2e.mjs, which sees to both. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // One window at a time: a journey's figures are a person's, and a machine of two cores is enough.
  workers: 1,
  fullyParallel: false,
  // A journey that passes the second time only has told us something: it is not hidden.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/journeys.json' }]],
});
