import { worldOf } from '../../app/queries.ts';
import { queryCost } from '../../microsoft/azure/query-cost.ts';
import type { Answering } from '../../preload/contract.ts';
import { requireSignIn, toResult, type WindowSession } from '../session/window-session.ts';
import { offered } from './offered.ts';

/** A query while it is typed: first by itself, then by the workspace it will run on. */
export function queryCalls(
  desk: WindowSession,
): Pick<Answering, 'query.parse' | 'query.complete' | 'query.try'> {
  return {
    'query.parse': async ({ query }) =>
      (await desk.kql.parse(query)).findings.map(({ message, remedy, ...place }) => ({
        ...place,
        message: remedy ? `${message} ${remedy}` : message,
      })),

    'query.complete': ({ query, at }) => desk.kql.complete(query, at),

    'query.try': ({ recipe, picked, query }) =>
      toResult(desk, async () => {
        const { microsoft } = requireSignIn(desk);
        offered(desk, recipe, picked);
        const { counting } = worldOf(microsoft, desk.kql.parse);
        const { tables } = await desk.kql.parse(query);
        return { ok: await queryCost(microsoft.logs, picked, await counting(query), tables) };
      }),
  };
}
