/**
 * Answers Kusto queries over tables in memory. It is the query engine of the practice tenant's Log Analytics.
 *
 * It evaluates the syntax tree and skips nothing. If an operator, function or parameter has no case here,
 * the query is refused with an error in Kusto's shape.
 */

import { type Database, type EvaluationOptions, runQuery } from './query.ts';
import { type KqlAnswer, QueryRefusal } from './values/answer.ts';
import { wireOf } from './values/values.ts';

export type { Database, EvaluationOptions, StoredTable } from './query.ts';
export type { KqlAnswer } from './values/answer.ts';

/**
 * Evaluates a Kusto query.
 *
 * The query as typed.
 * The tables the query can read. A table's rows are made on first use and kept with the table.
 * One `PrimaryResult` table in the query API's wire form, or Kusto's error. Never rejects.
 */
export const evaluateKql = async (
  query: string,
  database: Database,
  options: EvaluationOptions,
): Promise<KqlAnswer> => {
  try {
    const { columns, rows } = await runQuery(query, database, options);
    return {
      tables: [
        {
          name: 'PrimaryResult',
          columns: columns.map(({ name, type }) => ({ name, type })),
          rows: rows.map((row) => columns.map(({ type }, at) => wireOf(row[at + 1] ?? null, type))),
        },
      ],
    };
  } catch (thrown) {
    if (thrown instanceof QueryRefusal) return { error: thrown.error };
    throw thrown;
  }
};
