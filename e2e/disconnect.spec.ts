import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parseReport } from '../host/report/report.ts';
import { ourThings, tenantIn } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

test('a connection that another computer made is taken away, each thing by name, and reported', async () => {
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
  // What this computer wrote down about it is gone; the tenant alone knows.
  rmSync(path.join(home, 'practice', 'journal'), { recursive: true, force: true });
  rmSync(path.join(home, 'journal'), { recursive: true, force: true });

  const second = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(second);
  await answerOpenDialog(second, file);
  await wizard.checkProfile();
  await wizard.isChecked();
  await wizard.click('Disconnect');
  const dialog = wizard.page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(4);
  await expect(dialog.getByText('Dropzone AI Sentinel Integration')).toBeVisible();
  expect(ourThings(tenantIn(home, 'fresh'))['applications']).toBe(1);
  await wizard.click('Remove 4 things');
  await expect(wizard.title).toHaveText('Dropzone AI is disconnected');
  await expect(wizard.page.getByText(/keeps as deleted for 30 days/u).first()).toBeVisible();
  const none = { applications: 0, servicePrincipals: 0, secrets: 0, permissions: 0, consents: 0, roles: 0 };
  expect(ourThings(tenantIn(home, 'fresh'))).toEqual(none);

  const reported = await answerSaveDialog(second);
  await wizard.saveReport('For programs');
  const report = parseReport(readFileSync(await reported(), 'utf8'), 'report');
  expect(report.changes.map(({ is }) => is)).toEqual(['undone', 'undone', 'undone', 'undone']);
  await second.close();
  removeHome(home);
});
