/**
 * Switches that open the app to another program or weaken what it checks. Fuses do not close them
 * (https://www.electronjs.org/docs/latest/tutorial/fuses), so a released app refuses to start with one.
 * A trailing `*` stands for any ending.
 */
const switches = [
  'remote-debugging-*',
  'inspect*',
  'js-flags',
  'load-extension',
  'disable-extensions-except',
  'proxy-server',
  'proxy-pac-url',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors*',
  'allow-insecure-localhost',
  'disable-web-security',
  'disable-site-isolation-trials',
  'no-sandbox',
  'disable-setuid-sandbox',
  'user-data-dir',
  'renderer-process-limit',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'ssl-key-log-file',
  'log-net-log',
];

const variables = ['NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
const variablePrefix = 'ELECTRON_';
/** Set by the runtime itself or by a desktop, and harmless. */
const harmless = new Set(['ELECTRON_NO_ATTACH_CONSOLE', 'ELECTRON_TRASH', 'ELECTRON_OZONE_PLATFORM_HINT']);

/** sysexits.h EX_CONFIG: configured in a way it must not be. */
export const refusedExitCode = 78;

/**
 * The first switch or variable a released app must not run with, as it was written; undefined when there is none.
 * `argv` is without the program's own name.
 */
export function refusedAtStart(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  for (const argument of argv) {
    const name = /^--?([^=]+)/u.exec(argument)?.[1]?.toLowerCase();
    if (name !== undefined && switches.some((known) => isNamed(name, known))) return `--${name}`;
  }
  return Object.keys(env).find((name) => {
    if (!env[name]) return false;
    const upper = name.toUpperCase();
    return variables.includes(upper) || (upper.startsWith(variablePrefix) && !harmless.has(upper));
  });
}

function isNamed(name: string, known: string): boolean {
  return known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known;
}
