import { describe, expect, it } from 'vitest';
import { BadInput } from './bad-input.ts';
import { oversizedYaml, slowYaml } from './slow-yaml.spec-kit.ts';
import { parseStrictYaml } from './strict-yaml.ts';

/** What a text came to: a value, or the reason it was refused for. */
function read(text: string): { readonly value?: unknown; readonly refused?: string } {
  try {
    return { value: parseStrictYaml(text, '--answers') };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return { refused: error.refusals[0].reason };
  }
}

describe('YAML that was made to take long', () => {
  // Seconds, because five of them run into the limit that is shown here.
  it.each(Object.keys(slowYaml))('%s is over within two seconds', (name) => {
    const began = performance.now();
    const { refused } = read(slowYaml[name] ?? '');
    expect(refused ?? 'taken').toMatch(/\S/u);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it.each(Object.entries(oversizedYaml))('%s are refused by their size', (_, text) => {
    expect(read(text).refused).toBe('It is YAML of more than 64 KB.');
  });

  it('and what a person writes is taken', () => {
    expect(read('workspace: [a, b]\nmonths: 6\n')).toEqual({ value: { workspace: ['a', 'b'], months: 6 } });
    expect(read('a: 1\nb:\n  c: 1\n  c: 2\n').refused).toBe(
      'The same key appears twice at line 4, column 3.',
    );
  });
});
