import type { Outcome, Remedy } from '../../engine/model/problem.ts';
import type { Cloud } from '../http/clouds.ts';
import type { ErrorResponse } from '../http/error-response.ts';

/** The attempted operation, so that a problem can say what failed and who could do it. */
export interface Operation {
  /** A verb phrase: "grant admin consent". */
  readonly what: string;
  /** The least privileged role that allows it. */
  readonly role?: string;
  /** The portal page where a person with that role does it by hand. */
  readonly page?: { readonly label: string; readonly url: string };
}

export interface Context {
  readonly cloud: Cloud;
  readonly tenantId?: string | undefined;
  readonly doing?: Operation | undefined;
}

/** A row's text for a problem. Missing parts are filled in from the attempted operation. */
export interface ProblemText {
  readonly title?: string;
  readonly because: string;
  readonly remedies: readonly [Remedy, ...Remedy[]];
  readonly role?: string | undefined;
  /** Whether the problem is known to pass by itself once Microsoft's replicas agree. */
  readonly passes?: boolean;
  readonly outcome?: Outcome;
}

export interface ProblemRule {
  /** Stable. docs/problems/<code>.md explains it. */
  readonly code: string;
  /** Tests typed fields first (status, code, number) and words last, because Microsoft's messages change. */
  readonly when: (heard: ErrorResponse, context: Context) => boolean;
  readonly say: (heard: ErrorResponse, context: Context) => ProblemText;
}
