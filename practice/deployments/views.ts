import { armTime } from '../arm/arm.ts';
import type { DeploymentObject, DeploymentStep, Json, JsonObject } from '../core/contents.ts';
import { statusName } from './errors.ts';
import type { PlannedResource } from './template.ts';

const type = 'Microsoft.Resources/deployments';

/** ISO 8601, as ARM counts it: PT22.8356799S. */
const lasting = (milliseconds: number): string => `PT${(Math.max(0, milliseconds) / 1000).toFixed(7)}S`;

/** A deployment as GET shows it: examples/arm-deployments/PutDeploymentResourceGroup.json. */
export function shownDeployment(one: DeploymentObject, now: number): JsonObject {
  const done = one.steps.filter(({ state }) => state === 'Succeeded');
  return {
    id: one.id,
    name: one.name,
    type,
    ...(Object.keys(one.tags).length === 0 ? {} : { tags: one.tags }),
    properties: {
      ...one.shown,
      provisioningState: one.state,
      timestamp: armTime(one.endedAt ?? one.startedAt),
      duration: lasting((one.endedAt ?? now) - one.startedAt),
      correlationId: one.correlationId,
      ...(one.outputs === null ? {} : { outputs: one.outputs }),
      ...(one.state === 'Succeeded'
        ? { outputResources: done.map(({ resourceId }) => ({ id: resourceId })) }
        : {}),
      ...(one.error === null ? {} : { error: one.error }),
    },
  };
}

/** Which providers a template uses, and what waits for what, as a deployment shows it. */
export function providersOf(resources: readonly PlannedResource[]): JsonObject {
  const namespaces = new Map<string, Map<string, Set<string>>>();
  for (const one of resources) {
    const [namespace = '', ...rest] = one.type.split('/');
    const inside = namespaces.get(namespace) ?? new Map<string, Set<string>>();
    namespaces.set(namespace, inside);
    const places = inside.get(rest.join('/')) ?? new Set<string>();
    inside.set(rest.join('/'), places.add(one.location ?? ''));
  }
  const basic = ({ id, type: resourceType, name }: PlannedResource) => ({
    id,
    resourceType,
    resourceName: name,
  });
  return {
    providers: [...namespaces].map(([namespace, inside]) => ({
      namespace,
      resourceTypes: [...inside].map(([resourceType, places]) => ({
        resourceType,
        locations: [...places].map((place) => (place === '' ? null : place)),
      })),
    })),
    dependencies: resources
      .filter(({ dependsOn }) => dependsOn.length > 0)
      .map((one) => ({
        dependsOn: resources.filter(({ id }) => one.dependsOn.includes(id)).map(basic),
        ...basic(one),
      })),
  };
}

/** One operation of a deployment. https://learn.microsoft.com/rest/api/resources/deployment-operations/list */
export function shownOperation(of: DeploymentObject, step: DeploymentStep, now: number): JsonObject {
  const ended = step.state === 'Succeeded' || step.state === 'Failed';
  return {
    id: `${of.id}/operations/${step.operationId}`,
    operationId: step.operationId,
    properties: {
      provisioningOperation: 'Create',
      provisioningState: step.state,
      timestamp: armTime(ended ? step.endsAt : step.startsAt),
      duration: lasting((ended ? step.endsAt : now) - step.startsAt),
      trackingId: step.operationId,
      ...(step.status === 0
        ? {}
        : { statusCode: statusName(step.status), serviceRequestId: step.operationId }),
      ...(step.error === null ? {} : { statusMessage: { status: 'Failed', error: step.error } }),
      targetResource: { id: step.resourceId, resourceType: step.type, resourceName: step.name },
    },
  };
}

/** What the address in Azure-AsyncOperation answers: examples/arm-async/async-operations.json. */
export function shownStatus(one: DeploymentObject): JsonObject {
  const status = one.state === 'Accepted' ? 'Running' : one.state;
  return { status, ...(one.error === null ? {} : { error: one.error as Json }) };
}
