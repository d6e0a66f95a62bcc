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
    // Both cores of a small machine; a limit that a busy one keeps too.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
