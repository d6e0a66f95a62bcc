/**
 * Plugins whose columns depend on the data: pivot and bag_unpack. The language library can't know them,
 * so a part that ends in one is evaluated first. Then the query is read again with a table in its place.
 * https://learn.microsoft.com/kusto/query/pivot-plugin and https://learn.microsoft.com/kusto/query/bag-unpack-plugin
 */

import { aggregateOf } from './aggregates.ts';
import { compile } from './expressions.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import { type Json, WholeReal } from './values/json.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import { constantValue, type Flow, placeOf, type Row, type Run, scopeOf } from './values/scope.ts';
import { keyOf, textOf, type Value } from './values/values.ts';

const plugins = new Set(['pivot', 'bag_unpack']);
const mostColumns = 1_000;

const calledBy = (pipe: Syntax): Syntax | undefined =>
  pipe.kind === 'PipeExpression' && pipe.parts['Operator']?.kind === 'EvaluateOperator'
    ? pipe.parts['Operator'].parts['FunctionCall']
    : undefined;

/** The innermost pipeline that ends in such a plugin. Functions and mv-apply sub-queries have no rows yet. */
export const pluginIn = (node: Syntax): Syntax | undefined => {
  if (node.kind === 'FunctionDeclaration' || node.kind === 'MvApplySubqueryExpression') return undefined;
  for (const child of [...Object.values(node.parts), ...node.items]) {
    const found = pluginIn(child);
    if (found !== undefined) return found;
  }
  const call = calledBy(node);
  return call !== undefined && plugins.has(partOf(call, 'Name').text) ? node : undefined;
};

const columnNamed = (item: Syntax, input: Flow, run: Run) =>
  placeOf(scopeOf(run, input.columns, 'evaluate'), item.refersTo?.name ?? item.text);

const pivot = (given: readonly Syntax[], input: Flow, run: Run): Flow => {
  const [first, ...more] = given;
  if (first === undefined) return refuse('SEM0219', 'pivot(): function expects more than 0 argument(s).');
  const pivoted = columnNamed(first, input, run);
  const scope = scopeOf(run, input.columns, 'evaluate');
  const call = more[0]?.kind === 'FunctionCallExpression' ? more.shift() : undefined;
  const aggregate = call === undefined ? undefined : aggregateOf(call, scope, new Set());
  if (call !== undefined && aggregate === undefined) return refuseUnhandled(`pivot by '${call.text}'`);
  const over = aggregate?.over ?? ((rows: readonly Row[]) => [rows.length]);
  const used = new Set(
    call === undefined
      ? []
      : partOf(partOf(call, 'ArgumentList'), 'Expressions').items.map((item) => item.text),
  );
  const kept =
    more.length > 0
      ? more.map((item) => columnNamed(item, input, run))
      : input.columns
          .map((column, at) => ({ column, place: at + 1 }))
          .filter(({ column, place }) => place !== pivoted.place && !used.has(column.name));
  run.spend(input.rows.length * 2);
  const groups = new Map<string, { readonly keys: readonly Value[]; readonly cells: Map<string, Row[]> }>();
  const names = new Set<string>();
  for (const row of input.rows) {
    const keys = kept.map(({ place }) => row[place] ?? null);
    const key = JSON.stringify(keys.map(keyOf));
    const group = groups.get(key) ?? { keys, cells: new Map<string, Row[]>() };
    groups.set(key, group);
    const name = textOf(row[pivoted.place] ?? null, pivoted.column.type);
    names.add(name);
    group.cells.set(name, [...(group.cells.get(name) ?? []), row]);
  }
  if (names.size > mostColumns) return refuseUnhandled(`a pivot into ${names.size} columns`);
  const sorted = [...names].sort();
  const type = aggregate?.types[0] ?? 'long';
  return {
    columns: [...kept.map(({ column }) => column), ...sorted.map((name): Column => ({ name, type }))],
    rows: [...groups.values()].map(
      ({ keys, cells }): Row => [
        null,
        ...keys,
        ...sorted.map((name) => over(cells.get(name) ?? [])[0] ?? null),
      ],
    ),
  };
};

