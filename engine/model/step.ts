import type { CheckId } from './check-catalogue.ts';
import type { Shape, Values } from './fact.ts';
import type { Problem } from './problem.ts';
import type { Secret } from './secret.ts';
import type { Show } from './show.ts';

/** What a change does to a thing in a tenant. */
export type Verb = 'create' | 'add' | 'update' | 'grant' | 'assign' | 'send' | 'remove' | 'revoke';

/** One write, said before it is made. Its identity is everything but `undoneBy` and `by`. */
export interface Change {
  readonly verb: Verb;
  /** What is made or given ("Data.Read", "Microsoft Sentinel Reader"). */
  readonly what: string;
  /** Where ("Log Analytics API", "soc-prod-weu"). */
  readonly where: string;
  /** The least role that could do it ("Cloud Application Administrator"). */
  readonly right: string;
  /** What undo does ("Undo deletes it"), or why it stays ("Stays, harmless"). */
  readonly undoneBy: string;
  /** Lifetime in months, where it has one. */
  readonly months?: number;
  /**
   * Whether the one signed in may make it, where that was looked at. What is for someone else is reviewed with the rest
   * and made here only once that may.
   */
  readonly by?: 'you' | 'someone-else';
  /**
   * Operations of unknown outcome that this takes back. Where this very run began them, they were reviewed, and taking
   * them back needs no review of its own.
   */
  readonly takesBack?: readonly string[];
}

/** What applying a change left behind; the journal keeps it and undo feeds on it. Public only. */
export interface Receipt {
  readonly made: {
    readonly kind: string;
    readonly id: string;
    readonly of?: string;
    /** Where the vault keeps what came with it. */
    readonly handle?: string;
  };
  /** False where it was there already (another admin, an earlier run): undo leaves it alone. */
  readonly owned: boolean;
  /** What came with it is in memory only, until it is handed over. */
  readonly unkept?: true;
  /** Where undo leaves something behind (a soft-deleted application), said in words. */
  readonly remains?: string;
  /** Where undo left it as it is, said in words. */
  readonly left?: string;
  /** Where undo cannot bring back what was removed (a client secret), said in words. */
  readonly lost?: string;
  /** Keys of `gives` whose value did not exist before this change: what needs them cannot hold anything yet. */
  readonly fresh?: readonly string[];
}

/** What was seen, judged. Facts come from `met` alone: from what was seen, not from what apply claimed. */
export type Finding<Gives extends Shape = Shape> =
  | {
      readonly is: 'met';
      readonly facts: Values<Gives>;
      readonly shows?: readonly Show[];
      readonly warning?: Problem;
    }
  | {
      readonly is: 'unmet';
      readonly changes: readonly Change[];
      readonly problem: Problem;
      readonly shows?: readonly Show[];
    }
  | {
      readonly is: 'waiting';
      readonly on: 'microsoft' | 'person';
      /** ISO-8601 UTC. */
      readonly since: string;
      /** Seconds. */
      readonly usually?: { readonly from: number; readonly to: number };
      readonly problem: Problem;
      readonly shows?: readonly Show[];
      /** What the person it waits for would make, or the one signed in with another role. */
      readonly changes?: readonly Change[];
    }
  | { readonly is: 'blocked'; readonly problem: Problem; readonly shows?: readonly Show[] }
  | {
      readonly is: 'unknown';
      readonly problem: Problem;
      readonly shows?: readonly Show[];
      /** Known to pass by itself, so that another look may see more. */
      readonly passes?: true;
      /** Seconds Microsoft asked to wait before it is asked again. */
      readonly after?: number;
    };

/** How long Microsoft may take to agree with itself. Seconds. `agree` answers in a row count as seen; 1 unless a dependent fails on a stale read. */
export interface Settle {
  readonly within: number;
  readonly every: number;
  readonly agree?: number;
  readonly usually?: { readonly from: number; readonly to: number };
}

/** A secret as the vault knows it: by handle, with what may be said of it. */
export interface HeldSecret {
  readonly handle: string;
  /** Undefined where the value was handed over to a person and this computer keeps none. */
  readonly value: Secret | undefined;
  /** Free words of the step that kept it: a credential's keyId, its end. */
  readonly about: Readonly<Record<string, string>>;
}

/** What a step can use in addition to the world it was bound to. */
export interface StepTools<Needs extends Shape> {
  /** The facts it declared, and no others. */
  readonly given: Values<Needs>;
  /** Puts a secret where only its handle leads, before anything else can fail. Resolves when it is durable. */
  keep(handle: string, value: Secret, about: Readonly<Record<string, string>>): Promise<Kept>;
  /** The secret kept under a handle, here or in an earlier run; undefined where this computer holds none. */
  held(handle: string): Promise<HeldSecret | undefined>;
  /** Lets go of a secret whose credential is gone. */
  forget(handle: string): Promise<void>;
  /** Secret answers a person gave with this command. */
  readonly secretAnswers: Readonly<Record<string, Secret>>;
  /** The id of the change being applied, unique to this attempt; a credential's name carries it. Empty while looking. */
  readonly operation: string;
  /** Operations this computer's journal began for this step, in this run or an earlier one, newest first. */
  readonly begun: readonly Begun[];
  /** What this step made so far in this run and is still there, oldest first. */
  readonly made: readonly Receipt[];
  /** ISO-8601 UTC, the host's clock. */
  now(): string;
  /** SHA-1 based name UUID (RFC 9562, version 5) in our namespace: deterministic names. */
  uuidFor(name: string): string;
  readonly signal: AbortSignal;
}

