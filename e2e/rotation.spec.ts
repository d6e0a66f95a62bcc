import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const secretsIn = (home: string) => ourThings(tenantIn(home, 'fresh'))['secrets'];

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

  const later = await startApp({ home, practice: 'fresh' });
  const rotating = new Wizard(later);
  await answerOpenDialog(later, file);
  await rotating.rotate('After a week');
  await rotating.signIn();
  await expect(rotating.title).toHaveText(/^Review/u, { timeout: 60_000 });
  expect(await rotating.makeChanges()).toBe(1);
  await rotating.isDone();
  await rotating.copySecret();
  expect(secretsIn(home)).toBe(2);
  const reminder = await answerSaveDialog(later);
  await rotating.click(/^Remind me on \d/u);
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
  await retiring.rotate('Make none, retire the earlier one');
  await retiring.signIn();
  await expect(retiring.title).toHaveText(/^Review/u, { timeout: 60_000 });
  await expect(retiring.page.getByText(/^Earlier client secret [0-9a-f]{8}/u).first()).toBeVisible();
  expect(await retiring.makeChanges()).toBe(1);
  await retiring.isDone();
  expect(secretsIn(home)).toBe(1);
  await atLast.close();
  removeHome(home);
});
