import { describe, expect, test } from 'vitest';
import {
  aGroup,
  anAssignment,
  azureStandIn,
  callerOf,
  type Reply,
  type Sent,
} from '../arm/azure-stand-in.spec-kit.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { deviations, exampleAt, exampleBody } from '../core/example-shape.spec-kit.ts';
import type { Method } from '../core/router.ts';

const subscription = '7a5e1c1e-1111-4111-8111-000000000001';
const scope = `/subscriptions/${subscription}`;
const group = `${scope}/resourceGroups/rg-soc`;
const arm = 'https://management.azure.com';
const admin = callerOf('0a0a0a0a-0000-4000-8000-00000000000a');
const other = callerOf('0b0b0b0b-0000-4000-8000-00000000000b');
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const officer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
const vaultId = (name: string): string => `${group}/providers/Microsoft.KeyVault/vaults/${name}`;

/** A tenant with one group, an Owner, and nothing in it. */
function tenant(lagSeconds = 0) {
  const stand = azureStandIn(
    {
      subscriptions: [{ id: subscription, displayName: 'Production', state: 'Enabled' }],
      resourceGroups: [aGroup(subscription, 'rg-soc'), aGroup(subscription, 'rg-other')],
      roleAssignments: [anAssignment(admin.objectId, owner, scope)],
    },
    lagSeconds,
  );
  const send = (method: Method, path: string, sent?: Sent, api = '2023-07-01'): Promise<Reply> =>
    stand.send(admin, method, `${arm}${path}${path.includes('?') ? '&' : '?'}api-version=${api}`, sent);
  const data = (method: Method, vault: string, path: string, body?: Json, who = admin): Promise<Reply> =>
    stand.send(
      who,
      method,
      `https://${vault}.vault.azure.net${path}${path.includes('?') ? '&' : '?'}api-version=7.5`,
      body === undefined ? {} : { body },
    );
  const allow = (who: string, role: string, at: string) =>
    stand.store.put('roleAssignments', anAssignment(who, role, at));
  return { stand, store: stand.store, clock: stand.clock, tenant: stand.tenant, send, data, allow };
}

const properties = { tenantId: '', sku: { family: 'A', name: 'standard' }, accessPolicies: [] };
const wish = (stand: { tenant: { id: string } }, more: JsonObject = {}): Sent => ({
  body: { location: 'westus', properties: { ...properties, tenantId: stand.tenant.id, ...more } },
});
const codeOf = ({ body }: Reply): string => ((body as JsonObject)['error'] as JsonObject)['code'] as string;
const messageOf = ({ body }: Reply): string =>
  ((body as JsonObject)['error'] as JsonObject)['message'] as string;
const innerOf = ({ body }: Reply): string =>
  (((body as JsonObject)['error'] as JsonObject)['innererror'] as JsonObject)['code'] as string;
const members = ({ body }: Reply): JsonObject => (body as JsonObject)['properties'] as JsonObject;

/** An example's own body, in the tenant at hand and with every identity given a name of its own. */
function parametersOf(name: string, tenantId: string): Json {
  const given = exampleAt('key-vault-arm', name).parameters['parameters'];
  return JSON.parse(
    JSON.stringify(given).replaceAll(
      '"tenantId":"00000000-0000-0000-0000-000000000000"',
      `"tenantId":"${tenantId}"`,
    ),
  ) as Json;
}

