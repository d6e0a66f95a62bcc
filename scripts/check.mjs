/**
 * `npm run check`: types, lint, format, walls, shape, words, pictures and the lock file. The reviewer that never tires;
 * the same here and in continuous integration.
 */
import path from 'node:path';
import { docPictures, stalePictures } from './doc-pictures.mjs';
import { judgeLock, readLock } from './lock-file.mjs';
import { isProgram, listen, localProgram, root, runScript } from './say.mjs';

/** @typedef {{ name: string, run: () => Promise<{ code: number, words: string }> }} Part */

/** @param {string} command @param {readonly string[]} parameters */
const program = (command, parameters) => async () => {
  const { code, stdout, stderr } = await listen(command, parameters, { env: { NO_COLOR: '1' } });
  return { code, words: `${stdout}${stderr}`.trim() };
};

async function lockFile() {
  const { count, wrong } = judgeLock(await readLock());
  const words = `lock file: ${count} packages by their hash`;
  return { code: wrong.length === 0 ? 0 : 1, words: wrong.join('\n') || words };
}

async function pictures() {
  const wrong = await stalePictures(root);
  const words = `pictures: ${docPictures.length} in the docs, as the gallery draws them`;
  return { code: wrong.length === 0 ? 0 : 1, words: wrong.join('\n') || words };
}

/** @type {readonly Part[]} */
const parts = [
  { name: 'types', run: program(localProgram('tsc'), ['--project', '.']) },
  { name: 'lint', run: program(localProgram('oxlint'), ['--type-aware', '--deny-warnings']) },
  { name: 'format', run: program(localProgram('biome'), ['check', '--error-on-warnings', '.']) },
  { name: 'walls', run: program(process.execPath, [path.join(root, 'scripts/walls.mjs')]) },
  { name: 'shape', run: program(process.execPath, [path.join(root, 'scripts/shape.mjs')]) },
  { name: 'words', run: program(process.execPath, [path.join(root, 'scripts/words.mjs')]) },
  { name: 'pictures', run: pictures },
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
    } else
      console.log(
        `✓ ${name} (${took})${['walls', 'shape', 'words', 'pictures', 'lock'].includes(name) ? `: ${words}` : ''}`,
      );
  }
  return failed === 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(check);
