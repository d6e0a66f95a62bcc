/**
 * Aggregation functions. All but `count()` ignore null values. Over no values `count`, `dcount` and `sum`
 * give 0, lists and sets give [], `avg` gives NaN, and all others give null.
 * https://learn.microsoft.com/kusto/query/summarize-operator#default-values-of-aggregations
 */

import { compile, compileCondition } from './expressions.ts';
import { partOf, refuse } from './values/answer.ts';
import { wholeNumbers } from './values/arithmetic.ts';
import type { Json } from './values/json.ts';
import type { KqlType, Syntax } from './values/language.ts';
import { constantValue, type Expression, placeOf, type Row, type Scope } from './values/scope.ts';
import { compareValues, extremeOf, insideJson, keyOf, type Value } from './values/values.ts';

/** The aggregate over the rows of one group. It gives one value for each of its columns. */
export interface Aggregate {
  readonly types: readonly KqlType[];
  readonly over: (rows: readonly Row[]) => readonly Value[];
}

type Build = (given: readonly Syntax[], scope: Scope) => Aggregate;

const one = (type: KqlType, over: (rows: readonly Row[]) => Value): Aggregate => ({
  types: [type],
  over: (rows) => [over(rows)],
});

const needed = (given: readonly Syntax[], at: number, name: string): Syntax =>
  given[at] ?? refuse('SEM0219', `${name}(): function expects more than ${given.length} argument(s).`);

const present = (rows: readonly Row[], expression: Expression): Exclude<Value, null>[] => {
  const values: Exclude<Value, null>[] = [];
  for (const row of rows) {
    const value = expression.at(row);
    if (value !== null) values.push(value);
  }
  return values;
};

const total = (values: readonly Value[], type: KqlType): Value => {
  if (type === 'timespan') return values.reduce((sum: bigint, value) => sum + (value as bigint), 0n);
  if (type === 'real') return values.reduce((sum: number, value) => sum + Number(value), 0);
  return values.reduce((sum, value) => wholeNumbers('+', sum as number, value as number), 0);
};

const sum: Build = (given, scope) => {
  const value = compile(needed(given, 0, 'sum'), scope);
  if (!['int', 'long', 'real', 'decimal', 'timespan'].includes(value.type)) {
    return refuse('SEM0001', `sum(): cannot add values of type ${value.type}.`);
  }
  const type: KqlType = value.type === 'int' ? 'long' : value.type;
  return one(type, (rows) => total(present(rows, value), type));
};

const avg: Build = (given, scope) => {
  const value = compile(needed(given, 0, 'avg'), scope);
  if (value.type === 'timespan' || value.type === 'datetime') {
    return one(value.type, (rows) => {
      const found = present(rows, value);
      return found.length === 0 ? null : (total(found, 'timespan') as bigint) / BigInt(found.length);
    });
  }
  return one('real', (rows) => {
    const found = present(rows, value);
    return Number(total(found, 'real')) / found.length;
  });
};

const variance =
  (root: boolean): Build =>
  (given, scope) => {
    const value = compile(needed(given, 0, root ? 'stdev' : 'variance'), scope);
    return one('real', (rows) => {
      const found = present(rows, value).map(Number);
      if (found.length < 2) return 0;
      const mean = found.reduce((all, item) => all + item, 0) / found.length;
      const spread = found.reduce((all, item) => all + (item - mean) ** 2, 0) / (found.length - 1);
      return root ? Math.sqrt(spread) : spread;
    });
  };

const extreme =
  (name: string, sign: 1 | -1): Build =>
  (given, scope) => {
    const value = compile(needed(given, 0, name), scope);
    return one(value.type, (rows) => extremeOf(present(rows, value), sign));
  };

const distinctCount: Build = (given, scope) => {
  // Kusto estimates beyond some thousands of values; this counts exactly and ignores the accuracy argument.
  const value = compile(needed(given, 0, 'dcount'), scope);
  return one('long', (rows) => new Set(present(rows, value).map(keyOf)).size);
};

/**
 * The nearest-rank percentile: the smallest value such that at least that share of the values is no greater.
 * Kusto estimates it for large groups (T-digest). This result is exact.
 * https://learn.microsoft.com/kusto/query/percentiles-aggregation-function
 */
const nearestRank = (sorted: readonly Value[], percent: number): Value =>
  sorted.length === 0
    ? null
    : (sorted[Math.min(sorted.length, Math.max(1, Math.ceil((percent / 100) * sorted.length))) - 1] ?? null);

const percentiles =
  (name: string): Build =>
  (given, scope) => {
    const value = compile(needed(given, 0, name), scope);
    needed(given, 1, name);
    const shares = given.slice(1).map((share) => {
      const percent = constantValue(compile(share, scope), `${name}(): a percentile`);
      return typeof percent === 'number' && percent >= 0 && percent <= 100
        ? percent
        : refuse('SEM0001', `${name}(): a percentile must be a number from 0 to 100, found '${share.text}'.`);
    });
    return {
      types: shares.map(() => (value.type === 'int' ? 'long' : value.type)),
      over: (rows) => {
        const sorted = present(rows, value).sort(compareValues);
        return shares.map((share) => nearestRank(sorted, share));
      },
    };
  };

