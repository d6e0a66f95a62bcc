import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = (...parts: readonly string[]) => path.resolve(import.meta.dirname, ...parts);

/**
 * Everything is bundled: the packed application carries no node_modules. Node 18 and Chromium 114 are what the
 * oldest runtime in the tests brings (docs/decisions/0002-a-stand-in-runtime.md).
 */
export default defineConfig({
  main: {
    build: {
      target: 'node18',
      outDir: here('out/main'),
      externalizeDeps: false,
      rolldownOptions: {
        // Queries are checked in a thread, which is a program of its own.
        input: { main: here('main/start/main.ts'), 'kql-thread': here('host/kql/kql-thread.ts') },
        // The Microsoft SDKs are imported on demand; their chunks stay apart, so the window does not wait.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      target: 'node18',
      outDir: here('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: here('preload/preload.ts') },
        // A sandboxed preload can require nothing but Electron: one file, whole.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    base: './',
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: here('out/renderer'),
      // electron-vite leaves the renderer unminified unless told.
      minify: 'oxc',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { input: here('renderer/index.html') },
    },
  },
});
