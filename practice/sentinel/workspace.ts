import { armOperation } from '../arm/arm.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context, Operation, Refusal, WireResponse } from '../core/router.ts';
import { demandUnlocked, demandWritable, subscriptionOf, workspaceOf } from '../rbac/arm-rights.ts';
import { saysUnregistered } from '../resources/providers.ts';
import { type IncidentShown, incidentsIn } from './incidents.ts';

export const sentinelProvider = '/providers/Microsoft.SecurityInsights';

/** Whether Sentinel is switched on in a workspace. */
export const isOn = (workspace: WorkspaceObject): boolean =>
  workspace.sentinel.onboardingState || workspace.sentinel.legacySolution;

/** The refusal has JSON inside its message; two public test fixtures agree on it (examples/sentinel/errors.json). */
export function notOnboarded(name: string): Refusal {
  const inner = {
    error: {
      code: 'BadRequest',
      message: `Workspace '${name}' is not onboarded to Microsoft Sentinel. Please onboard through the portal or use the OnboardingStates ARM api to onboard to Sentinel.`,
    },
  };
  return badRequest('BadRequest', JSON.stringify(inner));
}

/** The path's workspace, whose subscription must have the provider; `action` is asked at what lies below it. */
export function registeredWorkspace(context: Context, action: string, below: string): WorkspaceObject {
  const workspace = workspaceOf(
    context,
    `Microsoft.SecurityInsights/${action}`,
    `${sentinelProvider}/${below}`,
  );
  const subscription = subscriptionOf(context);
  // Observed without its exact words; see microsoft-apis section 6.1 A4.
  if (saysUnregistered(context, subscription, 'Microsoft.SecurityInsights'))
    throw badRequest(
      'BadRequest',
      `Subscription '${subscription.id}' is not registered to 'Microsoft.SecurityInsights'`,
    );
  return workspace;
}

export function onboardedWorkspace(context: Context, action: string, below: string): WorkspaceObject {
  const workspace = registeredWorkspace(context, action, below);
  if (!isOn(workspace)) throw notOnboarded(workspace.name);
  return workspace;
}

export function demandWrite(context: Context, workspace: WorkspaceObject, doing: 'write' | 'delete'): void {
  demandWritable(subscriptionOf(context));
  demandUnlocked(context, workspace.id, doing);
}

/** `$top`, or 50 as the service does of itself (assumed). */
export function topOf(context: Context): number {
  const text = context.query('$top');
  if (text === undefined) return 50;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1 || top > 1000)
    throw badRequest('BadRequest', `Invalid $top query option: '${text}' is not between 1 and 1000`);
  return top;
}

/** The incident of the path, as it is now. */
export function incidentOf(context: Context, workspace: WorkspaceObject): IncidentShown | undefined {
  const wanted = (context.params['incident'] ?? '').toLowerCase();
  return incidentsIn(context, workspace).find((one) => one.name.toLowerCase() === wanted);
}

export const incidentMissing = (context: Context): Refusal =>
  notFound('NotFound', `Incident '${context.params['incident'] ?? ''}' was not found`);

/** A resource row for something that hangs under a workspace. */
export function extension(
  workspace: WorkspaceObject,
  resource: Pick<ResourceObject, 'id' | 'type' | 'name' | 'properties'>,
  etag: string,
): ResourceObject {
  const { subscriptionId, resourceGroup } = workspace;
  return { ...resource, subscriptionId, resourceGroup, location: null, tags: {}, more: { etag } };
}

export const etagOf = (context: Context): string => {
  const id = context.newId();
  return `"${id.slice(0, 8)}-0000-0000-0000-${id.slice(-12)}"`;
};

const below = `/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.OperationalInsights/workspaces/{workspace}${sentinelProvider}`;

/** An operation below a workspace's Sentinel. */
export const sentinelCall = (
  method: Operation['method'],
  path: string,
  type: 'incidents' | 'onboardingStates' | 'automationRules' | 'alertRules' | 'bookmarks',
  source: readonly string[] | 'assumed',
  run: (context: Context) => WireResponse,
  assumed: readonly string[] = [],
): Operation => armOperation({ method, path: `${below}/${path}`, type, source, run, assumed });

/** Where an example of Sentinel's is kept. */
export const sentinelExample = (name: string): string => `examples/sentinel/${name}.json`;
