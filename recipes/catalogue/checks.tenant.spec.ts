import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckId, checkAreas, checkCatalogue } from '../../engine/model/check-catalogue.ts';

const catalogue = Object.keys(checkCatalogue) as readonly CheckId[];

/** They take the place of create-secret for vendors that accept another credential: never both in one recipe. */
const instead = ['create-certificate.step.ts', 'add-federated-credential.step.ts'];

/** Ids by the files of steps and checks that name them. */
const named = readdirSync(new URL('../', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:check|step|recipe)\.ts$/.test(file) && !instead.includes(path.basename(file)))
  .flatMap((file) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    const ids = [...text.matchAll(/checks: \[([^\]]*)\]/g)].flatMap(([, list = '']) => [
      ...list.matchAll(/'([A-Z]+-\d{2})'/g),
    ]);
    return [...new Set(ids.map(([, id]) => id ?? ''))].map((id) => ({ id, file, text }));
  });

describe('the catalogue of checks', () => {
  // Several steps answer one check of the playbooks, such as the vault, its secret and its readers; and of the owners,
  // that there is one and that none is a guest: the one is set-up's to make, the other repair's.
  it.each(catalogue)('%s is answered, and of a connection by exactly one file', (id) => {
    const files = named.filter((each) => each.id === id).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(files.length).toBeLessThanOrEqual(id.startsWith('PB-') ? 3 : id === 'APP-04' ? 2 : 1);
  });

  it('has an area for every check, and a check for every area', () => {
    const letters = new Set(catalogue.map((id) => id.split('-')[0]));
    expect(checkAreas.map(([area]) => area)).toEqual(expect.arrayContaining([...letters]));
    expect(checkAreas).toHaveLength(letters.size);
  });

  it('what is a check alone changes nothing', () => {
    const checks = named.filter(({ file }) => file.endsWith('.check.ts'));
    expect(checks.length).toBeGreaterThan(10);
    for (const { file, text } of checks) expect(/^ +(?:async )?apply\b/m.test(text), file).toBe(false);
  });

  it('would see one that is missing', () => {
    expect(named.some(({ id }) => id === 'WSP-99')).toBe(false);
  });
});
