import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BadInput } from '../host/input/bad-input.ts';
import { openPractice, PracticeDamaged } from './practice-tenant.ts';

const refusalOf = (opening: Promise<unknown>) =>
  opening.then(
    () => undefined,
    (error: unknown) => error,
  );

it('a practice tenant is open in one process at a time', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'app-'));
  const first = await openPractice(home, { name: 'fresh' });
  const refusal = await refusalOf(openPractice(home, { name: 'fresh' }));
  expect(refusal).toBeInstanceOf(BadInput);
  expect(refusal).not.toBeInstanceOf(PracticeDamaged);
  await first.close();
  await (await openPractice(home, { name: 'fresh' })).close();
});

it('damaged contents are refused and stay, until a person starts the tenant over', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'app-'));
  const file = path.join(home, 'practice', 'fresh.json');
  mkdirSync(path.dirname(file), { mode: 0o700 });
  writeFileSync(file, '{"changes":', { mode: 0o600 });
  expect(await refusalOf(openPractice(home, { name: 'fresh' }))).toBeInstanceOf(PracticeDamaged);
  expect(readFileSync(file, 'utf8')).toBe('{"changes":');
  const { tenant, close } = await openPractice(home, { name: 'fresh', reset: true });
  expect(tenant.name).toBe('fresh');
  await close();
});
