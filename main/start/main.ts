import './polyfill-crypto.ts';
import path from 'node:path';
import { app, dialog, nativeTheme } from 'electron';
import { type Behind, openDoorway, tellWindow } from '../ipc/invoke.ts';
import { practiceTenants } from '../session/practice-tenants.ts';
import { claimScheme, lockEveryPage } from '../window/locked-session.ts';
import { openWindow } from '../window/window.ts';
import { defaultHome, homeOf, ownFolder, practiceOf, practicePaceOf } from './home.ts';
import { askedAgain, refusedAtStart, refusedExitCode } from './refused-start.ts';
import { isReleased } from './released.ts';

/** As the command line's: bad input, and nothing was written. */
const badInputExitCode = 2;

start();

/** Starts the app, and nothing else: what the calls do is loaded once the window shows. */
function start(): void {
  const refused = isReleased() ? refusedHere() : undefined;
  if (refused !== undefined) {
    process.stderr.write(`Not started: ${refused} would let another program see into this one.\n`);
    app.exit(refusedExitCode);
    return;
  }
  const practice = practiceOf(process.argv.slice(1));
  if (practice !== undefined && !practiceTenants.some(({ name }) => name === practice)) {
    const names = practiceTenants.map(({ name }) => name).join(', ');
    process.stderr.write(`--practice: There is no practice tenant of that name. There are: ${names}.\n`);
    app.exit(badInputExitCode);
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
  const pace = practicePaceOf(process.argv.slice(1));
  void app.whenReady().then(() => open({ home, folder, practice, pace }));
}

/** Asked of the arguments as they were written, and of what Chromium made of them. */
function refusedHere(): string | undefined {
  const written = refusedAtStart(process.argv.slice(1), process.env, process.platform);
  const read = askedAgain.find((name) => app.commandLine.hasSwitch(name));
  return written ?? (read && `--${read}`);
}

interface Opening {
  readonly home: string;
  readonly folder: string;
  readonly practice: string | undefined;
  /** How many times as fast as a real one a practice tenant settles. */
  readonly pace: number;
}

function open({ home, folder, practice, pace }: Opening): void {
  const built = path.join(app.getAppPath(), 'out');
  const own = openWindow({ folder, built, practice });
  const { window } = own;
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });

  const tell = tellWindow(window);
  nativeTheme.on('updated', () => {
    const { shouldUseDarkColors: dark, shouldUseHighContrastColors: highContrast } = nativeTheme;
    tell('app.theme', { dark, highContrast });
  });

  let behind: Promise<Behind> | undefined;
  const load = async (): Promise<Behind> => {
    const { behindDoorway } = await import('./behind-doorway.ts');
    return behindDoorway({ home, own, tell, practice, pace });
  };
  const loadOrEnd = () =>
    load().catch((error: unknown) => {
      // Another program has this practice tenant or this home open: nothing of the window would work.
      dialog.showErrorBox('Sentinel Onboarding', error instanceof Error ? error.message : "Couldn't start.");
      app.exit(badInputExitCode);
      throw error;
    });
  openDoorway(window, () => (behind ??= loadOrEnd()));
}
