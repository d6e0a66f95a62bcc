import { type Outcome, type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { ErrorResponse } from '../http/error-response.ts';
import { azureRows } from './azure.ts';
import { deploymentRows } from './deployments.ts';
import { entraRows } from './entra.ts';
import { vaultRows } from './key-vault.ts';
import { networkRows } from './network.ts';
import { playbookRows } from './playbooks.ts';
import type { Context, Operation, ProblemRule, ProblemText } from './row.ts';
import { signInRows } from './sign-in.ts';

/**
 * Microsoft's errors as problems; the first match wins. The rows come from the error pages of Graph
 * (https://learn.microsoft.com/graph/errors), ARM
 * (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors), Log Analytics
 * (https://learn.microsoft.com/azure/azure-monitor/logs/api/errors), the sign-in servers
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes), and the issue cited at a row.
 */
const rows: readonly ProblemRule[] = [
  ...signInRows,
  ...entraRows,
  ...vaultRows,
  ...azureRows,
  ...playbookRows,
  ...deploymentRows,
  ...networkRows,
];

/** Every problem code of this layer, for the pages in docs/problems. */
export const problemCodes: readonly string[] = [...new Set(rows.map((row) => row.code))];

/** A problem together with the error response behind it, for callers in this layer that need the details. */
export class MicrosoftError extends ProblemError {
  readonly heard: ErrorResponse;
  readonly #context: Context;

  constructor(
    heard: ErrorResponse,
    context: Context,
    cause?: unknown,
    known: { readonly outcome?: Outcome } = {},
  ) {
    const { problem, said } = problemOf(heard, context);
    super(
      problem,
      {
        outcome: known.outcome ?? said.outcome ?? outcomeOf(heard),
        passes: said.passes ?? false,
        ...(heard.retryAfter === undefined ? {} : { retryAfter: heard.retryAfter }),
      },
      cause,
    );
    this.name = 'MicrosoftError';
    this.heard = heard;
    this.#context = context;
  }

  /** The same problem for the operation really attempted, with the age or way to sign in, if known. */
  doing(doing: Operation, more: Pick<ErrorResponse, 'age' | 'how'> = {}): MicrosoftError {
    return new MicrosoftError({ ...this.heard, ...more }, { ...this.#context, doing }, this.cause, {
      outcome: this.outcome,
    });
  }

  /** The same problem, known to have occurred before the request was sent. */
  notSent(): MicrosoftError {
    const outcome = this.outcome === 'throttled' ? 'throttled' : 'not-sent';
    return new MicrosoftError(this.heard, this.#context, this.cause, { outcome });
  }

  /** Whether the error has this status, or this one of Microsoft's codes. */
  is(what: number | string): boolean {
    return typeof what === 'number'
      ? this.heard.status === what
      : [this.heard.code, this.heard.innerCode].some((code) => code.toLowerCase() === what.toLowerCase());
  }
}

/** Runs a call. If it fails, the problem names the operation that was attempted. */
export async function trying<T>(
  doing: Operation,
  call: () => Promise<T>,
  more: { age?: number } = {},
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof MicrosoftError ? error.doing(doing, more) : error;
  }
}

/** Turns an error response into the problem that a person reads. */
function problemOf(
  heard: ErrorResponse,
  context: Context,
): { readonly problem: Problem; readonly said: ProblemText } {
  const row = rows.find((each) => each.when(heard, context)) ?? lastRow;
  const said = row.say(heard, context);
  const role = said.role;
  return {
    said,
    problem: {
      code: row.code,
      title: said.title ?? `Cannot ${context.doing?.what ?? 'get an answer from Microsoft'}`,
      because: heard.clamped === undefined ? said.because : `${said.because} Microsoft ${heard.clamped}.`,
      remedies: said.remedies,
      ...(role === undefined ? {} : { who: { role } }),
      trace: {
        at: heard.at,
        answer: [heard.status || 'no answer', heard.code, heard.innerCode, ...heard.numbers, heard.message]
          .filter((part) => part !== '')
          .join(' '),
        request: [heard.method, `${heard.host}${heard.path}`, heard.requestId ?? ''].join(' ').trim(),
        correlation: heard.correlation,
      },
    },
  };
}

/** The last row matches everything, so this one is never used. It only satisfies the compiler. */
const lastRow: ProblemRule = {
  code: 'request-refused',
  when: () => true,
  say: (heard) => ({
    because: heard.message || 'Microsoft refused the request.',
    remedies: [{ do: 'retry' }],
  }),
};

/** What is known about a failed request's outcome. A row that knows better sets its own outcome. */
function outcomeOf(heard: ErrorResponse): Outcome {
  if (heard.status === 429) return 'throttled';
  if (heard.status === 0) {
    const never = ['offline', 'refused', 'certificate', 'proxy', 'proxy-down', 'foreign'].includes(
      heard.code,
    );
    return never ? 'not-sent' : heard.reads ? 'rejected' : 'indeterminate';
  }
  if (heard.reads) return 'rejected';
  const refused = heard.status >= 400 && heard.status < 500 && heard.status !== 408 && heard.understood;
  return refused ? 'rejected' : 'indeterminate';
}
