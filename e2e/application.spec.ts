import { expect, test } from '@playwright/test';
import { tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** The application that a colleague has registered by hand, as the truth has it. */
function byHand(home: string) {
  const { applications } = tenantIn(home, 'half-finished').state();
  const found = Object.values(applications).find(({ displayName }) => /dropzone/iu.test(displayName));
  if (!found) throw new Error('half-finished has no application for Dropzone');
  return found;
}

test('a check begins with a client id, and a disconnect goes by name; what is none of this tenant is refused by name', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'half-finished' });
  const wizard = new Wizard(started);
  const application = byHand(home);
  await wizard.goToApplication('Dropzone AI');
  const field = wizard.page.getByLabel('Client ID', { exact: true });
  await expect(wizard.button('Check')).toBeDisabled();
  for (const [pasted, says] of [
    ['Dropzone AI', "That isn't a client ID. A client ID is a GUID."],
    [application.id, `That is the object ID of ${application.displayName}, not its client ID.`],
    ['7d1c5f0e-3a42-4b1b-9a53-2f6f0a9a4c11', 'No application in this tenant has that client ID.'],
  ] as const) {
    await field.fill(pasted);
    await wizard.click('Check');
    await expect(wizard.page.getByText(says)).toBeVisible();
    await expect(wizard.title).toHaveText('Which application should be checked?');
  }
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill(application.appId.toUpperCase());
  await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  await wizard.click('Check');
  await wizard.isChecked();
  await expect(wizard.step('Register the application', 'Ready')).toHaveCount(1);

  // Nobody but a colleague made it: it stays, unless it is named.
  await wizard.click('Disconnect');
  const dialog = wizard.page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: 'Not created by this app' })).toBeVisible();
  await expect(dialog.getByRole('button')).toHaveText(['Keep the connection']);
  await dialog.getByRole('checkbox', { name: new RegExp(application.displayName, 'u') }).check();
  await wizard.click('Remove 1 thing');
  await expect(wizard.title).toHaveText('Dropzone AI is disconnected');
  expect(Object.keys(tenantIn(home, 'half-finished').state().applications)).not.toContain(application.id);
  await started.close();
  removeHome(home);
});
