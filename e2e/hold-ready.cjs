/**
 * Loaded by Electron before the app itself: keeps the app from being ready until Playwright is attached and says so by
 * calling `__playwright_run`. Playwright's own loader does the same, and adds switches a person's start has not. Without
 * it a window may open while Playwright is attaching, and now and then neither went on.
 */
const { app } = require('electron');

const ready = app.whenReady();
/** @type {() => void} */
let letOn = () => undefined;
/** @type {Promise<void>} */
const attached = new Promise((resolve) => {
  letOn = resolve;
});
app.whenReady = () => attached;
Object.assign(globalThis, { __playwright_run: () => ready.then(() => letOn()) });
