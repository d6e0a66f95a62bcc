/**
 * The values of Kusto's scalar types while a query runs, and how they are read and written.
 *
 * datetime and timespan are bigint ticks (100 ns; a datetime counts from 0001-01-01, which is also where `bin`
 * counts from), long, int and real are numbers, guid and string are text, dynamic is JSON, null is null.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/
 */
import { refuse } from './answer.ts';
import type { KqlType } from './language.ts';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type Value = Json | bigint;

const perMillisecond = 10_000n;
const perSecond = 10_000_000n;
const perDay = 864_000_000_000n;
const unixEpoch = 621_355_968_000_000_000n;
const lastTick = 3_155_378_975_999_999_999n;

/** A datetime from milliseconds since 1970, as JavaScript has them. */
export const ticksFromMilliseconds = (milliseconds: number): bigint => {
  const whole = Math.floor(milliseconds);
  return unixEpoch + BigInt(whole) * perMillisecond + BigInt(Math.round((milliseconds - whole) * 10_000));
};

export const millisecondsFromTicks = (ticks: bigint): number => {
  const since = ticks - unixEpoch;
  const whole = floorDivide(since, perMillisecond);
  return Number(whole) + Number(since - whole * perMillisecond) / 10_000;
};

export const floorDivide = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return value % by < 0n !== by < 0n && value % by !== 0n ? quotient - 1n : quotient;
};

const isoDate =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7})\d*)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** A datetime from text; undefined when the text is none. https://learn.microsoft.com/kusto/query/scalar-data-types/datetime */
export const parseDatetime = (text: string): bigint | undefined => {
  const match = isoDate.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone] =
    match;
  const milliseconds = Date.UTC(
    2000,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const date = new Date(milliseconds);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() + 1 !== Number(month)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(year) < 1) return undefined;
  let ticks = unixEpoch + BigInt(date.getTime()) * perMillisecond + BigInt(fraction.padEnd(7, '0'));
  if (zone !== undefined && zone.toUpperCase() !== 'Z') {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
    ticks -= (zone.startsWith('-') ? -1n : 1n) * BigInt(minutes) * 60n * perSecond;
  }
  return ticks >= 0n && ticks <= lastTick ? ticks : undefined;
};

const units: readonly (readonly [RegExp, bigint])[] = [
  [/^(?:d|days?)$/, perDay],
  [/^(?:h|hrs?|hours?)$/, 3600n * perSecond],
  [/^(?:m|min|minutes?)$/, 60n * perSecond],
  [/^(?:s|sec|seconds?)$/, perSecond],
  [/^(?:ms|milli|millis|milliseconds?)$/, perMillisecond],
  [/^(?:micro|micros|microseconds?)$/, 10n],
  [/^(?:nano|nanos|nanoseconds?)$/, 0n],
  [/^ticks?$/, 1n],
];

/** A timespan from a literal such as `1.5h`, or from `[-][d.]hh:mm[:ss[.fffffff]]`; undefined when it is neither. */
export const parseTimespan = (text: string): bigint | undefined => {
  const trimmed = text.trim().toLowerCase();
  const amount = /^(-?)(\d+)(?:\.(\d+))?\s*([a-z]+)$/.exec(trimmed);
  if (amount !== null) {
    const [, sign, whole = '', fraction = '', unit = ''] = amount;
    const size = units.find(([pattern]) => pattern.test(unit))?.[1];
    if (size === undefined || fraction.length > 12) return undefined;
    if (size === 0n) return (sign === '-' ? -1n : 1n) * (BigInt(whole) / 100n);
    const ticks = BigInt(whole) * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
    return sign === '-' ? -ticks : ticks;
  }
  if (/^-?\d{1,8}$/.test(trimmed)) return BigInt(trimmed) * perDay;
  const clock = /^(-?)(?:(\d+)[.:])?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(trimmed);
  if (clock === null) return undefined;
  const [, sign, days = '0', hours = '', minutes = '', seconds = '0', fraction = ''] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const ticks =
    BigInt(days) * perDay +
    BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * perSecond +
    BigInt(fraction.padEnd(7, '0'));
  return sign === '-' ? -ticks : ticks;
};

const two = (value: bigint): string => String(value).padStart(2, '0');

/** `[-][d.]hh:mm:ss[.fffffff]`, as .NET writes a TimeSpan and the query API returns it. */
export const formatTimespan = (ticks: bigint): string => {
  const size = ticks < 0n ? -ticks : ticks;
  const days = size / perDay;
  const fraction = size % perSecond;
  return [
    ticks < 0n ? '-' : '',
    days > 0n ? `${days}.` : '',
    `${two((size / (3600n * perSecond)) % 24n)}:${two((size / (60n * perSecond)) % 60n)}:${two((size / perSecond) % 60n)}`,
    fraction > 0n ? `.${String(fraction).padStart(7, '0')}` : '',
  ].join('');
};

/** Year, month, … fraction (in ticks) of a datetime, in UTC. */
export const datetimeParts = (ticks: bigint) => {
  const date = new Date(Number(floorDivide(ticks - unixEpoch, perSecond)) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: ticks - floorDivide(ticks, perSecond) * perSecond,
    weekday: date.getUTCDay(),
  };
};

