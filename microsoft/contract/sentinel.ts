import type { Secret } from '../../engine/model/secret.ts';

/** An automation rule of Microsoft Sentinel, with the properties that decide whether it starts a playbook. */
export interface AutomationRule {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly order: number;
  readonly isEnabled: boolean;
  /** ISO-8601 UTC. After this time, the rule switches itself off. */
  readonly expiresAt: string | undefined;
  /** ISO-8601 UTC. */
  readonly createdAt: string | undefined;
  readonly changedAt: string | undefined;
  readonly onIncidentCreated: boolean;
  /** The conditions that limit it. If there are no conditions, it starts on every incident. */
  readonly conditions: readonly RuleCondition[];
  /** ARM IDs of the playbooks it runs. */
  readonly playbookIds: readonly string[];
}

/** An analytics rule of Microsoft Sentinel, which makes alerts and turns them into incidents. */
export interface AnalyticsRule {
  /** ARM ID. */
  readonly id: string;
  readonly displayName: string;
  /** The API's word; undefined if rules of this kind have no severity. */
  readonly severity: string | undefined;
  readonly isEnabled: boolean;
}

/** An incident's severity, in the API's words. */
export type Severity = 'Informational' | 'Low' | 'Medium' | 'High';

/** A rule's condition on one property of the incident. For other conditions, `property` is their kind. */
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

/** An entity of an incident, named as in https://learn.microsoft.com/azure/sentinel/entities-reference. */
export interface Entity {
  readonly type: 'URL' | 'FileHash' | 'IP';
  /** The identifier's name and its value: `{ Url: 'https://example.com/' }`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A bookmark, without the incidents it is related to. */
export interface Bookmark {
  readonly id: string;
  readonly name: string;
  readonly labels: readonly string[];
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** Rules and incidents of Microsoft Sentinel. `workspaceArmId` identifies the workspace. */
export interface Sentinel {
  rules(workspaceArmId: string): Promise<readonly AutomationRule[]>;
  /** Rules of every kind. A rule without a name in the API has its ID as its name. */
  analyticsRules(workspaceArmId: string): Promise<readonly AnalyticsRule[]>;
  /** Writes by name (PUT) a rule that runs one playbook when an incident is created. Safe to repeat. */
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
  /** Writes by name (PUT), without an owner. A closed incident counts as undetermined. Safe to repeat. */
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
  /** Writes by name (PUT). Safe to repeat. */
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
  /** Adds a bookmark's contents to an incident, under the bookmark's name. Safe to repeat. */
  relate(workspaceArmId: string, incidentName: string, bookmark: Bookmark): Promise<void>;
  /** ARM IDs of everything related to an incident, including alerts. */
  related(workspaceArmId: string, incidentName: string): Promise<readonly string[]>;
  /** Calls a playbook at its trigger address. Not repeatable: each call is another run. `run` is its name. */
  callPlaybook(
    address: Secret,
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly run: string | undefined }>;
  /** Runs a playbook on an incident, as a person can on its page. Not repeatable: each call is a new run. */
  runPlaybook(incidentId: string, playbookId: string): Promise<void>;
  /** Waits on the host's clock while Microsoft finishes something. */
  pause(seconds: number): Promise<void>;
  comments(
    workspaceArmId: string,
    name: string,
  ): Promise<
    readonly {
      /** ISO-8601 UTC. */
      readonly at: string;
      /** Object ID of the author. A playbook writes comments as its own identity. */
      readonly authorId: string;
      readonly authorName: string;
      readonly message: string;
    }[]
  >;
}
