/** An ARM template as JSON; microsoft/ has checked it against its pinned hash. */
export type Template = Readonly<Record<string, unknown>>;

/** A template that was published after the pinned one. We have not read it. */
export interface NewerTemplate {
  /** 40 hex digits. */
  readonly commit: string;
  /** ISO-8601 UTC. */
  readonly committedAt: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly template: Template;
}

/** What is to be deployed, and into which group. */
export interface Deployment {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The deployment's own name; the same name again is the same deployment. */
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a what-if says of one resource. `differs`: paths that would change, none where nothing would. */
export interface ForeseenChange {
  readonly id: string;
  readonly change: 'create' | 'update' | 'same' | 'unknown';
  readonly differs: readonly string[];
}

/** A resource as it stands: what playbooks and API connections have in common. */
export interface DeployedResource {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Object ID of its managed identity, where it has one. */
  readonly principalId: string | undefined;
  /** `properties.state` of a playbook: Enabled, Disabled, Suspended. */
  readonly state: string | undefined;
}

/** Deployments of templates to a resource group. */
export interface Deployments {
  /** Intezer's published template, read from the one pinned address and checked by its hash. No sign-in goes with it. */
  playbookTemplate(): Promise<Template>;
  /** A newer one, taken only where its SHA-256 (lower-case hex) is the one a person accepted. */
  acceptedTemplate(sha256: string): Promise<Template>;
  /** What the vendor has published since; undefined where that is what is pinned. No sign-in goes with it. */
  newerTemplate(): Promise<NewerTemplate | undefined>;
  /** Asks Azure whether it would deploy this, as far as it can know: what it would refuse is thrown. Changes nothing. */
  validate(wanted: Deployment): Promise<void>;
  /** Validates a deployment and asks Azure what it would change. Changes nothing. */
  foresee(wanted: Deployment): Promise<readonly ForeseenChange[]>;
  /**
   * Deploys and waits for the end. Safe to repeat. Where a resource was refused, the problem is that resource's own,
   * taken out of however many envelopes it came in.
   */
  deploy(wanted: Deployment): Promise<void>;
  /** How a deployment of that name stands; undefined where there is none. */
  state(
    of: Pick<Deployment, 'subscriptionId' | 'resourceGroup' | 'name'>,
  ): Promise<'under-way' | 'succeeded' | 'failed' | 'cancelled' | undefined>;
  resource(id: string, apiVersion: string): Promise<DeployedResource | undefined>;
  /** What is gone already is no error. */
  delete(id: string, apiVersion: string): Promise<void>;
}
