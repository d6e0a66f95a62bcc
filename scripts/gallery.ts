/**
 * `npm run gallery`: pictures of every page and every word, from fixtures, without a tenant. Names after `--` limit it to
 * fixtures whose name contains one of them.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Fixture } from '../renderer/gallery/fixture.ts';
import { fixtures } from '../renderer/gallery/fixtures.ts';
import { type Gallery, openGallery, sizes, themes } from './gallery-page.ts';
import { CannotGoOn, root, say } from './say.mjs';

const folder = path.join(root, '.cache/gallery/pictures');
/** Two pages keep two processors busy. */
const atOnce = 2;

/** Takes the pictures of one fixture. Gives what is wrong with them. */
async function pictures(gallery: Gallery, fixture: Fixture): Promise<readonly string[]> {
  const shown = await gallery.open(fixture);
  const missing = await shown.missing();
  for (const size of sizes) {
    for (const theme of themes) {
      await shown.showIn(theme, size);
      await shown.picture(path.join(folder, `${fixture.name}-${theme}-${size.width}x${size.height}.png`));
    }
  }
  await shown.close();
  return [...missing.map((words) => `doesn't show: ${words}`), ...shown.faults].map(
    (words) => `${fixture.name}: ${words}`,
  );
}

const words = process.argv.slice(2);
const chosen = fixtures.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) throw new CannotGoOn(`No fixture is named like ${words.join(' or ')}.`);
const from = performance.now();
if (words.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const gallery = await openGallery();
try {
  const queue = [...chosen];
  const wrong: string[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      wrong.push(...(await pictures(gallery, next)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = Math.round((performance.now() - from) / 1000);
  const taken = chosen.length * sizes.length * themes.length;
  say(`${taken} pictures of ${chosen.length} fixtures in ${seconds} s: ${path.relative(root, folder)}`);
  if (wrong.length > 0) throw new CannotGoOn(wrong.join('\n'));
} finally {
  await gallery.close();
}
