/** Numbers. https://learn.microsoft.com/kusto/query/scalar-functions#mathematical-functions */
import { binned } from '../values/arithmetic.ts';
import { computed, type Expression } from '../values/scope.ts';
import { extremeOf, type Value } from '../values/values.ts';
import { argument, commonType, type ScalarFunction } from './argument.ts';

const real =
  (name: string, compute: (value: number) => number): ScalarFunction =>
  (given) =>
    computed('real', [argument(given, 0, name)], (value = null) =>
      typeof value === 'number' || typeof value === 'bigint' ? compute(Number(value)) : null,
    );

/** A function that keeps its argument's type. Only an int widens to long, as it does in arithmetic. */
const kept =
  (name: string, compute: (value: number | bigint) => Value): ScalarFunction =>
  (given) => {
    const value = argument(given, 0, name);
    return computed(value.type === 'int' ? 'long' : value.type, [value], (x = null) =>
      typeof x === 'number' || typeof x === 'bigint' ? compute(x) : null,
    );
  };

const bin =
  (name: string): ScalarFunction =>
  (given) =>
    binned(argument(given, 0, name), argument(given, 1, name));

const extreme =
  (name: string, sign: 1 | -1): ScalarFunction =>
  (given: readonly Expression[]) =>
    computed(commonType(name, [argument(given, 0, name), ...given.slice(1)]), given, (...values) =>
      extremeOf(values, sign),
    );

/** A half is rounded to the even neighbor, as .NET rounds. */
const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

export const numberFunctions: Readonly<Record<string, ScalarFunction>> = {
  bin: bin('bin'),
  floor: bin('floor'),
  ceiling: kept('ceiling', (value) => (typeof value === 'number' ? Math.ceil(value) : null)),
  abs: kept('abs', (value) => (value < 0 ? -value : value)),
  sign: kept('sign', (value) => (value < 0 ? -1 : value > 0 ? 1 : 0)),
  round: (given) =>
    computed('real', given, (value = null, digits = 0) => {
      if (typeof value !== 'number' || typeof digits !== 'number') return null;
      const scale = 10 ** digits;
      return roundHalfEven(value * scale) / scale;
    }),
  sqrt: real('sqrt', Math.sqrt),
  exp: real('exp', Math.exp),
  log: real('log', Math.log),
  log2: real('log2', Math.log2),
  log10: real('log10', Math.log10),
  pow: (given) =>
    computed('real', [argument(given, 0, 'pow'), argument(given, 1, 'pow')], (x = null, y = null) =>
      typeof x === 'number' && typeof y === 'number' ? x ** y : null,
    ),
  min_of: extreme('min_of', -1),
  max_of: extreme('max_of', 1),
  isnan: (given) => computed('bool', [argument(given, 0, 'isnan')], (value = null) => Number.isNaN(value)),
  isfinite: (given) =>
    computed('bool', [argument(given, 0, 'isfinite')], (value = null) => Number.isFinite(value)),
};
