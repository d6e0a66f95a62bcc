/** What a person can do about a problem. Data, so that the wizard draws buttons and the command line prints lines. */
export type Remedy =
  | { readonly do: 'retry'; readonly after?: number }
  | { readonly do: 'redo'; readonly step: string }
  /** `with`: another way than the one that was refused. */
  | { readonly do: 'sign-in'; readonly with?: 'browser' | 'device-code' | 'azure-cli' }
  | { readonly do: 'sign-in-as'; readonly role: string }
  /** A command line of another program, to be run as it stands. */
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'open'; readonly label: string; readonly url: string }
  | { readonly do: 'ask-someone'; readonly message: string };

/** The message that asks another person for it. Its first line names those who can, if known. */
export function messageOf({ remedies, who }: Pick<Problem, 'remedies' | 'who'>): string | undefined {
  const message = remedies.find((remedy) => remedy.do === 'ask-someone')?.message;
  const people = who?.people ?? [];
  if (message === undefined || people.length === 0) return message;
  const [last] = people.slice(-1);
  const rest = people.slice(0, -1);
  return `To: ${rest.length > 0 ? `${rest.join(', ')} or ${last}` : last}\n\n${message}`;
}

/** What Microsoft answered, for the one who has to look it up. Times are ISO-8601 in UTC. */
export interface Trace {
  readonly at: string;
  readonly answer?: string;
  readonly request?: string;
  readonly correlation?: string;
}

/** One sentence of cause, who can fix it, what to do, and a trace to copy. At least one remedy, by type. */
export interface Problem {
  /** Stable; names docs/problems/<code>.md. */
  readonly code: string;
  readonly title: string;
  readonly because: string;
  readonly remedies: readonly [Remedy, ...Remedy[]];
  /** The least role, and the names of some who hold what is enough: as they stand now, for the one who asks. */
  readonly who?: { readonly role: string; readonly people?: readonly string[] };
  readonly trace?: Trace;
}

/**
 * What is known about a request that failed (reliability: an unknown outcome is checked before anything is
 * repeated).
 * - `not-sent`: it never left, repeating is safe
 * - `rejected`: Microsoft said no, nothing was changed
 * - `throttled`: Microsoft asks to wait `retryAfter` seconds
 * - `indeterminate`: it might have been carried out
 */
export type Outcome = 'not-sent' | 'rejected' | 'throttled' | 'indeterminate';

/** The one error type the engine understands: a problem on its way to a person. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly outcome: Outcome;
  /** A refusal known to pass by itself once Microsoft's replicas agree. */
  readonly passes: boolean;
  /** Seconds Microsoft asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    problem: Problem,
    known: { readonly outcome?: Outcome; readonly passes?: boolean; readonly retryAfter?: number } = {},
    cause?: unknown,
  ) {
    super(`${problem.title} ${problem.because}`, { cause });
    this.name = 'ProblemError';
    this.problem = problem;
    this.outcome = known.outcome ?? 'rejected';
    this.passes = known.passes ?? false;
    this.retryAfter = known.retryAfter;
  }
}

/** A bug of ours, as the one problem that says so. The original message stays out of sight but in the trace. */
export function unexpected(error: unknown, at: string): Problem {
  const name = error instanceof Error ? error.name : typeof error;
  return {
    code: 'unexpected',
    title: 'The app ran into a problem',
    because: 'An unexpected error occurred. Your progress is saved.',
    remedies: [{ do: 'retry' }],
    trace: { at, answer: name },
  };
}
