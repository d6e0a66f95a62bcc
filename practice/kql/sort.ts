/** The sort (order) and top operators. https://learn.microsoft.com/kusto/query/sort-operator */

import { refuseDynamicKey } from './diagnostics.ts';
import { compile, compileCount } from './expressions.ts';
import { partOf } from './values/answer.ts';
import type { Column, Syntax } from './values/language.ts';
import { type Expression, type Flow, parametersOf, type Row, type Run, scopeOf } from './values/scope.ts';
import { compareValues, type Value } from './values/values.ts';

interface SortKey {
  readonly expression: Expression;
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

/** The defaults: descending order, with nulls first if ascending and last if descending. */
const sortKey = (item: Syntax, run: Run, columns: readonly Column[], operator: string): SortKey => {
  const ordered = item.kind === 'OrderedExpression';
  const expression = compile(ordered ? partOf(item, 'Expression') : item, scopeOf(run, columns, operator));
  if (expression.type === 'dynamic') return refuseDynamicKey(operator, item.text);
  const ordering = ordered ? item.parts['Ordering'] : undefined;
  const ascending = /^asc|^granny-asc/.test(ordering?.parts['AscOrDescKeyword']?.text ?? 'desc');
  const nulls = ordering?.parts['NullsClause']?.parts['FirstOrLastKeyword']?.text;
  return {
    expression,
    sign: ascending ? 1 : -1,
    nullsFirst: nulls === undefined ? ascending : nulls === 'first',
  };
};

/** Nulls and NaNs are at one end. https://learn.microsoft.com/kusto/query/sort-operator#using-special-floating-point-values */
const absence = (value: Value): 0 | 1 | 2 => (value === null ? 2 : Number.isNaN(value) ? 1 : 0);

const sorted = (rows: readonly Row[], keys: readonly SortKey[]): Row[] => {
  const decorated = rows.map((row) => ({ row, values: keys.map((key) => key.expression.at(row)) }));
  decorated.sort((left, right) => {
    for (const [at, key] of keys.entries()) {
      const [x, y] = [left.values[at] ?? null, right.values[at] ?? null];
      const [a, b] = [absence(x), absence(y)];
      if (a !== b) return (a - b) * (key.nullsFirst ? -1 : 1);
      if (a > 0) continue;
      const comparison = compareValues(x, y) * key.sign;
      if (comparison !== 0) return comparison;
    }
    return 0;
  });
  return decorated.map(({ row }) => row);
};

export const sort = (node: Syntax, input: Flow, run: Run): Flow => {
  parametersOf(node, {});
  const keys = partOf(node, 'Expressions').items.map((item) => sortKey(item, run, input.columns, 'sort'));
  run.spend(input.rows.length * 2);
  return { columns: input.columns, rows: sorted(input.rows, keys) };
};

export const top = (node: Syntax, input: Flow, run: Run): Flow => {
  parametersOf(node, {});
  const limit = compileCount(partOf(node, 'Expression'), scopeOf(run, input.columns, 'top'));
  const key = sortKey(partOf(node, 'ByExpression'), run, input.columns, 'top');
  run.spend(input.rows.length * 2);
  return { columns: input.columns, rows: sorted(input.rows, [key]).slice(0, limit) };
};
