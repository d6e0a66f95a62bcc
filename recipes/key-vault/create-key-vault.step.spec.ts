import { describe, expect, it } from 'vitest';
import { createKeyVault } from './create-key-vault.step.ts';
import { answering, begun, tools } from './step.spec-kit.ts';
import { operationTag } from './stored-versions.ts';

const armId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-soc';
const step = createKeyVault({ workspace: { key: 'soc', armId, name: 'soc' }, name: 'kv-soc' });
const [create] = step.foresee({});
const recover = { ...create, verb: 'update' } as typeof create;
const ours = { 'sentinel-onboarding': 'op-1' };
const vault = (tags: object, more: object = {}) => ({ name: 'kv-soc', id, softDeleteDays: 7, tags, ...more });
const recognized = (change: typeof create, found: object | undefined) =>
  step.recognize?.(begun(change), { found } as never, {} as never);

describe('a vault that an interrupted run may have made', () => {
  it('is its own by the operation it carries, and undo has it', () => {
    expect(recognized(create, vault(ours))).toEqual({
      receipt: {
        made: { kind: 'key-vault', id },
        owned: true,
        remains: 'Key Vault kv-soc stays in Azure, deleted, and can be recovered for 7 days',
      },
    });
  });

  it.each([
    ['carries none', {}],
    ['carries another operation', { 'sentinel-onboarding': 'op-2' }],
    ['carries it under another tag', { other: 'op-1' }],
  ])('is not its own where it %s', (_what, tags) => {
    expect(recognized(create, vault(tags))).toBe('not-ours');
  });

  it('was never made where there is none', () => {
    expect(recognized(create, undefined)).toBe('never-happened');
    expect(recognized(recover, undefined)).toBe('never-happened');
  });

  it('was recovered where it is back, whoever made it', () => {
    expect(recognized(recover, vault({}))).toMatchObject({
      receipt: { made: { kind: 'recovered-vault', id }, owned: true },
    });
  });
});

describe('whose a vault is', () => {
  const whose = (kind: string, found: object | undefined, of = id, stored: unknown = []) => {
    const { microsoft } = answering({ 'vaults.named': found, 'vaults.stored': stored });
    return step.whose?.({ made: { kind, id: of }, owned: true }, tools(microsoft));
  };

  it('ours carries the operation; one recovered need not', async () => {
    expect(await whose('key-vault', vault(ours))).toEqual({ is: 'ours', what: 'Key Vault kv-soc' });
    expect(await whose('key-vault', vault(ours, { id: id.toUpperCase() }))).toMatchObject({ is: 'ours' });
    expect(await whose('recovered-vault', vault({}))).toMatchObject({ is: 'ours' });
  });

  it.each([
    ['another operation made it', 'key-vault', vault({ 'sentinel-onboarding': 'op-2' })],
    ['it stands in another group', 'key-vault', vault(ours, { id: `${id}-other` })],
    ['a recovered one stands in another group', 'recovered-vault', vault({}, { id: `${id}-other` })],
  ])('not ours: %s', async (_why, kind, found) => {
    expect(await whose(kind, found)).toEqual({ is: 'not-ours' });
  });

  const own = { name: 'IntezerKey', tags: { [operationTag]: 'op-1' } };
  it.each([
    ['nothing but our own secret is in it', [own], { is: 'ours', what: 'Key Vault kv-soc' }],
    ['somebody stored another secret in it since', [own, { name: 'theirs', tags: {} }], { is: 'not-ours' }],
    [
      'nobody may list what is in it',
      { couldNotLook: 'ForbiddenByRbac' },
      { is: 'ours', what: 'Key Vault kv-soc, with whatever is stored in it by now' },
    ],
  ])('where %s, it goes or stays', async (_what, stored, is) => {
    expect(await whose('key-vault', vault(ours), id, stored)).toEqual(is);
  });

  it('gone: there is none of the name', async () => {
    expect(await whose('key-vault', undefined)).toEqual({ is: 'gone' });
  });
});

it('undo deletes the vault of the receipt and does nothing else', async () => {
  const { microsoft, calls } = answering({ 'vaults.delete': undefined });
  await step.undo?.({ made: { kind: 'key-vault', id }, owned: true }, tools(microsoft));
  expect(calls).toEqual([['vaults.delete', id]]);
});

it('a vault that was recovered is ours, whatever others stored in it before', async () => {
  const stored = [{ name: 'theirs', tags: {} }];
  const { microsoft } = answering({ 'vaults.named': vault({}), 'vaults.stored': stored });
  const made = { kind: 'recovered-vault', id };
  expect(await step.whose?.({ made, owned: true }, tools(microsoft))).toEqual({
    is: 'ours',
    what: 'Key Vault kv-soc',
  });
});
