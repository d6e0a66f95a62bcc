/** Tabular expressions and operators: one function an operator, and no operator that is not here. */
import { partOf, refuse, refuseUnhandled } from './answer.ts';
import { compile, compileCondition, compileCount } from './expressions.ts';
import { join } from './join.ts';
import type { Column, KqlType, Syntax } from './language.ts';
import { mvExpand } from './mv-expand.ts';
import {
  constantValue,
  type Expression,
  type Flow,
  parametersOf,
  type Row,
  type Run,
  scopeOf,
} from './scope.ts';
import { distinct, expressionOf, named, summarize } from './summarize.ts';
import { union } from './union.ts';
import { compareValues, type Value, valueOfCell } from './values.ts';

type Operator = (node: Syntax, input: Flow, run: Run) => Flow;

const where: Operator = (node, input, run) => {
  parametersOf(node, {});
  const condition = compileCondition(partOf(node, 'Condition'), scopeOf(run, input.columns, 'where'));
  run.spend(input.rows.length);
  return { columns: input.columns, rows: input.rows.filter((row) => condition.at(row) === true) };
};

const take: Operator = (node, input, run) => {
  parametersOf(node, {});
  const count = compileCount(partOf(node, 'Expression'), scopeOf(run, input.columns, 'take'));
  return { columns: input.columns, rows: input.rows.slice(0, count) };
};

const count: Operator = (node, input) => {
  parametersOf(node, {});
  return { columns: named(node, ['long']), rows: [[null, input.rows.length]] };
};

const project: Operator = (node, input, run) => {
  const scope = scopeOf(run, input.columns, 'project');
  const parts = partOf(node, 'Expressions').items.map((item) => compile(expressionOf(item), scope));
  run.spend(input.rows.length);
  return {
    columns: named(
      node,
      parts.map((part) => part.type),
    ),
    rows: input.rows.map((row): Row => [row[0] ?? null, ...parts.map((part) => part.at(row))]),
  };
};

/** New columns come last, a column named again keeps its place. */
const extend: Operator = (node, input, run) => {
  const scope = scopeOf(run, input.columns, 'extend');
  const before = new Set(input.columns.map((column) => column.name));
  const items = partOf(node, 'Expressions').items;
  const given = new Set(items.flatMap((item) => item.parts['Name']?.text ?? []));
  // What has no name of its own got one from the language library.
  const made = (node.columns ?? [])
    .map((column) => column.name)
    .filter((name) => !before.has(name) && !given.has(name));
  const places = new Map(scope.places);
  const columns: Column[] = [...input.columns];
  const parts = items.map((item): readonly [number, Expression] => {
    const expression = compile(expressionOf(item), scope);
    const plain = item.kind === 'NameReference' ? item.refersTo?.name : undefined;
    const name =
      item.kind === 'SimpleNamedExpression'
        ? nameOf(item)
        : (plain ?? made.shift() ?? refuseUnhandled(`'${item.text}'`));
    const place = places.get(name) ?? columns.length + 1;
    places.set(name, place);
    columns[place - 1] = { name, type: expression.type };
    return [place, expression];
  });
  run.spend(input.rows.length);
  const rows = input.rows.map((row): Row => {
    const out = [...row];
    for (const [place, expression] of parts) out[place] = expression.at(row);
    return out;
  });
  return { columns, rows };
};

/** The name before `=`, out of its brackets and quotes if it has some. */
const nameOf = (item: Syntax): string => {
  const declared = partOf(item, 'Name');
  return declared.refersTo?.name || declared.text;
};

/** project-away, project-keep, project-reorder: the library worked out the wildcards, so its columns decide. */
const pick: Operator = (node, input, run) => {
  const scope = scopeOf(run, input.columns, 'project');
  const columns = (node.columns ?? []).map((column) => {
    const place = scope.places.get(column.name);
    const own = place === undefined ? undefined : input.columns[place - 1];
    return place === undefined || own === undefined ? refuseUnhandled(`'${node.text}'`) : { own, place };
  });
  return {
    columns: columns.map(({ own }) => own),
    rows: input.rows.map((row): Row => [row[0] ?? null, ...columns.map(({ place }) => row[place] ?? null)]),
  };
};

const rename: Operator = (node, input) => ({
  columns: named(
    node,
    input.columns.map((column) => column.type),
  ),
  rows: input.rows,
});

