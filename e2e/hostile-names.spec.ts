import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { practiceTenant, virtualClock } from '@sentinel-onboarding/practice';
import { rawUnseen, unseenNames } from '../host/profile/renderings/hostile.spec-kit.ts';
import { named, withOthersThings } from '../recipes/scenarios/hostile-contents.spec-kit.ts';
import { driftedApplication } from './contents.ts';
import { giveAway } from './ordinary-user.ts';
import { freshHome, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const names = unseenNames(1_000);
const tenant = 'drifted';

let started: PracticeApp;
let application: string;
test.beforeEach(async () => {
  const home = freshHome();
  const folder = path.join(home, 'practice');
  const file = path.join(folder, `${tenant}.json`);
  // Ten minutes ago, so that it has arrived everywhere.
  const before = practiceTenant(tenant, { clock: virtualClock(Date.now() - 600_000) });
  application = driftedApplication(home);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(file, named(withOthersThings(before), names).saved, { mode: 0o600 });
  for (const each of [folder, file]) giveAway(each);
  started = await startApp({ home, practice: tenant });
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

/** Every text the window holds: its title, what is read, what only a pointer or a screen reader is told, what is typed. */
async function textsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.nodeValue ?? '');
    for (const element of document.querySelectorAll('body, body *')) {
      for (const { value } of element.attributes) texts.push(value);
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
        texts.push(element.value);
    }
    return texts;
  });
}

test('a tenant full of hostile names shows none of them raw in the window', async () => {
  const { page } = started;
  const wizard = new Wizard(started);
  const shown: string[] = [];
  const isClean = async () => {
    const texts = await textsOf(page);
    shown.push(...texts);
    expect(texts.flatMap(rawUnseen)).toEqual([]);
  };
  const openAll = async () => {
    for (const closed of await page.locator('main [aria-expanded=false]').all()) await closed.click();
  };
  await isClean();

  // Somebody else's application is looked at: its credentials, addresses, owners, roles.
  await wizard.goToApplication('Dropzone AI');
  await isClean();
  await page.getByLabel('Client ID', { exact: true }).fill(application);
  while (await wizard.button('Next').isVisible()) {
    const before = await wizard.title.textContent();
    await wizard.click('Next');
    await expect(wizard.title).not.toHaveText(before ?? '');
    await isClean();
  }
  await wizard.click('Check');
  await wizard.isChecked();
  await openAll();
  await isClean();
  await wizard.click(/^Plan \d+ repairs?$/u);
  await expect(wizard.title).toHaveText(/^Review \d+ changes? to /u);
  await isClean();
  await wizard.makeChanges();
  // The lock keeps the role that is theirs, which somebody else has to take off first.
  await expect(wizard.title).toHaveText(/someone else$/u);
  await isClean();
  await expect(page.getByText('\\u{').first()).toBeVisible();

  // The journal crosses as it is shown, and with it the addresses that undo would put back as they were.
  const entries = await page.evaluate(async () => {
    type Call = (name: string, take?: unknown) => Promise<unknown>;
    const { call } = (globalThis as unknown as { onboarding: { call: Call } }).onboarding;
    const { runs } = (await call('app.state')) as { runs: readonly { runId: string }[] };
    return JSON.stringify(await call('run.entries', { runId: runs[0]?.runId }));
  });
  expect(entries).toContain('"redirect"');
  expect(rawUnseen(entries)).toEqual([]);

  // What was planted past the doorway is found by the same search.
  await page.evaluate(() => {
    document.body.append(
      Object.assign(document.createElement('p'), { title: 'a\u202eb', textContent: 'c\u0007' }),
    );
  });
  expect((await textsOf(page)).flatMap(rawUnseen).toSorted()).toEqual(['\u0007', '\u202e']);
  process.stdout.write(
    `  texts of the window: ${shown.length}, ${shown.filter((text) => text.includes('\\u{')).length} of them with something written out; raw: 0\n`,
  );
});
