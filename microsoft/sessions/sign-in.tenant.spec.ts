import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import {
  enterDeviceCode,
  practiceTenant,
  signInAsPerson,
  type TenantName,
  workloadAssertion,
} from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import type { RequestLine } from '../clients/network.ts';
import { knownApplications } from '../http/known-ids.ts';
import { claimsOf, textAt } from '../http/text.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import { checkTenantName, findTenant } from './tenant-name.ts';

function at(name: TenantName) {
  const tenant = practiceTenant(name, { lagSeconds: 0 });
  const lines: RequestLine[] = [];
  const options = {
    fetch: (request: Request) => tenant.fetch(request),
    cloud: tenant.cloud,
    tenant: tenant.tenantId,
    onRequest: (line: RequestLine) => lines.push(line),
    sleep: () => Promise.resolve(),
  };
  const inBrowser = (more: Partial<SignInOptions> = {}) =>
    signIn({ ...options, how: 'browser', openBrowser: (url) => signInAsPerson(tenant, url), ...more });
  return { tenant, lines, options, inBrowser };
}

/** A certificate and its key as PEM, and the certificate as Entra keeps it. */
async function selfSigned() {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=automation',
    keys: keys as CryptoKeyPair,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
  });
  const privateKey = PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { pem: `${privateKey}\n${certificate.toString('pem')}`, der: certificate.toString('base64') };
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
};

