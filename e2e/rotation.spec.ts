import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const secretsIn = (home: string) => ourThings(tenantIn(home, 'fresh'))['secrets'];

/** Moves the end of the client secret in the tenant itself to ten days from now. */
function endSoon(home: string): void {
  const file = path.join(home, 'practice', 'fresh.json');
  const ends = new Date(Date.now() + 10 * 86_400_000).toISOString();
  const before = readFileSync(file, 'utf8');
  const after = before.replaceAll(/"endDateTime":"[^"]+"/gu, `"endDateTime":"${ends}"`);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

test('a client secret is rotated: the new one beside the old, proven, and the old one retired later', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  const saved = await answerSaveDialog(started);
  await wizard.saveProfile();
  const file = await saved();
  expect(secretsIn(home)).toBe(1);
  await started.close();

  // A door stands beside the warning that it ends soon, and leads to the same plan.
  endSoon(home);
  const soon = await startApp({ home, practice: 'fresh' });
  const warned = new Wizard(soon);
  await answerOpenDialog(soon, file);
  await warned.checkProfile();
  await warned.isChecked();
  await warned.click(/^Create a client secret/u);
  await warned.click('Rotate');
  await warned.click('Show plan');
  await expect(warned.title).toHaveText(/^Review 1 change /u);
  await expect(warned.page.getByText('Rotate the credential')).toBeVisible();
  await warned.click('Back to the check');
  await soon.close();

  const later = await startApp({ home, practice: 'fresh' });
  const rotating = new Wizard(later);
  await answerOpenDialog(later, file);
  await rotating.rotate('After a week');
  await rotating.signIn();
  await expect(rotating.title).toHaveText(/^Review/u);
  expect(await rotating.makeChanges()).toBe(1);
  await rotating.isDone();
  await rotating.copySecret();
  expect(secretsIn(home)).toBe(2);
  const reminder = await answerSaveDialog(later);
  await rotating.click(/^Remind me on /u);
  const calendar = readFileSync(await reminder(), 'utf8');
  expect(calendar).toContain('Retire the earlier client secret');
  expect(calendar.match(/BEGIN:VEVENT/gu)).toHaveLength(2);
  const next = await answerSaveDialog(later);
  await rotating.saveProfile();
  const newer = await next();
  await later.close();

  const atLast = await startApp({ home, practice: 'fresh' });
  const retiring = new Wizard(atLast);
  await answerOpenDialog(atLast, newer);
  await retiring.rotate('Only retire the earlier one');
  await retiring.signIn();
  await expect(retiring.title).toHaveText(/^Review/u);
  await expect(retiring.page.getByText(/^Earlier client secret [0-9a-f]{8}/u).first()).toBeVisible();
  expect(await retiring.makeChanges()).toBe(1);
  await retiring.isDone();
  expect(secretsIn(home)).toBe(1);
  await atLast.close();
  removeHome(home);
});
