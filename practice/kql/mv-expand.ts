/** The mv-expand operator. https://learn.microsoft.com/kusto/query/mv-expand-operator */

import { compile, compileCount } from './expressions.ts';
import { expressionOf } from './summarize.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import { asType } from './values/comparisons.ts';
import { type Json, WholeReal } from './values/json.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import { type Expression, type Flow, parametersOf, type Row, type Run, scopeOf } from './values/scope.ts';
import type { Value } from './values/values.ts';

/** An array gives its elements, a bag one bag (or pair) for each property, and any other value itself. */
const elementsOf = (value: Value, pairs: boolean): readonly Json[] => {
  if (value === null || value instanceof WholeReal) return [value];
  if (Array.isArray(value)) return value as readonly Json[];
  if (typeof value !== 'object') return [value];
  return Object.entries(value).map(([key, item]) => (pairs ? [key, item ?? null] : { [key]: item ?? null }));
};

/** One expanded column: the expression it is read from, its place in the row and its type. */
export interface Expanded {
  readonly expression: Expression;
  readonly place: number;
  readonly type: KqlType;
}

/** The columns after an expansion, and the expression each expanded column is read from. */
export const expandedColumns = (
  node: Syntax,
  input: Flow,
  run: Run,
  operator: string,
): { readonly columns: Column[]; readonly expanded: readonly Expanded[] } => {
  const scope = scopeOf(run, input.columns, operator);
  const columns = [...input.columns];
  const items = partOf(node, 'Expressions').items;
  const before = new Set(input.columns.map((column) => column.name));
  // The language library has named each column that the query doesn't name.
  const made = (node.columns ?? []).map((column) => column.name).filter((name) => !before.has(name));
  const expanded = items.map((item): Expanded => {
    const named = item.parts['Expression'] ?? item.items[0] ?? item;
    const source = expressionOf(named);
    const expression = compile(source, scope);
    if (expression.type !== 'dynamic') {
      return refuse(
        'SEM0001',
        `${operator}: expected a dynamic value, found one of type ${expression.type}.`,
      );
    }
    const declared = named.parts['Name'];
    const given = declared === undefined ? undefined : declared.refersTo?.name || declared.text;
    const own = source.kind === 'NameReference' ? (source.refersTo?.name ?? source.text) : undefined;
    const name =
      given ?? own ?? made.shift() ?? refuseUnhandled(`${operator} of '${source.text}' without a name`);
    if (name === made[0]) made.shift();
    const type = (item.parts['ToTypeOf']?.parts['TypeOf']?.refersTo?.name ?? 'dynamic') as KqlType;
    const known = columns.findIndex((column) => column.name === name);
    const place = (known === -1 ? columns.length : known) + 1;
    columns[place - 1] = { name, type };
    return { expression, place, type };
  });
  return { columns, expanded };
};

/** The rows that one row becomes. Columns shorter than the longest one are filled with null. */
export const expandedRows = (
  row: Row,
  expanded: readonly Expanded[],
  limit: number,
  pairs: boolean,
): readonly Row[] => {
  const lists = expanded.map(({ expression }) => elementsOf(expression.at(row), pairs));
  const length = Math.min(limit, Math.max(...lists.map((list) => list.length)));
  return Array.from({ length }, (_, at): Row => {
    const out = [...row];
    // An element is cast, not converted: an element of another type becomes null.
    expanded.forEach(({ place, type }, which) => {
      out[place] = asType(lists[which]?.[at] ?? null, type);
    });
    return out;
  });
};

export const mvExpand = (node: Syntax, input: Flow, run: Run): Flow => {
  const {
    kind = 'bag',
    bagexpansion = kind,
    with_itemindex: index,
  } = parametersOf(node, {
    kind: ['bag', 'array'],
    bagexpansion: ['bag', 'array'],
    with_itemindex: 'any',
  });
  const { columns, expanded } = expandedColumns(node, input, run, 'mv-expand');
  const clause = node.parts['RowLimitClause'];
  const limit =
    clause === undefined
      ? Number.POSITIVE_INFINITY
      : compileCount(partOf(clause, 'RowLimit'), scopeOf(run, input.columns, 'mv-expand'));
  if (index !== undefined) columns.push({ name: index, type: 'long' });
  const rows: Row[] = [];
  for (const row of input.rows) {
    const made = expandedRows(row, expanded, limit, bagexpansion === 'array');
    run.spend(made.length + 1);
    made.forEach((one, at) => {
      if (index === undefined) rows.push(one);
      else {
        const out = [...one];
        out[columns.length] = at;
        rows.push(out);
      }
    });
  }
  return { columns, rows };
};
