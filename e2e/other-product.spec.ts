import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { connectionProfile } from '../engine/model/profile.ts';
import { aProfile } from '../host/profile/profile-example.spec-kit.ts';
import { profileText } from '../host/profile/profile-text.ts';
import { sha256 } from '../host/storage/seal.ts';
import { filesHolding } from './canary.ts';
import { tenantIn } from './contents.ts';
import { answerOpenDialog, answerSaveDialog, freshHome, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

const vendor = 'Another product';
const pictures = process.env['PICTURES'];
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures)
    await page.screenshot({ path: path.join(pictures, `other-product-${name}.png`), fullPage: true });
};

const certificatesIn = (home: string): number =>
  Object.values(tenantIn(home, 'fresh').state().applications)
    .filter(({ displayName }) => displayName === 'Microsoft Sentinel connector')
    .flatMap(({ keyCredentials }) => keyCredentials).length;

test('a product that takes a certificate is connected, its certificate rotated, and the key is never shown', async () => {
  const home = freshHome();
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await wizard.connect(vendor);
  await wizard.signIn();
  await expect(wizard.title).toHaveText(/^Signed in as /u);
  while ((await wizard.title.textContent()) !== 'How does it sign in?') {
    const before = await wizard.title.textContent();
    await wizard.click('Next');
    await expect(wizard.title).not.toHaveText(before ?? '');
  }
  await wizard.page.getByRole('radio', { name: /^A certificate/u }).check();
  await picture(wizard.page, 'credential');
  await wizard.click('Next');
  await expect(wizard.title).toHaveText('What does it ask for?');
  await picture(wizard.page, 'form');
  await wizard.goOnToReview();
  await expect(wizard.page.getByText('Certificate', { exact: true }).first()).toBeVisible();
  await picture(wizard.page, 'review');
  await wizard.makeChanges();
  await wizard.isDone(vendor);
  await wizard.page.getByRole('tab', { name: 'Connection profile' }).click();
  await expect(wizard.page.getByText(/BEGIN CERTIFICATE/u).first()).toBeVisible();
  await picture(wizard.page, 'profile');
  const saved = await answerSaveDialog(started);
  await wizard.saveProfile();
  const file = await saved();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ credential: { kind: 'certificate' } });
  expect(certificatesIn(home)).toBe(1);
  await started.close();

  const later = await startApp({ home, practice: 'fresh' });
  const rotating = new Wizard(later);
  await answerOpenDialog(later, file);
  await rotating.click(/^Open a report or profile/u);
  await rotating.click('Rotate the certificate');
  await picture(rotating.page, 'rotate');
  await rotating.page.getByRole('radio', { name: /^After a week/u }).check();
  await rotating.click('Show plan');
  await rotating.signIn();
  await expect(rotating.title).toHaveText(/^Review/u);
  expect(await rotating.makeChanges()).toBe(1);
  await rotating.isDone(vendor);
  await picture(rotating.page, 'rotated');
  expect(certificatesIn(home)).toBe(2);
  await later.close();
  expect(filesHolding(home, '-----BEGIN PRIVATE KEY-----')).toEqual([]);
  removeHome(home);
});

test('a product whose workload has an identity of its own has nothing to rotate, and the window says so', async () => {
  const home = freshHome();
  const { profile: _version, integrity: _integrity, ...whole } = aProfile();
  const named = { ...whole, recipe: 'generic-siem' };
  const parts = {
    credential: { kind: 'federated' as const, keyId: 'k1', expiresAt: '' },
    form: {
      fields: ['Client ID=clientId'],
      issuer: 'https://token.example.com',
      subject: 'a',
      audience: 'b',
    },
    proof: {},
  };
  const federated = connectionProfile(named, { ...named, ...parts }, sha256);
  const file = path.join(home, 'federated.json');
  writeFileSync(file, profileText(federated));
  const started = await startApp({ home, practice: 'fresh' });
  const wizard = new Wizard(started);
  await answerOpenDialog(started, file);
  await wizard.click(/^Open a report or profile/u);
  await expect(wizard.page.getByText(/ends/u)).toHaveCount(0);
  await wizard.click('Rotate the federated credential');
  await expect(wizard.page.getByText(/has no secret and doesn't expire/u)).toBeVisible();
  await expect(wizard.button('Show plan')).toHaveCount(0);
  await picture(wizard.page, 'nothing-to-rotate');
  await started.close();
  removeHome(home);
});
