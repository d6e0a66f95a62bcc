import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { profileMembers } from '../../host/profile/profile-example.spec-kit.ts';
import { type Format, formats } from '../../host/profile/renderings/format.ts';
import { readBicep, readEnv, readPowershell } from '../../host/profile/renderings/languages.spec-kit.ts';
import { cli, folder } from '../commands/world.spec-kit.ts';

const home = folder();
const files = folder();
const at = (name: string) => path.join(files, name);
const setUp = ['set-up', 'dropzone-sentinel', '--practice', '--practice-lag', '0', '--yes', '--home', home];

let profile: ConnectionProfile;
beforeAll(async () => {
  const { code, stderr } = await cli([...setUp, '--out', at('p.json')]);
  if (code !== 0) throw new Error(stderr);
  profile = JSON.parse(readFileSync(at('p.json'), 'utf8')) as ConnectionProfile;
});

const shown = async (format: Format, ...more: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli([
    'profile',
    at('p.json'),
    '--format',
    format,
    '--home',
    home,
    ...more,
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
};

describe('--format', () => {
  it('shows a profile in each format, read by that format’s own language', async () => {
    expect(JSON.parse(await shown('json'))).toEqual(profile);
    expect(parseYaml(await shown('yaml'))).toEqual(profile);
    expect(readEnv(await shown('env')).get('AZURE_CLIENT_ID')).toBe(profile.clientId);
    expect(await shown('vendor')).toContain(`Client ID: ${profile.clientId}`);
    const hcl = (await parseHcl('main.tf', await shown('terraform'))) as { import: readonly unknown[] };
    const granted = profile.permissions.length;
    expect(hcl.import).toHaveLength(2 + granted + profile.workspaces.length);
    expect(readBicep(await shown('bicep')).texts).toContain(profile.proof.objects?.application.uniqueName);
    expect(readPowershell(await shown('powershell')).texts).toContain(profile.clientId);
    writeFileSync(at('connect.sh'), await shown('azure-cli'));
    await promisify(execFile)('bash', ['-n', at('connect.sh')]);
  });

  it('json has the members of the contract and no other, with the secret and without', async () => {
    const members = async (...more: string[]) =>
      Object.keys(JSON.parse(await shown('json', ...more)) as object);
    expect(await members()).toEqual(profileMembers('no secret'));
    expect(await members('--show-secret')).toEqual(profileMembers('with secret'));
  });

  it('writes what set-up made, where nothing has to be changed any more too', async () => {
    const { code } = await cli([...setUp, '--format', 'terraform', '--out', at('main.tf')]);
    expect(code).toBe(0);
    expect(readFileSync(at('main.tf'), 'utf8')).toContain(
      `/applications/${profile.proof.objects?.application.objectId}`,
    );
  });

  it('puts the secret where there is a place for it, and the file is its owner’s alone', async () => {
    const env = readEnv(await shown('env', '--show-secret'));
    expect(env.get('AZURE_CLIENT_SECRET')).toMatch(/.{20}/);
    expect((parseYaml(await shown('yaml', '--show-secret')) as ConnectionProfile).clientSecret).toBe(
      env.get('AZURE_CLIENT_SECRET'),
    );
    const file = ['--format', 'env', '--show-secret', '--out', at('.env')];
    expect((await cli(['profile', at('p.json'), ...file, '--home', home])).code).toBe(0);
    expect(statSync(at('.env')).mode & 0o777).toBe(0o600);
    for (const format of formats) expect(await shown(format)).not.toContain(env.get('AZURE_CLIENT_SECRET'));
  });

  it.each(['terraform', 'bicep', 'azure-cli', 'powershell'] as const)(
    '%s has no place for a secret, which is said before anything is done',
    async (format) => {
      const fresh = folder();
      const refused = await cli([
        ...setUp.slice(0, -1),
        fresh,
        '--format',
        format,
        '--show-secret',
        '--out',
        at('never'),
      ]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("can't contain a secret");
      expect(() => statSync(at('never'))).toThrow('ENOENT');
    },
  );

  it('of a name nobody knows is refused, with those there are', async () => {
    const refused = await cli(['profile', at('p.json'), '--format', 'terrafrom', '--home', home]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Did you mean terraform?');
    for (const format of formats) expect(refused.stderr).toContain(format);
  });

  it('sealed is JSON, whatever else it could be', async () => {
    for (const format of formats.filter((each) => each !== 'json')) {
      const refused = await cli(
        [
          'profile',
          at('p.json'),
          'seal',
          '--secret',
          'passphrase=env:WORDS',
          '--format',
          format,
          '--home',
          home,
        ],
        { environment: { WORDS: 'words' } },
      );
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain('always JSON');
    }
  });
});
