import { connectionConsentOperations } from './connection-consent.ts';
import { connectionOperations } from './connections.ts';
import { deploymentOperations } from './deployments.ts';
import { keyVaultOperations } from './key-vaults.ts';
import { deletedVaultOperations } from './key-vaults-deleted.ts';
import { logsOperations } from './logs.ts';
import { managedApiOperations } from './managed-apis.ts';
import { providerOperations } from './providers.ts';
import { resourceGraphOperations } from './resource-graph.ts';
import { resourceOperations } from './resources.ts';
import { roleAssignmentOperations } from './role-assignments.ts';
import { roleDefinitionOperations } from './role-definitions.ts';
import { roleScheduleOperations } from './role-schedules.ts';
import type { Operation } from './router.ts';
import { sentinelOperations } from './sentinel.ts';
import { vaultSecretOperations } from './vault-secrets.ts';
import { workflowInvokeOperations } from './workflow-invoke.ts';
import { workflowRunOperations } from './workflow-runs.ts';
import { workflowOperations } from './workflows.ts';
import { workspaceOperations } from './workspaces.ts';

/** Azure's half of a practice tenant: Resource Manager, Resource Graph, Log Analytics, Sentinel and Key Vault. */
export const azureOperations: readonly Operation[] = [
  ...resourceOperations,
  ...providerOperations,
  ...deploymentOperations,
  ...roleAssignmentOperations,
  ...roleDefinitionOperations,
  ...roleScheduleOperations,
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
