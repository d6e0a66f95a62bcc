/**
 * The APIs, permissions, roles and rights recipes speak of, each once, with the page it was read from. practice/
 * transcribes them a second time on purpose; a disagreement fails a spec.
 */

export type ApiKey = 'graph' | 'log-analytics';

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
export const apis: Readonly<Record<ApiKey, { appId: string; title: string }>> = {
  graph: { appId: '00000003-0000-0000-c000-000000000000', title: 'Microsoft Graph' },
  'log-analytics': { appId: 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5', title: 'Log Analytics API' },
};

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security and …/monitor */
export const azureRoles = {
  'log-analytics-reader': {
    id: '73c42c96-874c-492b-b04d-ab87d138a893',
    title: 'Log Analytics Reader',
    writes: false,
  },
  'sentinel-reader': {
    id: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
    title: 'Microsoft Sentinel Reader',
    writes: false,
  },
  'sentinel-responder': {
    id: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
    title: 'Microsoft Sentinel Responder',
    writes: true,
  },
  'sentinel-contributor': {
    id: 'ab8e14d6-4a74-4a29-9ba8-549422addade',
    title: 'Microsoft Sentinel Contributor',
    writes: true,
  },
  'sentinel-automation-contributor': {
    id: 'f4c81013-99ee-4d62-a7ee-b3f1f648599a',
    title: 'Microsoft Sentinel Automation Contributor',
    writes: false,
  },
  /** https://learn.microsoft.com/azure/key-vault/general/rbac-guide */
  'key-vault-secrets-user': {
    id: '4633458b-17de-408a-b874-0445c86b69e6',
    title: 'Key Vault Secrets User',
    writes: false,
  },
  'key-vault-secrets-officer': {
    id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    title: 'Key Vault Secrets Officer',
    writes: false,
  },
  'key-vault-administrator': {
    id: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    title: 'Key Vault Administrator',
    writes: false,
  },
} as const;
export type AzureRoleKey = keyof typeof azureRoles;

/**
 * Microsoft Sentinel's own service principal, as which it runs playbooks; its object ID differs in every tenant.
 * https://learn.microsoft.com/azure/sentinel/automation/run-playbooks
 */
export const sentinelApplication = {
  appId: '98785600-1bb7-4fb9-b9fa-19afe2c8a360',
  title: 'Azure Security Insights',
} as const;

/** Roles met where more was given than is needed (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
const otherRoles: Readonly<Record<string, string>> = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': 'User Access Administrator',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168': 'Role Based Access Control Administrator',
  '92aaf0da-9dab-42b6-94a3-d43ce8d16293': 'Log Analytics Contributor',
  '43d0d8ad-25c7-4714-9337-8ba259a9fe05': 'Monitoring Reader',
  '39bc4728-0917-49c7-9d2c-d95423bc2eb4': 'Security Reader',
};

/** A role's name where it is one of the common ones. */
export function knownRole(roleId: string): string | undefined {
  const id = roleId.toLowerCase();
  return otherRoles[id] ?? Object.values(azureRoles).find((each) => each.id === id)?.title;
}

/**
 * Roles that can assign roles, by id. A condition can limit each
 * (https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview).
 */
export const giveRoles: readonly string[] = [
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
];

/** Entra role template IDs: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const entraRoles = {
  globalAdministrator: { id: '62e90394-69f5-4237-9190-012177145e10', title: 'Global Administrator' },
  privilegedRoleAdministrator: {
    id: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
    title: 'Privileged Role Administrator',
  },
  cloudApplicationAdministrator: {
    id: '158c047a-c907-4556-b7ef-446551a6b5f7',
    title: 'Cloud Application Administrator',
  },
  applicationAdministrator: {
    id: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
    title: 'Application Administrator',
  },
  applicationDeveloper: { id: 'cf1c38e5-3621-4004-a7cb-879624dced7c', title: 'Application Developer' },
} as const;

/** The least role for each kind of change, as a person reads it on Review. */
export const least = {
  register: entraRoles.applicationDeveloper.title,
  consent: entraRoles.cloudApplicationAdministrator.title,
  consentToGraph: entraRoles.privilegedRoleAdministrator.title,
  assignRole: 'Role Based Access Control Administrator',
  readWorkspace: 'Reader',
  makeVault: 'Key Vault Contributor',
} as const;

/** The least role that may consent to app roles of an API (learn.microsoft.com, grant-admin-consent). */
export function leastToConsent(key: ApiKey): string {
  return key === 'graph' ? least.consentToGraph : least.consent;
}

/** A permission Microsoft retires, as a dated rule with its source. */
export interface Retirement {
  readonly permission: string;
  /** ISO date. */
  readonly on: string;
  readonly what: string;
  readonly successor: string;
  readonly source: string;
}

export const retirements: readonly Retirement[] = [
  {
    permission: 'SecurityEvents.Read.All',
    on: '2026-10-15',
    what: 'Its alerts (/security/alerts) stop returning data. Secure scores still work.',
    successor: 'SecurityAlert.Read.All',
    source: 'https://learn.microsoft.com/graph/alertsv1-alertsv2-migration',
  },
];

/** A portal Microsoft retires, as a dated rule with its source. */
export const portalRetirements = [
  {
    portal: 'Microsoft Sentinel in the Azure portal',
    on: '2027-03-31',
    successor: 'the Microsoft Defender portal',
    address: 'https://security.microsoft.com',
    // Moved there from 1 July 2026.
    source: 'https://techcommunity.microsoft.com/blog/microsoft-security-blog/4513815',
  },
] as const;

/** 2026-10-15 as people say it. */
export function spokenDate(iso: string): string {
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

/** Whether an action is allowed by ARM's permission entries: one entry matches it and that entry's notActions do not. */
export function allows(
  entries: readonly { readonly actions: readonly string[]; readonly notActions: readonly string[] }[],
  action: string,
): boolean {
  const matches = (pattern: string) =>
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
        .join('.*')}$`,
      'i',
    ).test(action);
  return entries.some(({ actions, notActions }) => actions.some(matches) && !notActions.some(matches));
}

/** The same for an action on what is inside a resource: data actions. Where Azure names none, none is allowed. */
export const allowsInside = (
  entries: readonly {
    readonly dataActions?: readonly string[];
    readonly notDataActions?: readonly string[];
  }[],
  action: string,
): boolean =>
  allows(
    entries.map(({ dataActions = [], notDataActions = [] }) => ({
      actions: dataActions,
      notActions: notDataActions,
    })),
    action,
  );

/** The parts of a workspace's ARM ID. Empty texts where it is not one. */
export function partsOf(armId: string): { subscriptionId: string; resourceGroup: string; name: string } {
  const found =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/workspaces\/([^/]+)$/i.exec(armId);
  return { subscriptionId: found?.[1] ?? '', resourceGroup: found?.[2] ?? '', name: found?.[3] ?? '' };
}

/** A workspace that was picked: its key among them, its ARM ID and its name. */
export interface PickedWorkspace {
  readonly key: string;
  readonly armId: string;
  readonly name: string;
}

/** A short key for each picked workspace: its name, with the start of its subscription where two share a name. */
export function workspaceKeys(armIds: readonly string[]): readonly PickedWorkspace[] {
  const names = armIds.map((armId) => partsOf(armId).name || armId);
  return armIds.map((armId, at) => {
    const name = names[at] as string;
    const twin = names.filter((other) => other.toLowerCase() === name.toLowerCase()).length > 1;
    const parts = partsOf(armId);
    const key = twin ? `${name}.${parts.subscriptionId.slice(0, 8)}.${parts.resourceGroup}` : name;
    return { key: key.toLowerCase(), armId, name };
  });
}
