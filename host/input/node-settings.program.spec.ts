import { chmodSync, chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInput } from './bad-input.ts';
import { hostileNodeSwitches } from './hostile-node-switches.spec-kit.ts';
import { refuseNodeSettings } from './node-settings.ts';

/** What is refused, by name; undefined where nothing is. */
function refusal(environment: Readonly<Record<string, string>>, execArgv: readonly string[] = []) {
  try {
    refuseNodeSettings(environment, execArgv);
    return undefined;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.refusals[0].field;
  }
}

describe('a real sign-in is refused', () => {
  it.each(hostileNodeSwitches)('with %s, wherever it is written', (written) => {
    expect(refusal({ NODE_OPTIONS: written })).toBe('NODE_OPTIONS');
    expect(refusal({ NODE_OPTIONS: `--no-warnings  ${written}` })).toBe('NODE_OPTIONS');
    expect(refusal({ NODE_OPTIONS: `--max-old-space-size=4096\t"${written}"` })).toBe('NODE_OPTIONS');
    expect(refusal({}, ['--no-warnings', ...written.split(' ')])).toBe('node');
  });

  it('with a switch that a backslash in quotation marks hides', () => {
    expect(refusal({ NODE_OPTIONS: '"\\--in\\spect"' })).toBe('NODE_OPTIONS');
  });

  it.each(['SSLKEYLOGFILE', 'OPENSSL_CONF', 'OPENSSL_MODULES', 'OPENSSL_ENGINES'])('with %s', (name) => {
    expect(refusal({ [name]: '/tmp/x' })).toBe(name);
    expect(refusal({ [name]: '' })).toBeUndefined();
  });
});

describe('a list of who is trusted', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trust-'));
  const file = path.join(folder, 'ca.pem');
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
  writeFileSync(file, 'x');

  it.each(names)('that is ours is taken as %s, and one that everybody may write is refused', (name) => {
    chmodSync(file, 0o644);
    expect(refusal({ [name]: file })).toBeUndefined();
    expect(refusal({ [name]: path.join(folder, 'missing.pem') })).toBeUndefined();
    chmodSync(file, 0o666);
    expect(refusal({ [name]: file })).toBe(name);
  });

  it('is refused as one of several folders', () => {
    const open = mkdtempSync(path.join(tmpdir(), 'trust-'));
    chmodSync(open, 0o777);
    expect(refusal({ SSL_CERT_DIR: folder })).toBeUndefined();
    expect(refusal({ SSL_CERT_DIR: `${folder}:${open}` })).toBe('SSL_CERT_DIR');
  });

  // Only root can give a file to somebody else.
  it.runIf(globalThis.process.getuid?.() === 0).each(names)('of somebody else is refused as %s', (name) => {
    const theirs = path.join(folder, `${name}.pem`);
    writeFileSync(theirs, 'x', { mode: 0o644 });
    chownSync(theirs, 12_345, 12_345);
    expect(refusal({ [name]: theirs })).toBe(name);
  });
});

describe('a real sign-in goes on', () => {
  it('with switches that change nothing of what is trusted', () => {
    expect(refusal({})).toBeUndefined();
    expect(
      refusal({
        NODE_OPTIONS: '--max-old-space-size=4096 --max_semi_space_size 64 --no-warnings --enable-source-maps',
      }),
    ).toBeUndefined();
    expect(
      refusal({ NODE_OPTIONS: '--tls-min-v1.3 --use-system-ca --dns-result-order=ipv4first' }),
    ).toBeUndefined();
    expect(refusal({}, ['--stack-trace-limit=50', '--no-deprecation'])).toBeUndefined();
    expect(refusal({ NODE_TLS_REJECT_UNAUTHORIZED: '1', HTTPS_PROXY: 'http://proxy:3128' })).toBeUndefined();
  });
});
