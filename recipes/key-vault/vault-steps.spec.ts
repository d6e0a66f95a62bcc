import { describe, expect, it } from 'vitest';
import type {
  PermissionEntry,
  SecretMetadata,
  SecretSeen,
  Vault,
} from '../../microsoft/contract/microsoft.ts';
import { deliverSecret } from '../credentials/deliver-secret.step.ts';
import { createKeyVault } from './create-key-vault.step.ts';
import { storeSecret } from './store-secret.step.ts';
import { vaultAccess } from './vault-access.step.ts';

const at = '2026-11-24T10:00:00Z';
const portal = 'https://portal.azure.com';
const armId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const vaultId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-soc';
const all: readonly PermissionEntry[] = [{ actions: ['*'], notActions: [] }];
const contributor: readonly PermissionEntry[] = [
  { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] },
];
const reader: readonly PermissionEntry[] = [{ actions: ['*/read'], notActions: [] }];
const officer: readonly PermissionEntry[] = [
  ...reader,
  { actions: [], notActions: [], dataActions: ['Microsoft.KeyVault/vaults/secrets/*'], notDataActions: [] },
];
const rbac = { name: 'kv-soc', id: vaultId, uri: 'https://kv-soc.vault.azure.net', mode: 'rbac' } as const;
const policy = { ...rbac, mode: 'policy' } as const;

const vault = (more: Partial<Vault> = {}): Vault => ({
  ...rbac,
  subscriptionId: 's',
  resourceGroup: 'rg',
  region: 'westeurope',
  purgeProtection: false,
  softDeleteDays: 90,
  ready: true,
  closed: false,
  tags: {},
  policies: [],
  ...more,
});

describe('create-key-vault', () => {
  const step = createKeyVault({ workspace: { key: 'soc', armId, name: 'soc' }, name: 'kv-soc' });
  const workspace = { workspace: { region: 'westeurope' } } as never;
  const seen = (more: object) => ({
    found: undefined,
    answers: true,
    deleted: undefined,
    name: { free: true, because: '' },
    rights: all,
    portal,
    at,
    ...more,
  });
  const judged = (more: object) => step.judge(seen(more), workspace);

  it.each(['rbac', 'policy'] as const)('takes a vault of that name as it stands, in %s mode', (mode) => {
    expect(judged({ found: vault({ mode }) })).toMatchObject({
      is: 'met',
      facts: { vault: { name: 'kv-soc', id: vaultId, mode } },
    });
  });

  it('says whether it is protected from purging, and who may read its secrets', () => {
    const shown = JSON.stringify(judged({ found: vault({ purgeProtection: true, mode: 'policy' }) }));
    expect(shown).toContain('purged before its retention ends');
    expect(shown).toContain('access policies');
  });

  it.each([
    ['its address is being made known', { found: vault({ ready: false }) }],
    ['it was made just now and does not answer', { found: vault(), answers: false }],
  ])('waits while %s', (_why, more) => {
    expect(judged(more)).toMatchObject({
      is: 'waiting',
      on: 'microsoft',
      problem: { code: 'vault-address-not-yet' },
    });
  });

  it('warns of a vault that is closed to public networks', () => {
    expect(judged({ found: vault({ closed: true }) })).toMatchObject({
      is: 'met',
      warning: { code: 'vault-closed' },
    });
  });

  it('makes one where there is none, in RBAC mode, and says so', () => {
    expect(judged({})).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'create', what: 'Key Vault kv-soc, with Azure role-based access', where: 'rg' }],
    });
  });

  it('recovers a deleted one, and says since when and until when it is kept', () => {
    const deleted = {
      name: 'kv-soc',
      id: vaultId,
      region: 'westeurope',
      deletedOn: '2026-11-17T00:00:00Z',
      purgedOn: '2027-02-15T00:00:00Z',
      purgeProtection: true,
    };
    const finding = judged({ deleted, name: { free: false, because: 'in use' } });
    expect(finding).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'update', where: 'rg' }],
      problem: { code: 'vault-among-deleted' },
    });
    expect(JSON.stringify(finding)).toContain('2027-02-15');
  });

  it('is refused by name where somebody else holds it', () => {
    expect(judged({ name: { free: false, because: 'already in use' } })).toMatchObject({
      is: 'blocked',
      problem: { code: 'vault-name-taken', because: expect.stringContaining('already in use') as string },
    });
  });

  it('hands on to somebody who may make one', () => {
    const finding = judged({ rights: reader });
    expect(finding).toMatchObject({ is: 'waiting', on: 'person', problem: { code: 'vault-may-not-create' } });
    expect(JSON.stringify(finding)).toContain('az keyvault create --name kv-soc --resource-group rg');
  });

  it('asks Azure where neither rights, names nor the deleted may be looked at', () => {
    const no = { couldNotLook: 'no' };
    expect(judged({ rights: no, deleted: no, name: no }).is).toBe('unmet');
  });
});

