import { faultWords, isLiteral, shortened } from './fault-words.ts';
import type { Analysis, Diagnostic, Syntax } from './kusto-library.ts';
import { outsideOf } from './outside.ts';
import { isTop } from './query-text.ts';
import { lineAfterList, secondQuery } from './second-query.ts';

/** Why a query can't be used. Lines and columns count from 1, `from` and `to` are offsets in UTF-16 units. */
export interface QueryFinding {
  readonly kind: 'outside' | 'no-query' | 'two-queries' | 'missing-pipe' | 'fault';
  /** Why, as a sentence. */
  readonly message: string;
  /** What to do about it, as a sentence; without one, correcting the place helps. */
  readonly remedy?: string;
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

type Found = Omit<QueryFinding, 'line' | 'column'>;

/**
 * The one guard of queries: what is no query, leaves the workspace or can't run in any. Names are the workspace's
 * matter. In the order of the text; empty for a query that can be sent. Never throws.
 */
export function findingsOf(analysis: Analysis): readonly QueryFinding[] {
  const none = noQuery(analysis);
  const found = none ? [none] : [...outside(analysis), ...faults(analysis)];
  return found.sort((a, b) => a.from - b.from).map((each) => placed(analysis.text, each));
}

/** The finding for a query whose brackets are too many to be read. */
export function tooDeep(text: string): QueryFinding {
  const message = 'Too many brackets are open at once to check this.';
  return placed(text, { kind: 'fault', message, remedy: 'Simplify the query.', from: 0, to: text.length });
}

function placed(text: string, found: Found): QueryFinding {
  const before = text.slice(0, found.from).split('\n');
  const to = Math.min(text.length, Math.max(found.to, found.from + 1));
  return { ...found, to, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function outside(analysis: Analysis): readonly Found[] {
  return outsideOf(analysis).map(({ node, name, does }) => ({
    kind: 'outside',
    message: `"${name}" ${does}, and a query can only read its own workspace.`,
    remedy: 'Remove it.',
    from: node.start,
    to: node.end,
  }));
}

/** Why a text is no query at all. */
function noQuery(analysis: Analysis): Found | undefined {
  const { text, nodes } = analysis;
  const tokens = nodes.filter(
    ({ isToken, kind, start, end }) => isToken && kind !== 'EndOfTextToken' && end > start,
  );
  const [first] = tokens;
  const asked = nodes.filter(({ kind, parent }) => kind === 'ExpressionStatement' && isTop(parent));
  const no = (message: string, remedy: string): Found => ({
    kind: 'no-query',
    message,
    remedy,
    from: first?.start ?? 0,
    to: first?.end ?? text.length,
  });
  const begin = 'Begin with the name of a table.';
  if (nodes[0].kind === 'CommandBlock')
    return no('A text that begins with a dot is a command, not a query.', begin);
  if (!first) return no('There is only a comment, and no query.', 'Add a query, or remove this.');
  if (isJson(text)) return no('This is JSON, not a query.', 'Paste only the query that it contains.');
  if (isSpl(analysis, tokens))
    return no('This looks like a Splunk search, not KQL.', 'Write the query in KQL.');
  if (first.kind === 'BarToken') return no('The query begins with a pipe, so it has no table.', begin);
  if (asked.length === 0 && nodes.some(({ kind }) => kind === 'LetStatement'))
    return no('"let" only names something, and no query follows.', 'Add the query that uses the name.');
  if (asked.length === 0 || asked[0]?.start === asked[0]?.end)
    return no(`A query can't begin with "${shortened(first.text)}".`, begin);
  return isLiteral(asked.at(-1)?.children[0]) && !analysis.diagnostics.some(isSyntax)
    ? no('This is a value, not a query.', begin)
    : undefined;
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Fields and commands that Splunk searches begin with and KQL doesn't have. */
const splFields = new Set(['index', 'sourcetype', 'source', 'host', 'eventtype']);
const splCommands = new Set(
  'stats eval table rex tstats dedup fields chart transaction spath eventstats streamstats'.split(' '),
);

function isSpl({ diagnostics }: Analysis, tokens: readonly Syntax[]): boolean {
  if (!diagnostics.some(isSyntax)) return false;
  return tokens.some(({ text, start }, at) => {
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    const begins = at === 0 || (at === 1 && before?.text === 'search');
    if (begins && splFields.has(text) && after?.kind === 'EqualToken') return true;
    const refused = diagnostics.some(({ code, start: place }) => code === 'KS176' && place === start);
    return before?.kind === 'BarToken' && splCommands.has(text) && refused;
  });
}

/** The parser's own diagnostics, and two that it raises where no operator could be made out. */
const isSyntax = ({ code }: Diagnostic): boolean =>
  /^KS0\d\d$/.test(code) || ['KS174', 'KS176', 'KS177', 'KS198'].includes(code);

/** Faults of the syntax; what follows the first place where reading broke off is a consequence of it. */
function faults(analysis: Analysis): readonly Found[] {
  const found: Found[] = [];
  const second = secondQuery(analysis);
  for (const each of [...analysis.diagnostics].sort((a, b) => a.start - b.start)) {
    if (second && each.start >= second.broken) break;
    const line = each.message === 'Expected: ,' ? lineAfterList(analysis, each.start) : undefined;
    if (line) return [...found, line];
    const words = faultWords(analysis, each, isSyntax(each));
    if (words) found.push({ kind: 'fault', ...words, from: each.start, to: each.end });
    if (isSyntax(each)) return found;
  }
  return second ? [...found, second.found] : found;
}
