/** The summarize and distinct operators. https://learn.microsoft.com/kusto/query/summarize-operator */
import { type Aggregate, aggregateOf } from './aggregates.ts';
import { refuseDynamicKey } from './diagnostics.ts';
import { compile } from './expressions.ts';
import { partOf, refuseUnhandled } from './values/answer.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import {
  type Expression,
  type Flow,
  parametersOf,
  type Row,
  type Run,
  type Scope,
  scopeOf,
} from './values/scope.ts';
import { keyOf, type Value } from './values/values.ts';

interface Group {
  readonly keys: readonly Value[];
  readonly rows: Row[];
}

/** The expression of an item, without its name if it has one. */
export const expressionOf = (item: Syntax): Syntax =>
  item.kind === 'SimpleNamedExpression' ? partOf(item, 'Expression') : item;

/** The columns: names from the language library, types from this evaluator. */
export const named = (node: Syntax, types: readonly KqlType[]): readonly Column[] => {
  const columns = node.columns ?? [];
  if (columns.length !== types.length) return refuseUnhandled(`'${node.text}'`);
  return types.map((type, at) => ({ name: columns[at]?.name ?? '', type }));
};

const groupsOf = (input: Flow, keys: readonly Expression[], run: Run): Group[] => {
  run.spend(input.rows.length);
  if (keys.length === 0) return [{ keys: [], rows: [...input.rows] }];
  const groups = new Map<string, Group>();
  for (const row of input.rows) {
    const values = keys.map((key) => key.at(row));
    const key = values.length === 1 ? keyOf(values[0] ?? null) : JSON.stringify(values.map(keyOf));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { keys: values, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
};

const groupKey = (item: Syntax, scope: Scope): Expression => {
  const key = compile(expressionOf(item), scope);
  return key.type === 'dynamic' ? refuseDynamicKey(scope.operator, expressionOf(item).text) : key;
};

/** One output of a summarize: a plain aggregate, or an expression over several (`count() * 2`). */
interface Output {
  readonly types: readonly KqlType[];
  readonly over: (rows: readonly Row[]) => readonly Value[];
}

const outputOf = (item: Syntax, scope: Scope, groupedBy: ReadonlySet<string>): Output => {
  const expression = expressionOf(item);
  if (expression.kind === 'FunctionCallExpression') {
    const aggregate = aggregateOf(expression, scope, groupedBy);
    if (aggregate !== undefined) return aggregate;
  }
  const parts: Aggregate[] = [];
  const outer = compile(expression, {
    ...scope,
    places: new Map(),
    aggregate: (call) => {
      const aggregate = aggregateOf(call, scope, groupedBy);
      const type = aggregate?.types[0];
      if (aggregate === undefined || type === undefined) return undefined;
      if (aggregate.types.length > 1) return refuseUnhandled(`'${call.text}' inside an expression`);
      parts.push(aggregate);
      const place = parts.length;
      return { type, constant: false, at: (row) => row[place] ?? null };
    },
  });
  return {
    types: [outer.type],
    over: (rows) => [outer.at([null, ...parts.map((part) => part.over(rows)[0] ?? null)])],
  };
};

export const summarize = (node: Syntax, input: Flow, run: Run): Flow => {
  parametersOf(node, {});
  const scope = scopeOf(run, input.columns, 'summarize');
  const by = node.parts['ByClause'];
  if (by?.parts['BinClause'] !== undefined) return refuseUnhandled(`'${by.text}'`);
  const keyItems = by?.parts['Expressions']?.items ?? [];
  const keys = keyItems.map((item) => groupKey(item, scope));
  const groupedBy = new Set(
    keyItems.flatMap((item) => {
      const expression = expressionOf(item);
      return expression.kind === 'NameReference' ? [expression.refersTo?.name ?? expression.text] : [];
    }),
  );
  const outputs = (node.parts['Aggregates']?.items ?? []).map((item) => outputOf(item, scope, groupedBy));
  const columns = named(node, [...keys.map((key) => key.type), ...outputs.flatMap((output) => output.types)]);
  const rows = groupsOf(input, keys, run).map(
    (group): Row => [null, ...group.keys, ...outputs.flatMap((output) => output.over(group.rows))],
  );
  return { columns, rows };
};

export const distinct = (node: Syntax, input: Flow, run: Run): Flow => {
  parametersOf(node, {});
  const scope = scopeOf(run, input.columns, 'distinct');
  const items = partOf(node, 'Expressions').items;
  if (items.some((item) => item.kind === 'StarExpression')) {
    const seen = new Set<string>();
    run.spend(input.rows.length);
    const rows = input.rows.filter((row) => {
      const key = JSON.stringify(row.slice(1).map(keyOf));
      return seen.has(key) ? false : seen.add(key) !== undefined;
    });
    return { columns: input.columns, rows: rows.map((row): Row => [null, ...row.slice(1)]) };
  }
  const keys = items.map((item) => groupKey(item, scope));
  const columns = named(
    node,
    keys.map((key) => key.type),
  );
  return { columns, rows: groupsOf(input, keys, run).map((group): Row => [null, ...group.keys]) };
};
