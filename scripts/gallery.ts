/**
 * `npm run gallery`: pictures of every page and every word, from fixtures, without a tenant. Names after `--` limit it to
 * fixtures whose name contains one of them; `-- --docs` draws the pictures of the docs instead.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fixture } from '../renderer/gallery/fixture.ts';
import { fixtures } from '../renderer/gallery/fixtures.ts';
import { docPictures, madeFile, madeOf } from './doc-pictures.mjs';
import { type Gallery, openGallery, sizes, themes } from './gallery-page.ts';
import { CannotGoOn, root, runScript, say } from './say.mjs';

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

/** Draws the pictures of the docs, and writes down what they are made of. */
async function drawDocs(gallery: Gallery): Promise<void> {
  const made: Record<string, Awaited<ReturnType<typeof madeOf>>> = {};
  for (const picture of docPictures) {
    const fixture = fixtures.find(({ name }) => name === picture.fixture);
    if (fixture === undefined) throw new CannotGoOn(`No fixture is named ${picture.fixture}.`);
    const shown = await gallery.open(fixture);
    const missing = await shown.missing();
    if (missing.length > 0) throw new CannotGoOn(`${fixture.name} doesn't show: ${missing.join(', ')}`);
    await shown.picture(path.join(root, picture.file));
    await shown.close();
    made[picture.file] = await madeOf(root, picture);
  }
  await writeFile(path.join(root, madeFile), `${JSON.stringify(made, null, 2)}\n`);
  say(`Drawn: ${docPictures.map(({ file }) => file).join(', ')}`);
}

/** Draws these fixtures into the folder, and says what is wrong with them. */
async function drawAll(gallery: Gallery, chosen: readonly Fixture[]): Promise<void> {
  const from = performance.now();
  await mkdir(folder, { recursive: true });
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
}

await runScript(async () => {
  const words = process.argv.slice(2);
  const chosen = fixtures.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const docs = words.includes('--docs');
  if (chosen.length === 0 && !docs) throw new CannotGoOn(`No fixture is named like ${words.join(' or ')}.`);
  if (words.length === 0) await rm(folder, { recursive: true, force: true });
  const gallery = await openGallery();
  try {
    if (docs) await drawDocs(gallery);
    else await drawAll(gallery, chosen);
  } finally {
    await gallery.close();
  }
  return 0;
});
