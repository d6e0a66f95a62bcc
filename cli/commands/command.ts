import { ProblemError } from '../../engine/model/problem.ts';
import { BadInput } from '../../host/input/bad-input.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { parse, type Typed } from '../args/parse.ts';
import { type Wanted, wanted } from '../args/wanted.ts';
import { problemLines } from '../output/print.ts';
import { styleOf } from '../output/style.ts';
import { type Surroundings, type Terminal, terminal } from '../output/terminal.ts';
import { recipesCommand, runsCommand } from './list-commands.ts';
import { practiceCommand } from './practice-command.ts';
import { profileCommand } from './profile-command.ts';
import { PersonLeft } from './questions.ts';
import { runCommand } from './run-command.ts';
import { SignInFailed } from './signed-in.ts';
import { undoCommand } from './undo-command.ts';

/**
 * Carries out one command line. Never throws: what goes wrong is said on stderr, without a stack.
 * @returns the exit code of the contract: 0, 1, 2, 3, 4 or 130
 */
export async function command(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const asksForJson = argv.includes('--json');
  const words = terminal(surroundings, asksForJson);
  try {
    const typed = parse(argv, packageJson.version);
    if ('text' in typed) {
      words.say(typed.text.trimEnd().split('\n'));
      return 0;
    }
    return await carriedOut(typed, wanted(typed, surroundings.cwd), words);
  } catch (error) {
    return failed(error, words);
  }
}

function carriedOut(typed: Typed, asked: Wanted, words: Terminal): Promise<number> | number {
  switch (typed.verb) {
    case 'recipes':
      return recipesCommand(words);
    case 'runs':
      return runsCommand(asked, words);
    case 'profile':
      return profileCommand(typed, asked, words);
    case 'practice':
      return practiceCommand(asked, words);
    case 'undo':
      return undoCommand(typed, asked, words);
    case 'plan':
    case 'set-up':
    case 'verify':
    case 'repair':
    case 'rotate':
      return runCommand(typed.verb, typed, asked, words);
  }
}

function failed(error: unknown, words: Terminal): number {
  const { signal, environment, stderr } = words.surroundings;
  if (error instanceof BadInput) {
    words.refuse(error.refusals);
    return 2;
  }
  if (error instanceof PersonLeft || signal.aborted) {
    words.remark('Canceled. Run the same command again to continue.');
    return 130;
  }
  const style = styleOf(stderr, environment);
  if (error instanceof SignInFailed) {
    words.remark(['Sign-in failed.', ...problemLines(style, error.problem)]);
    return 3;
  }
  if (error instanceof ProblemError) {
    words.remark(problemLines(style, error.problem));
    return 1;
  }
  words.remark([
    'The app ran into a problem. Your progress is saved.',
    `  ${nameOf(error)}`,
    '  → Run the same command again. If it still fails, report it with the line above.',
  ]);
  return 1;
}

/** The kind and place of an error, never its words, which may hold anything. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /\(?([^()\s]+:\d+:\d+)\)?$/m.exec(error.stack?.split('\n    at ')[1] ?? '')?.[1] ?? '';
  return `${error.name} at ${place.split(/[/\\]/).slice(-1)[0] ?? ''}`;
}
