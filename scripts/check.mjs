/**
 * `npm run check`: types, lint, format, walls and the lock file. The reviewer that never tires; the same here and
 * in continuous integration.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isProgram, listen, localProgram, root, runScript } from './say.mjs';

/** @typedef {{ name: string, run: () => Promise<{ code: number, words: string }> }} Part */

/** @param {string} command @param {readonly string[]} parameters */
const program = (command, parameters) => async () => {
  const { code, stdout, stderr } = await listen(command, parameters, { env: { NO_COLOR: '1' } });
  return { code, words: `${stdout}${stderr}`.trim() };
};

/**
 * What is wrong with a lock file: an address in it names the machine's own registry, and a package without a hash
 * is whatever the registry says it is.
 * @param {{ packages: Record<string, { resolved?: string, integrity?: string, link?: boolean }> }} lock
 * @returns {{ count: number, wrong: readonly string[] }}
 */
export function judgeLock({ packages }) {
  const listed = Object.entries(packages).filter(([name, { link }]) => name !== '' && !link);
  const wrong = listed.flatMap(([name, { resolved, integrity }]) => [
    ...(resolved === undefined ? [] : [`${name} carries an address`]),
    ...(integrity?.startsWith('sha512-') ? [] : [`${name} carries no sha512`]),
  ]);
  return { count: listed.length, wrong: listed.length === 0 ? ['it lists no package'] : wrong };
}

async function lockFile() {
  const { count, wrong } = judgeLock(
    JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')),
  );
  return {
    code: wrong.length === 0 ? 0 : 1,
    words: wrong.join('\n') || `lock file: ${count} packages, each by its hash`,
  };
}

/** @type {readonly Part[]} */
const parts = [
  { name: 'types', run: program(localProgram('tsc'), ['--project', '.']) },
  { name: 'lint', run: program(localProgram('oxlint'), ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: program(localProgram('biome'), ['check', '--error-on-warnings', '.']) },
  { name: 'walls', run: program(process.execPath, [path.join(root, 'scripts/walls.mjs')]) },
  { name: 'lock', run: lockFile },
];

/** Runs every part, whatever the one before said. @returns {Promise<number>} 0 when all hold */
export async function check() {
  let failed = 0;
  for (const { name, run } of parts) {
    const began = performance.now();
    const { code, words } = await run();
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    if (code !== 0) {
      failed += 1;
      console.error(`${words}\n✗ ${name} (${took})`);
    } else console.log(`✓ ${name} (${took})${name === 'walls' || name === 'lock' ? `: ${words}` : ''}`);
  }
  return failed === 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(check);
