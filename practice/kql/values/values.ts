/**
 * The values of Kusto's scalar types while a query runs, and how they are read and written.
 *
 * datetime and timespan are bigint ticks of 100 ns (datetime and `bin` count from 0001-01-01). long, int and
 * real are numbers (a long beyond 2^53: a bigint). guid and string are text, dynamic is JSON, null is null.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/
 */
import { refuse } from './answer.ts';
import { lastTick, parseDatetime, perDay, perMillisecond, perSecond, unixEpoch } from './calendar.ts';
import { formatReal, type Json, jsonText, parseJson, realInside, WholeReal, wholeOf } from './json.ts';
import type { KqlType } from './language.ts';

export type Value = Json;

/** A datetime from JavaScript's milliseconds since 1970. */
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

/** A timespan from `1.5h` or `[-][d.]hh:mm[:ss[.fffffff]]`, or undefined if the text is neither. */
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

/** The year, month, … and fraction (in ticks) of a datetime, in UTC. */
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

/** ISO 8601 in UTC. `tostring` keeps seven digits of a second. The query API drops zeros at the end. */
export const formatDatetime = (ticks: bigint, digits: 'all' | 'needed'): string => {
  const parts = datetimeParts(ticks);
  const fraction = String(parts.fraction).padStart(7, '0');
  const shown = digits === 'all' ? fraction : fraction.replace(/0+$/, '');
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${String(parts.year).padStart(4, '0')}-${pad(parts.month)}-${pad(parts.day)}T${pad(parts.hour)}:${pad(
    parts.minute,
  )}:${pad(parts.second)}${shown === '' ? '' : `.${shown}`}Z`;
};

/** A datetime outside the years 1 to 9999 becomes null, as an overflow does. */
export const withinCalendar = (ticks: bigint): bigint | null =>
  ticks >= 0n && ticks <= lastTick ? ticks : null;

/** The result of `tostring()`: "" for null, JSON for arrays and bags, plain text for dynamic strings. */
export const textOf = (value: Value, type: KqlType): string => {
  if (value === null) return '';
  if (typeof value === 'bigint') {
    if (type === 'datetime') return formatDatetime(value, 'all');
    return type === 'timespan' ? formatTimespan(value) : String(value);
  }
  if (value instanceof WholeReal) return formatReal(value.value);
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return type === 'real' || type === 'decimal' ? formatReal(value) : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return jsonText(value);
};

/** The form of a value inside an array or bag. Datetimes and timespans are text there. */
export const insideJson = (value: Value, type: KqlType): Json => {
  if (type === 'datetime' || type === 'timespan') return value === null ? null : textOf(value, type);
  return type === 'real' && typeof value === 'number' ? realInside(value) : value;
};

/** The form of a value in a row of the query API. */
export const wireOf = (value: Value, type: KqlType): unknown => {
  if (value === null) return type === 'string' ? '' : null;
  if (typeof value === 'bigint') {
    if (type === 'datetime') return formatDatetime(value, 'needed');
    if (type === 'timespan') return formatTimespan(value);
  }
  if (type === 'real' && typeof value === 'number' && !Number.isFinite(value)) return formatReal(value);
  // Dynamic values are sent as JSON text (https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format).
  if (type === 'dynamic') return typeof value === 'string' ? value : jsonText(value);
  return value;
};

/** The value of a stored cell: datetime as milliseconds or ISO, timespan as text, dynamic as JSON or text. */
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

/** Orders two values that are not null. Text is ordered by code unit, and false comes before true. */
export const compareValues = (left: Value, right: Value): number => {
  if (typeof left === 'object' || typeof right === 'object') {
    const [a, b] = [jsonText(left), jsonText(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
};

/**
 * The greatest (sign 1) or least value, or null if there is none. NaN is neither greater nor less than a
 * number, so it is the result only if there is no number (assumed: the documentation doesn't say).
 */
export const extremeOf = (values: readonly Value[], sign: 1 | -1): Value => {
  let best: Value = null;
  for (const value of values) {
    if (value === null) continue;
    if (best === null || Number.isNaN(best) || compareValues(value, best) * sign > 0) best = value;
  }
  return best;
};

/** A text that is the same for two values exactly if Kusto puts them in one group. */
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
      return value instanceof WholeReal ? `n${value.value}` : `j${jsonText(value)}`;
  }
};

const guidText = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

export const parseGuid = (text: string): string | null => {
  const match = guidText.exec(text.trim());
  return match === null ? null : match.slice(1).join('-').toLowerCase();
};

/** The value of a literal, from its text without prefix and quotes. */
export const literalValue = (text: string | null, type: KqlType): Value => {
  if (text === null || (text === 'null' && type !== 'string')) return type === 'string' ? '' : null;
  switch (type) {
    case 'string':
      return text;
    case 'bool':
      return text.toLowerCase() === 'true';
    case 'int':
    case 'long': {
      const value = /^[+-]?\d+$|^0x[\da-f]+$/i.test(text) ? BigInt(text) : undefined;
      // 2^63 itself is allowed: the least long is written as 2^63 with a minus in front.
      if (value !== undefined && BigInt.asIntN(65, value) === value) return wholeOf(value);
      return refuse('SEM0001', `The number ${text} is out of the range of a long.`);
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
