import { expect, test } from '@playwright/test';
import { driftedApplication, meanwhile, ourThings, tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

test('what a check finds is repaired from its own page: plan, review, run, and looked at again', {
  tag: '@first',
}, async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI');
  await wizard.isChecked();
  await expect(wizard.button(/^Plan \d+ repairs?$/u)).toBeVisible();
  await wizard.click(/^Plan \d+ repairs?$/u);
  await expect(wizard.title).toHaveText(/^Review \d+ changes? to /u);
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(/works|attention|repair|No problems/u);
  await expect(wizard.step('Register the application', 'Ready')).toHaveCount(1);
  await started.close();
  removeHome(home);
});

/** What was planted, by the beginning of each finding's title. */
const differences = [
  "This computer doesn't have a client secret for the application",
  'No administrator has consented to SecurityEvents.Read.All',
  'Dropzone AI Sentinel Integration allows sign-in methods',
  'A guest owns the application: Samuel Okoye',
  'It holds a permission it does not need',
  'The application has extra credentials',
  'It holds 2 roles it does not need',
];

/** What is taken away, by name. */
const removals = [
  /^Web redirect address https:\/\/connector\.proseware\.example\/signed-in/u,
  /^Directory\.Read\.All on Microsoft Graph/u,
  /^Client secret Dropzone AI \([0-9a-f-]{36}\), ends \d{4}-\d\d-\d\d/u,
  /^Contributor on resource group rg-soc-prod-neu/u,
  /^Log Analytics Reader on platform-logs-weu/u,
];

test('a connection that drifted is found out, repaired in one part and then whole, and holds', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'drifted' });
  const wizard = new Wizard(started);
  const isPlanned = () => expect(wizard.title).toHaveText(/^Review \d+ changes? to /u);
  const changes = wizard.page.getByRole('main').getByRole('listitem');
  await wizard.checkWithoutProfile('Dropzone AI', driftedApplication(home));
  await expect(wizard.title).toHaveText('Eight things need repair');
  for (const title of differences) await expect(wizard.step(title, 'Needs attention')).toHaveCount(1);

  // One finding first: its plan holds what repairs it, and nothing else.
  await wizard.click(/^A guest owns the application: Samuel Okoye/u);
  await wizard.click('Plan this repair');
  await isPlanned();
  await expect(changes).toHaveCount(2);
  await expect(changes.filter({ hasText: 'Ada Lind as an owner' })).toContainText('Add');
  await expect(changes.filter({ hasText: 'Guest owner Samuel Okoye' })).toContainText('Remove');
  expect(await wizard.makeChanges()).toBe(2);
  await expect(wizard.title).toHaveText('Six things need repair');
  await expect(wizard.step('No guest owns the application', 'Ready')).toHaveCount(1);

  // Then all the others: every removal stands in the review by its name.
  await wizard.click('Plan 6 repairs');
  await isPlanned();
  for (const name of removals) await expect(wizard.page.getByText(name).first()).toBeVisible();
  await expect(changes.filter({ hasText: /^\s*(?:Remove|Revoke)/u })).toHaveCount(removals.length);
  expect(await wizard.makeChanges()).toBe(9);

  // The second check: two dates, what nobody can look at, and nothing to repair.
  await expect(wizard.title).toHaveText('The connection works (2 warnings, 1 not checked)');
  await expect(wizard.button(/^0\s*Needs attention/u)).toBeVisible();
  await expect(wizard.button(/^1\s*Couldn't check/u)).toBeVisible();
  await expect(wizard.button(/^0\s*Blocked/u)).toBeVisible();
  await expect(wizard.button(/repair/iu)).toHaveCount(0);
  expect(ourThings(tenantIn(home, 'drifted'))).toMatchObject({ secrets: 1, consents: 2, roles: 1 });
  await started.close();
  removeHome(home);
});

test('a repair that needs someone else makes the rest, waits, and goes on by itself', async () => {
  const home = freshHome();
  // Whoever repairs may register and give roles, but neither give nor take a consent to Microsoft Graph.
  meanwhile(home, 'drifted', () => [
    { do: 'deactivate-role', user: 'Ada Lind', role: 'globalAdministrator' },
    { do: 'activate-role', user: 'Ada Lind', role: 'cloudApplicationAdministrator' },
  ]);
  const started = await startApp({ home, practice: 'drifted' });
  const wizard = new Wizard(started);
  await wizard.checkWithoutProfile('Dropzone AI', driftedApplication(home));
  await wizard.isChecked();
  await expect(wizard.step('It holds a permission it does not need', 'Waiting for a person')).toHaveCount(1);
  await wizard.click(/^Plan \d+ repairs?$/u);
  await expect(wizard.title).toHaveText(/^Review 11 changes to /u);
  const theirs = wizard.page.getByText(/Two are for someone else/u);
  await expect(theirs).toBeVisible();
  expect(await wizard.makeChanges()).toBe(9);
  await expect(wizard.title).toHaveText('Two steps need someone else');
  await expect(wizard.page.getByText(/Checks again every 30 s, next in \d+ s/u).first()).toBeVisible();
  await wizard.click('Let a colleague do it');
  await expect(wizard.title).toHaveText(/^The connection works/u);
  expect(ourThings(tenantIn(home, 'drifted'))).toMatchObject({ secrets: 1, consents: 2, roles: 1 });
  await started.close();
  removeHome(home);
});
