import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cruiseWalls, importsOf, reportWalls } from './walls.mjs';

let top: string;

beforeEach(() => {
  top = mkdtempSync(path.join(os.tmpdir(), 'walls-'));
});

afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

/** Builds a tree from file names and their texts. */
function plant(files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    writeFileSync(path.join(top, file), text);
  }
}

const rulesBroken = async () =>
  [...new Set((await cruiseWalls(top)).violations.map(({ rule }) => rule))].sort();

/** What stands on the other side of the walls in every planted tree. */
const neighbors = {
  'package.json': '{ "workspaces": ["practice"] }',
  'practice/package.json':
    '{ "name": "@sentinel-onboarding/practice", "exports": { ".": "./index.ts", "./serve": "./server/serve.ts" } }',
  'practice/index.ts': "export { type Act, tenant } from './server/tenant.ts';",
  'practice/server/serve.ts': 'export const serve = 1;',
  'engine/model/step.ts': 'export const step = 1; export type Step = 1;',
  'recipes/index.ts': 'export const recipes = [];',
  'microsoft/contract/microsoft.ts': 'export interface Microsoft { apps: 1 } export const value = 1;',
  'microsoft/apps.ts': 'export const apps = 1;',
  'practice/server/tenant.ts': 'export const tenant = 1; export type Act = 1;',
  'host/storage/vault.ts': 'export const vault = 1;',
  'main/window/window.ts': 'export const window = 1;',
  'preload/contract.ts': 'export const calls = 1;',
  'preload/preload.ts': 'export const preload = 1;',
  'renderer/state/store.ts': 'export const store = 1;',
  'cli/output/print.ts': 'export const print = 1;',
  'e2e/wizard.ts': 'export const wizard = 1;',
  'scripts/say.mjs': 'export const say = 1;',
  'cli/commands/world.spec-kit.ts':
    "export { tenant } from '@sentinel-onboarding/practice'; export { window } from '../../main/window/window.ts';",
};

describe('a tree that keeps to the layers', () => {
  it('is cruised whole and let through', async () => {
    plant({
      ...neighbors,
      'recipes/a.recipe.ts':
        "import { step } from '../engine/model/step.ts'; import type { Microsoft } from '../microsoft/contract/microsoft.ts'; export default [step] as unknown as Microsoft;",
      'microsoft/connect.ts':
        "import '@azure/msal-node'; import http from 'node:http'; import { step } from '../engine/model/step.ts'; export { http, step };",
      'preload/bridge.ts':
        "import { contextBridge } from 'electron'; import type { Step } from '../engine/model/step.ts'; export const s = contextBridge as unknown as Step;",
      'renderer/app/app.tsx':
        "import { useState } from 'react'; import { calls } from '../../preload/contract.ts'; import { step } from '../../engine/model/step.ts'; export const App = () => <b>{String([useState, calls, step])}</b>;",
      'host/storage/seal.ts':
        "import fs from 'node:fs'; import { Encrypter } from 'age-encryption'; import { step } from '../../engine/model/step.ts'; export { Encrypter, fs, step };",
      'cli/cli.ts':
        "import { apps } from '../microsoft/apps.ts'; import { tenant } from '@sentinel-onboarding/practice'; import { vault } from '../host/storage/vault.ts'; export { apps, tenant, vault };",
      'main/start/main.ts':
        "import { app } from 'electron'; import { recipes } from '../../recipes/index.ts'; import { vault } from '../../host/storage/vault.ts'; void import('@sentinel-onboarding/practice/serve'); export { app, recipes, vault };",
      'engine/step.tenant.spec.ts':
        "import { it } from 'vitest'; import { tenant } from '@sentinel-onboarding/practice'; import { print } from '../cli/output/print.ts'; it('', () => [tenant, print]);",
      'e2e/journey.spec.ts':
        "import { print } from '../cli/output/print.ts'; import { say } from '../scripts/say.mjs'; export { print, say };",
    });
    const { modules, violations } = await cruiseWalls(top);
    expect(violations).toEqual([]);
    const sources = Object.keys(neighbors).filter((file) => !file.endsWith('package.json'));
    expect(modules).toBe(sources.length + 9);
  });
});

