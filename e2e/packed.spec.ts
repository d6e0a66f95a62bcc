import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

test('the packed application connects Dropzone AI as the checkout does', async () => {
  const packed = process.env['SENTINEL_PACKED_APP'];
  if (packed === undefined)
    throw new Error('There is no packed application to test. Type: npm run e2e -- packed');
  const home = freshHome();
  const started = await startApp({ home, packed, practice: 'fresh' });
  expect(await started.app.evaluate(({ app }) => app.isPackaged)).toBe(true);

  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  expect(ourThings(tenantIn(home, 'fresh'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 2,
    roles: 1,
  });

  // Released or not, nobody opens developer tools in a packed application.
  const opened = await started.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.openDevTools();
    return contents?.isDevToolsOpened();
  });
  expect(opened).toBe(false);
  await started.close();
  removeHome(home);
});
