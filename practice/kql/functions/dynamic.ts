/** Arrays and bags. https://learn.microsoft.com/kusto/query/scalar-functions#dynamicarray-functions */
import { type Json, WholeReal } from '../values/json.ts';
import { computed, type Expression } from '../values/scope.ts';
import { insideJson, keyOf, type Value } from '../values/values.ts';
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
  pack: bagPack,
  bag_pack: bagPack,
  pack_array: (given) => computed('dynamic', given.map(inside), (...values) => values as readonly Json[]),
};
