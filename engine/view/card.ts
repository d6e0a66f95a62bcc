import type { PlannedChange, RunState, StepState } from '../journal/journal.ts';
import type { Problem } from '../model/problem.ts';
import type { Evidence, Show, State } from '../model/show.ts';
import type { Change } from '../model/step.ts';

/** What a card's mark says: the five states of a finding, and the two of a list that is still being worked on. */
export type Mark = State | 'waiting-person' | 'running' | 'pending';

/** A step as plain data made of the closed vocabularies. Window and command line draw nothing else. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: 'block' | 'warn' | 'info';
  readonly checks: readonly string[];
  readonly mark: Mark;
  /** One sentence of where it stands. */
  readonly caption: string;
  readonly ms: number;
  readonly usually?: { readonly from: number; readonly to: number };
  /** When waiting began, ISO-8601 UTC. */
  readonly since?: string;
  readonly settling?: { readonly looks: number; readonly agreed: number };
  /** Changes planned or made by it. */
  readonly changes: readonly { readonly change: Change; readonly is: 'planned' | 'made' | 'undone' }[];
  /** What a check found that repair could change; empty where nothing is planned otherwise either. */
  readonly repairs: readonly Change[];
  readonly shows: readonly Show[];
  readonly problem?: Problem;
  readonly warning?: Problem;
  /** What makes it true is repair, and not set-up. */
  readonly byRepair?: true;
  /** The requests the finding rests on. */
  readonly evidence: readonly Evidence[];
}

/** The order of states, worst first. */
export const worstFirst: readonly Mark[] = [
  'unmet',
  'blocked',
  'waiting-person',
  'waiting',
  'unknown',
  'running',
  'not-reached',
  'pending',
  'met',
];

/** What needs attention first; otherwise as they came. */
export function byState(of: readonly Card[]): readonly Card[] {
  return of.toSorted((a, b) => worstFirst.indexOf(a.mark) - worstFirst.indexOf(b.mark));
}

/** Cards in the order of the steps. */
export function cards(picture: RunState): readonly Card[] {
  return picture.steps.map((step) => card(step, picture));
}

/** Cards for a check: what needs attention first. */
export function cardsByState(picture: RunState): readonly Card[] {
  return byState(cards(picture));
}

function card(step: StepState, picture: RunState): Card {
  const { heading, finding } = step;
  const mark = markOf(step);
  const since = finding?.since ?? step.settling?.since;
  const usually = finding?.usually ?? heading.usually;
  return {
    id: heading.id,
    title: heading.title,
    why: heading.why,
    severity: heading.severity,
    checks: heading.checks,
    mark,
    caption: caption(step, mark, picture),
    ms: step.ms,
    ...(usually ? { usually } : {}),
    ...(since ? { since } : {}),
    ...(step.settling ? { settling: { looks: step.settling.looks, agreed: step.settling.agreed } } : {}),
    changes: changesOf(step, picture.plan?.changes ?? []),
    repairs: picture.intent === 'verify' && finding?.is === 'unmet' ? (finding.changes ?? []) : [],
    shows: finding?.shows ?? [],
    ...(finding?.problem && mark !== 'met' ? { problem: finding.problem } : {}),
    ...(finding?.warning ? { warning: finding.warning } : {}),
    ...(isRepairs(step, picture) ? { byRepair: true as const } : {}),
    evidence: finding?.evidence ?? [],
  };
}

/** What was looked at for its own sake is repaired; in a set-up, what set-up does not change. */
function isRepairs({ heading, finding }: StepState, { intent }: RunState): boolean {
  if (intent === 'verify' || intent === 'repair') return true;
  const again = finding?.problem?.remedies.find((remedy) => remedy.do === 'redo');
  return again?.step === heading.id && !heading.changes;
}

function markOf(step: StepState): Mark {
  if (step.running) return 'running';
  if (!step.finding) return 'pending';
  if (step.is === 'waiting' && step.finding.on === 'person') return 'waiting-person';
  return step.is;
}

function changesOf(step: StepState, planned: readonly PlannedChange[]): Card['changes'] {
  const undone = new Set(step.undone.map((receipt) => receipt.operation));
  const made = step.made.map(({ change, operation }) => ({
    change,
    is: undone.has(operation) ? ('undone' as const) : ('made' as const),
  }));
  const keys = new Set(step.made.map(({ change }) => changeKey(change)));
  const still = planned.filter((change) => change.step === step.heading.id && !keys.has(changeKey(change)));
  return [...made, ...still.map((change) => ({ change: withoutStep(change), is: 'planned' as const }))];
}

function withoutStep({ step: _step, unmarked: _unmarked, ...change }: PlannedChange): Change {
  return change;
}

/** What makes two changes the same change: everything a person reviewed, and no id, time or run. */
export function changeKey(change: Change): string {
  return JSON.stringify([change.verb, change.what, change.where, change.right, change.months ?? null]);
}

function caption(step: StepState, mark: Mark, picture: RunState): string {
  const { finding } = step;
  const behind = finding?.behind && picture.steps.find((other) => other.heading.id === finding.behind);
  switch (mark) {
    case 'met':
      return finding?.warning?.title ?? made(step) ?? step.heading.why;
    case 'not-reached':
      return behind ? `Starts after: ${behind.heading.title}` : 'Not checked yet';
    case 'running':
      return step.settling
        ? `Created. Waiting for Microsoft (checked ${times(step.settling.looks)})`
        : step.heading.why;
    case 'pending':
      return step.heading.why;
    case 'unmet':
    case 'blocked':
    case 'unknown':
    case 'waiting':
    case 'waiting-person':
      return finding?.problem?.because ?? step.heading.why;
  }
}

function made(step: StepState): string | undefined {
  if (step.made.length === 0) return undefined;
  return `${step.made.map(({ change }, at) => (at === 0 ? change.what : change.what.replace(/^Its /u, 'its '))).join(', ')}. Confirmed`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
