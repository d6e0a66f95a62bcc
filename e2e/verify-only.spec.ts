import { expect, test } from '@playwright/test';
import { tenantIn } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** All the tenant holds, as one text. */
const truth = (home: string): string => JSON.stringify(tenantIn(home, 'fresh').state());

test('a check of a connection that holds finds everything met and changes nothing', async () => {
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
  // What is asked for by default holds a retired permission: a warning, and nothing that is broken.
  await expect(wizard.page.getByText('Blocked')).toHaveCount(0);
  await expect(wizard.step('Register the application', 'Met')).toHaveCount(1);
  expect(truth(home)).toBe(before);
  await second.close();
  removeHome(home);
});

test('a check of what was never connected says what is not met, and changes nothing', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const before = truth(home);
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI');
  await wizard.isChecked();
  await expect(wizard.title).toHaveText(/repair$/u);
  await expect(wizard.page.getByText('Not met').first()).toBeVisible();
  expect(truth(home)).toBe(before);
  await started.close();
  removeHome(home);
});
