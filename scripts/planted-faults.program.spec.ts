import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { plantedFaults } from './planted-faults.ts';

const practice = fileURLToPath(new URL('../practice/', import.meta.url));

// A fault whose text has moved on is planted nowhere, and the command that plants them runs seldom.
it.each(plantedFaults.map((fault) => [fault.mistake, fault] as const))(
  'there is still a place to plant: %s',
  (_, { file, from, to, spec }) => {
    const sound = readFileSync(path.join(practice, file), 'utf8');
    expect(sound.replaceAll(from, () => to)).not.toBe(sound);
    expect(existsSync(path.join(practice, spec))).toBe(true);
  },
);
