/**
 * The lock file: judged by `npm run check`, completed by `npm run lock`.
 *
 * Some registries do not carry the builds that a tool publishes for other platforms. npm then leaves them out of
 * the lock file it writes, and refuses that very file in `npm ci`. So they are put back, by name, version and
 * platform; their hash is the one thing that cannot be known where they cannot be fetched.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isProgram, root, runScript, say } from './say.mjs';

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {boolean} [link]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {{ packages: Record<string, Locked> }} Lock */

const lockFile = path.join(root, 'package-lock.json');

/** How package names spell an operating system and a processor; the rest of a name says nothing. */
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * The platform a package is built for, read from its name: `@swc/core-linux-arm64-musl`.
 * @param {string} name
 * @returns {Pick<Locked, 'os' | 'cpu' | 'libc'> | undefined} undefined when the name says none
 */
export function platformOf(name) {
  const words = name.split(/[/-]/u);
  const os = systems.find((each) => words.includes(each));
  const cpu = processors.find((each) => words.includes(each));
  if (os === undefined) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.includes('gnu')
      ? 'glibc'
      : undefined;
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined || os !== 'linux' ? {} : { libc: [libc] }),
    os: [os],
  };
}

/**
 * The optional builds that listed packages ask for and the lock file leaves out.
 * @param {Lock} lock
 * @returns {ReadonlyArray<readonly [place: string, entry: Locked]>}
 */
export function leftOut({ packages }) {
  /** @type {Map<string, Locked>} */
  const missing = new Map();
  for (const { optionalDependencies = {}, dev } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const place = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[place] !== undefined || platform === undefined) continue;
      missing.set(place, { version, ...(dev ? { dev } : {}), optional: true, ...platform });
    }
  }
  return [...missing];
}

/** Whether a package is a build for some platforms only. @param {Locked} entry */
const isForAPlatform = ({ optional, os }) => optional === true && os !== undefined;

/**
 * What is wrong with a lock file: an address in it names somebody's own registry, a package without a hash is
 * whatever the registry says it is, and one left out makes `npm ci` refuse the file.
 * @param {Lock} lock
 * @returns {{ count: number, unhashed: number, wrong: readonly string[] }} unhashed: builds for other platforms
 */
export function judgeLock(lock) {
  const listed = Object.entries(lock.packages).filter(([place, { link }]) => place !== '' && !link);
  const wrong = listed.flatMap(([place, entry]) => [
    ...(entry.resolved === undefined ? [] : [`${place} carries an address`]),
    ...(entry.integrity?.startsWith('sha512-') || (entry.integrity === undefined && isForAPlatform(entry))
      ? []
      : [`${place} carries no sha512`]),
  ]);
  for (const [place] of leftOut(lock))
    wrong.push(`${place} is left out, so npm ci will refuse the file: npm run lock`);
  return {
    count: listed.length,
    unhashed: listed.filter(([, { integrity }]) => integrity === undefined).length,
    wrong: listed.length === 0 ? ['it lists no package'] : wrong,
  };
}

/** @returns {Promise<Lock>} */
export const readLock = async () => JSON.parse(await readFile(lockFile, 'utf8'));

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    const lock = await readLock();
    const missing = leftOut(lock);
    const entries = [...Object.entries(lock.packages), ...missing];
    // In npm's own order, so that the next `npm install` does not turn the file over.
    const packages = Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other, 'en')));
    await writeFile(lockFile, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
    say(`Lock file: ${missing.length} builds for other platforms put back`);
    return 0;
  });
}
