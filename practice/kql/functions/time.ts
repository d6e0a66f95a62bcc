/** Dates and times, all in UTC. https://learn.microsoft.com/kusto/query/scalar-functions#date-and-time-functions */
import { refuse } from '../values/answer.ts';
import { arithmetic } from '../values/arithmetic.ts';
import { computed, constantOf, type Expression } from '../values/scope.ts';
import {
  datetimeParts,
  floorDivide,
  millisecondsFromTicks,
  ticksFromMilliseconds,
  type Value,
  withinCalendar,
} from '../values/values.ts';
import { argument, constantText, type ScalarFunction } from './argument.ts';

const perDay = 864_000_000_000n;
const midnight = (year: number, month: number, day: number): bigint => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return ticksFromMilliseconds(date.getTime());
};

type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | keyof typeof fixed;
const fixed = {
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
} as const;

/** The number of whole units between year 1 and a moment. Weeks begin on Sunday. */
const countOf = (ticks: bigint, unit: Unit): bigint => {
  const { year, month } = datetimeParts(ticks);
  switch (unit) {
    case 'year':
      return BigInt(year);
    case 'quarter':
      return BigInt(year * 4 + Math.floor((month - 1) / 3));
    case 'month':
      return BigInt(year * 12 + month - 1);
    case 'week':
      // 0001-01-01 was a Monday.
      return floorDivide(ticks + perDay, 7n * perDay);
    case 'day':
      return floorDivide(ticks, perDay);
    default:
      return floorDivide(ticks, fixed[unit]);
  }
};

/** The start of the unit that is `by` units after the one that contains the moment. */
const startOf = (ticks: bigint, unit: 'year' | 'month' | 'week' | 'day', by: number): bigint => {
  const { year, month, day, weekday } = datetimeParts(ticks);
  switch (unit) {
    case 'year':
      return midnight(year + by, 1, 1);
    case 'month':
      return midnight(year, month + by, 1);
    case 'week':
      return midnight(year, month, day - weekday + by * 7);
    case 'day':
      return midnight(year, month, day + by);
  }
};

const unitNamed = (text: string, name: string): Unit => {
  const unit = text.toLowerCase();
  return ['year', 'quarter', 'month', 'week', 'day', ...Object.keys(fixed)].includes(unit)
    ? (unit as Unit)
    : refuse('SEM0001', `${name}(): invalid datetime part '${text}'.`);
};

const ofDatetime =
  (type: Expression['type'], name: string, compute: (ticks: bigint) => Value): ScalarFunction =>
  (given) =>
    computed(type, [argument(given, 0, name)], (value = null) =>
      typeof value === 'bigint' ? compute(value) : null,
    );

const edge =
  (name: string, unit: 'year' | 'month' | 'week' | 'day', end: boolean): ScalarFunction =>
  (given) =>
    computed('datetime', given, (value = null, by = 0) =>
      typeof value === 'bigint' && typeof by === 'number'
        ? withinCalendar(end ? startOf(value, unit, by + 1) - 1n : startOf(value, unit, by))
        : null,
    );

/** The first week is the one with the first Thursday (ISO 8601). https://learn.microsoft.com/kusto/query/week-of-year-function */
const weekOfYear = (ticks: bigint): number => {
  const thursday = ticks + BigInt(3 - ((datetimeParts(ticks).weekday + 6) % 7)) * perDay;
  return Math.floor(Number((thursday - midnight(datetimeParts(thursday).year, 1, 1)) / perDay) / 7) + 1;
};

const partOfDatetime = (ticks: bigint, part: string): Value => {
  const parts = datetimeParts(ticks);
  switch (part.toLowerCase()) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
      return parts[part.toLowerCase() as 'year'];
    case 'quarter':
      return Math.floor((parts.month - 1) / 3) + 1;
    case 'millisecond':
      return Number(parts.fraction / 10_000n);
    case 'microsecond':
      return Number(parts.fraction / 10n);
    case 'nanosecond':
      return Number(parts.fraction * 100n);
    case 'week_of_year':
      return weekOfYear(ticks);
    case 'dayofyear':
      return Number((ticks - midnight(parts.year, 1, 1)) / perDay) + 1;
    default:
      return refuse('SEM0001', `datetime_part(): invalid datetime part '${part}'.`);
  }
};

/** Applies `format_datetime`'s letters. https://learn.microsoft.com/kusto/query/format-datetime-function */
const formatted = (ticks: bigint, pieces: readonly string[]): string => {
  const parts = datetimeParts(ticks);
  const fraction = String(parts.fraction).padStart(7, '0');
  const hour12 = parts.hour % 12 === 0 ? 12 : parts.hour % 12;
  const numbers: Readonly<Record<string, number>> = {
    d: parts.day,
    H: parts.hour,
    h: hour12,
    m: parts.minute,
    M: parts.month,
    s: parts.second,
  };
  return pieces
    .map((piece) => {
      const letter = piece.charAt(0);
      const number = numbers[letter];
      if (number !== undefined) return String(number).padStart(piece.length, '0');
      if (piece === 'yyyy') return String(parts.year).padStart(4, '0');
      if (piece === 'y') return String(parts.year % 100);
      if (piece === 'yy') return String(parts.year % 100).padStart(2, '0');
      if (piece === 'tt') return parts.hour < 12 ? 'AM' : 'PM';
      if (letter === 'f') return fraction.slice(0, piece.length);
      if (letter === 'F') return fraction.slice(0, piece.length).replace(/0+$/, '');
      return piece;
    })
    .join('');
};

