import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{engine,recipes,microsoft,practice,host,main,preload,renderer,cli,scripts}/**/*.spec.{ts,tsx}',
    ],
    environment: 'node',
    // A promise must hold whatever ran before it.
    isolate: true,
    // A spec without an assertion, or a run without specs, shows nothing.
    expect: { requireAssertions: true },
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
