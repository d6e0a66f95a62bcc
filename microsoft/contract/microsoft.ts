import type { ApplicationSession, AppProof } from './application-identity.ts';
import type {
  ApplicationAccess,
  Applications,
  Consent,
  DelegatedGrants,
  Identity,
  ServicePrincipals,
} from './applications.ts';
import type { RoleSurvey, Roles, Workspaces } from './azure-access.ts';
import type { Deployments } from './deployments.ts';
import type { Vaults } from './key-vault.ts';
import type { ApiConnections, LogicApps } from './logic-apps.ts';
import type { Logs } from './logs.ts';
import type { RoleHolders } from './role-holders.ts';
import type { Sentinel } from './sentinel.ts';

export type * from './application-identity.ts';
export type * from './applications.ts';
export type * from './azure-access.ts';
export type * from './could-not-look.ts';
export type * from './deployments.ts';
export type * from './key-vault.ts';
export type * from './logic-apps.ts';
export type * from './logs.ts';
export type * from './role-holders.ts';
export type * from './sentinel.ts';

/**
 * What recipes may ask of Microsoft: nouns with verbs, no addresses. Every call may throw a `ProblemError`
 * (microsoft/problems/problems.ts translated it); a look that finds nothing answers `undefined` or an empty list instead.
 * Writes answer `created: false` where the thing was there already.
 */
export interface Microsoft {
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Whether the tenant ID lies in the range reserved for practice: nothing there is real. */
  readonly practice: boolean;
  /** The Azure portal of this cloud, without a slash at the end ("https://portal.azure.com"). */
  readonly portal: string;
  /** Microsoft Graph of this cloud, for commands a person runs ("https://graph.microsoft.com"). */
  readonly graph: string;
  /** Does Microsoft Graph serve security alerts and scores in this cloud? */
  readonly securityAlerts: boolean;
  readonly identity: {
    whoAmI(): Promise<Identity>;
    /** Fetches new tokens: one issued before a role became active never gains it. Opens no browser. */
    renew(): Promise<void>;
  };
  /** Who is signed in, as the sign-in itself knows it: nothing is asked. */
  readonly signedInAs: { readonly kind: 'person' | 'application'; readonly clientId: string };
  readonly applications: Applications;
  /** Who may come in through an application. */
  readonly access: ApplicationAccess;
  readonly servicePrincipals: ServicePrincipals;
  readonly consent: Consent;
  readonly delegated: DelegatedGrants;
  readonly roles: Roles;
  readonly roleSurvey: RoleSurvey;
  readonly clock: MicrosoftClock;
  readonly holders: RoleHolders;
  readonly workspaces: Workspaces;
  readonly deployments: Deployments;
  readonly vaults: Vaults;
  readonly logicApps: LogicApps;
  readonly connections: ApiConnections;
  readonly logs: Logs;
  readonly sentinel: Sentinel;
  /** A session as an application, with its own credential. Sends nothing until asked. */
  asApplication(
    clientId: string,
    proof: AppProof,
    /** Where the credential's birth is known (ISO-8601 UTC), a refusal within its first minute is said to pass. */
    known?: { readonly secretMadeAt?: string },
  ): ApplicationSession;
  /** The same for the application that is itself signed in; undefined where a person is. */
  asSignedIn(): ApplicationSession | undefined;
}

/** What time it is at Microsoft, by what its answers say. */
export interface MicrosoftClock {
  /** ISO-8601 UTC. */
  now(): string;
  /** Seconds this computer is ahead of Microsoft, negative where it is behind; undefined before the first answer. */
  ahead(): number | undefined;
}

/** A Microsoft cloud. Each has addresses of its own. */
export type CloudName = 'public' | 'usgov' | 'usgov-dod' | 'china';
