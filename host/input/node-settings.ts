import { statSync } from 'node:fs';
import path from 'node:path';
import { echo, refused } from './bad-input.ts';

/** Variables that switch off what protects a token, for the window and the command line alike. */
export const weakeningVariables = ['NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE'] as const;

/**
 * Node's own switches that change neither what is trusted nor who sees the sign-in. Node knows hundreds, more with each
 * release: what is not listed is refused without being known. Code that is loaded before this program (`--require`,
 * `--import`, `--loader`) and debuggers are not listed, because they see every token.
 * https://nodejs.org/docs/latest-v20.x/api/cli.html#node_optionsoptions
 */
const harmlessSwitches: ReadonlySet<string> = new Set([
  '--max-old-space-size',
  '--max-semi-space-size',
  '--v8-pool-size',
  '--stack-trace-limit',
  '--enable-source-maps',
  '--warnings',
  '--no-warnings',
  '--disable-warning',
  '--trace-warnings',
  '--deprecation',
  '--no-deprecation',
  '--trace-deprecation',
  '--pending-deprecation',
  '--dns-result-order',
  '--network-family-autoselection',
  '--no-network-family-autoselection',
  '--network-family-autoselection-attempt-timeout',
  '--no-addons',
  '--disallow-code-generation-from-strings',
  '--zero-fill-buffers',
  '--enable-fips',
  '--force-fips',
  // The lists that Node ships and that the computer keeps; the one that a file names is OpenSSL's.
  '--use-bundled-ca',
  '--use-system-ca',
  '--tls-min-v1.2',
  '--tls-min-v1.3',
  '--tls-max-v1.3',
]);

/** Load a file into OpenSSL, which can lower what it accepts or bring code with it (https://docs.openssl.org/3.0/man7/openssl-env/). */
const opensslVariables = ['OPENSSL_CONF', 'OPENSSL_MODULES', 'OPENSSL_ENGINES'] as const;
/** Name who is trusted, in a file or in folders. */
const trustVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Refuses Node settings that would expose a token in transit or on disk: variables, `NODE_OPTIONS`, or
 * switches before the program's name.
 * @param execArgv as `process.execArgv`
 * @throws BadInput named after the variable or the switch
 */
export function refuseNodeSettings(environment: Environment, execArgv: readonly string[]): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw refused(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'It turns off certificate checks, so others on the network could read your sign-in.',
      'Unset it. For a proxy with its own certificate set NODE_EXTRA_CA_CERTS to its file.',
    );
  }
  if (environment['SSLKEYLOGFILE']) {
    throw refused('SSLKEYLOGFILE', 'It writes the keys of every connection to a file.', 'Unset it.');
  }
  for (const name of opensslVariables) {
    if (environment[name])
      throw refused(name, 'It can weaken connections or load code into this app.', 'Unset it.');
  }
  // As Node reads it, which takes quotation marks and the character behind a backslash for what they hold.
  refuseSwitches('NODE_OPTIONS', (environment['NODE_OPTIONS'] ?? '').replaceAll(/["\\]/g, '').split(/\s+/));
  refuseSwitches('node', execArgv);
  for (const name of trustVariables) refuseForeignTrust(name, environment[name] ?? '');
}

/** Words that begin like no switch are values of the switch before them. */
function refuseSwitches(field: string, words: readonly string[]): void {
  for (const word of words) {
    const written = word.trim();
    if (!written.startsWith('-')) continue;
    // Node takes `_` for `-` in a name.
    const name = (written.split('=')[0] ?? '').replaceAll('_', '-');
    if (harmlessSwitches.has(name)) continue;
    throw refused(
      field,
      `${echo(name)} isn't an allowed Node switch. Some switches let others read your sign-in.`,
      `Leave ${echo(name)} out for this program. For a proxy with its own certificate set NODE_EXTRA_CA_CERTS to its file.`,
    );
  }
}

/** Whoever may write a list of certificates may answer as Microsoft. On Windows its folder's permissions say who. */
function refuseForeignTrust(field: string, value: string): void {
  const own = globalThis.process.geteuid?.();
  if (value === '' || own === undefined) return;
  const places = field === 'SSL_CERT_DIR' ? value.split(path.delimiter) : [value];
  for (const place of places.filter((each) => each !== '')) {
    const there = statSync(place, { throwIfNoEntry: false });
    // A missing file adds no certificate, and Node warns about it.
    if (!there || ((there.uid === own || there.uid === 0) && (there.mode & 0o002) === 0)) continue;
    throw refused(
      field,
      `Others can write to ${echo(place)}, and could use it to impersonate Microsoft.`,
      'Use a file that only you or an administrator can write, or unset it.',
    );
  }
}
