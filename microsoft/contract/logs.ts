/** The first table of a query's answer. */
export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  /** Set where the service answered in part. */
  readonly partial?: string;
}

/** An incident of Microsoft Sentinel, as far as it is counted. */
export interface IncidentSeen {
  readonly severity: string;
  readonly status: string;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** What a workspace holds, read as the signed-in one. */
export interface Logs {
  /** KQL over a workspace; `timespan` is ISO-8601 ("P14D"). Needs the right to query it, and no consent. */
  query(workspaceArmId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** Every incident made since a time (ISO-8601 UTC), at most some thousands. Needs Microsoft Sentinel Reader. */
  incidentsSince(workspaceArmId: string, since: string): Promise<readonly IncidentSeen[]>;
}
