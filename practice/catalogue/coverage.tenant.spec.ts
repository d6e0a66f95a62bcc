import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations } from '../server/operations.ts';
import { behaviors } from './behaviors.ts';
import { coverage, documentOf, examplesOf } from './coverage.ts';

const here = new URL('../', import.meta.url);
const at = (path: string) => new URL(path, here);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(at(folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(at(path)).isDirectory() ? filesBelow(path) : [path];
  });
}

describe('where things were read', () => {
  it('every operation names a source, or says assumed', () => {
    const silent = operations.filter(({ source }) => source !== 'assumed' && source.length === 0);
    expect(silent).toEqual([]);
    expect(operations.length).toBeGreaterThan(150);
  });

  it('every example an operation names is kept, and every kept one is named', () => {
    const named = new Set(operations.flatMap(examplesOf));
    expect([...named].filter((path) => !existsSync(at(path)))).toEqual([]);
    // Shared by many operations rather than named by one.
    const shared = ['errors.json', 'builtin-roles.json', 'client-credentials.json', 'response-format.json'];
    const kept = filesBelow('examples').filter((path) => !shared.some((name) => path.endsWith(name)));
    expect(kept.filter((path) => !named.has(path))).toEqual([]);
    expect(kept.length).toBeGreaterThan(60);
  });

  it.each(behaviors.map((each) => [each.what, each.held] as const))('held: %s', (_what, [file, says]) => {
    expect(readFileSync(at(file), 'utf8')).toContain(says);
  });

  it('the document says what the code says', () => {
    const document = readFileSync(at('../docs/practice-tenant.md'), 'utf8');
    // Made by `npm run practice:coverage -- --write`.
    expect(document).toBe(documentOf());
  });

  it('counts what there is', () => {
    const counted = coverage();
    expect(counted.operationsSourced + counted.operationsAssumed).toBe(operations.length);
    expect(counted.behaviorsSourced + counted.behaviorsAssumed).toBe(behaviors.length);
    expect(counted.examples.length).toBeGreaterThan(60);
  });
});
