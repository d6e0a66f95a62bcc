/**
 * Kusto's regular expressions: RE2's syntax, and RE2's guarantee that time grows only with the text's length.
 * A pattern in a stranger's query needs that guarantee. https://learn.microsoft.com/kusto/query/regex
 */
import { RE2JS } from 're2js';
import { refuse } from './answer.ts';

/** The number of compiled patterns that are kept. A query has only a few. */
const mostPatterns = 100;
const longestPattern = 4_000;
const compiled = new Map<string, RE2JS>();

/** Compiles a pattern. If it isn't valid, the query is refused. Assumed: the words. */
export const patternOf = (text: string): RE2JS => {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  try {
    if (text.length > longestPattern) throw new RangeError('too long');
    const pattern = RE2JS.compile(text);
    if (compiled.size >= mostPatterns) compiled.clear();
    compiled.set(text, pattern);
    return pattern;
  } catch {
    return refuse('SEM0420', `Regex pattern is ill-formed: ${text.slice(0, 200)}`);
  }
};

/** The groups of every match, in order. A group that didn't take part is the empty string. */
export const matchesOf = (text: string, pattern: RE2JS, most = Number.POSITIVE_INFINITY): string[][] => {
  const matcher = pattern.matcher(text);
  const found: string[][] = [];
  while (found.length < most && matcher.find()) {
    found.push(Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? ''));
  }
  return found;
};

/** The number of matches of a pattern. Matches don't overlap. */
export const matchCount = (text: string, pattern: string): number =>
  matchesOf(text, patternOf(pattern)).length;

/** A pattern that matches exactly this text. */
export const quotedPattern = (text: string): string => RE2JS.quote(text);
