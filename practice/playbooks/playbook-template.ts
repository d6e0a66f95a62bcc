import { createHash } from 'node:crypto';
import type { JsonObject } from '../core/contents.ts';
import {
  type PlaybookConnection,
  scanFileHash,
  scanUrl,
  submitAlert,
  updateIncident,
} from './playbook-definitions.ts';

/**
 * The deployment template practice tenants are given: written for them, with the interface of the vendor's
 * (parameters, connection and playbook names, identities) and nothing of its text.
 *
 * ARM expressions in it use these functions only: parameters, variables, concat, resourceId, subscription,
 * resourceGroup. https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
const connectionNames: Readonly<Record<PlaybookConnection, string>> = {
  azuresentinel: 'azuresentinel-intezer-connection',
  keyvault: 'keyvault-intezer-connection',
  azuremonitorlogs: 'monitorlogs-intezer-connection',
};

const managedApi = (api: PlaybookConnection): string =>
  `[concat(subscription().id, '/providers/Microsoft.Web/locations/', parameters('location'), '/managedApis/${api}')]`;

const connectionId = (api: PlaybookConnection): string =>
  `[resourceId('Microsoft.Web/connections', variables('${api}'))]`;

const text = (description: string, defaultValue?: string): JsonObject => ({
  type: 'string',
  ...(defaultValue === undefined ? {} : { defaultValue }),
  metadata: { description },
});

/** A connection that signs in as the playbook that uses it. */
const byManagedIdentity = (api: PlaybookConnection, values?: JsonObject): JsonObject => ({
  type: 'Microsoft.Web/connections',
  apiVersion: '2016-06-01',
  name: `[variables('${api}')]`,
  location: "[parameters('location')]",
  kind: 'V1',
  tags: "[parameters('resourceTags')]",
  properties: {
    displayName: `[variables('${api}')]`,
    parameterValueType: 'Alternative',
    ...(values === undefined ? {} : { alternativeParameterValues: values }),
    api: { id: managedApi(api) },
  },
});

/** What a playbook is told of a connection. Monitor Logs gets no authentication, as in the vendor's template. */
const used = (api: PlaybookConnection): JsonObject => ({
  connectionId: connectionId(api),
  connectionName: `[variables('${api}')]`,
  id: managedApi(api),
  ...(api === 'azuremonitorlogs'
    ? {}
    : { connectionProperties: { authentication: { type: 'ManagedServiceIdentity' } } }),
});

const playbook = (
  nameParameter: string,
  definition: JsonObject,
  connections: readonly PlaybookConnection[],
  dependsOn: readonly PlaybookConnection[],
  parameters: JsonObject = {},
): JsonObject => ({
  type: 'Microsoft.Logic/workflows',
  apiVersion: '2017-07-01',
  name: `[parameters('${nameParameter}')]`,
  location: "[parameters('location')]",
  tags: "[parameters('resourceTags')]",
  identity: { type: 'SystemAssigned' },
  dependsOn: dependsOn.map(connectionId),
  properties: {
    state: 'Enabled',
    definition,
    parameters: {
      $connections: { value: Object.fromEntries(connections.map((api) => [api, used(api)])) },
      ...parameters,
    },
  },
});

const template: JsonObject = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  metadata: { description: 'Four playbooks for practice. They reach no vendor.' },
  parameters: {
    resourceTags: { type: 'object', defaultValue: { LogicAppsCategory: 'security' } },
    logicAppWorkspace: text('Name of the workspace.'),
    logicAppWorkspaceId: text('Workspace ID, the GUID.'),
    SubmitAlertTriggeredByIncidentCreatedPlaybookName: text(
      'Name of the playbook that submits incidents.',
      'Submit-IntezerAlert-IncidentTriggered',
    ),
    UpdateIncidentTriggeredByIncidentCreatedPlaybookName: text(
      'Name of the playbook that is called over HTTP.',
      'UpdateIncident-IntezerAlert-Webhook',
    ),
    SubmitIntezerScanFileHashPlaybookName: text(
      'Name of the playbook that scans file hashes.',
      'Submit-IntezerScanFileHash-IncidentTriggered',
    ),
    SubmitIntezerScanURLPlaybookName: text(
      'Name of the playbook that scans addresses.',
      'Submit-IntezerScanURL-IncidentTriggered',
    ),
    KeyvaultName: text('Name of the key vault that holds the API key.', ''),
    location: text('Region of everything here.', '[resourceGroup().location]'),
  },
  variables: connectionNames,
  resources: [
    byManagedIdentity('azuresentinel'),
    byManagedIdentity('keyvault', { vaultName: "[parameters('KeyvaultName')]" }),
    {
      type: 'Microsoft.Web/connections',
      apiVersion: '2018-07-01-preview',
      name: "[variables('azuremonitorlogs')]",
      location: "[parameters('location')]",
      kind: 'V1',
      tags: "[parameters('resourceTags')]",
      properties: { displayName: 'azuremonitorlogs', api: { id: managedApi('azuremonitorlogs') } },
    },
    playbook(
      'SubmitAlertTriggeredByIncidentCreatedPlaybookName',
      submitAlert,
      ['azuresentinel', 'keyvault'],
      ['azuresentinel'],
    ),
    playbook(
      'UpdateIncidentTriggeredByIncidentCreatedPlaybookName',
      updateIncident,
      ['azuresentinel', 'azuremonitorlogs'],
      ['azuresentinel', 'azuremonitorlogs'],
      {
        subscriptionId: { value: '[subscription().subscriptionId]' },
        resourceGroup: { value: '[resourceGroup().name]' },
        workspaceName: { value: "[parameters('logicAppWorkspace')]" },
        workspaceId: { value: "[parameters('logicAppWorkspaceId')]" },
      },
    ),
    playbook(
      'SubmitIntezerScanFileHashPlaybookName',
      scanFileHash,
      ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
      ['azuresentinel'],
    ),
    playbook(
      'SubmitIntezerScanURLPlaybookName',
      scanUrl,
      ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
      ['azuresentinel'],
    ),
  ],
};

/** The template's bytes, UTF-8: the same in every build. */
export const playbookTemplate: string = `${JSON.stringify(template, null, 2)}\n`;

/** SHA-256 of those bytes, in hexadecimal. */
export const playbookTemplateHash: string = createHash('sha256')
  .update(playbookTemplate, 'utf8')
  .digest('hex');