describe('signing in through the browser', () => {
  it('names who is signed in, and takes one request until a second API is asked', async () => {
    const { tenant, lines, inBrowser } = at('fresh');
    const session = await inBrowser();
    expect(session).toMatchObject({
      kind: 'person',
      tenantId: tenant.tenantId,
      clientId: knownApplications.azureCli,
      account: { name: tenant.admin.displayName, userName: tenant.admin.userName },
    });
    expect(lines).toHaveLength(1);
    const azure = claimsOf((await session.token('azure')).reveal('microsoft'));
    expect(textAt(azure, 'aud')).toMatch(/^https:\/\/management\./u);
    expect(lines).toHaveLength(1);
    const [one, two] = await Promise.all([session.token('graph'), session.token('graph')]);
    expect(textAt(claimsOf(one.reveal('microsoft')), 'aud')).toBe(knownApplications.microsoftGraph);
    expect(two.reveal('microsoft')).toBe(one.reveal('microsoft'));
    expect(lines).toHaveLength(2);
  });

  it('asks one tenant, with PKCE, by form, for everything the client may have', async () => {
    const { tenant, inBrowser } = at('fresh');
    let opened = '';
    await inBrowser({
      openBrowser: (url) => {
        opened = url;
        return signInAsPerson(tenant, url);
      },
    });
    const asked = new URL(opened);
    expect(asked.origin + asked.pathname).toBe(
      `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/authorize`,
    );
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'form_post',
      code_challenge_method: 'S256',
      client_id: knownApplications.azureCli,
    });
    expect(asked.searchParams.get('scope')).toContain('https://management.azure.com/.default');
    expect(asked.searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/u);
  });

  it('signs in to the US Government cloud', async () => {
    const { tenant, lines, inBrowser } = at('us-government');
    const session = await inBrowser();
    await session.token('graph');
    expect(session.tenantId).toBe(tenant.tenantId);
    expect(new Set(lines.map(({ host }) => host))).toEqual(new Set(['login.microsoftonline.us']));
  });

  it('finds the tenant behind a domain first', async () => {
    const { tenant, inBrowser } = at('fresh');
    expect((await inBrowser({ tenant: tenant.domain })).tenantId).toBe(tenant.tenantId);
  });

  it('says that it was cancelled on the page', async () => {
    const { tenant, inBrowser } = at('fresh');
    const problem = await problemOf(
      inBrowser({ openBrowser: (url) => signInAsPerson(tenant, url, { cancels: true }) }),
    );
    expect(['sign-in-cancelled', 'sign-in-declined']).toContain(problem.code);
  });

  it('stops at once when it is stopped here, and closes the port', async () => {
    const { inBrowser } = at('fresh');
    const stop = new AbortController();
    let opened = '';
    const problem = await problemOf(
      inBrowser({
        signal: stop.signal,
        openBrowser: (url) => {
          opened = url;
          stop.abort();
          return Promise.resolve();
        },
      }),
    );
    expect(problem.code).toBe('sign-in-cancelled');
    const redirect = new URL(opened).searchParams.get('redirect_uri') ?? '';
    expect(redirect).toMatch(/^http:\/\/localhost:\d+$/u);
    await expect(fetch(redirect)).rejects.toThrow('fetch failed');
  });

  it('says that no browser could be opened', async () => {
    const { inBrowser } = at('fresh');
    const openBrowser = () => Promise.reject(new Error('spawn xdg-open ENOENT'));
    expect((await problemOf(inBrowser({ openBrowser }))).code).toBe('browser-not-opened');
  });

  it('names Conditional Access where it blocks', async () => {
    const { tenant, inBrowser } = at('fresh');
    tenant.act({ do: 'block-sign-in', user: tenant.admin.userName, by: 53003 });
    const problem = await problemOf(inBrowser());
    expect(problem.code).toBe('conditional-access-blocked');
    expect(problem.who?.role).toBe('Conditional Access Administrator');
  });

  it.each([
    [530084, 'token-protection'],
    [530021, 'client-not-approved'],
    [530004, 'compliant-device-not-accepted'],
    [53004, 'multifactor-not-registered'],
    [53010, 'multifactor-registration-place'],
    [53011, 'risk-at-home-tenant'],
    [50131, 'sign-in-conditions-not-met'],
    [500121, 'multifactor-failed'],
    [50187, 'device-not-shown'],
    [90072, 'guest-not-invited'],
    [50177, 'external-challenge-unsupported'],
  ])('names AADSTS%i as %s, in the browser and with a code', async (by, code) => {
    const { tenant, options, inBrowser } = at('fresh');
    tenant.act({ do: 'block-sign-in', user: tenant.admin.userName, by });
    expect((await problemOf(inBrowser())).code).toBe(code);
    const withCode = signIn({
      ...options,
      how: 'device-code',
      onDeviceCode: ({ code: userCode }) => void tenant.act({ do: 'enter-device-code', userCode }),
    });
    expect((await problemOf(withCode)).code).toBe(code);
  });

  it('suggests the browser where the tenant blocks device codes', async () => {
    const { tenant, options, inBrowser } = at('hardened');
    tenant.act({ do: 'change', kind: 'policies', id: 'tenant', to: { deviceCodeBlockedBy: 53003 } });
    const withCode = signIn({
      ...options,
      how: 'device-code',
      onDeviceCode: ({ code: userCode }) => void tenant.act({ do: 'enter-device-code', userCode }),
    });
    const problem = await problemOf(withCode);
    expect(problem.code).toBe('conditional-access-blocked');
    expect(problem.remedies).toContainEqual({ do: 'sign-in', with: 'browser' });
    expect(problem.because).toContain('sign in with the browser instead');
    expect((await inBrowser()).kind).toBe('person');
  });

  it('refuses a token of another tenant than the one chosen', async () => {
    const { tenant, options } = at('fresh');
    const other = '0d5b6a4e-1111-4222-8333-944455566677';
    // A sign-in server that leads astray: the practice tenant answers for a tenant it is not.
    const fetch = (request: Request) =>
      tenant.fetch(new Request(request.url.replace(other, tenant.tenantId), request));
    const problem = await problemOf(
      signIn({
        ...options,
        fetch,
        tenant: other,
        how: 'browser',
        openBrowser: (url) => signInAsPerson(tenant, url.replace(other, tenant.tenantId)),
      }),
    );
    expect(problem.code).toBe('wrong-tenant');
    expect(problem.because).toContain(other);
  });

  it('asks to sign in again once the sessions were revoked', async () => {
    const { tenant, inBrowser } = at('fresh');
    const session = await inBrowser();
    tenant.act({ do: 'revoke-sessions', user: tenant.admin.userName });
    const problem = await problemOf(session.token('graph'));
    expect(problem.code).toBe('sign-in-expired');
    expect(problem.remedies).toContainEqual({ do: 'sign-in' });
  });

  it('gives no token after signing out, and shows none before', async () => {
    const { tenant, inBrowser } = at('fresh');
    const session = await inBrowser();
    const shown = inspect(session, { depth: 10, showHidden: true });
    const tokens = tenant.issued().map(({ value }) => value);
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.filter((each) => shown.includes(each))).toEqual([]);
    await session.signOut();
    expect((await problemOf(session.token('azure'))).code).toBe('sign-in-expired');
  });
});

