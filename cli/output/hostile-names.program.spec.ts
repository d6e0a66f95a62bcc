import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { practiceTenant } from '@sentinel-onboarding/practice';
import { beforeAll, describe, expect, it } from 'vitest';
import { visibleName } from '../../engine/model/visible.ts';
import { rawUnseen, unseenNames } from '../../host/profile/renderings/hostile.spec-kit.ts';
import { named, withOthersThings } from '../../recipes/scenarios/hostile-contents.spec-kit.ts';
import { cli, folder, type Outcome, objects } from '../commands/world.spec-kit.ts';
import { plainStyle, styleOf } from './style.ts';
import { terminal } from './terminal.ts';

const names = unseenNames(1_000);
const tenant = 'hostile-names';
const practice = [`--practice=${tenant}`, '--practice-lag', '0'];
const paint = new RegExp(`${'\u001b'}\\[(?:1|2|22|31|32|33|36|39)m`, 'gu');
const color = { NO_COLOR: '', TERM: 'xterm' };

/** What a line of a terminal holds that nobody sees; its paint, which this program puts there, is none of it. */
const rawOnScreen = ({ stdout, stderr }: Outcome): readonly string[] =>
  rawUnseen(`${stdout}${stderr}`.replaceAll(paint, ''));

describe.each(['dropzone-sentinel', 'intezer-playbooks', 'generic-siem'])('%s', (recipe) => {
  const home = folder();
  const at = [recipe, ...practice, '--home', home];
  let shown = new Set<string>();

  // Set up first, so that somebody can rename what stands.
  beforeAll(async () => {
    await cli(['set-up', ...at, '--yes']);
    const file = path.join(home, 'practice', `${tenant}.json`);
    const standing = practiceTenant(tenant, { saved: readFileSync(file, 'utf8'), lagSeconds: 0 });
    const { saved, planted } = named(withOthersThings(standing), names);
    writeFileSync(file, saved);
    shown = new Set([...planted].map((name) => visibleName(name, 20).slice(0, -1)));
  });

  it('shows no hostile name raw on a screen, in color and without, or in a file', async () => {
    const out = folder();
    const said: Outcome[] = [];
    for (const environment of [{}, color]) {
      for (const verb of ['verify', 'plan', 'repair']) {
        const report = path.join(out, `${verb}.html`);
        const more = verb === 'verify' ? ['--report', report] : verb === 'repair' ? ['--yes'] : [];
        said.push(await cli([verb, ...at, ...more], { environment, screen: true }));
      }
    }
    said.push(await cli(['runs', '--home', home, '--practice']));
    expect(said.flatMap(rawOnScreen)).toEqual([]);
    const text = said.map(({ stdout }) => stdout).join('');
    expect([...shown].filter((name) => name.length > 5 && text.includes(name)).length).toBeGreaterThan(2);
    const files = readdirSync(out).map((name) => readFileSync(path.join(out, name), 'utf8'));
    expect(files).toHaveLength(1);
    expect(files.flatMap(rawUnseen)).toEqual([]);
  });

  it('writes them as JSON escapes for programs, which read the very same values', async () => {
    const said = await cli(['verify', ...at, '--json']);
    expect(rawUnseen(said.stdout)).toEqual([]);
    expect(rawOnScreen(said)).toEqual([]);
    expect(objects(said).length).toBeGreaterThan(5);
  });
});

describe('the terminal', () => {
  /** What comes of a line, whoever forgot to show it. */
  function written(isTTY: boolean, say: (of: ReturnType<typeof terminal>) => void): Outcome {
    const outcome = { code: 0, stdout: '', stderr: '' };
    const out = (name: 'stdout' | 'stderr') => ({
      isTTY,
      write: (text: string) => {
        outcome[name] += text;
      },
    });
    const surroundings = { stdin: { isTTY }, stdout: out('stdout'), stderr: out('stderr'), environment: {} };
    say(terminal(surroundings as never, false));
    return outcome;
  }

  it.each([true, false])('lets no raw name leave, whatever field was forgotten (screen: %s)', (isTTY) => {
    for (const name of names) {
      const said = written(isTTY, (to) => {
        to.say([to.style.paint('bad', name), name]);
        to.remark(name);
        to.object({ [name]: name });
        to.refuse([{ field: name, reason: name, remedy: name }]);
      });
      expect(rawOnScreen(said)).toEqual([]);
    }
  });

  it('paints still, on a screen alone, and finds what is written past it', () => {
    const painted = styleOf({ isTTY: true }, {}).paint('bad', 'x');
    expect(written(true, (to) => to.say([to.style.paint('bad', 'x')])).stdout).toBe(`${painted}\n`);
    expect(plainStyle.paint('bad', 'x')).toBe('x');
    const past = written(true, (to) => to.document('Client secret \u202eteuqnab \u001b[2J'));
    expect(rawOnScreen(past)).toEqual(['\u202e', '\u001b']);
  });
});
