import { keyed } from '../engine/model/fact.ts';
import type { ConnectionProfile, FormField } from '../engine/model/profile.ts';
import type { Answered, Option } from '../engine/model/question.ts';
import type { Show } from '../engine/model/show.ts';
import {
  heldRole,
  playbookId,
  playbookPrincipal,
  automationRule as ruleFact,
  vault,
  workspace,
  wouldDeploy,
} from './catalogue/facts.ts';
import { type AzureRoleKey, workspaceKeys } from './catalogue/microsoft-ids.ts';
import { ask, recipe } from './catalogue/step.ts';
import { createKeyVault } from './key-vault/create-key-vault.step.ts';
import { storeSecret } from './key-vault/store-secret.step.ts';
import { vaultAccess } from './key-vault/vault-access.step.ts';
import { defaultVaultName, vaultNameRule } from './key-vault/vault-name.ts';
import { playbookSecretsHidden } from './playbook-definitions/playbook-secrets-hidden.step.ts';
import { scanCondition } from './playbook-definitions/scan-condition.step.ts';
import { testPlaybooks } from './playbook-test/test-playbooks.step.ts';
import { authorizeConnection } from './playbooks/authorize-connection.step.ts';
import { automationRule } from './playbooks/automation-rule.step.ts';
import { defenderConnected } from './playbooks/defender-connected.check.ts';
import { deployPlaybooks } from './playbooks/deploy-playbooks.step.ts';
import { deploymentAllowed } from './playbooks/deployment-allowed.check.ts';
import { enablePlaybooks } from './playbooks/enable-playbooks.step.ts';
import { playbookAccess } from './playbooks/playbook-access.ts';
import { playbookRuns } from './playbooks/playbook-runs.check.ts';
import { type PlaybookKey, playbookKeys, playbooks } from './playbooks/playbooks.ts';
import { conditionsOf, whichConditions } from './playbooks/rule-conditions.ts';
import { sentinelMayRunPlaybooks } from './playbooks/sentinel-may-run-playbooks.step.ts';
import { handleOf, message, triggerUrl } from './playbooks/trigger-url.step.ts';
import { computerClock } from './sign-in/computer-clock.check.ts';
import { whoAmI } from './sign-in/who-am-i.check.ts';
import { assignRole } from './workspaces/assign-role.step.ts';
import { findAnyWorkspace, findWorkspace } from './workspaces/find-workspace.check.ts';
import { withWorkspaces, workspaceColumns } from './workspaces/picker.ts';

const vendor = 'Intezer';
/** The template reads the key under this name, in whichever vault it is pointed at. */
const secretName = 'intezer-sentinel-api-key';

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

const asks = {
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
    ],
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
const playbooksAsk = (besideXdr: boolean) => (besideXdr ? asks.playbooksBesideXdr : asks.playbooks);

const chosenOf = (answered: Answered): readonly PlaybookKey[] => {
  const chosen = answered(playbooksAsk(answered(asks.defenderXdr)));
  return playbookKeys.filter((key) => chosen.includes(key));
};

/** Writing comments takes Responder; the one that writes none still has to read what started it. */
const roleOf = (key: PlaybookKey, answered: Answered): AzureRoleKey =>
  playbooks[key].writesIncidents || answered(asks.responderForAll) ? 'sentinel-responder' : 'sentinel-reader';

/** What would be written first waits for Azure's word on the whole, so that a refusal finds nothing made. */
const onceAllowed = <S extends { readonly needs: object }>(first: S) => ({
  ...first,
  needs: { ...first.needs, wouldDeploy },
});

/**
 * Connects Microsoft Sentinel to Intezer: what its guide has an admin do in 35 steps (a vault with the API key, a
 * template, roles, access policies, automation rules, a connection to authorize, an address to send).
 */
