import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/contents.ts';
import { playbookTemplate, playbookTemplateHash } from './playbook-template.ts';

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly dependsOn?: readonly string[];
  readonly identity?: { readonly type: string };
  readonly properties: {
    readonly definition: {
      readonly triggers: Readonly<Record<string, { readonly type: string }>>;
      readonly actions: JsonObject;
    };
    readonly parameters: {
      readonly $connections: { readonly value: Readonly<Record<string, JsonObject>> };
    };
    readonly parameterValueType?: string;
  };
}

const template = JSON.parse(playbookTemplate) as {
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly defaultValue?: unknown }>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
  readonly outputs?: unknown;
};
const workflows = template.resources.filter(({ type }) => type === 'Microsoft.Logic/workflows');
const named = (part: string) => workflows.find(({ name }) => name.includes(part)) as Resource;

/** Every action of a definition, those inside others included. */
function kindsIn(actions: JsonObject): string[] {
  return Object.values(actions as Readonly<Record<string, JsonObject>>).flatMap((action) => [
    String(action['type']),
    ...kindsIn((action['actions'] ?? {}) as JsonObject),
    ...kindsIn(((action['else'] as JsonObject | undefined)?.['actions'] ?? {}) as JsonObject),
  ]);
}

describe('the practice template', () => {
  it('has the same bytes in every build', () => {
    expect(playbookTemplateHash).toBe('4cd1a1150d328102360fa37d0ee1c693cd9bac31501e9f96af7857ef2da032b5');
  });

  it('asks for what the vendor’s template asks for, under the same names', () => {
    const required = Object.entries(template.parameters).filter(
      ([, { defaultValue }]) => defaultValue === undefined,
    );
    expect(Object.keys(template.parameters)).toEqual([
      'resourceTags',
      'logicAppWorkspace',
      'logicAppWorkspaceId',
      'SubmitAlertTriggeredByIncidentCreatedPlaybookName',
      'UpdateIncidentTriggeredByIncidentCreatedPlaybookName',
      'SubmitIntezerScanFileHashPlaybookName',
      'SubmitIntezerScanURLPlaybookName',
      'KeyvaultName',
      'location',
    ]);
    expect(required.map(([name]) => name)).toEqual(['logicAppWorkspace', 'logicAppWorkspaceId']);
    expect(template.parameters['KeyvaultName']?.defaultValue).toBe('');
    expect(template.outputs).toBeUndefined();
  });

  it('makes three connections, of which Monitor Logs is left to a person', () => {
    expect(Object.values(template.variables)).toEqual([
      'azuresentinel-intezer-connection',
      'keyvault-intezer-connection',
      'monitorlogs-intezer-connection',
    ]);
    const connections = template.resources.filter(({ type }) => type === 'Microsoft.Web/connections');
    expect(connections.map(({ properties }) => properties.parameterValueType)).toEqual([
      'Alternative',
      'Alternative',
      undefined,
    ]);
  });

  it.each([
    ['SubmitAlert', 'Microsoft_Sentinel_incident', 'ApiConnectionWebhook', ['azuresentinel', 'keyvault']],
    ['UpdateIncident', 'manual', 'Request', ['azuresentinel', 'azuremonitorlogs']],
    [
      'ScanFileHash',
      'Microsoft_Sentinel_incident',
      'ApiConnectionWebhook',
      ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
    ],
    [
      'ScanURL',
      'Microsoft_Sentinel_incident',
      'ApiConnectionWebhook',
      ['azuresentinel', 'keyvault', 'azuremonitorlogs'],
    ],
  ])('%s starts by %s and lists the connections the vendor’s lists', (part, trigger, kind, connections) => {
    const { identity, properties } = named(part);
    expect(identity).toEqual({ type: 'SystemAssigned' });
    expect(Object.entries(properties.definition.triggers).map(([name, { type }]) => [name, type])).toEqual([
      [trigger, kind],
    ]);
    expect(Object.keys(properties.parameters.$connections.value)).toEqual(connections);
  });

  it('has no authentication set for Monitor Logs, and managed identity for the others', () => {
    for (const { properties } of workflows) {
      for (const [api, value] of Object.entries(properties.parameters.$connections.value)) {
        expect(value['connectionProperties'] !== undefined, api).toBe(api !== 'azuremonitorlogs');
      }
    }
  });

  it('misses the dependency on the key vault’s connection, as the vendor’s does', () => {
    expect(named('SubmitAlert').dependsOn?.join()).not.toContain('keyvault');
    expect(named('UpdateIncident').dependsOn?.join()).toContain('azuremonitorlogs');
  });

  it('does with each playbook what the vendor’s does: kinds of action', () => {
    expect(new Set(kindsIn(named('SubmitAlert').properties.definition.actions))).toEqual(
      new Set(['ApiConnection', 'Http', 'ParseJson', 'If', 'Terminate']),
    );
    expect(new Set(kindsIn(named('ScanURL').properties.definition.actions))).toEqual(
      new Set(
        ['ApiConnection', 'Http', 'ParseJson', 'If', 'Terminate', 'Foreach', 'Wait'].concat([
          'InitializeVariable',
          'AppendToArrayVariable',
        ]),
      ),
    );
    expect(kindsIn(named('UpdateIncident').properties.definition.actions)).not.toContain('Http');
  });
});
