import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let top: string;

/** Each planted file, the rule that must object (or `none`), and its text. */
const planted: ReadonlyArray<readonly [rule: string, file: string, text: string]> = [
  [
    'house(reveal)',
    'recipes/credentials/a-reveal.step.ts',
    "export const aReveal = (secret: { reveal(to: string): string }) => secret.reveal('terminal');",
  ],
  [
    'house(reveal)',
    'renderer/b.ts',
    "export const b = (secret: { reveal(to: string): string }) => secret['reveal']('clipboard');",
  ],
  ['house(reveal)', 'main/c.ts', 'export const c = ({ reveal }: { reveal(to: string): string }) => reveal;'],
  [
    'house(reveal)',
    'microsoft/deep/d.ts',
    "export const d = (secret: { reveal(to: string): string }) => secret.reveal('microsoft');",
  ],
  [
    'none',
    'microsoft/clients/network.ts',
    "export const e = (secret: { reveal(to: string): string }) => secret.reveal('microsoft');",
  ],
  [
    'none',
    'main/session/secret-clipboard.ts',
    "export const f = (secret: { reveal(to: string): string }) => secret.reveal('clipboard');",
  ],
  [
    'none',
    'engine/secret.spec.ts',
    "import { expect, it } from 'vitest';\nconst s = { reveal: (to: string) => to };\nit('a', () => { expect(s.reveal('vault')).toBe('vault'); });",
  ],
  ['house(raw-ipc)', 'main/g.ts', "import { ipcMain } from 'electron';\nexport const g = ipcMain;"],
  [
    'house(raw-ipc)',
    'preload/h.ts',
    "import { ipcRenderer } from 'electron';\nexport const h = ipcRenderer;",
  ],
  [
    'house(raw-ipc)',
    'main/i.ts',
    "import type { BrowserWindow } from 'electron';\nexport const i = (window: BrowserWindow) => { window.webContents.send('x'); };",
  ],
  ['none', 'main/ipc/invoke.ts', "import { ipcMain } from 'electron';\nexport const j = ipcMain;"],
  ['none', 'preload/preload.ts', "import { ipcRenderer } from 'electron';\nexport const k = ipcRenderer;"],
  ['eslint(no-console)', 'engine/l.ts', "export const l = () => { console.log('l'); };"],
  ['none', 'cli/output/print.ts', "export const m = () => { console.log('m'); };"],
  ['eslint(no-restricted-properties)', 'main/o.ts', "export const o = URL.canParse('o');"],
  ['import(no-default-export)', 'engine/n.ts', 'const n = 1;\nexport default n;'],
  ['none', 'recipes/acme.recipe.ts', 'const acme = 1;\nexport default acme;'],
  [
    'house(name-matches-file)',
    'recipes/application/grant-consent.step.ts',
    "declare const step: (x: object) => object;\nexport const giveConsent = () => step({ id: 'grant-consent' });",
  ],
  [
    'house(name-matches-file)',
    'recipes/workspaces/assign-role.step.ts',
    "declare const step: (x: object) => object;\nexport const assignRole = () => step({ id: 'assign' });",
  ],
  [
    'house(name-matches-file)',
    'recipes/sign-in/admin-can-consent.check.ts',
    'export const adminConsents = 1;',
  ],
  [
    'none',
    'recipes/workspaces/find-workspace.step.ts',
    'declare const step: (x: object) => object;\nexport const findWorkspace = (key: string) => step({ id: `find-workspace:${key}` });',
  ],
  [
    'none',
    'recipes/credentials/secret-expiry.check.ts',
    "declare const step: (x: object) => object;\nexport const secretExpiry = () => step({ id: 'secret-expiry' });",
  ],
  ['house(saying-names)', 'engine/step-helper.ts', 'export const o = 1;'],
  [
    'house(module-context)',
    'practice/core/calls.ts',
    "import { AsyncLocalStorage } from 'node:async_hooks';\nexport class Calls { readonly of = new AsyncLocalStorage<string>(); }",
  ],
  ['unicorn(filename-case)', 'engine/someThing.ts', 'export const p = 1;'],
  [
    'typescript(no-floating-promises)',
    'engine/q.ts',
    'const late = async () => 1;\nexport const q = () => { late(); };',
  ],
  ['typescript(no-explicit-any)', 'engine/r.ts', 'export const r = (x: any): unknown => x;'],
  [
    'vitest(no-focused-tests)',
    'engine/s.spec.ts',
    "import { expect, it } from 'vitest';\nit.only('a', () => { expect(1).toBe(1); });",
  ],
  [
    'vitest(no-disabled-tests)',
    'engine/t.spec.ts',
    "import { expect, it } from 'vitest';\nit.skip('a', () => { expect(1).toBe(1); });",
  ],
];

const found = new Map<string, string[]>();

beforeAll(async () => {
  top = mkdtempSync(path.join(os.tmpdir(), 'house-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    cpSync(path.join(root, file), path.join(top, file));
  mkdirSync(path.join(top, 'scripts/lint'), { recursive: true });
  cpSync(path.join(root, 'scripts/lint/house.mjs'), path.join(top, 'scripts/lint/house.mjs'));
  symlinkSync(path.join(root, 'node_modules'), path.join(top, 'node_modules'));
  for (const [, file, text] of planted) {
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    writeFileSync(path.join(top, file), `${text}\n`);
  }
  for (const { filename, code } of await lint()) found.set(filename, [...(found.get(filename) ?? []), code]);
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

function lint(): Promise<ReadonlyArray<{ filename: string; code: string }>> {
  return new Promise((resolve, reject) => {
    const program = path.join(root, 'node_modules/.bin/oxlint');
    execFile(
      program,
      ['--type-aware', '--format', 'json'],
      { cwd: top, maxBuffer: 2 ** 24 },
      (_, stdout, stderr) => {
        try {
          resolve((JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] }).diagnostics);
        } catch {
          reject(new Error(`oxlint said: ${stdout}${stderr}`));
        }
      },
    );
  });
}

describe('a planted violation of a house lint', () => {
  it.each(planted.filter(([rule]) => rule !== 'none'))('%s objects to %s', (rule, file) => {
    expect(found.get(file)).toContain(rule);
  });

  it.each(planted.filter(([rule]) => rule === 'none'))(
    '%s of the house objects to %s, where it is allowed',
    (_, file) => {
      expect(found.get(file) ?? []).toEqual([]);
    },
  );
});
