import type { Answers, Question, Refusal } from '../../engine/model/question.ts';
import { queryRefusals } from '../../host/kql/query-refusals.ts';
import { queryCost } from '../../microsoft/azure/query-cost.ts';
import type { Answering } from '../../preload/contract.ts';
import { requireSignIn, toResult, type WindowSession } from '../session/window-session.ts';
import { offered } from './offered.ts';

/** A query while it is typed: first by itself, then by the workspace it will run on. */
export function queryCalls(
  desk: WindowSession,
): Pick<Answering, 'query.parse' | 'query.complete' | 'query.try'> {
  return {
    'query.parse': async ({ query }) => (await desk.kql.parse(query)).faults,

    'query.complete': ({ query, at }) => desk.kql.complete(query, at),

    'query.try': ({ recipe, picked, query }) =>
      toResult(desk, async () => {
        const { microsoft } = requireSignIn(desk);
        offered(desk, recipe, picked);
        const { tables } = await desk.kql.parse(query);
        return { ok: await queryCost(microsoft.logs, picked, query, tables) };
      }),
  };
}

/** Answers that are queries and no KQL. */
export function badQueries(
  desk: WindowSession,
  asks: readonly Question[],
  answers: Answers,
): Promise<readonly Refusal[]> {
  return queryRefusals(asks, answers, (query) => desk.kql.parse(query));
}
