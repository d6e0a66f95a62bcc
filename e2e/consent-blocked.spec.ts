import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parseReport } from '../host/report/report.ts';
import { ourThings, tenantIn } from './contents.ts';
import { answerSaveDialog, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

let started: PracticeApp;
test.beforeEach(async () => {
  started = await startApp({ practice: 'consent-blocked' });
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

test('an admin without the consent role is told whom to ask, and given the message to send', {
  tag: '@first',
}, async () => {
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();

  const card = wizard.page.getByRole('region', { name: /consent/iu }).filter({ hasText: 'Who can fix it' });
  await expect(card).toBeVisible();
  await expect(card.getByText('Privileged Role Administrator').first()).toBeVisible();
  await expect(card.getByRole('button', { name: 'Copy message' })).toBeVisible();

  await card.getByRole('button', { name: 'Copy message' }).click();
  const copied = await started.app.evaluate(async ({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/SecurityEvents\.Read\.All/u);
  expect(copied.length).toBeGreaterThan(80);

  // The page about it opens inside the window, from the keyboard, and gives the focus back.
  await card.getByRole('button', { name: 'About this problem' }).focus();
  await wizard.page.keyboard.press('Enter');
  const page = wizard.page.getByRole('dialog', { name: 'Another administrator must consent' });
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await expect(page.getByRole('listitem').first()).toHaveText('Send the message shown with the problem.');
  await wizard.page.keyboard.press('Escape');
  await expect(page).toHaveCount(0);
  await expect(card.getByRole('button', { name: 'About this problem' })).toBeFocused();

  // A run that is blocked can be reported as it stands.
  const saved = await answerSaveDialog(started);
  await wizard.saveReport('For programs');
  const report = parseReport(readFileSync(await saved(), 'utf8'), 'report');
  expect(report.checks.filter(({ mark }) => mark === 'waiting-person').map(({ id }) => id)).toEqual([
    'grant-consent:graph',
  ]);

  // The other half went on and is proven: only the consent to Microsoft Graph is missing.
  await wizard.click('View results so far');
  await expect(wizard.title).toHaveText("Dropzone AI isn't fully connected yet");
  await expect(wizard.page.getByText(/^\d+ rows$/u)).toBeVisible();
  expect(ourThings(tenantIn(started.home, 'consent-blocked'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 1,
    roles: 1,
  });
});
