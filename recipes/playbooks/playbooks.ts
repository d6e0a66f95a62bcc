import { type Fact, keyed } from '../../engine/model/fact.ts';
import { playbookId } from '../catalogue/facts.ts';
import type { PickedWorkspace } from '../catalogue/microsoft-ids.ts';
import { named } from '../catalogue/step.ts';

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

/** The playbooks that were chosen, and the workspace they are for. */
export interface ChosenPlaybooks {
  readonly workspace: PickedWorkspace;
  readonly playbooks: readonly PlaybookKey[];
  /** SHA-256 of a newer template that a person accepted; the pinned one without it. */
  readonly accepted?: string;
}

/** The Azure resource IDs of playbooks as a need, each under the playbook's key; `idIn` reads them. */
export const idsOf = (keys: readonly PlaybookKey[]): Readonly<Record<string, Fact<string>>> =>
  Object.fromEntries(keys.map((key) => [key, keyed(playbookId, key)]));

/** The Azure resource ID of a playbook among the facts of `idsOf`; empty where it is gone. */
export const idIn = (given: object, key: PlaybookKey): string => named<string>(given, key) ?? '';

/** What the two playbooks that scan have in common. */
const scan = {
  startedBy: 'incident',
  triggerName: 'Microsoft_Sentinel_incident',
  readsKey: true,
  writesIncidents: true,
  queriesLogs: false,
  connections: ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
} as const;

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
    ...scan,
  },
  'scan-url': {
    key: 'scan-url',
    title: 'Submit Scan URL',
    nameParameter: 'SubmitIntezerScanURLPlaybookName',
    defaultName: 'Submit-IntezerScanURL-IncidentTriggered',
    ...scan,
  },
};

/** The names the template gives its connections; a second deployment into a resource group overwrites them. */
export const connectionNames: Readonly<Record<ConnectionKey, string>> = {
  azuresentinel: 'azuresentinel-intezer-connection',
  keyvault: 'keyvault-intezer-connection',
  azuremonitorlogs: 'monitorlogs-intezer-connection',
};