export default recipe({
  id: 'intezer-playbooks',
  title: 'Connect Intezer to Microsoft Sentinel',
  vendor,
  lead: 'Let playbooks send incidents to Intezer, and write its verdicts back.',
  caption: 'About 5 minutes, or 11 with a test incident, and up to 34 changes',
  tile: { letter: 'I', ground: '#3a1a2e', ink: '#ffb3d1', darkGround: '#562a45', darkInk: '#ffc9de' },
  screens: [
    {
      id: 'workspace',
      title: 'Which workspace, and which playbooks?',
      lead: 'What each playbook needs is worked out from it.',
    },
    {
      id: 'vault',
      title: 'Where is the API key kept?',
      lead: 'In a key vault, where only the playbooks read it.',
    },
    { id: 'details', title: 'Other settings', lead: 'We filled in the recommended values.' },
  ],
  questions: Object.values(asks),

  async choose({ microsoft }, known) {
    const filled = await withWorkspaces(Object.values(asks), microsoft, known?.checks);
    return filled.map((each) =>
      each.id === asks.testIncident.id && each.kind === 'confirm'
        ? { ...each, default: microsoft.practice }
        : each,
    );
  },

  validate(answered) {
    if (chosenOf(answered).length > 0) return [];
    return [
      {
        field: playbooksAsk(answered(asks.defenderXdr)).id,
        reason: 'Choose at least one playbook.',
        remedy: `Choose from: ${playbookKeys.join(', ')}.`,
      },
    ];
  },

  whoAmI: 'who-am-i',

  steps(answered) {
    const [at] = workspaceKeys(answered(asks.workspace));
    if (!at) return [whoAmI('azure-alone'), findAnyWorkspace()];
    const chosen = chosenOf(answered);
    const readers = chosen.filter((key) => playbooks[key].readsKey);
    const started = chosen.filter((key) => playbooks[key].startedBy === 'incident');
    const vaultName = answered(asks.vault) || defaultVaultName(at.armId);
    return [
      whoAmI('azure-alone'),
      computerClock(),
      findWorkspace(at),
      deploymentAllowed({
        workspace: at,
        playbooks: chosen,
        vaultName: readers.length > 0 ? vaultName : undefined,
      }),
      ...(readers.length > 0
        ? [
            onceAllowed(createKeyVault({ workspace: at, name: vaultName })),
            storeSecret({
              vaultName,
              secretName,
              answer: asks.apiKey.id,
              title: asks.apiKey.title,
              workspaceKey: at.key,
            }),
          ]
        : []),
      deployPlaybooks({ workspace: at, playbooks: chosen }),
      enablePlaybooks({ playbooks: chosen }),
      authorizeConnection({
        workspace: at,
        playbooks: chosen,
        how: answered(asks.connection) === 'user' ? 'user' : 'managed-identity',
      }),
      ...(chosen.includes('scan-url') ? [scanCondition({ inSetUp: answered(asks.correctScan) })] : []),
      ...readers.map((playbook) => vaultAccess({ playbook, vaultName })),
      ...chosen.map((key) => {
        const { title, writesIncidents } = playbooks[key];
        return assignRole(roleOf(key, answered), at, {
          key,
          principal: keyed(playbookPrincipal, key),
          called: title,
          why: writesIncidents
            ? 'It writes comments on incidents as itself'
            : 'It reads the incident that started it, as itself',
          purpose: writesIncidents ? 'to comment on incidents' : 'to read incidents',
          checks: ['PB-02'],
        });
      }),
      ...(started.length > 0 ? [onceAllowed(sentinelMayRunPlaybooks(at))] : []),
      ...started.map((playbook, nth) =>
        automationRule({
          workspace: at,
          playbook,
          order: answered(asks.ruleOrder),
          nth,
          conditions: conditionsOf(whichConditions(answered(asks.ruleConditions))),
        }),
      ),
      ...(chosen.includes('update-incident')
        ? [
            triggerUrl({ workspaceName: at.name, anew: answered(asks.newTriggerAddress) }),
            defenderConnected(answered(asks.defenderConnected)),
          ]
        : []),
      playbookSecretsHidden({ playbooks: chosen, inSetUp: answered(asks.hideKey) }),
      playbookRuns({ playbooks: chosen }),
      ...(answered(asks.testIncident) ? [testPlaybooks({ workspace: at, playbooks: chosen })] : []),
    ];
  },

  limitations(answered) {
    const readOnly = chosenOf(answered).filter((key) => roleOf(key, answered) === 'sentinel-reader');
    return [
      ...readOnly.map((key) => `${playbooks[key].title}: change incidents`),
      'Write secrets, or read others than those of this vault',
      'Change analytics rules or watchlists',
      'Read mail, files or other workspaces',
    ];
  },

  profile(known, answered) {
    const [at] = workspaceKeys(answered(asks.workspace));
    const found = at && known(keyed(workspace, at.key));
    const chosen = chosenOf(answered);
    const standing = chosen.flatMap((key) => {
      const [id, principal] = [known(keyed(playbookId, key)), known(keyed(playbookPrincipal, key))];
      if (!id || !principal) return [];
      const [role, rule] = [known(keyed(heldRole, key)), known(keyed(ruleFact, key))];
      return [
        {
          playbook: key,
          id,
          principalId: principal,
          ...(role ? { roleAssignmentId: role.assignmentId, role: role.role } : {}),
          ...(rule ? { automationRuleId: rule.id, order: rule.order } : {}),
        },
      ];
    });
    if (!found || standing.length < chosen.length) return undefined;
    const held = known(vault);
    return {
      workspaces: [found],
      permissions: [],
      roles: [...new Set(standing.flatMap(({ role }) => role ?? []))],
      form: {
        workspaceName: found.workspaceName,
        workspaceId: found.workspaceId,
        subscriptionId: found.subscriptionId,
        resourceGroup: found.resourceGroup,
        vault: answered(asks.vault) || defaultVaultName(found.armId),
        defenderXdr: answered(asks.defenderXdr),
        playbooks: chosen,
        responderForAll: answered(asks.responderForAll),
        ruleOrder: answered(asks.ruleOrder),
        ruleConditions: answered(asks.ruleConditions),
        correctScan: answered(asks.correctScan),
        connection: answered(asks.connection),
        defenderConnected: answered(asks.defenderConnected),
        testIncident: answered(asks.testIncident),
      },
      proof: { playbooks: standing, ...(held ? { vault: { id: held.id, mode: held.mode } } : {}) },
    };
  },

  form: intezerForm,
  vendorSteps: intezerFinish,

  answersOf({ form, workspaces }) {
    const kept = [
      asks.vault,
      asks.defenderXdr,
      asks.responderForAll,
      asks.ruleOrder,
      asks.ruleConditions,
      asks.correctScan,
      asks.connection,
      asks.defenderConnected,
      asks.testIncident,
    ].flatMap(({ id }) => {
      const value = Object.hasOwn(form, id) ? form[id] : undefined;
      return value === undefined ? [] : [[id, value] as const];
    });
    const chosen = form.playbooks;
    return {
      ...Object.fromEntries(kept),
      ...(chosen === undefined ? {} : { [playbooksAsk(form.defenderXdr === true).id]: chosen }),
      workspace: workspaces.map(({ armId }) => armId),
    };
  },
});

