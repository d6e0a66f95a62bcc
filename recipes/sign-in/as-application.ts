import type { Problem } from '../../engine/model/problem.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Finding } from '../../engine/model/step.ts';
import type { AppProof } from '../../microsoft/contract/microsoft.ts';
import type { Credential } from '../catalogue/facts.ts';

/** A try that may fail: what came of it, or the problem it met. */
export type Tried<T> = { readonly ok: T } | { readonly failed: Problem };

/**
 * Runs one part of a look so that its failure is reported together with the others. Anything but a problem is a bug and
 * is thrown.
 */
export async function tried<T>(what: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { ok: await what() };
  } catch (error) {
    if (error instanceof ProblemError) return { failed: error.problem };
    throw error;
  }
}

/** Problems that say nothing of the application: no answer of Microsoft's came back. */
const noAnswer: ReadonlySet<string> = new Set([
  'offline',
  'connection-refused',
  'connection-lost',
  'no-answer-in-time',
  'certificate-not-trusted',
  'proxy-refused',
  'foreign-address',
  'redirect-refused',
  'answer-not-understood',
  'throttled',
  'microsoft-unavailable',
]);

/** The same where Microsoft said no. Where it said nothing, nothing was seen of the application: that is thrown on. */
export async function refusedOr<T>(what: () => Promise<T>): Promise<Tried<T>> {
  const answer = await tried(what);
  if ('failed' in answer && noAnswer.has(answer.failed.code)) throw new ProblemError(answer.failed);
  return answer;
}

/** Minutes Microsoft may take until something new is known everywhere, as its own pages say. */
export const mayTakeMinutes = {
  /** A new secret, refused for some seconds (github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1921). */
  secret: 5,
  /** A new grant, missing from tokens for seconds to minutes. */
  grant: 15,
  /** https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
  roleForAzure: 10,
  /** https://learn.microsoft.com/azure/azure-monitor/logs/api/errors */
  roleForQueries: 60,
} as const;

/** Something that began at a known time and might not have arrived everywhere. */
export interface Young {
  readonly since: string | undefined;
  readonly minutes: number;
  readonly of: 'credential' | 'access';
}

/**
 * Refusals that a new thing can meet before it is known everywhere, by what has to be young. Every other refusal is what
 * it is at once: waiting can't help it.
 */
export const notYet: Readonly<Record<string, Young['of']>> = {
  // A new credential or service principal: AADSTS7000215, 700016, 700027, 500011.
  'secret-not-accepted': 'credential',
  'application-not-found': 'credential',
  'credential-not-accepted': 'credential',
  'api-not-in-tenant': 'credential',
  // A new grant or role: InsufficientAccessError, AuthorizationFailed, a token without the role.
  'role-not-in-token': 'access',
  'log-access-missing': 'access',
  'app-azure-role-missing': 'access',
  'app-permission-missing': 'access',
  'sentinel-access-refused': 'access',
  'may-not-write-incidents': 'access',
};

/**
 * A failure of the application: `waiting` while it can mean "not yet" and what it needs is young enough to be on its
 * way, `blocked` otherwise. A refusal is never shown as a pass.
 */
export function orOnItsWay(problem: Problem, at: string, young: readonly Young[]): Finding<never> | Finding {
  const of = notYet[problem.code];
  if (of === undefined) return { is: 'blocked', problem };
  const newest = young
    // A token lacks a grant that is young, and a new credential may be unknown: either may be what is on its way.
    .filter((each) => of === 'access' || each.of === of)
    .filter((each): each is Young & { since: string } => each.since !== undefined)
    .filter(({ since, minutes }) => Date.parse(at) - Date.parse(since) < minutes * 60_000)
    .sort((a, b) => (a.since < b.since ? 1 : -1))[0];
  if (!newest) return { is: 'blocked', problem };
  return { is: 'waiting', on: 'microsoft', since: newest.since, usually: { from: 10, to: 120 }, problem };
}

/** What the application proves itself with, of whichever kind its credential is. */
export function proofOf(credential: Credential, value: Secret): AppProof {
  if (credential.kind === 'federated') return { assertion: value };
  if (credential.kind !== 'certificate') return value;
  return { certificate: credential.certificate ?? '', privateKey: value };
}

const notHere = {
  secret: ["This computer doesn't have its client secret.", 'create-secret'],
  certificate: ["This computer doesn't have its certificate's private key.", 'create-certificate'],
  federated: [
    'Only the workload that its federated credential trusts gets a token for it, and none was given here.',
    'add-federated-credential',
  ],
} as const;

/** Why nothing can be tried as the application: what it would prove itself with is not here. */
export function secretNotHere({ kind }: Pick<Credential, 'kind'> = {}): Finding {
  const [because, step] = notHere[kind ?? 'secret'];
  return {
    is: 'unknown',
    problem: {
      code: 'secret-not-held-here',
      title: "Couldn't sign in as the application",
      because,
      remedies: [{ do: 'redo', step }],
    },
  };
}

/** A token without the role it should carry. */
export function roleNotInToken(missing: readonly string[], resource: string): Problem {
  return {
    code: 'role-not-in-token',
    title: `The application's token for ${resource} lacks ${missing.join(' and ')}`,
    because:
      'Microsoft Entra signs the application in and does not give it the permission yet, or consent was taken back.',
    remedies: [{ do: 'retry', after: 30 }],
  };
}
