import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const waits = /^One step needs someone else$/u;

test('a run waits for another admin, and goes on by itself when they have done it', async () => {
  const started = await startApp({ practice: 'consent-blocked' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await expect(wizard.page.getByText(/is for someone else/u)).toBeVisible();
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(waits, { timeout: 60_000 });
  await expect(wizard.page.getByText(/Looks again every 30 s, next in \d+ s/u).first()).toBeVisible();
  await wizard.click('Let a colleague do it');
  await wizard.isDone();
  expect(ourThings(tenantIn(started.home, 'consent-blocked'))).toMatchObject({ secrets: 1, consents: 2 });
  await started.close();
  removeHome(started.home);
});

test('closed while it waits, it loses nothing: after one sign-in it waits again, and goes on by itself', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'consent-blocked' });
  const before = new Wizard(first);
  await before.goToReview();
  await before.makeChanges();
  await expect(before.title).toHaveText(waits, { timeout: 60_000 });
  await first.close();
  const made = ourThings(tenantIn(home, 'consent-blocked'));

  const second = await startApp({ home, practice: 'consent-blocked' });
  const after = new Wizard(second);
  await after.click('Go on');
  // Tokens were in memory only: one sign-in comes first, and the page says so.
  await expect(after.page.getByText(/Sign-ins are kept in memory only/u)).toBeVisible();
  await after.signIn();
  await expect(after.title).toHaveText(/^Review 1 change to /u, { timeout: 60_000 });
  await after.click('Wait for someone else');
  await expect(after.title).toHaveText(waits, { timeout: 60_000 });
  expect(ourThings(tenantIn(home, 'consent-blocked'))).toEqual(made);
  await after.click('Let a colleague do it');
  await after.isDone();
  expect(ourThings(tenantIn(home, 'consent-blocked'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 2,
  });
  await second.close();
  removeHome(home);
});
