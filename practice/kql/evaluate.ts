/**
 * Answers Kusto queries over tables in memory: the query engine behind the practice tenant's Log Analytics.
 *
 * It evaluates the syntax tree and fails closed: an operator, function or parameter without a case here is refused
 * with an error of the engine's shape, never skipped.
 */

import { type Database, type EvaluationOptions, runQuery } from './query.ts';
import { type KqlAnswer, QueryRefusal } from './values/answer.ts';
import { wireOf } from './values/values.ts';

export type { Database, EvaluationOptions, StoredTable } from './query.ts';
export type { KqlAnswer } from './values/answer.ts';

/**
 * Evaluates a Kusto query.
 *
 * @param query The query, as typed.
 * @param database The tables it may read; a table's rows are made on first use and kept with the table.
 * @returns One `PrimaryResult` table in the wire form of the query API, or the engine's error. Never rejects.
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
