/**
 * Loaded into an Electron before its application (`electron -r bench-probe.cjs <folder>`): says on standard output
 * when the first window was ready, what the processes then use, and which of the application's files had been loaded
 * when the window was made. The application itself knows nothing of it.
 */
const fs = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

const settled = 1500;
const ours = path.resolve(process.env.BENCH_APP ?? '');

const sinceStart = () => Date.now() - (process.getCreationTime() ?? 0);
/** @param {any} emitter @param {string} name @returns {Promise<void>} */
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));

app.once('browser-window-created', (_event, window) => {
  const loaded = Object.keys(require.cache).filter((file) => file.startsWith(ours + path.sep));
  const bytes = loaded.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  const shown = once(window, 'ready-to-show').then(sinceStart);
  const drawn = once(window.webContents, 'dom-ready')
    .then(() => heading(window.webContents))
    .then(sinceStart);
  Promise.all([shown, drawn]).then(([shownMs, drawnMs]) => {
    setTimeout(() => {
      const kilobytes = app.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0);
      const said = {
        readyMs: Math.max(shownMs, drawnMs),
        shownMs,
        drawnMs,
        memoryKb: kilobytes,
        mainBytes: bytes,
      };
      process.stdout.write(`BENCH ${JSON.stringify(said)}\n`, () => app.exit(0));
    }, settled);
  });
});

/**
 * Waits until the page shows its heading: a window that is shown empty is not ready.
 * @param {import('electron').WebContents} contents
 */
function heading(contents) {
  return contents.executeJavaScript(
    `new Promise((resolve) => {
      const look = () => (document.querySelector('h1') ? requestAnimationFrame(() => resolve(true)) : setTimeout(look, 4));
      look();
    })`,
  );
}
