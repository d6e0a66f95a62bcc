/** Arithmetic on numbers, datetimes and timespans. https://learn.microsoft.com/kusto/query/datetime-timespan-arithmetic */
import { refuse } from './answer.ts';
import { wholeOf } from './json.ts';
import type { KqlType } from './language.ts';
import { computed, type Expression } from './scope.ts';
import { floorDivide, type Value, withinCalendar } from './values.ts';

export type Sign = '+' | '-' | '*' | '/' | '%';

const whole: ReadonlySet<KqlType> = new Set(['int', 'long']);
const fractional: ReadonlySet<KqlType> = new Set(['real', 'decimal']);
const isNumber = (type: KqlType): boolean => whole.has(type) || fractional.has(type);

type Whole = number | bigint;

/** "0 <= N % D < abs(D)". https://learn.microsoft.com/kusto/query/numerical-operators#comment-about-the-modulo-operator */
const modulo = (x: bigint, y: bigint): bigint => ((x % y) + (y < 0n ? -y : y)) % y;

const bigNumbers = (sign: Sign, x: bigint, y: bigint): Value => {
  switch (sign) {
    case '+':
      return wholeOf(x + y);
    case '-':
      return wholeOf(x - y);
    case '*':
      return wholeOf(x * y);
    case '/':
      // Assumed: dividing whole numbers by zero gives null.
      return y === 0n ? null : wholeOf(x / y);
    case '%':
      return y === 0n ? null : wholeOf(modulo(x, y));
  }
};

/** Computes with doubles as long as the result is exact, which is nearly always, else with bigints. */
export const wholeNumbers = (sign: Sign, x: Whole, y: Whole): Value => {
  if (typeof x === 'number' && typeof y === 'number' && '+-*'.includes(sign)) {
    const result = sign === '+' ? x + y : sign === '-' ? x - y : x * y;
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  return bigNumbers(sign, BigInt(x), BigInt(y));
};

const realNumbers = (sign: Sign, x: number, y: number): number => {
  switch (sign) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return ((x % y) + Math.abs(y)) % Math.abs(y);
  }
};

const scaled = (ticks: bigint, by: number): Value =>
  Number.isInteger(by)
    ? ticks * BigInt(by)
    : Number.isFinite(by)
      ? BigInt(Math.round(Number(ticks) * by))
      : null;

const divided = (ticks: bigint, by: number): Value =>
  by === 0 || !Number.isFinite(by)
    ? null
    : Number.isInteger(by)
      ? ticks / BigInt(by)
      : BigInt(Math.round(Number(ticks) / by));

type Rule = readonly [type: KqlType, compute: (x: never, y: never) => Value];

const ofTime: Readonly<Record<string, Rule>> = {
  'datetime + timespan': ['datetime', (x: bigint, y: bigint) => withinCalendar(x + y)],
  'timespan + datetime': ['datetime', (x: bigint, y: bigint) => withinCalendar(x + y)],
  'datetime - timespan': ['datetime', (x: bigint, y: bigint) => withinCalendar(x - y)],
  'datetime - datetime': ['timespan', (x: bigint, y: bigint) => x - y],
  'timespan + timespan': ['timespan', (x: bigint, y: bigint) => x + y],
  'timespan - timespan': ['timespan', (x: bigint, y: bigint) => x - y],
  'timespan / timespan': ['real', (x: bigint, y: bigint) => Number(x) / Number(y)],
  'timespan % timespan': ['timespan', (x: bigint, y: bigint) => (y === 0n ? null : modulo(x, y))],
  'timespan * number': ['timespan', (x: bigint, y: Whole) => scaled(x, Number(y))],
  'number * timespan': ['timespan', (x: Whole, y: bigint) => scaled(y, Number(x))],
  'timespan / number': ['timespan', (x: bigint, y: Whole) => divided(x, Number(y))],
};

const family = (type: KqlType): string => (isNumber(type) ? 'number' : type);

/** `x sign y`. If either side is null, the result is null. */
export const arithmetic = (sign: Sign, left: Expression, right: Expression): Expression => {
  const sticky =
    (compute: (x: never, y: never) => Value) =>
    (x: Value = null, y: Value = null): Value =>
      x === null || y === null ? null : compute(x as never, y as never);
  if (isNumber(left.type) && isNumber(right.type)) {
    if (whole.has(left.type) && whole.has(right.type)) {
      return computed(
        'long',
        [left, right],
        sticky((x: Whole, y: Whole) => wholeNumbers(sign, x, y)),
      );
    }
    return computed(
      'real',
      [left, right],
      sticky((x: Whole, y: Whole) => realNumbers(sign, Number(x), Number(y))),
    );
  }
  const rule = ofTime[`${family(left.type)} ${sign} ${family(right.type)}`];
  if (rule === undefined) {
    return refuse(
      'SEM0065',
      `Operator '${sign}' cannot be applied to values of types ${left.type} and ${right.type}. Try adding explicit casts`,
    );
  }
  return computed(rule[0], [left, right], sticky(rule[1]));
};

export const negative = (expression: Expression): Expression =>
  expression.type === 'timespan' || isNumber(expression.type)
    ? computed(expression.type === 'int' ? 'long' : expression.type, [expression], (value = null) => {
        if (typeof value === 'number') return -value;
        if (typeof value !== 'bigint') return null;
        return expression.type === 'timespan' ? -value : wholeOf(-value);
      })
    : refuse('SEM0065', `Operator '-' cannot be applied to a value of type ${expression.type}.`);

/** `bin(value, size)`: rounds down to a multiple of size, counted from zero (datetimes: from 0001-01-01). */
export const binned = (value: Expression, size: Expression): Expression => {
  const timely = value.type === 'datetime' || value.type === 'timespan';
  if (timely ? size.type !== 'timespan' : !isNumber(value.type) || !isNumber(size.type)) {
    return refuse('SEM0001', `bin(): cannot bin a value of type ${value.type} by ${size.type}.`);
  }
  const real = fractional.has(value.type) || fractional.has(size.type);
  const type: KqlType = timely ? value.type : real ? 'real' : 'long';
  return computed(type, [value, size], (x = null, y = null) => {
    if (typeof x === 'number' && typeof y === 'number') return y === 0 ? null : Math.floor(x / y) * y;
    const numbers =
      (typeof x === 'bigint' || Number.isInteger(x)) && (typeof y === 'bigint' || Number.isInteger(y));
    if (!numbers) return null;
    const [whole, by] = [BigInt(x as Whole), BigInt(y as Whole)];
    if (by === 0n) return null;
    return timely ? floorDivide(whole, by) * by : wholeOf(floorDivide(whole, by) * by);
  });
};
