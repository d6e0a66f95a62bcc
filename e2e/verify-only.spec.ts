import { expect, test } from '@playwright/test';
import { tenantIn } from './contents.ts';
import { type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

let started: PracticeApp;
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

test('a check of a connection that holds finds everything met and changes nothing', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();

  const before = JSON.stringify(tenantIn(started.home, 'fresh').state());
  await wizard.check('Dropzone AI');
  await expect(wizard.title).toHaveText(/hold|repair|need/u, { timeout: 60_000 });
  expect(JSON.stringify(tenantIn(started.home, 'fresh').state())).toBe(before);
});

test('a check of nothing says what is not met, and changes nothing', async () => {
  started = await startApp({ practice: 'fresh' });
  const wizard = new Wizard(started);
  const before = JSON.stringify(tenantIn(started.home, 'fresh').state());
  await wizard.check('Dropzone AI');
  await expect(wizard.title).toHaveText(/need/u, { timeout: 60_000 });
  await expect(wizard.page.getByText('Not met').first()).toBeVisible();
  expect(JSON.stringify(tenantIn(started.home, 'fresh').state())).toBe(before);
});
