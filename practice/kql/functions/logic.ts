/** Conditions and tests for null. https://learn.microsoft.com/kusto/query/scalar-functions#conditional-functions */
import { refuse } from '../values/answer.ts';
import { computed, constantOf, type Expression } from '../values/scope.ts';
import type { Value } from '../values/values.ts';
import { argument, commonType, type ScalarFunction } from './argument.ts';

/** Pairs of condition and result, then the default. Only the chosen result is computed. */
const choose = (name: string, parts: readonly Expression[]): Expression => {
  const otherwise = parts.at(-1) ?? argument(parts, 0, name);
  const pairs: (readonly [Expression, Expression])[] = [];
  for (let at = 0; at + 2 < parts.length; at += 2) {
    pairs.push([argument(parts, at, name), argument(parts, at + 1, name)]);
  }
  if (parts.length % 2 === 0)
    return refuse('SEM0219', `${name}(): function expects an odd number of arguments.`);
  return {
    type: commonType(name, [...pairs.map(([, result]) => result), otherwise]),
    constant: parts.every((part) => part.constant),
    at: (row) => {
      for (const [condition, result] of pairs) {
        if (condition.at(row) === true) return result.at(row);
      }
      return otherwise.at(row);
    },
  };
};

const isEmpty = (value: Value): boolean => value === null || value === '';

const test =
  (name: string, holds: (value: Value) => Value): ScalarFunction =>
  (given) =>
    computed('bool', [argument(given, 0, name)], (value = null) => holds(value));

const iff =
  (name: string): ScalarFunction =>
  (given) =>
    choose(name, given);

export const logicFunctions: Readonly<Record<string, ScalarFunction>> = {
  iff: iff('iff'),
  iif: iff('iif'),
  case: iff('case'),
  coalesce: (given) =>
    computed(
      commonType('coalesce', given),
      given,
      (...values) => values.find((value) => !isEmpty(value)) ?? values.at(-1) ?? null,
    ),
  not: test('not', (value) => (typeof value === 'boolean' ? !value : null)),
  isempty: test('isempty', isEmpty),
  isnotempty: test('isnotempty', (value) => !isEmpty(value)),
  isnull: (given) => {
    const value = argument(given, 0, 'isnull');
    // A string is never null. https://learn.microsoft.com/kusto/query/isnull-function
    return value.type === 'string'
      ? constantOf(false, 'bool')
      : computed('bool', [value], (found = null) => found === null);
  },
  isnotnull: (given) => {
    const value = argument(given, 0, 'isnotnull');
    return value.type === 'string'
      ? constantOf(true, 'bool')
      : computed('bool', [value], (found = null) => found !== null);
  },
};
