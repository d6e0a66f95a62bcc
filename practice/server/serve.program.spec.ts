import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch as throughProxy } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { aVault } from '../core/client.spec-kit.ts';
import { type ServedPractice, servePractice } from './serve.ts';
import { type PracticeTenant, practiceTenant, type TenantName } from './tenant.ts';

/** What a broken, refused or untrusted connection looks like to undici, in any of its words. */
const broken = /fetch failed|terminated|aborted/;

const open: ServedPractice[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

async function serve(name: TenantName = 'fresh', lagSeconds = 0) {
  const tenant = practiceTenant(name, { lagSeconds });
  const served = await servePractice(tenant);
  open.push(served);
  const dispatcher = new EnvHttpProxyAgent({
    httpsProxy: served.proxy,
    requestTls: { ca: readFileSync(served.caFile) },
  });
  const ask = (url: string, options: Parameters<typeof throughProxy>[1] = {}) =>
    throughProxy(url, { dispatcher, ...options });
  const rule = (path: string, options: RequestInit = {}) =>
    fetch(`${served.control}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${served.controlToken}`, ...options.headers },
    });
  return { tenant, served, ask, rule };
}

/** A program by somebody who never heard of practice: the SDKs as their documentation shows them. */
const sdkProgram = `
import { EnvironmentCredential } from '@azure/identity';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
const { SUBSCRIPTION, GROUP, WORKSPACE } = process.env;
const credential = new EnvironmentCredential();
const workspace = await new OperationalInsightsManagementClient(credential, SUBSCRIPTION).workspaces.get(GROUP, WORKSPACE);
const { data } = await new ResourceGraphClient(credential).resources({
  query: "resources | where type =~ 'microsoft.operationalinsights/workspaces' | project id, name",
});
let roles = 0;
for await (const _role of new AuthorizationManagementClient(credential, SUBSCRIPTION).roleAssignments.listForScope(workspace.id)) roles += 1;
process.stdout.write(JSON.stringify({ customerId: workspace.customerId, found: data.map(({ name }) => name), roles }));
`;

const tokenForm = (tenant: PracticeTenant, resource: string) =>
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.automation.clientId,
    client_secret: tenant.automation.clientSecret,
    scope: `${resource}/.default`,
  });

describe('a served tenant', () => {
  it('answers under Microsoft’s own names, by a certificate the CA file vouches for', async () => {
    const { tenant, ask } = await serve();
    tenant.act({ do: 'put', kind: 'resources', value: aVault('some-vault') });
    for (const host of [
      'login.microsoftonline.com',
      'login.microsoftonline.us',
      'graph.microsoft.com',
      'graph.microsoft.us',
      'management.azure.com',
      'management.usgovcloudapi.net',
      'api.loganalytics.io',
      'api.loganalytics.azure.com',
      'some-vault.vault.azure.net',
      'main.iam.ad.ext.azure.com',
    ]) {
      const { status } = await ask(`https://${host}/`);
      expect([400, 401, 501]).toContain(status);
    }
    expect(tenant.requests()).toHaveLength(10);
  });

  it('cannot be reached by whoever does not trust the CA file', async () => {
    const { served } = await serve();
    const dispatcher = new EnvHttpProxyAgent({ httpsProxy: served.proxy });
    await expect(throughProxy('https://graph.microsoft.com/', { dispatcher })).rejects.toThrow(broken);
  });

  it('lets nothing through to hosts it does not play', async () => {
    const { ask, tenant } = await serve();
    await expect(ask('https://example.com/')).rejects.toThrow(broken);
    await expect(ask('https://graph.microsoft.com:8443/')).rejects.toThrow(broken);
    expect(tenant.requests()).toEqual([]);
  });

  it('is all the Azure SDKs need, with the proxy and the CA file in their environment and nothing else', async () => {
    const { tenant, served } = await serve('half-finished');
    const [workspace] = Object.values(tenant.state().workspaces).filter(
      ({ sentinel }) => sentinel.onboardingState,
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', sdkProgram],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: {
          PATH: process.env['PATH'] ?? '',
          HTTPS_PROXY: served.proxy,
          NODE_EXTRA_CA_CERTS: served.caFile,
          AZURE_TENANT_ID: tenant.tenantId,
          AZURE_CLIENT_ID: tenant.automation.clientId,
          AZURE_CLIENT_SECRET: tenant.automation.clientSecret,
          WORKSPACE: workspace?.name ?? '',
          GROUP: workspace?.resourceGroup ?? '',
          SUBSCRIPTION: workspace?.subscriptionId ?? '',
        },
      },
    );
    const said = JSON.parse(stdout) as { customerId: string; found: string[]; roles: number };
    expect(said.customerId).toBe(workspace?.customerId);
    expect(said.found).toHaveLength(3);
    expect(said.roles).toBeGreaterThan(0);
  });

  it('carries bodies, statuses and headers both ways', async () => {
    const { tenant, ask } = await serve();
    const reply = await ask(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: tokenForm(tenant, 'https://graph.microsoft.com'),
    });
    const { access_token } = (await reply.json()) as { access_token: string };
    const created = await ask('https://graph.microsoft.com/v1.0/applications', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access_token}`,
        'content-type': 'application/json',
        'client-request-id': 'abc',
      },
      body: '{"displayName":"Ünïcode"}',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('client-request-id')).toBe('abc');
    const { id } = (await created.json()) as { id: string };
    expect(tenant.state().applications[id]?.displayName).toBe('Ünïcode');
    const gone = await ask(`https://graph.microsoft.com/v1.0/applications/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
  });

  it('breaks the connection where the weather does', async () => {
    const { ask, rule } = await serve();
    await rule('/weather', { method: 'POST', body: JSON.stringify({ faults: [{ kind: 'reset' }] }) });
    await expect(ask('https://graph.microsoft.com/v1.0/me')).rejects.toThrow(broken);
    expect((await ask('https://graph.microsoft.com/v1.0/me')).status).toBe(401);
    await rule('/weather', {
      method: 'POST',
      body: JSON.stringify({ faults: [{ kind: 'reset-mid-body' }] }),
    });
    const half = await ask('https://graph.microsoft.com/v1.0/me');
    await expect(half.text()).rejects.toThrow(broken);
  });

  it('listens on loopback and nowhere else', async () => {
    const { served } = await serve();
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each?.internal === false && each.family === 'IPv4');
    for (const address of [served.proxy, served.control]) {
      expect(new URL(address).hostname).toBe('127.0.0.1');
      const port = Number(new URL(address).port);
      expect(await reachable('127.0.0.1', port)).toBe(true);
      for (const { address: host } of outside as { address: string }[])
        expect(await reachable(host, port)).toBe(false);
    }
  });

  it('takes its CA file along when it closes', async () => {
    const { served } = await serve();
    expect(existsSync(served.caFile)).toBe(true);
    await served.close();
    expect(existsSync(served.caFile)).toBe(false);
  });

  it('refuses plain requests to the proxy, as a web page could send them', async () => {
    const { served } = await serve();
    expect((await fetch(`${served.proxy}/v1.0/me`)).status).toBe(403);
  });
});

