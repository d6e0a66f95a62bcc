import { armOperation, pageOf } from '../arm/arm.ts';
import { demandScope } from '../arm/scope.ts';
import type { JsonObject, ResourceObject } from '../core/contents.ts';
import { type Context, type Operation, Refusal, type WireResponse } from '../core/router.ts';
import { demand, subscriptionAbove } from '../rbac/arm-rights.ts';
import { scopeCovers } from '../rbac/rbac.ts';
import { inList, scopeOf } from '../rbac/role-assignment-view.ts';

const assignmentType = 'Microsoft.Authorization/policyAssignments';

/** What a policy of this tenant may look at in a request. */
export interface Wanted {
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  /** Facts of the request by which a policy's `denies` is decided. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * Refuses what an assigned policy denies. Which facts a policy names is ours; the refusal is ARM's
 * (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy).
 */
export function demandAllowed(context: Context, wanted: Wanted): void {
  const policy = context.truth.list('resources').find((one) => denies(one, wanted));
  if (policy === undefined) return;
  const identifiers = {
    policyAssignment: { name: String(policy.properties['displayName']), id: policy.id },
    policyDefinition: {
      name: String(policy.properties['displayName']),
      id: String(policy.properties['policyDefinitionId']),
    },
  };
  throw new Refusal({
    status: 403,
    body: {
      error: {
        code: 'RequestDisallowedByPolicy',
        target: wanted.name,
        message: `Resource '${wanted.name}' was disallowed by policy. Policy identifiers: '${JSON.stringify([identifiers])}'.`,
        additionalInfo: [
          {
            type: 'PolicyViolation',
            info: {
              policyDefinitionDisplayName: identifiers.policyDefinition.name,
              policyAssignmentDisplayName: identifiers.policyAssignment.name,
              policyDefinitionId: identifiers.policyDefinition.id,
              policyAssignmentId: policy.id,
              policyDefinitionEffect: 'deny',
            },
          },
        ],
      },
    },
  });
}

function denies(one: ResourceObject, wanted: Wanted): boolean {
  if (one.type !== assignmentType) return false;
  if (!scopeCovers(String(one.properties['scope']), wanted.scope)) return false;
  const { type, ...facts } = one.properties['denies'] as JsonObject;
  return type === wanted.type && Object.entries(facts).every(([name, value]) => wanted.facts[name] === value);
}

/** Assignments at a scope, above it and, unless `atScope()` is asked for, below it. */
function list(context: Context): WireResponse {
  const scope = scopeOf(context);
  subscriptionAbove(context, scope);
  demand(context, `${assignmentType}/read`, scope);
  demandScope(context, scope);
  const atScope = /^\s*atScope\(\)\s*$/iu.test(context.query('$filter') ?? '');
  const found = context.truth
    .list('resources')
    .filter((one) => one.type === assignmentType)
    .filter((one) => inList(context, String(one.properties['scope']), scope, atScope));
  return pageOf(
    context,
    found.map(({ id, name, properties }) => {
      const { denies: _denies, ...told } = properties;
      return {
        properties: { enforcementMode: 'Default', notScopes: [], parameters: {}, ...told },
        id,
        type: assignmentType,
        name,
      };
    }),
    100,
  );
}

export const policyAssignmentOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: `/{*scope}/providers/${assignmentType}`,
    type: 'policyAssignments',
    source: ['https://learn.microsoft.com/rest/api/policyauthorization/policy-assignments/list'],
    assumed: ['$filter is read for atScope() alone'],
    run: list,
  }),
];
