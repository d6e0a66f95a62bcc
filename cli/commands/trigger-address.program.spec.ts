import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folder, type Outcome, objects, resultOf } from './world.spec-kit.ts';

const home = folder();
const out = path.join(folder(), 'profile.json');
const fast = ['--practice=intezer-ready', '--practice-lag', '0', '--home', home];
const setUp = ['set-up', 'intezer-playbooks', ...fast, '--yes', '--json'];
/** What a person asked to see: the one line of the trigger address. */
const shownIn = ({ stderr }: Outcome) =>
  /^Trigger URL of Update Incident: (https:\S+)$/mu.exec(stderr)?.[1] ?? '';
const signatureOf = (address: string) => new URL(address).searchParams.get('sig') ?? '';

/** Where a text stands: what was said, the profile, and every file of this home but the pretend tenant's own. */
function holding(text: string, ...said: readonly Outcome[]): readonly string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(path.join(home, 'practice')))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [
    ...[...files, out].filter((file) => readFileSync(file, 'latin1').includes(text)),
    ...said.flatMap(({ stdout, stderr }) => [
      ...(stdout.includes(text) ? ['stdout'] : []),
      ...(stderr.includes(text) ? ['stderr'] : []),
    ]),
  ];
}

describe('the trigger address on the command line', () => {
  it('is printed where --show-secret asks for it, and nowhere without', async () => {
    const silent = await cli([...setUp, '--out', out]);
    expect(silent.code).toBe(0);
    const verified = await cli(['verify', out, ...fast, '--json']);
    const profile = await cli(['profile', out, '--home', home]);
    const shown = await cli([...setUp, '--out', out, '--show-secret']);
    expect([shown.code, resultOf(shown).changes]).toEqual([0, 0]);
    const signature = signatureOf(shownIn(shown));
    expect(signature.length).toBeGreaterThan(20);
    expect(holding(signature, silent, verified, profile)).toEqual([]);
    expect(holding(signature, shown)).toEqual(['stderr']);
    // Planted, it is found: the search could have failed.
    const planted = path.join(home, 'journal', 'planted.txt');
    writeFileSync(planted, signature);
    expect(holding(signature, shown)).toEqual([planted, 'stderr']);
    writeFileSync(planted, '');

    const anew = [...setUp, '--out', out, '--show-secret', '--answer', 'newTriggerAddress=yes'];
    const made = await cli(anew);
    expect([made.code, resultOf(made).changes]).toEqual([0, 1]);
    const planned = objects(made).find(
      ({ entry }) => (entry as { kind: string } | undefined)?.kind === 'planned',
    );
    expect(JSON.stringify(planned)).toContain('every trigger URL in use stops working');
    const next = signatureOf(shownIn(made));
    expect([next.length > 20, next === signature]).toEqual([true, false]);
    const again = await cli(anew);
    expect([again.code, resultOf(again).changes, signatureOf(shownIn(again))]).toEqual([0, 0, next]);
  });

  it('is asked for, like the conditions of the rules, in words that are known, and others are refused by name', async () => {
    const wrong = await cli([...setUp, '--answer', 'ruleConditions=critical']);
    expect([wrong.code, wrong.stderr.includes('ruleConditions')]).toEqual([2, true]);
    const plan = await cli([
      'plan',
      'intezer-playbooks',
      ...fast,
      '--json',
      '--answer',
      'ruleConditions=high',
    ]);
    expect(JSON.stringify(objects(plan))).toContain('for new incidents with severity High');
  });
});
