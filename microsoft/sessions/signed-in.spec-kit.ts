import {
  type PracticeOptions,
  type PracticeTenant,
  practiceTenant,
  signInAsPerson,
  type TenantName,
  virtualClock,
} from '@sentinel-onboarding/practice';
import type { RequestLine } from '../clients/network.ts';
import { connect } from '../connect.ts';
import type { Microsoft } from '../contract/microsoft.ts';
import type { Session } from '../contract/session.ts';
import { signIn } from './sign-in.ts';

/** https://learn.microsoft.com/graph/permissions-reference */
export const graphAppRoles = {
  'SecurityEvents.Read.All': 'bf394140-e372-4bf9-a898-299cfc7564e5',
  'SecurityAlert.Read.All': '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
} as const;

export interface SignedIn {
  readonly tenant: PracticeTenant;
  readonly session: Session;
  readonly microsoft: Microsoft;
  readonly lines: RequestLine[];
}

/** Opens a practice tenant and signs its admin in, through the browser's flow and the real libraries. */
export async function signedIn(
  name: TenantName,
  options: PracticeOptions & { readonly timeoutMs?: number } = {},
): Promise<SignedIn> {
  // Waiting costs nothing, and the libraries that sign read the computer's own time.
  const clock = virtualClock(Date.now());
  const tenant = practiceTenant(name, { lagSeconds: 0, clock, ...options });
  const lines: RequestLine[] = [];
  const around = {
    fetch: (request: Request) => tenant.fetch(request),
    cloud: tenant.cloud,
    onRequest: (line: RequestLine) => lines.push(line),
    sleep: (seconds: number) => tenant.clock.sleep(seconds * 1000),
    now: () => new Date(tenant.clock.now()).toISOString(),
  };
  const session = await signIn({
    ...around,
    tenant: tenant.tenantId,
    how: 'browser',
    openBrowser: (url) => signInAsPerson(tenant, url),
  });
  return {
    tenant,
    session,
    lines,
    microsoft: connect({ ...around, signIn: session, timeoutMs: options.timeoutMs }),
  };
}

/** The one there must be. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected it to be there');
  return value;
}

/** What a call was refused with. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A role assignment that could be made in that tenant: a write to Azure. */
export function assignmentIn(tenant: PracticeTenant) {
  const { workspaces, servicePrincipals } = tenant.state();
  return {
    scope: present(Object.values(workspaces)[0]).id,
    name: '5c0d2f6e-1111-4000-8000-000000000001',
    roleId: '73c42c96-874c-492b-b04d-ab87d138a893',
    principalId: present(Object.values(servicePrincipals)[0]).id,
  };
}
