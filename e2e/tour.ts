import { expect } from '@playwright/test';
import { driftedApplication, meanwhile, seesTheWorkspace } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, type PracticeApp, startApp } from './practice-app.ts';
import { signInAt } from './practice-browser.ts';
import { Wizard } from './wizard.ts';

/** What is done on each page, such as taking its picture. */
export type Visit = (page: string, started: PracticeApp) => Promise<void>;

/** Walks through every page of the wizard, as an admin who succeeds, and stops at each; `home` is a fresh one. */
export async function tour(home: string, stop: Visit): Promise<void> {
  const file = await connecting(home, stop);
  await comingBack(home, file, stop);
}

/** The first day: from Welcome to Done. Gives the saved profile. */
async function connecting(home: string, stop: Visit): Promise<string> {
  // The pages of a run are looked at while it runs.
  const started = await startApp({ home, practice: 'fresh', pace: 1 });
  const visit = (page: string) => stop(page, started);
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
  await expect(wizard.button('Next')).toBeEnabled();
  await visit('signed-in');
  let screen = 0;
  await wizard.click('Next');
  while (!(await wizard.isAtReview())) {
    const before = await wizard.title.textContent();
    if (screen === 0) await expect(wizard.page.getByRole('table')).toBeVisible();
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
  await wizard.page.getByRole('tab', { name: 'Connection profile' }).click();
  await visit('done-profile');
  await wizard.click(/^Undo \d+ changes?$/u);
  await expect(wizard.page.getByRole('dialog')).toBeVisible();
  await visit('undo-dialog');
  await started.close();
  return file;
}

/** Months later: the profile is opened, and checked. */
async function comingBack(home: string, file: string, stop: Visit): Promise<void> {
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await answerOpenDialog(started, file);
  await wizard.click(/^Open a report or profile/u);
  await expect(wizard.button('Check this connection')).toBeVisible();
  await stop('profile', started);
  await wizard.click('Rotate the client secret');
  await stop('dialog-rotate', started);
  await wizard.page.keyboard.press('Escape');
  await wizard.click('Save in another format');
  await stop('dialog-save-profile', started);
  await wizard.page.keyboard.press('Escape');
  await wizard.click('Check this connection');
  await wizard.signIn();
  await wizard.isChecked();
  await stop('check', started);
  await wizard.click('Disconnect');
  await expect(wizard.button(/^Remove \d+ things$/u)).toBeVisible();
  await stop('dialog-disconnect', started);
  await wizard.click(/^Remove \d+ things$/u);
  await expect(wizard.title).toHaveText('Dropzone AI is disconnected');
  await stop('disconnected', started);
  await started.close();
}

/** What another person has to do first: a role of one's own to activate, a role on a workspace to be given. */
export async function handOffTour(home: string, stop: Visit): Promise<void> {
  meanwhile(home, 'no-azure-rights', seesTheWorkspace);
  for (const practice of ['pim-eligible', 'no-azure-rights'] as const) {
    const started = await startApp({ home, practice });
    const wizard = new Wizard(started);
    await wizard.goToReview();
    await stop(`${practice}-review`, started);
    await wizard.makeChanges();
    await expect(wizard.page.getByText('Who can fix it')).toBeVisible();
    await stop(`${practice}-waiting`, started);
    await started.close();
  }
}

/** A connection that drifted: what a check finds, the plan of its repair, and what then holds. */
export async function repairTour(home: string, stop: Visit): Promise<void> {
  const started = await startApp({ home, practice: 'drifted' });
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI', driftedApplication(home));
  await expect(wizard.title).toHaveText(/need repair$/u);
  await stop('drifted-check', started);
  await wizard.click(/^Plan \d+ repairs?$/u);
  await expect(wizard.title).toHaveText(/^Review \d+ changes to /u);
  await stop('drifted-review', started);
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(/^The connection works/u);
  await stop('drifted-holds', started);
  await started.close();
}

/** The page of an admin who may not do everything, with the card that says whom to ask. */
export async function blockedTour(home: string, stop: Visit): Promise<void> {
  const started = await startApp({ home, practice: 'consent-blocked' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await stop('review-blocked', started);
  await wizard.makeChanges();
  await expect(wizard.page.getByText('Who can fix it')).toBeVisible();
  await stop('blocked', started);
  await started.close();
}

/** What looks otherwise for a recipe of playbooks: its questions, a long review, and what is handed to the vendor. */
export async function playbooksTour(home: string, stop: Visit): Promise<void> {
  const started = await startApp({ home, practice: 'intezer-ready' });
  const wizard = new Wizard(started);
  const visit = (page: string) => stop(`playbooks-${page}`, started);
  await wizard.connect('Intezer');
  await wizard.signIn();
  await expect(wizard.button('Next')).toBeEnabled();
  await wizard.click('Next');
  await expect(wizard.page.getByRole('table')).toBeVisible();
  await visit('workspace');
  await wizard.goToQuestion('Intezer API key');
  await wizard.paste('Intezer API key', 'a-key-that-nobody-owns');
  await wizard.leaveField();
  await visit('vault');
  await wizard.click('Next');
  await visit('details');
  await wizard.goOnToReview();
  await visit('review');
  await wizard.makeChanges();
  await wizard.isDone('Intezer');
  await visit('done');
  for (const tab of ['Connection profile', 'Access']) {
    await wizard.page.getByRole('tab', { name: tab }).click();
    await visit(tab.toLowerCase().replaceAll(' ', '-'));
  }
  await started.close();
}

/** What opens on top of a page or is written into it: the dialogs, the editor of queries, a report that is read. */
export async function dialogsTour(home: string, stop: Visit): Promise<void> {
  const started = await startApp({ home, practice: 'consent-blocked' });
  const wizard = new Wizard(started);
  const visit = (name: string) => stop(name, started);
  const dialog = wizard.page.getByRole('dialog');
  const leave = async () => {
    await wizard.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };
  await expect(wizard.title).toHaveText('What would you like to do?');
  await visit('welcome-in-practice');
  await wizard.click(/^Check a connection/u);
  await visit('dialog-what-to-check');
  await leave();
  await wizard.connect('Dropzone AI');
  await wizard.signIn();
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  while (!(await wizard.button('Add a query').isVisible())) {
    const before = await wizard.title.textContent();
    await wizard.click('Next');
    await expect(wizard.title).not.toHaveText(before ?? '');
  }
  await wizard.click('Add a query');
  const editor = wizard.page.getByRole('textbox', { name: 'KQL Queries, 1 of 1' });
  await editor.click();
  await wizard.page.keyboard.type('SecurityIncident | wher');
  await expect(wizard.page.getByRole('listbox')).toBeVisible();
  await visit('query-completion');
  await wizard.page.keyboard.press('Escape');
  await wizard.page.keyboard.type(' Severity ==');
  await expect(wizard.page.getByText(/^Line 1, column/u).first()).toBeVisible();
  await visit('query-fault');
  await wizard.click('Remove query 1');
  await wizard.goOnToReview();
  await wizard.makeChanges();
  await expect(wizard.page.getByText('Who can fix it')).toBeVisible();
  await wizard.click('About this problem');
  await expect(dialog.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await visit('dialog-about-problem');
  await leave();
  await wizard.click('Save report');
  await visit('dialog-save-report');
  const saved = await answerSaveDialog(started);
  await dialog.getByRole('radio', { name: /^For programs/u }).check();
  await wizard.click('Choose location');
  const report = await saved();
  await wizard.click('Stop here');
  await expect(wizard.title).toHaveText('What would you like to do?');
  await answerOpenDialog(started, report);
  await wizard.click(/^Open a report or profile/u);
  await expect(wizard.page.getByText('Read only', { exact: true })).toBeVisible();
  await visit('report');
  await wizard.click('Back');
  await wizard.click(/^Check a connection/u);
  await wizard.click(/^Dropzone AI, without a profile/u);
  await wizard.click('Next');
  await wizard.page.getByLabel('Client ID', { exact: true }).fill('not-a-client-id');
  await wizard.click('Check');
  await expect(wizard.page.getByText(/A client ID is a GUID/u)).toBeVisible();
  await visit('application');
  await started.close();
}
