/**
 * `npm run practice:planted`: is the practice tenant's suite worth its color? Plants one fault after another in a
 * copy of it and shows that a spec turns red each time; the copy without a fault must be green.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { plantedFaults } from './planted-faults.ts';

// `-- word` plants only the mistakes that say it.
const wanted = process.argv[2] ?? '';
const planted = plantedFaults.filter(({ mistake }) => mistake.includes(wanted));

const root = fileURLToPath(new URL('..', import.meta.url));

function specs(folder: string, spec: string, promise: string): Promise<boolean> {
  const words = [
    'vitest',
    'run',
    `practice/${spec}`,
    '-t',
    promise.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  ];
  return new Promise((resolve) => {
    execFile('npx', words, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout) => {
      // Green needs at least one spec that ran and passed.
      resolve(error === null && /Tests\s+\d+ passed/.test(stdout));
    });
  });
}

const folder = await mkdtemp(path.join(tmpdir(), 'planted-'));
let missed = 0;
try {
  const setUp = 'scripts/temporary-folder.mjs';
  for (const name of ['practice', 'vitest.config.ts', setUp, 'package.json', 'tsconfig.json', 'docs']) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const { mistake, file, from, to, spec, promise } of planted) {
    const target = path.join(folder, 'practice', file);
    const sound = await readFile(target, 'utf8');
    const spoilt = sound.replaceAll(from, () => to);
    const green = await specs(folder, spec, promise);
    await writeFile(target, spoilt);
    const red = spoilt !== sound && !(await specs(folder, spec, promise));
    await writeFile(target, sound);
    if (!green || !red) missed += 1;
    const words =
      spoilt === sound
        ? 'not planted: its text is gone'
        : !green
          ? 'red without it'
          : red
            ? 'caught'
            : 'MISSED';
    process.stdout.write(`${words}: ${mistake} (${spec})\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${planted.length - missed} of ${planted.length} planted faults are caught\n`);
process.exitCode = missed === 0 ? 0 : 1;
