/**
 * The pictures in the docs: drawn by `npm run gallery -- --docs` from fixtures, and stale once what they are made of has
 * changed. Sources are compared and not pixels, because fonts differ from computer to computer.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {{ file: string, fixture: string, of: readonly string[] }} DocPicture */
/** @typedef {Readonly<Record<string, { madeOf: string, picture: string }>>} Made */

/** @type {readonly DocPicture[]} */
export const docPictures = [
  {
    file: 'docs/pictures/welcome.png',
    fixture: 'welcome',
    of: [
      'renderer/pages/welcome',
      'renderer/frame',
      'renderer/ui',
      'renderer/gallery/fixture.ts',
      'renderer/gallery/contoso.ts',
    ],
  },
];

/** What each picture was made of when it was drawn. */
export const madeFile = 'docs/pictures/made-of.json';

/** @param {string | Uint8Array} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} top @param {string} of a file or folder @returns {Promise<readonly string[]>} its sources */
async function sourcesOf(top, of) {
  if ((await stat(path.join(top, of))).isFile()) return [of];
  const names = await readdir(path.join(top, of));
  return names.filter((name) => !/\.spec\.tsx?$/u.test(name)).map((name) => `${of}/${name}`);
}

/**
 * What a picture is made of now, and the picture itself, as hashes.
 * @param {string} top the checkout @param {DocPicture} picture
 */
export async function madeOf(top, picture) {
  const files = (await Promise.all(picture.of.map((of) => sourcesOf(top, of)))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(path.join(top, file)));
  return { madeOf: hash.digest('hex'), picture: sha256(await readFile(path.join(top, picture.file))) };
}

/** A picture that a page shows: `![words](docs/pictures/x.png)`. */
const shown = /!\[[^\]]*\]\(([^)\s]+)\)/gu;

/**
 * Pictures that a page shows and the gallery doesn't draw.
 * @param {string} page from the top of the checkout @param {string} text @param {readonly DocPicture[]} drawn
 * @returns {readonly string[]} a sentence each
 */
export function notDrawn(page, text, drawn) {
  return [...text.matchAll(shown)]
    .map(([, target = '']) => target)
    .filter((target) => !target.startsWith('https://'))
    .map((target) => path.posix.join(path.posix.dirname(page), target))
    .filter((file) => drawn.every((picture) => picture.file !== file))
    .map((file) => `${page} shows ${file}, which is not in scripts/doc-pictures.mjs.`);
}

/**
 * Pictures that are not what they would be if they were drawn now.
 * @param {string} top the checkout @param {readonly DocPicture[]} [drawn]
 * @returns {Promise<readonly string[]>} a sentence each
 */
export async function stalePictures(top, drawn = docPictures) {
  /** @type {Made} */
  const made = JSON.parse(await readFile(path.join(top, madeFile), 'utf8'));
  /** @type {string[]} */
  const wrong = [];
  for (const picture of drawn) {
    const [was, is] = [made[picture.file], await madeOf(top, picture)];
    if (was?.madeOf === is.madeOf && was.picture === is.picture) continue;
    wrong.push(`${picture.file} is stale. Type: npm run gallery -- --docs`);
  }
  const pages = ['README.md', ...(await readdir(path.join(top, 'docs'))).map((name) => `docs/${name}`)];
  for (const page of pages.filter((name) => name.endsWith('.md')))
    wrong.push(...notDrawn(page, await readFile(path.join(top, page), 'utf8'), drawn));
  return wrong;
}
