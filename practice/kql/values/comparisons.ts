/**
 * Comparisons, membership and the text operators.
 * https://learn.microsoft.com/kusto/query/datatypes-string-operators
 */
import { refuse } from './answer.ts';
import { parseDatetime } from './calendar.ts';
import { outOfJson } from './json.ts';
import type { KqlType } from './language.ts';
import { patternOf } from './regex.ts';
import { computed, type Expression } from './scope.ts';
import { compareValues, keyOf, parseGuid, parseTimespan, textOf, type Value } from './values.ts';

const numeric: ReadonlySet<KqlType> = new Set(['int', 'long', 'real', 'decimal']);

/** A dynamic value converted to the type it is compared with, or null if it isn't of that type. */
export const asType = (given: Value, type: KqlType): Value => {
  const value = outOfJson(given);
  if (value === null) return type === 'string' ? '' : null;
  if (type === 'string') return textOf(value, 'dynamic');
  if (numeric.has(type)) return typeof value === 'number' || typeof value === 'bigint' ? value : null;
  if (type === 'bool') return typeof value === 'boolean' ? value : null;
  if (typeof value !== 'string') return type === 'dynamic' ? given : null;
  if (type === 'datetime') return parseDatetime(value) ?? null;
  if (type === 'timespan') return parseTimespan(value) ?? null;
  return type === 'guid' ? parseGuid(value) : value;
};

const asText = (expression: Expression): Expression =>
  computed('string', [expression], (value = null) =>
    value === null ? null : textOf(value, expression.type),
  );

/** Whether one is a string and the other a number. They are equal if the number's text equals the string. */
const mixed = (left: KqlType, right: KqlType): boolean =>
  (left === 'string' && numeric.has(right)) || (right === 'string' && numeric.has(left));

/**
 * Two expressions converted to comparable types, or Kusto's refusal. Microsoft's language library allows
 * `==`, `!=` and `in` between a string and a number, but not `<`. No page that defines this was found. So it
 * is assumed that the number's text is compared with the string.
 */
const comparable = (
  left: Expression,
  right: Expression,
  use: 'equality' | 'order' = 'equality',
): readonly [Expression, Expression] => {
  const { type } = left;
  // Two dynamic values are not comparable either.
  if (type !== 'dynamic' && right.type === 'dynamic') {
    return [left, computed(type, [right], (value = null) => asType(value, type))];
  }
  if (type === 'dynamic' && right.type !== 'dynamic') {
    return [computed(right.type, [left], (value = null) => asType(value, right.type)), right];
  }
  const alike = type === right.type && type !== 'dynamic';
  if (alike || (numeric.has(type) && numeric.has(right.type))) return [left, right];
  if (use === 'equality' && mixed(type, right.type)) {
    return type === 'string' ? [left, asText(right)] : [asText(left), right];
  }
  return refuse(
    'SEM0064',
    `Cannot compare values of types ${left.type} and ${right.type}. Try adding explicit casts`,
  );
};

const same = (left: Value, right: Value): boolean =>
  left === right || (typeof left === 'object' && keyOf(left) === keyOf(right));

/**
 * `==` and `!=`. Two nulls give null. A null and a value are not equal.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/null-values
 */
export const equality = (left: Expression, right: Expression, negated: boolean): Expression => {
  const [a, b] = comparable(left, right);
  return computed('bool', [a, b], (x = null, y = null) => {
    if (x === null && y === null) return null;
    return same(x, y) !== negated;
  });
};

/** `<`, `<=`, `>`, `>=`. If either side is null, the result is null. */
export const ordering = (
  left: Expression,
  right: Expression,
  holds: (comparison: number) => boolean,
): Expression => {
  const [a, b] = comparable(left, right, 'order');
  return computed('bool', [a, b], (x = null, y = null) => {
    if (x === null || y === null) return null;
    return Number.isNaN(x) || Number.isNaN(y) ? false : holds(compareValues(x, y));
  });
};

const negate = (value: Value): Value => (value === null ? null : !value);

/** `in`, `!in`, `in~`, `!in~`. If an option is a dynamic array, each of its elements is an option. */
export const membership = (
  sought: Expression,
  options: readonly Expression[],
  { negated, ignoreCase }: { readonly negated: boolean; readonly ignoreCase: boolean },
): Expression => {
  const texts = numeric.has(sought.type) && options.some((option) => option.type === 'string');
  const left = texts ? asText(sought) : sought;
  const type = left.type;
  const fold = (value: Value): string =>
    keyOf(ignoreCase && typeof value === 'string' ? value.toLowerCase() : value);
  for (const option of options) {
    // A dynamic option is a list of options.
    if (option.type !== 'dynamic') comparable(left, option);
  }
  const keysAt = (values: readonly Value[]): ReadonlySet<string> => {
    const keys = new Set<string>();
    values.forEach((value, at) => {
      const spread =
        options[at]?.type === 'dynamic' && Array.isArray(value) ? (value as readonly Value[]) : [value];
      for (const item of spread) {
        if (item !== null) keys.add(fold(type === 'dynamic' ? item : (asType(item, type) ?? null)));
      }
    });
    return keys;
  };
  const test = (value: Value, keys: ReadonlySet<string>): Value => {
    const found = value !== null && keys.has(fold(value));
    return negated ? !found : found;
  };
  if (options.every((option) => option.constant)) {
    const keys = keysAt(options.map((option) => option.at([null])));
    return computed('bool', [left], (value = null) => test(value, keys));
  }
  return computed('bool', [left, ...options], (value = null, ...others) => test(value, keysAt(others)));
};

