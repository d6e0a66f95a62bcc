import { describe, expect, it, test } from 'vitest';
import { defaultVaultName, vaultNameRule } from './vault-name.ts';

const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const allowed = (name: string) => new RegExp(vaultNameRule.source).test(name);

describe('the name of a workspace’s vault', () => {
  it('is the same however the workspace’s id is written, and another for another workspace', () => {
    expect(defaultVaultName(id.toUpperCase())).toBe(defaultVaultName(id));
    expect(defaultVaultName(`${id}/`)).toBe(defaultVaultName(id));
    expect(defaultVaultName(`${id}-2`)).not.toBe(defaultVaultName(id));
  });

  it('is one Azure takes, for any id', () => {
    for (const each of [id, '', 'ünïcödé', 'x'.repeat(500)])
      expect(allowed(defaultVaultName(each))).toBe(true);
  });

  it('is made by the published FNV-1a: its value for "foobar" is 0xbf9cf968', () => {
    expect(defaultVaultName('foobar')).toBe('kv-intezer-bf9cf968');
  });
});

test.each([
  ['kv-soc', true],
  ['abc', true],
  ['A1-b2', true],
  ['a'.repeat(24), true],
  ['ab', false],
  ['a'.repeat(25), false],
  ['1abc', false],
  ['kv--soc', false],
  ['kv-soc-', false],
  ['-kv', false],
  ['kv_soc', false],
  ['kv.soc', false],
  ['kv soc', false],
  ['', false],
])('a vault named "%s" is taken: %s', (name, taken) => {
  expect(allowed(name)).toBe(taken);
});
