import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import type { Report } from '../engine/view/report.ts';
import { hostileNames } from '../host/profile/renderings/hostile.spec-kit.ts';
import { hostileReport } from '../host/report/hostile-report.spec-kit.ts';
import { reportHtml } from '../host/report/report-html.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { browserSwitches } from './practice-browser.ts';
import { Wizard } from './wizard.ts';

/** Saves in one of the forms the open dialog offers, and gives the file. */
async function saved(wizard: Wizard, ask: () => Promise<string>, form: RegExp): Promise<string> {
  await wizard.page.getByRole('dialog').getByRole('radio', { name: form }).check();
  await wizard.click('Choose location');
  await expect(wizard.page.getByRole('dialog')).toHaveCount(0);
  return ask();
}

test('a set-up is exported and reported, and somebody else reads the report without being able to act', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();

  // The profile, in the forms other tools take.
  const file = await answerSaveDialog(started);
  for (const [form, says] of [
    [/^Terraform/u, /resource "azuread_application"/u],
    [/^Bicep/u, /resource /u],
    [/^Azure CLI script/u, /^#!/u],
    [/^PowerShell script/u, /#Requires/u],
    [/^YAML/u, /^profile: 1$|\nprofile: 1\n/u],
    [/^Environment file/u, /AZURE_TENANT_ID=/u],
  ] as const) {
    await wizard.click('Save profile');
    expect(readFileSync(await saved(wizard, file, form), 'utf8')).toMatch(says);
  }
  await wizard.click('Save profile');
  await wizard.page
    .getByRole('dialog')
    .getByRole('radio', { name: /^Text for the vendor/u })
    .check();
  await wizard.click('Copy');
  const copied = await started.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain('Workspace ID');

  // The report, in its three forms.
  await wizard.click('Save report');
  const pdf = readFileSync(await saved(wizard, file, /^Document/u));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await wizard.click('Save report');
  const page = readFileSync(await saved(wizard, file, /^Page/u), 'utf8');
  expect(page).toContain('Changed and confirmed');
  await wizard.click('Save report');
  const json = await saved(wizard, file, /^For programs/u);
  await started.close();

  // The vendor's engineer, elsewhere.
  const elsewhere = freshHome();
  const second = await startApp({ home: elsewhere });
  const reader = new Wizard(second);
  await answerOpenDialog(second, json);
  await reader.click(/^Open a report or profile/u);
  await expect(reader.title).toHaveText('A setup of Dropzone AI in Fabrikam');
  await expect(reader.page.getByRole('note')).toContainText('A report by');
  await expect(reader.button(/^(?:Undo|Repair|Make|Check again)/u)).toHaveCount(0);
  await reader.click(/^Create a client secret/u);
  await reader.page
    .getByText(/^Evidence: /u)
    .first()
    .click();
  await expect(reader.page.getByText('graph.microsoft.com').first()).toBeVisible();
  await reader.click('Back');

  // Changed by somebody: refused by name.
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
  const forged = path.join(path.dirname(json), 'forged.json');
  writeFileSync(forged, JSON.stringify({ ...report, vendor: 'Somebody else' }));
  await answerOpenDialog(second, forged);
  await reader.click(/^Open a report or profile/u);
  await expect(reader.page.getByText(/file\.integrity: It was changed after it was saved/u)).toBeVisible();
  await second.close();

  // 1,000 hostile names in a real browser: nothing runs, and the policy is not even asked.
  const browser = await chromium.launch({
    executablePath: process.env['SENTINEL_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: [...browserSwitches],
  });
  const tab = await browser.newPage();
  const heard: string[] = [];
  tab.on('dialog', (dialog) => void dialog.dismiss().then(() => heard.push('a dialog')));
  tab.on('request', (request) => heard.push(request.url()));
  await tab.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.log(`violation ${event.violatedDirective}`),
    ),
  );
  tab.on('console', (message) => heard.push(message.text()));
  const shown = path.join(path.dirname(json), 'hostile.html');
  const visit = async (text: string): Promise<readonly string[]> => {
    heard.length = 0;
    writeFileSync(shown, text);
    await tab.goto(`file://${shown}`);
    return heard.filter((each) => each !== `file://${shown}`);
  };
  const hostile = reportHtml(hostileReport(report, hostileNames(1_000)));
  expect(await visit(hostile)).toEqual([]);
  // Planted, it is heard.
  const planted = hostile.replace('<main>', '<main><script>alert(1)</script>');
  expect((await visit(planted)).join()).toMatch(/script-src/u);
  await browser.close();
  removeHome(home);
  removeHome(elsewhere);
});

test('the questions show what would have come, and a query is checked as it is typed', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const { page } = started;
  const wizard = new Wizard(started);
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  await wizard.connect('Dropzone AI');
  await wizard.signIn();
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  await wizard.click('Next');
  await expect(page.getByText(/^1 workspace chosen, about \d+ incidents a day$/u)).toBeVisible();
  await wizard.click('Next');
  await expect(wizard.title).toHaveText('What should Dropzone AI do?');
  await wizard.click('Next');
  const chart = page.getByRole('img', { name: /incidents a day would reach Dropzone AI/u });
  await expect(chart).toBeVisible();
  const leftOut = async () =>
    Number(/left out (\d+)/u.exec((await chart.getAttribute('aria-label')) ?? '')?.[1]);
  const before = await leftOut();
  await page.getByRole('checkbox', { name: 'Low' }).click();
  await expect(page.getByRole('checkbox', { name: 'Low' })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'High' })).toBeChecked();
  await expect.poll(leftOut).toBeGreaterThan(before);

  await wizard.click('Add a query');
  const editor = page.getByRole('textbox', { name: 'KQL Queries, 1 of 1' });
  await editor.click();
  await page.keyboard.type('SecurityIncident | whre');
  await expect(page.getByText(/^Line 1, column 20: /u)).toBeVisible();
  for (let at = 0; at < 4; at++) await page.keyboard.press('Backspace');
  await page.keyboard.type('where Severity == "High"');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/gives \d+ rows? a day, and reads about/u)).toBeVisible();
  // Tab leaves the editor, as it leaves any field.
  await page.keyboard.press('Tab');
  await expect(wizard.button('Remove query 1')).toBeFocused();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('SecurityIncident | where NoSuchColumn == 1');
  await page.keyboard.press('Escape');
  await expect(
    page.getByText(/Failed to resolve column or scalar expression named 'NoSuchColumn'/u),
  ).toBeVisible();
  expect(violations).toEqual([]);
  await started.close();
  removeHome(home);
});