const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * Whether a text contains another as a whole term: a run of letters and digits with anything else around it.
 * https://learn.microsoft.com/kusto/query/datatypes-string-operators#what-is-a-term
 */
const hasTerm = (text: string, term: string, edges: 'both' | 'start' | 'end' = 'both'): boolean => {
  if (term === '') return true;
  const opens = edges !== 'end' && wordCharacter.test(term.charAt(0));
  const closes = edges !== 'start' && wordCharacter.test(term.charAt(term.length - 1));
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const before = at === 0 || !opens || !wordCharacter.test(text.charAt(at - 1));
    const end = at + term.length;
    const after = end === text.length || !closes || !wordCharacter.test(text.charAt(end));
    if (before && after) return true;
  }
  return false;
};

type TextTest = (text: string, sought: string) => boolean;

const textTests: Readonly<Record<string, TextTest>> = {
  Has: (text, sought) => hasTerm(text, sought),
  HasPrefix: (text, sought) => hasTerm(text, sought, 'start'),
  HasSuffix: (text, sought) => hasTerm(text, sought, 'end'),
  Contains: (text, sought) => text.includes(sought),
  StartsWith: (text, sought) => text.startsWith(sought),
  EndsWith: (text, sought) => text.endsWith(sought),
  EqualTilde: (text, sought) => text === sought,
};

const textExpression = (expression: Expression, operator: string): Expression => {
  if (expression.type === 'string') return expression;
  if (expression.type === 'dynamic' || expression.type === 'guid') {
    return computed('string', [expression], (value = null) => textOf(value, expression.type));
  }
  return refuse(
    'SEM0025',
    `'${operator}' operator: expected a string, found a value of type ${expression.type}.`,
  );
};

/** The text operator for a syntax kind such as `NotHasCsExpression`, or undefined if the kind isn't one. */
export const textComparison = (
  kind: string,
  left: Expression,
  right: Expression,
  operator: string,
): Expression | undefined => {
  const bare = kind === 'BangTildeExpression' ? 'NotEqualTildeExpression' : kind;
  const match = /^(Not)?(.+?)(Cs)?Expression$/.exec(bare);
  const test = textTests[match?.[2] ?? ''];
  if (match === null || test === undefined) return undefined;
  const [, not, , cased] = match;
  const fold = (value: Value): string => (cased ? String(value) : String(value).toLowerCase());
  return computed(
    'bool',
    [textExpression(left, operator), textExpression(right, operator)],
    (text = '', sought = '') => test(fold(text), fold(sought)) !== (not !== undefined),
  );
};

/** `matches regex`: true if the pattern matches any part of the text. */
export const matchesRegex = (left: Expression, right: Expression): Expression =>
  computed(
    'bool',
    [textExpression(left, 'matches regex'), textExpression(right, 'matches regex')],
    (text = '', pattern = '') => patternOf(String(pattern)).matcher(String(text)).find(),
  );

/** `has_any` and `has_all`: whether a text contains any, or all, of the terms. */
export const hasTerms = (left: Expression, options: readonly Expression[], all: boolean): Expression =>
  computed(
    'bool',
    [textExpression(left, all ? 'has_all' : 'has_any'), ...options],
    (text = '', ...sought) => {
      const terms = sought
        .flatMap((value) => (Array.isArray(value) ? (value as readonly Value[]) : [value]))
        .map((value) => textOf(value ?? null, 'dynamic').toLowerCase());
      const within = String(text).toLowerCase();
      return all ? terms.every((term) => hasTerm(within, term)) : terms.some((term) => hasTerm(within, term));
    },
  );

/** `and`, `or`. A null is unknown. The result is still known if the other side decides it. */
export const logic = (left: Expression, right: Expression, settles: boolean): Expression => {
  const constant = left.constant && right.constant;
  return {
    type: 'bool',
    constant,
    at: (row) => {
      const x = left.at(row);
      if (x === settles) return settles;
      const y = right.at(row);
      if (y === settles) return settles;
      return x === null || y === null ? null : !settles;
    },
  };
};

export const inverse = (expression: Expression): Expression =>
  computed('bool', [expression], (value = null) => negate(value));
