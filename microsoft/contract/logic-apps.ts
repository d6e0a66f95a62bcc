/** What recipes can ask of Logic Apps, by ARM ID. microsoft/contract/microsoft.ts has the rest. */
import type { Secret } from '../../engine/model/secret.ts';

/** The signed-in account isn't allowed to read this. */
type Unseen = { readonly couldNotLook: string };

/** A JSON value as Azure stores it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object, such as a workflow definition. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A connection that a workflow lists, under the name that its definition uses. */
export interface ListedConnection {
  readonly name: string;
  readonly connectionId: string;
  /** Whether the workflow signs in with its own identity instead of the connection's stored credential. */
  readonly asItself: boolean;
}

/** A playbook: a Logic Apps workflow. */
export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly definition: JsonObject;
  readonly connections: readonly ListedConnection[];
  /** Whether its triggers accept calls from certain addresses only. */
  readonly callersLimited: boolean;
  /** Time of its last change, ISO-8601 UTC. Empty if Azure doesn't give it. */
  readonly changedAt: string;
}

/** One run of a playbook. Times are ISO-8601 UTC. */
export interface WorkflowRun {
  readonly name: string;
  readonly status: string;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
  readonly error: string | undefined;
}

/** One action of a run. `name` is its name in the workflow definition. */
export interface RunAction {
  readonly name: string;
  /** Azure's word: Succeeded, Failed, or Skipped. */
  readonly status: string;
}

/** Playbooks, their triggers and runs. */
export interface LogicApps {
  find(workflowId: string): Promise<Workflow | undefined>;
  /** Writes a changed definition and keeps everything else as just read. Safe to repeat. */
  define(workflowId: string, definition: JsonObject): Promise<void>;
  /** Sets whether the workflow signs in to a connection with its own identity. Safe to repeat. */
  signInAsItself(workflowId: string, connectionId: string, yes: boolean): Promise<void>;
  /** Enables the workflow. Safe to repeat. */
  enable(workflowId: string): Promise<void>;
  disable(workflowId: string): Promise<void>;
  /** The address that starts the workflow. It needs no other credential and never expires by itself. */
  callbackAddress(workflowId: string, triggerName: string): Promise<Secret>;
  /** Invalidates every address given out so far. Don't repeat it blindly: each call ends the last result. */
  regenerateAccessKey(workflowId: string): Promise<void>;
  /** Up to `most` runs, newest first. */
  runs(workflowId: string, most: number): Promise<readonly WorkflowRun[] | Unseen>;
  /** The actions of a run. A loop counts as one action, without its iterations. */
  actions(workflowId: string, runName: string): Promise<readonly RunAction[]>;
}

/** An API connection that playbooks use. */
export interface ApiConnection {
  readonly id: string;
  readonly name: string;
  /** Azure's word: Connected, Ready, or Error. */
  readonly status: string;
  /** The error, in Azure's words. */
  readonly trouble: string | undefined;
  /** Whether it signs in with the identity of the workflow that uses it. */
  readonly managed: boolean;
  /** The person whose authorization it uses, if a person authorized it. */
  readonly person: string | undefined;
  /** Time of its last change, ISO-8601 UTC. Empty if Azure doesn't give it. */
  readonly changedAt: string;
}

/** API connections and the consent they need. */
export interface ApiConnections {
  find(connectionId: string): Promise<ApiConnection | undefined>;
  /** Switches it to managed identity, or back to authorization by a person. Safe to repeat. */
  setManaged(connectionId: string, yes: boolean): Promise<void>;
  /** The address where the person authorizes it in a browser; undefined if nothing needs authorization. */
  consentLink(connectionId: string, person: { readonly objectId: string }): Promise<string | undefined>;
}
