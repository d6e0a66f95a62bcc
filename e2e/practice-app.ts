import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { giveAway, isRootsTurn, isSandboxed, readable } from './ordinary-user.ts';

const top = path.resolve(import.meta.dirname, '..');

/** The built app with a home folder of its own, as a person starts it. */
export interface PracticeApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  /** Whether Chromium's sandbox is on; security figures count only then. */
  readonly sandboxed: boolean;
  /** The address the app last asked the system's browser to open, waited for. */
  browserAddress(): Promise<string>;
  /**
   * Ends it as a power cut does, at the moment its journal holds as many entries of this kind as said, counted from now:
   * nothing of the app runs after that write. Begun before what writes them; resolves once the app is gone.
   */
  powerCut(entries: {
    readonly kind: string;
    readonly count: number;
  }): Promise<{ readonly ended: Promise<void> }>;
  close(): Promise<void>;
}

export interface Starting {
  /** A home folder of an earlier start; a fresh one unless said. */
  readonly home?: string;
  /** The practice tenant to start in; real, signed out, unless said. */
  readonly practice?: string;
  /** How many times as fast as a real one the tenant settles; ten unless said. */
  readonly pace?: number;
  /** More switches for the app. */
  readonly args?: readonly string[];
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The executable of a packed application, instead of the checkout's. */
  readonly packed?: string;
}

/** A fresh folder that the app's user owns. */
export function freshHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'onboarding-'));
  chmodSync(home, 0o700);
  giveAway(home);
  return home;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** How the built app is started: as nobody where this is root, so that Chromium's sandbox is on. */
export async function startCommand(
  args: readonly string[],
  packed?: string,
): Promise<{ command: string; parameters: string[]; env: Record<string, string> }> {
  const program = packed ?? (await electronRuntime()).executablePath;
  const executable = path.join(readable(path.dirname(program)), path.basename(program));
  return {
    command: isRootsTurn ? path.join(import.meta.dirname, 'ordinary-user.sh') : executable,
    parameters: [...(packed === undefined ? [readable(top, ['package.json', 'out'])] : []), ...args],
    env: { ...environment(), ORDINARY_PROGRAM: executable },
  };
}

/** Starts the built app and waits for its first page. */
export async function startApp(starting: Starting = {}): Promise<PracticeApp> {
  const home = starting.home ?? freshHome();
  const practice = starting.practice ? [`--practice=${starting.practice}`] : [];
  const asked = [
    '--home',
    home,
    `--practice-pace=${starting.pace ?? 10}`,
    ...practice,
    ...(starting.args ?? []),
  ];
  const { command, parameters, env } = await startCommand(asked, starting.packed);
  const app = await _electron.launch({
    executablePath: command,
    // A packed application loads nothing but itself.
    args: starting.packed === undefined ? ['-r', holdReady(), ...parameters] : parameters,
    cwd: home,
    env: { ...env, ...starting.env, HOME: home },
    timeout: 60_000,
  });
  await listenForBrowser(app);
  const page = await app.firstWindow();
  // A limit ends what hangs, and judges nobody.
  page.setDefaultTimeout(120_000);
  await page.waitForSelector('h1');
  return {
    app,
    page,
    home,
    sandboxed: isSandboxed,
    browserAddress: () => browserAddress(app),
    powerCut: async (entries) => {
      const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
      await cutPowerAfter(app, entries);
      return { ended };
    },
    close: () => app.close(),
  };
}

/** Has the app's process end itself at a write of its journal: one that watches from outside comes too late now and then. */
async function cutPowerAfter(
  app: ElectronApplication,
  entries: { readonly kind: string; readonly count: number },
): Promise<void> {
  await app.evaluate(async (_electron, { kind, count }) => {
    const { open } = (process.mainModule as NodeJS.Module).require('node:fs/promises') as typeof fsPromises;
    const some = await open(process.execPath);
    const files = Object.getPrototypeOf(some) as {
      write: (bytes: Buffer, ...rest: unknown[]) => Promise<unknown>;
    };
    await some.close();
    const { write } = files;
    let seen = 0;
    files.write = async function (bytes, ...rest) {
      const written = await write.call(this, bytes, ...rest);
      if (bytes.toString('utf8').includes(`"kind":"${kind}"`) && ++seen === count)
        process.kill(process.pid, 'SIGKILL');
      return written;
    };
  }, entries);
}

/** Where the app's user can read the file that keeps an app from being ready before Playwright is attached. */
function holdReady(): string {
  const file = 'hold-ready.cjs';
  return path.join(readable(import.meta.dirname, [file]), file);
}

/** A start-up's environment without what would change the app under test. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(ELECTRON_|NODE_OPTIONS$|XDG_)/u.test(name),
  );
  const displays = process.env['SENTINEL_TEST_DISPLAYS']?.split(' ') ?? [];
  const own = displays[Number(process.env['TEST_PARALLEL_INDEX'])];
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...(own ? { DISPLAY: own } : {}) };
}

/** The journeys play the person, so they also play the person's browser: addresses are kept instead of opened. */
async function listenForBrowser(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { openedAddresses: opened });
    shell.openExternal = async (address: string) => void opened.push(address);
  });
}

async function browserAddress(app: ElectronApplication): Promise<string> {
  const give = () =>
    app.evaluate(() => (globalThis as unknown as { openedAddresses: string[] }).openedAddresses.shift());
  for (let looks = 0; looks < 150; looks++) {
    const address = await give();
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The app opened no address in the browser within 15 seconds.');
}

/**
 * Answers the system's save dialog with the name it proposes, in the home's own folder `saved`; gives a way to learn
 * which file that was, once it was asked.
 */
export async function answerSaveDialog({ app, home }: PracticeApp): Promise<() => Promise<string>> {
  const folder = path.join(home, 'saved');
  mkdirSync(folder, { recursive: true });
  giveAway(folder);
  await app.evaluate(({ dialog }, into) => {
    const answered: string[] = [];
    Object.assign(globalThis, { savedFiles: answered });
    Object.assign(dialog, {
      showSaveDialog: async (_window: unknown, options: { defaultPath?: string }) => {
        const filePath = `${into}/${options.defaultPath ?? 'unnamed'}`;
        answered.push(filePath);
        return { canceled: false, filePath };
      },
    });
  }, folder);
  return async () => {
    for (let looks = 0; looks < 100; looks++) {
      const file = await app.evaluate(() =>
        (globalThis as unknown as { savedFiles: string[] }).savedFiles.at(-1),
      );
      if (file !== undefined && existsSync(file)) return file;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('Nothing was saved within 10 seconds.');
  };
}

/** Answers the system's open dialog with this file. */
export async function answerOpenDialog({ app }: PracticeApp, file: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [chosen] }) });
  }, file);
}
