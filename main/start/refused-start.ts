import { weakeningVariables } from '../../host/input/node-settings.ts';
import { homeSwitch, practicePaceSwitch, practiceSwitch } from './home.ts';

/**
 * Switches of the product's own. Everything else that reads as a switch is refused by a released app: Chromium and Node
 * know hundreds, more with each release, and many open the app to another program or weaken what it checks. Fuses do
 * not close them (https://www.electronjs.org/docs/latest/tutorial/fuses).
 */
const own: ReadonlySet<string> = new Set([homeSwitch, practiceSwitch, practicePaceSwitch]);

/**
 * Set by a desktop's launcher or by the runtime itself for a second start, and harmless: they choose how windows are
 * drawn, and say that a protocol or a session manager started the app.
 */
const harmlessSwitches: ReadonlySet<string> = new Set([
  'ozone-platform',
  'ozone-platform-hint',
  'force-device-scale-factor',
  'original-process-start-time',
]);

/** Switches that were seen to open the app; asked for again where Chromium itself has read them. */
export const askedAgain: readonly string[] = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'js-flags',
  'load-extension',
  'proxy-server',
  'proxy-pac-url',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'allow-insecure-localhost',
  'disable-web-security',
  'no-sandbox',
  'disable-setuid-sandbox',
  'single-process',
  'browser-subprocess-path',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'ssl-key-log-file',
  'ssl-version-max',
  'log-net-log',
  'log-file',
  'trace-startup',
];

const variables: readonly string[] = [...weakeningVariables, 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
const variablePrefix = 'ELECTRON_';
/** Set by the runtime itself or by a desktop, and harmless. */
const harmless = new Set(['ELECTRON_NO_ATTACH_CONSOLE', 'ELECTRON_TRASH', 'ELECTRON_OZONE_PLATFORM_HINT']);

/** sysexits.h EX_CONFIG: configured in a way it must not be. */
export const refusedExitCode = 78;

/**
 * The first switch or variable a released app must not run with, as it was written; undefined when there is none.
 * @param argv without the program's own name
 * @param platform as `process.platform`: Windows also reads `/switch`
 */
export function refusedAtStart(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  // What stands behind `--home` is asked too: a folder's name does not begin like a switch, and Chromium reads it as one.
  for (const argument of argv) {
    const name = switchNamed(argument, platform);
    if (name !== undefined && !own.has(name) && !harmlessSwitches.has(name)) return argument.trim();
  }
  return Object.keys(env).find((name) => {
    if (!env[name]) return false;
    const upper = name.toUpperCase();
    return variables.includes(upper) || (upper.startsWith(variablePrefix) && !harmless.has(upper));
  });
}

/**
 * The name of a switch as Chromium reads it, which trims blanks and takes one hyphen for two; undefined for what is
 * none. The product's own are named in full, so that a name in capitals or behind one hyphen is another one.
 * https://source.chromium.org/chromium/chromium/src/+/main:base/command_line.cc
 */
function switchNamed(argument: string, platform: string): string | undefined {
  const written = argument.trim();
  const isOne = written.startsWith('-') || (platform === 'win32' && written.startsWith('/'));
  if (!isOne) return undefined;
  return argument.startsWith('--') ? (argument.slice(2).split('=')[0] ?? '') : '';
}
