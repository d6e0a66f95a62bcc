import { importPKCS8, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { appToken, call, rsaCertificate } from '../core/client.spec-kit.ts';
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
