/** Tabular expressions and operators. Each operator has one function here. Any other operator is refused. */

import { compile, compileCondition, compileCount } from './expressions.ts';
import { join } from './join.ts';
import { calledTable } from './let.ts';
import { mvApply } from './mv-apply.ts';
import { mvExpand } from './mv-expand.ts';
import { parse, parseWhere } from './parse.ts';
import { sort, top } from './sort.ts';
import { dataTable, print, range } from './sources.ts';
import { distinct, expressionOf, named, summarize } from './summarize.ts';
import { union } from './union.ts';
import { partOf, refuseUnhandled } from './values/answer.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import {
  constantValue,
  type Expression,
  type Flow,
  parametersOf,
  type Row,
  type Run,
  scopeOf,
} from './values/scope.ts';

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

/** New columns come last. A column that is assigned again keeps its place. */
const extend: Operator = (node, input, run) => {
  const scope = scopeOf(run, input.columns, 'extend');
  const before = new Set(input.columns.map((column) => column.name));
  const items = partOf(node, 'Expressions').items;
  const given = new Set(items.flatMap((item) => item.parts['Name']?.text ?? []));
  // The language library has named each column that the query doesn't name.
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

/** The name before `=`, without brackets and quotes. */
const nameOf = (item: Syntax): string => {
  const declared = partOf(item, 'Name');
  return declared.refersTo?.name || declared.text;
};

/** project-away, project-keep, project-reorder. The library resolved the wildcards: its columns are used. */
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

/** The .NET type behind each Kusto type. https://learn.microsoft.com/kusto/query/getschema-operator */
const dotNetTypes: Readonly<Record<KqlType, string>> = {
  bool: 'System.SByte',
  datetime: 'System.DateTime',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  dynamic: 'System.Object',
  guid: 'System.Guid',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  string: 'System.String',
  timespan: 'System.TimeSpan',
};

const getSchema: Operator = (_node, input) => ({
  columns: [
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'long' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ],
  rows: input.columns.map(({ name, type }, at): Row => [null, name, at, dotNetTypes[type], type]),
});

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
  LookupOperator: join,
  MvApplyOperator: mvApply((node, input, run) => piped(node, input, run)),
  MvExpandOperator: mvExpand,
  ParseOperator: parse,
  ParseWhereOperator: parseWhere,
  GetSchemaOperator: getSchema,
  // Render only says how to draw the answer. It doesn't change the rows.
  RenderOperator: (_node, input) => input,
};

/** The table that `table("Name")` names. */
const tableNamed = (node: Syntax, run: Run): Flow => {
  const [name] = partOf(partOf(node, 'ArgumentList'), 'Expressions').items;
  if (name === undefined) return refuseUnhandled(`'${node.text}'`);
  return run.table(String(constantValue(compile(name, scopeOf(run, [], 'table')), 'table(): the name')));
};

const operate = (operator: Syntax, input: () => Flow, run: Run): Flow => {
  const evaluate = operators[operator.kind];
  const keyword = operator.text.split(/[\s(]/, 1)[0] ?? '';
  if (evaluate === undefined) return refuseUnhandled(`the operator '${keyword}'`);
  return evaluate(operator, input(), run);
};

/** Evaluates a pipeline that begins with an operator, over the given rows. */
const piped = (node: Syntax, input: Flow, run: Run): Flow =>
  node.kind === 'PipeExpression'
    ? operate(partOf(node, 'Operator'), () => piped(partOf(node, 'Expression'), input, run), run)
    : operate(node, () => input, run);

/** Evaluates a tabular expression and gives its rows. */
export const tabular = (node: Syntax, run: Run): Flow => {
  switch (node.kind) {
    case 'ParenthesizedExpression':
    case 'MaterializeExpression':
      return tabular(partOf(node, 'Expression'), run);
    case 'PipeExpression':
      return operate(partOf(node, 'Operator'), () => tabular(partOf(node, 'Expression'), run), run);
    case 'FunctionCallExpression':
      return partOf(node, 'Name').text === 'table' ? tableNamed(node, run) : calledTable(node, run);
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
      return refuseUnhandled(`the expression '${node.text.split(/[\s(]/, 1)[0] ?? ''}'`);
  }
};
