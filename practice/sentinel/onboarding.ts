import { ok } from '../arm/arm.ts';
import { bodyOf } from '../arm/body.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { JsonObject, WorkspaceObject } from '../core/contents.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import {
  sentinelCall as call,
  demandWrite,
  sentinelExample as example,
  isOn,
  notOnboarded,
  sentinelProvider as provider,
  registeredWorkspace,
} from './workspace.ts';

const stateShown = (workspace: WorkspaceObject): JsonObject => ({
  id: `${workspace.id}${provider}/onboardingStates/default`,
  name: 'default',
  type: 'Microsoft.SecurityInsights/onboardingStates',
  properties: { customerManagedKey: false },
});

function demandDefault(context: Context): void {
  const name = context.params['state'] ?? '';
  if (name.toLowerCase() !== 'default')
    throw badRequest('BadRequest', `Onboarding state name '${name}' is not valid, it must be 'default'`);
}

// Both answers to "not onboarded" were seen. Which version gives which is assumed: old ones the JSON in a message,
// new ones a plain 404.
function getState(context: Context): WireResponse {
  demandDefault(context);
  const workspace = registeredWorkspace(context, 'onboardingStates/read', 'onboardingStates/default');
  if (isOn(workspace)) return ok(stateShown(workspace));
  if ((context.query('api-version') ?? '') < '2024-09') throw notOnboarded(workspace.name);
  throw notFound('NotFound', `Onboarding state 'default' was not found on workspace '${workspace.name}'.`);
}

function listStates(context: Context): WireResponse {
  const workspace = registeredWorkspace(context, 'onboardingStates/read', 'onboardingStates');
  return ok({ value: isOn(workspace) ? [stateShown(workspace)] : [] });
}

function putState(context: Context): WireResponse {
  demandDefault(context);
  const workspace = registeredWorkspace(context, 'onboardingStates/write', 'onboardingStates/default');
  bodyOf(context, {
    is: 'object',
    type: 'SentinelOnboardingState',
    members: {
      id: { is: 'string' },
      name: { is: 'string' },
      type: { is: 'string' },
      etag: { is: 'string' },
      properties: {
        is: 'object',
        type: 'SentinelOnboardingStateProperties',
        members: { customerManagedKey: { is: 'boolean' } },
      },
    },
  });
  demandWrite(context, workspace, 'write');
  if (isOn(workspace) && (context.query('api-version') ?? '') < '2023')
    throw new Refusal({
      status: 409,
      body: {
        error: {
          code: 'Conflict',
          message: `Workspace '${workspace.name}' is already onboarded to Microsoft Sentinel.`,
        },
      },
    });
  const made = !isOn(workspace);
  if (made)
    context.store.put('workspaces', {
      ...workspace,
      sentinel: { ...workspace.sentinel, onboardingState: true },
    });
  return { status: made ? 201 : 200, body: stateShown(workspace) };
}

const state = 'onboardingStates/{state}';

export const onboardingOperations: readonly Operation[] = [
  call(
    'GET',
    state,
    'onboardingStates',
    [example('GetSentinelOnboardingState'), example('errors')],
    getState,
    [
      'not onboarded: JSON in a message before version 2024-09-01, a plain 404 from it on',
      'the words for a subscription without the provider',
    ],
  ),
  call(
    'GET',
    'onboardingStates',
    'onboardingStates',
    [example('GetAllSentinelOnboardingStates')],
    listStates,
  ),
  call('PUT', state, 'onboardingStates', [example('CreateSentinelOnboardingState')], putState, [
    'onboarding again is a conflict for versions before 2023',
  ]),
];
