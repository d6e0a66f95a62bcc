import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cli, folder, type Outcome, objects, resultOf } from './world.spec-kit.ts';

const recipe = 'dropzone-sentinel';
const faults = ['ENOSPC', 'EIO', 'EROFS'] as const;

/** Where every open file's writes go through. */
const handle = await open(path.join(folder(), 'any'), 'w');
const files = Object.getPrototypeOf(handle) as { write: FileHandle['write'] };
await handle.close();
const { write } = files;

/** Counts lines of journals, and lets the disk refuse one of them, and all after it. */
function disk(refuses: { readonly at: number; readonly code: string } | undefined) {
  const seen = { lines: 0, refused: 0 };
  files.write = async function (this: FileHandle, ...of: readonly unknown[]) {
    if (String(of[0]).includes('"runId"')) {
      seen.lines += 1;
      if (refuses && seen.lines >= refuses.at) {
        seen.refused += 1;
        throw Object.assign(new Error(refuses.code), { code: refuses.code });
      }
    }
    return await Reflect.apply(write, this, of);
  } as FileHandle['write'];
  return seen;
}

afterEach(() => {
  files.write = write;
});

const setUp = (home: string, ...more: readonly string[]) =>
  cli(['set-up', recipe, '--practice', '--practice-lag', '0', '--yes', '--home', home, ...more]);
const tenant = (home: string) => {
  try {
    return readFileSync(path.join(home, 'practice', 'fresh.json'), 'utf8');
  } catch {
    return '';
  }
};

describe('a disk that refuses a line of the journal', () => {
  const lines = (async () => {
    const seen = disk(undefined);
    await setUp(folder());
    return seen.lines;
  })();

  it.each(faults)(
    '%s: the run stops by that name, and goes on to the end when the disk is back',
    async (code) => {
      const many = await lines;
      expect(many).toBeGreaterThan(60);
      const first = 1 + faults.indexOf(code);
      let most = 0;
      for (let at = first; at <= many; at += 3 * 4) {
        const home = folder();
        const seen = disk({ at, code });
        const stopped: Outcome = await setUp(home);
        const words = `${code} at line ${at}: ${stopped.stdout}${stopped.stderr}`;
        expect(seen.refused, words).toBeGreaterThan(0);
        expect(stopped.code, words).toBe(1);
        expect(words).toContain("Couldn't write the journal, so the run stopped making changes.");
        expect(words).not.toContain('Something in this program went wrong');
        files.write = write;
        const [run] = objects(await cli(['runs', '--json', '--home', home])) as readonly {
          run?: { made: number };
        }[];
        // What it made until then is said as it ends, and stands in the list of runs.
        const said = stopped.stdout.split('\n').filter((line) => /^ +made /.test(line)).length;
        expect(said, words).toBe(run?.run?.made ?? 0);
        most = Math.max(most, said);
        const again = await setUp(home, '--json');
        expect(again.code, `${words}\n${again.stderr}`).toBe(0);
        const { steps, runId } = resultOf(again);
        expect(steps.filter(({ is, severity }) => severity === 'block' && is !== 'met')).toEqual([]);
        const made = tenant(home);
        expect(made).toContain('Dropzone');
        const undone = await cli([
          'undo',
          runId,
          '--practice',
          '--practice-lag',
          '0',
          '--yes',
          '--home',
          home,
        ]);
        expect(undone.code, `${words}\n${undone.stderr}`).toBe(0);
      }
      expect(most).toBeGreaterThan(5);
    },
  );
});
