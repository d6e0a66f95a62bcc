import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './display.ts',
  outputDir: '../test-results',
  reporter: [['list']],
  // One window at a time: the figures are a person's, and a machine of two cores is enough.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
