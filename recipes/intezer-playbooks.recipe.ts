import { keyed } from '../engine/model/fact.ts';
import type { Answered } from '../engine/model/question.ts';
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
import { recipe } from './catalogue/step.ts';
import { intezerFinish, intezerForm } from './intezer-playbooks/form.ts';
import { asks, playbooksAsk, secretName } from './intezer-playbooks/questions.ts';
import { createKeyVault } from './key-vault/create-key-vault.step.ts';
import { storeSecret } from './key-vault/store-secret.step.ts';
import { vaultAccess } from './key-vault/vault-access.step.ts';
import { defaultVaultName } from './key-vault/vault-name.ts';
import { playbookSecretsHidden } from './playbook-definitions/playbook-secrets-hidden.step.ts';
import { scanCondition } from './playbook-definitions/scan-condition.step.ts';
import { testDefender } from './playbook-test/test-defender.step.ts';
import { testPlaybooks } from './playbook-test/test-playbooks.step.ts';
import { newerTemplate } from './playbook-updates/newer-template.check.ts';
import { withAnalyticsRules } from './playbooks/analytics-rules.ts';
import { authorizeConnection } from './playbooks/authorize-connection.step.ts';
import { automationRule } from './playbooks/automation-rule.step.ts';
import { defenderConnected } from './playbooks/defender-connected.check.ts';
import { deployPlaybooks } from './playbooks/deploy-playbooks.step.ts';
import { deploymentAllowed } from './playbooks/deployment-allowed.check.ts';
import { enablePlaybooks } from './playbooks/enable-playbooks.step.ts';
import { playbookRuns } from './playbooks/playbook-runs.check.ts';
import { type PlaybookKey, playbookKeys, playbooks } from './playbooks/playbooks.ts';
import { conditionsOf, whichConditions } from './playbooks/rule-conditions.ts';
import { sentinelMayRunPlaybooks } from './playbooks/sentinel-may-run-playbooks.step.ts';
import { triggerUrl } from './playbooks/trigger-url.step.ts';
import { computerClock } from './sign-in/computer-clock.check.ts';
import { whoAmI } from './sign-in/who-am-i.check.ts';
import { assignRole } from './workspaces/assign-role.step.ts';
import { findAnyWorkspace, findWorkspace } from './workspaces/find-workspace.check.ts';
import { withWorkspaces } from './workspaces/picker.ts';

const vendor = 'Intezer';
const chosenOf = (answered: Answered): readonly PlaybookKey[] => {
  const chosen = answered(playbooksAsk(answered(asks.defenderXdr)));
  return playbookKeys.filter((key) => chosen.includes(key));
};

/** Writing comments takes Responder; the one that writes none still has to read what started it. */
const roleOf = (key: PlaybookKey, answered: Answered): AzureRoleKey =>
  playbooks[key].writesIncidents || answered(asks.responderForAll) ? 'sentinel-responder' : 'sentinel-reader';

/** Whether the branch of Microsoft Defender is tested: an alert was named, and the playbook that has the branch is chosen. */
const testsDefender = (answered: Answered): boolean =>
  answered(asks.testIncident) &&
  answered(asks.defenderAlert) !== '' &&
  chosenOf(answered).includes('update-incident');

const limitsRules = (answered: Answered): boolean => answered(asks.ruleConditions) === 'analytics-rules';

/** Whether an analytics rule was picked that lies in another workspace; a name, known offline alone, is not judged. */
const ruledElsewhere = (answered: Answered): boolean => {
  const [at = ''] = answered(asks.workspace);
  if (!limitsRules(answered) || !at.startsWith('/')) return false;
  const below = `${at}/providers/`.toLowerCase();
  return answered(asks.analyticsRule).some((id) => id.startsWith('/') && !id.toLowerCase().startsWith(below));
};

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
  caption: 'About 5 minutes, 11 with a test incident, 27 with an alert of Defender, up to 35 changes',
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
    const listed = await withWorkspaces(Object.values(asks), microsoft, known?.checks);
    const filled = await withAnalyticsRules(listed, microsoft, known);
    return filled.map((each) =>
      each.id === asks.testIncident.id && each.kind === 'confirm'
        ? { ...each, default: microsoft.practice }
        : each,
    );
  },

  validate(answered) {
    const elsewhere = ruledElsewhere(answered);
    return [
      ...(chosenOf(answered).length > 0
        ? []
        : [
            {
              field: playbooksAsk(answered(asks.defenderXdr)).id,
              reason: 'Choose at least one playbook.',
              remedy: `Choose from: ${playbookKeys.join(', ')}.`,
            },
          ]),
      ...(elsewhere
        ? [
            {
              field: asks.analyticsRule.id,
              reason: 'One of the analytics rules is not of the workspace you chose.',
              remedy: 'Pick rules of that workspace alone: others would start nothing.',
            },
          ]
        : []),
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
      newerTemplate({ workspace: at, accepted: answered(asks.acceptTemplate) }),
      deploymentAllowed({
        workspace: at,
        playbooks: chosen,
        vaultName: readers.length > 0 ? vaultName : undefined,
        accepted: answered(asks.acceptTemplate),
        correctsScan: answered(asks.correctScan),
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
      deployPlaybooks({ workspace: at, playbooks: chosen, accepted: answered(asks.acceptTemplate) }),
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
          conditions: conditionsOf(
            whichConditions(answered(asks.ruleConditions)),
            answered(asks.analyticsRule),
          ),
          called: answered(asks.ruleName),
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
      ...(testsDefender(answered) ? [testDefender(answered(asks.defenderAlert))] : []),
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
        ruleName: answered(asks.ruleName),
        ruleOrder: answered(asks.ruleOrder),
        ruleConditions: answered(asks.ruleConditions),
        ...(limitsRules(answered) ? { analyticsRule: answered(asks.analyticsRule) } : {}),
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
      asks.ruleName,
      asks.ruleOrder,
      asks.ruleConditions,
      asks.analyticsRule,
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
