import { defineConfig } from 'vitest/config';

/** The unit specs of what is mutated, and nothing that opens a tenant or a file. */
export default defineConfig({
  test: {
    environment: 'node',
    expect: { requireAssertions: true },
    include: ['engine/**/*.spec.ts', 'recipes/**/*.spec.ts'],
    exclude: ['**/*.tenant.spec.ts', '**/*.program.spec.ts'],
    isolate: false,
  },
});
