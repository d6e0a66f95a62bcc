import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parse } from '../../../cli/args/parse.ts';
import { wanted } from '../../../cli/args/wanted.ts';
import { cli, folder } from '../../../cli/commands/world.spec-kit.ts';
import { parseAnswers } from '../../../engine/model/answers.ts';
import dropzone from '../../../recipes/dropzone-sentinel.recipe.ts';
import { formats, formatWords } from './format.ts';
import { readEnv } from './languages.spec-kit.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../../docs/use-a-profile.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );
/** The words of every call of our program on the page; what a shell would fill in stays as it is written. */
const calls = [...page.matchAll(/(?:^|run: |if )sentinel-onboard ([^\n;>`]+)/gm)].map(([, text = '']) =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('"', '').replace('$hash', 'a'.repeat(64))),
);

describe('the page about profiles', () => {
  it('names every format, and says of each whether it holds the secret', () => {
    for (const format of formats) {
      const row = new RegExp(`^\\| \`${format}\` +\\|.*\\| (never|with \`--show-secret\`) *\\|$`, 'm').exec(
        page,
      );
      expect(row?.[1]).toBe(formatWords[format].secret ? 'with `--show-secret`' : 'never');
    }
  });

  it('types nothing that the command line would refuse', () => {
    expect(calls.length).toBeGreaterThanOrEqual(8);
    for (const call of calls) {
      const typed = parse(call, '0');
      expect('verb' in typed && wanted(typed, '/')).toBeTruthy();
    }
    expect(() => parse(['profile', 'p.json', '--fromat', 'env'], '0')).toThrow('--fromat');
  });

  it('its shell is shell, its pipelines are YAML, its answers are answers', async () => {
    for (const script of blocks('sh')) await promisify(execFile)('bash', ['-n', '-c', script]);
    const [drift, answers, nightly] = blocks('yaml').map(
      (text) => parseYaml(text) as Record<string, unknown>,
    );
    expect(Object.keys(drift ?? {})).toContain('jobs');
    expect(Object.keys(nightly ?? {})).toContain('jobs');
    const { workspace, ...rest } = answers ?? {};
    expect(workspace).toEqual(['soc-prod-weu']);
    expect(parseAnswers(dropzone.questions, rest, 'offline')).toHaveProperty('answers');
  });

  it('what it says to try works as it says', async () => {
    const [tries = ''] = blocks('sh');
    const [cwd, home] = [folder(), folder()];
    const said: string[] = [];
    for (const line of tries.trim().split('\n')) {
      const outcome = await cli([...line.split(' ').slice(1), '--home', home], { cwd });
      expect(outcome.code).toBe(0);
      said.push(outcome.stdout);
    }
    const hcl = await parseHcl('main.tf', readFileSync(path.join(cwd, 'main.tf'), 'utf8'));
    // One workspace, two permissions, one role: as the page has it.
    expect(hcl['import']).toHaveLength(5);
    expect(page).toContain('Plan: 5 to import, 0 to add, 0 to change, 0 to destroy.');
    expect(readEnv(said.at(-1) ?? '').get('FORM_SEVERITIES_1')).toBe('High');
    writeFileSync(path.join(cwd, 'newer.json'), '{"profile":2}');
    expect((await cli(['profile', 'newer.json', '--home', home], { cwd })).stderr).toContain('version 2');
  });
});
