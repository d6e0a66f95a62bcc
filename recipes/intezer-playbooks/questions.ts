import type { Option } from '../../engine/model/question.ts';
import { ask } from '../catalogue/step.ts';
import { vaultNameRule } from '../key-vault/vault-name.ts';
import { analyticsRuleAsk, analyticsRuleColumns } from '../playbooks/analytics-rules.ts';
import { type PlaybookKey, playbookKeys, playbooks } from '../playbooks/playbooks.ts';
import { workspaceColumns } from '../workspaces/picker.ts';

/** The template reads the key under this name, in whichever vault it is pointed at. */
export const secretName = 'intezer-sentinel-api-key';

const needs = (key: PlaybookKey): string => {
  const { readsKey, writesIncidents, startedBy } = playbooks[key];
  return [
    ...(readsKey ? ['the API key'] : []),
    ...(writesIncidents ? ['the right to comment on incidents'] : []),
    startedBy === 'incident' ? 'an automation rule' : 'an address that Intezer calls',
  ].join(', ');
};

/** As choices, with what each needs. */
const playbookOptions = playbookKeys.map(
  (key): Option => ({ id: key, title: playbooks[key].title, consequence: `Needs ${needs(key)}` }),
);

/** What is asked before Intezer is connected. */
export const asks = {
  workspace: ask<readonly string[]>({
    kind: 'pick',
    id: 'workspace',
    screen: 'workspace',
    title: 'Workspace',
    helper:
      "The playbooks go into the workspace's own resource group: the template looks for incidents there.",
    many: false,
    columns: workspaceColumns,
    options: [],
    default: [],
    empty: "You don't see any Log Analytics workspace.",
  }),
  defenderXdr: ask<boolean>({
    kind: 'confirm',
    id: 'defenderXdr',
    screen: 'workspace',
    title: 'Your alerts reach Intezer through its Microsoft Defender XDR integration',
    // github.com/intezer/microsoft-sentinel-integration, README, as its mirrors had it on 2026-11-30.
    helper:
      "Intezer's guide recommends that integration for alerts and incidents, and Submit Alert only where it can't be used (its README, read November 30, 2026).",
    consequence: 'Submit Alert is left out, so that Intezer gets no incident twice',
    default: false,
  }),
  playbooks: ask<readonly string[]>({
    kind: 'choices',
    id: 'playbooks',
    screen: 'workspace',
    title: 'Playbooks',
    helper: 'Each needs only what its row lists.',
    default: playbookKeys,
    options: playbookOptions,
    where: [{ question: 'defenderXdr', is: [false] }],
  }),
  playbooksBesideXdr: ask<readonly string[]>({
    kind: 'choices',
    id: 'playbooksBesideXdr',
    screen: 'workspace',
    title: 'Playbooks next to the integration',
    helper: 'Each needs only what its row lists. Without Submit Alert unless you choose it.',
    default: playbookKeys.filter((key) => key !== 'submit-alert'),
    options: playbookOptions,
    where: [{ question: 'defenderXdr', is: [true] }],
  }),
  vault: ask<string>({
    kind: 'text',
    id: 'vault',
    screen: 'vault',
    title: 'Key Vault',
    helper:
      "The name of an existing key vault, or of a new one. Leave it empty to use a name made from the workspace's.",
    default: '',
    max: 24,
    pattern: { ...vaultNameRule, source: `^$|${vaultNameRule.source}` },
  }),
  apiKey: ask<undefined>({
    kind: 'secret',
    id: 'apiKey',
    screen: 'vault',
    title: 'Intezer API key',
    helper: `Goes into the vault as ${secretName} and is never displayed. Not needed if it's there already.`,
    optional: true,
    refuse: [
      { rule: 'blank-ends', say: 'It starts or ends with a space. Paste it again.' },
      { rule: 'max', length: 256, say: "It's too long for an API key." },
    ],
    pretend: 'practice-key-that-nobody-owns',
  }),
  responderForAll: ask<boolean>({
    kind: 'confirm',
    id: 'responderForAll',
    screen: 'details',
    title: 'Assign Microsoft Sentinel Responder to all four',
    helper: "The vendor's guide does. Without it Submit Alert, which writes nothing, only reads.",
    consequence: 'Lets Submit Alert change incidents too, which it never does',
    default: false,
  }),
  ruleName: ask<string>({
    kind: 'text',
    id: 'ruleName',
    screen: 'details',
    title: 'Name of the automation rules',
    helper: "Each is called this and its playbook's name. A rule that exists keeps its name.",
    default: 'Sentinel Onboarding',
    max: 100,
    pattern: { source: String.raw`^[\p{L}\p{N}]`, otherwise: 'It starts with no letter or digit.' },
  }),
  ruleOrder: ask<number>({
    kind: 'number',
    id: 'ruleOrder',
    screen: 'details',
    title: 'Place of the first automation rule',
    helper: '0 takes the first free places. Rules run in their order.',
    default: 0,
    min: 0,
    max: 1000,
  }),
  ruleConditions: ask<string>({
    kind: 'choice',
    id: 'ruleConditions',
    screen: 'details',
    title: 'Which new incidents start the playbooks',
    helper: 'A rule created outside this app keeps its own conditions, which are shown.',
    default: 'all',
    options: [
      { id: 'all', title: 'Every one', consequence: "As in the vendor's guide" },
      { id: 'low', title: 'Low severity and above', consequence: 'Informational ones are left out' },
      { id: 'medium', title: 'Medium severity and above', consequence: 'Fewer runs, fewer scans' },
      { id: 'high', title: 'High severity alone', consequence: 'All others are left out' },
      {
        id: 'analytics-rules',
        title: 'Those of the analytics rules you pick',
        consequence: 'Incidents of all other rules, and of Microsoft Defender, are left out',
      },
    ],
  }),
  analyticsRule: ask<readonly string[]>({
    kind: 'pick',
    id: analyticsRuleAsk,
    screen: 'details',
    title: 'Analytics rules',
    helper: 'Pick those of the workspace you chose.',
    many: true,
    columns: analyticsRuleColumns,
    options: [],
    default: [],
    empty: "You don't see any analytics rule in a workspace with Microsoft Sentinel.",
    where: [{ question: 'ruleConditions', is: ['analytics-rules'] }],
  }),
  correctScan: ask<boolean>({
    kind: 'confirm',
    id: 'correctScan',
    screen: 'details',
    title: 'Correct the condition of Submit Scan URL',
    helper:
      'As Intezer publishes it, Submit Scan URL stops when an incident has URLs and so never scans one (seen in its template, July 2024).',
    consequence: "Changes one condition of Intezer's definition. Undo puts it back.",
    default: true,
  }),
  acceptTemplate: ask<string>({
    kind: 'text',
    id: 'acceptTemplate',
    screen: 'details',
    title: 'SHA-256 of a newer template',
    helper:
      "Leave it empty to deploy the version of Intezer's template that we have read. A check shows the newest one, how it differs, and its SHA-256.",
    consequence: 'For this run alone. We have not read what it deploys.',
    default: '',
    max: 64,
    pattern: { source: '^$|^[0-9a-f]{64}$', otherwise: 'A SHA-256 is 64 digits and letters from a to f.' },
  }),
  connection: ask<string>({
    kind: 'choice',
    id: 'connection',
    screen: 'details',
    title: 'How Update Incident queries the workspace',
    default: 'managed-identity',
    options: [
      {
        id: 'managed-identity',
        title: 'As itself',
        consequence: 'Nothing to authorize, nothing that expires',
      },
      { id: 'user', title: 'As a person', consequence: 'A person authorizes it in the browser' },
    ],
  }),
  defenderConnected: ask<boolean>({
    kind: 'confirm',
    id: 'defenderConnected',
    screen: 'details',
    title: 'Microsoft Defender is connected to Intezer',
    helper: "Azure can't show this, so we rely on your answer. Everything else works without it.",
    default: false,
  }),
  testIncident: ask<boolean>({
    kind: 'confirm',
    id: 'testIncident',
    screen: 'details',
    title: 'Create a test incident',
    helper: 'It starts the rules and the playbooks, and is closed afterwards. Undo deletes it.',
    consequence: 'Your analysts see it, and Intezer is sent it',
    default: false,
  }),
  defenderAlert: ask<string>({
    kind: 'text',
    id: 'defenderAlert',
    screen: 'details',
    title: 'Alert of Microsoft Defender to test with',
    helper:
      'Takes 15 more minutes. The ID of an alert that is in the workspace, from the address of its page in Microsoft Defender. Leave it empty to skip this test.',
    consequence: "Update Incident comments on the alert's incident, and the comment stays",
    default: '',
    max: 100,
    // The playbook writes it into a query.
    pattern: {
      source: String.raw`^[\w.\-]*$`,
      otherwise: 'An ID has letters, digits, and any of . _ - only.',
    },
    where: [{ question: 'testIncident', is: [true] }],
  }),
  hideKey: ask<boolean>({
    kind: 'confirm',
    id: 'hideKey',
    screen: 'details',
    title: 'Hide the API key in the run history',
    helper: "As published, anyone who can read a playbook's runs can read the key.",
    consequence: "Changes the vendor's playbooks: two settings of the steps that read the key",
    default: true,
  }),
  newTriggerAddress: ask<boolean>({
    kind: 'confirm',
    id: 'newTriggerAddress',
    screen: 'details',
    title: 'Regenerate the trigger URL',
    helper:
      "Choose this if someone else might have seen it. A URL regenerated within the last day isn't regenerated again.",
    consequence: 'The current URL stops working immediately. Send Intezer the new one.',
    default: false,
  }),
} as const;

/** Which of the two questions about playbooks counts. */
export const playbooksAsk = (besideXdr: boolean) => (besideXdr ? asks.playbooksBesideXdr : asks.playbooks);