describe('signing in with a device code', () => {
  it('shows the code and goes on once it was entered', async () => {
    const { tenant, options } = at('fresh');
    const session = await signIn({
      ...options,
      how: 'device-code',
      onDeviceCode: ({ code, url }) => {
        expect(url).toMatch(/^https:/u);
        void enterDeviceCode(tenant, code);
      },
    });
    expect(session.account.userName).toBe(tenant.admin.userName);
  });
});

describe('signing in as an automation', () => {
  const environment = (tenant: ReturnType<typeof practiceTenant>) => ({
    AZURE_TENANT_ID: tenant.tenantId,
    AZURE_CLIENT_ID: tenant.automation.clientId,
    AZURE_CLIENT_SECRET: tenant.automation.clientSecret,
  });

  it('uses the secret of the environment', async () => {
    const { tenant, options, lines } = at('fresh');
    const session = await signIn({ ...options, how: 'environment', environment: environment(tenant) });
    expect(session).toMatchObject({ kind: 'application', clientId: tenant.automation.clientId });
    await Promise.all([session.token('graph'), session.token('graph')]);
    expect(lines.map(({ identity }) => identity)).toEqual(['application', 'application']);
  });

  it('names a secret that is wrong', async () => {
    const { tenant, options } = at('fresh');
    const wrong = { ...environment(tenant), AZURE_CLIENT_SECRET: 'wrong' };
    const problem = await problemOf(signIn({ ...options, how: 'environment', environment: wrong }));
    expect(problem.code).toBe('secret-not-accepted');
    expect(JSON.stringify(problem)).not.toContain('"wrong"');
  });

  it.each([
    [{}, 'AZURE_CLIENT_ID'],
    [{ AZURE_CLIENT_ID: 'x' }, 'AZURE_CLIENT_SECRET'],
    [
      { AZURE_CLIENT_ID: 'x', AZURE_CLIENT_CERTIFICATE_PATH: '/nowhere.pem' },
      'AZURE_CLIENT_CERTIFICATE_PATH',
    ],
    [{ AZURE_CLIENT_ID: 'x', AZURE_FEDERATED_TOKEN_FILE: '/nowhere' }, 'AZURE_FEDERATED_TOKEN_FILE'],
  ])('names what the environment %j lacks, before anything is sent', async (variables, named) => {
    const { options, lines } = at('fresh');
    const problem = await problemOf(signIn({ ...options, how: 'environment', environment: variables }));
    expect(problem.code).toBe('environment-incomplete');
    expect(problem.because).toContain(named);
    expect(lines).toEqual([]);
  });

  it('signs with a certificate that the application knows', async () => {
    const { tenant, options } = at('fresh');
    const { pem, der } = await selfSigned();
    const file = join(await mkdtemp(join(tmpdir(), 'certificate-')), 'automation.pem');
    writeFileSync(file, pem);
    const variables = { AZURE_CLIENT_ID: tenant.automation.clientId, AZURE_CLIENT_CERTIFICATE_PATH: file };
    const sign = () => signIn({ ...options, how: 'environment', environment: variables });
    expect((await problemOf(sign())).code).toBe('credential-not-accepted');

    const application = Object.values(tenant.state().applications).find(
      ({ appId }) => appId === tenant.automation.clientId,
    );
    const key = {
      keyId: '6d1f4a3e-0000-4000-8000-000000000001',
      displayName: 'automation',
      startDateTime: '2026-01-01T00:00:00Z',
      endDateTime: '2036-01-01T00:00:00Z',
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      key: der,
      customKeyIdentifier: null,
    };
    tenant.act({
      do: 'put',
      kind: 'applications',
      value: { ...application, keyCredentials: [key] } as never,
    });
    expect((await sign()).kind).toBe('application');
  });

  it('hands a federated token over as it stands in its file', async () => {
    const { tenant, options } = at('fresh');
    const file = join(await mkdtemp(join(tmpdir(), 'federated-')), 'token');
    writeFileSync(file, 'eyJhbGciOiJub25lIn0.e30.x\n');
    const problem = await problemOf(
      signIn({
        ...options,
        how: 'environment',
        environment: { AZURE_CLIENT_ID: tenant.automation.clientId, AZURE_FEDERATED_TOKEN_FILE: file },
      }),
    );
    expect(['credential-not-accepted', 'sign-in-refused']).toContain(problem.code);
    expect(tenant.requests().at(-1)?.body).toContain('client_assertion=eyJhbGciOiJub25lIn0.e30.x');
  });

  const claims = {
    issuer: 'https://token.actions.example.com',
    subject: 'repo:acme/siem',
    audience: 'api://AzureADTokenExchange',
  };
  const trusting = (tenant: ReturnType<typeof practiceTenant>) => {
    const application = Object.values(tenant.state().applications).find(
      ({ appId }) => appId === tenant.automation.clientId,
    );
    const { audience, ...trusted } = claims;
    const credential = { id: 'f', name: 'pipeline', ...trusted, audiences: [audience], description: null };
    tenant.act({
      do: 'put',
      kind: 'applications',
      value: { ...application, federatedCredentials: [credential] } as never,
    });
  };

  it('takes the token of a workload, read anew each time, whatever secret is set beside it', async () => {
    const { tenant, options } = at('fresh');
    trusting(tenant);
    const file = join(await mkdtemp(join(tmpdir(), 'workload-')), 'token');
    writeFileSync(file, await workloadAssertion(claims, tenant.clock.now()));
    const session = await signIn({
      ...options,
      how: 'workload-identity',
      environment: {
        AZURE_CLIENT_ID: tenant.automation.clientId,
        AZURE_FEDERATED_TOKEN_FILE: file,
        AZURE_CLIENT_SECRET: 'somebody else',
      },
    });
    expect(session).toMatchObject({ kind: 'application', clientId: tenant.automation.clientId });
    const next = await workloadAssertion(claims, tenant.clock.now() + 60_000);
    writeFileSync(file, next);
    await session.token('graph');
    expect(tenant.requests().at(-1)?.body).toContain(`client_assertion=${next}`);
  });

  it.each([
    [{}, 'AZURE_CLIENT_ID'],
    [{ AZURE_CLIENT_ID: 'x', AZURE_CLIENT_SECRET: 'y' }, 'AZURE_FEDERATED_TOKEN_FILE'],
  ])('names what a workload %j lacks', async (variables, named) => {
    const { options, lines } = at('fresh');
    const problem = await problemOf(signIn({ ...options, how: 'workload-identity', environment: variables }));
    expect(problem).toMatchObject({ code: 'environment-incomplete' });
    expect(problem.because).toContain(named);
    expect(lines).toEqual([]);
  });

  it("catches a secret's ID in the place of its value, before anything is sent", async () => {
    const { tenant, options, lines } = at('fresh');
    const wrong = { ...environment(tenant), AZURE_CLIENT_SECRET: '12121212-1212-4212-8212-121212121212' };
    const problem = await problemOf(signIn({ ...options, how: 'environment', environment: wrong }));
    expect(problem.because).toBe("AZURE_CLIENT_SECRET holds the secret's ID, not its value.");
    expect(lines).toEqual([]);
  });

  it.each([
    ['PKCS#12 by its content', Buffer.from([0x30, 0x82, 0x09, 0xf1, 0x02]), 'a.cer', 'is PKCS#12'],
    ['PKCS#12 by its name', 'anything', 'a.pfx', 'openssl pkcs12'],
    [
      'a certificate without its key',
      '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----',
      'a.pem',
      'both as PEM',
    ],
  ])('refuses %s by name', async (_what, content, name, says) => {
    const { options, lines } = at('fresh');
    const file = join(await mkdtemp(join(tmpdir(), 'certificate-')), name);
    writeFileSync(file, content);
    const variables = { AZURE_CLIENT_ID: 'x', AZURE_CLIENT_CERTIFICATE_PATH: file };
    const problem = await problemOf(signIn({ ...options, how: 'environment', environment: variables }));
    expect(problem.because).toContain(says);
    expect(lines).toEqual([]);
  });

  it('opens an encrypted key with its password, and refuses a key of another certificate', async () => {
    const { tenant, options } = at('fresh');
    const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
    const [one, other] = await Promise.all([selfSigned(), selfSigned()]);
    const certificate = one.pem.slice(one.pem.indexOf('-----BEGIN CERTIFICATE'));
    const write = (file: string, text: string) => {
      writeFileSync(join(folder, file), text);
      return {
        AZURE_CLIENT_ID: tenant.automation.clientId,
        AZURE_CLIENT_CERTIFICATE_PATH: join(folder, file),
      };
    };
    const encrypted = createPrivateKey(one.pem).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open',
    });
    const locked = write('locked.pem', `${encrypted.toString()}${certificate}`);
    const sign = (variables: object) =>
      problemOf(signIn({ ...options, how: 'environment', environment: { ...variables } }));
    expect((await sign(locked)).because).toContain('AZURE_CLIENT_CERTIFICATE_PASSWORD');
    // Opened, it is sent; this application does not know it.
    const opened = { ...locked, AZURE_CLIENT_CERTIFICATE_PASSWORD: 'open' };
    expect((await sign(opened)).code).toBe('credential-not-accepted');
    const key = createPrivateKey(other.pem).export({ type: 'pkcs8', format: 'pem' });
    const mixed = write('mixed.pem', `${key.toString()}${certificate}`);
    expect((await sign(mixed)).because).toContain("doesn't match its certificate");
  });
});

