/** The mv-expand operator, over one column. https://learn.microsoft.com/kusto/query/mv-expand-operator */

import { compile, compileCount } from './expressions.ts';
import { expressionOf } from './summarize.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import { asType } from './values/comparisons.ts';
import { type Json, WholeReal } from './values/json.ts';
import type { KqlType, Syntax } from './values/language.ts';
import { type Flow, parametersOf, type Row, type Run, scopeOf } from './values/scope.ts';
import type { Value } from './values/values.ts';

/** An array gives its elements, a bag one bag a property, anything else itself. */
const elementsOf = (value: Value): readonly Json[] => {
  if (value === null || value instanceof WholeReal) return [value];
  if (Array.isArray(value)) return value as readonly Json[];
  if (typeof value === 'object') return Object.entries(value).map(([key, item]) => ({ [key]: item ?? null }));
  return [value];
};

export const mvExpand = (node: Syntax, input: Flow, run: Run): Flow => {
  parametersOf(node, {});
  const [item, ...more] = partOf(node, 'Expressions').items;
  if (item === undefined || more.length > 0) return refuseUnhandled('mv-expand over several columns');
  const named = partOf(item, 'Expression');
  const source = expressionOf(named);
  const scope = scopeOf(run, input.columns, 'mv-expand');
  const expression = compile(source, scope);
  if (expression.type !== 'dynamic') {
    return refuse('SEM0001', `mv-expand: expected a dynamic value, found one of type ${expression.type}.`);
  }
  const before = new Set(input.columns.map((column) => column.name));
  // A path has no name of its own; the language library made one.
  const made = (node.columns ?? []).find((column) => !before.has(column.name))?.name;
  const own = source.kind === 'NameReference' ? source.text : made;
  const name = named.parts['Name']?.text ?? own ?? refuseUnhandled(`'${node.text}'`);
  const type = (item.parts['ToTypeOf']?.parts['TypeOf']?.refersTo?.name ?? 'dynamic') as KqlType;
  const clause = node.parts['RowLimitClause'];
  const limit =
    clause === undefined ? Number.POSITIVE_INFINITY : compileCount(partOf(clause, 'LimitExpression'), scope);

  const place = scope.places.get(name) ?? input.columns.length + 1;
  const columns = [...input.columns];
  columns[place - 1] = { name, type };
  const rows: Row[] = [];
  for (const row of input.rows) {
    const elements = elementsOf(expression.at(row)).slice(0, limit);
    run.spend(elements.length + 1);
    for (const value of elements) {
      const out = [...row];
      // Cast, not converted: an element of another type becomes null.
      out[place] = asType(value, type);
      rows.push(out);
    }
  }
  return { columns, rows };
};
