import { connectionConsentOperations } from '../api-connections/connection-consent.ts';
import { connectionOperations } from '../api-connections/connections.ts';
import { managedApiOperations } from '../api-connections/managed-apis.ts';
import type { Operation } from '../core/router.ts';
import { deploymentOperations } from '../deployments/deployments.ts';
import { deletedVaultOperations } from '../key-vault/deleted-vaults.ts';
import { keyVaultOperations } from '../key-vault/key-vaults.ts';
import { vaultSecretOperations } from '../key-vault/secrets.ts';
import { logsOperations } from '../log-analytics/logs.ts';
import { workspaceOperations } from '../log-analytics/workspaces.ts';
import { workflowInvokeOperations } from '../logic-apps/workflow-invoke.ts';
import { workflowRunOperations } from '../logic-apps/workflow-runs.ts';
import { workflowOperations } from '../logic-apps/workflows.ts';
import { denyAssignmentOperations } from '../rbac/deny-assignments.ts';
import { lockOperations } from '../rbac/locks.ts';
import { roleAssignmentOperations } from '../rbac/role-assignments.ts';
import { roleDefinitionOperations } from '../rbac/role-definitions.ts';
import { roleScheduleOperations } from '../rbac/role-schedules.ts';
import { managementGroupOperations } from '../resources/management-groups.ts';
import { policyAssignmentOperations } from '../resources/policy.ts';
import { providerOperations } from '../resources/providers.ts';
import { resourceGraphOperations } from '../resources/resource-graph.ts';
import { resourceOperations } from '../resources/resources.ts';
import { sentinelOperations } from '../sentinel/sentinel.ts';

/** The Azure operations of a practice tenant: ARM, Resource Graph, Log Analytics, Sentinel and Key Vault. */
export const azureOperations: readonly Operation[] = [
  ...resourceOperations,
  ...providerOperations,
  ...deploymentOperations,
  ...roleAssignmentOperations,
  ...roleDefinitionOperations,
  ...roleScheduleOperations,
  ...denyAssignmentOperations,
  ...lockOperations,
  ...policyAssignmentOperations,
  ...managementGroupOperations,
  ...resourceGraphOperations,
  ...workspaceOperations,
  ...sentinelOperations,
  ...logsOperations,
  ...keyVaultOperations,
  ...deletedVaultOperations,
  ...vaultSecretOperations,
  ...workflowOperations,
  ...workflowRunOperations,
  ...workflowInvokeOperations,
  ...connectionOperations,
  ...managedApiOperations,
  ...connectionConsentOperations,
];
