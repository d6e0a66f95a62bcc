import { describe, expect, it } from 'vitest';
import { type Cut, cut, partsOf, tagsOf, together } from './playbook-template.ts';
import { playbooks } from './playbooks.ts';

const connection = (variable: string) => ({
  type: 'Microsoft.Web/connections',
  apiVersion: '2016-06-01',
  name: `[variables('${variable}')]`,
  tags: "[parameters('resourceTags')]",
  properties: { vault: "[parameters('KeyvaultName')]" },
});
const workflow = (parameter: string, ...uses: readonly string[]) => ({
  type: 'Microsoft.Logic/workflows',
  apiVersion: '2017-07-01',
  name: `[parameters('${parameter}')]`,
  dependsOn: ["[resourceId('Microsoft.Web/connections', variables('Sentinel'))]"],
  properties: { uses: uses.map((each) => `[variables( '${each}' )]`) },
});
const { nameParameter: webhook, defaultName: webhookName } = playbooks['update-incident'];
const { nameParameter: submit, defaultName: submitName } = playbooks['submit-alert'];

const template = {
  contentVersion: '1.0.0.0',
  parameters: {
    resourceTags: { type: 'object', defaultValue: { LogicAppsCategory: 'security' } },
    [webhook]: { type: 'string', defaultValue: webhookName },
    [submit]: { type: 'string', defaultValue: submitName },
    KeyvaultName: { type: 'string', defaultValue: '' },
  },
  variables: {
    Sentinel: 'azuresentinel-intezer-connection',
    Vault: 'keyvault-intezer-connection',
    Logs: 'monitorlogs-intezer-connection',
  },
  outputs: { gone: {} },
  resources: [
    connection('Sentinel'),
    connection('Vault'),
    connection('Logs'),
    workflow(webhook, 'Sentinel', 'Logs'),
    workflow(submit, 'Sentinel', 'Vault'),
  ],
};
const parts = partsOf(['submit-alert']);
const cuts = (of: object = template, values = {}) => cut(of as never, parts, values) as readonly Cut[];
const unlike = (of: object) => (cut(of as never, parts, {}) as { unlike?: string }).unlike;
const likeness = (name: string, of?: object, values?: object) =>
  cuts(of, values).find(({ part }) => part.name === name)?.likeness;

describe('a template is cut down to what was chosen', () => {
  it('connections first, each deployable by itself, without outputs and without an order', () => {
    expect(cuts().map(({ part }) => part.name)).toEqual([
      'azuresentinel-intezer-connection',
      'keyvault-intezer-connection',
      submitName,
    ]);
    const { alone } = cuts().at(-1) as Cut;
    const { dependsOn: _order, ...asWritten } = workflow(submit, 'Sentinel', 'Vault');
    expect(alone).toEqual({
      contentVersion: '1.0.0.0',
      parameters: template.parameters,
      variables: template.variables,
      resources: [asWritten],
    });
    expect(together(cuts()).resources).toHaveLength(3);
    expect(tagsOf(template)).toEqual({ LogicAppsCategory: 'security' });
  });

  it.each<[string, object, RegExp]>([
    [
      'holds another type',
      { resources: [...template.resources, { type: 'Microsoft.Compute/virtualMachines' }] },
      /of type Microsoft.Compute/u,
    ],
    [
      'holds resources inside resources',
      { resources: [{ ...connection('Sentinel'), resources: [] }] },
      /inside resources/u,
    ],
    ['holds a loop', { resources: [{ ...connection('Sentinel'), copy: {} }] }, /inside resources/u],
    ['lacks a part', { resources: template.resources.slice(1) }, /azuresentinel-intezer-connection nowhere/u],
    [
      'has a part twice',
      { resources: [...template.resources, connection('Vault')] },
      /keyvault-intezer-connection twice/u,
    ],
    [
      'names a connection that is left out',
      { resources: [...template.resources.slice(0, 4), workflow(submit, 'Sentinel', 'Logs')] },
      /not known to use/u,
    ],
  ])('one that %s is refused', (_how, changed, words) => {
    expect(unlike({ ...template, ...changed })).toMatch(words);
    expect(unlike(template)).toBeUndefined();
  });
});

describe('what a resource was made from is told by a likeness', () => {
  it('that changes with the resource and the values it reads', () => {
    const vault = 'keyvault-intezer-connection';
    expect(likeness(vault, template, { KeyvaultName: 'a' })).not.toBe(
      likeness(vault, template, { KeyvaultName: 'b' }),
    );
    const changed = { ...template, resources: template.resources.map((each) => ({ ...each, kind: 'V1' })) };
    expect(likeness(submitName, changed)).not.toBe(likeness(submitName));
  });

  it('and with nothing else: not with values it does not read, nor with tags, nor with its neighbors', () => {
    const plain = likeness(submitName);
    expect(likeness(submitName, template, { KeyvaultName: 'a', resourceTags: { x: 'y' } })).toBe(plain);
    expect(likeness(submitName, { ...template, resources: [...template.resources].toReversed() })).toBe(
      plain,
    );
  });
});