const formatPieces = (format: string): readonly string[] => {
  // A run of one letter is one specifier. For example, `MMM` is not valid: it is not read as `MM` and `M`.
  const pieces = format.match(/([A-Za-z])\1*|[^A-Za-z]/g) ?? [];
  const known = /^(?:yyyy|yy?|tt|dd?|HH?|hh?|mm?|MM?|ss?|f{1,7}|F{1,7}|[ /\-:,._[\]])$/;
  return pieces.every((piece) => known.test(piece))
    ? pieces
    : refuse('SEM0001', `format_datetime(): invalid format '${format}'.`);
};

export const timeFunctions: Readonly<Record<string, ScalarFunction>> = {
  now: (given, run) => {
    const moment = constantOf(run.now, 'datetime');
    return given[0] === undefined ? moment : arithmetic('+', moment, given[0]);
  },
  ago: (given, run) => arithmetic('-', constantOf(run.now, 'datetime'), argument(given, 0, 'ago')),
  ingestion_time: () => ({ type: 'datetime', constant: false, at: (row) => row[0] ?? null }),
  startofday: edge('startofday', 'day', false),
  startofweek: edge('startofweek', 'week', false),
  startofmonth: edge('startofmonth', 'month', false),
  startofyear: edge('startofyear', 'year', false),
  endofday: edge('endofday', 'day', true),
  endofweek: edge('endofweek', 'week', true),
  endofmonth: edge('endofmonth', 'month', true),
  endofyear: edge('endofyear', 'year', true),
  dayofweek: ofDatetime('timespan', 'dayofweek', (ticks) => BigInt(datetimeParts(ticks).weekday) * perDay),
  dayofmonth: ofDatetime('int', 'dayofmonth', (ticks) => datetimeParts(ticks).day),
  dayofyear: ofDatetime('int', 'dayofyear', (ticks) => partOfDatetime(ticks, 'dayofyear')),
  week_of_year: ofDatetime('int', 'week_of_year', weekOfYear),
  hourofday: ofDatetime('int', 'hourofday', (ticks) => datetimeParts(ticks).hour),
  monthofyear: ofDatetime('int', 'monthofyear', (ticks) => datetimeParts(ticks).month),
  getmonth: ofDatetime('int', 'getmonth', (ticks) => datetimeParts(ticks).month),
  getyear: ofDatetime('int', 'getyear', (ticks) => datetimeParts(ticks).year),
  datetime_part: (given) => {
    const part = constantText(given, 0, 'datetime_part');
    return computed('int', [argument(given, 1, 'datetime_part')], (value = null) =>
      typeof value === 'bigint' ? partOfDatetime(value, part) : null,
    );
  },
  datetime_diff: (given) => {
    const unit = unitNamed(constantText(given, 0, 'datetime_diff'), 'datetime_diff');
    const [later, earlier] = [argument(given, 1, 'datetime_diff'), argument(given, 2, 'datetime_diff')];
    return computed('long', [later, earlier], (x = null, y = null) =>
      typeof x === 'bigint' && typeof y === 'bigint' ? Number(countOf(x, unit) - countOf(y, unit)) : null,
    );
  },
  datetime_add: (given) => {
    const unit = unitNamed(constantText(given, 0, 'datetime_add'), 'datetime_add');
    const [amount, moment] = [argument(given, 1, 'datetime_add'), argument(given, 2, 'datetime_add')];
    return computed('datetime', [amount, moment], (by = null, ticks = null) =>
      typeof by === 'number' && typeof ticks === 'bigint' ? added(ticks, unit, by) : null,
    );
  },
  format_datetime: (given) => {
    const pieces = formatPieces(constantText(given, 1, 'format_datetime'));
    return computed('string', [argument(given, 0, 'format_datetime')], (value = null) =>
      typeof value === 'bigint' ? formatted(value, pieces) : '',
    );
  },
};

const added = (ticks: bigint, unit: Unit, by: number): Value => {
  switch (unit) {
    case 'year':
    case 'quarter':
    case 'month': {
      const months = by * { year: 12, quarter: 3, month: 1 }[unit];
      const { year, month, day } = datetimeParts(ticks);
      const first = new Date(millisecondsFromTicks(midnight(year, month + months, 1)));
      const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
      const date = midnight(first.getUTCFullYear(), first.getUTCMonth() + 1, Math.min(day, last));
      return withinCalendar(date + (ticks % perDay));
    }
    case 'week':
      return withinCalendar(ticks + BigInt(by) * 7n * perDay);
    case 'day':
      return withinCalendar(ticks + BigInt(by) * perDay);
    default:
      return withinCalendar(ticks + BigInt(by) * fixed[unit]);
  }
};
