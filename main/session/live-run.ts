import { fold } from '../../engine/journal/fold.ts';
import type { Entry, PlannedChange } from '../../engine/journal/journal.ts';
import type { Plan } from '../../engine/run/plan.ts';
import { membership } from '../../engine/run/plan.ts';
import type { RunResult } from '../../engine/run/run.ts';
import type { Waits } from '../../engine/run/wait-policy.ts';

/** What a person may say to a plan. */
export type Verdict = 'yes' | 'no' | 'stale';

/** What carries a run out: the engine's `run` or `undoRun`, with everything but these three given. */
export type CarryOut = (asked: {
  readonly approve: (plan: Plan) => Promise<Verdict>;
  readonly onEntry: (entry: Entry) => void;
  readonly signal: AbortSignal;
  /** How what waits for another person is waited for: until it is stopped, or the person has something else to do. */
  readonly waits: Waits;
  /** Whether the person confirmed, by name, the removal of what bears no mark of ours. */
  readonly confirm: (change: PlannedChange) => Promise<boolean>;
}) => Promise<RunResult>;

/** A run this window began. It pauses where the engine asks for approval, until the person has read the plan. */
export interface LiveRun {
  readonly runId: string;
  /** Its entries so far, those of before included. */
  entries(): readonly Entry[];
  /** The plan once it is known, also where it holds no change; undefined where the run ended before it had one. */
  readonly planned: Promise<Plan | undefined>;
  /** Resolves when nothing of it is running any more. Rejects where the journal could not be written. */
  readonly ended: Promise<RunResult>;
  isRunning(): boolean;
  /**
   * Says yes to exactly this plan; `confirmed` are the places in it of what needs a yes of its own. False where it waits
   * for no approval, or for that of another plan.
   */
  approve(planHash: string, confirmed?: readonly number[]): boolean;
  /** Declines a waiting plan. False if none waits, and then the run continues. */
  decline(): boolean;
  /** Looks now at what waits for another person; false where nothing does. */
  lookNow(): boolean;
  /** Waits no longer for another person, so that the run ends with what it has; false where it is at work. */
  rest(): boolean;
  /** Stops it after what is under way. */
  stop(): void;
}

/** Seconds between looks at what waits for another person, unless asked otherwise. */
export const usualEvery = 30;

interface Waiting {
  readonly plan: Plan;
  readonly say: (verdict: Verdict) => void;
}

/**
 * Starts a run. `reviewed` is a plan the person has said yes to before: the rest of it is made without asking again,
 * and a change that is no member of it ends the run as stale.
 */
export function liveRun(
  runId: string,
  before: readonly Entry[],
  carryOut: CarryOut,
  tell: (entry: Entry) => void,
  reviewed?: Plan,
  /** When the next look at what waiting for a person is; undefined while it looks, or waits no longer. ISO-8601 UTC. */
  tellNext: (nextAt: string | undefined) => void = () => undefined,
  /** Seconds between looks at what waits for another person. */
  every = usualEvery,
): LiveRun {
  const entries: Entry[] = [...before];
  const stopping = new AbortController();
  let waiting: Waiting | undefined;
  let running = true;
  let knowPlan: (plan: Plan | undefined) => void = () => undefined;
  const planned = new Promise<Plan | undefined>((resolve) => {
    knowPlan = resolve;
  });

  // What the person said yes to stays the plan, however little of it is left.
  if (reviewed) knowPlan(reviewed);

  const approve = (plan: Plan): Promise<Verdict> => {
    if (reviewed) {
      const isMember = membership(reviewed.changes);
      return Promise.resolve(plan.changes.every((change) => isMember(change.step, change)) ? 'yes' : 'stale');
    }
    return new Promise((resolve) => {
      const say = (verdict: Verdict): void => {
        waiting = undefined;
        resolve(verdict);
      };
      waiting = { plan, say };
      stopping.signal.addEventListener('abort', () => say('no'), { once: true });
      knowPlan(plan);
    });
  };
  const onEntry = (entry: Entry): void => {
    entries.push(entry);
    // A plan without changes needs no approval, so it is learned from the journal.
    if (entry.kind === 'planned' && entry.changes.length === 0) {
      knowPlan({ planHash: entry.planHash, changes: entry.changes });
    }
    tell(entry);
  };
  let pausing: ((why: 'asked' | 'enough') => void) | undefined;
  let waits = false;
  let rests = false;
  const pause: Waits['pause'] = (signal) => {
    waits = true;
    if (rests) return Promise.resolve('enough');
    tellNext(new Date(Date.now() + every * 1000).toISOString());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => over(() => resolve('time')), every * 1000);
      const stopped = (): void => over(() => reject(signal.reason as Error));
      const over = (then: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stopped);
        pausing = undefined;
        tellNext(undefined);
        then();
      };
      pausing = (why) => over(() => resolve(why));
      signal.addEventListener('abort', stopped, { once: true });
    });
  };
  const named = new Set<PlannedChange>();
  const confirm = (change: PlannedChange) => Promise.resolve(named.has(change));
  const asked = { approve, onEntry, signal: stopping.signal, waits: { pause }, confirm };
  const ended = carryOut(asked).finally(() => {
    running = false;
    waiting = undefined;
    waits = false;
    knowPlan(undefined);
  });
  // A caller that awaits the run receives a rejection. A rejection without a caller isn't an error.
  ended.catch(() => undefined);

  return {
    runId,
    entries: () => entries,
    planned,
    ended,
    isRunning: () => running,
    approve(planHash, confirmed = []) {
      if (waiting?.plan.planHash !== planHash) return false;
      const { changes } = waiting.plan;
      for (const at of confirmed) if (changes[at]) named.add(changes[at]);
      waiting.say('yes');
      return true;
    },
    decline() {
      if (waiting === undefined) return false;
      waiting.say('no');
      return true;
    },
    lookNow() {
      pausing?.('asked');
      return waits;
    },
    rest() {
      if (!waits || fold(entries).steps.some((step) => step.running)) return false;
      rests = true;
      pausing?.('enough');
      return true;
    },
    stop: () => stopping.abort(new Error('stopped by the person')),
  };
}