/** The columns that `*` means: all but those grouped by and those already taken. */
const starred = (scope: Scope, taken: ReadonlySet<string>): Expression[] =>
  scope.columns
    .filter((column) => !taken.has(column.name))
    .map(({ name }) => {
      const { column, place } = placeOf(scope, name);
      return { type: column.type, constant: false, at: (row) => row[place] ?? null };
    });

const columnsOf = (given: readonly Syntax[], scope: Scope, taken: ReadonlySet<string>): Expression[] =>
  given.flatMap((item) => (item.kind === 'StarExpression' ? starred(scope, taken) : [compile(item, scope)]));

const extremeRow =
  (name: string, sign: 1 | -1) =>
  (given: readonly Syntax[], scope: Scope, groupedBy: ReadonlySet<string>): Aggregate => {
    const first = needed(given, 0, name);
    const ranked = compile(first, scope);
    const others = columnsOf(given.slice(1), scope, new Set([...groupedBy, first.refersTo?.name ?? '']));
    return {
      types: [ranked.type, ...others.map((other) => other.type)],
      over: (rows) => {
        let best: Row | undefined = rows[0];
        let bestValue: Value = best === undefined ? null : ranked.at(best);
        for (const row of rows) {
          const value = ranked.at(row);
          if (value !== null && (bestValue === null || compareValues(value, bestValue) * sign > 0)) {
            best = row;
            bestValue = value;
          }
        }
        if (best === undefined)
          return [ranked, ...others].map((other) => (other.type === 'string' ? '' : null));
        const chosen = best;
        return [bestValue, ...others.map((other) => other.at(chosen))];
      },
    };
  };

const takeAny = (given: readonly Syntax[], scope: Scope, groupedBy: ReadonlySet<string>): Aggregate => {
  const taken = columnsOf([needed(given, 0, 'take_any'), ...given.slice(1)], scope, groupedBy);
  return {
    types: taken.map((expression) => expression.type),
    // Any row would be correct. A row that has a value is preferred, as Kusto prefers it.
    over: (rows) =>
      taken.map((expression) => {
        const row = rows.find((candidate) => expression.at(candidate) !== null) ?? rows[0];
        return row === undefined ? (expression.type === 'string' ? '' : null) : expression.at(row);
      }),
  };
};

const gathered =
  (name: string, distinct: boolean): Build =>
  (given, scope) => {
    const value = compile(needed(given, 0, name), scope);
    const limit =
      given[1] === undefined ? 1_048_576 : constantValue(compile(given[1], scope), `${name}(): the size`);
    return one('dynamic', (rows) => {
      const seen = new Set<string>();
      const items: Json[] = [];
      for (const found of present(rows, value)) {
        const item = insideJson(found, value.type);
        const key = keyOf(item);
        if (items.length >= Number(limit)) break;
        if (distinct && seen.has(key)) continue;
        seen.add(key);
        items.push(item);
      }
      return items;
    });
  };

/** `sumif(x, condition)` and similar calls: the aggregate over the rows that meet the condition. */
const conditional =
  (name: string, build: Build, at: number): Build =>
  (given, scope) => {
    const condition = compileCondition(needed(given, at, name), scope);
    const aggregate = build([...given.slice(0, at), ...given.slice(at + 1)], scope);
    return {
      types: aggregate.types,
      over: (rows) => aggregate.over(rows.filter((row) => condition.at(row) === true)),
    };
  };

const count: Build = () => one('long', (rows) => rows.length);
const min = extreme('min', -1);
const max = extreme('max', 1);

const aggregates: Readonly<
  Record<string, (given: readonly Syntax[], scope: Scope, groupedBy: ReadonlySet<string>) => Aggregate>
> = {
  count,
  countif: conditional('countif', count, 0),
  sum,
  sumif: conditional('sumif', sum, 1),
  avg,
  avgif: conditional('avgif', avg, 1),
  min,
  minif: conditional('minif', min, 1),
  max,
  maxif: conditional('maxif', max, 1),
  stdev: variance(true),
  variance: variance(false),
  dcount: distinctCount,
  dcountif: conditional('dcountif', distinctCount, 1),
  count_distinct: distinctCount,
  percentile: percentiles('percentile'),
  percentiles: percentiles('percentiles'),
  arg_max: extremeRow('arg_max', 1),
  arg_min: extremeRow('arg_min', -1),
  take_any: takeAny,
  any: takeAny,
  make_list: gathered('make_list', false),
  make_list_if: conditional('make_list_if', gathered('make_list_if', false), 1),
  make_set: gathered('make_set', true),
  make_set_if: conditional('make_set_if', gathered('make_set_if', true), 1),
};

/** The aggregate that a call names, or undefined if the name is not an aggregate's. */
export const aggregateOf = (
  call: Syntax,
  scope: Scope,
  groupedBy: ReadonlySet<string>,
): Aggregate | undefined => {
  const name = partOf(call, 'Name').text;
  const build = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (build === undefined) return undefined;
  return build(partOf(partOf(call, 'ArgumentList'), 'Expressions').items, scope, groupedBy);
};
