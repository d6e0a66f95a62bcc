import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPracticeTenantId, practiceTenantId } from '@sentinel-onboarding/practice/values';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../engine/journal/journal.ts';
import { Secret } from '../../engine/model/secret.ts';
import { BadInput } from '../input/bad-input.ts';
import { vendorText } from '../input/vendor-text.ts';
import { openHome } from './home.ts';
import { type KeyStore, practiceKeyStore } from './key-store.ts';
import { isPracticeTenant, practiceHome } from './practice-home.ts';

let home = '';
beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'home-')), 'new', 'home');
});

function entry(runId: string): Entry {
  return { v: 1, runId, seq: 1, at: '2026-11-22T10:00:00Z', kind: 'looking', step: 's' };
}

async function reason(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BadInput)) throw new Error(`expected a refusal, got ${String(error)}`);
  return `${error.refusals[0].field}: ${error.refusals[0].reason}`;
}

/** Stands for the operating system's key store: a key this process reaches and others may not. */
function systemStore(folder: string): KeyStore {
  return { ...practiceKeyStore(folder), name: 'system' };
}

describe('a home', () => {
  it('keeps practice secrets and the practice tenants’ contents apart', async () => {
    const opened = await openHome({ home, practice: true, writes: true });
    await opened.vault.keep('a', new Secret('value'), {});
    await opened.journal.append(entry('0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11'));
    await opened.close();
    practiceHome(home, 'fresh').save('{}');
    expect(readdirSync(home).sort()).toEqual(['journal', 'locks', 'practice', 'vault-practice']);
    expect(readdirSync(path.join(home, 'practice'))).toEqual(['fresh.json']);
  });

  it('is written by one at a time and read by any number', async () => {
    const first = await openHome({ home, practice: true, writes: true });
    expect(await reason(openHome({ home, practice: true, writes: true }))).toContain('--home: Another run');
    const reader = await openHome({ home, practice: true, writes: false });
    await reader.close();
    await first.close();
    const second = await openHome({ home, practice: true, writes: true });
    await second.close();
  });

  it('is refused where it is a file', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'home-')), 'file');
    writeFileSync(file, '');
    expect(await reason(openHome({ home: file, practice: true, writes: false }))).toBe(
      '--home: Not a folder.',
    );
    expect(await reason(openHome({ home: path.join(file, 'x'), practice: true, writes: false }))).toBe(
      '--home: Not a folder.',
    );
  });

  it('reads what the window and the command line each wrote, and says so where it cannot', async () => {
    const runs = [
      '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11',
      '1b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11',
      '2b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11',
    ];
    const keys = mkdtempSync(path.join(tmpdir(), 'system-'));
    const writers = [
      { home, practice: false, writes: true, keyStore: systemStore(keys) },
      { home, practice: false, writes: true },
      { home, practice: true, writes: true },
    ];
    for (const [at, options] of writers.entries()) {
      const opened = await openHome(options);
      await opened.journal.append(entry(runs[at] ?? ''));
      await opened.close();
    }
    const window = await openHome({ home, practice: false, writes: false, keyStore: systemStore(keys) });
    const seen = (await window.journal.readAll()).runs.map(({ runId, readOnly }) => [runId, readOnly]);
    // Believed under the key store's key alone; what a file's key signed is shown, and never gone on with or undone.
    expect(seen).toEqual([
      [runs[0], undefined],
      [runs[1], true],
      [runs[2], true],
    ]);
    for (const forged of [runs[1], runs[2]]) {
      await expect(window.journal.read(forged ?? '')).rejects.toMatchObject({
        problem: { code: 'journal-other-key' },
      });
      expect(await window.journal.show(forged ?? '')).toHaveLength(1);
    }
    const practice = await openHome({ home, practice: true, writes: false });
    expect((await practice.journal.readAll()).runs.filter(({ readOnly }) => !readOnly)).toMatchObject([
      { runId: runs[2] },
    ]);
    const line = await openHome({ home, practice: false, writes: false });
    const read = await line.journal.readAll();
    expect(read.runs.map(({ runId, readOnly }) => [runId, readOnly])).toEqual([
      [runs[1], undefined],
      [runs[2], true],
    ]);
    expect(read.refused.map(({ runId, code }) => [runId, code])).toEqual([[runs[0], 'journal-other-key']]);
  });

  it('without a key store keeps a secret by its passphrase, each passphrase its own', async () => {
    const ours = { home, practice: false, writes: true, passphrase: new Secret('ours') };
    const first = await openHome(ours);
    expect(first.keylessVault).toBeUndefined();
    await first.vault.keep('a', new Secret('value'), {});
    await first.close();
    const again = await openHome(ours);
    expect((await again.vault.held('a'))?.value?.reveal('vault')).toBe('value');
    await again.close();
    const other = await openHome({ ...ours, passphrase: new Secret('other') });
    expect(await other.vault.held('a')).toBeUndefined();
    await other.vault.keep('a', new Secret('another'), {});
    await other.close();
    expect(readdirSync(path.join(home, 'vault')).sort()).toEqual(['passphrase-1', 'passphrase-2', 'plain']);
  });

  it('without anything to keep a secret, hands over', async () => {
    const opened = await openHome({ home, practice: false, writes: true });
    await opened.vault.keep('a', new Secret('value'), {});
    expect(opened.keylessVault?.pending().map(({ handle }) => handle)).toEqual(['a']);
    await opened.close();
  });
});

describe('a practice tenant’s contents', () => {
  it('are there again after each commit, and gone after a reset', async () => {
    const kept = practiceHome(home, 'fresh');
    expect(await kept.load()).toBeUndefined();
    kept.save('one');
    kept.save('two');
    expect(await practiceHome(home, 'fresh').load()).toBe('two');
    await kept.clear();
    expect(await kept.load()).toBeUndefined();
  });

  it('belong to a tenant whose id both sides know as practice', () => {
    for (const name of ['fresh', 'busy']) expect(isPracticeTenant(practiceTenantId(name))).toBe(true);
    for (const id of [
      '5e471e1a-0000-4000-8000-0123456789ab',
      '5E471E1A-0000-4000-8000-0123456789AB',
      '5e471e1b-0000-4000-8000-0123456789ab',
      'x',
    ]) {
      expect(isPracticeTenant(id)).toBe(isPracticeTenantId(id));
    }
  });
});

describe('the vendor’s form as text', () => {
  it('has a heading a section and a line a field, secrets as dots, controls written out', () => {
    const text = vendorText('Practice: Dropzone AI, \u001b[2J', [
      { section: 'Credentials', id: 'clientId', title: 'Client ID', value: 'c1' },
      { section: 'Credentials', id: 'clientSecret', title: 'Client secret', value: '', secretHandle: 'h' },
      { section: 'Queries', id: 'kql', title: 'KQL queries', value: 'SecurityIncident\n| take 1' },
    ]);
    expect(text).toBe(
      [
        'Practice: Dropzone AI, \\u{1b}[2J',
        '',
        'Credentials',
        '───────────',
        'Client ID: c1',
        'Client secret: ••••••••••••',
        '',
        'Queries',
        '───────',
        'KQL queries:',
        '    SecurityIncident',
        '    | take 1',
        '',
      ].join('\n'),
    );
  });
});
