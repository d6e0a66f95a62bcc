import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { answerSaveDialog, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** The vendor's document has an admin do about 70 clicks and fields by hand. */
const mostClicks = 10;

let started: PracticeApp;
test.beforeEach(async () => {
  started = await startApp();
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

test('an admin connects Dropzone AI from Welcome to Done on the defaults, and it is proven', {
  tag: '@first',
}, async () => {
  const wizard = new Wizard(started);
  await expect(wizard.title).toHaveText('What would you like to do?');
  await wizard.practice();
  await wizard.goToReview();

  const planned = await wizard.makeChanges();
  expect(planned).toBe(10);
  await wizard.isDone();
  process.stdout.write(`  clicks from Welcome to Done, the practice browser's included: ${wizard.clicks}\n`);
  expect(wizard.clicks).toBeLessThanOrEqual(mostClicks);

  // The proof: the application signed in as itself and read what the vendor will read.
  await expect(wizard.page.getByText(/the application signed in/u).first()).toBeVisible();

  const things = ourThings(tenantIn(started.home, 'fresh'));
  expect(things).toEqual({
    applications: 1,
    servicePrincipals: 1,
    secrets: 1,
    permissions: 2,
    consents: 2,
    roles: 1,
  });

  const saved = await answerSaveDialog(started);
  await wizard.saveProfile();
  const profile: unknown = JSON.parse(readFileSync(await saved(), 'utf8'));
  expect(profile).toMatchObject({
    profile: 1,
    recipe: 'dropzone-sentinel',
    practice: true,
    permissions: ['Data.Read', 'SecurityEvents.Read.All'],
    roles: ['Log Analytics Reader'],
    workspaces: [{ workspaceName: 'soc-prod-neu' }],
  });
  expect(profile).not.toHaveProperty('clientSecret');
});

test('what was made can be undone, and set-up then works again', async () => {
  const wizard = new Wizard(started);
  await wizard.practice();
  const before = tenantIn(started.home, 'fresh').state();
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();

  await wizard.undo();
  const after = tenantIn(started.home, 'fresh');
  expect(ourThings(after)).toMatchObject({ applications: 0, servicePrincipals: 0, secrets: 0, roles: 0 });
  expect(Object.keys(after.state().roleAssignments)).toEqual(Object.keys(before.roleAssignments));

  await wizard.click('Back to Welcome');
  await wizard.click('Connect Dropzone AI');
  await wizard.acceptDefaults();
  await wizard.makeChanges();
  await wizard.isDone();
  expect(ourThings(tenantIn(started.home, 'fresh'))).toMatchObject({ applications: 1, secrets: 1, roles: 1 });
});
