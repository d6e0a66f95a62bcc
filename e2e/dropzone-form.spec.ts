import { expect, test } from '@playwright/test';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** Headings of the form's sections, from top to bottom. */
const sections = (wizard: Wizard) => wizard.page.getByRole('heading', { level: 2 }).allTextContents();

test('a data source alone is asked nothing about incidents, and its form has none of their lines', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.connect('Dropzone AI');
  await wizard.signIn();
  await wizard.nextUntil('What should Dropzone AI do?');
  await expect(wizard.page.getByText('Update status on investigation change')).toBeVisible();
  await wizard.page.getByRole('radio', { name: /^Data source/u }).check();
  // What no longer matters is gone at once.
  await expect(wizard.page.getByText('Update status on investigation change')).toHaveCount(0);
  await wizard.nextUntil('What should Dropzone AI take in?');
  await expect(wizard.page.getByText('KQL Queries').first()).toBeVisible();
  for (const gone of ['Enabled severity levels', 'Enabled statuses', 'Poll interval'])
    await expect(wizard.page.getByText(gone)).toHaveCount(0);
  await wizard.goOnToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  await wizard.page.getByRole('tab', { name: 'Connection profile' }).click();
  await expect(wizard.page.getByText("isn't published")).toBeVisible();
  const shown = (await sections(wizard)).join('\n');
  expect(shown).toContain('Data source: connection');
  expect(shown).not.toContain('Alert source');
  await started.close();
  removeHome(home);
});

test('both are two lists of two workspaces, with a row and a copy button for each of two queries', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'busy' });
  const wizard = new Wizard(started);
  await wizard.connect('Dropzone AI');
  await wizard.signIn();
  await wizard.nextUntil('Which workspaces may Dropzone AI read?');
  for (const region of ['soc-logistics-neu', 'soc-travel-neu'])
    await wizard.page.getByRole('checkbox', { name: region }).first().check();
  await wizard.nextUntil('What should Dropzone AI take in?');
  for (const [at, query] of ['SecurityIncident | take 5', 'SigninLogs | take 3'].entries()) {
    await wizard.click('Add a query');
    await wizard.page.getByRole('textbox', { name: `KQL Queries, ${at + 1} of ${at + 1}` }).fill(query);
  }
  await wizard.goOnToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  await wizard.page.getByRole('tab', { name: 'Connection profile' }).click();
  const shown = (await sections(wizard)).join('\n');
  expect(shown).toMatch(/Data source: connection[\s\S]*Alert source: connection/u);
  expect(shown).toMatch(/Alert source: Workspaces, 1 of 2: soc-/u);
  await expect(wizard.button(/Alert source: Workspaces, 2 of 2: soc-/u).first()).toBeVisible();
  for (const nth of [1, 2]) await expect(wizard.button(`Copy KQL Queries, ${nth} of 2`)).toBeVisible();
  await expect(wizard.button(/^Copy Client Secret/u)).toHaveCount(2);
  await started.close();
  removeHome(home);
});
