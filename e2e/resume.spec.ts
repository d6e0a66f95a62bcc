import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ourThings, tenantIn } from './contents.ts';
import { freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** How many changes the journal says were made, read as a stranger would: line by line. */
function madeIn(home: string): number {
  const folder = path.join(home, 'journal');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"kind":"done"')).length;
}

test('a run cut off by a power cut is offered again, and finishes without making anything twice', {
  tag: '@first',
}, async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'fresh' });
  const before = new Wizard(first);
  await before.goToReview();
  const cut = await first.powerCut({ kind: 'done', count: 3 });
  const planned = await before.makeChanges();
  await cut.ended;
  const made = madeIn(home);
  process.stdout.write(`  killed after ${made} of ${planned} changes\n`);
  expect(made).toBeLessThan(planned);

  const second = await startApp({ home, practice: 'fresh' });
  const after = new Wizard(second);
  await expect(
    after.page.getByRole('heading', { name: /^Continue connecting Dropzone AI to / }),
  ).toBeVisible();
  await after.click('Continue');
  await after.signIn();
  await after.makeChanges();
  await after.isDone();

  expect(ourThings(tenantIn(home, 'fresh'))).toEqual({
    applications: 1,
    servicePrincipals: 1,
    secrets: 1,
    permissions: 2,
    consents: 2,
    roles: 1,
  });
  await second.close();

  // A finished run is nothing to go on with.
  const third = await startApp({ home, practice: 'fresh' });
  await expect(new Wizard(third).button('Connect Dropzone AI')).toBeVisible();
  await expect(third.page.getByRole('heading', { name: /^Continue connecting/u })).toHaveCount(0);
  await third.close();
  removeHome(home);
});

test('closing the window in the middle of a run stops it where it can go on', async () => {
  const home = freshHome();
  // Slow enough to be caught in the middle.
  const first = await startApp({ home, practice: 'fresh', pace: 2 });
  const before = new Wizard(first);
  await before.goToReview();
  await before.makeChanges();
  await expect.poll(() => madeIn(home), { intervals: [20] }).toBeGreaterThanOrEqual(1);
  await first.close();

  const second = await startApp({ home, practice: 'fresh' });
  await expect(second.page.getByRole('heading', { name: /^Continue connecting/u })).toBeVisible();
  await second.close();
  removeHome(home);
});

test('a repair that was cut off is offered again, and goes on with what is left of it', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'fresh' });
  const before = new Wizard(first);
  await before.checkWithoutProfile('Dropzone AI');
  await before.isChecked();
  await before.click(/^Plan \d+ repairs?$/u);
  await expect(before.title).toHaveText(/^Review \d+ changes? to /u);
  const cut = await first.powerCut({ kind: 'done', count: 2 });
  await before.makeChanges();
  await cut.ended;

  const second = await startApp({ home, practice: 'fresh' });
  const after = new Wizard(second);
  await expect(
    after.page.getByRole('heading', { name: /^Continue repairing Dropzone AI in /u }),
  ).toBeVisible();
  await after.click('Continue');
  await after.signIn();
  await expect(after.title).toHaveText(/^Review \d+ changes? to /u);
  await after.makeChanges();
  await expect(after.title).toHaveText(/works|No problems/u);
  expect(ourThings(tenantIn(home, 'fresh'))).toMatchObject({
    applications: 1,
    secrets: 1,
    consents: 2,
    roles: 1,
  });
  await second.close();
  removeHome(home);
});

test('an undo that was cut off is offered again, and leaves nothing behind', async () => {
  const home = freshHome();
  const first = await startApp({ home, practice: 'fresh' });
  const before = new Wizard(first);
  await before.goToReview();
  await before.makeChanges();
  await before.isDone();
  await before.click(/^Undo \d+ changes?$/u);
  const cut = await first.powerCut({ kind: 'undone', count: 1 });
  await before.undoAsked();
  await cut.ended;
  expect(ourThings(tenantIn(home, 'fresh')).applications).toBe(1);

  const second = await startApp({ home, practice: 'fresh' });
  const after = new Wizard(second);
  await expect(
    after.page.getByRole('heading', { name: /^Continue undoing changes for Dropzone AI/u }),
  ).toBeVisible();
  await after.click('Continue');
  await after.signIn();
  await after.undoAsked();
  await expect(after.title).toHaveText(/ is as it was$/u);
  expect(ourThings(tenantIn(home, 'fresh'))).toMatchObject({
    applications: 0,
    servicePrincipals: 0,
    roles: 0,
  });
  await second.close();

  // One that was finished is nothing to go on with.
  const third = await startApp({ home, practice: 'fresh' });
  await expect(new Wizard(third).button('Connect Dropzone AI')).toBeVisible();
  await expect(third.page.getByRole('heading', { name: /^Continue/u })).toHaveCount(0);
  await third.close();
  removeHome(home);
});
