/** The join operator. https://learn.microsoft.com/kusto/query/join-operator */

import { refuseDynamicKey } from './diagnostics.ts';
import { named } from './summarize.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import type { KqlType, Syntax } from './values/language.ts';
import { type Flow, parametersOf, placeOf, type Row, type Run, scopeOf } from './values/scope.ts';
import { keyOf, type Value } from './values/values.ts';

const kinds = [
  'innerunique',
  'inner',
  'leftouter',
  'rightouter',
  'fullouter',
  'leftanti',
  'anti',
  'leftantisemi',
  'leftsemi',
  'rightanti',
  'rightantisemi',
  'rightsemi',
] as const;

/** A null equals nothing, not even another null. A row with a null key therefore matches no row. */
const keyAt = (row: Row, places: readonly number[]): string | undefined => {
  const values = places.map((place) => row[place] ?? null);
  return values.includes(null) ? undefined : JSON.stringify(values.map(keyOf));
};

const emptyOf = (types: readonly KqlType[]): Value[] => types.map((type) => (type === 'string' ? '' : null));

/** Conditions joined by `and` mean the same as conditions separated by commas. */
const conditionsOf = (condition: Syntax): readonly Syntax[] =>
  condition.kind === 'AndExpression'
    ? [...conditionsOf(partOf(condition, 'Left')), ...conditionsOf(partOf(condition, 'Right'))]
    : [condition];

/** The column names of one condition: `name`, or `$left.a == $right.b` in either order. */
const conditionNames = (condition: Syntax): readonly [left: string, right: string] => {
  if (condition.kind === 'NameReference') {
    const name = condition.refersTo?.name ?? condition.text;
    return [name, name];
  }
  if (condition.kind !== 'EqualExpression') {
    return refuse(
      'SEM0041',
      `join: only equality of columns is allowed in the condition, found '${condition.text}'.`,
    );
  }
  const sides = [partOf(condition, 'Left'), partOf(condition, 'Right')].map((side) => {
    const path = /^\$(left|right)\s*\.\s*(\w+)$/.exec(side.text.trim());
    return path === null ? refuseUnhandled(`the join condition '${condition.text}'`) : path;
  });
  const left = sides.find((side) => side[1] === 'left')?.[2];
  const right = sides.find((side) => side[1] === 'right')?.[2];
  return left === undefined || right === undefined
    ? refuse('SEM0041', `join: a condition compares $left with $right, found '${condition.text}'.`)
    : [left, right];
};

/**
 * The join operator, and lookup, which is an outer join without the right side's key columns.
 * https://learn.microsoft.com/kusto/query/lookup-operator
 */
export const join = (node: Syntax, left: Flow, run: Run): Flow => {
  const lookup = node.kind === 'LookupOperator';
  const { kind = lookup ? 'leftouter' : 'innerunique' } = parametersOf(node, {
    kind: lookup ? ['leftouter', 'inner'] : kinds,
  });
  const right = run.tabular(partOf(node, 'Expression'), run);
  const clause = partOf(node, lookup ? 'LookupClause' : 'ConditionClause');
  if (clause.kind !== 'JoinOnClause') return refuseUnhandled(`'${clause.text}'`);
  const [leftScope, rightScope] = [scopeOf(run, left.columns, 'join'), scopeOf(run, right.columns, 'join')];
  const pairs = partOf(clause, 'Expressions')
    .items.flatMap(conditionsOf)
    .map((condition) => {
      const [leftName, rightName] = conditionNames(condition);
      const [a, b] = [placeOf(leftScope, leftName), placeOf(rightScope, rightName)];
      if (a.column.type !== b.column.type) {
        return refuse(
          'SEM0042',
          `join: the key columns '${leftName}' (${a.column.type}) and '${rightName}' (${b.column.type}) differ in type.`,
        );
      }
      return a.column.type === 'dynamic' ? refuseDynamicKey('join', leftName) : ([a.place, b.place] as const);
    });
  const leftPlaces = pairs.map(([place]) => place);
  const rightPlaces = pairs.map(([, place]) => place);

  run.spend(left.rows.length + right.rows.length);
  const matches = new Map<string, Row[]>();
  for (const row of right.rows) {
    const key = keyAt(row, rightPlaces);
    if (key === undefined) continue;
    const others = matches.get(key);
    if (others === undefined) matches.set(key, [row]);
    else others.push(row);
  }
  const matchesOf = (row: Row): readonly Row[] => matches.get(keyAt(row, leftPlaces) ?? '') ?? [];

  if (/^right(?:semi|anti)/.test(kind)) {
    const held = new Set(left.rows.map((row) => keyAt(row, leftPlaces)));
    const rows = right.rows.filter((row) => {
      const key = keyAt(row, rightPlaces);
      return (key !== undefined && held.has(key)) === (kind === 'rightsemi');
    });
    const types = right.columns.map((column) => column.type);
    return { columns: named(node, types), rows: rows.map((row): Row => [null, ...row.slice(1)]) };
  }
  const leftTypes = left.columns.map((column) => column.type);
  if (kind === 'leftsemi' || kind.includes('anti')) {
    const wanted = kind === 'leftsemi';
    const rows = left.rows.filter((row) => matchesOf(row).length > 0 === wanted);
    return { columns: named(node, leftTypes), rows: rows.map((row): Row => [null, ...row.slice(1)]) };
  }
  const kept = right.columns
    .map((_, at) => at + 1)
    .filter((place) => !lookup || !rightPlaces.includes(place));
  const rightTypes = kept.map((place) => right.columns[place - 1]?.type ?? 'dynamic');
  const keepsLeft = kind === 'leftouter' || kind === 'fullouter';
  const rows: Row[] = [];
  const met = new Set<string>();
  const used = new Set<Row>();
  for (const row of left.rows) {
    if (kind === 'innerunique') {
      // The default kind, innerunique, keeps one left row for each key.
      const key = keyAt(row, leftPlaces);
      if (key === undefined || met.has(key)) continue;
      met.add(key);
    }
    const found = matchesOf(row);
    run.spend(found.length);
    for (const other of found) {
      used.add(other);
      rows.push([null, ...row.slice(1), ...kept.map((place) => other[place] ?? null)]);
    }
    if (found.length === 0 && keepsLeft) rows.push([null, ...row.slice(1), ...emptyOf(rightTypes)]);
  }
  if (kind === 'rightouter' || kind === 'fullouter') {
    for (const row of right.rows) {
      if (!used.has(row)) rows.push([null, ...emptyOf(leftTypes), ...row.slice(1)]);
    }
  }
  return { columns: named(node, [...leftTypes, ...rightTypes]), rows };
};
