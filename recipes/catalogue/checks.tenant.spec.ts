import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every check that belongs to a connection by an application. Those of playbooks come with the recipe that has some. */
const catalogue = [
  ['ADM', 8],
  ['APP', 4],
  ['PRM', 7],
  ['CRD', 4],
  ['WSP', 6],
  ['DAT', 6],
  ['EXP', 1],
].flatMap(([area, count]) => Array.from({ length: Number(count) }, (_, at) => `${area}-0${at + 1}`));

/** They take the place of create-secret for vendors that accept another credential: never both in one recipe. */
const instead = ['create-certificate.step.ts', 'add-federated-credential.step.ts'];

/** Ids by the files of steps and checks that name them. */
const named = readdirSync(new URL('../', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:check|step)\.ts$/.test(file) && !instead.includes(path.basename(file)))
  .flatMap((file) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    const ids = [...text.matchAll(/checks: \[([^\]]*)\]/g)].flatMap(([, list = '']) => [
      ...list.matchAll(/'([A-Z]+-\d{2})'/g),
    ]);
    return [...new Set(ids.map(([, id]) => id ?? ''))].map((id) => ({ id, file, text }));
  });

describe('the catalogue of checks', () => {
  it.each(catalogue)('%s is answered by exactly one file', (id) => {
    expect(named.filter((each) => each.id === id).map(({ file }) => file)).toHaveLength(1);
  });

  it('what is a check alone changes nothing', () => {
    const checks = named.filter(({ file }) => file.endsWith('.check.ts'));
    expect(checks.length).toBeGreaterThan(10);
    for (const { file, text } of checks) expect(/^ +(?:async )?apply\b/m.test(text), file).toBe(false);
  });

  it('would see one that is missing', () => {
    expect(named.some(({ id }) => id === 'WSP-99')).toBe(false);
    expect(catalogue).toHaveLength(36);
  });
});
