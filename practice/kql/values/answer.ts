import type { Column, Syntax } from './language.ts';

/** A table of an answer, as the query API returns it. */
interface AnswerTable {
  readonly name: 'PrimaryResult';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * What the engine says about a query it does not answer. `code` is the engine's (`SEM0100`, `SYN0002`, …), or
 * `NotImitated` where the practice tenant and not the engine refuses; `line` and `pos` count from 1 and 0 and accompany syntax errors, as does `token`.
 */
export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly pos?: number;
  readonly token?: string;
}

/** What the query engine answers: one table, or why not. */
export type KqlAnswer = { readonly tables: readonly AnswerTable[] } | { readonly error: QueryError };

/** Thrown inside the evaluator and caught by it: a query that is refused. */
export class QueryRefusal extends Error {
  readonly error: QueryError;
  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** A query that names a table the workspace has not: the one refusal a fuzzy union passes over. */
export class UnresolvedTable extends QueryRefusal {}

/** Refuses a query with the engine's code and words. */
export const refuse = (code: string, message: string): never => {
  throw new QueryRefusal({ code, message });
};

/** The code for what this evaluator can't do. It is never one of Kusto's, which mean that Kusto refuses the query. */
export const notImitated = 'NotImitated';

/** Refuses something Kusto has and this evaluator has not: better no answer than a wrong one. */
export const refuseUnhandled = (what: string): never =>
  refuse(notImitated, `practice cannot evaluate ${what}`);

/** A part of the tree that must be there, or the query is refused. */
export const partOf = (node: Syntax, name: string): Syntax =>
  node.parts[name] ?? refuseUnhandled(`'${node.text}'`);
