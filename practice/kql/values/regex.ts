/**
 * Regular expressions as Kusto has them: RE2's language, and RE2's promise that time grows with the text alone, which
 * a pattern from a stranger's query needs. https://learn.microsoft.com/kusto/query/regex
 */
import { RE2JS } from 're2js';
import { refuse } from './answer.ts';

/** Patterns kept compiled; a query has a handful. */
const mostPatterns = 100;
const longestPattern = 4_000;
const compiled = new Map<string, RE2JS>();

/** A pattern that is none is the query's fault. Assumed: the words. */
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

/** The groups of every match, in order; one that took no part is the empty text. */
export const matchesOf = (text: string, pattern: RE2JS, most = Number.POSITIVE_INFINITY): string[][] => {
  const matcher = pattern.matcher(text);
  const found: string[][] = [];
  while (found.length < most && matcher.find()) {
    found.push(Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? ''));
  }
  return found;
};

/** How often a pattern is met; matches do not overlap. */
export const matchCount = (text: string, pattern: string): number =>
  matchesOf(text, patternOf(pattern)).length;

/** A text as a pattern that matches it and nothing else. */
export const quotedPattern = (text: string): string => RE2JS.quote(text);
