import { describe, expect, it } from 'vitest';
import { longFunctions, mostLines, undocumented } from './shape.mjs';

const body = (lines: number) => Array.from({ length: lines }, (_, at) => `  f(${at});`).join('\n');

describe('the shape of a source', () => {
  it.each([
    ['export function bare() {}', ['engine/x.ts:1 bare']],
    ['export const bare = 1;', ['engine/x.ts:1 bare']],
    ['export interface Bare {}', ['engine/x.ts:1 Bare']],
    ['/** It says. */\nexport function told() {}', []],
    ['const own = 1;\nfunction other() {}', []],
  ])('%s', (text, found) => {
    expect(undocumented('engine/x.ts', text)).toEqual(found);
  });

  it('asks for no docstring in the outer layers, nor in specs', () => {
    for (const file of ['renderer/x.ts', 'cli/x.ts', 'engine/x.spec.ts'])
      expect(undocumented(file, 'export function bare() {}')).toEqual([]);
  });

  it('finds a function longer than a screen, and not one that says why', () => {
    const long = `export const a = () => {\n${body(mostLines)}\n};`;
    expect(longFunctions('cli/x.ts', long)).toEqual([`cli/x.ts:1 ${mostLines + 2} lines`]);
    expect(longFunctions('cli/x.ts', `// Longer than a screen: one list.\n${long}`)).toEqual([]);
    expect(longFunctions('cli/x.ts', `export const a = () => {\n${body(mostLines - 2)}\n};`)).toEqual([]);
  });

  it('counts what stands in an inner function there', () => {
    const inner = `  const b = () => {\n${body(60)}\n  };`;
    expect(longFunctions('cli/x.ts', `export const a = () => {\n${inner}\n${inner}\n};`)).toEqual([]);
  });
});
