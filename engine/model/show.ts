/** A state as a reader sees it; the same five words everywhere. */
export type State = 'met' | 'unmet' | 'waiting' | 'blocked' | 'unknown' | 'not-reached';

/** One request a finding rests on, as it went: no query, no body, no header, nothing secret. */
export interface Evidence {
  /** Method, host and path ("GET graph.microsoft.com/v1.0/organization"). */
  readonly request: string;
  /** The status with the service's own code where it refused ("200", "403 Forbidden"), or why none came. */
  readonly answer: string;
  /** Who asked: the one signed in, or the application with its own credential. */
  readonly identity: 'person' | 'application';
  /** ISO-8601 UTC. */
  readonly at: string;
  /** Microsoft's own id of the request. */
  readonly requestId?: string;
  /** The id this product sent with it, one a run. */
  readonly correlation?: string;
}

/** One line of a checklist. */
export interface ChecklistItem {
  readonly is: State;
  readonly title: string;
  readonly caption?: string;
}

/** How late data arrives: counts in bins of `binSeconds`, with the marks a reader looks for. */
export interface DelayChart {
  readonly chart: 'delay';
  readonly binSeconds: number;
  readonly counts: readonly number[];
  /** Seconds. */
  readonly marks: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** Access, as three columns. */
export interface AccessChart {
  readonly chart: 'access';
  readonly application: string;
  readonly given: readonly {
    readonly name: string;
    readonly by: 'data-consent' | 'graph-consent' | 'azure-role' | 'vault-role' | 'vault-policy';
    readonly reaches: string;
    readonly verb: string;
  }[];
  readonly leftOut: readonly { readonly name: string; readonly because: string }[];
}

/** Incidents of a span of days, by the day they were made, their severity, and the statuses they have been in. */
export interface IncidentHistory {
  /** ISO dates (UTC), oldest first, without a gap. */
  readonly days: readonly string[];
  readonly parts: readonly {
    readonly severity: string;
    /** Sorted. */
    readonly statuses: readonly string[];
    /** One a day. */
    readonly counts: readonly number[];
  }[];
}

/** Incidents a day that a vendor would have received. What it does not take in is still there, and shown as left out. */
export interface IncidentsChart {
  readonly chart: 'incidents';
  readonly vendor: string;
  readonly history: IncidentHistory;
  readonly takes: { readonly severities: readonly string[]; readonly statuses: readonly string[] };
}

/** The things a step may put in front of a person. Closed: a new look is a new word for everyone. */
export type Show =
  | { readonly show: 'text'; readonly text: string; readonly learnMore?: string }
  | {
      readonly show: 'pairs';
      readonly title?: string;
      readonly pairs: readonly (readonly [string, string])[];
    }
  | {
      readonly show: 'table';
      readonly title?: string;
      readonly columns: readonly { readonly title: string; readonly numeric?: true }[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly show: 'checklist';
      readonly title?: string;
      /** When what it tells of was made, ISO-8601 UTC; each reader is told it as times are told there. */
      readonly at?: string;
      readonly items: readonly ChecklistItem[];
    }
  | {
      readonly show: 'chart';
      /** The finding, as a sentence. */
      readonly title: string;
      readonly caption: string;
      readonly chart: DelayChart | IncidentsChart | AccessChart;
    }
  | { readonly show: 'code'; readonly title?: string; readonly code: string }
  /** Dots; the value stays in the vault under `handle`, its hint is asked for and never written down. */
  | {
      readonly show: 'held-secret';
      readonly title: string;
      readonly handle: string;
      readonly expires?: string;
    };
