import type { Secret } from '../../engine/model/secret.ts';
import type { PermissionEntry } from './azure-access.ts';
import type { CouldNotLook } from './could-not-look.ts';
import type { QueryAnswer } from './logs.ts';

/** How an application proves that it is itself: a client secret, a certificate's key, or its own provider's word. */
export type AppProof =
  | Secret
  /** The certificate as DER in base64, its private key as PKCS#8 PEM. */
  | { readonly certificate: string; readonly privateKey: Secret }
  /** A token of the provider that a federated credential trusts; it holds for minutes. */
  | { readonly assertion: Secret };

/** An API that an application gets a token for. */
export type Resource = 'graph' | 'log-analytics' | 'azure' | 'vault';

/** What a token of the application says; the token itself stays inside. */
export interface AppToken {
  readonly resource: Resource;
  /** The `roles` claim, decoded. Empty where nothing is granted. */
  readonly roles: readonly string[];
  readonly expiresAt: string;
}

/** Signed in as the application itself. */
export interface ApplicationSession {
  /** A new token: an older one never gains a role. */
  token(resource: Resource): Promise<AppToken>;
  /** KQL over a workspace by its customer id; `timespan` is ISO-8601 ("P14D"). Needs the log-analytics token. */
  query(workspaceId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** Newest incidents of a workspace. Needs the azure token. */
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
  /** What the application itself may do at a scope. Needs the azure token. */
  permissionsAt(scope: string): Promise<readonly PermissionEntry[] | CouldNotLook>;
  /** Number of secure scores seen: the probe of SecurityEvents.Read.All. */
  secureScores(): Promise<number>;
  /** What the retired /security/alerts answers; information, never a failure. */
  legacyAlerts(): Promise<{ readonly status: number; readonly count: number }>;
  /** Number of alerts seen through alerts_v2 (SecurityAlert.Read.All), at most one asked for. */
  alerts(): Promise<number>;
}