/** Whether a kept secret outlives this process. */
export type Kept = 'durable' | 'until-handed-over';

/** An operation whose intent was written. `open`: whether it happened is known to the tenant alone. */
export interface Begun {
  readonly operation: string;
  readonly outcome: 'done' | 'failed' | 'open';
  /** ISO-8601 UTC of the intent. */
  readonly at: string;
  readonly change: Change;
  /** Where it is done. */
  readonly receipt?: Receipt;
}

/** Why undo leaves something alone, as one says it of what remains. */
export interface Left {
  readonly left: string;
}

/**
 * What a look shows of an operation without an end. `never-happened`: nothing is visible, which counts only
 * after the step's settle time. `not-ours`: the object exists, and another run or person created it.
 */
export type Recognized = { readonly receipt: Receipt } | 'never-happened' | 'not-ours' | 'still-open';

/** Whose a thing is that a receipt names. `what`: how the tenant calls it now. */
export type Whose =
  | { readonly is: 'ours'; readonly what?: string }
  | { readonly is: 'gone' }
  | { readonly is: 'not-ours' };

/** What a step is handed: its facts, the time, and the world it looks at. */
export type Tools<Needs extends Shape, World> = StepTools<Needs> & World;

/** The same where some of the facts may be gone. */
export type Looking<Needs extends Shape, World> = Omit<StepTools<Needs>, 'given'> & {
  readonly given: Partial<Values<Needs>>;
} & World;

/** One thing that should be true of a tenant. It can look, judge, apply, undo. A check is a step without `apply`. */
export interface Step<Needs extends Shape, Gives extends Shape, Seen, World> {
  /** 'register-application', or keyed: 'assign-role:<workspace>'. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Only `block` decides exit codes and "done". */
  readonly severity: 'block' | 'warn' | 'info';
  /** The checks of the catalogue that this step answers. */
  readonly checks?: readonly CheckId[];
  readonly needs: Needs;
  readonly gives: Gives;
  readonly settle?: Settle;
  /**
   * Its changes are made by repair alone. To set-up, plan and verify it is a check: its finding stands, its changes are
   * in no plan. It is carried out after every step it needs, also optionally, and only once those that change something
   * hold: what replaces a thing is there before the thing is removed.
   */
  readonly repairs?: true;
  /** Reads, judges nothing. What it returns carries its own time where time matters. */
  look(tools: Tools<Needs, World>): Promise<Seen>;
  /** Pure: the same in every mode. */
  judge(seen: Seen, given: Values<Needs>): Finding<Gives>;
  /** The plan while a needed fact does not exist yet. */
  foresee(known: Partial<Values<Needs>>): readonly Change[];
  /** One change, one journal entry, one receipt. */
  apply?(change: Change, tools: Tools<Needs, World>): Promise<Receipt>;
  /**
   * Pure: whether an operation without an end was carried out. It compares what distinguishes the operation's
   * own work from others'. Work that can't be distinguished isn't ours. Without it, an open operation stays
   * open.
   */
  recognize?(begun: Begun, seen: Seen, given: Values<Needs>): Recognized;
  /**
   * Pure: what stands of it, as the changes that would have made it, with receipts found by looking. Disconnecting takes
   * this away; a step without it has nothing that is the connection's alone. A receipt that is not `owned` bears no mark
   * of ours, and goes only where a person has confirmed it by name.
   */
  stands?(
    seen: Seen,
    given: Values<Needs>,
  ): readonly { readonly change: Change; readonly receipt: Receipt }[];
  /**
   * Whose a thing is that a receipt names, by looking for the mark it was made with. `operation` made it; facts that
   * are not there any more are not given. Without it, what the step's look shows decides: enough where a look sees
   * nothing of others.
   */
  whose?(receipt: Receipt, tools: Looking<Needs, World>): Promise<Whose>;
  /** Puts back what a receipt tells of, and nothing else; what is gone already is no error. Facts are not given. */
  // biome-ignore lint/complexity/noBannedTypes: an empty shape, as a type
  undo?(receipt: Receipt, tools: Tools<{}, World>): Promise<undefined | void | Left>;
}

/** A step whose facts and sightings don't matter to the reader. */
export type AnyStep<World> = Step<Shape, Shape, unknown, World>;
