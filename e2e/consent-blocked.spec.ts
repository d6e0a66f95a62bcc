import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

let started: PracticeApp;
test.beforeEach(async () => {
  started = await startApp({ practice: 'consent-blocked' });
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

test('an admin without the consent role is told whom to ask, and given the message to send', async () => {
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();

  const card = wizard.page.getByRole('region', { name: /consent/iu }).filter({ hasText: 'Who can fix it' });
  await expect(card).toBeVisible({ timeout: 60_000 });
  await expect(card.getByText('Privileged Role Administrator').first()).toBeVisible();
  await expect(card.getByRole('button', { name: 'Copy message' })).toBeVisible();

  await card.getByRole('button', { name: 'Copy message' }).click();
  const copied = await started.app.evaluate(async ({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/SecurityEvents\.Read\.All/u);
  expect(copied.length).toBeGreaterThan(80);

  // The other half went on and is proven: only the consent to Microsoft Graph is missing.
  await wizard.click('See what holds');
  await expect(wizard.title).toHaveText('Dropzone AI is not fully connected yet');
  await expect(wizard.page.getByText(/^\d+ rows$/u)).toBeVisible();
  expect(ourThings(tenantIn(started.home, 'consent-blocked'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 1,
    roles: 1,
  });
});
