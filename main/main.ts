import './polyfill-crypto.ts';
import path from 'node:path';
import { app } from 'electron';
import { type Behind, openDoorway, tellWindow } from './doorway.ts';
import { defaultHome, homeOf, ownFolder, practiceOf } from './home.ts';
import { claimScheme, lockEveryPage } from './locked-session.ts';
import { refusedAtStart, refusedExitCode } from './refused-start.ts';
import { isReleased } from './released.ts';
import { openWindow } from './window.ts';

start();

/** Starts the app, and nothing else: what the calls do is loaded once the window shows. */
function start(): void {
  const refused = isReleased() ? refusedAtStart(process.argv.slice(1), process.env) : undefined;
  if (refused !== undefined) {
    process.stderr.write(`Not started: ${refused} would let another program see into this one.\n`);
    app.exit(refusedExitCode);
    return;
  }
  const home = ownFolder(homeOf(process.argv.slice(1), process.cwd()) ?? defaultHome());
  const folder = ownFolder(path.join(home, 'window'));
  app.setPath('userData', folder);
  // Root's Chromium cannot sandbox; a checkout run by root says so itself with the switch, a released app refuses it.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  claimScheme();
  lockEveryPage();
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(() => open(home, folder));
}

function open(home: string, folder: string): void {
  const { window, chooseTheme } = openWindow({ folder, built: path.join(app.getAppPath(), 'out') });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });

  let behind: Promise<Behind> | undefined;
  const practice = practiceOf(process.argv.slice(1));
  const load = async (): Promise<Behind> => {
    const { behindDoorway } = await import('./behind-doorway.ts');
    return behindDoorway({ home, window, chooseTheme, tell: tellWindow(window), practice });
  };
  openDoorway(window, () => (behind ??= load()));
}
