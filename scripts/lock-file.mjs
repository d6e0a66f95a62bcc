/**
 * The lock file: judged by `npm run check`, completed by `npm run lock`.
 *
 * Where a registry did not carry the builds that a tool publishes for other platforms, npm leaves them out of the lock
 * file it writes and refuses that very file in `npm ci`; and what stands in it without a hash stays so. Both are looked
 * up again once they are taken out of it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CannotGoOn, isProgram, root, runScript, say, show } from './say.mjs';

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {readonly string[]} [workspaces]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {{ packages: Record<string, Locked> }} Lock */

const lockFile = path.join(root, 'package-lock.json');

/**
 * The optional packages that listed ones ask for and the lock file leaves out, by name.
 * @param {Lock} lock
 * @returns {readonly string[]}
 */
export function leftOut({ packages }) {
  const listed = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)));
  const asked = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
  return [...new Set(asked)].filter((name) => !listed.has(name));
}

/**
 * The workspaces: folders of this repository, which no registry carries, so they have no hash.
 * @param {Lock} lock
 */
const workspacesOf = ({ packages }) => new Set(packages['']?.workspaces ?? []);

/**
 * What is wrong with a lock file: an address in it names somebody's own registry, a package without a hash is
 * whatever the registry says it is, and one left out makes `npm ci` refuse the file. npm writes no hash for a package
 * that another one bundles; there is none, and one that came would be a decision. A link leads to a workspace, or else
 * it is somebody's own folder.
 * @param {Lock} lock
 * @returns {{ count: number, wrong: readonly string[] }}
 */
export function judgeLock(lock) {
  const workspaces = workspacesOf(lock);
  const entries = Object.entries(lock.packages).filter(([place]) => place !== '' && !workspaces.has(place));
  const listed = entries.filter(([, { link }]) => !link);
  const wrong = listed.flatMap(([place, { resolved, integrity }]) => [
    ...(resolved === undefined ? [] : [`${place} carries an address`]),
    ...(integrity?.startsWith('sha512-') ? [] : [`${place} carries no sha512: npm run lock`]),
  ]);
  for (const [place, { link, resolved = '' }] of entries)
    if (link && !workspaces.has(resolved)) wrong.push(`${place} links to ${resolved}, which is no workspace`);
  for (const name of leftOut(lock)) wrong.push(`${name} is left out, so npm ci will refuse it: npm run lock`);
  return { count: listed.length, wrong: listed.length === 0 ? ['it lists no package'] : wrong };
}

/** @returns {Promise<Lock>} */
export const readLock = async () => JSON.parse(await readFile(lockFile, 'utf8'));

/**
 * The lock file without what stands in it by name alone and without whoever left a build out: what npm looks up anew.
 * @param {Lock} lock
 * @returns {Lock}
 */
export function toLookUp(lock) {
  const missing = new Set(leftOut(lock));
  const isWhole = (/** @type {Locked} */ { integrity, link, optionalDependencies = {} }) =>
    link === true ||
    (integrity !== undefined && !Object.keys(optionalDependencies).some((name) => missing.has(name)));
  const workspaces = workspacesOf(lock);
  const kept = Object.entries(lock.packages).filter(
    ([place, entry]) => place === '' || workspaces.has(place) || isWhole(entry),
  );
  return { ...lock, packages: Object.fromEntries(kept) };
}

if (isProgram(import.meta.url)) {
  await runScript(async () => {
    const before = await readLock();
    await writeFile(lockFile, `${JSON.stringify(toLookUp(before), null, 2)}\n`);
    if ((await show('npm', ['install', '--package-lock-only', '--ignore-scripts'])) !== 0) {
      await writeFile(lockFile, `${JSON.stringify(before, null, 2)}\n`);
      throw new CannotGoOn('npm could not look up what the lock file lacks.');
    }
    const { count, wrong } = judgeLock(await readLock());
    for (const each of wrong) console.error(each);
    say(`Lock file: ${count} packages, ${wrong.length} things wrong with it`);
    return wrong.length === 0 ? 0 : 1;
  });
}
