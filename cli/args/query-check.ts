import { ProblemError } from '../../engine/model/problem.ts';
import { costWords } from '../../engine/model/query-cost.ts';
import type { Answers, Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { visible } from '../../engine/model/visible.ts';
import { BadInput } from '../../host/input/bad-input.ts';
import { loadKusto } from '../../host/kql/kusto.ts';
import { queriesIn, queryRefusals } from '../../host/kql/query-refusals.ts';
import { queryCost } from '../../microsoft/azure/query-cost.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/**
 * Refuses an answer that is a query and no KQL, before anything is sent.
 * @throws BadInput by the name of its question
 */
export async function checkQueries(asks: readonly Question[], answers: Answers): Promise<void> {
  if (queriesIn(asks, answers).length === 0) return;
  const { parse } = await loadKusto();
  const [first, ...more] = await queryRefusals(asks, answers, async (query) => parse(query));
  if (first) throw new BadInput(first, ...more);
}

/** What the first workspace says of each query, run as the one signed in over a day. Nothing here stops a run. */
export async function queryLines<World>(
  recipe: Recipe<World>,
  answers: Answers,
  { logs }: Pick<Microsoft, 'logs'>,
): Promise<readonly string[]> {
  const picked = recipe.sidePanel ? answers[recipe.sidePanel.picks] : undefined;
  const armId = Array.isArray(picked) ? (picked as readonly string[])[0] : undefined;
  const queries = queriesIn(recipe.questions, answers);
  if (armId === undefined || queries.length === 0) return [];
  const { parse } = await loadKusto();
  const lines = await Promise.all(
    queries.map(async ({ query, place }) => {
      try {
        return `${place}: ${costWords(await queryCost(logs, armId, query, parse(query).tables))}`;
      } catch (error) {
        if (error instanceof ProblemError) return `${place}: ${visible(error.problem.because)}`;
        throw error;
      }
    }),
  );
  return [
    `On ${visible(armId.split('/').at(-1) ?? '')}, over the last day:`,
    ...lines.map((line) => `  ${line}`),
  ];
}
