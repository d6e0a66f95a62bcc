import { virtualClock } from '@sentinel-onboarding/practice/values';
import { describe, expect, it, test } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { Secret } from '../../engine/model/secret.ts';
import { clouds, isVaultHost } from '../http/clouds.ts';
import { present, refusalOf, type SignedIn, signedIn } from '../sessions/signed-in.spec-kit.ts';

const officer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const key = new Secret('practice-value-1');

/** Where the workspace with Sentinel lies, and a vault's id beside it. */
async function place({ microsoft }: SignedIn) {
  const { subscriptionId, resourceGroup, region } = present(
    (await microsoft.workspaces.list()).find(({ sentinel }) => sentinel === 'on'),
  );
  const idOf = (name: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;
  return { subscriptionId, region, idOf };
}

async function withVault(name = 'kv-spec', lagSeconds = 0) {
  const world = await signedIn('fresh', { clock: virtualClock(), lagSeconds });
  const at = await place(world);
  const id = at.idOf(name);
  await world.microsoft.vaults.create({ id, region: at.region, tags: { by: 'spec' } });
  const me = (await world.microsoft.identity.whoAmI()).objectId;
  const letMeIn = () =>
    world.microsoft.roles.assign({
      scope: id,
      name: '8f14e45f-ceea-567d-8f14-e45fceea567d',
      roleId: officer,
      principalId: me,
      principalType: 'User',
    });
  return { ...world, ...at, id, letMeIn };
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await refusalOf(work);
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
};

describe('a vault', () => {
  it('is made once, in RBAC mode, and one that stands is left as it is', async () => {
    const { microsoft, id, region, subscriptionId, tenant } = await withVault();
    expect(await microsoft.vaults.named(subscriptionId, 'KV-SPEC')).toMatchObject({
      name: 'kv-spec',
      id,
      uri: 'https://kv-spec.vault.azure.net',
      mode: 'rbac',
      purgeProtection: false,
      softDeleteDays: 90,
      closed: false,
      tags: { by: 'spec' },
    });
    await microsoft.vaults.allow({ id }, tenant.tenantId, ['get']);
    expect(await microsoft.vaults.create({ id, region, tags: {} })).toEqual({ id, created: false });
    expect(present(await microsoft.vaults.named(subscriptionId, 'kv-spec')).policies).toEqual([
      { objectId: tenant.tenantId, secrets: ['get'] },
    ]);
    expect(await microsoft.vaults.named(subscriptionId, 'kv-other')).toBeUndefined();
  });

  it('whose name is taken, not valid or held by a deleted one is refused under its own code', async () => {
    const { microsoft, id, idOf, region, subscriptionId } = await withVault();
    const codes = [];
    for (const name of ['contoso', 'kv--x'])
      codes.push(
        (await problemOf(microsoft.vaults.create({ id: idOf(name), region, tags: {} }))).code,
        (await microsoft.vaults.nameFree(subscriptionId, name)) as unknown,
      );
    await microsoft.vaults.delete(id);
    codes.push((await problemOf(microsoft.vaults.create({ id, region, tags: {} }))).code);
    expect(codes).toMatchObject([
      'vault-name-taken',
      { free: false },
      'vault-name-not-valid',
      { free: false },
      'vault-name-deleted',
    ]);
    expect(await microsoft.vaults.nameFree(subscriptionId, 'kv-free')).toMatchObject({ free: true });
  });

  it('that was deleted is found by its name and recovered; deleting what is gone is no trouble', async () => {
    const { microsoft, id, region, subscriptionId } = await withVault();
    await microsoft.vaults.delete(id);
    await microsoft.vaults.delete(id);
    const deleted = await microsoft.vaults.deleted(subscriptionId, 'kv-spec');
    expect(deleted).toMatchObject({ name: 'kv-spec', id, region, purgeProtection: false });
    await microsoft.vaults.recover(deleted as Parameters<typeof microsoft.vaults.recover>[0]);
    expect(present(await microsoft.vaults.named(subscriptionId, 'kv-spec')).id).toBe(id);
    expect(await microsoft.vaults.deleted(subscriptionId, 'kv-spec')).toBeUndefined();
  });

  it('has access policies added to and taken from, one identity at a time', async () => {
    const { microsoft, id, subscriptionId } = await withVault();
    const policies = async () => present(await microsoft.vaults.named(subscriptionId, 'kv-spec')).policies;
    await microsoft.vaults.allow({ id }, 'a', ['get', 'list']);
    await microsoft.vaults.allow({ id }, 'b', ['get']);
    await microsoft.vaults.disallow({ id }, 'a', ['get', 'list']);
    expect(await policies()).toEqual([{ objectId: 'b', secrets: ['get'] }]);
  });
});

describe('a secret in a vault', () => {
  it('is closed to the vault’s own maker until a role arrives, and it is said that this is not about the secret', async () => {
    const { microsoft, letMeIn } = await withVault();
    expect(await microsoft.vaults.secret('kv-spec', 'key')).toMatchObject({ is: 'closed', by: 'rights' });
    const problem = await problemOf(microsoft.vaults.store('kv-spec', 'key', key, {}));
    expect(problem).toMatchObject({ code: 'vault-role-missing', who: { role: 'Key Vault Secrets Officer' } });
    await letMeIn();
    expect(await microsoft.vaults.secret('kv-spec', 'key')).toEqual({ is: 'missing' });
  });

  it('goes in, is known by its metadata, and never comes out', async () => {
    const { microsoft, letMeIn, tenant, lines } = await withVault();
    await letMeIn();
    const { version } = await microsoft.vaults.store('kv-spec', 'key', key, { mark: 'x' });
    const seen = await microsoft.vaults.secret('kv-spec', 'key');
    expect(seen).toMatchObject({ is: 'there', versions: [{ version, enabled: true, tags: { mark: 'x' } }] });
    const read = tenant
      .requests()
      .filter(({ method, path }) => method === 'GET' && /secrets\/key\/?\?/.test(path));
    expect(read).toEqual([]);
    expect(JSON.stringify([seen, lines])).not.toContain('practice-value-1');
    // One request to store it: the SDK's own question whom to ask for a token is answered here.
    expect(lines.filter(({ method, path }) => method === 'PUT' && path.startsWith('/secrets/'))).toHaveLength(
      1,
    );
  });

  it('is listed by name and tags, beside every other; who may not list is told so', async () => {
    const { microsoft, letMeIn } = await withVault();
    expect(await microsoft.vaults.stored('kv-spec')).toMatchObject({ couldNotLook: expect.any(String) });
    await letMeIn();
    expect(await microsoft.vaults.stored('kv-spec')).toEqual([]);
    await microsoft.vaults.store('kv-spec', 'key', key, { mark: 'x' });
    await microsoft.vaults.store('kv-spec', 'other', key, {});
    expect(await microsoft.vaults.stored('kv-spec')).toEqual([
      { name: 'key', tags: { mark: 'x' } },
      { name: 'other', tags: {} },
    ]);
  });

  it('lists its newest version first', async () => {
    const { microsoft, letMeIn, tenant } = await withVault();
    await letMeIn();
    const made: string[] = [];
    for (const value of ['one', 'two', 'three']) {
      made.push((await microsoft.vaults.store('kv-spec', 'key', new Secret(value), {})).version);
      await tenant.clock.sleep(2000);
    }
    const seen = await microsoft.vaults.secret('kv-spec', 'key');
    expect(seen.is === 'there' ? seen.versions.map((each) => each.version) : seen).toEqual(made.toReversed());
  });

  it('that was deleted is said to be so, holds its name, and comes back', async () => {
    const { microsoft, letMeIn } = await withVault();
    await letMeIn();
    await microsoft.vaults.store('kv-spec', 'key', key, {});
    await microsoft.vaults.deleteSecret('kv-spec', 'key');
    await microsoft.vaults.deleteSecret('kv-spec', 'key');
    expect(await microsoft.vaults.secret('kv-spec', 'key')).toEqual({ is: 'deleted' });
    expect((await problemOf(microsoft.vaults.store('kv-spec', 'key', key, {}))).code).toBe(
      'vault-secret-deleted',
    );
    await microsoft.vaults.recoverSecret('kv-spec', 'key');
    expect(await microsoft.vaults.secret('kv-spec', 'key')).toMatchObject({ is: 'there' });
  });

  it('in a vault whose address is not known yet is waited for, not missed', async () => {
    const { microsoft, letMeIn, tenant } = await withVault('kv-young', 5);
    await letMeIn();
    expect(await microsoft.vaults.secret('kv-young', 'key')).toEqual({ is: 'no-address' });
    await tenant.clock.sleep(60_000);
    expect(await microsoft.vaults.secret('kv-young', 'key')).toEqual({ is: 'missing' });
  });

  it('behind a firewall is said to be closed by the network', async () => {
    const { microsoft, id, tenant } = await withVault();
    const vault = present(tenant.state().resources[id.toLowerCase()]);
    const value = { ...vault, properties: { ...vault.properties, publicNetworkAccess: 'Disabled' } };
    tenant.act({ do: 'put', kind: 'resources', value: value as never });
    expect(await microsoft.vaults.secret('kv-spec', 'key')).toMatchObject({ is: 'closed', by: 'network' });
  });

  it('has a mark that tells the same value again, in the same place only', async () => {
    const { microsoft } = await withVault();
    const { mark } = microsoft.vaults;
    expect(mark('kv-spec', 'key', key)).toMatch(/^[0-9a-f]{8}$/);
    expect(mark('KV-SPEC', 'Key', new Secret('practice-value-1'))).toBe(mark('kv-spec', 'key', key));
    expect(mark('kv-spec', 'key', new Secret('practice-value-2'))).not.toBe(mark('kv-spec', 'key', key));
    expect(mark('kv-other', 'key', key)).not.toBe(mark('kv-spec', 'key', key));
  });
});

test('a vault of the US Government cloud is reached at its own address, and one of another cloud not at all', async () => {
  const world = await signedIn('us-government');
  const at = await place(world);
  await world.microsoft.vaults.create({ id: at.idOf('kv-gov'), region: at.region, tags: {} });
  expect(await world.microsoft.vaults.secret('kv-gov', 'key')).toMatchObject({ is: 'closed', by: 'rights' });
  expect(world.lines.some(({ host }) => host === 'kv-gov.vault.usgovcloudapi.net')).toBe(true);
});

test.each([
  ['kv-soc.vault.azure.net', true],
  ['vault.azure.net', false],
  ['.vault.azure.net', false],
  ['a.b.vault.azure.net', false],
  ['kv-soc.vault.azure.net.example.com', false],
  ['kv-soc.vault.usgovcloudapi.net', false],
  ['kv-soc.evilvault.azure.net', false],
  ['kv-soc.vault.azure.net:8443', false],
])('%s is the address of a vault: %s', (host, is) => {
  expect(isVaultHost(clouds.public, host)).toBe(is);
});
