import { expect } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog, type PracticeApp } from './practice-app.ts';
import { signInAt } from './practice-browser.ts';
import { Wizard } from './wizard.ts';

/** What is done on each page, such as taking its picture. */
export type Visit = (page: string) => Promise<void>;

/** Walks through every page of the wizard, as an admin who succeeds, and stops at each. */
export async function tour(started: PracticeApp, visit: Visit): Promise<void> {
  const wizard = new Wizard(started);
  await expect(wizard.title).toHaveText('What would you like to do?');
  await visit('welcome');
  await wizard.connect('Dropzone AI');
  await visit('sign-in');
  await wizard.click('Open browser and sign in');
  await expect(wizard.title).toHaveText('Finish in your browser');
  await visit('sign-in-waiting');
  await signInAt(await started.browserAddress());
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  // The questions behind it are being filled meanwhile.
  await expect(wizard.button('Next')).toBeEnabled({ timeout: 30_000 });
  await visit('signed-in');
  let screen = 0;
  await wizard.click('Next');
  while (!(await wizard.isAtReview())) {
    const before = await wizard.title.textContent();
    if (screen === 0) await expect(wizard.page.getByRole('table')).toBeVisible({ timeout: 30_000 });
    screen += 1;
    await visit(`questions-${screen}`);
    await wizard.click('Next');
    await expect(wizard.title).not.toHaveText(before ?? '');
  }
  await visit('review');
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(/^Changing /u);
  await visit('run');
  await wizard.isDone();
  await visit('done');
  const saved = await answerSaveDialog(started);
  await wizard.saveProfile();
  const file = await saved();
  await wizard.goHome();
  await wizard.check('Dropzone AI');
  await expect(wizard.title).toHaveText(/hold|repair|need/u, { timeout: 60_000 });
  await visit('check');
  await wizard.goHome();
  await answerOpenDialog(started, file);
  await wizard.click(/^Open a profile/u);
  await expect(wizard.title).not.toHaveText('What would you like to do?');
  await visit('profile');
}

/** The page of an admin who may not do everything, with the card that says whom to ask. */
export async function blockedTour(started: PracticeApp, visit: Visit): Promise<void> {
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await visit('review-blocked');
  await wizard.makeChanges();
  await expect(wizard.page.getByText('Who can fix it')).toBeVisible({ timeout: 60_000 });
  await visit('blocked');
}
