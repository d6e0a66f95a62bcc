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
 * What recipes can ask of Microsoft: nouns with verbs, no addresses. Every call can throw a `ProblemError`,
 * translated by microsoft/problems/problems.ts. A look that finds nothing answers `undefined` or an empty
 * list. A write answers `created: false` if the object already existed.
 */
export interface Microsoft {
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Whether the tenant ID is in the range reserved for the practice tenant, where nothing is real. */
  readonly practice: boolean;
  /** This cloud's Azure portal, without a trailing slash ("https://portal.azure.com"). */
  readonly portal: string;
  /** This cloud's Microsoft Graph, for commands that a person runs ("https://graph.microsoft.com"). */
  readonly graph: string;
  /** Whether Microsoft Graph serves security alerts and scores in this cloud. */
  readonly securityAlerts: boolean;
  readonly identity: {
    whoAmI(): Promise<Identity>;
    /** Fetches new tokens: a token issued before a role became active never gains it. Opens no browser. */
    renew(): Promise<void>;
  };
  /** Who is signed in, according to the sign-in itself. Sends nothing. */
  readonly signedInAs: { readonly kind: 'person' | 'application'; readonly clientId: string };
  readonly applications: Applications;
  /** Owners of an application, and the ways to sign in with it. */
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
  /** A session as an application, with its own credential. Sends nothing until it is used. */
  asApplication(
    clientId: string,
    proof: AppProof,
    /** `secretMadeAt` (ISO-8601 UTC): a refusal in the credential's first minute is reported as temporary. */
    known?: { readonly secretMadeAt?: string },
  ): ApplicationSession;
  /** The same for the signed-in application; undefined if a person is signed in. */
  asSignedIn(): ApplicationSession | undefined;
}

/** Microsoft's time, according to its answers. */
export interface MicrosoftClock {
  /** ISO-8601 UTC. */
  now(): string;
  /** Seconds this computer is ahead of Microsoft, negative if behind; undefined before the first answer. */
  ahead(): number | undefined;
}

/** A Microsoft cloud. Each cloud has its own addresses. */
export type CloudName = 'public' | 'usgov' | 'usgov-dod' | 'china';
