/** Arrays and bags. https://learn.microsoft.com/kusto/query/scalar-functions#dynamicarray-functions */
import { type Json, WholeReal } from '../values/json.ts';
import { computed, type Expression } from '../values/scope.ts';
import { insideJson, keyOf, textOf, type Value } from '../values/values.ts';
import { argument, type ScalarFunction } from './argument.ts';

const arrayOf = (value: Value | undefined): readonly Json[] | undefined =>
  Array.isArray(value) ? (value as readonly Json[]) : undefined;

const bagOf = (value: Value | undefined): Readonly<Record<string, Json>> | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof WholeReal)
    ? (value as Readonly<Record<string, Json>>)
    : undefined;

const inside = (expression: Expression): Expression =>
  ['datetime', 'timespan', 'real'].includes(expression.type)
    ? computed('dynamic', [expression], (value = null) => insideJson(value, expression.type))
    : expression;

const unique = (items: readonly Json[]): readonly Json[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

/** A set function: keeps the unique elements of the first array that fit the other arrays. */
const sets =
  (name: string, fits: (key: string, others: readonly ReadonlySet<string>[]) => boolean): ScalarFunction =>
  (given) =>
    computed('dynamic', [argument(given, 0, name), ...given.slice(1)], (first, ...others) => {
      const keys = others.map((other) => new Set((arrayOf(other) ?? []).map(keyOf)));
      return unique((arrayOf(first) ?? []).filter((item) => fits(keyOf(item), keys)));
    });

const bagPack: ScalarFunction = (given) =>
  computed('dynamic', given.map(inside), (...values) => {
    const bag: Record<string, Json> = {};
    for (let at = 0; at + 1 < values.length; at += 2) {
      Object.defineProperty(bag, String(values[at]), {
        value: values[at + 1] as Json,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return bag;
  });

export const dynamicFunctions: Readonly<Record<string, ScalarFunction>> = {
  array_length: (given) =>
    computed('long', [argument(given, 0, 'array_length')], (value) => arrayOf(value)?.length ?? null),
  bag_keys: (given) =>
    computed('dynamic', [argument(given, 0, 'bag_keys')], (value) => {
      const bag = bagOf(value);
      return bag === undefined ? null : Object.keys(bag);
    }),
  bag_has_key: (given) =>
    computed('bool', [argument(given, 0, 'bag_has_key'), argument(given, 1, 'bag_has_key')], (value, key) => {
      const bag = bagOf(value);
      return bag === undefined ? null : Object.hasOwn(bag, String(key));
    }),
  set_has_element: (given) =>
    computed(
      'bool',
      [argument(given, 0, 'set_has_element'), inside(argument(given, 1, 'set_has_element'))],
      (value, sought = null) => arrayOf(value)?.some((item) => keyOf(item) === keyOf(sought)) ?? null,
    ),
  // https://learn.microsoft.com/kusto/query/strcat-array-function
  strcat_array: (given) =>
    computed(
      'string',
      [argument(given, 0, 'strcat_array'), argument(given, 1, 'strcat_array')],
      (value, delimiter = '') =>
        (arrayOf(value) ?? []).map((item) => textOf(item, 'dynamic')).join(String(delimiter)),
    ),
  array_concat: (given) =>
    computed('dynamic', given, (...values) => values.flatMap((value) => arrayOf(value) ?? [])),
  set_union: (given) =>
    computed('dynamic', given, (...values) => unique(values.flatMap((value) => arrayOf(value) ?? []))),
  set_intersect: sets('set_intersect', (item, others) => others.every((other) => other.has(item))),
  set_difference: sets('set_difference', (item, others) => !others.some((other) => other.has(item))),
  bag_merge: (given) =>
    // The leftmost bag that has a key gives its value. https://learn.microsoft.com/kusto/query/bag-merge-function
    computed('dynamic', given, (...values) =>
      Object.fromEntries(values.toReversed().flatMap((value) => Object.entries(bagOf(value) ?? {}))),
    ),
  pack: bagPack,
  bag_pack: bagPack,
  pack_array: (given) => computed('dynamic', given.map(inside), (...values) => values as readonly Json[]),
};
