import { describe, expect, it } from 'vitest';
import { misnamedSpecs, namedKind, specsNear, touchedKind } from './spec-kinds.mjs';
import { asManyAsFit } from './specs.mjs';
import { whatToTest } from './test.mjs';

/** A small product: who imports whom. */
const product = {
  'engine/run/run.ts': ['engine/model/step.ts'],
  'engine/model/step.ts': [],
  'practice/server/tenant.ts': ['practice/core/store.ts'],
  'practice/core/store.ts': [],
  'practice/server/serve.ts': ['practice/server/tenant.ts', 'node:https'],
  'host/storage/home.ts': ['node:fs'],
  'recipes/lab.spec-kit.ts': ['engine/run/run.ts', 'practice/server/tenant.ts'],
  'host/disk.spec-kit.ts': ['node:fs'],
};
const modulesWith = (specs: Readonly<Record<string, readonly string[]>>) =>
  Object.entries({ ...product, ...specs }).map(([source, imports]) => ({ source, imports }));
const touched = (file: string, imports: readonly string[]) => {
  const all = modulesWith({ [file]: imports });
  return touchedKind(file, new Map(all.map((each) => [each.source, each])));
};

describe('a spec is of the kind of what it touches', () => {
  it.each([
    ['unit', 'engine/run/run.spec.ts', ['engine/run/run.ts', 'vitest']],
    // What it promises may know the disk; the spec itself does not.
    ['unit', 'host/home.spec.ts', ['host/storage/home.ts']],
    ['tenant', 'recipes/laws.spec.ts', ['recipes/lab.spec-kit.ts']],
    ['tenant', 'practice/examples.spec.ts', ['practice/core/store.ts', 'node:fs']],
    ['program', 'host/home.spec.ts', ['host/storage/home.ts', 'node:fs']],
    ['program', 'host/home.spec.ts', ['host/disk.spec-kit.ts']],
    ['program', 'host/lock.spec.ts', ['node:child_process']],
    ['program', 'practice/proxy.spec.ts', ['practice/server/serve.ts']],
    ['program', 'cli/print.spec.ts', ['cli/output/print.ts']],
  ] as const)('%s: %s over %j', (kind, file, imports) => {
    expect(touched(file, imports)).toBe(kind);
  });

  it('and one whose name says another is found', () => {
    const specs = {
      'recipes/laws.spec.ts': ['recipes/lab.spec-kit.ts'],
      'engine/run.tenant.spec.ts': ['engine/run/run.ts'],
      'recipes/scenarios/cut-off.tenant.spec.ts': ['recipes/lab.spec-kit.ts'],
      'e2e/window.spec.ts': ['node:fs'],
    };
    expect(misnamedSpecs(modulesWith(specs))).toEqual([
      { file: 'recipes/laws.spec.ts', named: 'unit', touched: 'tenant' },
      { file: 'engine/run.tenant.spec.ts', named: 'tenant', touched: 'unit' },
    ]);
    expect(namedKind('cli/output/print.program.spec.ts')).toBe('program');
  });
});

describe('while somebody works', () => {
  const all = modulesWith({
    'engine/step.spec.ts': ['engine/model/step.ts'],
    'engine/run/run.spec.ts': ['engine/run/run.ts'],
    'recipes/laws.tenant.spec.ts': ['recipes/lab.spec-kit.ts'],
    'host/storage/home.program.spec.ts': ['host/storage/home.ts'],
  });

  it('the specs that a changed file can touch are found, the nearest first, and no other', () => {
    expect(specsNear(['engine/model/step.ts'], all)).toEqual([
      'engine/step.spec.ts',
      'engine/run/run.spec.ts',
      'recipes/laws.tenant.spec.ts',
    ]);
    expect(specsNear(['host/storage/home.program.spec.ts'], all)).toEqual([
      'host/storage/home.program.spec.ts',
    ]);
    expect(specsNear(['README.md'], all)).toEqual([]);
  });

  it('as many run as the budget holds, and at least the nearest', () => {
    const near = ['a.spec.ts', 'b.tenant.spec.ts', 'c.spec.ts'];
    expect(asManyAsFit(near, { 'a.spec.ts': 3, 'b.tenant.spec.ts': 20 }, 10)).toEqual({
      now: ['a.spec.ts', 'c.spec.ts'],
      left: ['b.tenant.spec.ts'],
    });
    expect(asManyAsFit(['b.tenant.spec.ts'], { 'b.tenant.spec.ts': 90 }, 10).now).toEqual([
      'b.tenant.spec.ts',
    ]);
  });
});

describe('what is tested', () => {
  it('is the first part, the rest, or everything, in an order that can be drawn again', () => {
    expect(whatToTest([]).part).toBe('first');
    expect(whatToTest(['--all', '--rest', '--seed=7', '--shard=1/3'])).toEqual({
      part: 'rest',
      seed: 7,
      shard: ['--shard=1/3'],
    });
    expect(whatToTest(['--all']).part).toBe('all');
  });

  it.each(['--rst', '--seed=soon', '--shard=1'])('%s is refused by name', (word) => {
    expect(() => whatToTest(['--all', word])).toThrow(word.split('=')[0]);
  });
});
