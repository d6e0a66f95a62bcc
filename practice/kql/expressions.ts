/** Compiles scalar expressions: a syntax tree becomes an expression that computes a value for each row. */

import { scalarFunctions } from './functions/functions.ts';
import { partOf, refuse, refuseUnhandled } from './values/answer.ts';
import { arithmetic, negative, type Sign } from './values/arithmetic.ts';
import {
  equality,
  hasTerms,
  inverse,
  logic,
  matchesRegex,
  membership,
  ordering,
  textComparison,
} from './values/comparisons.ts';
import { type Json, outOfJson, parseJson } from './values/json.ts';
import type { KqlType, Syntax } from './values/language.ts';
import {
  computed,
  constantOf,
  constantValue,
  type Expression,
  emptyRow,
  placeOf,
  type Scope,
} from './values/scope.ts';
import { insideJson, literalValue, type Value, valueOfCell } from './values/values.ts';

const literalTypes: Readonly<Record<string, KqlType>> = {
  BooleanLiteralExpression: 'bool',
  IntLiteralExpression: 'int',
  LongLiteralExpression: 'long',
  RealLiteralExpression: 'real',
  DecimalLiteralExpression: 'decimal',
  DateTimeLiteralExpression: 'datetime',
  TimespanLiteralExpression: 'timespan',
  GuidLiteralExpression: 'guid',
  StringLiteralExpression: 'string',
  CompoundStringLiteralExpression: 'string',
};

const signs: Readonly<Record<string, Sign>> = {
  AddExpression: '+',
  SubtractExpression: '-',
  MultiplyExpression: '*',
  DivideExpression: '/',
  ModuloExpression: '%',
};

const orders: Readonly<Record<string, (comparison: number) => boolean>> = {
  LessThanExpression: (comparison) => comparison < 0,
  LessThanOrEqualExpression: (comparison) => comparison <= 0,
  GreaterThanExpression: (comparison) => comparison > 0,
  GreaterThanOrEqualExpression: (comparison) => comparison >= 0,
};

const member = (container: Value, key: Value): Value => {
  if (container === null || typeof container !== 'object') return null;
  if (Array.isArray(container)) {
    const items = container as readonly Json[];
    return typeof key === 'number' ? outOfJson(items[key < 0 ? items.length + key : key] ?? null) : null;
  }
  if (typeof key !== 'string' || !Object.hasOwn(container, key)) return null;
  return outOfJson((container as Readonly<Record<string, Json>>)[key] ?? null);
};

/** A string column that holds JSON is not dynamic. A path into it is refused, as Kusto refuses it. */
const pathInto = (container: Expression, key: Expression): Expression =>
  container.type === 'dynamic'
    ? computed('dynamic', [container, key], (value = null, name = null) => member(value, name))
    : refuse('SEM0098', `Path expression source must be complex or dynamic, found ${container.type}.`);

const nameReference = (node: Syntax, scope: Scope): Expression => {
  const name = node.refersTo?.name ?? partOf(node, 'Name').text;
  if (scope.places.has(name)) {
    const { column, place } = placeOf(scope, name);
    return { type: column.type, constant: false, at: (row) => row[place] ?? null };
  }
  const bound = scope.run.lets.get(name);
  if (bound !== undefined && 'scalar' in bound) return bound.scalar;
  const { column } = placeOf(scope, name);
  return refuseUnhandled(`'${column.name}'`);
};

/** The values of a sub-query's first column as constants, for `in (T | project x)`. */
const columnOf = (node: Syntax, scope: Scope): Expression[] => {
  const flow = scope.run.tabular(node, scope.run);
  const type = flow.columns[0]?.type ?? refuseUnhandled(`'${node.text}'`);
  return flow.rows.map((row) => constantOf(row[1] ?? null, type));
};

const optionsOf = (node: Syntax, scope: Scope): Expression[] =>
  partOf(node, 'Expressions').items.flatMap((item) =>
    item.columns === undefined ? [compile(item, scope)] : columnOf(item, scope),
  );

/**
 * The content of `dynamic(…)`: JSON that can also have single quotes and Kusto's own literals.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic#dynamic-literals
 */
