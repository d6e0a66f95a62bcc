import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/contents.ts';
import { readTemplate } from './template.ts';
import { TemplateRefused } from './template-parameters.ts';

const subscriptionId = '7a5e1c1e-1111-4111-8111-000000000001';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-soc`;
const place = {
  subscriptionId,
  subscriptionName: 'Security',
  tenantId: '5e471e1a-0000-4000-8000-000000000001',
  group: { id: group, name: 'rg-soc', location: 'westeurope', tags: {} },
  deploymentName: 'playbooks',
  now: '2026-11-24T08:00:00.000Z',
};

const template = (more: JsonObject): JsonObject => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  resources: [],
  ...more,
});
const read = (more: JsonObject, given: JsonObject = {}) => readTemplate(template(more), given, place);
const outputs = (value: Json, more: JsonObject = {}, given: JsonObject = {}): Json =>
  (
    read({ outputs: { it: { type: 'object', value } }, ...more }, given).outputs(undefined)[
      'it'
    ] as JsonObject
  )['value'] ?? null;

function refused(work: () => unknown): TemplateRefused {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof TemplateRefused) return thrown;
    throw thrown;
  }
  throw new Error('was not refused');
}

const connection = (name: string, more: JsonObject = {}): JsonObject => ({
  type: 'Microsoft.Web/connections',
  apiVersion: '2016-06-01',
  name,
  ...more,
});

describe('expressions', () => {
  it.each<[string, Json]>([
    ["[concat('a', 1, 'b')]", 'a1b'],
    ["[concat(createArray(1), createArray('x'))]", [1, 'x']],
    ["[format('{0}-{1}', 'a', 2)]", 'a-2'],
    ["[toLower('ABC')]", 'abc'],
    ["[toUpper('abc')]", 'ABC'],
    ["[replace('a-b-c', '-', '')]", 'abc'],
    ["[split('a,b;c', createArray(',', ';'))]", ['a', 'b', 'c']],
    ["[split('a/b', '/')[1]]", 'b'],
    ["[if(equals('a', 'a'), 'yes', resourceId('broken'))]", 'yes'],
    ["[equals('a', 'A')]", false],
    ['[and(true(), not(false()))]', true],
    ["[or(empty(''), empty(createArray(1)))]", true],
    ["[length('four')]", 4],
    ['[length(createObject())]', 0],
    ['[union(createArray(1, 2), createArray(2, 3))]', [1, 2, 3]],
    ["[union(createObject('a', 1), createObject('b', 2))]", { a: 1, b: 2 }],
    ['[string(createArray(1, 2))]', '[1,2]'],
    ['[json(\'{"a":[1]}\').a[0]]', 1],
    ["[contains(createArray('a'), 'a')]", true],
    ['[subscription().subscriptionId]', subscriptionId],
    ['[resourceGroup().location]', 'westeurope'],
    ['[deployment().name]', 'playbooks'],
    ["[resourceId('Microsoft.Web/connections', 'c')]", `${group}/providers/Microsoft.Web/connections/c`],
    [
      "[resourceId('rg-other', 'Microsoft.KeyVault/vaults/secrets', 'v', 's')]",
      `/subscriptions/${subscriptionId}/resourceGroups/rg-other/providers/Microsoft.KeyVault/vaults/v/secrets/s`,
    ],
    [
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x')]",
      `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/x`,
    ],
    ["['it''s']", "it's"],
    ['[[not an expression]', '[not an expression]'],
  ])('%s', (expression, value) => {
    expect(outputs(expression)).toEqual(value);
  });

  it('makes a GUID of version 5 from words, the same for the same', () => {
    expect(outputs("[guid('a', 'b')]")).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(outputs("[guid('a', 'b')]")).toBe(outputs("[guid('a', 'b')]"));
  });

  it('gives the same unique text for the same words, and another for others', () => {
    const [one, two] = [outputs('[uniqueString(resourceGroup().id)]'), outputs("[uniqueString('x')]")];
    expect(one).toMatch(/^[a-z2-7]{13}$/);
    expect(one).toBe(outputs('[uniqueString(resourceGroup().id)]'));
    expect(one).not.toBe(two);
  });

  it.each([
    ["[listKeys('x', '2020-01-01')]", "The template function 'listKeys' is not valid."],
    ['[utcNow()]', "The template function 'utcNow' is not expected at this location."],
    ['[copyIndex()]', "The template function 'copyIndex' is not expected at this location."],
    ["[parameters('none')]", "The template parameter 'none' is not found."],
    ["[variables('none')]", "The template variable 'none' is not found."],
    ["[concat('a']", "expected token 'Comma' and actual 'EndOfData'"],
    ['[resourceGroup().nowhere]', "The language expression property 'nowhere' doesn't exist"],
    [
      '[toLower(1)]',
      "The template language function 'toLower' expects its parameter to be of type 'String'.",
    ],
    ["[constructor('x')]", "The template function 'constructor' is not valid."],
    ["[resourceGroup()['__proto__']]", "property '__proto__' doesn't exist"],
  ])('%s is refused in the service’s own words', (expression, words) => {
    const { code, message } = refused(() => outputs(expression));
    expect(code).toBe('InvalidTemplate');
    expect(message).toContain(words);
  });
});

describe('parameters', () => {
  const parameters = {
    name: { type: 'string' },
    place: { type: 'string', defaultValue: '[resourceGroup().location]', allowedValues: ['westeurope', 'x'] },
    made: { type: 'string', defaultValue: '[utcNow()]' },
    count: { type: 'int', defaultValue: 2, minValue: 1, maxValue: 3 },
    key: { type: 'securestring', defaultValue: 'hidden' },
  };

  it('are told, defaulted, and compared without case; a secure one never shows its value', () => {
    const { parameters: seen } = read({ parameters }, { NAME: { value: 'one' } });
    expect(seen.shown).toEqual({
      name: { type: 'String', value: 'one' },
      place: { type: 'String', value: 'westeurope' },
      made: { type: 'String', value: '20261124T080000Z' },
      count: { type: 'Int', value: 2 },
      key: { type: 'SecureString' },
    });
  });

  it.each<[string, JsonObject, string]>([
    [
      'missing',
      {},
      "The value for the template parameter 'name' at line '1' and column '1' is not provided.",
    ],
    [
      'unknown',
      { name: { value: 'a' }, other: { value: 1 } },
      "The template parameters 'other' in the parameters file are not valid",
    ],
    ['of another type', { name: { value: 1 } }, "Expected 'String'. Actual 'Integer'."],
    [
      'not allowed',
      { name: { value: 'a' }, place: { value: 'mars' } },
      "The value 'mars' is not part of the allowed value(s): 'westeurope,x'.",
    ],
    [
      'too great',
      { name: { value: 'a' }, count: { value: 9 } },
      "The value should be less than or equal to '3'.",
    ],
    ['without a value', { name: 'a' }, "The value for the template parameter 'name' is not provided."],
  ])('%s ones are refused', (_why, given, words) => {
    const { code, message } = refused(() => read({ parameters }, given));
    expect(code).toBe('InvalidTemplate');
    expect(message).toContain(words);
  });
});

describe('variables', () => {
  it('may use others, and loops', () => {
    const variables = {
      one: "[concat('a', variables('two'))]",
      two: 'b',
      copy: [{ name: 'many', count: 2, input: "[concat('n', copyIndex('many', 1))]" }],
    };
    expect(outputs("[concat(variables('one'), variables('many')[1])]", { variables })).toBe('abn2');
  });

  it('that need themselves are refused', () => {
    const variables = { one: "[variables('two')]", two: "[variables('one')]" };
    expect(refused(() => outputs("[variables('one')]", { variables })).message).toContain('refers to itself');
  });
});

describe('resources', () => {
  it('come in the order of dependsOn, by id, by name or by loop; what is conditioned away is gone', () => {
    const { resources } = read({
      variables: { c: 'c' },
      resources: [
        connection('a', { dependsOn: ["[resourceId('Microsoft.Web/connections', variables('c'))]", 'loop'] }),
        connection('b', { dependsOn: ['a'], condition: "[equals('x', 'x')]" }),
        connection("[variables('c')]"),
        connection("[concat('many', copyIndex())]", { copy: { name: 'loop', count: 2 } }),
        connection('never', { condition: false }),
      ],
    });
    expect(resources.map(({ name }) => name)).toEqual(['c', 'many0', 'many1', 'a', 'b']);
    expect(resources.find(({ name }) => name === 'b')?.dependsOn).toEqual([
      `${group}/providers/Microsoft.Web/connections/a`,
    ]);
  });

  it('that wait for each other in a circle are refused', () => {
    const resources = [connection('a', { dependsOn: ['b'] }), connection('b', { dependsOn: ['a'] })];
    expect(refused(() => read({ resources })).message).toBe(
      `Deployment template validation failed: 'Circular dependency detected on resource: '${group}/providers/Microsoft.Web/connections/a'. Please see https://aka.ms/arm-syntax-resources for usage details.'.`,
    );
  });

  it.each<[string, readonly JsonObject[], string]>([
    [
      'waits for nobody',
      [connection('a', { dependsOn: ['b'] })],
      "The resource 'b' is not defined in the template.",
    ],
    ['is there twice', [connection('a'), connection('A')], 'is defined multiple times in a template.'],
    ['has a name of other length than its type', [connection('a/b')], 'has incorrect segment lengths.'],
    [
      'has no version',
      [{ type: 'Microsoft.Web/connections', name: 'a' }],
      "the 'apiVersion' property is required",
    ],
    [
      'calls an unknown function deep inside',
      [connection('a', { properties: { x: ['[nope()]'] } })],
      "'nope' is not valid",
    ],
  ])('one that %s is refused', (_why, resources, words) => {
    expect(refused(() => read({ resources })).message).toContain(words);
  });

  it('may lie in others, and at resources: types and names are woven into an id', () => {
    const { resources } = read({
      resources: [
        {
          type: 'Microsoft.KeyVault/vaults',
          apiVersion: '2023-07-01',
          name: 'v',
          resources: [{ type: 'secrets', apiVersion: '2023-07-01', name: 's', dependsOn: ['v'] }],
        },
        {
          type: 'Microsoft.OperationalInsights/workspaces/providers/onboardingStates',
          apiVersion: '2024-03-01',
          name: 'w/Microsoft.SecurityInsights/default',
        },
        {
          type: 'Microsoft.Authorization/roleAssignments',
          apiVersion: '2022-04-01',
          name: "[guid('x')]",
          scope: "[resourceId('Microsoft.KeyVault/vaults', 'v')]",
        },
      ],
    });
    const ids = resources.map(({ id }) => id.slice(group.length));
    expect(ids.slice(0, 3)).toEqual([
      '/providers/Microsoft.KeyVault/vaults/v',
      '/providers/Microsoft.KeyVault/vaults/v/secrets/s',
      '/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/onboardingStates/default',
    ]);
    expect(ids[3]).toMatch(
      /^\/providers\/Microsoft.KeyVault\/vaults\/v\/providers\/Microsoft.Authorization\/roleAssignments\//,
    );
  });

  it('have bodies worked out with what is read back, and loops inside properties', () => {
    const [one] = read({
      resources: [
        connection('a', {
          properties: {
            uri: "[reference('v').vaultUri]",
            copy: [{ name: 'items', count: 2, input: { at: "[copyIndex('items')]" } }],
          },
        }),
      ],
    }).resources;
    expect(one?.body(() => ({ vaultUri: 'https://v' }))).toEqual({
      properties: { uri: 'https://v', items: [{ at: 0 }, { at: 1 }] },
    });
  });
});

it('a template without what it must have, or with what it cannot have, is refused', () => {
  expect(refused(() => readTemplate({ resources: [] }, {}, place)).code).toBe('InvalidRequestContent');
  expect(refused(() => read({ resource: [] })).message).toContain("Could not find member 'resource'");
  expect(refused(() => read({ languageVersion: '2.0' })).code).toBe('InvalidTemplate');
});
