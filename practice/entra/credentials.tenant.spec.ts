import { importPKCS8, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { appToken, call, personToken, rsaCertificate } from '../core/client.spec-kit.ts';
import type { Json } from '../core/contents.ts';
import { practiceTenant } from '../server/tenant.ts';

const graph = 'https://graph.microsoft.com';

async function opened() {
  const tenant = practiceTenant('fresh', { lagSeconds: 0 });
  const token = await appToken(tenant, graph);
  const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
  const first = await rsaCertificate();
  const second = await rsaCertificate();
  const der = (chain: string) => chain.replaceAll(/-----[^-]+-----|\s/g, '');
  const keyOf = (chain: string) => ({ type: 'AsymmetricX509Cert', usage: 'Verify', key: der(chain) });
  const proofBy = async (key: string) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(app.id)
      .setAudience('00000002-0000-0000-c000-000000000000')
      .setExpirationTime('5m')
      .sign(await importPKCS8(key, 'RS256'));
  const addKey = async (proofKey: string) =>
    call(tenant, token, 'POST', `/applications/${app.id}/addKey`, {
      keyCredential: keyOf(second.chain),
      passwordCredential: null,
      proof: await proofBy(proofKey),
    });
  const patch = (keyCredentials: readonly ReturnType<typeof keyOf>[]) =>
    call(tenant, token, 'PATCH', `/applications/${app.id}`, { keyCredentials });
  const kept = () => tenant.state().applications[app.id]?.keyCredentials ?? [];
  return { first, second, keyOf, addKey, patch, kept };
}

describe('a certificate', () => {
  it('cannot be the first one by addKey, for the proof is signed with an earlier one', async () => {
    const { second, addKey, kept } = await opened();
    const reply = await addKey(second.key);
    expect([reply.status, reply.body.error.code]).toEqual([401, 'Authentication_MissingOrMalformed']);
    expect(kept()).toEqual([]);
  });

  it('is added by whoever holds an earlier one, and by nobody else', async () => {
    const { first, second, keyOf, addKey, patch, kept } = await opened();
    await patch([keyOf(first.chain)]);
    expect((await addKey(second.key)).status).toBe(401);
    const reply = await addKey(first.key);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ type: 'AsymmetricX509Cert', key: null });
    expect(kept()).toHaveLength(2);
  });

  it('by PATCH replaces the whole list', async () => {
    const { first, second, keyOf, patch, kept } = await opened();
    await patch([keyOf(first.chain)]);
    await patch([keyOf(second.chain)]);
    expect(kept().map(({ key }) => key)).toEqual([keyOf(second.chain).key]);
  });
});

describe('a policy on secrets', () => {
  async function governed(policy: Record<string, Json>) {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const token = await appToken(tenant, graph);
    const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
    const appManagementPolicy = { isEnabled: true, secretsForbidden: true, maxSecretDays: null, ...policy };
    tenant.act({ do: 'change', kind: 'policies', id: 'tenant', to: { appManagementPolicy } });
    const add = async (who: string) => {
      const reply = await call(tenant, who, 'POST', `/applications/${app.id}/addPassword`, {});
      return reply.status === 200 ? 200 : reply.body.error.code;
    };
    const exempt = (names: Record<string, Json>) =>
      tenant.act({
        do: 'change',
        kind: 'policies',
        id: 'tenant',
        to: { appManagementPolicy: { ...appManagementPolicy, ...names } },
      });
    const ada = Object.values(tenant.state().users).find(({ displayName }) => displayName === 'Ada Lind');
    return { tenant, token, app, add, exempt, ada: ada?.id ?? '' };
  }
  const refusal = 'CredentialTypeNotAllowedAsPerAppPolicy';

  it('leaves applications alone that are older than its date', async () => {
    const before = await governed({ appliesFrom: '2020-01-01T00:00:00Z' });
    expect(await before.add(before.token)).toBe(refusal);
    const after = await governed({ appliesFrom: '2100-01-01T00:00:00Z' });
    expect(await after.add(after.token)).toBe(200);
    const { body } = await call(
      after.tenant,
      after.token,
      'GET',
      `/applications/${after.app.id}?$select=passwordCredentials`,
    );
    expect(body.passwordCredentials).toHaveLength(1);
  });

  it('leaves an application alone that has a policy of its own, and no other', async () => {
    const { app, token, add, exempt } = await governed({});
    exempt({ exempt: ['00000000-0000-4000-8000-000000000000'] });
    expect(await add(token)).toBe(refusal);
    exempt({ exempt: [app.id] });
    expect(await add(token)).toBe(200);
  });

  it('leaves callers alone that it exempts', async () => {
    const { tenant, token, add, exempt, ada } = await governed({});
    exempt({ exemptCallers: [ada] });
    expect(await add(token)).toBe(refusal);
    expect(await add(await personToken(tenant))).toBe(200);
  });
});

