/** The values a workspace's data is made from. Every workspace of the practice tenant's contents fits. */
export interface WorkspaceSeed {
  /** The ARM ID. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** The Workspace ID that queries use. */
  readonly customerId: string;
  readonly signals: {
    /** `lively`: a working security operation; `quiet`: a workspace hardly used; `empty`: no data at all. */
    readonly profile: 'lively' | 'quiet' | 'empty';
    readonly seed: number;
  };
  /** Without Sentinel, a workspace has no incidents and no tables for them. Undefined means with Sentinel. */
  readonly sentinel?: { readonly onboardingState: boolean; readonly legacySolution: boolean };
  /** Whether titles are such as an attacker would choose. */
  readonly hostile?: boolean;
  /** The domain of the tenant's people. */
  readonly domain?: string;
}

export const hasSentinel = (workspace: WorkspaceSeed): boolean =>
  workspace.sentinel === undefined || workspace.sentinel.onboardingState || workspace.sentinel.legacySolution;

/** The average number of events per day, by profile. */
export const ratesOf = (workspace: WorkspaceSeed) =>
  workspace.signals.profile === 'lively'
    ? { incidents: 14, alerts: 4, signIns: 150, activities: 40, firewall: 60, machines: 2 }
    : { incidents: 0.3, alerts: 0.1, signIns: 6, activities: 3, firewall: 0, machines: 1 };

export const domainOf = (workspace: WorkspaceSeed): string => workspace.domain ?? 'practice.example';