describe('store-secret', () => {
  const step = storeSecret({
    vaultName: 'kv-soc',
    secretName: 'intezer-sentinel-api-key',
    answer: 'apiKey',
    title: 'Intezer API key',
    workspaceKey: 'soc',
  });
  const version = (more: Partial<SecretMetadata> = {}): SecretMetadata => ({
    version: 'v1',
    enabled: true,
    createdOn: '2026-11-20T10:00:00Z',
    updatedOn: '2026-11-20T10:00:00Z',
    expiresOn: undefined,
    tags: { 'sentinel-onboarding-mark': 'abcd1234' },
    ...more,
  });
  const there = (more: Partial<SecretMetadata> = {}): SecretSeen => ({
    is: 'there',
    versions: [version(more)],
  });
  const closed: SecretSeen = { is: 'closed', by: 'rights', because: 'Azure said no.' };
  const me = { kind: 'person', objectId: 'me-id' };
  const judged = (secret: SecretSeen, more: object = {}, given: object = rbac) =>
    step.judge(
      {
        secret,
        mark: undefined,
        has: false,
        me,
        rights: all,
        letIn: undefined,
        portal,
        at,
        ...more,
      } as never,
      {
        vault: given,
      } as never,
    );
  const typed = { mark: 'abcd1234', has: true };
  const another = { mark: '00000000', has: true };
  const send = { verb: 'send', where: 'Key Vault kv-soc' };

  it.each([
    ['nothing was typed', {}],
    ['the same was typed', typed],
  ])('is met by what is stored where %s', (_what, more) => {
    expect(judged(there(), more)).toMatchObject({
      is: 'met',
      facts: { storedSecret: { name: 'intezer-sentinel-api-key', version: 'v1' } },
    });
  });

  it.each([
    ['there is none', { is: 'missing' }, 'vault-secret-missing'],
    ['it lies deleted', { is: 'deleted' }, 'vault-secret-missing'],
    ['another was typed', there(), 'vault-secret-another'],
    ['it is of unknown origin', there({ tags: {} }), 'vault-secret-another'],
    ['it is disabled', there({ enabled: false }), 'vault-secret-switched-off'],
    ['it has ended', there({ expiresOn: '2026-11-23T00:00:00Z' }), 'vault-secret-expired'],
  ] as const)('stores what was typed where %s', (_why, secret, code) => {
    expect(judged(secret as SecretSeen, another)).toMatchObject({
      is: 'unmet',
      changes: [send],
      problem: { code },
    });
  });

  it.each([
    ['there is none', { is: 'missing' }, 'vault-secret-missing'],
    ['it is disabled', there({ enabled: false }), 'vault-secret-switched-off'],
    ['it has ended', there({ expiresOn: '2026-11-23T00:00:00Z' }), 'vault-secret-expired'],
  ] as const)('asks for it where %s and nothing was typed', (_why, secret, code) => {
    expect(judged(secret as SecretSeen)).toMatchObject({ is: 'blocked', problem: { code } });
  });

  it('names a disabled one in a whole sentence', () => {
    expect(judged(there({ enabled: false }), another)).toMatchObject({
      problem: {
        because: "The newest version of intezer-sentinel-api-key is disabled, so playbooks can't read it.",
      },
    });
  });

  it('warns of one that ends within 30 days', () => {
    expect(judged(there({ expiresOn: '2026-12-10T00:00:00Z' }))).toMatchObject({
      is: 'met',
      warning: { code: 'vault-secret-ends-soon' },
    });
  });

  it('is neither met nor unmet where one may not look', () => {
    expect(judged(closed)).toMatchObject({ is: 'unknown', problem: { code: 'vault-secrets-not-looked-at' } });
  });

  it('lets the person in as a change of its own where they may assign roles', () => {
    expect(judged(closed, typed)).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'assign', what: 'Key Vault Secrets Officer to yourself' }, send],
    });
  });

  it('lets them in by an access policy without the right to read, where the vault has those', () => {
    expect(judged(closed, { ...typed, rights: contributor }, policy)).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'grant', what: 'Secret permissions list, set, delete, recover to yourself' }, send],
    });
  });

  it('only stores where the role is held and merely late', () => {
    expect(judged(closed, { ...typed, rights: officer })).toMatchObject({ is: 'unmet', changes: [send] });
  });

  it.each([
    ['rbac', rbac, contributor, 'az role assignment create --role b86a8fe4'],
    ['policy', policy, reader, 'az keyvault set-policy --name kv-soc --object-id me-id'],
  ] as const)('hands on to somebody who may let them in, in %s mode', (_mode, given, rights, line) => {
    const finding = judged(closed, { ...typed, rights }, given);
    expect(finding).toMatchObject({
      is: 'waiting',
      on: 'person',
      problem: { code: 'vault-needs-someone-else' },
    });
    expect(JSON.stringify(finding)).toContain(line);
  });

  it('is blocked by a firewall, and waits for an address', () => {
    const wall: SecretSeen = { is: 'closed', by: 'network', because: 'x' };
    expect(judged(wall, typed)).toMatchObject({ is: 'blocked', problem: { code: 'vault-closed' } });
    expect(judged({ is: 'no-address' }, typed)).toMatchObject({ is: 'waiting', on: 'microsoft' });
  });
});

