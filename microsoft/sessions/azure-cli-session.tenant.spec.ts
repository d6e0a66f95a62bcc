import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type PracticeTenant, practiceTenant, signInAsPerson } from '@sentinel-onboarding/practice';
import { afterAll, describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { azureCli } from '../../host/azure-cli.ts';
import { connect } from '../connect.ts';
import type { Resource } from '../contract/microsoft.ts';
import { signIn } from './sign-in.ts';
import { assignmentIn } from './signed-in.spec-kit.ts';

/** A program named az in a folder of its own: writes its words down, and fetches the token it is asked for. */
const standIn = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const words = process.argv.slice(2);
appendFileSync(process.env.AZ_CALLS, JSON.stringify(words) + '\\n');
const fail = (text) => { process.stderr.write('ERROR: ' + text + '\\n'); process.exit(1); };
const after = (word) => words[words.indexOf(word) + 1];
const world = process.env.AZ_WORLD;
if (world === 'signed-out') fail("Please run 'az login' to setup account.");
if (world === 'old') fail('unrecognized arguments: --tenant ' + after('--tenant'));
if (world === 'mfa') fail('AADSTS50076: Due to a configuration change you must use multi-factor authentication.');
if (world === 'challenged') fail('AADSTS50076: You must use multi-factor authentication.\\nRun the command below to authenticate interactively; additional arguments may be added as needed:\\naz logout\\naz login --tenant "x" --scope "https://graph.microsoft.com//.default" --claims-challenge "eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="');
if (world === 'other') fail('The disk \\u001b[31m is full');
if (world === 'garbage') { process.stdout.write('{"accessToken":"not.a.token"}'); process.exit(0); }
fetch(process.env.AZ_TOKENS + '?resource=' + encodeURIComponent(after('--resource')))
  .then((answer) => answer.text())
  .then((accessToken) => process.stdout.write(JSON.stringify({ accessToken, tokenType: 'Bearer' })));
`;

const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

type As = 'person' | 'automation';

/** A computer whose only az is the stand-in, signed in to a practice tenant. */
async function computer(of: { world?: string; as?: As; tenant?: PracticeTenant } = {}) {
  const tenant = of.tenant ?? practiceTenant('fresh', { lagSeconds: 0 });
  const common = { fetch: (request: Request) => tenant.fetch(request), cloud: tenant.cloud };
  const { clientId, clientSecret } = tenant.automation;
  const session = await signIn({
    ...common,
    tenant: tenant.tenantId,
    how: of.as === 'automation' ? 'environment' : 'browser',
    environment: { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret },
    openBrowser: (url) => signInAsPerson(tenant, url),
  });
  const resources: Readonly<Record<string, Resource>> = {
    'https://graph.microsoft.com': 'graph',
    'https://management.azure.com': 'azure',
    'https://api.loganalytics.io': 'log-analytics',
  };
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', 'http://stand-in').searchParams.get('resource') ?? '';
    void session.token(resources[asked] ?? 'azure').then((token) => response.end(token.reveal('microsoft')));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const folder = mkdtempSync(path.join(tmpdir(), 'az-'));
  const calls = path.join(folder, 'calls');
  writeFileSync(path.join(folder, 'az'), standIn, { mode: 0o755 });
  writeFileSync(calls, '');
  const environment = {
    PATH: folder,
    AZ_CALLS: calls,
    AZ_WORLD: of.world ?? 'signed-in',
    AZ_TOKENS: `http://127.0.0.1:${port}/`,
  };
  return {
    tenant,
    common,
    environment,
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as string[]),
    sign: (tenantId = tenant.tenantId) =>
      signIn({ ...common, tenant: tenantId, how: 'azure-cli', runAzureCli: azureCli(environment) }),
  };
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
};

