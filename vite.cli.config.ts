import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const here = (...parts: readonly string[]) => path.resolve(import.meta.dirname, ...parts);

/** The entry is a program: its first line says who runs it, and its mode lets it run. */
const asProgram = (): Plugin => ({
  name: 'as-program',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
      chunk.code = `#!/usr/bin/env node\n${chunk.code.replace(/^#!.*\n/u, '')}`;
    }
  },
  async writeBundle({ dir = '' }, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk' && chunk.isEntry) await chmod(path.join(dir, chunk.fileName), 0o755);
    }
  },
});

/** The command line: the same sources without a window. Bundled by Vite too, because recipes are found by glob. */
export default defineConfig({
  publicDir: false,
  plugins: [asProgram()],
  ssr: { target: 'node', noExternal: true },
  build: {
    ssr: here('cli/cli.ts'),
    target: 'node18',
    outDir: here('out/cli'),
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
    },
  },
});
