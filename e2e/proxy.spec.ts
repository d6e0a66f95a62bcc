import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { filesHolding } from './canary.ts';
import { type PracticeApp, removeHome, startApp } from './practice-app.ts';

const userName = 'ada';
const password = 'naïve-café-door-2b7-yes';
/** With a character that is drawn as nothing. */
const realm = 'Contoso\u00ad Internet';

/** A proxy that wants Basic authentication, and passes nothing on: nothing leaves this computer. */
interface LockedProxy {
  readonly address: string;
  /** What each CONNECT to Microsoft came with: user name and password, or nothing. */
  readonly seen: string[];
  readonly server: Server;
}

async function lockedProxy(): Promise<LockedProxy> {
  const seen: string[] = [];
  const server = createServer();
  const right = `${userName}:${password}`;
  server.on('connect', ({ headers, url }, socket) => {
    socket.on('error', () => undefined);
    const [, encoded = ''] = /^Basic (.+)$/u.exec(headers['proxy-authorization'] ?? '') ?? [];
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    // Chromium looks for updates of its own, too.
    if (url === 'login.microsoftonline.com:443') seen.push(given);
    socket.end(
      given === right
        ? 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'
        : `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="${realm}"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      'latin1',
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

let proxy: LockedProxy;
let started: PracticeApp;
test.beforeEach(async () => {
  proxy = await lockedProxy();
  const through = `http://${proxy.address}`;
  started = await startApp({
    env: { https_proxy: through, HTTPS_PROXY: through, no_proxy: '', NO_PROXY: '' },
  });
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
  proxy.server.closeAllConnections();
  proxy.server.close();
});

test('a proxy that wants a sign-in gets it from the person, who is asked again if it is wrong', async () => {
  const { page } = started;
  const dialog = page.getByRole('dialog', { name: 'Sign in to your proxy' });
  const enter = async (value: string) => {
    await dialog.getByLabel('User name').fill(userName);
    await dialog.getByLabel('Password').fill(value);
    await page.keyboard.press('Enter');
  };
  await page.getByRole('button', { name: 'Connect Dropzone AI' }).click();
  await page.getByLabel('Tenant', { exact: true }).fill('contoso.com');

  // Finding the tenant is the first request. What the proxy calls itself is shown as data.
  await expect(dialog).toContainText(proxy.address);
  await expect(dialog).toContainText('Contoso\\u{ad} Internet');
  await expect(dialog).not.toContainText('refused');
  await enter('wrong');
  await expect(dialog).toContainText('The proxy refused that user name and password.');
  await enter(password);
  await expect
    .poll(() => proxy.seen.slice(0, 3))
    .toEqual(['', `${userName}:wrong`, `${userName}:${password}`]);
  await expect(dialog).toHaveCount(0);
  expect(await page.content()).not.toContain(password);

  // Every later request is answered without asking, and this proxy's own refusal is said as such.
  await page.getByRole('button', { name: 'Open browser and sign in' }).click();
  await expect(page.getByText(/The proxy on the way to login\.microsoftonline\.com refused/u)).toBeVisible();
  expect(proxy.seen.at(-1)).toBe(`${userName}:${password}`);
  await expect(dialog).toHaveCount(0);
  expect(filesHolding(started.home, password)).toEqual([]);
  // Planted: it would be found.
  writeFileSync(path.join(started.home, 'planted'), password);
  expect(filesHolding(started.home, password)).toHaveLength(1);
});

test('without a sign-in the proxy is named, and trying again asks again', async () => {
  const { page } = started;
  const dialog = page.getByRole('dialog', { name: 'Sign in to your proxy' });
  const signIn = page.getByRole('button', { name: 'Open browser and sign in' });
  await page.getByRole('button', { name: 'Connect Dropzone AI' }).click();
  await page.getByLabel('Tenant', { exact: true }).fill('contoso.com');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);

  await signIn.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/The proxy on the way to login\.microsoftonline\.com refused/u)).toBeVisible();
  await signIn.click();
  await expect(dialog).toBeVisible();
  expect(proxy.seen.filter((given) => given !== '')).toEqual([]);
});
