/** Functions that take regular expressions. https://learn.microsoft.com/kusto/query/regex */
import { refuseUnhandled } from '../values/answer.ts';
import { valueOfText } from '../values/cast.ts';
import type { Json } from '../values/json.ts';
import type { KqlType } from '../values/language.ts';
import { matchesOf, patternOf } from '../values/regex.ts';
import { computed, constantValue } from '../values/scope.ts';
import { argument, constantText, type ScalarFunction } from './argument.ts';
import { asText } from './text.ts';

/** Removes a pattern's match at the start, the end or both. https://learn.microsoft.com/kusto/query/trim-function */
const trimming =
  (name: string, start: boolean, end: boolean): ScalarFunction =>
  (given) => {
    const pattern = constantText(given, 0, name);
    const [first, last] = [patternOf(`^(?:${pattern})`), patternOf(`(?:${pattern})$`)];
    return computed('string', [asText(argument(given, 1, name))], (value = '') => {
      let text = String(value);
      if (start) text = first.matcher(text).replaceFirst('');
      return end ? last.matcher(text).replaceFirst('') : text;
    });
  };

/** In a rewrite, `\\1` means the first group. A dollar sign has no special meaning. */
const replaceRegex: ScalarFunction = (given) =>
  computed(
    'string',
    [0, 1, 2].map((at) => asText(argument(given, at, 'replace_regex'))),
    (text = '', pattern = '', rewrite = '') => {
      const by = String(rewrite)
        .replaceAll('$', '\\$')
        .replace(/\\(\d)/g, (_, group: string) => `$${group}`);
      return patternOf(String(pattern)).matcher(String(text)).replaceAll(by);
    },
  );

/** https://learn.microsoft.com/kusto/query/extract-all-function */
const extractAll: ScalarFunction = (given) => {
  const source = given.length > 2 ? 2 : 1;
  const chosen = given.length > 2 ? constantValue(argument(given, 1, 'extract_all'), 'extract_all()') : null;
  return computed(
    'dynamic',
    [asText(argument(given, 0, 'extract_all')), asText(argument(given, source, 'extract_all'))],
    (pattern = '', text = '') => {
      const found = matchesOf(String(text), patternOf(String(pattern)));
      const groups = Array.isArray(chosen) ? (chosen as readonly Json[]) : undefined;
      if (groups?.some((group) => typeof group !== 'number'))
        return refuseUnhandled('extract_all by group names');
      const lists = found.map(([, ...all]) => groups?.map((group) => all[Number(group) - 1] ?? '') ?? all);
      if (lists.length === 0) return null;
      return lists.every((list) => list.length === 1) ? lists.flat() : lists;
    },
  );
};

export const regexFunctions: Readonly<Record<string, ScalarFunction>> = {
  // https://learn.microsoft.com/kusto/query/extract-function
  extract: (given) => {
    const type = (given[3] === undefined ? 'string' : constantText(given, 3, 'extract')) as KqlType;
    return computed(
      type,
      [
        asText(argument(given, 0, 'extract')),
        argument(given, 1, 'extract'),
        asText(argument(given, 2, 'extract')),
      ],
      (pattern = '', group = 0, text = '') => {
        const [match] = matchesOf(String(text), patternOf(String(pattern)), 1);
        return valueOfText(match?.[Number(group)] ?? '', type);
      },
    );
  },
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replaceRegex,
  trim: trimming('trim', true, true),
  trim_start: trimming('trim_start', true, false),
  trim_end: trimming('trim_end', false, true),
};
