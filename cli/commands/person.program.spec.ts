import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cli, folder, type Outcome, treeOf } from './world.spec-kit.ts';

/** Somebody who answers prompts: the first answer whose question is found in what was just said. */
async function sitting(
  argv: readonly string[],
  answers: readonly (readonly [question: RegExp, answer: string | undefined])[],
): Promise<Outcome & { readonly asked: readonly string[] }> {
  const stdin = new PassThrough();
  const asked: string[] = [];
  let said = '';
  const outcome = await cli(argv, {
    person: true,
    stdin,
    hears(text) {
      said += text;
      if (!/(?:\] |> )$/.test(stripVTControlCharacters(said))) return;
      const prompt = said;
      said = '';
      asked.push(prompt);
      const [, answer = ''] = answers.find(([question]) => question.test(prompt)) ?? [];
      setImmediate(() => (answer === '\u0004' ? stdin.end() : stdin.write(`${answer}\r`)));
    },
  });
  return { ...outcome, asked };
}

describe('somebody at the terminal', () => {
  const setUp = ['set-up', 'dropzone-sentinel', '--practice', '--practice-lag', '0'];

  it('presses Enter throughout, says yes once, and ends with the profile', async () => {
    const outcome = await sitting([...setUp, '--home', folder()], [[/Make these 10 changes\?/, 'y']]);
    expect(outcome.code).toBe(0);
    expect(outcome.asked).toHaveLength(4);
    expect(outcome.asked.at(-1)).toContain('Make these 10 changes?');
    expect(outcome.stdout.trimEnd().endsWith('}')).toBe(true);
    expect(outcome.stdout).toContain('"profile": 1');
  });

  it('who says no changes nothing', async () => {
    const home = folder();
    const outcome = await sitting([...setUp, '--home', home], [[/Make these 10 changes\?/, '']]);
    expect(outcome.code).toBe(1);
    expect(treeOf(home)).not.toContain('practice/fresh.json');
  });

  it('changes an answer, is told when it will not do, and is asked again', async () => {
    const outcome = await sitting(
      [...setUp, '--home', folder()],
      [
        [/Make these \d+ changes\?/, 'n'],
        [/What should Dropzone AI do\?[\s\S]*Keep these/, 'n'],
        [/out of range/, '3'],
        [/Client secret lasts/, '99'],
      ],
    );
    expect(outcome.stderr).toContain('99 is out of range');
    expect(outcome.stdout).toContain('3 months');
  });

  it('is asked only for what flags left open', async () => {
    const outcome = await sitting(
      [...setUp, '--home', folder(), '--answer', 'ticketSync=yes', '--workspace', 'soc-prod-neu'],
      [[/Make these/, 'n']],
    );
    expect(outcome.asked.join('\n')).not.toContain('Update status on investigation change');
    expect(outcome.asked).toHaveLength(3);
    expect(outcome.stdout).toContain('Microsoft Sentinel Responder');
  });

  it('who leaves in the middle has cancelled', async () => {
    const outcome = await sitting([...setUp, '--home', folder()], [[/Keep these/, '\u0004']]);
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('again to continue');
  });
});
