/**
 * Intezer's four playbooks and their connections, as its published template declares them. The template itself is read
 * when a run needs it and must agree with this, or nothing of it is deployed.
 * https://github.com/intezer/microsoft-sentinel-integration/tree/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks
 */

export type PlaybookKey = 'update-incident' | 'submit-alert' | 'scan-file-hash' | 'scan-url';
export type ConnectionKey = 'sentinel' | 'key-vault' | 'monitor-logs';

export interface Playbook {
  readonly title: string;
  /** Its name in Azure, and the template's parameter for it. */
  readonly name: string;
  readonly nameParameter: string;
  readonly trigger: string;
  /** What starts it: a call from Intezer, or an automation rule. */
  readonly startedBy: 'webhook' | 'incident';
  /** Whether it reads Intezer's key from the Key Vault. */
  readonly readsKey: boolean;
  /** Whether it writes comments on incidents. */
  readonly comments: boolean;
  /** What stands in its list of connections. */
  readonly connections: readonly ConnectionKey[];
}

export const playbooks: Readonly<Record<PlaybookKey, Playbook>> = {
  'update-incident': {
    title: 'Update incident',
    name: 'UpdateIncident-IntezerAlert-Webhook',
    // Started by a webhook, whatever the parameter's name says.
    nameParameter: 'UpdateIncidentTriggeredByIncidentCreatedPlaybookName',
    trigger: 'manual',
    startedBy: 'webhook',
    readsKey: false,
    comments: true,
    connections: ['sentinel', 'monitor-logs'],
  },
  'submit-alert': {
    title: 'Submit alert',
    name: 'Submit-IntezerAlert-IncidentTriggered',
    nameParameter: 'SubmitAlertTriggeredByIncidentCreatedPlaybookName',
    trigger: 'Microsoft_Sentinel_incident',
    startedBy: 'incident',
    readsKey: true,
    comments: false,
    connections: ['sentinel', 'key-vault'],
  },
  'scan-file-hash': {
    title: 'Submit scan file hash',
    name: 'Submit-IntezerScanFileHash-IncidentTriggered',
    nameParameter: 'SubmitIntezerScanFileHashPlaybookName',
    trigger: 'Microsoft_Sentinel_incident',
    startedBy: 'incident',
    readsKey: true,
    comments: true,
    connections: ['sentinel', 'key-vault', 'monitor-logs'],
  },
  'scan-url': {
    title: 'Submit scan URL',
    name: 'Submit-IntezerScanURL-IncidentTriggered',
    nameParameter: 'SubmitIntezerScanURLPlaybookName',
    trigger: 'Microsoft_Sentinel_incident',
    startedBy: 'incident',
    readsKey: true,
    comments: true,
    connections: ['sentinel', 'key-vault', 'monitor-logs'],
  },
};

/** In the order they are deployed; the names are fixed in the template. */
export const playbookConnections: Readonly<
  Record<ConnectionKey, { readonly name: string; readonly title: string }>
> = {
  sentinel: { name: 'azuresentinel-intezer-connection', title: 'Microsoft Sentinel' },
  'key-vault': { name: 'keyvault-intezer-connection', title: 'Azure Key Vault' },
  'monitor-logs': { name: 'monitorlogs-intezer-connection', title: 'Azure Monitor Logs' },
};

/** The connections that the chosen playbooks list, in the order they are deployed. */
export function connectionsOf(chosen: readonly PlaybookKey[]): readonly ConnectionKey[] {
  const wanted = new Set(chosen.flatMap((key) => playbooks[key].connections));
  return (Object.keys(playbookConnections) as ConnectionKey[]).filter((key) => wanted.has(key));
}
