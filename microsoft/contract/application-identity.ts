import type { Secret } from '../../engine/model/secret.ts';
import type { PermissionEntry } from './azure-access.ts';
import type { CouldNotLook } from './could-not-look.ts';
import type { QueryAnswer } from './logs.ts';

/** How an application proves its identity: a client secret, a certificate's key, or its provider's token. */
export type AppProof =
  | Secret
  /** The certificate as DER in base64, its private key as PKCS#8 PEM. */
  | { readonly certificate: string; readonly privateKey: Secret }
  /** A token of the provider that a federated credential trusts; it holds for minutes. */
  | { readonly assertion: Secret };

/** An API that an application gets a token for. */
export type Resource = 'graph' | 'log-analytics' | 'azure' | 'vault';

/** The claims of an application's token that callers can read; the token itself isn't handed out. */
export interface AppToken {
  readonly resource: Resource;
  /** The `roles` claim, decoded. Empty if the application has no app role. */
  readonly roles: readonly string[];
  readonly expiresAt: string;
}

/** A session signed in as the application itself. */
export interface ApplicationSession {
  /** Fetches a new token: a token issued before a role was granted never gains that role. */
  token(resource: Resource): Promise<AppToken>;
  /** Runs KQL on a workspace by customer ID. `timespan` is ISO-8601 ("P14D"). Needs a log-analytics token. */
  query(workspaceId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** The newest incidents of a workspace. Needs the azure token. */
  incidents(
    workspaceArmId: string,
    top: number,
  ): Promise<
    readonly {
      readonly number: number;
      readonly title: string;
      readonly severity: string;
      readonly status: string;
      readonly createdAt: string;
    }[]
  >;
  /** What the application itself can do at a scope. Needs the azure token. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** The number of secure scores it can see, which tests SecurityEvents.Read.All. */
  secureScores(): Promise<number>;
  /** The answer of the retired /security/alerts API. It is information and never counts as a failure. */
  legacyAlerts(): Promise<{ readonly status: number; readonly count: number }>;
  /** The number of alerts it can see through alerts_v2 (SecurityAlert.Read.All). It asks for one at most. */
  alerts(): Promise<number>;
}