describe('a planted violation is caught by its own wall', () => {
  const planted: ReadonlyArray<readonly [rule: string, file: string, text: string]> = [
    ['engine-imports-nothing', 'engine/x.ts', "import path from 'node:path'; export { path };"],
    ['engine-imports-nothing', 'engine/x.ts', "import { z } from 'zod'; export { z };"],
    [
      'engine-imports-nothing',
      'engine/x.ts',
      "import type { Microsoft } from '../microsoft/contract/microsoft.ts'; export type { Microsoft };",
    ],
    [
      'microsoft-imports-engine-and-sdks',
      'microsoft/x.ts',
      "export { vault } from '../host/storage/vault.ts';",
    ],
    ['only-microsoft-imports-sdks', 'host/x.ts', "export * from '@azure/msal-node';"],
    ['only-microsoft-imports-sdks', 'main/x.ts', "void import('@microsoft/microsoft-graph-client');"],
    ['recipes-declare', 'recipes/x.ts', "import { apps } from '../microsoft/apps.ts'; export { apps };"],
    ['recipes-declare', 'recipes/x.ts', "import fs from 'node:fs'; export { fs };"],
    [
      'recipes-see-types-of-microsoft',
      'recipes/x.ts',
      "import { value } from '../microsoft/contract/microsoft.ts'; export { value };",
    ],
    [
      'recipes-see-types-of-microsoft',
      'recipes/x.ts',
      "import { type Microsoft } from '../microsoft/contract/microsoft.ts'; export type { Microsoft };",
    ],
    ['preload-is-a-doorway', 'preload/x.ts', "import fs from 'node:fs'; export { fs };"],
    ['preload-sees-types-of-engine', 'preload/x.ts', "export { step } from '../engine/model/step.ts';"],
    [
      'renderer-sees-the-contract-and-engine',
      'renderer/x.tsx',
      "import { preload } from '../preload/preload.ts'; export const X = () => <b>{preload}</b>;",
    ],
    [
      'renderer-sees-the-contract-and-engine',
      'renderer/x.ts',
      "export type T = import('../microsoft/contract/microsoft.ts').Microsoft;",
    ],
    ['renderer-has-no-node', 'renderer/x.ts', "import 'node:child_process';"],
    ['renderer-has-no-electron', 'renderer/x.ts', "import { shell } from 'electron'; export { shell };"],
    ['nobody-imports-main', 'cli/x.ts', "export { window } from '../main/window/window.ts';"],
    ['nobody-imports-cli', 'main/x.ts', "export { print } from '../cli/output/print.ts';"],
    [
      'only-the-window-imports-electron',
      'cli/x.ts',
      "const electron = require('electron'); export { electron };",
    ],
    [
      'only-the-window-imports-electron',
      'host/x.ts',
      "import { safeStorage } from 'electron/main'; export { safeStorage };",
    ],
    ['host-stands-under-both', 'host/x.ts', "export { recipes } from '../recipes/index.ts';"],
    [
      'practice-is-an-island',
      'practice/x.ts',
      "import type { Step } from '../engine/model/step.ts'; export type { Step };",
    ],
    [
      'the-oracle-knows-nothing-of-us',
      'recipes/oracle/oracle.spec-kit.ts',
      "import { recipes } from '../index.ts'; export { recipes };",
    ],
    ['only-main-and-cli-practice', 'host/x.ts', "export { tenant } from '@sentinel-onboarding/practice';"],
    ['practice-by-its-name', 'cli/x.ts', "export { tenant } from '../practice/server/tenant.ts';"],
    ['practice-by-its-name', 'cli/x.ts', "export type { Act } from '../practice/server/tenant.ts';"],
    ['practice-by-its-name', 'main/x.ts', "void import('../practice/index.ts');"],
    [
      'practice-by-its-name',
      'recipes/x.tenant.spec.ts',
      "import { tenant } from '../practice/server/tenant.ts'; export { tenant };",
    ],
    ['nothing-missing', 'cli/x.ts', "export * from '@sentinel-onboarding/practice/server/tenant.ts';"],
    ['nobody-imports-tooling', 'cli/x.ts', "export { say } from '../scripts/say.mjs';"],
    ['nobody-imports-tooling', 'main/x.ts', "export { wizard } from '../e2e/wizard.ts';"],
    ['nobody-imports-specs', 'cli/x.ts', "import './commands/world.spec-kit.ts';"],
    ['nothing-missing', 'engine/x.ts', "export { gone } from './gone.ts';"],
  ];

  it.each(planted)('%s: %s', async (rule, file, text) => {
    plant({ ...neighbors, [file]: text });
    expect(await rulesBroken()).toContain(rule);
  });

  it('a type and a value of the same file are two imports', async () => {
    plant({
      ...neighbors,
      'recipes/x.ts':
        "import type { Microsoft } from '../microsoft/contract/microsoft.ts'; import { value } from '../microsoft/contract/microsoft.ts'; export const x = value as unknown as Microsoft;",
    });
    expect(await rulesBroken()).toEqual(['recipes-see-types-of-microsoft']);
  });

  it('no-circles, through a type as well', async () => {
    plant({
      'engine/a.ts': "import { b } from './b.ts'; export type A = typeof b;",
      'engine/b.ts': "import type { A } from './a.ts'; export const b = 1 as unknown as A;",
    });
    expect(await rulesBroken()).toEqual(['no-circles']);
  });
});

describe('what was cruised is said', () => {
  it('no module at all is a failure, not a success', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    const seen = await cruiseWalls(top);
    expect(seen.modules).toBe(0);
    expect(reportWalls(seen)).toBe(1);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('Not one module'));
    said.mockRestore();
  });

  it('the reason of a wall is printed with the violation', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    plant({ 'practice/x.ts': "import '../engine/y.ts';", 'engine/y.ts': 'export {};' });
    expect(reportWalls(await cruiseWalls(top))).toBe(1);
    expect(said).toHaveBeenCalledWith(
      expect.stringMatching(/practice\/x\.ts → engine\/y\.ts[^]*share its mistakes/u),
    );
    said.mockRestore();
  });

  it('a source that cannot be read stops the cruise', () => {
    expect(() => importsOf('engine/x.ts', 'import { from')).toThrow('engine/x.ts cannot be read');
  });
});