describe('every official example of Key Vault', () => {
  const unset = ['hsmPoolResourceId', 'privateEndpointConnections', 'networkAcls', 'nextLink'];

  test('of the control plane is accepted and answered in its shape', async () => {
    const at = tenant();
    const held = async (name: string, reply: Promise<Reply>, status = 200) => {
      const answer = await reply;
      expect([name, answer.status], JSON.stringify(answer.body)).toEqual([name, status]);
      const wanted = exampleBody('key-vault-arm', name, status);
      const wrong = wanted === undefined ? [] : deviations(answer.body, wanted, unset);
      expect([name, wrong]).toEqual([name, []]);
    };
    const sample = vaultId('sample-vault');
    const check = exampleAt('key-vault-arm', 'checkVaultNameAvailability').parameters['vaultName'] as Json;
    const named = { body: check };
    await held(
      'checkVaultNameAvailability',
      at.send('POST', `${scope}/providers/Microsoft.KeyVault/checkNameAvailability`, named),
    );
    const create = { body: parametersOf('createVault', at.tenant.id) };
    await held('createVault', at.send('PUT', sample, create), 201);
    await held('createVault', at.send('PUT', sample, create));
    const closed = vaultId('closed-vault');
    const acls = { body: parametersOf('createVaultWithNetworkAcls', at.tenant.id) };
    await held('createVaultWithNetworkAcls', at.send('PUT', closed, acls), 201);
    await at.send('DELETE', closed);
    await held('getVault', at.send('GET', sample));
    await held('updateVault', at.send('PATCH', sample, { body: parametersOf('updateVault', at.tenant.id) }));
    await held(
      'listVaultByResourceGroup',
      at.send('GET', `${group}/providers/Microsoft.KeyVault/vaults?$top=1`),
    );
    await held(
      'listVault',
      at.send(
        'GET',
        `${scope}/resources?$filter=resourceType eq 'Microsoft.KeyVault/vaults'&$top=1`,
        {},
        '2015-11-01',
      ),
    );
    for (const name of ['updateAccessPoliciesAdd', 'updateAccessPoliciesAdd_2026-02-01']) {
      const api = name.endsWith('2026-02-01') ? '2026-02-01' : '2023-07-01';
      const sent = { body: parametersOf(name, at.tenant.id) };
      await held(name, at.send('PUT', `${sample}/accessPolicies/add`, sent, api));
    }
    await at.send('PATCH', sample, { body: { properties: { enablePurgeProtection: true } } });
    await held('deleteVault', at.send('DELETE', sample));
    await held('deleteVault', at.send('DELETE', sample), 204);
    const deleted = `${scope}/providers/Microsoft.KeyVault/locations/westus/deletedVaults`;
    await held('getDeletedVault', at.send('GET', `${deleted}/sample-vault`));
    await at.send('POST', `${deleted}/closed-vault/purge`);
    await held('listDeletedVaults', at.send('GET', `${scope}/providers/Microsoft.KeyVault/deletedVaults`));
    await at.send('PUT', vaultId('passing'), wish(at));
    await at.send('DELETE', vaultId('passing'));
    await held('purgeDeletedVault', at.send('POST', `${deleted}/passing/purge`));
  });

  test('of the data plane is accepted and answered in its shape', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('myvault'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, vaultId('myvault'));
    const held = async (name: string, reply: Promise<Reply>, status = 200) => {
      const answer = await reply;
      expect([name, answer.status], JSON.stringify(answer.body)).toEqual([name, status]);
      const wanted = exampleBody('key-vault-data', name, status);
      const wrong = wanted === undefined ? [] : deviations(answer.body, wanted, ['nextLink', 'contentType']);
      expect([name, wrong]).toEqual([name, []]);
      return answer;
    };
    const bodyOf = (name: string) => exampleAt('key-vault-data', name).parameters['parameters'] as Json;
    const made = await held(
      'SetSecret',
      at.data('PUT', 'myvault', '/secrets/crpsecret', bodyOf('SetSecret')),
    );
    const version =
      String((made.body as JsonObject)['id'])
        .split('/')
        .at(-1) ?? '';
    await held(
      'UpdateSecret',
      at.data('PATCH', 'myvault', `/secrets/crpsecret/${version}`, bodyOf('UpdateSecret')),
    );
    await held('GetSecret', at.data('GET', 'myvault', `/secrets/crpsecret/${version}`));
    await held('GetSecrets', at.data('GET', 'myvault', '/secrets?maxresults=1'));
    await held('GetSecretVersions', at.data('GET', 'myvault', '/secrets/crpsecret/versions?maxresults=1'));
    await held('DeleteSecret', at.data('DELETE', 'myvault', '/secrets/crpsecret'));
    await held('GetDeletedSecret', at.data('GET', 'myvault', '/deletedsecrets/crpsecret'));
    await held('RecoverDeletedSecret', at.data('POST', 'myvault', '/deletedsecrets/crpsecret/recover'));
    await at.data('DELETE', 'myvault', '/secrets/crpsecret');
    await held('PurgeDeletedSecret', at.data('DELETE', 'myvault', '/deletedsecrets/crpsecret'), 204);
  });
});

