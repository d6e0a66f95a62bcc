import { expect, test } from '@playwright/test';
import { meanwhile, ourThings, seesTheWorkspace, tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const whole = { applications: 1, servicePrincipals: 1, secrets: 1, permissions: 2, consents: 2, roles: 1 };
const waits = /^One step needs someone else$/u;

test('a run waits for another admin, and goes on by itself when they have done it', async () => {
  const started = await startApp({ practice: 'consent-blocked' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await expect(wizard.page.getByText(/is for someone else/u)).toBeVisible();
  const theirs = wizard.page.getByRole('region', { name: 'For someone else' });
  await expect(theirs.getByRole('listitem')).toHaveText([/SecurityEvents\.Read\.All on Microsoft Graph/u]);
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(waits);
  await expect(wizard.page.getByText(/Checks again every 30 s, next in \d+ s/u).first()).toBeVisible();
  // Who can, by name, and the message addressed to them.
  await expect(wizard.page.getByRole('listitem').filter({ hasText: 'Jonas Weber' })).toBeVisible();
  await expect(wizard.page.getByText(/^To: Jonas Weber/u)).toBeVisible();
  await wizard.click('Let a colleague do it');
  await wizard.isDone();
  expect(ourThings(tenantIn(started.home, 'consent-blocked'))).toMatchObject({ secrets: 1, consents: 2 });
  await started.close();
  removeHome(started.home);
});

test('closed while it waits, it loses nothing: after one sign-in it waits again, and goes on by itself', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'consent-blocked' });
  const before = new Wizard(first);
  await before.goToReview();
  await before.makeChanges();
  await expect(before.title).toHaveText(waits);
  await first.close();
  const made = ourThings(tenantIn(home, 'consent-blocked'));

  const second = await startApp({ home, practice: 'consent-blocked' });
  const after = new Wizard(second);
  await after.click('Continue');
  // Tokens were in memory only: one sign-in comes first, and the page says so.
  await expect(after.page.getByText(/Sign-ins are kept in memory only/u)).toBeVisible();
  await after.signIn();
  await expect(after.title).toHaveText(/^Review 1 change to /u);
  await after.click('Wait for someone else');
  await expect(after.title).toHaveText(waits);
  expect(ourThings(tenantIn(home, 'consent-blocked'))).toEqual(made);
  await after.click('Let a colleague do it');
  await after.isDone();
  expect(ourThings(tenantIn(home, 'consent-blocked'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 2,
  });
  await second.close();
  removeHome(home);
});

test('a role that is activated elsewhere counts without a sign-in: the run goes on by itself', async () => {
  const started = await startApp({ practice: 'pim-eligible' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await expect(wizard.page.getByText(/Three are for someone else/u)).toBeVisible();
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(waits);
  // Nothing was made, and the card says where a role of one's own is activated.
  expect(ourThings(tenantIn(started.home, 'pim-eligible'))).toMatchObject({ applications: 0, secrets: 0 });
  await wizard.click('Activate my role');
  expect(await started.browserAddress()).toContain('Microsoft_Azure_PIMCommon/ActivationMenuBlade');
  await wizard.click('Let a colleague do it');
  await wizard.isDone();
  expect(ourThings(tenantIn(started.home, 'pim-eligible'))).toEqual(whole);
  await started.close();
  removeHome(started.home);
});

test('a role that is activated while the window is closed counts after one sign-in, and all of it is made', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'pim-eligible' });
  const before = new Wizard(first);
  await before.goToReview();
  await before.makeChanges();
  await expect(before.title).toHaveText(waits);
  await first.close();
  meanwhile(home, 'pim-eligible', () => [
    { do: 'activate-role', user: 'Ada Lind', role: 'privilegedRoleAdministrator' },
    { do: 'activate-role', user: 'Ada Lind', role: 'cloudApplicationAdministrator' },
    { do: 'activate-azure-roles', user: 'Ada Lind' },
  ]);

  const second = await startApp({ home, practice: 'pim-eligible' });
  const after = new Wizard(second);
  await after.click('Continue');
  await expect(after.page.getByText(/Sign-ins are kept in memory only/u)).toBeVisible();
  await after.signIn();
  await expect(after.title).toHaveText(/^Review 9 changes to /u);
  await expect(after.page.getByText(/for someone else/u)).toHaveCount(0);
  expect(await after.makeChanges()).toBe(9);
  await after.isDone();
  expect(ourThings(tenantIn(home, 'pim-eligible'))).toEqual(whole);
  await second.close();
  removeHome(home);
});

test('a run waits for a role on a workspace, and goes on by itself when somebody has given it', async () => {
  const home = freshHome();
  meanwhile(home, 'no-azure-rights', seesTheWorkspace);
  const started = await startApp({ home, practice: 'no-azure-rights' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await expect(wizard.page.getByText(/One is for someone else/u)).toBeVisible();
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(waits);
  await expect(wizard.page.getByText(/az role assignment create --role/u)).toBeVisible();
  await expect(wizard.page.getByText(/^To: Mei Tanaka/u)).toBeVisible();
  expect(ourThings(tenantIn(home, 'no-azure-rights'))).toMatchObject({ consents: 2, roles: 0 });
  await wizard.click('Let a colleague do it');
  await wizard.isDone();
  expect(ourThings(tenantIn(home, 'no-azure-rights'))).toEqual(whole);
  await started.close();
  removeHome(home);
});
