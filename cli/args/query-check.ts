import { parseHere } from '../../app/queries.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import { costWords } from '../../engine/model/query-cost.ts';
import type { Answers } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { visible } from '../../engine/model/visible.ts';
import { queriesIn } from '../../host/kql/query-refusals.ts';
import { queryCost } from '../../microsoft/azure/query-cost.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/** What each picked workspace says of each query, run as the one signed in over a day. Nothing here stops a run. */
export async function queryLines<World>(
  recipe: Recipe<World>,
  answers: Answers,
  { logs }: Pick<Microsoft, 'logs'>,
): Promise<readonly string[]> {
  const picked = recipe.sidePanel ? answers[recipe.sidePanel.picks] : undefined;
  const armIds = Array.isArray(picked) ? (picked as readonly string[]) : [];
  const queries = queriesIn(recipe.questions, answers);
  if (queries.length === 0) return [];
  const linesOn = async (armId: string): Promise<readonly string[]> => [
    `On ${visible(armId.split('/').at(-1) ?? '')}, over the last day:`,
    ...(await Promise.all(queries.map(async (each) => `  ${await queryLine(logs, armId, each)}`))),
  ];
  return (await Promise.all(armIds.map(linesOn))).flat();
}

async function queryLine(
  logs: Microsoft['logs'],
  armId: string,
  { query, place }: { readonly query: string; readonly place: string },
): Promise<string> {
  const { counts, tables } = await parseHere(query);
  try {
    return `${place}: ${costWords(await queryCost(logs, armId, counts ?? query, tables))}`;
  } catch (error) {
    if (error instanceof ProblemError) return `${place}: ${visible(error.problem.because)}`;
    throw error;
  }
}