describe('a secret', () => {
  test('holds 25 KB and not a byte more', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('myvault'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, vaultId('myvault'));
    const put = async (value: string) => (await at.data('PUT', 'myvault', '/secrets/long', { value })).status;
    // Bytes count, and an umlaut has two.
    const answers = [];
    for (const value of ['x'.repeat(25_600), 'ü'.repeat(12_800), 'x'.repeat(25_601), 'ü'.repeat(12_801)])
      answers.push(await put(value));
    expect(answers).toEqual([200, 200, 400, 400]);
  });
});

describe('a vault', () => {
  test('is made in a region of this cloud only', async () => {
    const at = tenant();
    const made = (location: string, name: string) =>
      at.send('PUT', vaultId(name), {
        body: { location, properties: { ...properties, tenantId: at.tenant.id } },
      });
    for (const place of ['atlantis', 'chinaeast2', ''])
      expect(codeOf(await made(place, 'kv-none')), place).toBe('LocationNotAvailableForResourceType');
    for (const [place, name] of [
      ['Norway East', 'kv-no'],
      ['westeurope', 'kv-we'],
    ] as const)
      expect((await made(place, name)).status, place).toBe(201);
  });

  test('begins in RBAC mode from 2026-02-01 on, with access policies before, and as told where it is told', async () => {
    const at = tenant();
    const modes = [];
    for (const [name, api, more] of [
      ['kv-new', '2026-02-01', {}],
      ['kv-old', '2023-07-01', {}],
      ['kv-told', '2026-02-01', { enableRbacAuthorization: false }],
    ] as const) {
      const reply = await at.send('PUT', vaultId(name), wish(at, more), api);
      modes.push([reply.status, members(reply)['enableRbacAuthorization']]);
    }
    expect(modes).toEqual([
      [201, true],
      [201, false],
      [201, false],
    ]);
  });

  test.each(['ab', 'a'.repeat(25), '1vault', 'kv_soc', 'kv--soc', 'kv-'])(
    'cannot be named %s',
    async (name) => {
      const at = tenant();
      const reply = await at.send('PUT', vaultId(name), wish(at));
      const official = exampleAt('key-vault-arm', 'errors').errors.find(({ status }) => status === 400);
      expect([reply.status, reply.body]).toEqual([400, official?.body]);
      const check = await at.send('POST', `${scope}/providers/Microsoft.KeyVault/checkNameAvailability`, {
        body: { name, type: 'Microsoft.KeyVault/vaults' },
      });
      expect(check.body).toMatchObject({ nameAvailable: false, reason: 'AccountNameInvalid' });
    },
  );

  test('of another customer, or in another group, holds its name for the whole world', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('kv-mine'), wish(at));
    const elsewhere = vaultId('kv-mine').replace('rg-soc', 'rg-other');
    const replies = [
      await at.send('PUT', vaultId('contoso'), wish(at)),
      await at.send('PUT', elsewhere, wish(at)),
    ];
    const official = exampleAt('key-vault-arm', 'errors').errors[1]?.body as JsonObject;
    const words = messageOf({ status: 409, headers: {}, body: official });
    expect(replies.map((each) => [each.status, codeOf(each), messageOf(each)])).toEqual([
      [409, 'VaultAlreadyExists', words.replace('{name}', 'contoso')],
      [409, 'VaultAlreadyExists', words.replace('{name}', 'kv-mine')],
    ]);
    const check = await at.send('POST', `${scope}/providers/Microsoft.KeyVault/checkNameAvailability`, {
      body: { name: 'KV-MINE', type: 'Microsoft.KeyVault/vaults' },
    });
    expect(check.body).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
  });

  test('that an assigned policy denies is refused by the policy’s name, and made where the policy allows it', async () => {
    const at = tenant();
    at.store.put('resources', {
      id: `${group}/providers/Microsoft.Authorization/policyAssignments/rbac-only`,
      type: 'Microsoft.Authorization/policyAssignments',
      subscriptionId: subscription,
      resourceGroup: 'rg-soc',
      name: 'rbac-only',
      location: null,
      tags: {},
      properties: {
        displayName: 'Vaults use the RBAC permission model',
        scope: group,
        policyDefinitionId: 'rbac-only',
        denies: { type: 'Microsoft.KeyVault/vaults', enableRbacAuthorization: 'false' },
      },
      more: {},
    });
    const refused = await at.send('PUT', vaultId('kv-old-way'), wish(at));
    expect([refused.status, codeOf(refused)]).toEqual([403, 'RequestDisallowedByPolicy']);
    expect(messageOf(refused)).toContain('Vaults use the RBAC permission model');
    const allowed = await at.send('PUT', vaultId('kv-new-way'), wish(at, { enableRbacAuthorization: true }));
    expect(allowed.status).toBe(201);
  });

  test('that was deleted keeps its name, and comes back with its secrets and without its role assignments', async () => {
    const at = tenant();
    const id = vaultId('kv-back');
    await at.send('PUT', id, wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, id);
    await at.data('PUT', 'kv-back', '/secrets/key', { value: 'x' });
    await at.send('DELETE', id);
    const again = await at.send('PUT', id, wish(at));
    expect([again.status, again.body]).toEqual([409, exampleAt('key-vault-arm', 'errors').errors[0]?.body]);
    const elsewhere = await at.send('PUT', id, {
      body: { ...(wish(at).body as JsonObject), location: 'eastus' },
    });
    expect(codeOf(elsewhere)).toBe('VaultAlreadyExists');
    expect((await at.send('PUT', id, wish(at, { createMode: 'recover' }))).status).toBe(200);
    expect(innerOf(await at.data('GET', 'kv-back', '/secrets/key'))).toBe('ForbiddenByRbac');
    at.allow(admin.objectId, officer, id);
    expect((await at.data('GET', 'kv-back', '/secrets/key')).body).toMatchObject({ value: 'x' });
  });

  test('leaves the deleted by itself once its days are over, and cannot be purged before under purge protection', async () => {
    const at = tenant();
    const id = vaultId('kv-kept');
    await at.send('PUT', id, wish(at, { enablePurgeProtection: true, softDeleteRetentionInDays: 7 }));
    await at.send('DELETE', id);
    const purge = `${scope}/providers/Microsoft.KeyVault/locations/westus/deletedVaults/kv-kept/purge`;
    expect(codeOf(await at.send('POST', purge))).toBe('MethodNotAllowed');
    at.clock.advance(7 * 86_400_000 + 1000);
    expect((await at.send('PUT', id, wish(at))).status).toBe(201);
  });

  test('is not loosened: purge protection, soft delete and its days stay as they are', async () => {
    const at = tenant();
    const id = vaultId('kv-firm');
    await at.send('PUT', id, wish(at, { enablePurgeProtection: true }));
    for (const property of [
      { enablePurgeProtection: false },
      { enableSoftDelete: false },
      { softDeleteRetentionInDays: 30 },
      { softDeleteRetentionInDays: 91 },
    ]) {
      const reply = await at.send('PATCH', id, { body: { properties: property } });
      expect([property, reply.status, codeOf(reply)]).toEqual([property, 400, 'BadRequest']);
    }
  });

  test('whose PUT names access policies has those and no others; add and remove leave the rest alone', async () => {
    const at = tenant();
    const id = vaultId('kv-lists');
    const policy = (objectId: string, ...secrets: string[]) => ({
      tenantId: at.tenant.id,
      objectId,
      permissions: { secrets },
    });
    const change = (how: string, ...accessPolicies: Json[]) =>
      at.send('PUT', `${id}/accessPolicies/${how}`, { body: { properties: { accessPolicies } } });
    const now = async () => {
      const list = members(await at.send('GET', id))['accessPolicies'] as readonly JsonObject[];
      return Object.fromEntries(
        list.map((one) => [
          one['objectId'],
          ((one['permissions'] as JsonObject)['secrets'] as string[]).join(),
        ]),
      );
    };
    await at.send('PUT', id, wish(at, { accessPolicies: [policy('a', 'get'), policy('b', 'all')] }));
    await change('add', policy('a', 'List'), policy('c', 'get'));
    expect(await now()).toEqual({ a: 'get,List', b: 'all', c: 'get' });
    await change('remove', policy('a', 'get'), policy('c', 'get'));
    expect(await now()).toEqual({ a: 'List', b: 'all' });
    await change('replace', policy('b', 'get'));
    expect(await now()).toEqual({ a: 'List', b: 'get' });
    await at.send('PUT', id, wish(at, { accessPolicies: [policy('d', 'get')] }));
    expect(await now()).toEqual({ d: 'get' });
  });
});

