/** An ARM template as JSON. microsoft/ has checked it against its pinned hash. */
export type Template = Readonly<Record<string, unknown>>;

/** A template published after the pinned one. We have not read it. */
export interface NewerTemplate {
  /** 40 hex digits. */
  readonly commit: string;
  /** ISO-8601 UTC. */
  readonly committedAt: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly template: Template;
}

/** What to deploy, and into which resource group. */
export interface Deployment {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The deployment's own name. Azure treats the same name as the same deployment. */
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A what-if's result for one resource. `differs`: the paths that would change; empty if nothing would. */
export interface ForeseenChange {
  readonly id: string;
  readonly change: 'create' | 'update' | 'same' | 'unknown';
  readonly differs: readonly string[];
}

/** A deployed resource: the properties that playbooks and API connections share. */
export interface DeployedResource {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Object ID of its managed identity, if it has one. */
  readonly principalId: string | undefined;
  /** `properties.state` of a playbook: Enabled, Disabled, or Suspended. */
  readonly state: string | undefined;
}

/** Deployments of templates to a resource group. */
export interface Deployments {
  /** Intezer's published template, read from the pinned address and checked by its hash. Sends no token. */
  playbookTemplate(): Promise<Template>;
  /** A newer template, used only if its SHA-256 (lower-case hex) is the one a person accepted. */
  acceptedTemplate(sha256: string): Promise<Template>;
  /** The vendor's newest template; undefined if it is the pinned one. Sends no token. */
  newerTemplate(): Promise<NewerTemplate | undefined>;
  /** Asks Azure whether it would deploy this, as far as Azure can know. Throws refusals. Changes nothing. */
  validate(wanted: Deployment): Promise<void>;
  /** Validates a deployment and asks Azure what it would change. Changes nothing. */
  foresee(wanted: Deployment): Promise<readonly ForeseenChange[]>;
  /**
   * Deploys and waits for the end. Safe to repeat. If Azure refuses one resource, the problem is that one's,
   * unwrapped from any number of enclosing errors.
   */
  deploy(wanted: Deployment): Promise<void>;
  /** The state of the deployment with that name; undefined if there isn't one. */
  state(
    of: Pick<Deployment, 'subscriptionId' | 'resourceGroup' | 'name'>,
  ): Promise<'under-way' | 'succeeded' | 'failed' | 'cancelled' | undefined>;
  resource(id: string, apiVersion: string): Promise<DeployedResource | undefined>;
  /** Deletes a resource. It is not an error if the resource is already gone. */
  delete(id: string, apiVersion: string): Promise<void>;
}
