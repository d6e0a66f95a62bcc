import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionProfile, integrityText } from '../../engine/model/profile.ts';
import { visibleLines } from '../../engine/model/visible.ts';
import { aProfile } from '../../host/profile/profile-example.spec-kit.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { cli, closedProxy, folder, treeOf } from '../commands/world.spec-kit.ts';
import { at, badCommandLines, files, live, recipe, setUp } from './bad-input.cases.spec-kit.ts';

let proxy: Awaited<ReturnType<typeof closedProxy>>;
beforeAll(async () => {
  proxy = await closedProxy();
  const write = (name: string, content: string | Buffer) => writeFileSync(path.join(files, name), content);
  write('good.yaml', 'use: both\n');
  write('bom.yaml', '\ufeffuse: both\n');
  write('utf16.yaml', Buffer.from('\ufeffuse: both\n', 'utf16le'));
  write('latin1.yaml', Buffer.from('appName: Gr\u00fc\u00dfe\n', 'latin1'));
  write('big.yaml', `appName: ${'x'.repeat(1024 * 1024)}\n`);
  write('twice.yaml', 'use: both\nuse: both\n');
  write('twice.json', '{"use":"both","use":"both"}');
  write('proto.json', '{"__proto__":{"use":"both"}}');
  write('comma.json', '{"use":"both",}');
  write('deep.json', '['.repeat(100_000));
  write('list.yaml', '- use\n');
  write('secret.yaml', 'clientSecret: hunter2hunter2\n');
  write('unknown.yaml', 'worksapce: soc\n');
  write('secret.txt', 'CANARY-hunter2\nsecond line\n');
  write('empty.txt', '');
  write('profile.json', `${JSON.stringify(aProfile())}\n`);
  write('edited.json', JSON.stringify({ ...aProfile(), roles: ['Owner'] }));
  const { integrity: _integrity, ...frame } = aProfile();
  const newer = { ...frame, profile: 2 } as unknown as ConnectionProfile;
  write('newer.json', JSON.stringify({ ...newer, integrity: sha256(integrityText(newer)) }));
  const real = { ...frame, practice: false, tenantId: '11111111-2222-4333-8444-555555555555' };
  write('real.json', JSON.stringify({ ...real, integrity: sha256(integrityText(real)) }));
  execFileSync('mkfifo', [path.join(files, 'pipe')]);
  mkdirSync(path.join(files, 'open'), { mode: 0o777 });
  execFileSync('chmod', ['777', path.join(files, 'open')]);
  symlinkSync(path.join(files, 'good.yaml'), path.join(files, 'link.json'));
});
afterAll(() => proxy.close());

describe('a bad command line', () => {
  it.each(badCommandLines)(
    '%s: refused with the field, the reason and a way out, and nothing sent or written',
    async (_, argv, field, reason) => {
      const home = path.join(folder(), 'home');
      const environment = {
        HTTPS_PROXY: proxy.url,
        A_GUID: '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11',
        A_BRACED_GUID: '{0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11}',
        A_BLANK: 'CANARY-hunter2 ',
        CANARY_VARIABLE: 'x',
        WORDS: 'correct horse',
      };
      const withHome = argv.includes('--home')
        ? argv
        : [...argv.slice(0, 1), '--home', home, ...argv.slice(1)];
      const before = proxy.connections();
      const outcome = await cli(withHome, { environment });
      expect(outcome.stderr).toContain(reason);
      expect(outcome.stderr).toContain(`${field}:`);
      expect(outcome.stderr).toMatch(/\n {2}→ \S/);
      expect(outcome.code).toBe(2);
      expect(outcome.stdout).toBe('');
      expect(outcome.stderr).not.toMatch(/\n\s+at |CANARY-hunter2/);
      expect(visibleLines(outcome.stderr)).toBe(outcome.stderr);
      expect(proxy.connections()).toBe(before);
      expect(treeOf(home).filter((file) => /\.(?:jsonl|json)$/.test(file))).toEqual([]);
    },
  );

  it('is told from a good one, which is sent', async () => {
    const before = proxy.connections();
    const environment = { HTTPS_PROXY: proxy.url };
    const outcome = await cli(['plan', recipe, ...live, '--home', folder()], { environment });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain('Sign-in failed.');
    expect(proxy.connections()).toBeGreaterThan(before);
  });

  it('is told from good answers, which are taken', async () => {
    const argv = ['plan', recipe, '--practice', '--home', folder(), '--answers', at('good.yaml')];
    expect((await cli(argv)).code).toBe(0);
  });

  it('tells every fault at once', async () => {
    const { stderr, code } = await cli([...setUp, '--tenant', 'common', '--format', 'xml', '--plan', 'x']);
    expect(code).toBe(2);
    for (const field of ['--tenant', '--format', '--plan']) expect(stderr).toContain(`${field}:`);
  });

  it('suggests the nearest word', async () => {
    expect((await cli(['setup', recipe])).stderr).toContain('Did you mean set-up?');
    expect((await cli(['set-up', 'dropzone-sentnel', '--practice', '--yes'])).stderr).toContain(
      'Did you mean dropzone-sentinel?',
    );
    expect((await cli([...setUp, '--yess'])).stderr).toContain('Did you mean --yes?');
    expect((await cli([...setUp, '--answer', 'worksapce=soc'])).stderr).toContain('Did you mean workspace?');
  });

  it.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }],
    ['SSLKEYLOGFILE', { environment: { SSLKEYLOGFILE: '/tmp/keys' } }],
    ['OPENSSL_CONF', { environment: { OPENSSL_CONF: '/tmp/openssl.cnf' } }],
    ['NODE_OPTIONS', { environment: { NODE_OPTIONS: '--tls-keylog=/tmp/keys' } }],
    ['node', { execArgv: ['--tls-keylog=/tmp/keys'] }],
  ])('is refused where %s would give the sign-in away, and practice is not', async (name, around) => {
    const before = proxy.connections();
    const environment = { HTTPS_PROXY: proxy.url, ...('environment' in around ? around.environment : {}) };
    const argv = ['plan', recipe, '--home', folder()];
    const outcome = await cli([...argv, ...live], { ...around, environment });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`${name}:`);
    expect(outcome.stderr).toMatch(/\n {2}→ \S/);
    expect((await cli([...argv, '--practice'], { ...around, environment })).code).toBe(0);
    expect(proxy.connections()).toBe(before);
  });

  it('is refused with a proxy that is none', async () => {
    const outcome = await cli(['plan', recipe, ...live, '--home', folder()], {
      environment: { HTTPS_PROXY: 'not a proxy' },
    });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('HTTPS_PROXY:');
  });
});
