/**
 * What the machine itself must bring: looked for by what is missing, not by package name; installed with apt
 * when root, otherwise the exact line to type is printed. Debian and Ubuntu are known; elsewhere it says what
 * is needed and leaves the rest to the machine's own package manager.
 */
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { hasDisplay } from './display.mjs';
import { CannotGoOn, isRoot, listen, minutes, say } from './say.mjs';

/** The libraries Electron's executable is linked against: verified on a fresh Debian 12. */
const windowLibraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];

/** Renamed in Debian 13 and Ubuntu 24.04 for 64-bit times: https://wiki.debian.org/ReleaseGoals/64bit-time */
const renamed = new Set(['libgtk-3-0', 'libasound2']);

/** @param {string} name */
async function hasCommand(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/sbin', '/usr/bin')) {
    const isThere = await access(path.join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}

/** @param {string} library a shared object's name */
const hasLibrary = async (library) => (await listen('/sbin/ldconfig', ['-p'])).stdout.includes(library);

/** @param {string} executablePath */
async function lacksLibraries(executablePath) {
  if (process.platform !== 'linux') return false;
  const { stdout } = await listen('ldd', [executablePath]);
  return stdout.includes('not found');
}

/** @returns {Promise<{ id: string, version: number }>} version is Infinity for a rolling release */
async function distribution() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)`, 'mu').exec(text)?.[1];
  return { id: field('ID') ?? 'unknown', version: Number(field('VERSION_ID') ?? Infinity) };
}

/** @param {readonly string[]} packages */
async function asNamedHere(packages) {
  const { id, version } = await distribution();
  const isRenamed = version >= (id === 'ubuntu' ? 24.04 : 13);
  return packages.map((name) => (isRenamed && renamed.has(name) ? `${name}t64` : name));
}

/**
 * Installs what is missing, or says what to type.
 * @param {readonly string[]} missing Debian's names
 * @param {string} why completes "Needed …"
 */
async function install(missing, why) {
  const packages = await asNamedHere([...new Set(missing)]);
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!(await hasCommand('apt-get'))) {
    throw new CannotGoOn(
      `Needed ${why}, by the names Debian gives them: ${packages.join(' ')}. Install them with this system's package manager.`,
    );
  }
  if (!isRoot()) throw new CannotGoOn(`Needed ${why}: ${packages.join(' ')}.`, `sudo ${line}`);
  say(`Installing system packages: ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await listen('apt-get', ['update', '-qq'], { env, timeout: minutes(5) });
  const [command = '', ...parameters] = line.split(' ');
  // Another installation may hold the lock at this moment; it ends.
  const patient = [...parameters, '-o', 'DPkg::Lock::Timeout=300'];
  const { code, stderr } = await listen(command, patient, { env, timeout: minutes(15) });
  if (code !== 0) {
    const reason = stderr.split('\n').find((each) => each.startsWith('E: ')) ?? `exit code ${code}`;
    throw new CannotGoOn(
      `apt could not install them (${reason.slice(0, 200)}).`,
      `apt-get update && ${line}`,
    );
  }
}

/**
 * Everything the window needs of the machine.
 * @param {string} executablePath Electron's
 */
export async function ensureWindowPackages(executablePath) {
  if (await lacksLibraries(executablePath)) await install(windowLibraries, 'by the window');
  await checkSandbox(executablePath);
}

/**
 * Everything the tests need of the machine: a display, a browser to sign in with, an operating system's key
 * store, and what the window needs.
 * @param {string} executablePath Electron's
 */
export async function ensureTestPackages(executablePath) {
  /** @type {string[]} */
  const missing = [];
  if (await lacksLibraries(executablePath)) missing.push(...windowLibraries);
  if (process.platform === 'linux') {
    if (!hasDisplay() && !(await hasCommand('Xvfb'))) missing.push('xvfb', 'xauth');
    if (!(await hasCommand('dbus-run-session'))) missing.push('dbus', 'dbus-x11');
    if (!(await hasCommand('gnome-keyring-daemon'))) missing.push('gnome-keyring');
    if (!(await hasLibrary('libsecret-1.so.0'))) missing.push('libsecret-1-0');
    if (!(await listen('fc-list', [])).stdout.trim()) missing.push('fonts-liberation');
  }
  const lacksBrowser = (await findBrowser()) === undefined;
  // Ubuntu's chromium is a snap, which no container and no test runner can start; Playwright brings one there.
  const { id } = await distribution();
  if (lacksBrowser && id === 'debian') missing.push('chromium');
  if (missing.length > 0) await install(missing, 'by the tests');
  if (lacksBrowser && id !== 'debian') await playwrightBrowser();
  await checkSandbox(executablePath);
}

async function playwrightBrowser() {
  const parameters = ['playwright', 'install', ...(isRoot() ? ['--with-deps'] : []), 'chromium'];
  say('Installing a browser for the sign-in page: chromium');
  const { code } = await listen('npx', parameters, { timeout: minutes(10) });
  if (code !== 0 || (await findBrowser()) === undefined) {
    throw new CannotGoOn(
      'The tests sign in with a real browser and found none.',
      'npx playwright install --with-deps chromium',
    );
  }
}

/**
 * Ubuntu 24.04 forbids ordinary users the namespaces Chromium's sandbox is made of, unless its own small
 * program belongs to root: https://github.com/electron/electron/issues/41066
 * @param {string} executablePath
 */
async function checkSandbox(executablePath) {
  if (process.platform !== 'linux' || isRoot()) return;
  const restricted = await readFile('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').catch(
    () => '0',
  );
  if (restricted.trim() !== '1') return;
  const sandbox = path.join(path.dirname(executablePath), 'chrome-sandbox');
  const { stdout } = await listen('stat', ['-c', '%u %a', sandbox]);
  if (stdout.trim() === '0 4755') return;
  throw new CannotGoOn(
    "This system lets Electron's sandbox start only when its helper program belongs to root.",
    `sudo chown root:root '${sandbox}' && sudo chmod 4755 '${sandbox}'`,
  );
}
