import { expect, test } from '@playwright/test';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

test('what a check finds is repaired from its own page: plan, review, run, and looked at again', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI');
  await wizard.isChecked();
  await expect(wizard.button(/^Plan \d+ repairs?$/u)).toBeVisible();
  await wizard.click(/^Plan \d+ repairs?$/u);
  await expect(wizard.title).toHaveText(/^Review \d+ changes? to /u, { timeout: 60_000 });
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(/hold|repair/u, { timeout: 90_000 });
  await expect(wizard.step('Register the application', 'Met')).toHaveCount(1);
  await started.close();
  removeHome(home);
});