const typeOf = (value: Json): KqlType => {
  if (value instanceof WholeReal) return 'real';
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'real';
  return typeof value === 'bigint'
    ? 'long'
    : typeof value === 'string'
      ? 'string'
      : typeof value === 'boolean'
        ? 'bool'
        : 'dynamic';
};

const bagUnpack = (given: readonly Syntax[], input: Flow, run: Run): Flow => {
  const [first, ...more] = given;
  if (first === undefined)
    return refuse('SEM0219', 'bag_unpack(): function expects more than 0 argument(s).');
  const { place } = columnNamed(first, input, run);
  const scope = scopeOf(run, [], 'evaluate');
  const named = (item: Syntax): Syntax => item.parts['Expression'] ?? item;
  const [prefix = '', conflict = 'error', ignored = []] = more.map((item) =>
    constantValue(compile(named(item), scope), 'bag_unpack()'),
  );
  const skipped = new Set(Array.isArray(ignored) ? (ignored as readonly Json[]).map(String) : []);
  const bagAt = (row: Row): Readonly<Record<string, Json>> => {
    const value = row[place] ?? null;
    return value === null || typeof value !== 'object' || Array.isArray(value)
      ? {}
      : (value as Readonly<Record<string, Json>>);
  };
  const types = new Map<string, KqlType>();
  run.spend(input.rows.length * 2);
  for (const row of input.rows) {
    for (const [key, value] of Object.entries(bagAt(row))) {
      if (skipped.has(key) || value === null) continue;
      const type = typeOf(value);
      types.set(key, (types.get(key) ?? type) === type ? type : 'dynamic');
    }
  }
  if (types.size > mostColumns) return refuseUnhandled(`a bag of ${types.size} properties`);
  const sources = new Set(input.columns.filter((_, at) => at + 1 !== place).map(({ name }) => name));
  const made = [...types]
    .map(([key, type]) => ({ key, name: `${String(prefix)}${key}`, type }))
    .filter(({ name }) => !(conflict === 'keep_source' && sources.has(name)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const clash = made.find(({ name }) => sources.has(name));
  if (clash !== undefined && conflict !== 'replace_source') {
    return refuse('SEM0001', `evaluate bag_unpack(): the column '${clash.name}' exists in the input.`);
  }
  const taken = new Set(made.map(({ name }) => name));
  const kept = input.columns
    .map((column, at) => ({ column, at: at + 1 }))
    .filter(({ column, at }) => at !== place && !taken.has(column.name));
  return {
    columns: [...kept.map(({ column }) => column), ...made.map(({ name, type }) => ({ name, type }))],
    rows: input.rows.map((row): Row => {
      const bag = bagAt(row);
      return [
        row[0] ?? null,
        ...kept.map(({ at }) => row[at] ?? null),
        ...made.map(({ key, type }): Value => {
          const value = Object.hasOwn(bag, key) ? (bag[key] ?? null) : null;
          if (value === null) return type === 'string' ? '' : null;
          return value instanceof WholeReal && type === 'real' ? value.value : value;
        }),
      ];
    }),
  };
};

/** Evaluates a pipeline that ends in such a plugin, and gives its rows. */
export const plugged = (pipe: Syntax, run: Run): Flow => {
  const call = calledBy(pipe) ?? refuseUnhandled(`'${pipe.text}'`);
  if (pipe.parts['Operator']?.parts['Schema'] !== undefined)
    return refuseUnhandled('a plugin with an output schema');
  const input = run.tabular(partOf(pipe, 'Expression'), run);
  const given = partOf(partOf(call, 'ArgumentList'), 'Expressions').items;
  return partOf(call, 'Name').text === 'pivot' ? pivot(given, input, run) : bagUnpack(given, input, run);
};
