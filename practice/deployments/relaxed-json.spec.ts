import { describe, expect, test } from 'vitest';
import { plainJson } from './relaxed-json.ts';

const read = (text: string): unknown => JSON.parse(plainJson(text));

describe('a body as deployments may be sent', () => {
  test.each([
    [
      'a name without quotes, as the Azure CLI writes it',
      '{"mode": "I", template:{"a": 1}}',
      { mode: 'I', template: { a: 1 } },
    ],
    ['comments of both kinds', '{ // one: "x"\n "a": /* two, */ 1 }', { a: 1 }],
    ['a comma behind the last', '{"a": [1, 2, ], }', { a: [1, 2] }],
    ['a string over two lines', '{"a": "one\n\ttwo"}', { a: 'one\n\ttwo' }],
    ['single quotes', `{'a': 'it\\'s "so"'}`, { a: `it's "so"` }],
  ])('is read with %s', (_what, text, value) => {
    expect(read(text)).toEqual(value);
  });

  test('what looks like any of these inside a string stays as it is', () => {
    const value = { a: 'http://x/*y*/, }', b: "[parameters('name')]", c: 'then: "no" \\' };
    expect(read(JSON.stringify(value))).toEqual(value);
  });

  test('what is no JSON either way is still refused', () => {
    expect(() => read('{"a": what}')).toThrow('JSON');
    expect(() => read('{"a" 1}')).toThrow('JSON');
  });
});
