import type { Outcome, Remedy } from '../../engine/model/problem.ts';
import type { Cloud } from '../http/clouds.ts';
import type { ErrorResponse } from '../http/error-response.ts';

/** What was being tried, so that a problem can say what cannot be done and who could do it. */
export interface Operation {
  /** A verb phrase: "grant admin consent". */
  readonly what: string;
  /** The least role that may do it. */
  readonly role?: string;
  /** Where in Microsoft's portals a person with that role does it by hand. */
  readonly page?: { readonly label: string; readonly url: string };
}

export interface Context {
  readonly cloud: Cloud;
  readonly tenantId?: string | undefined;
  readonly doing?: Operation | undefined;
}

/** What a row says of a problem; what it leaves out is filled in from what was being tried. */
export interface ProblemText {
  readonly title?: string;
  readonly because: string;
  readonly remedies: readonly [Remedy, ...Remedy[]];
  readonly role?: string | undefined;
  /** Known to pass by itself once Microsoft's replicas agree. */
  readonly passes?: boolean;
  readonly outcome?: Outcome;
}

export interface ProblemRule {
  /** Stable; docs/problems/<code>.md says more. */
  readonly code: string;
  /** Typed first (status, code, number), words last: Microsoft's messages change. */
  readonly when: (heard: ErrorResponse, context: Context) => boolean;
  readonly say: (heard: ErrorResponse, context: Context) => ProblemText;
}
