import type { Column, Syntax } from './language.ts';

/** A table of an answer, in the query API's form. */
interface AnswerTable {
  readonly name: 'PrimaryResult';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * The error for a query that isn't answered. `code` is Kusto's (`SEM0100`, `SYN0002`, …), or `NotImitated`
 * if the practice tenant refuses, not Kusto. Syntax errors have `line` (from 1), `pos` (from 0) and `token`.
 */
export interface QueryError {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly pos?: number;
  readonly token?: string;
}

/** The answer to a query: one table, or the error. */
export type KqlAnswer = { readonly tables: readonly AnswerTable[] } | { readonly error: QueryError };

/** Thrown and caught inside the evaluator: the query is refused. */
export class QueryRefusal extends Error {
  readonly error: QueryError;
  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** The query names a table that the workspace doesn't have. A fuzzy union ignores only this refusal. */
export class UnresolvedTable extends QueryRefusal {}

/** Refuses a query with Kusto's code and words. */
export const refuse = (code: string, message: string): never => {
  throw new QueryRefusal({ code, message });
};

/** The code for what this evaluator can't do. It is never one of Kusto's, which mean that Kusto refuses the query. */
export const notImitated = 'NotImitated';

/** Refuses a feature that Kusto has and this evaluator lacks: no answer is better than a wrong one. */
export const refuseUnhandled = (what: string): never =>
  refuse(notImitated, `practice cannot evaluate ${what}`);

/** A part of the tree that must be there. If it is missing, the query is refused. */
export const partOf = (node: Syntax, name: string): Syntax =>
  node.parts[name] ?? refuseUnhandled(`'${node.text}'`);
