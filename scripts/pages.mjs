/**
 * Pages of docs that repeat what the code says. docs/architecture.md has the rooms of scripts/rooms.mjs between two
 * markers, and every page names files that exist; scripts/walls.mjs holds them to both.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CannotGoOn } from './say.mjs';

/** @typedef {{ rule: string, comment: string, from: string, to: string }} Violation */

/** The page that has the tables of rooms. */
export const architecture = 'docs/architecture.md';
const begins = '<!-- rooms:begin -->';
const ends = '<!-- rooms:end -->';

/**
 * A table as the formatter lays it out: every cell as wide as the widest of its column.
 * @param {readonly (readonly [string, string])[]} rows the first one holds the titles
 */
function table(rows) {
  const [left, right] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ [first = '', second = '']) =>
    `| ${first.padEnd(left ?? 0)} | ${second.padEnd(right ?? 0)} |`;
  const [titles, ...rest] = rows.map(line);
  return [titles, line(['-'.repeat(left ?? 0), '-'.repeat(right ?? 0)]), ...rest].join('\n');
}

/**
 * The rooms as tables, a layer each, in Markdown.
 * @param {readonly import('./rooms.mjs').Layer[]} layers
 */
export function roomTables(layers) {
  return layers
    .map(({ layer, holds, rooms }) => {
      /** @type {readonly (readonly [string, string])[]} */
      const rows = rooms.map((room) => [`\`${room.name === '.' ? layer : room.name}/\``, room.holds]);
      return `### \`${layer}/\`\n\n${holds}\n\n${table([['Room', 'Holds'], ...rows])}`;
    })
    .join('\n\n');
}

/**
 * The page with the tables as they are now between its markers; everything else stays.
 * @param {string} text @param {readonly import('./rooms.mjs').Layer[]} layers
 * @throws CannotGoOn where the page does not have each marker once, in order
 */
export function withRooms(text, layers) {
  const [before, inside, ...more] = text.split(begins);
  const [, after, ...rest] = (inside ?? '').split(ends);
  if (before === undefined || after === undefined || more.length + rest.length > 0)
    throw new CannotGoOn(`${architecture} needs ${begins} and ${ends}, each once and in this order.`);
  return `${before}${begins}\n\n${roomTables(layers)}\n\n${ends}${after}`;
}

/** A file of ours, named as code. Names with a placeholder (`recipes/<vendor>.recipe.ts`) are none. */
const named =
  /`((?:engine|recipes|microsoft|practice|host|app|main|preload|renderer|cli|e2e|scripts|docs)\/[\w./-]+\.\w+)`/gu;

/**
 * What a page says that is no longer so.
 * @param {string} page from the top of the checkout
 * @param {string} text
 * @param {readonly import('./rooms.mjs').Layer[]} layers
 * @param {(file: string) => boolean} isThere
 * @returns {readonly Violation[]}
 */
export function staleWords(page, text, layers, isThere) {
  const files = new Set([...text.matchAll(named)].map(([, file = '']) => file));
  const missing = [...files].filter((file) => !isThere(file));
  const comment = 'The page names a file that does not exist. Name the file that holds it now.';
  const wrong = missing.map((file) => ({ rule: 'pages-name-files', comment, from: page, to: file }));
  if (page !== architecture || withRooms(text, layers) === text) return wrong;
  const stale = 'The tables of rooms are stale: run `node scripts/rooms.mjs --write`.';
  return [...wrong, { rule: 'pages-say-the-rooms', comment: stale, from: page, to: 'scripts/rooms.mjs' }];
}

/**
 * The same of every page a contributor reads: those of the top folder and of docs/, without decisions, which stay as
 * they were made, and the changelog.
 * @param {string} top the checkout
 * @param {readonly import('./rooms.mjs').Layer[]} layers
 * @returns {Promise<readonly Violation[]>}
 */
export async function stalePages(top, layers) {
  const isPage = (/** @type {string} */ name) => name.endsWith('.md') && name !== 'CHANGELOG.md';
  const pages = [
    ...(await readdir(top)).filter(isPage),
    ...(await readdir(path.join(top, 'docs'))).filter(isPage).map((name) => `docs/${name}`),
  ];
  if (!pages.includes(architecture)) throw new CannotGoOn(`${architecture} is missing.`);
  /** @type {Violation[]} */
  const wrong = [];
  for (const page of pages) {
    const text = await readFile(path.join(top, page), 'utf8');
    const files = [...text.matchAll(named)].map(([, file = '']) => file);
    /** @type {Set<string>} */
    const there = new Set();
    for (const file of files) {
      const found = await stat(path.join(top, file)).catch(() => undefined);
      if (found?.isFile()) there.add(file);
    }
    wrong.push(...staleWords(page, text, layers, (file) => there.has(file)));
  }
  return wrong;
}