describe('deliver-secret', () => {
  const step = deliverSecret({ vaultName: 'kv-own', secretName: 'client-secret' });
  const judged = (keyId: string, has: boolean) => {
    const tags = { 'sentinel-onboarding-mark': 'key-1' };
    const version = {
      version: 'v1',
      enabled: true,
      createdOn: at,
      updatedOn: at,
      expiresOn: undefined,
      tags,
    };
    const secret = { is: 'there', versions: [version] };
    return step.judge(
      { secret, mark: keyId, has, me: undefined, rights: [], letIn: undefined, portal, at } as never,
      {
        vault: rbac,
      } as never,
    );
  };

  it('is met by the version of the current credential, whether its value is held here or not', () => {
    expect([judged('key-1', true).is, judged('key-1', false).is]).toEqual(['met', 'met']);
  });

  it('of another credential is stored anew, or blocked where nobody here holds it', () => {
    expect(judged('key-2', true)).toMatchObject({ is: 'unmet', changes: [{ verb: 'send' }] });
    expect(judged('key-2', false)).toMatchObject({
      is: 'blocked',
      problem: { code: 'secret-value-not-here' },
    });
  });
});

describe('vault-access', () => {
  const step = vaultAccess({ playbook: 'submit-alert', vaultName: 'kv-soc' });
  const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
  const held = (roleId: string, scope: string) => ({
    id: `${scope}/a`,
    name: 'a',
    scope,
    roleId,
    createdOn: at,
  });
  const judged = (more: object, vaultGiven: object = rbac) =>
    step.judge(
      { held: [], policies: [], rights: all, portal, at, ...more } as never,
      {
        vault: vaultGiven,
        principal: 'sp',
      } as never,
    );

  it.each([
    ['on the vault', vaultId],
    ['on it, in another case', vaultId.toUpperCase()],
    ['on its resource group', '/subscriptions/s/resourceGroups/rg'],
  ])('is met by Key Vault Secrets User %s', (_where, scope) => {
    const finding = judged({ held: [held(secretsUser, scope)] });
    expect(finding).toMatchObject({ is: 'met', facts: { access: { by: 'role', scope } } });
    expect(finding).not.toHaveProperty('warning');
  });

  it.each([
    ['another vault', `${vaultId}-old`],
    ['another group', '/subscriptions/s/resourceGroups/other'],
  ])('is not met by the role on %s', (_where, scope) => {
    expect(judged({ held: [held(secretsUser, scope)] })).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'assign', what: 'Key Vault Secrets User to the playbook Submit Alert' }],
    });
  });

  it('is met by a wider role, with a warning', () => {
    expect(judged({ held: [held('b86a8fe4-44ce-4948-aee5-eccb2c155cd7', vaultId)] })).toMatchObject({
      is: 'met',
      warning: { code: 'vault-access-too-wide' },
    });
  });

  it('asks for `get` and nothing else where the vault has access policies, whatever roles there are', () => {
    expect(judged({ held: [held(secretsUser, vaultId)] }, policy)).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'grant', what: 'Secret permission get to the playbook Submit Alert' }],
    });
    const named = (...secrets: string[]) => judged({ policies: [{ objectId: 'SP', secrets }] }, policy);
    expect(named('get')).toMatchObject({ is: 'met', facts: { access: { by: 'policy' } } });
    expect(named('get')).not.toHaveProperty('warning');
    expect(named('list').is).toBe('unmet');
    expect(named('all')).toMatchObject({ is: 'met', warning: { code: 'vault-access-too-wide' } });
    expect(named('get', 'set', 'purge')).toMatchObject({
      is: 'met',
      warning: { code: 'vault-access-too-wide' },
    });
  });

  it.each([
    ['rbac', rbac, contributor, 'role-needs-someone-else', `az role assignment create --role ${secretsUser}`],
    [
      'policy',
      policy,
      reader,
      'vault-policy-needs-someone-else',
      'az keyvault set-policy --name kv-soc --object-id sp',
    ],
  ] as const)('hands on to somebody who may, in %s mode', (_mode, given, rights, code, line) => {
    const finding = judged({ rights }, given);
    expect(finding).toMatchObject({ is: 'waiting', on: 'person', problem: { code } });
    expect(JSON.stringify(finding)).toContain(line);
  });
});