describe('what an application cannot hold', () => {
  async function trying() {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const token = await appToken(tenant, graph);
    const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
    const said = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
      body.error === undefined ? status : body.error.code;
    const patch = async (body: Json) =>
      said(await call(tenant, token, 'PATCH', `/applications/${app.id}`, body));
    const federate = async (body: Json) =>
      said(await call(tenant, token, 'POST', `/applications/${app.id}/federatedIdentityCredentials`, body));
    const domain = tenant.state().tenant[tenant.tenantId]?.domains[0] ?? '';
    return { patch, federate, app, tenantId: tenant.tenantId, domain };
  }
  const bad = 'Request_BadRequest';

  it('is a redirect address that is neither https nor on this computer', async () => {
    const { patch } = await trying();
    const web = (uri: string) => patch({ web: { redirectUris: [uri] } });
    for (const uri of ['http://vendor.example/cb', 'ftp://vendor.example', 'here'])
      expect(await web(uri), uri).toBe(bad);
    for (const uri of ['https://vendor.example/cb', 'http://localhost:8080/', 'http://127.0.0.1/a'])
      expect(await web(uri), uri).toBe(204);
    expect(await patch({ spa: { redirectUris: ['msal1://auth'] } })).toBe(bad);
    expect(await patch({ publicClient: { redirectUris: ['msal1://auth'] } })).toBe(204);
    expect(await patch({ publicClient: { redirectUris: ['http://vendor.example'] } })).toBe(bad);
  });

  it('is an identifier on a domain that is not verified', async () => {
    const { patch, app, tenantId, domain } = await trying();
    const as = (uri: string) => patch({ identifierUris: [uri] });
    for (const uri of [
      'https://vendor.example',
      `https://x${domain}`,
      'api://vendor',
      'http://vendor.example',
    ])
      expect(await as(uri), uri).toBe('HostNameNotOnVerifiedDomain');
    for (const uri of [
      `https://api.${domain}/x`,
      `api://${app.appId}`,
      `api://${tenantId}/x`,
      'urn:vendor:x',
    ])
      expect(await as(uri), uri).toBe(204);
  });

  it('is a key that is no certificate', async () => {
    const { patch } = await trying();
    const key = { type: 'AsymmetricX509Cert', usage: 'Verify', key: Buffer.from('no').toString('base64') };
    expect(await patch({ keyCredentials: [key] })).toBe('KeyCredentialsInvalidValue');
  });

  it.each([
    ['a name that cannot be in an address', { name: 'my credential' }],
    ['a name too short', { name: 'ab' }],
    ['an issuer without https', { issuer: 'http://issuer.example' }],
    ['an issuer that is no address', { issuer: 'issuer' }],
    ['two audiences', { audiences: ['api://AzureADTokenExchange', 'other'] }],
    ['no audience', { audiences: [] }],
    ['no subject', { subject: '' }],
  ])('is a federated credential with %s', async (_why, wrong) => {
    const { federate } = await trying();
    const right = {
      name: 'pipeline',
      issuer: 'https://issuer.example',
      subject: 'main',
      audiences: ['api://AzureADTokenExchange'],
    };
    expect(await federate({ ...right, ...wrong })).toBe(bad);
    expect(await federate(right)).toBe(201);
  });

  it('is a 21st federated credential', async () => {
    const { federate } = await trying();
    const answers = [];
    for (let count = 1; count <= 21; count += 1)
      answers.push(
        await federate({
          name: `branch-${count}`,
          issuer: 'https://issuer.example',
          subject: `branch ${count}`,
          audiences: ['api://AzureADTokenExchange'],
        }),
      );
    expect(answers).toEqual([...Array<number>(20).fill(201), bad]);
  });
});

describe('a federated credential', () => {
  it('is shown and changed by id or name, its name for good, and never into the double of another', async () => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const token = await appToken(tenant, graph);
    const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
    const at = `/applications/${app.id}/federatedIdentityCredentials`;
    const ask = async (method: string, path: string, body?: Json) => {
      const answer = await call(tenant, token, method, path, body);
      return [answer.status, answer.body?.subject ?? answer.body?.error?.code];
    };
    const one = {
      name: 'main',
      issuer: 'https://x',
      subject: 'repo:a',
      audiences: ['api://AzureADTokenExchange'],
    };
    const { body: made } = await call(tenant, token, 'POST', at, one);
    await call(tenant, token, 'POST', at, { ...one, name: 'other', subject: 'repo:b' });
    expect(await ask('GET', `${at}/main`)).toEqual([200, 'repo:a']);
    expect(await ask('PATCH', `${at}/${made.id}`, { subject: 'repo:c' })).toEqual([204, undefined]);
    expect(await ask('GET', `${at}/${made.id}`)).toEqual([200, 'repo:c']);
    expect(await ask('PATCH', `${at}/main`, { subject: 'repo:b' })).toEqual([400, 'Request_BadRequest']);
    expect(await ask('PATCH', `${at}/main`, { name: 'new' })).toEqual([400, 'Request_BadRequest']);
    expect(await ask('GET', `${at}/gone`)).toEqual([404, 'Request_ResourceNotFound']);
  });
});