const jsonOf = (node: Syntax, scope: Scope): Json => {
  if (node.kind === 'JsonArrayExpression') {
    return partOf(node, 'Values').items.map((item) => jsonOf(item, scope));
  }
  if (node.kind === 'JsonObjectExpression') {
    return Object.fromEntries(
      partOf(node, 'Pairs').items.map((pair) => [
        keyText(partOf(pair, 'Name').text),
        jsonOf(partOf(pair, 'Value'), scope),
      ]),
    );
  }
  const { type, at } = compile(node, scope);
  return insideJson(at(emptyRow), type);
};

/** A key without its quotes, which can be single or double. */
const keyText = (quoted: string): string => {
  const read = quoted.startsWith('"') ? parseJson(quoted) : quoted.slice(1, -1);
  return typeof read === 'string' ? read : quoted.slice(1, -1);
};

const dynamicLiteral = (node: Syntax, scope: Scope): Expression => {
  const inner = node.parts['Expression'];
  return constantOf(inner === undefined ? null : jsonOf(inner, scope), 'dynamic');
};

const between = (node: Syntax, scope: Scope): Expression => {
  const value = compile(partOf(node, 'Left'), scope);
  const range = partOf(node, 'Right');
  const from = compile(partOf(range, 'First'), scope);
  const second = compile(partOf(range, 'Second'), scope);
  // In `between (start .. 1d)` the timespan is a length. https://learn.microsoft.com/kusto/query/between-operator
  const to = value.type === 'datetime' && second.type === 'timespan' ? arithmetic('+', from, second) : second;
  const within = logic(
    ordering(value, from, (comparison) => comparison >= 0),
    ordering(value, to, (comparison) => comparison <= 0),
    false,
  );
  return node.kind === 'NotBetweenExpression' ? inverse(within) : within;
};

const membershipKinds: Readonly<Record<string, { readonly negated: boolean; readonly ignoreCase: boolean }>> =
  {
    InExpression: { negated: false, ignoreCase: false },
    NotInExpression: { negated: true, ignoreCase: false },
    // In the library, `Cs` marks the operator with the tilde, which ignores case.
    InCsExpression: { negated: false, ignoreCase: true },
    NotInCsExpression: { negated: true, ignoreCase: true },
  };

/** `pack_all([true])`: the whole row as a bag. With `true` it leaves out empty values. */
const packAll = (given: readonly Syntax[], scope: Scope): Expression => {
  const skips = given[0] !== undefined && compile(given[0], scope).at(emptyRow) === true;
  const { columns } = scope;
  return {
    type: 'dynamic',
    constant: false,
    at: (row) =>
      Object.fromEntries(
        columns.flatMap(({ name, type }, at) => {
          const value = row[at + 1] ?? null;
          return skips && (value === null || value === '') ? [] : [[name, insideJson(value, type)]];
        }),
      ),
  };
};

/** `column_ifexists(name, otherwise)`: the column if the row has it, else the other expression. */
const columnIfExists = (given: readonly Syntax[], scope: Scope): Expression => {
  const [name, otherwise] = given.map((item) => compile(item, scope));
  if (name === undefined || otherwise === undefined) return refuseUnhandled('column_ifexists');
  const sought = constantValue(name, 'column_ifexists(): the name');
  const place = scope.places.get(String(sought));
  const column = place === undefined ? undefined : scope.columns[place - 1];
  return place === undefined || column === undefined
    ? otherwise
    : { type: column.type, constant: false, at: (row) => row[place] ?? null };
};

const call = (node: Syntax, scope: Scope): Expression => {
  const aggregated = scope.aggregate?.(node);
  if (aggregated !== undefined) return aggregated;
  const own = scope.run.called(node, scope);
  if (own !== undefined) return own;
  const name = partOf(node, 'Name').text;
  const given = partOf(partOf(node, 'ArgumentList'), 'Expressions').items;
  if (name === 'pack_all') return packAll(given, scope);
  if (name === 'column_ifexists' || name === 'columnifexists') return columnIfExists(given, scope);
  const build = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
  if (build === undefined) return refuseUnhandled(`the function '${name}'`);
  return build(
    given.map((argument) => compile(argument, scope)),
    scope.run,
  );
};

