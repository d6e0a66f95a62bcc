/** The first table of a query's answer. */
export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  /** Set if the service returned only part of the answer. */
  readonly partial?: string;
}

/** An incident of Microsoft Sentinel, with only the properties that are counted. */
export interface IncidentSeen {
  readonly severity: string;
  readonly status: string;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** The contents of a workspace, read with the signed-in account. */
export interface Logs {
  /** Runs KQL on a workspace. `timespan` is ISO-8601 ("P14D"). Needs the right to query, but no consent. */
  query(workspaceArmId: string, kql: string, timespan: string): Promise<QueryAnswer>;
  /** Every incident since a time (ISO-8601 UTC), a few thousand at most. Needs Microsoft Sentinel Reader. */
  incidentsSince(workspaceArmId: string, since: string): Promise<readonly IncidentSeen[]>;
}