describe('the session of the Azure CLI', () => {
  it('is that of the person who is signed in to it, in Microsoft Entra and in Azure', async () => {
    const { sign, common, tenant } = await computer();
    const session = await sign();
    expect(session).toMatchObject({ kind: 'person', tenantId: tenant.tenantId });
    const microsoft = connect({ ...common, signIn: session });
    const [who, workspaces] = await Promise.all([microsoft.identity.whoAmI(), microsoft.workspaces.list()]);
    expect(who).toMatchObject({ kind: 'person', userName: tenant.admin.userName });
    expect(workspaces.length).toBeGreaterThan(0);
  });

  it('is that of an automation where one is', async () => {
    const { sign, tenant } = await computer({ as: 'automation' });
    expect(await sign()).toMatchObject({ kind: 'application', clientId: tenant.automation.clientId });
  });

  it('asks for one tenant and one API, word by word, and for each token once', async () => {
    const { sign, calls, tenant } = await computer();
    const session = await sign();
    await Promise.all([session.token('graph'), session.token('graph'), session.token('azure')]);
    expect(calls()).toHaveLength(2);
    expect(calls()[0]).toEqual([
      'account',
      'get-access-token',
      '--resource',
      'https://management.azure.com',
      '--tenant',
      tenant.tenantId,
      '--output',
      'json',
      '--only-show-errors',
    ]);
    await session.token('graph', true);
    expect(calls()).toHaveLength(3);
  });

  it('never meets a shell: words that one would carry out are words', async () => {
    const { environment, calls } = await computer({ world: 'signed-out' });
    const hostile = `$(touch ${environment.AZ_CALLS}.touched); & echo \`id\` | more`;
    await azureCli(environment)(['account', hostile]);
    expect(calls()).toEqual([['account', hostile]]);
  });

  it.each([
    ['signed-out', 'azure-cli-signed-out'],
    ['old', 'azure-cli-too-old'],
    ['garbage', 'azure-cli-failed'],
    ['other', 'azure-cli-failed'],
    ['mfa', 'more-proof-needed'],
  ])('where it is %s, the problem is %s, with a way out', async (world, code) => {
    const { sign } = await computer({ world });
    const problem = await problemOf(sign());
    expect(problem.code).toBe(code);
    expect(problem.remedies.length).toBeGreaterThan(0);
    expect(problem.because).not.toContain('\u001b');
  });

  it('says for which tenant to sign in to it', async () => {
    const { sign, tenant } = await computer({ world: 'signed-out' });
    expect((await problemOf(sign())).remedies).toContainEqual({
      do: 'run',
      command: `az login --tenant "${tenant.tenantId}"`,
    });
  });

  it('says where there is none on this computer', async () => {
    const { common, tenant } = await computer();
    const empty = { PATH: mkdtempSync(path.join(tmpdir(), 'empty-')) };
    const signing = signIn({
      ...common,
      tenant: tenant.tenantId,
      how: 'azure-cli',
      runAzureCli: azureCli(empty),
    });
    expect((await problemOf(signing)).code).toBe('azure-cli-missing');
  });

  it('is refused where it is signed in to another tenant', async () => {
    const { sign } = await computer();
    const problem = await problemOf(sign('11111111-2222-4333-8444-555555555555'));
    expect(problem.code).toBe('wrong-tenant');
    expect(problem.because).toContain('11111111-2222-4333-8444-555555555555');
  });

  it('names the line that answers a challenge of Azure, and goes on with the next token after it', async () => {
    const tenant = practiceTenant('hardened', { lagSeconds: 0 });
    const { sign, common, calls } = await computer({ tenant });
    const session = await sign();
    const microsoft = connect({ ...common, signIn: session });
    const { remedies, code } = await problemOf(microsoft.roles.assign(assignmentIn(tenant)));
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}').toString(
      'base64',
    );
    expect([code, ...remedies]).toEqual([
      'azure-cli-proof-needed',
      {
        do: 'run',
        command: `az login --tenant "${tenant.tenantId}" --scope "https://management.azure.com/.default" --claims-challenge "${claims}"`,
      },
      { do: 'retry' },
    ]);
    await session.token('azure');
    const forAzure = calls().filter((words) => words.includes('https://management.azure.com'));
    expect(forAzure).toHaveLength(2);
  });

  it('takes the challenge from the words of the CLI, where it meets one itself', async () => {
    const { sign, tenant } = await computer({ world: 'challenged' });
    expect((await problemOf(sign())).remedies[0]).toEqual({
      do: 'run',
      command: `az login --tenant "${tenant.tenantId}" --scope "https://graph.microsoft.com//.default" --claims-challenge "eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="`,
    });
  });
});
