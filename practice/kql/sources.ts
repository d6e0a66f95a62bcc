/** Tables that a query defines itself: print, datatable, range. */

import { compile } from './expressions.ts';
import { expressionOf, named } from './summarize.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import { arithmetic } from './values/arithmetic.ts';
import type { KqlType, Syntax } from './values/language.ts';
import {
  constantOf,
  constantValue,
  emptyRow,
  type Flow,
  parametersOf,
  type Row,
  type Run,
  scopeOf,
} from './values/scope.ts';
import { compareValues, type Value, valueOfCell } from './values/values.ts';

export const print = (node: Syntax, run: Run): Flow => {
  const parts = partOf(node, 'Expressions').items.map((item) =>
    compile(expressionOf(item), scopeOf(run, [], 'print')),
  );
  return {
    columns: named(
      node,
      parts.map((part) => part.type),
    ),
    rows: [[null, ...parts.map((part) => part.at([null]))]],
  };
};

/** `datatable(a:long)[…]`: a table of constant values. */
export const dataTable = (node: Syntax, run: Run): Flow => {
  parametersOf(node, {});
  const columns = node.columns ?? [];
  const scope = scopeOf(run, [], 'datatable');
  const cells = partOf(node, 'Values').items.map((item) => {
    const expression = compile(item, scope);
    return { type: expression.type, value: constantValue(expression, 'A value of a datatable') };
  });
  if (columns.length === 0 || cells.length % columns.length !== 0) {
    return refuse('SEM0036', 'datatable: the number of values is not a multiple of the number of columns.');
  }
  const rows: Row[] = [];
  for (let at = 0; at < cells.length; at += columns.length) {
    rows.push([null, ...columns.map((column, place) => fitted(cells[at + place], column.type))]);
  }
  return { columns, rows };
};

const fitted = (
  cell: { readonly type: KqlType; readonly value: Value } | undefined,
  type: KqlType,
): Value => {
  if (cell === undefined || cell.value === null) return type === 'string' ? '' : null;
  if (cell.type === type || type === 'dynamic') return cell.value;
  const number = typeof cell.value === 'number';
  if (number && (type === 'long' || type === 'int')) return Math.trunc(Number(cell.value));
  if (number && (type === 'real' || type === 'decimal')) return cell.value;
  if (cell.type === 'string' && (type === 'datetime' || type === 'timespan' || type === 'guid')) {
    return valueOfCell(cell.value, type);
  }
  return refuse('SEM0036', `datatable: a value of type ${cell.type} does not fit a column of type ${type}.`);
};

export const range = (node: Syntax, run: Run): Flow => {
  parametersOf(node, {});
  const scope = scopeOf(run, [], 'range');
  const [from, to, step] = ['From', 'To', 'Step'].map((part) => compile(partOf(node, part), scope));
  if (from === undefined || to === undefined || step === undefined) return refuseUnhandled(`'${node.text}'`);
  const [first = null, last = null, by = null] = [from, to, step].map((part) => constantValue(part, 'range'));
  const next = arithmetic('+', from, step);
  const type = next.type === 'long' && to.type === 'real' ? 'real' : next.type;
  const upwards = by !== null && compareValues(by, typeof by === 'bigint' ? 0n : 0) > 0;
  if (first === null || last === null || !upwards) return refuseUnhandled(`'${node.text}'`);
  const rows: Row[] = [];
  let value: Value = first;
  while (value !== null && compareValues(value, last) <= 0) {
    run.spend(1);
    rows.push([null, value]);
    value = arithmetic('+', constantOf(value, type), step).at(emptyRow);
  }
  return { columns: named(node, [type]), rows };
};
