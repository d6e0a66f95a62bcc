/**
 * Holds the words of the product to its style sheet (docs/words.md): US English by cspell and cspell.json, and the
 * expressions that made readers stop. Reads strings, page text and comments of the sources, and the pages of docs.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { isProgram, listen, localProgram, root, runScript } from './say.mjs';

/** @typedef {'string' | 'comment' | 'page'} Kind */
/** @typedef {{ line: number, text: string, kind: Kind }} Piece */
/** @typedef {{ pattern: RegExp, use: string, in: readonly Kind[] }} Rule */

/** @type {readonly Kind[]} */
const everywhere = ['string', 'comment', 'page'];

/** @type {readonly Rule[]} */
export const rules = [
  { pattern: /\bmay not\b/iu, use: "can't (permission) or might not (possibility)", in: everywhere },
  { pattern: /\banew\b/iu, use: 'again, or "a new …"', in: everywhere },
  {
    pattern: /\b(?:nobody|somebody)\b/iu,
    use: 'no one, someone, or the person by their role',
    in: everywhere,
  },
  { pattern: /\bpretend(?:ed|s)?\b|\bpractise/iu, use: 'sample, practice', in: everywhere },
  { pattern: /\bbeside\b/iu, use: 'next to, besides, or with', in: everywhere },
  { pattern: /\bdoorways?\b/iu, use: 'contract, bridge', in: everywhere },
  { pattern: /\bgoes on\b|\bgo on with\b|\bgone on with\b/iu, use: 'continues, continue', in: everywhere },
  {
    pattern: /\b(?:give|gives|gave|given|giving) (?:a |the |this |that )?roles?\b/iu,
    use: 'assign a role',
    in: everywhere,
  },
  { pattern: /\bcould not look\b/iu, use: "couldn't check", in: everywhere },
  { pattern: /\b(?:is|are) let (?!go)/iu, use: 'can, is allowed to', in: everywhere },
  { pattern: /\b[a-z]{2,}; [a-z]/u, use: 'two sentences', in: ['string'] },
];

const layers = ['engine', 'recipes', 'microsoft', 'host', 'app', 'main', 'preload', 'renderer', 'cli'];
const isSource = (/** @type {string} */ file) => /\.tsx?$/u.test(file) && !/\.spec(?:-kit)?\./u.test(file);

/** Sentences, and labels of one word: a key, an id or an address is no word with a capital. @param {string} text */
const isSentence = (text) =>
  /^\p{Lu}\p{Ll}+$/u.test(text) || (/\p{L}\s+\p{L}/u.test(text) && !/https?:\/\/\S+$/u.test(text));

/**
 * What a source says to people: its strings, the text of its pages and its comments.
 * @param {string} file @param {string} text @returns {readonly Piece[]}
 */
export function piecesOf(file, text) {
  if (file.endsWith('.md')) {
    const fenced = text.replaceAll(/^```[\s\S]*?^```/gmu, (block) => block.replaceAll(/[^\n]/gu, ' '));
    return fenced
      .split('\n')
      .map((line, at) => ({ line: at + 1, text: line.replaceAll(/`[^`]*`/gu, '``'), kind: 'page' }));
  }
  const { program, comments } = parseSync(file, text);
  const lineAt = (/** @type {number} */ start) => text.slice(0, start).split('\n').length;
  /** @type {Piece[]} */
  const pieces = comments.map(({ value, start }) => ({ line: lineAt(start), text: value, kind: 'comment' }));
  const add = (/** @type {number} */ start, /** @type {unknown} */ value) => {
    if (typeof value === 'string' && isSentence(value))
      pieces.push({ line: lineAt(start), text: value, kind: 'string' });
  };
  new Visitor({
    Literal: (node) => add(node.start, node.value),
    TemplateElement: (node) => add(node.start, node.value.cooked),
    JSXText: (node) => add(node.start, node.value),
  }).visit(program);
  return pieces;
}

/**
 * @param {readonly Piece[]} pieces
 * @returns {readonly string[]} what breaks the sheet, as `line: word, use …`
 */
export function offenses(pieces) {
  return pieces.flatMap(({ line, text, kind }) =>
    rules.flatMap(({ pattern, use, in: kinds }) => {
      const found = kinds.includes(kind) ? pattern.exec(text) : null;
      return found === null ? [] : [`${line}: "${found[0]}" → ${use}`];
    }),
  );
}

/** @returns {Promise<readonly string[]>} from the top of the checkout */
async function filesToRead() {
  const found = [];
  for (const folder of [...layers, 'docs', '.']) {
    const entries = await readdir(path.join(root, folder), {
      recursive: folder !== '.',
      withFileTypes: true,
    });
    for (const entry of entries) {
      const file = path.relative(root, path.join(entry.parentPath, entry.name));
      const isRead = folder === '.' || folder === 'docs' ? file.endsWith('.md') : isSource(file);
      if (entry.isFile() && isRead) found.push(file);
    }
  }
  return found;
}

/** @returns {Promise<number>} the exit code */
async function checkWords() {
  let found = 0;
  const files = await filesToRead();
  for (const file of files) {
    for (const offense of offenses(piecesOf(file, await readFile(path.join(root, file), 'utf8')))) {
      console.error(`✗ ${file}:${offense}`);
      found += 1;
    }
  }
  const spelled = ['**/*.{ts,tsx,md,mjs,cjs}', '--no-progress', '--no-summary', '--gitignore'];
  const spelling = await listen(localProgram('cspell'), ['lint', ...spelled], { env: { NO_COLOR: '1' } });
  if (spelling.code !== 0) console.error(`${spelling.stdout}${spelling.stderr}`.trim());
  console.log(`words: ${files.length} files held to the sheet, ${found} expressions to rewrite`);
  return found === 0 && spelling.code === 0 && files.length > 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(checkWords);
