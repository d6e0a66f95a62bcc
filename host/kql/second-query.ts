import { shortened } from './fault-words.ts';
import type { Analysis, Syntax } from './kusto-library.ts';
import { isTop } from './query-text.ts';

/** A line that begins something new: a finding without its line and column. */
export interface Begun {
  readonly kind: 'two-queries' | 'missing-pipe' | 'fault';
  readonly message: string;
  readonly remedy?: string;
  readonly from: number;
  readonly to: number;
}

/** Operators that only work on what a pipe gives them. */
const piped = new Set(
  (
    'where filter extend project project-away project-keep project-rename project-reorder summarize take limit top ' +
    'order sort join lookup distinct count render parse parse-where parse-kv mv-expand mvexpand mv-apply ' +
    'make-series serialize sample as invoke getschema'
  ).split(' '),
);

const another = 'Add it as a query of its own.';
const second = 'A second query begins here, and only one can run at a time.';

/** Where a second statement begins that can't be one, and where the reading of the first broke off. */
export function secondQuery(
  analysis: Analysis,
): { readonly broken: number; readonly found: Begun } | undefined {
  const statements = analysis.nodes.filter(({ kind, parent }) => kind.endsWith('Statement') && isTop(parent));
  for (const [at, next] of statements.entries()) {
    const before = statements[at - 1];
    const end = before?.parent?.children.find(({ kind }) => kind === 'SemicolonToken');
    if (!before || !end) continue;
    const answersTwice = before.kind === 'ExpressionStatement' && next.kind === 'ExpressionStatement';
    if (end.start === end.end) return { broken: before.end, found: unended(analysis.text, before, next) };
    if (answersTwice) {
      const at = placeOf(analysis.text, next.start);
      return { broken: before.end, found: { kind: 'two-queries', message: second, remedy: another, ...at } };
    }
  }
  return undefined;
}

/** What begins after a statement that nothing ends. */
function unended(text: string, before: Syntax, next: Syntax): Begun {
  const place = placeOf(text, next.start);
  const word = text.slice(place.from, place.to);
  const between = text.slice(before.end, next.start);
  if (before.kind !== 'ExpressionStatement') {
    const message = 'The statement before this one has no semicolon.';
    return { kind: 'fault', message, remedy: 'Add ";" before it.', ...place };
  }
  if (piped.has(word)) return noPipe(word, place);
  const bare = next.children[0]?.kind === 'NameReference' && before.children[0]?.kind === 'PipeExpression';
  if (!between.includes('\n') || (bare && !isApart(between))) {
    return { kind: 'fault', message: `"${shortened(word)}" isn't expected here.`, ...place };
  }
  return { kind: 'two-queries', message: second, remedy: another, ...place };
}

/** What begins on the line after a list, where the library only misses a comma. Undefined if nothing seems to. */
export function lineAfterList({ text, nodes }: Analysis, end: number): Begun | undefined {
  const at = nodes.findIndex((node) => node.isToken && node.start >= end && node.end > node.start);
  const next = nodes[at];
  const between = text.slice(end, next?.start);
  if (!next || !between.includes('\n')) return undefined;
  const place = placeOf(text, next.start);
  const word = text.slice(place.from, place.to);
  if (piped.has(word)) return noPipe(word, place);
  if (isApart(between) || word === 'let')
    return { kind: 'two-queries', message: second, remedy: another, ...place };
  const after = nodes.find((node) => node.isToken && node.start >= next.end && node.end > node.start);
  if (after?.kind !== 'BarToken') return undefined;
  const message = 'A second query begins here, or a comma is missing before this line.';
  return {
    kind: 'two-queries',
    message,
    remedy: `Add the comma, or add this line as a query of its own.`,
    ...place,
  };
}

/** Whether an empty line or a comment is between two texts. */
function isApart(between: string): boolean {
  return /\n\s*(?:\n|\/\/)/.test(between);
}

function noPipe(word: string, place: { readonly from: number; readonly to: number }): Begun {
  return {
    kind: 'missing-pipe',
    message: `A pipe is missing before "${word}".`,
    remedy: `Write "| ${word}".`,
    ...place,
  };
}

/** The place of the word that begins at an offset. */
function placeOf(text: string, from: number): { readonly from: number; readonly to: number } {
  const word = /^[\w-]+/.exec(text.slice(from))?.[0] ?? '';
  return { from, to: from + Math.max(1, word.length) };
}
