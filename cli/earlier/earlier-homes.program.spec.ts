import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folder, objects, resultOf } from '../commands/world.spec-kit.ts';
import earlier from './earlier-homes.json' with { type: 'json' };

/**
 * Homes as an earlier version left them, whose steps had other ids: a finished setup of Dropzone AI in the practice
 * tenant `fresh`, and one that was killed after its third change. Files that are not text are in hexadecimal.
 */
function homeOf(files: Readonly<Record<string, string>>): string {
  const home = folder();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(home, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, /\.jsonl?$/u.test(name) ? text : Buffer.from(text, 'hex'), { mode: 0o600 });
  }
  return home;
}

const practice = ['--practice', '--practice-lag', '0'];
const idOf = (files: Readonly<Record<string, string>>) =>
  path.basename(Object.keys(files).find((name) => name.startsWith('journal/')) ?? '', '.jsonl');

describe('what an earlier version wrote', () => {
  it('has steps under ids that no step has now', () => {
    for (const home of [earlier.done, earlier.cut])
      expect(Object.values(home).join('\n')).toContain('"step":"register-app"');
  });

  it('is listed, finished or not', async () => {
    const { stdout, code } = await cli(['runs', '--practice', '--home', homeOf(earlier.cut)]);
    expect(code).toBe(0);
    expect(stdout).toContain(idOf(earlier.cut));
    expect(stdout).toContain('not finished');
  });

  it('is undone whole', async () => {
    const home = homeOf(earlier.done);
    const undone = await cli(['undo', idOf(earlier.done), ...practice, '--yes', '--json', '--home', home]);
    expect(undone.code).toBe(0);
    const done = objects(undone).filter((line) => JSON.stringify(line).includes('"kind":"undone"'));
    expect(done).toHaveLength(9);
  });

  it('is continued where it was killed, and nothing is there twice', async () => {
    const home = homeOf(earlier.cut);
    const again = await cli(['set-up', 'dropzone-sentinel', ...practice, '--yes', '--json', '--home', home]);
    expect(again.code).toBe(0);
    expect(resultOf(again)).toMatchObject({ runId: idOf(earlier.cut), changes: 7 });
  });

  it('is a profile that can be shown', async () => {
    const file = path.join(folder(), 'profile.json');
    writeFileSync(file, earlier.profile, { mode: 0o600 });
    expect((await cli(['profile', file])).code).toBe(0);
  });
});
