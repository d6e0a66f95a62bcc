import { Secret } from '../model/secret.ts';
import type { AnyStep, Change } from '../model/step.ts';
import type { InitialFinding } from './inspect.ts';
import { ownChanges } from './plan.ts';

type Given = Readonly<Record<string, unknown>>;

/** What is known of a step once everything it needs is there. */
export interface Situation {
  readonly given: Given;
  /** Whether this run may make the step's changes. */
  readonly applies: boolean;
  /** IDs of the facts that this run made just now. */
  readonly fresh: ReadonlySet<string>;
}

/** What becomes of one step. */
export type Decision =
  /** The first finding stands. Where it waits for a person, that can be waited for. */
  | { readonly do: 'wait' }
  /** What was seen says the same; it is judged with what came to be known since. */
  | { readonly do: 'rejudge'; readonly seen: { readonly of: unknown } }
  /** Other facts than at the first look: look again before anything is made. */
  | { readonly do: 'look' }
  /** Make these changes, and look until they hold. Without changes, look only. */
  | { readonly do: 'apply'; readonly changes: readonly Change[] };

/** What becomes of a step of a reviewed plan. Pure: the engine's choice in one place. */
export function decide<World>(
  step: Pick<AnyStep<World>, 'needs' | 'apply' | 'foresee'>,
  initial: InitialFinding,
  { given, applies, fresh }: Situation,
): Decision {
  const wasLooked = initial.missing.length === 0;
  const isUnchanged = wasLooked && sameValues(initial.given, given);
  const planned = ownChanges(initial.changes);
  if (isUnchanged) {
    const nothingToMake = initial.found.is === 'met' || (step.apply !== undefined && planned.length === 0);
    return nothingToMake ? { do: 'wait' } : { do: 'apply', changes: planned };
  }
  if (!applies) {
    const isJudgedAgain = wasLooked && initial.seen && onlyJudged(step, initial.given, given);
    return isJudgedAgain ? { do: 'rejudge', seen: initial.seen } : { do: 'apply', changes: [] };
  }
  // Where what it needs was made just now, nothing can hang on it yet: the foreseen changes stand without a look.
  const isBornNow = !wasLooked && initial.missing.every((fact) => fresh.has(fact));
  return isBornNow ? { do: 'apply', changes: ownChanges(step.foresee(given as never)) } : { do: 'look' };
}

/** Whether what `b` names has the same value in `a`. Secrets are compared by identity and never by value. */
export function sameValues(a: Given, b: Given): boolean {
  return Object.keys(b).every((key) => {
    if (a[key] instanceof Secret || b[key] instanceof Secret) return a[key] === b[key];
    return JSON.stringify(a[key]) === JSON.stringify(b[key]);
  });
}

/** Whether what differs is needed for judging alone. */
function onlyJudged<World>({ needs }: Pick<AnyStep<World>, 'needs'>, a: Given, b: Given): boolean {
  return Object.entries(needs).every(
    ([name, need]) => need.judged === true || sameValues({ [name]: a[name] }, { [name]: b[name] }),
  );
}
