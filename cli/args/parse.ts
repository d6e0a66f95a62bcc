import { Command, CommanderError } from 'commander';
import type { Refusal } from '../../engine/model/question.ts';
import { visible } from '../../engine/model/visible.ts';
import { BadInput, echo, refused } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import { type OptionName, type OptionWords, options, type Verb, verbs } from './verbs.ts';

/** A command line as it was typed, its flags known and each with a value where it needs one; nothing judged yet. */
export interface Typed {
  readonly verb: Verb;
  readonly words: readonly string[];
  /** Every value of an option, in order; a switch that was given has one empty text. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
}

/** Help or the version: text for people, and nothing to do. */
export interface Told {
  readonly text: string;
}

/**
 * Reads a command line.
 * @throws BadInput for an unknown verb or flag, a flag twice, a value that is missing or begins with `--`, and words
 * that are missing or too many
 */
export function parse(argv: readonly string[], version: string): Typed | Told {
  const [first = ''] = argv.filter((word) => !word.startsWith('-'));
  const verb = Object.hasOwn(verbs, first) ? (first as Verb) : undefined;
  const asksForHelp = argv.length === 0 || argv.includes('--help') || argv.includes('-h') || first === 'help';
  if (!asksForHelp && !argv.includes('--version')) {
    if (verb === undefined) throw unknownVerb(first);
    refuseFlags(argv, verb);
  }
  return throughCommander(argv, version);
}

function unknownVerb(word: string): BadInput {
  const known = Object.keys(verbs);
  const what = word === '' ? 'No command given.' : `There is no command ${echo(word)}.`;
  return refused('command', what, `${didYouMean(word, known)}The commands are: ${known.join(', ')}.`);
}

/** What commander would let pass, or say with the value in it: unknown flags, flags twice, values that are flags. */
function refuseFlags(argv: readonly string[], verb: Verb): void {
  const allowed: readonly string[] = verbs[verb].options;
  const refusals: Refusal[] = [];
  const seen = new Set<string>();
  let wantsValue: string | undefined;
  for (const word of argv) {
    const isFlag = word.startsWith('-') && word !== '-';
    if (wantsValue !== undefined && isFlag) refusals.push(valueMissing(wantsValue));
    const value = wantsValue;
    wantsValue = undefined;
    if (!isFlag || (value !== undefined && !word.startsWith('--'))) continue;
    const [name, given] = split(word);
    if (!word.startsWith('--') || !Object.hasOwn(options, name) || !allowed.includes(name)) {
      refusals.push(unknownFlag(word, name, verb, allowed));
      continue;
    }
    const known: OptionWords = options[name as OptionName];
    if (seen.has(name) && !known.repeats) {
      refusals.push({ field: `--${name}`, reason: 'Given twice.', remedy: 'Use it once.' });
    }
    seen.add(name);
    if (known.value === undefined && given !== undefined) {
      refusals.push({
        field: `--${name}`,
        reason: "It doesn't take a value.",
        remedy: `Write --${name} alone.`,
      });
    } else if (known.value !== undefined && given === '') {
      refusals.push(valueMissing(name));
    } else if (known.value !== undefined && given === undefined && name !== 'practice') wantsValue = name;
  }
  if (wantsValue !== undefined) refusals.push(valueMissing(wantsValue));
  const [firstRefusal, ...more] = refusals;
  if (firstRefusal) throw new BadInput(firstRefusal, ...more);
}

function split(word: string): readonly [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  const flag = at < 0 ? word : word.slice(0, at);
  return [flag.replace(/^--?/, ''), at < 0 ? undefined : word.slice(at + 1)];
}

function valueMissing(name: string): Refusal {
  const known: OptionWords = options[name as OptionName];
  return {
    field: `--${name}`,
    reason: 'Its value is missing.',
    remedy: `Write --${name}=${known.value ?? 'VALUE'}.`,
  };
}

function unknownFlag(word: string, name: string, verb: Verb, allowed: readonly string[]): Refusal {
  // Only the name is repeated, because the value might be a secret.
  const field = visible(`${word.startsWith('--') ? '--' : '-'}${name}`.slice(0, 64));
  if (Object.hasOwn(options, name) && word.startsWith('--')) {
    const homes = Object.entries(verbs)
      .filter(([, each]) => (each.options as readonly string[]).includes(name))
      .map(([each]) => each);
    return {
      field,
      reason: `Not an option of ${verb}.`,
      remedy: `It belongs to ${homes.join(', ')}. Remove it.`,
    };
  }
  if (/secret|password|passphrase|token|key/i.test(name) && !/^show/i.test(name)) {
    return {
      field,
      reason: "Secrets can't be on the command line, where every program on this computer can read them.",
      remedy: 'Pass it with --secret KEY=env:NAME, KEY=file:PATH or KEY=stdin.',
    };
  }
  return {
    field,
    reason: 'No such option.',
    remedy: `${didYouMean(
      field,
      allowed.map((each) => `--${each}`),
    )}See: sentinel-onboard ${verb} --help`,
  };
}

function throughCommander(argv: readonly string[], version: string): Typed | Told {
  let typed: Typed | undefined;
  let text = '';
  const output = {
    writeOut: (written: string) => {
      text += written;
    },
    writeErr: () => undefined,
  };
  const program = new Command('sentinel-onboard')
    .description(
      'Connects Microsoft Sentinel to a security vendor, and checks later that the connection still works.',
    )
    .version(version, '--version', 'the version of this program')
    .helpOption('-h, --help', 'this text')
    .exitOverride()
    .configureOutput(output);
  for (const [name, words] of Object.entries(verbs)) {
    const verb = program.command([name, ...words.words].join(' ')).description(words.about);
    verb
      .helpOption('-h, --help', 'this text')
      .exitOverride()
      .configureOutput(output)
      .allowExcessArguments(false);
    for (const each of words.options) {
      const known: OptionWords = options[each];
      const value =
        known.value === undefined ? '' : each === 'practice' ? ` [${known.value}]` : ` <${known.value}>`;
      verb.option(`--${each}${value}`, known.about, (given: string, before: unknown) => [
        ...(Array.isArray(before) ? (before as string[]) : []),
        given,
      ]);
    }
    verb.action(() => {
      typed = { verb: name as Verb, words: verb.args, values: valuesOf(verb.opts()) };
    });
  }
  if (argv.length === 0) return { text: program.helpInformation() };
  try {
    // A bare --practice must not swallow the word behind it.
    program.parse(
      argv.map((word) => (word === '--practice' ? '--practice=fresh' : word)),
      { from: 'user' },
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || text !== '') return { text };
    throw refused(
      'command',
      visible(error.message.replace(/^error: /, '').slice(0, 200)),
      'See: sentinel-onboard --help',
    );
  }
  return typed ?? { text: text || program.helpInformation() };
}

function valuesOf(given: Readonly<Record<string, unknown>>): Typed['values'] {
  const values = new Map<OptionName, readonly string[]>();
  for (const name of Object.keys(options) as OptionName[]) {
    const value = given[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (value === true) values.set(name, ['']);
    else if (Array.isArray(value)) values.set(name, value as string[]);
  }
  return values;
}