/** Compiles a scalar expression. Refuses every kind of syntax that has no case here. */
export const compile = (node: Syntax, scope: Scope): Expression => {
  const { kind } = node;
  const literal = literalTypes[kind];
  if (literal !== undefined) return constantOf(literalValue(node.literal ?? null, literal), literal);
  const sides = (): [Expression, Expression] => [
    compile(partOf(node, 'Left'), scope),
    compile(partOf(node, 'Right'), scope),
  ];
  const sign = signs[kind];
  if (sign !== undefined) return arithmetic(sign, ...sides());
  const order = orders[kind];
  if (order !== undefined) return ordering(...sides(), order);
  const among = membershipKinds[kind];
  if (among !== undefined) {
    return membership(compile(partOf(node, 'Left'), scope), optionsOf(partOf(node, 'Right'), scope), among);
  }
  switch (kind) {
    case 'NullLiteralExpression':
      return constantOf(null, 'dynamic');
    case 'DynamicExpression':
      return dynamicLiteral(node, scope);
    case 'NameReference':
      return nameReference(node, scope);
    case 'ParenthesizedExpression':
      return compile(partOf(node, 'Expression'), scope);
    case 'PathExpression':
    case 'ElementExpression':
      return path(node, scope);
    case 'AndExpression':
      return logic(...sides(), false);
    case 'OrExpression':
      return logic(...sides(), true);
    case 'EqualExpression':
      return equality(...sides(), false);
    case 'NotEqualExpression':
      return equality(...sides(), true);
    case 'UnaryMinusExpression':
      return negative(compile(partOf(node, 'Expression'), scope));
    case 'UnaryPlusExpression':
      return compile(partOf(node, 'Expression'), scope);
    case 'BetweenExpression':
    case 'NotBetweenExpression':
      return between(node, scope);
    case 'HasAnyExpression':
    case 'HasAllExpression':
      return hasTerms(
        compile(partOf(node, 'Left'), scope),
        optionsOf(partOf(node, 'Right'), scope),
        kind === 'HasAllExpression',
      );
    case 'FunctionCallExpression':
      return call(node, scope);
    case 'MatchesRegexExpression':
      return matchesRegex(...sides());
    case 'TypeOfLiteralExpression':
      return constantOf(node.refersTo?.name ?? 'string', 'string');
    case 'ToScalarExpression': {
      const flow = scope.run.tabular(partOf(node, 'Expression'), scope.run);
      const type = flow.columns[0]?.type ?? 'dynamic';
      return constantOf(flow.rows[0]?.[1] ?? valueOfCell(null, type), type);
    }
    default:
      break;
  }
  if (node.parts['Left'] !== undefined && node.parts['Right'] !== undefined) {
    const [left, right] = sides();
    const operator = node.parts['Operator']?.text ?? '';
    const compared = textComparison(kind, left, right, operator);
    if (compared !== undefined) return compared;
    return refuseUnhandled(`the operator '${operator}'`);
  }
  return refuseUnhandled(`the expression '${node.text}'`);
};

/** A path: `a.b`, `a['b']` or `a[0]`. `a.[0]` is read like `a[0]`. */
const path = (node: Syntax, scope: Scope): Expression => {
  const selector = partOf(node, 'Selector');
  const isNamed = node.kind === 'PathExpression' && selector.kind !== 'BracketedExpression';
  return pathInto(
    compile(partOf(node, 'Expression'), scope),
    isNamed ? constantOf(memberName(selector), 'string') : compile(partOf(selector, 'Expression'), scope),
  );
};

/** The name after a dot, either plain or in brackets and quotes. */
const memberName = (selector: Syntax): string => {
  if (selector.kind !== 'NameReference') return refuseUnhandled(`'${selector.text}'`);
  const text = partOf(selector, 'Name').text;
  return text.startsWith('[') ? text.slice(2, -2) : text;
};

/** Compiles a condition, whose type must be bool or dynamic. */
export const compileCondition = (node: Syntax, scope: Scope): Expression => {
  const condition = compile(node, scope);
  // A dynamic value meets the condition only if it is true.
  if (condition.type === 'dynamic') return computed('bool', [condition], (value = null) => value === true);
  return condition.type === 'bool'
    ? condition
    : refuse(
        'SEM0027',
        `'${scope.operator}' operator: expected an expression of type bool, found ${condition.type}.`,
      );
};

/** Compiles the number that limits rows (`take 10`). It must be a constant whole number. */
export const compileCount = (node: Syntax, scope: Scope): number => {
  const expression = compile(node, scope);
  const value = expression.constant ? expression.at(emptyRow) : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(
        'SEM0001',
        `'${scope.operator}' operator: expected a constant number of rows, found '${node.text}'.`,
      );
};
