import { refuse, refuseUnhandled } from './answer.ts';
import type { Column, KqlType, Syntax } from './language.ts';
import type { Value } from './values.ts';

/**
 * A row while a query runs. Place 0 has the record's ingestion time, or null if a query made the record.
 * Columns follow from place 1. `ingestion_time()` isn't a column, yet it follows a record through operators.
 */
export type Row = readonly Value[];

/** A table while a query runs: its columns and its rows. */
export interface Flow {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A compiled scalar expression: its type, and the function that computes its value for a row. */
export interface Expression {
  readonly type: KqlType;
  readonly at: (row: Row) => Value;
  /** True if it reads no column, so one value is valid for all rows. */
  readonly constant: boolean;
}

/** A thing that `let` binds: a value, a table or a function. A function sees the names bound before it. */
export type Bound =
  | { readonly scalar: Expression }
  | { readonly flow: Flow }
  | { readonly parameters: Syntax; readonly lets: ReadonlyMap<string, Bound> };

/** The values that apply to a whole query: its moment, its names and its limits. */
export interface Run {
  readonly now: bigint;
  readonly lets: Map<string, Bound>;
  /** Counts the rows visited, and ends a query that exceeds its limits. */
  readonly spend: (rows: number) => void;
  /** The value of a call of a `let` function, or undefined if `let` names no such function. */
  readonly called: (call: Syntax, scope: Scope) => Expression | undefined;
  /** Evaluates a tabular expression (a sub-query). */
  readonly tabular: (node: Syntax, scope: Run) => Flow;
  /** The names of all stored tables. */
  readonly tables: readonly string[];
  /** Tables made before the query could be read, by the name they have in it. */
  readonly made: Map<string, Flow>;
  /** The rows of a stored table. */
  readonly table: (name: string) => Flow;
}

/** The context an expression is compiled in, with the columns of its rows. */
export interface Scope {
  readonly run: Run;
  readonly operator: string;
  readonly columns: readonly Column[];
  readonly places: ReadonlyMap<string, number>;
  /** Set if aggregates are allowed (`summarize`): the expression that reads an aggregate's result. */
  readonly aggregate?: (call: Syntax) => Expression | undefined;
}

export const scopeOf = (run: Run, columns: readonly Column[], operator: string): Scope => ({
  run,
  operator,
  columns,
  places: new Map(columns.map((column, at) => [column.name, at + 1])),
});

export const emptyRow: Row = [null];

/** The value of an expression that reads no column. Any other expression is refused. */
export const constantValue = (expression: Expression, what: string): Value =>
  expression.constant ? expression.at(emptyRow) : refuse('SEM0001', `${what} must be a constant expression.`);

export const constantOf = (value: Value, type: KqlType): Expression => ({
  type,
  constant: true,
  at: () => value,
});

/** An expression over the values of others. If none of them reads a column, it is computed once. */
export const computed = (
  type: KqlType,
  over: readonly Expression[],
  compute: (...values: readonly Value[]) => Value,
): Expression => {
  const [first, second] = over;
  const at: Expression['at'] =
    over.length === 1 && first !== undefined
      ? (row) => compute(first.at(row))
      : over.length === 2 && first !== undefined && second !== undefined
        ? (row) => compute(first.at(row), second.at(row))
        : (row) => compute(...over.map((part) => part.at(row)));
  if (!over.every((part) => part.constant)) return { type, constant: false, at };
  return constantOf(at(emptyRow), type);
};

/** The column of this name and its place. An unknown name is refused in Kusto's words. */
export const placeOf = (scope: Scope, name: string): { readonly column: Column; readonly place: number } => {
  const place = scope.places.get(name);
  const column = place === undefined ? undefined : scope.columns[place - 1];
  if (place === undefined || column === undefined) {
    return refuse(
      'SEM0100',
      `'${scope.operator}' operator: Failed to resolve column or scalar expression named '${name}'`,
    );
  }
  return { column, place };
};

/** The parameters of an operator (`kind=inner`). The operator must support each of them. */
export const parametersOf = (
  node: Syntax,
  allowed: Readonly<Record<string, readonly string[] | 'any'>>,
): Readonly<Record<string, string>> => {
  const given: Record<string, string> = {};
  for (const parameter of node.parts['Parameters']?.items ?? []) {
    const name = parameter.parts['Name']?.text ?? '';
    // A hint affects how Kusto works, and changes no row. https://learn.microsoft.com/kusto/query/shuffle-query
    if (name.startsWith('hint.')) continue;
    const expression = parameter.parts['Expression'];
    const value = expression?.literal ?? expression?.text ?? '';
    const values = allowed[name];
    if (values === undefined || (values !== 'any' && !values.includes(value))) {
      return refuseUnhandled(`the parameter '${parameter.text}'`);
    }
    given[name] = value;
  }
  return given;
};
