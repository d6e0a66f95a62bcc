import { solutionOf } from '../arm/solutions.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import type { Reading } from '../core/store.ts';
import { builtInRole } from '../rbac/built-in-roles.ts';

/** A resource in the columns of Resource Graph's `resources` table; `type` here in Microsoft's casing. */
export type ResourceRow = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly tenantId: string;
  readonly kind: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly managedBy: string;
  readonly sku: Json;
  readonly plan: Json;
  readonly properties: JsonObject;
  readonly tags: Json;
  readonly identity: Json;
  readonly zones: Json;
  readonly extendedLocation: Json;
};

const none = {
  kind: '',
  managedBy: '',
  sku: null,
  plan: null,
  identity: null,
  zones: null,
  extendedLocation: null,
};

/** Extension resources, which ARM has and no list of resources shows. */
const extension = /^Microsoft\.(?:SecurityInsights|Authorization|Insights\/diagnosticSettings)\b/i;

/** Everything a tenant holds that is a resource, as the given reader sees it. */
export function resourcesOf(reading: Reading, tenantId: string): readonly ResourceRow[] {
  return [...workspaceRows(reading, tenantId), ...otherRows(reading, tenantId)];
}

function workspaceRows(reading: Reading, tenantId: string): readonly ResourceRow[] {
  return reading.list('workspaces').flatMap((workspace): ResourceRow[] => {
    const where = {
      tenantId,
      location: workspace.location,
      resourceGroup: workspace.resourceGroup,
      subscriptionId: workspace.subscriptionId,
    };
    const row: ResourceRow = {
      ...none,
      ...where,
      id: workspace.id,
      name: workspace.name,
      type: 'Microsoft.OperationalInsights/workspaces',
      properties: {
        customerId: workspace.customerId,
        provisioningState: 'Succeeded',
        sku: { name: workspace.sku },
        retentionInDays: workspace.retentionInDays,
        publicNetworkAccessForIngestion: 'Enabled',
        publicNetworkAccessForQuery: workspace.privateQueriesOnly === true ? 'Disabled' : 'Enabled',
        createdDate: workspace.createdDate,
      },
      tags: workspace.tags,
    };
    const solution = solutionOf(workspace);
    if (solution === undefined) return [row];
    return [
      row,
      {
        ...none,
        ...where,
        id: solution['id'] as string,
        name: solution['name'] as string,
        type: 'Microsoft.OperationsManagement/solutions',
        plan: solution['plan'] ?? null,
        properties: solution['properties'] as JsonObject,
        tags: {},
      },
    ];
  });
}

function otherRows(reading: Reading, tenantId: string): readonly ResourceRow[] {
  return reading
    .list('resources')
    .filter((resource) => !extension.test(resource.type))
    .map((resource) => ({
      ...none,
      id: resource.id,
      name: resource.name,
      type: resource.type,
      tenantId,
      kind: resource.kind ?? '',
      location: resource.location ?? '',
      resourceGroup: resource.resourceGroup,
      subscriptionId: resource.subscriptionId,
      sku: resource.more['sku'] ?? null,
      plan: resource.more['plan'] ?? null,
      properties: resource.properties,
      tags: resource.tags,
      identity: resource.more['identity'] ?? null,
    }));
}

/** Who manages a delegated subscription (https://learn.microsoft.com/azure/lighthouse/how-to/view-manage-customers). */
export const managersOf = (
  { ownerTenantId }: { readonly ownerTenantId?: string },
  tenantId: string,
): readonly { readonly tenantId: string }[] => (ownerTenantId === undefined ? [] : [{ tenantId }]);

/** Subscriptions and resource groups, as Resource Graph's `resourcecontainers` has them. */
export function containersOf(reading: Reading, tenantId: string): readonly ResourceRow[] {
  const subscriptions = reading.list('subscriptions').map(
    (one): ResourceRow => ({
      ...none,
      id: `/subscriptions/${one.id}`,
      name: one.displayName,
      type: 'Microsoft.Resources/subscriptions',
      tenantId: one.ownerTenantId ?? tenantId,
      location: '',
      resourceGroup: '',
      subscriptionId: one.id,
      properties: {
        state: one.state,
        managedByTenants: managersOf(one, tenantId),
        subscriptionPolicies: {
          locationPlacementId: 'Public_2014-09-01',
          quotaId: 'EnterpriseAgreement_2014-09-01',
          spendingLimit: 'Off',
        },
      },
      tags: {},
    }),
  );
  const groups = reading.list('resourceGroups').map(
    (one): ResourceRow => ({
      ...none,
      id: one.id,
      name: one.name,
      type: 'Microsoft.Resources/subscriptions/resourceGroups',
      tenantId,
      location: one.location,
      resourceGroup: one.name,
      subscriptionId: one.subscriptionId,
      properties: { provisioningState: 'Succeeded' },
      tags: one.tags,
    }),
  );
  return [...subscriptions, ...groups];
}

/** Role assignments, as `authorizationresources` has them. Onboarding states are in no table at all. */
export function authorizationRowsOf(reading: Reading, tenantId: string): readonly ResourceRow[] {
  return reading.list('roleAssignments').map((one): ResourceRow => {
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(one.scope)?.[1] ?? '';
    const isCustom = builtInRole(one.roleDefinition) === undefined && subscriptionId !== '';
    const prefix = isCustom ? `/subscriptions/${subscriptionId}` : '';
    return {
      ...none,
      id: one.id,
      name: one.name,
      type: 'Microsoft.Authorization/roleAssignments',
      tenantId,
      location: 'global',
      resourceGroup: '',
      subscriptionId,
      properties: {
        roleDefinitionId: `${prefix}/providers/Microsoft.Authorization/RoleDefinitions/${one.roleDefinition}`,
        principalId: one.principalId,
        principalType: one.principalType,
        scope: one.scope,
        createdOn: one.createdOn,
        updatedOn: one.createdOn,
        createdBy: one.createdBy,
        updatedBy: one.createdBy,
        description: one.description ?? '',
      },
      tags: {},
    };
  });
}
