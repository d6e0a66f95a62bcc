import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workloadAssertion } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { cli, folder, objects, resultOf } from './world.spec-kit.ts';

const workload = {
  issuer: 'https://token.actions.example.com',
  subject: 'repo:acme/siem:ref:refs/heads/main',
  audience: 'api://AzureADTokenExchange',
};
const privateKey = /-----BEGIN PRIVATE KEY-----/u;

interface Read {
  readonly clientId: string;
  readonly credential: { readonly kind: string; readonly keyId: string; readonly expiresAt: string };
  readonly form: Readonly<Record<string, unknown>>;
}

function at() {
  const home = folder();
  const practice = ['--practice', '--practice-lag', '0', '--home', home];
  const file = (name: string) => path.join(home, name);
  const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8')) as Read;
  return { practice, file, read };
}

const stateIn = (outcome: Parameters<typeof resultOf>[0], step: string) =>
  resultOf(outcome).steps.find(({ id }) => id === step)?.is;

// A story: each part goes on from the one before.
describe('a product that takes a certificate', { shuffle: false }, () => {
  const answers = ['--answer', 'kind=certificate', '--answer', 'secretMonths=12'];
  const connected = async () => {
    const place = at();
    const run = ['set-up', 'generic-siem', ...place.practice, ...answers, '--yes'];
    const made = await cli([...run, '--json', '--out', place.file('profile.json')]);
    return { ...place, run, made };
  };

  it('is set up, checked and set up again from the command line, the key shown to nobody', async () => {
    const { practice, file, read, run, made } = await connected();
    expect([
      made.code,
      resultOf(made).steps.filter(({ is, severity }) => severity === 'block' && is !== 'met'),
    ]).toEqual([0, []]);
    expect(read('profile.json').credential.kind).toBe('certificate');
    expect(`${made.stdout}${made.stderr}${readFileSync(file('profile.json'), 'utf8')}`).not.toMatch(
      privateKey,
    );
    const checked = await cli(['verify', file('profile.json'), ...practice, '--json']);
    expect(checked.code).toBe(0);
    const again = await cli([...run, '--json']);
    expect([again.code, resultOf(again).changes]).toEqual([0, 0]);
  });

  it('gets the key in the clear only where it is asked for, under its own name', async () => {
    const { practice } = at();
    const run = ['set-up', 'generic-siem', ...practice, ...answers, '--yes', '--show-secret'];
    const shown = await cli([...run, '--format', 'vendor']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/Private key:\n {4}-----BEGIN PRIVATE KEY-----/u);
    expect(shown.stdout).toMatch(/Certificate:\n {4}-----BEGIN CERTIFICATE-----/u);
    const env = await cli([...run, '--format', 'env']);
    expect(env.stdout).toMatch(/^CONNECTION_PRIVATE_KEY_BASE64=/mu);
    expect(env.stdout).not.toMatch(/^AZURE_CLIENT_SECRET/mu);
  });

  it('is rotated: a new certificate beside the old, then the old retired, each in the plan by name', async () => {
    const { practice, file, read } = await connected();
    const rotate = (name: string, ...more: readonly string[]) =>
      cli(['rotate', file(name), ...practice, '--json', '--yes', ...more]);
    const calendar = ['--calendar', file('days.ics')];
    const rotated = await rotate('profile.json', '--out', file('next.json'), ...calendar);
    expect([rotated.code, resultOf(rotated).changes]).toEqual([0, 1]);
    expect(rotated.stderr).toContain('Put the new certificate into the form');
    expect(read('next.json').credential.keyId).not.toBe(read('profile.json').credential.keyId);
    expect(readFileSync(file('days.ics'), 'utf8')).toContain('Retire the earlier certificate');
    const retired = await rotate('next.json', '--retire');
    expect([retired.code, resultOf(retired).changes]).toEqual([0, 1]);
    const planned = objects(retired).find((line) => (line['entry'] as { kind: string })?.kind === 'planned');
    expect(JSON.stringify(planned)).toContain(
      `Earlier certificate ${read('profile.json').credential.keyId.slice(0, 8)}`,
    );
    const checked = await cli(['verify', file('next.json'), ...practice, '--json']);
    expect(checked.code).toBe(0);
    expect(`${rotated.stdout}${rotated.stderr}${retired.stdout}${retired.stderr}`).not.toMatch(privateKey);
  });

  it('is checked from its sealed profile where nothing else is held, and by nobody without its key', async () => {
    const { practice, file } = at();
    const sealed = ['--secret', 'passphrase=env:PASSPHRASE'];
    const environment = { PASSPHRASE: 'correct horse battery staple' };
    const profile = file('profile.json.age');
    const run = ['set-up', 'generic-siem', ...practice, ...answers, ...sealed, '--yes', '--out', profile];
    expect((await cli(run, { environment })).code).toBe(0);
    const elsewhere = ['verify', profile, ...practice, ...sealed, '--json'];
    for (const kept of ['vault', 'vault-practice']) rmSync(file(kept), { recursive: true, force: true });
    const checked = await cli(elsewhere, { environment });
    expect(checked.code).toBe(0);
    expect(`${checked.stdout}${checked.stderr}`).not.toMatch(privateKey);
    const open = await cli(
      ['profile', profile, 'unseal', ...sealed, '--home', file('.'), '--out', file('open.json')],
      { environment },
    );
    expect(open.code).toBe(0);
    const blind = await cli(['verify', file('open.json'), ...practice, '--json']);
    expect([blind.code, stateIn(blind, 'create-certificate')]).toEqual([1, 'blocked']);
  });

  it('is taken back by run, by profile, and by its client id alone', async () => {
    for (const by of ['run', 'profile', 'client id'] as const) {
      const { practice, file, made, read } = await connected();
      const starting = {
        run: [resultOf(made).runId],
        profile: [file('profile.json')],
        'client id': ['generic-siem', '--answer', `application=${read('profile.json').clientId}`],
      };
      const undone = await cli(['undo', ...starting[by], ...practice, '--yes', '--json']);
      expect([undone.code, resultOf(undone).changes], by).toEqual([0, by === 'run' ? 8 : 3]);
      const checked = await cli(['verify', file('profile.json'), ...practice, '--json']);
      expect(checked.code, by).not.toBe(0);
    }
  });
});

