import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** All that was ever changed in the tenant, as it keeps it; nothing where nobody has changed anything. */
function truth(home: string): string {
  const file = path.join(home, 'practice', 'fresh.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test('a check of a connection that holds finds all that matters met and changes nothing', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'fresh' });
  const setUp = new Wizard(first);
  await setUp.goToReview();
  await setUp.makeChanges();
  await setUp.isDone();
  const saved = await answerSaveDialog(first);
  await setUp.saveProfile();
  const file = await saved();
  await first.close();

  const before = truth(home);
  const second = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(second);
  await answerOpenDialog(second, file);
  await wizard.checkProfile();
  await wizard.isChecked();
  // A retired permission and a portal that will be are hints: they are said, and all holds that set-up left.
  await expect(wizard.title).toHaveText('The connection works (2 warnings, 1 not checked)');
  await expect(wizard.step(/was retired on/u, 'Ready')).toHaveCount(1);
  await expect(wizard.step(/is being retired on/u, 'Ready')).toHaveCount(1);
  await expect(wizard.step('Owner of the application', 'Ready')).toHaveCount(1);
  await expect(wizard.step('Register the application', 'Ready')).toHaveCount(1);
  await expect(wizard.button(/^0\s*Blocked/u)).toBeVisible();
  await expect(wizard.button(/^0\s*Needs attention/u)).toBeVisible();
  expect(before).not.toBe('');
  expect(truth(home)).toBe(before);
  await second.close();
  removeHome(home);
});

test('a check of what was never connected says what is not met, and changes nothing', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI');
  await wizard.isChecked();
  await expect(wizard.title).toHaveText(/works|attention|repair|No problems/u);
  await expect(wizard.page.getByText('Needs attention').first()).toBeVisible();
  expect(truth(home)).toBe('');
  await started.close();
  removeHome(home);
});
