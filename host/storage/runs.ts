import { fold } from '../../engine/journal/fold.ts';
import type { Entry, Intent, RunState, RunTenant } from '../../engine/journal/journal.ts';
import type { Answers } from '../../engine/model/question.ts';
import type { RunEntries } from './journal-file.ts';

/** A run of earlier in a few words; the window's Welcome and the command line's `runs` show it. */
export interface RunOverview {
  readonly runId: string;
  readonly recipe: string;
  readonly tenant: RunTenant;
  readonly intent: Intent;
  readonly beganAt: string;
  readonly lastAt: string;
  /** Changes made and not undone. */
  readonly made: number;
  readonly planned: number;
  readonly finished: boolean;
  /** Signed with another key than this home's own: shown, and nothing more. */
  readonly readOnly?: true;
}

/** Runs as overviews, the newest first. A run of which not even the beginning was written is left out. */
export function overviews(runs: readonly RunEntries[]): readonly RunOverview[] {
  return runs
    .flatMap(({ entries, readOnly }) => {
      const view = overview(asItStands(entries));
      if (!view) return [];
      return readOnly ? { ...view, finished: true, readOnly } : view;
    })
    .reverse();
}

/** A run's picture, where an undo that was looked at and never said yes to leaves it as it was before. */
function asItStands(entries: readonly Entry[]): RunState {
  const at = entries.findLastIndex(({ kind }) => kind === 'run-began');
  const began = entries[at];
  const isUndo = at > 0 && began?.kind === 'run-began' && began.intent === 'undo';
  const happened = entries
    .slice(at)
    .some((entry) => entry.kind === 'approved' || (entry.kind === 'run-ended' && entry.ended === 'done'));
  return isUndo && !happened ? asItStands(entries.slice(0, at)) : fold(entries);
}

function overview(picture: RunState): RunOverview | undefined {
  if (!picture.tenant) return undefined;
  return {
    runId: picture.runId,
    recipe: picture.recipe,
    tenant: picture.tenant,
    intent: picture.intent,
    beganAt: picture.beganAt,
    lastAt: picture.lastAt,
    made: standing(picture),
    planned: picture.plan?.changes.length ?? 0,
    finished: isFinished(picture),
  };
}

/** How much of what a run made still stands, and could be put back. */
export function standing(picture: RunState): number {
  const canStand = (of: RunState['steps'][number]) => of.made.filter(({ receipt }) => !receipt.lost).length;
  return picture.steps.reduce((sum, step) => sum + Math.max(0, canStand(step) - step.undone.length), 0);
}

/**
 * Whether nothing is left to continue. A setup that ended incomplete, was cancelled or broke off continues.
 * One that was declined or went stale continues only if it had made something before.
 */
function isFinished(picture: RunState): boolean {
  if (picture.intent === 'plan' || picture.intent === 'verify') return true;
  if (picture.ended === 'done') return true;
  if (picture.ended !== 'declined' && picture.ended !== 'stale') return false;
  return standing(picture) === 0 && picture.steps.every((step) => step.open.length === 0);
}

/** Every entry of earlier runs of a recipe in a tenant, oldest run first. */
export function earlierEntries(
  runs: readonly RunEntries[],
  of: { readonly recipe: string; readonly tenantId: string },
): readonly Entry[] {
  return runs
    .filter(({ entries, readOnly }) => !readOnly && isOf(fold(entries), of))
    .flatMap(({ entries }) => entries);
}

/**
 * The newest unfinished run of that intent, recipe, tenant and set of workspaces. A new run continues it, so
 * that undo covers all of it.
 */
export function unfinishedRun(
  runs: readonly RunEntries[],
  of: {
    readonly intent: 'set-up' | 'repair' | 'rotate';
    readonly recipe: string;
    readonly tenantId: string;
    readonly answers: Answers;
  },
): RunEntries | undefined {
  return runs.findLast(({ entries, readOnly }) => {
    if (readOnly) return false;
    const picture = asItStands(entries);
    if (picture.intent !== of.intent || isFinished(picture) || !isOf(picture, of)) return false;
    return workspaces(picture.answers) === workspaces(of.answers);
  });
}

function isOf(picture: RunState, of: { readonly recipe: string; readonly tenantId: string }): boolean {
  return picture.recipe === of.recipe && picture.tenant?.tenantId === of.tenantId;
}

/** ARM IDs differ in case without a difference in meaning. */
function workspaces(answers: Answers): string {
  const picked = answers['workspace'];
  const list = Array.isArray(picked) ? picked : picked === undefined ? [] : [String(picked)];
  return [...new Set(list.map((id: string) => id.toLowerCase()))].sort().join('\n');
}