function reachable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

describe('control', () => {
  it('tells contents, issued values and requests, without any body', async () => {
    const { tenant, ask, rule } = await serve();
    await ask(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: tokenForm(tenant, 'https://graph.microsoft.com'),
    });
    expect(await (await rule('/state')).json()).toEqual(JSON.parse(JSON.stringify(tenant.state())));
    const issued = (await (await rule('/issued')).json()) as { kind: string; value: string }[];
    expect(issued.map(({ kind }) => kind)).toEqual(['access-token']);
    const text = await (await rule('/requests')).text();
    expect(JSON.parse(text)).toMatchObject([
      { method: 'POST', host: 'login.microsoftonline.com', status: 200 },
    ]);
    expect(text).not.toContain(tenant.automation.clientSecret);
  });

  it('changes the weather, lets others act, and starts over', async () => {
    const { tenant, rule } = await serve('half-finished');
    const app = Object.values(tenant.state().applications).find(({ displayName }) =>
      displayName.startsWith('Dropzone'),
    );
    const act = await rule('/act', {
      method: 'POST',
      body: JSON.stringify({ do: 'grant-consent', appId: app?.appId }),
    });
    expect(((await act.json()) as { granted: string[] }).granted).toHaveLength(2);
    await rule('/weather', {
      method: 'POST',
      body: JSON.stringify({ lag: 5, latencyMs: 10, seed: 3, faults: [] }),
    });
    expect((await rule('/reset', { method: 'POST' })).status).toBe(200);
    const consents = Object.values(tenant.state().appRoleAssignments);
    expect(
      consents.some(({ principalId }) => tenant.state().servicePrincipals[principalId]?.appId === app?.appId),
    ).toBe(false);
  });

  it.each<[string, string, RequestInit]>([
    ['without a token', '/state', { headers: { authorization: '' } }],
    ['with a wrong token', '/state', { headers: { authorization: 'Bearer nonsense' } }],
    ['from a web page', '/issued', { headers: { origin: 'https://evil.example' } }],
    ['from a page of another local server', '/issued', { headers: { origin: 'http://127.0.0.1:1' } }],
    ['from a sandboxed page', '/issued', { headers: { origin: 'null' } }],
  ])('refuses a request %s', async (_what, path, options) => {
    const { rule } = await serve();
    const reply = await rule(path, options);
    expect([401, 403]).toContain(reply.status);
    expect(Object.keys((await reply.json()) as object)).toEqual(['error']);
  });

  it('refuses a request under another name, as a rebound DNS name would send it', async () => {
    const { served } = await serve();
    const { port } = new URL(served.control);
    const answer = await raw(
      Number(port),
      `GET /state HTTP/1.1\r\nHost: evil.example:${port}\r\nAuthorization: Bearer ${served.controlToken}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each<[string, string, unknown]>([
    ['weather nobody knows', '/weather', { wind: 5 }],
    ['a fault nobody knows', '/weather', { faults: [{ kind: 'meteor' }] }],
    ['a latency that is no number', '/weather', { latencyMs: 'long' }],
    ['an act nobody knows', '/act', { do: 'dance' }],
    ['an act on something that is not there', '/act', { do: 'delete-application', appId: 'x' }],
    ['an act without what it needs', '/act', { do: 'activate-role' }],
    ['no object', '/act', 7],
  ])('refuses %s with a reason', async (_what, path, body) => {
    const { tenant, rule } = await serve();
    const before = JSON.stringify(tenant.state());
    const reply = await rule(path, { method: 'POST', body: JSON.stringify(body) });
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as { error: string }).error).not.toBe('');
    expect(JSON.stringify(tenant.state())).toBe(before);
  });
});

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    let answer = '';
    socket.on('data', (part) => {
      answer += String(part);
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
