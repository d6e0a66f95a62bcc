/**
 * What is known of the playbooks without opening the template: names, triggers and what each of them needs
 * (https://github.com/intezer/microsoft-sentinel-integration, azuredeploy.json at commit bb3b881).
 * Every step that is about a playbook is keyed by its key here.
 */
export const playbookKeys = ['update-incident', 'submit-alert', 'scan-file-hash', 'scan-url'] as const;

export type PlaybookKey = (typeof playbookKeys)[number];

/** An API connection of the template, by the name of its managed API. */
export type ConnectionKey = 'azuresentinel' | 'keyvault' | 'azuremonitorlogs';

export interface Playbook {
  readonly key: PlaybookKey;
  /** As the vendor's guide calls it. */
  readonly title: string;
  /** The template's parameter that names it. The first says "incident created" and yet is called over HTTP. */
  readonly nameParameter: string;
  readonly defaultName: string;
  /** Only one started by an incident can be run by an automation rule. */
  readonly startedBy: 'incident' | 'http';
  readonly triggerName: string;
  /** Whether it reads the vendor's API key from the vault. */
  readonly readsKey: boolean;
  /** Whether it writes comments, which takes Microsoft Sentinel Responder. */
  readonly writesIncidents: boolean;
  /** Whether an action of it queries the workspace; listing the connection alone takes nothing. */
  readonly queriesLogs: boolean;
  /** The connections it lists, used or not. */
  readonly connections: readonly ConnectionKey[];
}

export const playbooks: Readonly<Record<PlaybookKey, Playbook>> = {
  'update-incident': {
    key: 'update-incident',
    title: 'Update Incident',
    nameParameter: 'UpdateIncidentTriggeredByIncidentCreatedPlaybookName',
    defaultName: 'UpdateIncident-IntezerAlert-Webhook',
    startedBy: 'http',
    triggerName: 'manual',
    readsKey: false,
    writesIncidents: true,
    queriesLogs: true,
    connections: ['azuresentinel', 'azuremonitorlogs'],
  },
  'submit-alert': {
    key: 'submit-alert',
    title: 'Submit Alert',
    nameParameter: 'SubmitAlertTriggeredByIncidentCreatedPlaybookName',
    defaultName: 'Submit-IntezerAlert-IncidentTriggered',
    startedBy: 'incident',
    triggerName: 'Microsoft_Sentinel_incident',
    readsKey: true,
    writesIncidents: false,
    queriesLogs: false,
    connections: ['azuresentinel', 'keyvault'],
  },
  'scan-file-hash': {
    key: 'scan-file-hash',
    title: 'Submit Scan File Hash',
    nameParameter: 'SubmitIntezerScanFileHashPlaybookName',
    defaultName: 'Submit-IntezerScanFileHash-IncidentTriggered',
    startedBy: 'incident',
    triggerName: 'Microsoft_Sentinel_incident',
    readsKey: true,
    writesIncidents: true,
    queriesLogs: false,
    connections: ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
  },
  'scan-url': {
    key: 'scan-url',
    title: 'Submit Scan URL',
    nameParameter: 'SubmitIntezerScanURLPlaybookName',
    defaultName: 'Submit-IntezerScanURL-IncidentTriggered',
    startedBy: 'incident',
    triggerName: 'Microsoft_Sentinel_incident',
    readsKey: true,
    writesIncidents: true,
    queriesLogs: false,
    connections: ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
  },
};

/** The names the template gives its connections; a second deployment into a resource group overwrites them. */
export const connectionNames: Readonly<Record<ConnectionKey, string>> = {
  azuresentinel: 'azuresentinel-intezer-connection',
  keyvault: 'keyvault-intezer-connection',
  azuremonitorlogs: 'monitorlogs-intezer-connection',
};
