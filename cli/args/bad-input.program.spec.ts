import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionProfile, integrityText } from '../../engine/model/profile.ts';
import { visibleLines } from '../../engine/model/visible.ts';
import { aProfile } from '../../host/profile/profile-example.spec-kit.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { cli, closedProxy, folder, treeOf } from '../commands/world.spec-kit.ts';

let proxy: Awaited<ReturnType<typeof closedProxy>>;
const files = folder();
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

const recipe = 'dropzone-sentinel';
const live = ['--tenant', 'contoso.com', '--sign-in', 'device-code'];
const setUp = ['set-up', recipe, '--practice', '--yes'];
const at = (name: string) => path.join(files, name);

type Bad = readonly [what: string, argv: readonly string[], field: string, reason: string];
const catalogue: readonly Bad[] = [
  // whose tenant
  ['no tenant', ['plan', recipe], '--tenant', 'No tenant given'],
  [
    'a tenant that is neither id nor domain',
    ['plan', recipe, '--tenant', 'not a tenant'],
    '--tenant',
    'a tenant ID or a domain',
  ],
  [
    'a tenant of zeros',
    ['plan', recipe, '--tenant', '00000000-0000-0000-0000-000000000000'],
    '--tenant',
    'zeros',
  ],
  ['any tenant: common', ['plan', recipe, '--tenant', 'common'], '--tenant', 'any tenant'],
  ['any tenant: organizations', ['plan', recipe, '--tenant', 'organizations'], '--tenant', 'any tenant'],
  ['any tenant: consumers', ['plan', recipe, '--tenant', 'consumers'], '--tenant', 'any tenant'],
  [
    'personal accounts',
    ['plan', recipe, '--tenant', '9188040d-6c67-4c5b-b112-36a304b66dad'],
    '--tenant',
    'personal',
  ],
  ['a cloud nobody knows', ['plan', recipe, ...live, '--cloud', 'moon'], '--cloud', 'not one of them'],
  [
    'a way to sign in nobody knows',
    ['plan', recipe, '--tenant', 'contoso.com', '--sign-in', 'guess'],
    '--sign-in',
    'not one of them',
  ],
  [
    'a client id that is none',
    ['plan', recipe, ...live, '--client-id', 'abc'],
    '--client-id',
    "isn't a client ID",
  ],
  [
    'an environment without its variables',
    ['plan', recipe, '--tenant', 'contoso.com', '--sign-in', 'environment'],
    '--sign-in',
    'AZURE_CLIENT_ID',
  ],
  ['practice and a tenant', [...setUp, '--tenant', 'contoso.com'], '--tenant', 'conflicts with --practice'],
  [
    'practice and a way to sign in',
    [...setUp, '--sign-in', 'browser'],
    '--sign-in',
    'conflicts with --practice',
  ],
  ['a practice tenant nobody knows', ['plan', recipe, '--practice=frsh'], '--practice', 'not one of them'],
  [
    'practice flags without practice',
    ['plan', recipe, ...live, '--practice-lag', '0'],
    '--practice-lag',
    'for a practice tenant',
  ],
  [
    'a lag that is no number',
    [...setUp, '--practice-lag', 'soon'],
    '--practice-lag',
    'not a number of seconds',
  ],
  ['a lag that never ends', [...setUp, '--practice-lag', '1e9'], '--practice-lag', 'not a number of seconds'],
  // the command line itself
  ['no such command', ['setup', recipe], 'command', 'no command "setup"'],
  ['no recipe', ['set-up', '--practice', '--yes'], 'command', 'missing required argument'],
  [
    'a recipe nobody knows',
    ['set-up', 'dropzone-sentnel', '--practice', '--yes'],
    'recipe',
    'no recipe "dropzone-sentnel"',
  ],
  ['a word too many', ['plan', recipe, 'more', '--practice'], 'command', 'too many arguments'],
  ['a flag nobody knows', [...setUp, '--yess'], '--yess', 'No such option'],
  ['a short flag', [...setUp, '-y'], '-y', 'No such option'],
  [
    'a flag of another command',
    ['plan', recipe, '--practice', '--out', 'x.json'],
    '--out',
    'Not an option of plan',
  ],
  ['a flag twice', [...setUp, '--yes'], '--yes', 'Given twice'],
  ['a value twice', [...setUp, '--home', 'a', '--home', 'b'], '--home', 'Given twice'],
  ['a value that is a flag', [...setUp, '--out', '--json'], '--out', 'value is missing'],
  ['a value that is missing at the end', [...setUp, '--answer'], '--answer', 'value is missing'],
  ['a value that is empty', [...setUp, '--out='], '--out', 'value is missing'],
  ['a switch with a value', ['set-up', recipe, '--practice', '--yes=no'], '--yes', "doesn't take a value"],
  ['nobody to say yes', ['set-up', recipe, '--practice'], '--yes', "isn't interactive"],
  [
    'a plan that is no hash',
    ['set-up', recipe, '--practice', '--plan', 'abc'],
    '--plan',
    'not the hash of a plan',
  ],
  ['a format nobody knows', [...setUp, '--format', 'xml'], '--format', 'not one of them'],
  // answers
  ['an answer to nothing', [...setUp, '--answer', 'worksapce=soc'], 'worksapce', 'no such question'],
  ['an answer without a question', [...setUp, '--answer', 'soc'], '--answer', 'names no question'],
  [
    'an answer twice',
    [...setUp, '--answer', 'use=both', '--answer', 'use=both'],
    '--answer use',
    'Given twice',
  ],
  [
    'workspaces in two ways',
    [...setUp, '--workspace', 'a', '--answer', 'workspace=b'],
    '--workspace',
    'conflicts',
  ],
  ['a choice that is none', [...setUp, '--answer', 'use=everything'], 'use', 'Not one of the choices'],
  ['a lifetime of 0', [...setUp, '--answer', 'secretMonths=0'], 'secretMonths', 'out of range'],
  ['a lifetime below 0', [...setUp, '--answer', 'secretMonths=-6'], 'secretMonths', 'out of range'],
  ['a lifetime of 25', [...setUp, '--answer', 'secretMonths=25'], 'secretMonths', 'out of range'],
  ['half a month', [...setUp, '--answer', 'secretMonths=0.5'], 'secretMonths', 'Not a whole number'],
  [
    'an interval without its unit',
    [...setUp, '--answer', 'pollInterval=5'],
    'pollInterval',
    'Not a duration',
  ],
  ['an interval of nothing', [...setUp, '--answer', 'pollInterval=0m'], 'pollInterval', 'out of range'],
  ['Not yes or no', [...setUp, '--answer', 'ticketSync=maybe'], 'ticketSync', 'Not yes or no'],
  [
    'a client id of zeros',
    [...setUp, '--answer', 'application=00000000-0000-0000-0000-000000000000'],
    'application',
    "isn't a client ID",
  ],
  ['an empty name', [...setUp, '--answer', 'appName=   '], 'appName', 'empty'],
  [
    'a vault of another form',
    [...setUp, '--answer', 'secretVault=kv_soc'],
    'secretVault',
    'begins with a letter',
  ],
  ['a vault too short', [...setUp, '--answer', 'secretVault=ab'], 'secretVault', '3 to 24'],
  [
    'a vault’s address',
    [...setUp, '--answer', 'secretVault=https://kv.vault.azure.net'],
    'secretVault',
    'resource ID',
  ],
  ['a name that is a formula', [...setUp, '--answer', 'appName==HYPERLINK("x")'], 'appName', 'spreadsheets'],
  ['a name with a line break', [...setUp, '--answer', 'appName=a\nb'], 'appName', 'control'],
  ['a name that turns around', [...setUp, '--answer', 'appName=a\u202eb'], 'appName', 'control'],
  [
    'a name that is too long',
    [...setUp, '--answer', `appName=${'x'.repeat(121)}`],
    'appName',
    'longer than 120',
  ],
  [
    'a role that cannot write for ticket sync',
    [...setUp, '--answer', 'ticketSync=yes', '--answer', 'role=sentinel-reader'],
    'role',
    'only reads',
  ],
  [
    'a query that commands',
    [...setUp, '--answer', 'kqlQueries=.drop table X'],
    'kqlQueries',
    'is a command, not a query',
  ],
  [
    'a report without a form',
    [...setUp, '--report', at('report.txt')],
    '--report',
    "doesn't end in .html or .json",
  ],
  ['a report as a PDF', [...setUp, '--report', at('report.pdf')], '--report', 'Only the window'],
  [
    'a report in no folder',
    [...setUp, '--report', at('nowhere/report.html')],
    '--report',
    'There is no folder',
  ],
  [
    'a query that is no KQL',
    [...setUp, '--answer', 'kqlQueries=SecurityIncident | whre Severity'],
    'kqlQueries',
    'Query 1, line 1, column 20',
  ],
  [
    'a query that fetches',
    [...setUp, '--answer', 'kqlQueries=externaldata(x:string)["https://evil"]'],
    'kqlQueries',
    '"externaldata" reads a file from a web address',
  ],
  [
    'a query that asks the web after a text with slashes',
    [...setUp, '--answer', 'kqlQueries=T | where U == "https://a" | evaluate http_request("https://b")'],
    'kqlQueries',
    '"http_request" sends a request to a web address',
  ],
  [
    'a workbook in place of a query',
    [...setUp, '--answer', 'kqlQueries={ "version": "Notebook/1.0" }'],
    'kqlQueries',
    'This is JSON, not a query',
  ],
  [
    'a query that is too long',
    [...setUp, '--answer', `kqlQueries=${'x'.repeat(65_537)}`],
    'kqlQueries',
    'longer than',
  ],
  // secrets
  [
    'a secret as an answer',
    [...setUp, '--answer', 'clientSecret=CANARY-hunter2'],
    'clientSecret',
    "can't be an answer",
  ],
  [
    'a secret on the command line',
    [...setUp, '--secret', 'clientSecret=CANARY-hunter2'],
    '--secret clientSecret',
    "can't be on the command line",
  ],
  [
    'a secret in a flag of its own',
    [...setUp, '--client-secret=CANARY-hunter2'],
    '--client-secret',
    "can't be on the command line",
  ],
  [
    'a password in a flag of its own',
    [...setUp, '--password', 'CANARY-hunter2'],
    '--password',
    "can't be on the command line",
  ],
  ['a secret without its name', [...setUp, '--secret', 'CANARY-hunter2'], '--secret', 'No secret name'],
  [
    'a secret nobody asked for',
    [...setUp, '--secret', 'apiKey=env:CANARY_VARIABLE'],
    '--secret apiKey',
    'No such secret',
  ],
  [
    'a variable that is not set',
    [...setUp, '--secret', 'passphrase=env:NOT_SET'],
    '--secret passphrase',
    'NOT_SET is not set',
  ],
  [
    'a secret of two lines',
    [...setUp, '--secret', `passphrase=file:${at('secret.txt')}`],
    '--secret passphrase',
    'more than one line',
  ],
  [
    'a secret that is empty',
    [...setUp, '--secret', `passphrase=file:${at('empty.txt')}`],
    '--secret passphrase',
    'empty',
  ],
  [
    'stdin for two secrets',
    [...setUp, '--secret', 'passphrase=stdin', '--secret', 'clientSecret=stdin'],
    '--secret clientSecret',
    'Only one',
  ],
  [
    'the id of a secret instead of its value',
    [...setUp, '--secret', 'clientSecret=env:A_GUID'],
    '--secret clientSecret',
    "That is the secret's ID",
  ],
  [
    'the id of a secret in braces',
    [...setUp, '--secret', 'clientSecret=env:A_BRACED_GUID'],
    '--secret clientSecret',
    "That is the secret's ID",
  ],
  [
    'a secret with a blank at its end',
    [...setUp, '--secret', 'clientSecret=env:A_BLANK'],
    '--secret clientSecret',
    'ends with a space',
  ],
  [
    'a sealed profile in the vendor’s form',
    [...setUp, '--secret', 'passphrase=env:WORDS', '--format', 'vendor'],
    '--format',
    'always JSON',
  ],
  // files
  ['a file that is missing', [...setUp, '--answers', at('nothing.yaml')], '--answers', 'no file'],
  ['a folder', [...setUp, '--answers', files], '--answers', 'a folder'],
  ['a pipe', [...setUp, '--answers', at('pipe')], '--answers', 'not a regular file'],
  ['a device', [...setUp, '--answers', '/dev/zero'], '--answers', 'not a regular file'],
  ['a file above 1 MB', [...setUp, '--answers', at('big.yaml')], '--answers', 'larger than 1 MB'],
  ['a byte order mark', [...setUp, '--answers', at('bom.yaml')], '--answers', 'byte order mark'],
  ['UTF-16', [...setUp, '--answers', at('utf16.yaml')], '--answers', 'UTF-16'],
  ['Latin-1', [...setUp, '--answers', at('latin1.yaml')], '--answers', 'Byte 12 is not UTF-8'],
  ['a key twice in YAML', [...setUp, '--answers', at('twice.yaml')], '--answers', 'twice'],
  ['a key twice in JSON', [...setUp, '--answers', at('twice.json')], '--answers', 'twice'],
  ['__proto__', [...setUp, '--answers', at('proto.json')], '--answers', '__proto__'],
  ['a trailing comma', [...setUp, '--answers', at('comma.json')], '--answers', 'line 1, column'],
  ['a hundred thousand levels', [...setUp, '--answers', at('deep.json')], '--answers', '32 levels'],
  ['a list of answers', [...setUp, '--answers', at('list.yaml')], '--answers', "isn't a list of answers"],
  [
    'a secret in the answers',
    [...setUp, '--answers', at('secret.yaml')],
    'clientSecret',
    "can't be an answer",
  ],
  [
    'an unknown question in the answers',
    [...setUp, '--answers', at('unknown.yaml')],
    'worksapce',
    'no such question',
  ],
  // profiles
  [
    'a profile that was changed',
    ['verify', at('edited.json'), '--practice'],
    'integrity',
    'changed after it was saved',
  ],
  ['a profile of a newer version', ['verify', at('newer.json'), '--practice'], 'profile', 'version 2'],
  ['something that is no profile', ['verify', at('good.yaml'), '--practice'], 'good.yaml', 'not valid JSON'],
  [
    'a practice profile in the real world',
    ['verify', at('profile.json')],
    '--practice',
    'created for a practice tenant',
  ],
  ['a real profile in practice', ['verify', at('real.json'), '--practice'], '--practice', 'real tenant'],
  [
    'a real profile in another tenant',
    ['verify', at('real.json'), '--tenant', '22222222-2222-4333-8444-555555555555'],
    '--tenant',
    'another tenant',
  ],
  [
    'a real profile in another cloud',
    ['verify', at('real.json'), '--cloud', 'usgov'],
    '--cloud',
    'cloud public',
  ],
  [
    'a profile of another practice tenant',
    ['verify', at('profile.json'), '--practice=busy'],
    '--practice',
    'another practice tenant',
  ],
  [
    'a profile and answers',
    ['verify', at('profile.json'), '--practice', '--answer', 'use=both'],
    '--answer',
    'has its own answers',
  ],
  [
    'sealing without a passphrase',
    ['profile', at('profile.json'), 'seal'],
    'passphrase',
    'takes a passphrase',
  ],
  [
    'unsealing what is not sealed',
    ['profile', at('profile.json'), 'unseal', '--secret', 'passphrase=env:WORDS'],
    'profile',
    'Not sealed',
  ],
  [
    'something nobody can do with a profile',
    ['profile', at('profile.json'), 'burn'],
    'profile',
    "isn't an action",
  ],
  // paths
  ['an output that is a link', [...setUp, '--out', at('link.json')], '--out', 'symbolic link'],
  ['an output that is a folder', [...setUp, '--out', files], '--out', 'a folder'],
  ['an output that is a device', [...setUp, '--out', '/dev/full'], '--out', 'not a regular file'],
  ['an output in no folder', [...setUp, '--out', at('no/where.json')], '--out', 'no folder'],
  [
    'a secret where everybody may write',
    [...setUp, '--show-secret', '--out', at('open/p.json')],
    '--out',
    'Everyone',
  ],
  // runs
  ['undoing nothing', ['undo', 'everything', '--practice', '--yes'], 'run', "isn't a run ID"],
  [
    'undoing a run nobody made',
    ['undo', '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11', '--practice', '--yes'],
    'run',
    'No run',
  ],
];

describe('a bad command line', () => {
  it.each(catalogue)(
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