describe('a product whose workload has an identity of its own', () => {
  const answers = [
    '--answer',
    'kind=federated',
    '--answer',
    `issuer=${workload.issuer}`,
    '--answer',
    `subject=${workload.subject}`,
  ];
  const token = async () => ({ environment: { TOKEN: await workloadAssertion(workload, Date.now()) } });
  const given = ['--secret', 'workloadToken=env:TOKEN'];

  it('is set up, proven with a token of it, checked, and taken back', async () => {
    const { practice, file, read } = at();
    const run = ['set-up', 'generic-siem', ...practice, ...answers, ...given, '--yes', '--json'];
    const made = await cli([...run, '--out', file('profile.json')], await token());
    expect(made.code).toBe(0);
    expect(read('profile.json').credential).toMatchObject({ kind: 'federated', expiresAt: '' });
    expect(read('profile.json').form).toMatchObject(workload);
    const again = await cli(run, await token());
    expect([again.code, resultOf(again).changes]).toEqual([0, 0]);
    const checked = await cli(
      ['verify', file('profile.json'), ...practice, ...given, '--json'],
      await token(),
    );
    expect(checked.code).toBe(0);
    const blind = await cli(['verify', file('profile.json'), ...practice, '--json']);
    expect(blind.code).toBe(1);
    expect(resultOf(blind).steps.find(({ id }) => id === 'test-ingestion:azure')?.is).toBe('unknown');
    const undone = await cli(['undo', resultOf(made).runId, ...practice, '--yes', '--json']);
    expect(undone.code).toBe(0);
  });

  it('has nothing to rotate, and that is said by name before anything is sent', async () => {
    const { practice, file } = at();
    const run = ['set-up', 'generic-siem', ...practice, ...answers, ...given, '--yes', '--json'];
    await cli([...run, '--out', file('profile.json')], await token());
    expect(existsSync(file('profile.json'))).toBe(true);
    const refused = await cli(['rotate', file('profile.json'), ...practice, '--yes', '--json']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('federated credential');
    expect(refused.stderr).toContain('nothing to rotate');
  });

  it.each([
    [['--answer', 'kind=password'], 'kind'],
    [['--answer', 'kind=federated'], 'issuer'],
    [['--answer', 'kind=certificate', '--answer', 'secretVault=kv-own'], 'secretVault'],
    [['--answer', 'kind=certificate', '--answer', 'workloadToken=x'], 'workloadToken'],
  ])('refuses %j by name, before anything is sent', async (more, field) => {
    const refused = await cli(['set-up', 'generic-siem', ...at().practice, ...more, '--yes', '--json']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(field);
  });
});