interface SortKey {
  readonly expression: Expression;
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

/** Descending unless said otherwise; nulls first when ascending and last when descending, unless said otherwise. */
const sortKey = (item: Syntax, run: Run, columns: readonly Column[], operator: string): SortKey => {
  const ordered = item.kind === 'OrderedExpression';
  const expression = compile(ordered ? partOf(item, 'Expression') : item, scopeOf(run, columns, operator));
  if (expression.type === 'dynamic') {
    return refuse(
      'SEM0025',
      `'${operator}' operator: key '${item.text}' is of a 'dynamic' type. Please use an explicit cast`,
    );
  }
  const ordering = ordered ? item.parts['Ordering'] : undefined;
  const ascending = /^asc|^granny-asc/.test(ordering?.parts['AscOrDescKeyword']?.text ?? 'desc');
  const nulls = ordering?.parts['NullsClause']?.parts['FirstOrLastKeyword']?.text;
  return {
    expression,
    sign: ascending ? 1 : -1,
    nullsFirst: nulls === undefined ? ascending : nulls === 'first',
  };
};

const sorted = (rows: readonly Row[], keys: readonly SortKey[]): Row[] => {
  const decorated = rows.map((row) => ({ row, values: keys.map((key) => key.expression.at(row)) }));
  decorated.sort((left, right) => {
    for (const [at, key] of keys.entries()) {
      const [x, y] = [left.values[at] ?? null, right.values[at] ?? null];
      if (x === null && y === null) continue;
      if (x === null) return key.nullsFirst ? -1 : 1;
      if (y === null) return key.nullsFirst ? 1 : -1;
      const comparison = compareValues(x, y) * key.sign;
      if (comparison !== 0) return comparison;
    }
    return 0;
  });
  return decorated.map(({ row }) => row);
};

const sort: Operator = (node, input, run) => {
  parametersOf(node, {});
  const keys = partOf(node, 'Expressions').items.map((item) => sortKey(item, run, input.columns, 'sort'));
  run.spend(input.rows.length * 2);
  return { columns: input.columns, rows: sorted(input.rows, keys) };
};

const top: Operator = (node, input, run) => {
  parametersOf(node, {});
  const limit = compileCount(partOf(node, 'Expression'), scopeOf(run, input.columns, 'top'));
  const key = sortKey(partOf(node, 'ByExpression'), run, input.columns, 'top');
  run.spend(input.rows.length * 2);
  return { columns: input.columns, rows: sorted(input.rows, [key]).slice(0, limit) };
};

const operators: Readonly<Record<string, Operator>> = {
  FilterOperator: where,
  TakeOperator: take,
  CountOperator: count,
  ProjectOperator: project,
  ProjectAwayOperator: pick,
  ProjectKeepOperator: pick,
  ProjectReorderOperator: pick,
  ProjectRenameOperator: rename,
  ExtendOperator: extend,
  SortOperator: sort,
  TopOperator: top,
  SummarizeOperator: summarize,
  DistinctOperator: distinct,
  JoinOperator: join,
  UnionOperator: union,
  MvExpandOperator: mvExpand,
  // A hint for whoever draws the answer; the rows are as they were.
  RenderOperator: (_node, input) => input,
};

const print = (node: Syntax, run: Run): Flow => {
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

/** `datatable(a:long)[…]`: what does not fit its column is null. */
const dataTable = (node: Syntax, run: Run): Flow => {
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

const range = (node: Syntax, run: Run): Flow => {
  parametersOf(node, {});
  const scope = scopeOf(run, [], 'range');
  const [from, to, step] = ['From', 'To', 'Step'].map((part) => compile(partOf(node, part), scope));
  if (from === undefined || to === undefined || step === undefined) return refuseUnhandled(`'${node.text}'`);
  const [first, last, by] = [from, to, step].map((part) => constantValue(part, 'range'));
  const rows: Row[] = [];
  if (typeof first === 'number' && typeof last === 'number' && typeof by === 'number' && by > 0) {
    for (let value = first; value <= last; value += by) {
      run.spend(1);
      rows.push([null, value]);
    }
  } else if (typeof first === 'bigint' && typeof last === 'bigint' && typeof by === 'bigint' && by > 0n) {
    for (let value = first; value <= last; value += by) {
      run.spend(1);
      rows.push([null, value]);
    }
  } else return refuseUnhandled(`'${node.text}'`);
  return { columns: named(node, [from.type]), rows };
};

/** The rows a tabular expression gives. */
export const tabular = (node: Syntax, run: Run): Flow => {
  switch (node.kind) {
    case 'ParenthesizedExpression':
    case 'MaterializeExpression':
      return tabular(partOf(node, 'Expression'), run);
    case 'PipeExpression': {
      const operator = partOf(node, 'Operator');
      const evaluate = operators[operator.kind];
      const keyword = operator.text.split(/\s/, 1)[0] ?? '';
      if (evaluate === undefined) return refuseUnhandled(`The operator '${keyword}'`);
      return evaluate(operator, tabular(partOf(node, 'Expression'), run), run);
    }
    case 'NameReference': {
      const name = node.refersTo?.name ?? node.text;
      const bound = run.lets.get(name);
      return bound !== undefined && 'flow' in bound ? bound.flow : run.table(name);
    }
    case 'UnionOperator':
      return union(node, undefined, run);
    case 'PrintOperator':
      return print(node, run);
    case 'DataTableExpression':
      return dataTable(node, run);
    case 'RangeOperator':
      return range(node, run);
    default:
      return refuseUnhandled(`The expression '${node.text.split(/[\s(]/, 1)[0] ?? ''}'`);
  }
};
