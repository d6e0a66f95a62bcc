import { describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { AnswerValue, Question } from '../../engine/model/question.ts';
import recipe from '../intezer-playbooks.recipe.ts';
import { playbookKeys } from '../playbooks/playbooks.ts';
import { intezerFinish, intezerForm } from './form.ts';
import { asks } from './questions.ts';

type By =
  /** A step by its id, or one of its kind; `change` is what its review line says. */
  | { readonly step: string; readonly change?: RegExp }
  | { readonly line: string }
  | { readonly question: string; readonly default?: AnswerValue }
  | { readonly todo: RegExp };

/**
 * Each thing that Intezer's guide asks of a person, in our own words, by its place in
 * https://github.com/intezer/microsoft-sentinel-integration/blob/bb3b881a49cdf590fc779dbc19680e888ca43cc2/README.md
 * (read on 30 November 2026), and what does it: a step, a question, a line of the form, or a thing left to do.
 */
const asked: readonly (readonly [place: string, asks: string, by: By])[] = [
  ['Playbooks', 'connect Microsoft Defender to Intezer', { step: 'defender-connected' }],
  ['Playbooks', 'and say that it is connected', { question: 'defenderConnected' }],
  ['Playbooks', 'connect it at Intezer', { todo: /In Intezer, connect Microsoft Defender/u }],
  ['Deployment', 'deploy as a person with powerful permissions', { step: 'who-am-i' }],
  ['Deployment', 'review what has to be there first', { step: 'deployment-allowed' }],
  ['Before', 'open Microsoft Sentinel and select the workspace', { question: 'workspace' }],
  ['Before', 'open its settings', { step: 'find-workspace:soc' }],
  ['Before', 'note the workspace name', { line: 'Workspace Name' }],
  ['Before', 'note the workspace ID', { line: 'Workspace ID' }],
  ['Before', 'open the key vaults', { step: 'create-key-vault' }],
  ['Before', 'create a vault', { step: 'create-key-vault', change: /vault/iu }],
  ['Before', 'under a name of its own', { question: 'vault' }],
  ['Before', 'note the name of the vault', { line: 'Key Vault' }],
  ['Before', 'create a secret under the name the template reads', { step: 'store-secret' }],
  ['Before', 'with the API key in it', { question: 'apiKey' }],
  ['Template', 'choose subscription and resource group', { line: 'Resource Group' }],
  ['Template', 'choose the subscription', { line: 'Subscription ID' }],
  ['Template', 'enter the workspace, its ID and the vault, and create', { step: 'deploy-playbooks' }],
  ['Rules', 'open Automation of the workspace', { step: 'automation-rule:submit-alert' }],
  ['Rules', 'create an automation rule', { step: 'automation-rule:scan-url', change: /^Rule "/u }],
  ['Rules', 'give it a name', { question: 'ruleName' }],
  [
    'Rules',
    'have it wait for new incidents',
    { step: 'automation-rule:scan-url', change: /^Rule "Sentinel Onboarding: Submit Scan URL"$/u },
  ],
  ['Rules', 'run the playbook', { step: 'automation-rule:scan-file-hash' }],
  ['Rules', 'one rule for each playbook', { step: 'automation-rule:submit-alert' }],
  ['Rules', 'leave out playbooks that are not used', { question: 'playbooks' }],
  ['Rules', 'let Microsoft Sentinel run them (asked by the portal)', { step: 'sentinel-may-run-playbooks' }],
  ['Roles', 'open the access control of the workspace', { step: 'assign-role:update-incident' }],
  ['Roles', 'choose Microsoft Sentinel Responder', { step: 'assign-role:scan-url', change: /Responder/u }],
  ['Roles', 'for all four playbooks', { question: 'responderForAll', default: false }],
  ['Roles', 'for Update Incident', { step: 'assign-role:update-incident', change: /Responder/u }],
  ['Roles', 'for Submit Alert', { step: 'assign-role:submit-alert', change: /Reader/u }],
  ['Roles', 'for Submit Scan File Hash', { step: 'assign-role:scan-file-hash', change: /Responder/u }],
  ['Vault', 'let Submit Alert read the secret', { step: 'vault-access:submit-alert' }],
  ['Vault', 'let Submit Scan File Hash read it', { step: 'vault-access:scan-file-hash' }],
  ['Vault', 'let Submit Scan URL read it', { step: 'vault-access:scan-url' }],
  ['Connection', 'open the designer of Update Incident', { step: 'authorize-connection' }],
  ['Connection', 'change the invalid connection of its query', { step: 'authorize-connection' }],
  ['Connection', 'choose how it signs in', { question: 'connection', default: 'managed-identity' }],
  ['Connection', 'save', { step: 'authorize-connection' }],
  ['Trigger', 'open the first stage of Update Incident', { step: 'trigger-url' }],
  ['Trigger', 'copy its URL', { line: 'Trigger URL of Update Incident' }],
  ['Trigger', 'send it to support@intezer.com', { todo: /message below to support@intezer\.com/u }],
];

const answers: Readonly<Record<string, AnswerValue>> = {
  workspace: ['/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/soc'],
};
const answered = <T>(ask: Question<T>): T =>
  (answers[ask.id] ?? ('default' in ask ? ask.default : undefined)) as T;
const steps = recipe.steps(answered);
const profile: ConnectionProfile = {
  profile: 1,
  recipe: 'intezer-playbooks',
  createdAt: '2026-11-30T09:00:00Z',
  practice: true,
  cloud: 'public',
  tenantId: 'tenant',
  tenantName: 'Contoso',
  integrity: '',
  workspaces: [
    {
      workspaceName: 'soc',
      workspaceId: 'soc-id',
      subscriptionId: 'subscription',
      resourceGroup: 'rg-soc',
      region: 'westeurope',
      armId: '/soc',
    },
  ],
  permissions: [],
  roles: ['Microsoft Sentinel Responder'],
  form: { playbooks: playbookKeys, vault: 'kv-soc' },
  proof: { playbooks: [{ playbook: 'update-incident', id: '/workflows/update' }] },
};
const lines = intezerForm(profile).map(({ title }) => title);
const todo = intezerFinish(profile).flatMap((show) =>
  show.show === 'checklist' ? show.items.map(({ title }) => title) : [],
);

function does(by: By): boolean {
  if ('step' in by) {
    const found = steps.filter(({ id }) => id === by.step || id.startsWith(`${by.step}:`));
    const { change } = by;
    if (change === undefined) return found.length > 0;
    return found.some((step) => step.foresee({}).some(({ what }) => change.test(what)));
  }
  if ('line' in by) return lines.includes(by.line);
  if ('todo' in by) return todo.some((title) => by.todo.test(title));
  const question = recipe.questions.find(({ id }) => id === by.question);
  if (question === undefined) return false;
  return by.default === undefined || ('default' in question && question.default === by.default);
}

describe("what Intezer's guide asks of a person", () => {
  it.each(asked)('%s: %s', (_place, _asks, by) => {
    expect(does(by)).toBe(true);
  });

  it('is all that the form says, but for the tenant and the playbooks', () => {
    const named = asked.flatMap(([, , by]) => ('line' in by ? [by.line] : []));
    expect(lines.filter((title) => !named.includes(title))).toEqual(['Tenant ID', 'Playbooks']);
  });

  it('is each asked of a step or a question; more steps and questions are ours, and these', () => {
    const named = asked.flatMap(([, , by]) => ('step' in by ? [by.step] : []));
    const more = steps.map(({ id }) => id).filter((id) => !named.some((each) => id.startsWith(each)));
    expect(more).toEqual([
      'computer-clock',
      'newer-template',
      'enable-playbooks',
      'scan-condition',
      'playbook-secrets-hidden',
      'playbook-runs',
    ]);
    const put = asked.flatMap(([, , by]) => ('question' in by ? [by.question] : []));
    expect(Object.keys(asks).filter((id) => !put.includes(id))).toEqual([
      'defenderXdr',
      'playbooksBesideXdr',
      'ruleOrder',
      'ruleConditions',
      'analyticsRule',
      'correctScan',
      'acceptTemplate',
      'testIncident',
      'defenderAlert',
      'hideKey',
      'newTriggerAddress',
    ]);
  });

  it('would be reported: what nothing does', () => {
    expect(does({ step: 'buy-licenses' })).toBe(false);
    expect(does({ step: 'assign-role:submit-alert', change: /Contributor/u })).toBe(false);
    expect(does({ line: 'Access Key' })).toBe(false);
    expect(does({ question: 'responderForAll', default: true })).toBe(false);
    expect(does({ question: 'billing' })).toBe(false);
    expect(does({ todo: /phone/u })).toBe(false);
  });
});