describe('a vault’s secrets', () => {
  const rights = {
    GET: 'getSecret/action',
    PUT: 'setSecret/action',
    DELETE: 'delete',
  } as const;

  test('are closed to the subscription’s Owner in an RBAC vault, in the service’s words', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('kv-rbac'), wish(at, { enableRbacAuthorization: true }));
    const reply = await at.data('PUT', 'kv-rbac', '/secrets/key', { value: 'x' });
    expect([reply.status, codeOf(reply), innerOf(reply)]).toEqual([403, 'Forbidden', 'ForbiddenByRbac']);
    expect(messageOf(reply)).toContain(`Action: 'Microsoft.KeyVault/vaults/secrets/setSecret/action'`);
    expect(messageOf(reply)).toContain('Assignment: (not found)');
    // An access policy says nothing there.
    await at.send('PUT', `${vaultId('kv-rbac')}/accessPolicies/add`, {
      body: {
        properties: {
          accessPolicies: [
            { tenantId: at.tenant.id, objectId: admin.objectId, permissions: { secrets: ['all'] } },
          ],
        },
      },
    });
    expect(innerOf(await at.data('PUT', 'kv-rbac', '/secrets/key', { value: 'x' }))).toBe('ForbiddenByRbac');
  });

  test('open by role to who may read or write them, each as far as the role goes', async () => {
    const at = tenant();
    const id = vaultId('kv-roles');
    await at.send('PUT', id, wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, group);
    at.allow(other.objectId, secretsUser, id);
    await at.data('PUT', 'kv-roles', '/secrets/key', { value: 'x' });
    const asUser = [];
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const body = method === 'PUT' ? { value: 'y' } : undefined;
      const reply = await at.data(method, 'kv-roles', '/secrets/key', body, other);
      const said = reply.status === 403 ? messageOf(reply).includes(rights[method]) : undefined;
      asUser.push([method, reply.status, said]);
    }
    expect(asUser).toEqual([
      ['GET', 200, undefined],
      ['PUT', 403, true],
      ['DELETE', 403, true],
    ]);
    expect((await at.data('GET', 'kv-roles', '/secrets/key/versions', undefined, other)).status).toBe(200);
  });

  test('open by access policy where the vault has those, permission by permission; a role says nothing there', async () => {
    const at = tenant();
    const policy = { tenantId: at.tenant.id, objectId: other.objectId, permissions: { secrets: ['Get'] } };
    await at.send('PUT', vaultId('kv-policy'), wish(at, { accessPolicies: [policy] }));
    at.allow(admin.objectId, officer, vaultId('kv-policy'));
    const refused = await at.data('PUT', 'kv-policy', '/secrets/key', { value: 'x' });
    expect([refused.status, innerOf(refused)]).toEqual([403, 'AccessDenied']);
    expect(messageOf(refused)).toContain('does not have secrets set permission on key vault');
    expect((await at.data('GET', 'kv-policy', '/secrets/key', undefined, other)).status).toBe(404);
    expect(innerOf(await at.data('GET', 'kv-policy', '/secrets', undefined, other))).toBe('AccessDenied');
  });

  test('are closed by a firewall before any right is asked', async () => {
    const at = tenant();
    await at.send(
      'PUT',
      vaultId('kv-wall'),
      wish(at, { networkAcls: { defaultAction: 'Deny', bypass: 'None' } }),
    );
    await at.send('PUT', vaultId('kv-private'), wish(at, { publicNetworkAccess: 'Disabled' }));
    for (const name of ['kv-wall', 'kv-private'])
      expect(innerOf(await at.data('GET', name, '/secrets'))).toBe('ForbiddenByFirewall');
  });

  test('keep every version, answer the newest, and none that is disabled', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('kv-many'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, group);
    for (const value of ['one', 'two']) await at.data('PUT', 'kv-many', '/secrets/Key', { value });
    const newest = await at.data('GET', 'kv-many', '/secrets/key');
    expect(newest.body).toMatchObject({ value: 'two' });
    const listed = (await at.data('GET', 'kv-many', '/secrets/KEY/versions')).body as JsonObject;
    expect(listed['value']).toHaveLength(2);
    expect((await at.data('GET', 'kv-many', '/secrets/unused/versions')).body).toMatchObject({ value: [] });
    expect(JSON.stringify(listed)).not.toMatch(/"value":"(one|two)"/);
    await at.data('PATCH', 'kv-many', '/secrets/key', { attributes: { enabled: false } });
    expect(innerOf(await at.data('GET', 'kv-many', '/secrets/key'))).toBe('SecretDisabled');
  });

  test('that were deleted hold their name until they are recovered', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('kv-gone'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, group);
    await at.data('PUT', 'kv-gone', '/secrets/key', { value: 'x' });
    await at.data('DELETE', 'kv-gone', '/secrets/key');
    expect((await at.data('GET', 'kv-gone', '/secrets/key')).status).toBe(404);
    const again = await at.data('PUT', 'kv-gone', '/secrets/key', { value: 'y' });
    expect([again.status, innerOf(again)]).toEqual([409, 'ObjectIsDeletedButRecoverable']);
    await at.data('POST', 'kv-gone', '/deletedsecrets/key/recover');
    expect((await at.data('PUT', 'kv-gone', '/secrets/key', { value: 'y' })).status).toBe(200);
  });

  test('are refused by a version nobody published, a name of other signs, and a body that is none', async () => {
    const at = tenant();
    await at.send('PUT', vaultId('kv-odd'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, group);
    const address = 'https://kv-odd.vault.azure.net/secrets/key';
    const replies = [
      await at.stand.send(admin, 'GET', `${address}?api-version=9.9`),
      await at.data('PUT', 'kv-odd', '/secrets/my_key', { value: 'x' }),
      await at.data('PUT', 'kv-odd', '/secrets/key', { secret: 'x' }),
      await at.data('PUT', 'kv-odd', '/secrets/key', { value: 7 }),
    ];
    expect(replies.map((each) => [each.status, codeOf(each)])).toEqual(
      replies.map(() => [400, 'BadParameter']),
    );
  });

  test('hear of a new policy after seconds and of a new role after longer', async () => {
    const at = tenant(10);
    await at.send('PUT', vaultId('kv-slow'), wish(at, { enableRbacAuthorization: true }));
    at.allow(admin.objectId, officer, vaultId('kv-slow'));
    expect((await at.data('GET', 'kv-slow', '/secrets')).status).toBe(403);
    at.clock.advance(60_000);
    expect((await at.data('GET', 'kv-slow', '/secrets')).status).toBe(200);

    await at.send('PUT', vaultId('kv-policies'), wish(at));
    at.clock.advance(60_000);
    const policy = { tenantId: at.tenant.id, objectId: admin.objectId, permissions: { secrets: ['list'] } };
    const accessPolicies = [policy];
    await at.send('PUT', `${vaultId('kv-policies')}/accessPolicies/add`, {
      body: { properties: { accessPolicies } },
    });
    expect(innerOf(await at.data('GET', 'kv-policies', '/secrets'))).toBe('AccessDenied');
    at.clock.advance(15_000);
    expect((await at.data('GET', 'kv-policies', '/secrets')).status).toBe(200);
  });
});
