/**
 * The shape of the sources: exported names of the inner layers say what they are, and no function does more than fits on
 * a screen, or says why. What a function holds of other functions counts there, and not twice.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { isProgram, root, runScript, sourceFolders } from './say.mjs';

/** Where every exported name has a docstring: shapes, units, errors, and the source of an outside fact. */
const documented = /^(?:engine|host|app|microsoft\/contract|practice\/server)\//u;
/** Lines a function may have of its own. */
export const mostLines = 80;
const spec = /\.spec(?:-kit)?\.tsx?$/u;

/**
 * @param {string} file from the top of the checkout
 * @param {string} text
 * @returns {readonly string[]} exported names without a docstring, as `file:line name`
 */
export function undocumented(file, text) {
  if (!documented.test(file) || spec.test(file)) return [];
  return parseSync(file, text).program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
    if (text.slice(0, node.start).trimEnd().endsWith('*/')) return [];
    const { declaration } = node;
    const [first] = 'declarations' in declaration ? declaration.declarations : [declaration];
    const name = /** @type {any} */ (first).id?.name ?? '';
    return [`${file}:${lineOf(text, node.start)} ${name}`];
  });
}

/**
 * @param {string} file @param {string} text
 * @returns {readonly string[]} functions with more than `mostLines` of their own, as `file:line lines`
 */
export function longFunctions(file, text) {
  if (spec.test(file)) return [];
  /** @type {{ start: number, end: number, inner: number }[]} */
  const open = [];
  /** @type {string[]} */
  const long = [];
  const enter = (/** @type {{ start: number, end: number }} */ { start, end }) =>
    void open.push({ start, end, inner: 0 });
  const leave = () => {
    const { start, end, inner } = /** @type {{ start: number, end: number, inner: number }} */ (open.pop());
    const lines = lineOf(text, end) - lineOf(text, start) + 1;
    const around = open.at(-1);
    if (around) around.inner += lines - 1;
    if (lines - inner > mostLines && !saysWhy(text, start))
      long.push(`${file}:${lineOf(text, start)} ${lines - inner} lines`);
  };
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
  }).visit(parseSync(file, text).program);
  return long;
}

/** The words that begin a reason in the comment above a longer function. */
const reason = 'Longer than a screen:';

/** @param {string} text @param {number} start */
const saysWhy = (text, start) => text.slice(0, start).split('\n').slice(-12).join('\n').includes(reason);

/** @param {string} text @param {number} at */
const lineOf = (text, at) => text.slice(0, at).split('\n').length;

/** @returns {Promise<number>} the exit code */
export async function checkShape() {
  const wrong = [];
  let read = 0;
  for (const layer of sourceFolders) {
    for (const name of await readdir(path.join(root, layer), { recursive: true })) {
      if (!/\.tsx?$/u.test(name) || name.includes('node_modules')) continue;
      const file = `${layer}/${name.replaceAll('\\', '/')}`;
      const text = await readFile(path.join(root, file), 'utf8');
      read++;
      wrong.push(...undocumented(file, text).map((each) => `${each}: exported without a docstring`));
      wrong.push(...longFunctions(file, text).map((each) => `${each}, more than ${mostLines} of its own`));
    }
  }
  for (const each of wrong) console.error(`✗ ${each}`);
  console.log(`shape: ${read} files, ${wrong.length} to mend`);
  return wrong.length === 0 ? 0 : 1;
}

if (isProgram(import.meta.url)) await runScript(checkShape);
