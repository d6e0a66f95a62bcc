/** Text. https://learn.microsoft.com/kusto/query/scalar-functions#string-functions */
import type { KqlType } from '../values/language.ts';
import { matchCount } from '../values/regex.ts';
import { computed, type Expression } from '../values/scope.ts';
import { textOf, type Value } from '../values/values.ts';
import { argument, constantText, type ScalarFunction } from './argument.ts';

/** Converts a value of any type to text, as Kusto does for string functions. */
export const asText = (expression: Expression): Expression =>
  expression.type === 'string'
    ? expression
    : computed('string', [expression], (value = null) => textOf(value, expression.type));

/** A function of strings. Arguments of other types are converted to text first, as Kusto does here. */
const ofText =
  (type: KqlType, compute: (...texts: readonly string[]) => Value): ScalarFunction =>
  (given) =>
    computed(type, given.map(asText), (...values) => compute(...values.map(String)));

/** Matches of a plain string can overlap. https://learn.microsoft.com/kusto/query/countof-function */
const overlapping = (text: string, sought: string): number => {
  let found = 0;
  if (sought === '') return found;
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) found += 1;
  return found;
};

/**
 * A negative start counts from the end. The length counts again after each occurrence (assumed: only this
 * reading gives every value of the examples). https://learn.microsoft.com/kusto/query/indexof-function
 */
const placeWithin = (
  text: string,
  sought: string,
  start: number,
  length: number,
  occurrence: number,
): Value => {
  if (occurrence < 0 || length < -1) return null;
  const from = (first: number): number =>
    text.slice(0, length === -1 ? text.length : first + length).indexOf(sought, first);
  let at = from(start < 0 ? Math.max(0, text.length + start) : start);
  for (let met = 1; met < occurrence && at !== -1; met += 1) at = from(at + 1);
  return at;
};

export const textFunctions: Readonly<Record<string, ScalarFunction>> = {
  tolower: ofText('string', (text = '') => text.toLowerCase()),
  toupper: ofText('string', (text = '') => text.toUpperCase()),
  strlen: ofText('long', (text = '') => [...text].length),
  reverse: ofText('string', (text = '') => [...text].reverse().join('')),
  strcat: ofText('string', (...texts) => texts.join('')),
  strcat_delim: ofText('string', (delimiter = '', ...texts) => texts.join(delimiter)),
  replace_string: ofText('string', (text = '', sought = '', by = '') =>
    sought === '' ? text : text.split(sought).join(by),
  ),
  countof: (given) => {
    const regex = given[2] !== undefined && constantText(given, 2, 'countof') === 'regex';
    const count = regex ? matchCount : overlapping;
    return computed(
      'long',
      [asText(argument(given, 0, 'countof')), asText(argument(given, 1, 'countof'))],
      (text = '', sought = '') => count(String(text), String(sought)),
    );
  },
  split: (given) => {
    const [text, delimiter, at] = given;
    return computed(
      'dynamic',
      [
        asText(text ?? argument(given, 0, 'split')),
        asText(delimiter ?? argument(given, 1, 'split')),
        ...(at ? [at] : []),
      ],
      (value = '', by = '', index) => {
        const pieces = by === '' ? [String(value)] : String(value).split(String(by));
        if (typeof index !== 'number') return pieces;
        const piece = pieces[index];
        return piece === undefined ? [] : [piece];
      },
    );
  },
  substring: (given) => {
    const [from, length] = [argument(given, 1, 'substring'), given[2]];
    return computed(
      'string',
      [asText(argument(given, 0, 'substring')), from, ...(length ? [length] : [])],
      (text = '', start = 0, count) => {
        const begin = typeof start === 'number' ? start : 0;
        const whole = String(text);
        const first = begin < 0 ? Math.max(0, whole.length + begin) : begin;
        return typeof count === 'number'
          ? whole.slice(first, first + Math.max(0, count))
          : whole.slice(first);
      },
    );
  },
  indexof: (given) =>
    computed(
      'long',
      [asText(argument(given, 0, 'indexof')), asText(argument(given, 1, 'indexof')), ...given.slice(2)],
      (text = '', sought = '', start = 0, length = -1, occurrence = 1) =>
        placeWithin(String(text), String(sought), Number(start), Number(length), Number(occurrence)),
    ),
};
