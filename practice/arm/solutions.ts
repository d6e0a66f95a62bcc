import type { JsonObject, WorkspaceObject } from '../core/contents.ts';

/**
 * The id of the solution that switched Sentinel on in a workspace the old way, or undefined where there is none:
 * workspaces onboarded by onboardingStates alone have no solution resource.
 */
export function solutionId(workspace: WorkspaceObject): string | undefined {
  if (!workspace.sentinel.legacySolution) return undefined;
  return `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers/Microsoft.OperationsManagement/solutions/SecurityInsights(${workspace.name})`;
}

/** That solution as Microsoft.OperationsManagement shows it. */
export function solutionOf(workspace: WorkspaceObject): JsonObject | undefined {
  const id = solutionId(workspace);
  if (id === undefined) return undefined;
  return {
    id,
    location: workspace.location,
    name: `SecurityInsights(${workspace.name})`,
    type: 'Microsoft.OperationsManagement/solutions',
    properties: {
      provisioningState: 'Succeeded',
      workspaceResourceId: workspace.id,
      containedResources: [],
      referencedResources: [],
      creationTime: workspace.createdDate,
    },
    plan: {
      name: `SecurityInsights(${workspace.name})`,
      publisher: 'Microsoft',
      promotionCode: '',
      product: 'OMSGallery/SecurityInsights',
    },
  };
}
