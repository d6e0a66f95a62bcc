import type { Begun, Receipt } from '../model/step.ts';
import type { Entry, RunState, StepState } from './journal.ts';

type Draft = { -readonly [K in keyof StepState]: StepState[K] };
type PictureDraft = { -readonly [K in Exclude<keyof RunState, 'steps'>]: RunState[K] };

/**
 * Turns the entries of one run into the picture of it. Pure and total: main, the window, the command line and the
 * next run all fold the same entries with this function. An unknown step is passed over.
 */
export function fold(entries: readonly Entry[]): RunState {
  const steps = new Map<string, Draft>();
  const picture: PictureDraft = {
    runId: entries[0]?.runId ?? '',
    recipe: '',
    title: '',
    intent: 'plan',
    tenant: undefined,
    answers: {},
    beganAt: entries[0]?.at ?? '',
    lastAt: entries.at(-1)?.at ?? '',
    plan: undefined,
    approved: false,
    facts: {},
    ended: undefined,
  };
  for (const entry of entries) {
    if (entry.kind === 'run-began') begin(picture, steps, entry);
    else if (entry.kind === 'planned') picture.plan = { planHash: entry.planHash, changes: entry.changes };
    else if (entry.kind === 'approved') picture.approved = true;
    else if (entry.kind === 'run-ended') {
      picture.ended = entry.ended;
      for (const each of steps.values()) each.running = false;
    } else {
      const step = steps.get(entry.step);
      if (!step) continue;
      stepOn(step, entry);
      if (entry.kind === 'found' && entry.finding.facts)
        picture.facts = { ...picture.facts, ...entry.finding.facts };
    }
  }
  return { ...picture, steps: [...steps.values()] };
}

/** The run begins, or continues: steps start over, and keep what they made. */
function begin(
  picture: PictureDraft,
  steps: Map<string, Draft>,
  entry: Extract<Entry, { kind: 'run-began' }>,
): void {
  const { recipe, title, intent, tenant, answers } = entry;
  const nothingYet = { plan: undefined, approved: false, facts: {}, ended: undefined };
  Object.assign(picture, { recipe, title, intent, tenant, answers, ...nothingYet });
  const before = new Map(steps);
  steps.clear();
  for (const heading of entry.steps) {
    const was = before.get(heading.id);
    before.delete(heading.id);
    steps.set(heading.id, {
      heading,
      is: 'not-reached',
      running: false,
      ms: 0,
      made: was?.made ?? [],
      open: was?.open ?? [],
      undone: was?.undone ?? [],
    });
  }
  // What a step made stays known when the answers no longer lead to that step: undo must still find it.
  for (const [id, was] of before) {
    if (was.made.length + was.open.length > 0) steps.set(id, { ...was, running: false, is: 'not-reached' });
  }
}

/** What one entry says of its step. */
function stepOn(step: Draft, entry: Extract<Entry, { step: string }>): void {
  switch (entry.kind) {
    case 'looking':
    case 'undoing':
      step.running = true;
      break;
    case 'found':
      step.is = entry.finding.is;
      step.finding = entry.finding;
      step.running = false;
      step.ms += entry.ms;
      delete step.settling;
      break;
    case 'intent':
      step.running = true;
      step.open = [...step.open, { operation: entry.operation, change: entry.change, at: entry.at }];
      break;
    case 'done': {
      const begun = step.open.find((open) => open.operation === entry.operation);
      if (!begun) break;
      step.open = step.open.filter((open) => open !== begun);
      step.made = [...step.made, { ...begun, receipt: entry.receipt }];
      break;
    }
    case 'failed':
      if (entry.outcome !== 'indeterminate')
        step.open = step.open.filter((open) => open.operation !== entry.operation);
      break;
    case 'settling':
      step.running = true;
      step.settling = { since: entry.since, looks: entry.looks, agreed: entry.agreed };
      break;
    case 'undone':
      step.running = false;
      step.undone = [...step.undone, ...sameObject(step, entry)];
      break;
    case 'undo-failed':
      step.running = false;
      // It was thought gone, and is shown again: a later undo asks for it.
      step.undone = step.undone.filter(({ operation }) => operation !== entry.operation);
      break;
  }
}

/** What is undone with an operation: it, and every other whose receipt names the same object. */
function sameObject(
  { made, undone }: Draft,
  { operation, receipt }: Extract<Entry, { kind: 'undone' }>,
): Draft['undone'] {
  const others = made.filter((each) => objectOf(each.receipt) === objectOf(receipt));
  const gone = new Set([operation, ...others.map((each) => each.operation)]);
  for (const each of undone) gone.delete(each.operation);
  return [...gone].map((each) => ({ operation: each, receipt }));
}

/** What tells the object of one receipt from that of another of the same step. */
export function objectOf({ made: { kind, id, of } }: Receipt): string {
  return JSON.stringify([kind, id.toLowerCase(), of?.toLowerCase() ?? '']);
}

/** Every operation a step began in these entries, of one run or many, newest first. */
export function begunBy(step: string, entries: readonly Entry[]): readonly Begun[] {
  const begun = new Map<string, Begun>();
  for (const entry of entries) {
    if (!('step' in entry) || entry.step !== step) continue;
    if (entry.kind === 'intent') {
      begun.set(entry.operation, {
        operation: entry.operation,
        outcome: 'open',
        at: entry.at,
        change: entry.change,
      });
    } else if (entry.kind === 'done' || (entry.kind === 'failed' && entry.outcome !== 'indeterminate')) {
      const was = begun.get(entry.operation);
      if (was) {
        begun.set(entry.operation, {
          ...was,
          outcome: entry.kind,
          ...(entry.kind === 'done' ? { receipt: entry.receipt } : {}),
        });
      }
    }
  }
  return [...begun.values()].reverse();
}
