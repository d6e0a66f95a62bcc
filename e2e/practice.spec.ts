import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { giveAway } from './ordinary-user.ts';
import { freshHome, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { enterCodeAt } from './practice-browser.ts';
import { Wizard } from './wizard.ts';

let started: PracticeApp;
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

test('a code typed on another device signs in as the browser does', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.connect('Dropzone AI');
  await wizard.page.getByRole('radio', { name: /code/iu }).click();
  await wizard.click('Get a code and sign in');
  await expect(wizard.title).toHaveText('Enter the code on another device');
  const code = wizard.page.getByText(/^[A-Z0-9]{8,9}$/u);
  await expect(code).toBeVisible();
  const typed = (await code.textContent()) ?? '';
  await wizard.click('Open the page');
  await enterCodeAt(await started.browserAddress(), typed);
  await expect(wizard.title).toHaveText('Signed in as Ada Lind');
});

test('a sign-in that is cancelled leaves nobody signed in, and can be begun again', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.connect('Dropzone AI');
  await wizard.click('Open browser and sign in');
  await started.browserAddress();
  await wizard.click('Cancel');
  await expect(wizard.title).toHaveText('Sign in to your tenant');
  await expect(wizard.page.getByText('Not signed in', { exact: true })).toBeVisible();
  await wizard.signIn();
  await expect(wizard.title).toHaveText('Signed in as Ada Lind');
});

test('a sample tenant whose saved state is damaged says so, and is started over from there', async () => {
  const home = freshHome();
  const folder = path.join(home, 'practice');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(path.join(folder, 'fresh.json'), '{"changes":', { mode: 0o600 });
  giveAway(folder);
  giveAway(path.join(folder, 'fresh.json'));
  started = await startApp({ home });
  const { page } = started;
  await page.getByRole('button', { name: /^Try it with a sample tenant/u }).click();
  await expect(page.getByRole('alert')).toContainText(/saved state .* is damaged/u);
  await page.getByRole('button', { name: 'Start it over' }).click();
  await expect(page.getByText('Practice', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('leaving practice ends a sign-in that still waits for the browser, and nothing listens for its answer', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.connect('Dropzone AI');
  await wizard.click('Open browser and sign in');
  const opened = new URL(await started.browserAddress());
  const port = Number(new URL(opened.searchParams.get('redirect_uri') ?? '').port);
  expect(await listens(port)).toBe(true);
  await wizard.click('Leave the sample tenant');
  await expect(wizard.title).toHaveText('What would you like to do?');
  await expect.poll(() => listens(port)).toBe(false);
  await expect(wizard.page.getByText('Not signed in', { exact: true })).toBeVisible();
});

/** Does anything of this computer take a connection at that port? */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('starting over forgets what was made, and leaving practice leaves its color and its word', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  expect(ourThings(tenantIn(started.home, 'fresh'))).toMatchObject({ applications: 1 });

  await wizard.click('Start over');
  await expect(wizard.title).toHaveText('What would you like to do?');
  expect(ourThings(tenantIn(started.home, 'fresh'))).toMatchObject({ applications: 0, secrets: 0, roles: 0 });

  await wizard.click('Leave the sample tenant');
  await expect(wizard.page.getByRole('region', { name: 'Practice' })).toHaveCount(0);
  await expect(wizard.button(/^Try it with a sample tenant/u)).toBeVisible();
});