describe('a tenant as typed', () => {
  it.each([
    '5e471e1a-0000-4000-8000-08d181339947',
    'contoso.onmicrosoft.com',
    'fabrikam.example',
    ' contoso.com ',
  ])('may be %s', (name) => expect(checkTenantName(name)).toBeUndefined());

  it.each([
    '',
    '   ',
    'common',
    'Organizations',
    'consumers',
    '00000000-0000-0000-0000-000000000000',
    '9188040d-6c67-4c5b-b112-36a304b66dad',
    '5e471e1a-0000-4000-8000',
    'contoso',
    'https://contoso.com',
    'contoso.com/x',
    'con\u202Etoso.com',
    '../common',
    `${'a'.repeat(300)}.com`,
  ])('is refused as %j, with a reason and a remedy', (name) => {
    const refusal = checkTenantName(name);
    expect(refusal?.reason).toMatch(/\.$/u);
    expect(refusal?.remedy).toMatch(/tenant ID/u);
    expect(refusal?.reason).not.toContain('\u202E');
  });

  it('is found by its domain', async () => {
    const { tenant, options } = at('fresh');
    expect(await findTenant(options.fetch, 'public', tenant.domain)).toMatchObject({
      tenantId: tenant.tenantId,
    });
  });

  it('is said to be unknown where it is', async () => {
    const { options } = at('fresh');
    expect((await problemOf(findTenant(options.fetch, 'public', 'nobody.example'))).code).toBe(
      'tenant-not-found',
    );
  });

  it('is said to live in another cloud where it does', async () => {
    const metadata = (more: object) => () =>
      Promise.resolve(
        Response.json({
          issuer: 'https://login.microsoftonline.us/5e471e1a-0000-4000-8000-08d181339947/v2.0',
          tenant_region_scope: 'USGov',
          cloud_instance_name: 'microsoftonline.us',
          ...more,
        }),
      );
    const problem = await problemOf(findTenant(metadata({}), 'public', 'agency.example'));
    expect(problem.code).toBe('wrong-cloud');
    expect(problem.because).toContain('USGov');
    // GCC lives in the public cloud, whatever its sub-scope says; DoD is not the rest of the US Government's.
    const gcc = {
      tenant_region_scope: 'NA',
      tenant_region_sub_scope: 'GCC',
      cloud_instance_name: 'microsoftonline.com',
    };
    expect((await findTenant(metadata(gcc), 'public', 'agency.example')).region).toBe('NA');
    const dod = metadata({ tenant_region_sub_scope: 'DOD' });
    expect((await problemOf(findTenant(dod, 'usgov', 'agency.example'))).code).toBe('wrong-cloud');
    expect((await findTenant(dod, 'usgov-dod', 'agency.example')).region).toBe('USGov');
  });
});
