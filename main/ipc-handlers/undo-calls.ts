import { randomUUID } from 'node:crypto';
import { fold } from '../../engine/journal/fold.ts';
import type { Answering } from '../../preload/contract.ts';
import { begin, isBusy, underWay } from '../session/window-run.ts';
import { recipeOf, requireSignIn, toResult, type WindowSession } from '../session/window-session.ts';
import {
  checkTenant,
  connectionNamed,
  notPlanned,
  notThisPlan,
  plannedWith,
  writtenEntries,
} from './run-calls.ts';

type UndoCalls = 'undo.plan' | 'disconnect.plan' | 'undo.start';

/** What a run made goes back, or a connection goes away, whoever made it. Planned first, and then started. */
export function undoCalls(desk: WindowSession): Pick<Answering, UndoCalls> {
  return {
    'undo.plan': ({ runId }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (await isBusy(desk)) return { problem: underWay() };
        const { tenant, recipe, answers } = fold(await writtenEntries(desk, runId));
        if (tenant === undefined) return { problem: notPlanned() };
        checkTenant(who, tenant.tenantId, tenant.tenantName);
        const beginning = { recipe: recipeOf(recipe), intent: 'undo' as const, answers, runId, who };
        return plannedWith(await begin(desk, { ...beginning, secretAnswers: {} }));
      }),

    'disconnect.plan': ({ of }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (await isBusy(desk)) return { problem: underWay() };
        const named = await connectionNamed(desk, who, of);
        if ('refusals' in named) return named;
        const beginning = { ...named, intent: 'undo' as const, disconnects: true as const, who };
        const started = await begin(desk, { ...beginning, runId: randomUUID(), secretAnswers: {} });
        return plannedWith(started);
      }),

    'undo.start': ({ runId, planHash, confirmed }) =>
      toResult(desk, async () => {
        const mine = desk.runs.get(runId);
        if (mine?.live.approve(planHash, confirmed)) return { ok: { runId } };
        const plan = await mine?.live.planned;
        // Nothing to put back: the run has ended by itself, and that is what was asked for.
        if (plan?.planHash === planHash && plan.changes.length === 0) return { ok: { runId } };
        return { problem: mine === undefined ? notPlanned() : notThisPlan() };
      }),
  };
}
