import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { Entry } from '../engine/journal/journal.ts';
import { filesHolding, holds } from './canary.ts';
import { playbookThings, tenantIn } from './contents.ts';
import { answerSaveDialog, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** Intezer's guide has an admin do 35 steps; here it is this much, and one key pasted. */
const mostClicks = 12;
const tenant = 'intezer-ready';
const key = 'intezer-key-8d1f0c2a-pasted-once';

let started: PracticeApp;
test.beforeEach(async () => {
  started = await startApp({ practice: tenant });
});
test.afterEach(async () => {
  await started.close();
  removeHome(started.home);
});

/** The journal of the newest run, as the window may read it. */
async function entriesOf(page: Page): Promise<readonly Entry[]> {
  return page.evaluate(async () => {
    type Call = (name: string, take?: unknown) => Promise<unknown>;
    const { call } = (globalThis as unknown as { onboarding: { call: Call } }).onboarding;
    const { runs } = (await call('app.state')) as { runs: readonly { runId: string }[] };
    return (await call('run.entries', { runId: runs[0]?.runId })) as readonly Entry[];
  });
}

test('an admin connects Intezer from Welcome to Done on the defaults, with one key pasted, and takes it back', {
  tag: '@first',
}, async () => {
  const wizard = new Wizard(started);
  await expect(wizard.title).toHaveText('What would you like to do?');
  const before = tenantIn(started.home, tenant).state();

  await wizard.connect('Intezer');
  await wizard.signIn();
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  await wizard.goToQuestion('Intezer API key');
  await wizard.paste('Intezer API key', key);
  await wizard.goOnToReview();
  const planned = await wizard.makeChanges();
  await wizard.isDone('Intezer');
  process.stdout.write(
    `  clicks from Welcome to Done, the practice browser's included: ${wizard.clicks}; changes: ${planned}\n`,
  );
  expect(wizard.clicks).toBeLessThanOrEqual(mostClicks);
  await expect(wizard.page.getByText(/a test incident ran through the playbooks/u)).toBeVisible();

  // What stands in the tenant, read from the tenant: the vault knows the key by its metadata, and it is the one pasted.
  const standing = tenantIn(started.home, tenant);
  expect(playbookThings(standing, before)).toEqual({
    vaults: 1,
    secrets: ['intezer-sentinel-api-key'],
    workflows: [
      'Submit-IntezerAlert-IncidentTriggered',
      'Submit-IntezerScanFileHash-IncidentTriggered',
      'Submit-IntezerScanURL-IncidentTriggered',
      'UpdateIncident-IntezerAlert-Webhook',
    ],
    rules: 3,
    roles: {
      'Microsoft Sentinel Responder': 3,
      'Microsoft Sentinel Reader': 1,
      // Microsoft's own application, so that the rules may start playbooks.
      'Microsoft Sentinel Automation Contributor': 1,
      'Key Vault Secrets User': 3,
      // The admin's own, so that they may store the key.
      'Key Vault Secrets Officer': 1,
    },
    incidents: 1,
    comments: 3,
  });
  const [secret] = Object.values(standing.state().secrets);
  expect(secret?.versions.map(({ valueHash }) => valueHash)).toEqual([
    createHash('sha256').update(key).digest('base64url'),
  ]);

  const saved = await answerSaveDialog(started);
  await wizard.saveProfile();
  const profile = readFileSync(await saved(), 'utf8');
  expect(JSON.parse(profile)).toMatchObject({ recipe: 'intezer-playbooks', practice: true });
  expect(JSON.parse(profile)).not.toHaveProperty('clientId');

  // The trigger address is copied by name; the test learns it as a person does.
  await wizard.page.getByRole('tab', { name: 'Connection profile' }).click();
  await wizard.click('Copy Trigger URL of Update Incident');
  await expect(wizard.page.getByText(/Clipboard clears in/u).first()).toBeVisible();
  const address = await started.app.evaluate(async ({ clipboard }) => clipboard.readText());
  expect(address).toMatch(/^https:.*[?&]sig=[\w%-]{20,}/u);
  const signature = new URL(address).searchParams.get('sig') ?? '';

  const entries = await entriesOf(wizard.page);
  expect(entries.length).toBeGreaterThan(30);
  const sinks: Readonly<Record<string, string>> = {
    page: await wizard.page.content(),
    profile,
    journal: JSON.stringify(entries),
  };
  for (const [sink, text] of Object.entries(sinks)) {
    // Which host was called is no secret, and stands in the journal as every request does: the signature is.
    for (const each of [key, signature]) expect(holds(text, each), sink).toBe(false);
    expect(text, sink).not.toContain(address);
    // Planted, it is found: the search could have failed.
    expect(holds(`${text}${signature}`, signature)).toBe(true);
  }
  for (const each of [key, signature]) expect(filesHolding(started.home, each)).toEqual([]);

  await wizard.undo();
  const after = tenantIn(started.home, tenant);
  expect(playbookThings(after, before)).toMatchObject({ workflows: [], rules: 0, roles: {}, comments: 0 });
  expect(Object.keys(after.state().roleAssignments)).toEqual(Object.keys(before.roleAssignments));
});

test('what Done warns of is a repair away: its plan is shown, made, and the whole is checked', async () => {
  const wizard = new Wizard(started);
  await wizard.connect('Intezer');
  await wizard.signIn();
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  await wizard.goToQuestion('Intezer API key');
  await wizard.paste('Intezer API key', key);
  // As the vendor publishes them, and not as we would have it.
  await wizard.goToQuestion('Hide the API key in the run history');
  // What is counted next to the questions is what the review then shows.
  const count = wizard.page.getByText(/^up to \d+ changes$/u).first();
  const before = await count.textContent();
  await wizard.page.getByLabel('Hide the API key in the run history', { exact: true }).uncheck();
  await expect(count).not.toHaveText(before ?? '');
  const beside = await count.textContent();
  await wizard.goOnToReview();
  const planned = await wizard.makeChanges();
  expect(beside).toBe(`up to ${planned} changes`);
  await wizard.isDone('Intezer');

  await expect(wizard.page.getByText(/^The run history shows the API key/u)).toBeVisible();
  await wizard.click('Plan this repair');
  await expect(wizard.title).toHaveText(/^Review 3 changes to /u);
  await expect(wizard.page.getByText(/hide the key in the history of its runs/u).first()).toBeVisible();
  await wizard.makeChanges();
  await expect(wizard.title).toHaveText(/works|No problems/u);
  await expect(wizard.page.getByText(/^The run history shows the API key/u)).toHaveCount(0);
});
