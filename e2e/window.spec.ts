import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { resize } from './appearance.ts';
import { freshHome, type PracticeApp, removeHome, startApp, startCommand } from './practice-app.ts';

/** The window's own size, and what color it had before the page painted. */
function windowOf({ app }: PracticeApp) {
  return app.evaluate(({ BrowserWindow, nativeTheme }) => {
    const [window] = BrowserWindow.getAllWindows();
    const [width, height] = window?.getContentSize() ?? [];
    return {
      width,
      height,
      theme: nativeTheme.themeSource,
      ground: window?.getBackgroundColor().toLowerCase(),
    };
  });
}

/** Starts it as a person does from a terminal; gives its exit code and what it said. */
async function startBare(...args: readonly string[]): Promise<{ code: unknown; said: string }> {
  const { command, parameters, env } = await startCommand(args);
  const started = spawn(command, parameters, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 30_000 });
  let said = '';
  started.stderr.on('data', (text) => {
    said += String(text);
  });
  const [code] = await once(started, 'exit');
  return { code, said };
}

test('the window comes back in the size and theme it was left in, from the first paint', async () => {
  const home = freshHome();
  const first = await startApp({ home });
  await resize(first, { width: 1100, height: 700 });
  await first.page.getByRole('button', { name: 'Theme' }).click();
  await first.page.getByRole('menuitemradio', { name: 'Dark theme' }).click();
  await expect.poll(async () => (await windowOf(first)).theme).toBe('dark');
  await first.close();

  const second = await startApp({ home });
  expect(await windowOf(second)).toEqual({ width: 1100, height: 700, theme: 'dark', ground: '#141414' });
  expect(new URL(second.page.url()).searchParams.get('theme')).toBe('dark');
  await second.close();
  removeHome(home);
});

test('nothing needs scrolling sideways at twice the size', async () => {
  const started = await startApp();
  await started.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2),
  );
  await started.page.waitForFunction(() => window.devicePixelRatio >= 2);
  const beyond = await started.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond).toBeLessThanOrEqual(0);
  await started.close();
  removeHome(started.home);
});

test('a second start leads to the window that is open', async () => {
  const started = await startApp();
  const shown = started.app.evaluate(
    ({ app }) => new Promise((resolve) => app.once('second-instance', () => resolve('shown'))),
  );
  const { code } = await startBare('--home', started.home);
  expect(code).toBe(0);
  expect(await shown).toBe('shown');
  await started.close();
  removeHome(started.home);
});

test('a practice tenant nobody knows is refused before a window opens', async () => {
  const home = freshHome();
  const { code, said } = await startBare('--home', home, '--practice=nowhere');
  expect(code).toBe(2);
  expect(said).toContain('There are: fresh, half-finished');
  removeHome(home);
});

test('the home is for its owner alone', async () => {
  const started = await startApp({ practice: 'fresh' });
  for (const folder of ['.', 'window']) {
    const { mode } = statSync(path.join(started.home, folder));
    expect((mode & 0o777).toString(8)).toBe('700');
  }
  await started.close();
  removeHome(started.home);
});

test('where the system keeps no secrets, the window says so and uses no store of its own', async () => {
  const started = await startApp();
  const [said, truth] = await Promise.all([
    started.page.evaluate(async () => {
      const { onboarding } = globalThis as unknown as {
        onboarding: { call(name: string): Promise<unknown> };
      };
      return ((await onboarding.call('app.state')) as { keyStore: boolean }).keyStore;
    }),
    started.app.evaluate(({ safeStorage }) => safeStorage.isEncryptionAvailable()),
  ]);
  expect(said).toBe(truth);
  await started.close();
  removeHome(started.home);
});
