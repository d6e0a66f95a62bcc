import type { PlannedChange, RunState, StepState } from '../../engine/journal/journal.ts';
import { ownChanges } from '../../engine/run/plan.ts';

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
