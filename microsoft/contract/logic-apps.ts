/** What recipes may ask of Logic Apps and API connections (microsoft/contract/microsoft.ts has the rest). By ARM ID throughout. */
import type { Secret } from '../../engine/model/secret.ts';

/** The signed-in account isn't allowed to read this. */
type Unseen = { readonly couldNotLook: string };

/** JSON as Azure keeps it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** JSON as a workflow definition holds it. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A connection as a workflow lists it, under the name its definition uses. */
export interface ListedConnection {
  readonly name: string;
  readonly connectionId: string;
  /** The workflow signs in to it with its own identity, and not through what the connection holds. */
  readonly asItself: boolean;
}

/** A playbook: a Logic Apps workflow. */
export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly definition: JsonObject;
  readonly connections: readonly ListedConnection[];
  /** Its triggers answer to certain addresses only. */
  readonly callersLimited: boolean;
  /** ISO-8601 UTC, of its last change; empty where Azure does not say. */
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

/** One action of a run, by the name its definition gives it. */
export interface RunAction {
  readonly name: string;
  /** As Azure says it: Succeeded, Failed, Skipped. */
  readonly status: string;
}

/** Playbooks, their triggers and runs. */
export interface LogicApps {
  find(workflowId: string): Promise<Workflow | undefined>;
  /** Puts the definition back, changed; all else stays as it is read in that moment. Safe to repeat. */
  define(workflowId: string, definition: JsonObject): Promise<void>;
  /** Says, or no longer says, that the workflow signs in to a connection as itself. Safe to repeat. */
  signInAsItself(workflowId: string, connectionId: string, yes: boolean): Promise<void>;
  /** Switches it on. Safe to repeat. */
  enable(workflowId: string): Promise<void>;
  disable(workflowId: string): Promise<void>;
  /** The address that starts it: whoever has it needs nothing else, and it never ends by itself. */
  callbackAddress(workflowId: string, triggerName: string): Promise<Secret>;
  /** Ends every address given out until now. Not to be repeated blindly: each call ends the one before. */
  regenerateAccessKey(workflowId: string): Promise<void>;
  /** Newest first. */
  runs(workflowId: string, most: number): Promise<readonly WorkflowRun[] | Unseen>;
  /** What a run did, loops by themselves and not by their turns. */
  actions(workflowId: string, runName: string): Promise<readonly RunAction[]>;
}

/** An API connection that playbooks use. */
export interface ApiConnection {
  readonly id: string;
  readonly name: string;
  /** As Azure says it: Connected, Ready, Error. */
  readonly status: string;
  /** What is wrong, in Azure's words. */
  readonly trouble: string | undefined;
  /** Signs in as whatever workflow uses it. */
  readonly managed: boolean;
  /** The person it acts as, where one authorized it. */
  readonly person: string | undefined;
  /** ISO-8601 UTC, of its last change; empty where Azure does not say. */
  readonly changedAt: string;
}

/** API connections and the consent they need. */
export interface ApiConnections {
  find(connectionId: string): Promise<ApiConnection | undefined>;
  /** Turns it to managed identity, or back to one a person has to authorize. Safe to repeat. */
  setManaged(connectionId: string, yes: boolean): Promise<void>;
  /** Where the person authorizes it in a browser; undefined where there is nothing to authorize. */
  consentLink(connectionId: string, person: { readonly objectId: string }): Promise<string | undefined>;
}
