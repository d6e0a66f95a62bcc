import { ProblemError } from '../engine/model/problem.ts';
import type { Question } from '../engine/model/question.ts';
import { BadInput } from '../host/input/bad-input.ts';
import { loadKusto } from '../host/kql/kusto.ts';
import { type ParseQuery, queryRefusals } from '../host/kql/query-refusals.ts';
import type { Microsoft } from '../microsoft/contract/microsoft.ts';
import type { World } from '../recipes/catalogue/step.ts';

/** Reads a query in this thread. The window has a thread of its own for it. */
export const parseHere: ParseQuery = async (query) => (await loadKusto()).parse(query);

/**
 * Refuses answers that are queries and can't be sent. Nothing is sent for it, so it comes before everything that is.
 * @throws BadInput by the name of the question
 */
export async function checkQueries(
  asks: readonly Question[],
  answers: Readonly<Record<string, unknown>>,
  parse: ParseQuery,
): Promise<void> {
  const [first, ...more] = await queryRefusals(asks, answers, parse);
  if (first) throw new BadInput(first, ...more);
}

/**
 * What steps work with: the signed-in clients, and the reading of queries. Its `counting` throws a ProblemError for a
 * query that can't be sent.
 */
export function worldOf(microsoft: Microsoft, parse: ParseQuery): World {
  return {
    microsoft,
    async counting(query) {
      const { counts, findings } = await parse(query);
      if (counts !== undefined) return counts;
      throw new ProblemError({
        code: 'query-not-understood',
        title: "Couldn't run the query",
        because: findings[0]?.message ?? "The query can't be read.",
        remedies: [{ do: 'redo', step: 'questions' }],
      });
    },
  };
}