describe('what storing a secret foresees', () => {
  const deliver = deliverSecret({ vaultName: 'kv-soc', secretName: 'Secret' });
  const store = storeSecret({
    vaultName: 'kv-soc',
    secretName: 'Key',
    answer: 'key',
    title: 'Intezer API key',
    workspaceKey: 'soc',
  });
  const verbs = (step: typeof deliver | typeof store, beforehand: unknown) =>
    step.foresee({ beforehand } as never).map(({ verb }) => verb);
  const nobodyLooked = { couldNotLook: 'Forbidden' };
  const door = (open: boolean, mode: 'rbac' | 'policy', rights: unknown) => ({ open, mode, rights });

  it.each([
    ['nothing is known of the vault', undefined, ['send']],
    ['only rights are known', contributor, ['send']],
    ['it is open already', door(true, 'rbac', contributor), ['send']],
    ['it is closed, and may be opened by role', door(false, 'rbac', all), ['assign', 'send']],
    [
      'it is closed, and may be opened by its policies',
      door(false, 'policy', contributor),
      ['grant', 'send'],
    ],
    [
      'it is closed, and nobody knows who may open it',
      door(false, 'policy', nobodyLooked),
      ['grant', 'send'],
    ],
    ['it is closed, and may not be opened', door(false, 'rbac', contributor), []],
  ])('of a client secret, where %s', (_, beforehand, planned) => {
    expect(verbs(deliver, beforehand)).toEqual(planned);
  });

  it.each([
    ['nothing is known', undefined, ['assign', 'send']],
    ['the vault stands', door(false, 'rbac', all), ['send']],
    ['secrets may be stored', officer, ['send']],
    ['the vault may be opened', all, ['assign', 'send']],
    ['nobody knows what one may', nobodyLooked, ['assign', 'send']],
    ['it may not be opened', contributor, []],
  ])('of a key that somebody types, where %s', (_, beforehand, planned) => {
    expect(verbs(store, beforehand)).toEqual(planned);
  });
});