function chosenIn({ form }: ConnectionProfile): readonly PlaybookKey[] {
  const chosen = typeof form.playbooks === 'object' ? form.playbooks : [];
  return playbookKeys.filter((key) => chosen.includes(key));
}

/** The ids a profile holds of one of its playbooks; a profile from outside may hold anything there. */
function standingIn({ proof }: ConnectionProfile, key: PlaybookKey): readonly { readonly id: string }[] {
  const all: readonly unknown[] = Array.isArray(proof.playbooks) ? proof.playbooks : [];
  return all.flatMap((each) => {
    const { playbook, id } = (each ?? {}) as { readonly playbook?: unknown; readonly id?: unknown };
    return playbook === key && typeof id === 'string' ? [{ id }] : [];
  });
}

/** What Intezer's support asks for, and what one needs at hand when talking to them. */
function intezerForm(profile: ConnectionProfile): readonly FormField[] {
  const chosen = chosenIn(profile);
  const field = (section: string, id: string, title: string, value: string): FormField => ({
    section,
    id,
    title,
    value,
  });
  return [
    field('Connection', 'tenantId', 'Tenant ID', profile.tenantId),
    ...profile.workspaces.flatMap((each) => [
      field('Connection', 'workspaceName', 'Workspace Name', each.workspaceName),
      field('Connection', 'workspaceId', 'Workspace ID', each.workspaceId),
      field('Connection', 'subscriptionId', 'Subscription ID', each.subscriptionId),
      field('Connection', 'resourceGroup', 'Resource Group', each.resourceGroup),
    ]),
    field('Playbooks', 'playbooks', 'Playbooks', chosen.map((key) => playbooks[key].title).join(', ')),
    field('Playbooks', 'vault', 'Key Vault', String(profile.form.vault ?? '')),
    ...standingIn(profile, 'update-incident').map(({ id }) => ({
      ...field('Playbooks', 'triggerAddress', 'Trigger URL of Update Incident', ''),
      secretHandle: handleOf(id),
    })),
  ];
}

function intezerFinish(profile: ConnectionProfile): readonly Show[] {
  const [first] = profile.workspaces;
  const webhook = chosenIn(profile).includes('update-incident');
  const items = [
    ...(webhook
      ? [
          'Copy the trigger URL, and send it to Intezer separately from the message below. Anyone who has it can call the playbook.',
          'Send the message below to support@intezer.com.',
          'In Intezer, connect Microsoft Defender if you have not yet.',
        ]
      : []),
    'Open Microsoft Sentinel, Automation: the rules and playbooks are listed there.',
  ];
  return [
    playbookAccess(profile),
    {
      show: 'checklist',
      title: 'Finish at Intezer',
      items: items.map((title) => ({ is: 'not-reached' as const, title })),
    },
    ...(webhook
      ? [
          {
            show: 'code' as const,
            title: 'Message to support@intezer.com',
            code: message(first?.workspaceName ?? ''),
          },
        ]
      : []),
  ];
}
