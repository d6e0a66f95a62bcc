/** A value that can't be converted gives null. https://learn.microsoft.com/kusto/query/scalar-functions#conversion-functions */
import { parseDatetime } from '../values/calendar.ts';
import { outOfJson, parseJson, wholeOf } from '../values/json.ts';
import type { KqlType } from '../values/language.ts';
import { computed, type Expression } from '../values/scope.ts';
import { parseGuid, parseTimespan, textOf, ticksFromMilliseconds, type Value } from '../values/values.ts';
import { argument, type ScalarFunction } from './argument.ts';

const converting =
  (
    name: string,
    type: KqlType,
    convert: (value: Exclude<Value, null>, from: KqlType) => Value,
  ): ScalarFunction =>
  (given) => {
    const from = argument(given, 0, name);
    return from.type === type && type !== 'dynamic'
      ? from
      : computed(type, [from], (value = null) => {
          if (value === null) return type === 'string' ? '' : null;
          const plain = type === 'string' || type === 'dynamic' ? value : outOfJson(value);
          return plain === null ? null : convert(plain, from.type);
        });
  };

const numberText = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;

const toNumber = (value: Exclude<Value, null>): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && numberText.test(value)) return Number(value);
  return null;
};

const toWhole = (value: Exclude<Value, null>): Value => {
  if (typeof value === 'string') {
    // tolong("1.5") is null, because only a real is truncated.
    if (!/^\s*(?:0x[0-9a-f]{1,16}|[+-]?\d{1,19})\s*$/i.test(value)) return null;
    const whole = BigInt(value.trim());
    return BigInt.asIntN(64, whole) === whole ? wholeOf(whole) : null;
  }
  if (typeof value === 'bigint') return wholeOf(value);
  const number = toNumber(value);
  return number === null || !Number.isFinite(number) ? null : Math.trunc(number);
};

const toInt = (value: Exclude<Value, null>): Value => {
  const whole = toWhole(value);
  return typeof whole === 'number' && Math.abs(whole) <= 0x7fffffff ? whole : null;
};

const toBool = (value: Exclude<Value, null>): Value => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
};

const ofText = (parse: (text: string) => Value | undefined) => (value: Exclude<Value, null>) =>
  typeof value === 'string' ? (parse(value) ?? null) : null;

const toReal = converting('todouble', 'real', toNumber);
const toJson = converting('parse_json', 'dynamic', (value, from) =>
  typeof value === 'string' && from === 'string'
    ? parseJson(value)
    : from === 'datetime' || from === 'timespan'
      ? textOf(value, from)
      : value,
);
const toTimespan = converting('totimespan', 'timespan', ofText(parseTimespan));

const unixTime =
  (name: string, perUnit: number): ScalarFunction =>
  (given: readonly Expression[]) =>
    computed('datetime', [argument(given, 0, name)], (value = null) =>
      typeof value === 'number' && Number.isFinite(value) ? ticksFromMilliseconds(value * perUnit) : null,
    );

export const conversionFunctions: Readonly<Record<string, ScalarFunction>> = {
  tostring: converting('tostring', 'string', textOf),
  tolong: converting('tolong', 'long', toWhole),
  toint: converting('toint', 'int', toInt),
  todouble: toReal,
  toreal: toReal,
  tobool: converting('tobool', 'bool', toBool),
  toboolean: converting('toboolean', 'bool', toBool),
  todatetime: converting('todatetime', 'datetime', ofText(parseDatetime)),
  totimespan: toTimespan,
  totime: toTimespan,
  toguid: converting('toguid', 'guid', ofText(parseGuid)),
  todynamic: toJson,
  parse_json: toJson,
  toobject: toJson,
  unixtime_seconds_todatetime: unixTime('unixtime_seconds_todatetime', 1000),
  unixtime_milliseconds_todatetime: unixTime('unixtime_milliseconds_todatetime', 1),
};