/** ISO 8601 in UTC. `tostring` keeps seven digits of a second; the query API drops what is zero at the end. */
export const formatDatetime = (ticks: bigint, digits: 'all' | 'needed'): string => {
  const parts = datetimeParts(ticks);
  const fraction = String(parts.fraction).padStart(7, '0');
  const shown = digits === 'all' ? fraction : fraction.replace(/0+$/, '');
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${String(parts.year).padStart(4, '0')}-${pad(parts.month)}-${pad(parts.day)}T${pad(parts.hour)}:${pad(
    parts.minute,
  )}:${pad(parts.second)}${shown === '' ? '' : `.${shown}`}Z`;
};

/** A datetime that left the years 1 to 9999 is null, as an overflow is. */
export const withinCalendar = (ticks: bigint): bigint | null =>
  ticks >= 0n && ticks <= lastTick ? ticks : null;

const formatReal = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
};

/** What `tostring()` gives: the empty text for null, JSON for arrays and bags, the bare text of a dynamic string. */
export const textOf = (value: Value, type: KqlType): string => {
  if (value === null) return '';
  if (typeof value === 'bigint') {
    return type === 'datetime' ? formatDatetime(value, 'all') : formatTimespan(value);
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return type === 'real' || type === 'decimal' ? formatReal(value) : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return JSON.stringify(value);
};

/** A value as the query API writes it into a row. */
export const wireOf = (value: Value, type: KqlType): unknown => {
  if (value === null) return type === 'string' ? '' : null;
  if (typeof value === 'bigint') {
    return type === 'datetime' ? formatDatetime(value, 'needed') : formatTimespan(value);
  }
  if (type === 'real' && typeof value === 'number' && !Number.isFinite(value)) return formatReal(value);
  // Dynamic travels as JSON text (https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format).
  if (type === 'dynamic') return typeof value === 'string' ? value : JSON.stringify(value);
  return value;
};

/** A stored cell as a value: datetime may be milliseconds or ISO text, timespan text, dynamic JSON or its text. */
export const valueOfCell = (cell: unknown, type: KqlType): Value => {
  if (cell === null || cell === undefined) return type === 'string' ? '' : null;
  switch (type) {
    case 'datetime':
      if (typeof cell === 'bigint') return cell;
      return typeof cell === 'number' ? ticksFromMilliseconds(cell) : (parseDatetime(String(cell)) ?? null);
    case 'timespan':
      return typeof cell === 'bigint' ? cell : (parseTimespan(String(cell)) ?? null);
    case 'dynamic':
      return typeof cell === 'string' ? parseJson(cell) : (cell as Json);
    case 'string':
      return String(cell);
    case 'guid':
      return String(cell).toLowerCase();
    default:
      return cell as Json;
  }
};

/** JSON, or the text itself when it is none, as `parse_json` has it. */
export const parseJson = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};

/** Orders two values that are not null; text by code unit, false before true. */
export const compareValues = (left: Value, right: Value): number => {
  if (typeof left === 'object' || typeof right === 'object') {
    const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
};

/** A text that two values share exactly when Kusto puts them in one group. */
export const keyOf = (value: Value): string => {
  if (value === null) return '~';
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
      return `n${value}`;
    case 'bigint':
      return `t${value}`;
    case 'boolean':
      return value ? 'b1' : 'b0';
    default:
      return `j${JSON.stringify(value)}`;
  }
};

const guidText = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

export const parseGuid = (text: string): string | null => {
  const match = guidText.exec(text.trim());
  return match === null ? null : match.slice(1).join('-').toLowerCase();
};

/** The value of a literal, given its text without prefix and quotes. */
export const literalValue = (text: string | null, type: KqlType): Value => {
  if (text === null || (text === 'null' && type !== 'string')) return type === 'string' ? '' : null;
  switch (type) {
    case 'string':
      return text;
    case 'bool':
      return text.toLowerCase() === 'true';
    case 'int':
    case 'long': {
      const value = Number(text);
      if (Number.isSafeInteger(value)) return value;
      return refuse('SEM0001', `The number ${text} is beyond what this engine represents exactly.`);
    }
    case 'real':
    case 'decimal':
      return /^nan$/i.test(text)
        ? Number.NaN
        : /^([+-]?)inf$/i.test(text)
          ? text.startsWith('-')
            ? -Infinity
            : Infinity
          : Number(text);
    case 'datetime':
      if (text === 'min') return 0n;
      if (text === 'max') return lastTick;
      return parseDatetime(text) ?? refuse('SEM0100', `Failed to parse datetime literal '${text}'`);
    case 'timespan':
      if (text === 'max') return 9_223_372_036_854_775_807n;
      if (text === 'min') return -9_223_372_036_854_775_808n;
      return parseTimespan(text) ?? refuse('SEM0100', `Failed to parse timespan literal '${text}'`);
    case 'guid':
      return parseGuid(text);
    default:
      return parseJson(text);
  }
};
