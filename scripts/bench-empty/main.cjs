/** The empty Electron window ours is measured beside: same size, sandboxed, one heading. */
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

app.setPath('userData', process.env.BENCH_HOME ?? '');
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  window.loadFile(path.join(__dirname, 'index.html'));
});
