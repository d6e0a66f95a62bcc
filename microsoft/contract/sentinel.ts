import type { Secret } from '../../engine/model/secret.ts';

/** An automation rule of Microsoft Sentinel, as far as it matters whether it starts a playbook. */
export interface AutomationRule {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly order: number;
  readonly isEnabled: boolean;
  /** ISO-8601 UTC; after it the rule is switched off by itself. */
  readonly expiresAt: string | undefined;
  /** ISO-8601 UTC. */
  readonly createdAt: string | undefined;
  readonly changedAt: string | undefined;
  readonly onIncidentCreated: boolean;
  /** What narrows it down; none of them: it starts on every incident. */
  readonly conditions: readonly RuleCondition[];
  /** ARM IDs of the playbooks it runs. */
  readonly playbookIds: readonly string[];
}

/** An analytics rule of Microsoft Sentinel: what makes alerts, and incidents of them. */
export interface AnalyticsRule {
  /** ARM ID. */
  readonly id: string;
  readonly displayName: string;
  /** In the API's words; undefined where a rule of its kind has none. */
  readonly severity: string | undefined;
  readonly isEnabled: boolean;
}

/** How severe an incident is, in the API's words. */
export type Severity = 'Informational' | 'Low' | 'Medium' | 'High';

/** A condition of a rule on one property of the incident; of another kind of condition `property` is that kind. */
export interface RuleCondition {
  readonly property: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** An incident of Microsoft Sentinel. */
export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly labels: readonly string[];
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly etag: string | undefined;
}

/** Something to look at in an incident, by how https://learn.microsoft.com/azure/sentinel/entities-reference names it. */
export interface Entity {
  readonly type: 'URL' | 'FileHash' | 'IP';
  /** Identifier and value: `{ Url: 'https://example.com/' }`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A bookmark with the incidents it is related to left out. */
export interface Bookmark {
  readonly id: string;
  readonly name: string;
  readonly labels: readonly string[];
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** Rules and incidents of Microsoft Sentinel; `workspaceArmId` names the workspace. */
export interface Sentinel {
  rules(workspaceArmId: string): Promise<readonly AutomationRule[]>;
  /** Of every kind; what the API has no name for comes with its id as its name. */
  analyticsRules(workspaceArmId: string): Promise<readonly AnalyticsRule[]>;
  /** PUT by name: a rule that runs one playbook when an incident is created. Safe to repeat. */
  putRule(
    workspaceArmId: string,
    wanted: {
      readonly name: string;
      readonly displayName: string;
      readonly order: number;
      readonly playbookId: string;
      readonly conditions: readonly RuleCondition[];
    },
  ): Promise<{ readonly id: string; readonly created: boolean }>;
  removeRule(ruleId: string): Promise<void>;
  incident(workspaceArmId: string, name: string): Promise<Incident | undefined>;
  /** PUT by name, without an owner. Closing it leaves it undetermined. Safe to repeat. */
  putIncident(
    workspaceArmId: string,
    wanted: {
      readonly name: string;
      readonly title: string;
      readonly description: string;
      readonly label: string;
      readonly severity: Severity;
      readonly status: 'New' | 'Closed';
      readonly etag?: string | undefined;
    },
  ): Promise<{ readonly incident: Incident; readonly created: boolean }>;
  removeIncident(workspaceArmId: string, name: string): Promise<void>;
  bookmark(workspaceArmId: string, name: string): Promise<Bookmark | undefined>;
  /** PUT by name. Safe to repeat. */
  putBookmark(
    workspaceArmId: string,
    wanted: {
      readonly name: string;
      readonly title: string;
      readonly label: string;
      readonly entities: readonly Entity[];
    },
  ): Promise<{ readonly bookmark: Bookmark; readonly created: boolean }>;
  removeBookmark(workspaceArmId: string, name: string): Promise<void>;
  /** Gives an incident what a bookmark holds, under the bookmark's name. Safe to repeat. */
  relate(workspaceArmId: string, incidentName: string, bookmark: Bookmark): Promise<void>;
  /** ARM IDs of what is related to an incident, alerts as well. */
  related(workspaceArmId: string, incidentName: string): Promise<readonly string[]>;
  /** Calls a playbook at its trigger address. Not repeatable: each call is another run. `run` is the run's name. */
  callPlaybook(
    address: Secret,
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly run: string | undefined }>;
  /** Runs a playbook on an incident, as a person does from its page. Not repeatable: each call is another run. */
  runPlaybook(incidentId: string, playbookId: string): Promise<void>;
  /** Waits on the host's clock for what takes Microsoft a moment. */
  pause(seconds: number): Promise<void>;
  comments(
    workspaceArmId: string,
    name: string,
  ): Promise<
    readonly {
      /** ISO-8601 UTC. */
      readonly at: string;
      /** Object ID of whoever wrote it: a playbook's own identity writes as itself. */
      readonly authorId: string;
      readonly authorName: string;
      readonly message: string;
    }[]
  >;
}
