import type { Outcome, Problem } from '../model/problem.ts';
import type { Answers } from '../model/question.ts';
import type { Evidence, Show, State } from '../model/show.ts';
import type { Change, Receipt } from '../model/step.ts';

/** What a run is for: look and plan, look alone, or make changes of one kind. */
export type Intent = 'plan' | 'verify' | 'set-up' | 'repair' | 'rotate' | 'undo';

/** A change with the step that makes it. */
export type PlannedChange = Change & {
  readonly step: string;
  /** It takes away what bears no mark of ours: done only where a person has confirmed it by name. */
  readonly unmarked?: true;
};

/** What a reader must know of a step before it has been looked at. */
export interface StepHeading {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: 'block' | 'warn' | 'info';
  readonly checks: readonly string[];
  readonly changes: boolean;
  readonly usually?: { readonly from: number; readonly to: number };
}

/** A finding as it is written down: public facts by id, no secret, and the engine's own `not-reached`. */
export interface PlainFinding {
  readonly is: State;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly shows?: readonly Show[];
  readonly problem?: Problem;
  /** A warning that does not keep a step from being met. */
  readonly warning?: Problem;
  readonly changes?: readonly Change[];
  readonly on?: 'microsoft' | 'person';
  readonly since?: string;
  readonly usually?: { readonly from: number; readonly to: number };
  /** The step it waits behind. */
  readonly behind?: string;
  /** The requests it rests on, in the order they were answered. */
  readonly evidence?: readonly Evidence[];
}

/** Whose tenant, who acts, in which cloud, for practice or for real. */
export interface RunTenant {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly cloud: string;
  readonly practice: boolean;
  readonly account: string;
}

/** What can happen in a run, one kind an entry. Readers ignore kinds they don't know. */
export type Event =
  | {
      readonly kind: 'run-began';
      readonly recipe: string;
      readonly title: string;
      readonly intent: Intent;
      readonly tenant: RunTenant;
      readonly answers: Answers;
      readonly steps: readonly StepHeading[];
    }
  | { readonly kind: 'looking'; readonly step: string }
  | { readonly kind: 'found'; readonly step: string; readonly finding: PlainFinding; readonly ms: number }
  | { readonly kind: 'planned'; readonly planHash: string; readonly changes: readonly PlannedChange[] }
  | { readonly kind: 'approved'; readonly planHash: string }
  /** Durable before the request leaves. */
  | { readonly kind: 'intent'; readonly step: string; readonly operation: string; readonly change: Change }
  | {
      readonly kind: 'done';
      readonly step: string;
      readonly operation: string;
      readonly receipt: Receipt;
      /** The requests it took. */
      readonly requests?: readonly Evidence[];
    }
  | {
      readonly kind: 'failed';
      readonly step: string;
      readonly operation: string;
      readonly outcome: Outcome;
      readonly problem: Problem;
      readonly requests?: readonly Evidence[];
    }
  /** Looked again after a change and not yet seen. */
  | {
      readonly kind: 'settling';
      readonly step: string;
      readonly since: string;
      readonly looks: number;
      readonly agreed: number;
    }
  | { readonly kind: 'undoing'; readonly step: string; readonly operation: string; readonly receipt: Receipt }
  | { readonly kind: 'undone'; readonly step: string; readonly operation: string; readonly receipt: Receipt }
  | {
      readonly kind: 'undo-failed';
      readonly step: string;
      readonly operation: string;
      readonly receipt: Receipt;
      readonly problem: Problem;
    }
  | {
      readonly kind: 'run-ended';
      readonly ended: 'done' | 'incomplete' | 'declined' | 'cancelled' | 'stale';
    };

/** One line of the journal. `seq` counts from 1 within a run; `at` is ISO-8601 UTC. */
export type Entry = {
  readonly v: 1;
  readonly runId: string;
  readonly seq: number;
  readonly at: string;
} & Event;

/** One step as the entries leave it. */
export interface StepState {
  readonly heading: StepHeading;
  readonly is: State;
  readonly finding?: PlainFinding;
  readonly running: boolean;
  /** Milliseconds spent on it. */
  readonly ms: number;
  readonly settling?: { readonly since: string; readonly looks: number; readonly agreed: number };
  readonly made: readonly {
    readonly operation: string;
    readonly change: Change;
    readonly receipt: Receipt;
    readonly at: string;
  }[];
  /** Begun and neither done nor failed: its outcome is unknown until the tenant is looked at. */
  readonly open: readonly { readonly operation: string; readonly change: Change; readonly at: string }[];
  readonly undone: readonly { readonly operation: string; readonly receipt: Receipt }[];
}

/** What happened so far. Main, the window and the command line all draw this. */
export interface RunState {
  readonly runId: string;
  readonly recipe: string;
  readonly title: string;
  readonly intent: Intent;
  readonly tenant: RunTenant | undefined;
  readonly answers: Answers;
  readonly beganAt: string;
  readonly lastAt: string;
  readonly steps: readonly StepState[];
  readonly plan: { readonly planHash: string; readonly changes: readonly PlannedChange[] } | undefined;
  readonly approved: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly ended: 'done' | 'incomplete' | 'declined' | 'cancelled' | 'stale' | undefined;
}
