import { fold } from '../../engine/journal/fold.ts';
import type { Entry, PlannedChange, RunState, StepState } from '../../engine/journal/journal.ts';
import { membership, ownChanges } from '../../engine/run/plan.ts';

/** The changes of one step, as the review groups them. */
export interface ChangeGroup {
  readonly step: string;
  readonly title: string;
  readonly why: string;
  readonly changes: readonly PlannedChange[];
}

/** Groups the plan's changes that the person signed in makes by step, in the order of the steps. */
export function changeGroups(picture: RunState): readonly ChangeGroup[] {
  return grouped(picture, ownChanges(picture.plan?.changes ?? []));
}

/** The same of what is for someone else, but for steps that stand in the way already and say so themselves. */
export function othersGroups(picture: RunState): readonly ChangeGroup[] {
  const said = new Set(inTheWay(picture).map(({ heading }) => heading.id));
  const theirs = (picture.plan?.changes ?? []).filter(({ by }) => by === 'someone-else');
  return grouped(
    picture,
    theirs.filter(({ step }) => !said.has(step)),
  );
}

function grouped(picture: RunState, all: readonly PlannedChange[]): readonly ChangeGroup[] {
  return picture.steps.flatMap(({ heading }) => {
    const changes = all.filter(({ step }) => step === heading.id);
    if (changes.length === 0) return [];
    return [{ step: heading.id, title: heading.title, why: heading.why, changes }];
  });
}

/**
 * Steps a full set-up needs and the person signed in cannot make true now: for someone else, blocked, not looked at, or
 * unmet with nothing we could change.
 */
export function inTheWay(picture: RunState): readonly StepState[] {
  const planned = new Set(ownChanges(picture.plan?.changes ?? []).map(({ step }) => step));
  return picture.steps.filter(({ heading, is, finding }) => {
    if (!finding?.problem || planned.has(heading.id) || heading.severity !== 'block') return false;
    return is === 'blocked' || is === 'unknown' || is === 'unmet' || is === 'waiting';
  });
}

/** How the changes that a tenant needs differ from those that a person reviewed. */
export interface PlanDifference {
  readonly added: readonly PlannedChange[];
  readonly gone: readonly PlannedChange[];
}

/**
 * What changed since the plan was reviewed, as far as the entries of a stale run say. A run that continued has a new plan
 * to compare. A plan that was read for too long has only what the second check found, and a step that this check couldn't
 * reach counts as unchanged.
 */
export function planDifference(entries: readonly Entry[]): PlanDifference {
  const stretch = lastStretch(entries);
  const planned = stretch.findLastIndex(({ kind }) => kind === 'planned');
  const { plan, steps } = fold(stretch);
  if (!plan) return { added: [], gone: [] };
  const checked = new Set(
    stretch
      .slice(planned)
      .flatMap((entry) => (entry.kind === 'found' && wasReached(entry.finding.is) ? [entry.step] : [])),
  );
  if (checked.size === 0) return sinceApproved(entries.slice(0, -stretch.length), plan.changes);
  const now = steps.flatMap(({ heading, is, finding }) =>
    checked.has(heading.id) && heading.changes && (is === 'unmet' || is === 'waiting')
      ? (finding?.changes ?? []).map((change) => ({ ...change, step: heading.id }))
      : [],
  );
  const before = plan.changes.filter(({ step }) => checked.has(step));
  return { added: without(now, before), gone: without(before, now) };
}

/** The plan of a run that continued, against what was approved before it and isn't made yet. */
function sinceApproved(earlier: readonly Entry[], plan: readonly PlannedChange[]): PlanDifference {
  const { approved, plan: reviewed, steps } = fold(earlier);
  if (!approved || !reviewed) return { added: [], gone: [] };
  const made = steps.flatMap(({ heading, made: each }) =>
    each.map(({ change }) => ({ ...change, step: heading.id })),
  );
  return { added: without(plan, reviewed.changes), gone: without(without(reviewed.changes, made), plan) };
}

const lastStretch = (entries: readonly Entry[]): readonly Entry[] =>
  entries.slice(
    Math.max(
      0,
      entries.findLastIndex(({ kind }) => kind === 'run-began'),
    ),
  );

const wasReached = (is: StepState['is']): boolean => is !== 'not-reached' && is !== 'unknown';

function without(
  changes: readonly PlannedChange[],
  others: readonly PlannedChange[],
): readonly PlannedChange[] {
  const isOther = membership(others);
  return changes.filter((change) => !isOther(change.step, change));
}
