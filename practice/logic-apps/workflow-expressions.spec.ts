import { describe, expect, it } from 'vitest';
import { type ExpressionScope, ExpressionTrouble, holds, resolved } from './workflow-expressions.ts';

const scope: ExpressionScope = {
  parameters: (name) => ({ $connections: { azuresentinel: { connectionId: '/c' } } })[name] ?? null,
  triggerBody: () => ({ object: { id: '/incident', properties: { relatedEntities: [] } } }),
  outputs: (action) => (action === 'Ask' ? { statusCode: 409, body: { value: [{ Url: 'a' }] } } : undefined),
  items: () => ({ Value: 'abc' }),
  variables: (name) => {
    if (name !== 'found') throw new ExpressionTrouble(name);
    return ['a', 'b'];
  },
};

describe('an expression', () => {
  it.each([
    ["@triggerBody()?['object']?['id']", '/incident'],
    ["@parameters('$connections')['azuresentinel']['connectionId']", '/c'],
    ["@outputs('Ask')['statusCode']", 409],
    ["@length(body('Ask')?['value'])", 1],
    ["@first(body('Ask')?['value'])?['Url']", 'a'],
    ["/secrets/@{encodeURIComponent('a b''c')}/value", "/secrets/a%20b'c/value"],
    ["@items('Each')?['Value']", 'abc'],
    ["@triggerBody()?['nothing']?['here']", null],
    ["@length(variables('found'))", 2],
    ['@bool(false)', false],
    ["@bool('True')", true],
    ['@bool(1)', true],
    ['@bool(0)', false],
    ["@int(coalesce(body('Ask')?['count'], 7))", 7],
    ['@@literal', '@literal'],
    ['someone@example.com', 'someone@example.com'],
  ])('%s is %j', (text, value) => {
    expect(resolved(text, scope)).toEqual(value);
  });

  it('is worked out wherever it stands in a value', () => {
    expect(resolved({ a: ["@triggerBody()?['object']?['id']"] }, scope)).toEqual({ a: ['/incident'] });
  });

  it.each([
    "@outputs('Never')['x']",
    "@triggerBody()['nothing']",
    '@shout(1)',
    "@variables('lost')",
    "@bool('yes')",
    "@length(triggerBody()?['x'])",
  ])('%s is trouble, with a reason', (text) => {
    expect(() => resolved(text, scope)).toThrow(ExpressionTrouble);
  });

  it('decides a condition', () => {
    expect(holds({ and: [{ less: ["@outputs('Ask')['statusCode']", 400] }] }, scope)).toBe(false);
    expect(
      holds({ or: [{ equals: ["@outputs('Ask')['statusCode']", 409] }, { equals: [1, 2] }] }, scope),
    ).toBe(true);
  });
});
