import type { Refusal } from '../../engine/model/question.ts';
import { visibleJson } from '../../engine/model/visible.ts';
import { refusalLines } from './print.ts';
import { type Style, styleOf } from './style.ts';
import { type Lines } from './words.ts';

/** A stream of people's or programs' words. */
export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What surrounds the program. Specs bring their own. */
export interface Surroundings {
  readonly stdin: AsyncIterable<Buffer | string> & NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Out;
  readonly stderr: Out;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Switches of Node itself, as `process.execArgv`. */
  readonly execArgv: readonly string[];
  readonly cwd: string;
  /** Aborted by SIGINT, SIGTERM, SIGHUP, or when the reader of stdout closes it. */
  readonly signal: AbortSignal;
}

/** Where words go: with `--json`, one object a line on stdout and people's words on stderr. */
export interface Terminal {
  readonly style: Style;
  readonly json: boolean;
  /** Whether a person at the terminal can be asked. */
  readonly interactive: boolean;
  readonly surroundings: Surroundings;
  /** People's words; a text by itself is one line. */
  say(lines: Lines | string): void;
  /** Errors and remarks for people: always stderr. */
  remark(lines: Lines | string): void;
  /** One JSON object, as a line of its own. */
  object(value: object): void;
  /** A document asked for, such as a profile: stdout, as it is. */
  document(text: string): void;
  refuse(refusals: readonly Refusal[]): void;
}

/** The terminal of one command. */
export function terminal(surroundings: Surroundings, json: boolean): Terminal {
  const { stdout, stderr, stdin, environment } = surroundings;
  const people = json ? stderr : stdout;
  const style = styleOf(people, environment);
  const errors = styleOf(stderr, environment);
  // Everything passes here last, so an overlooked field is also escaped.
  const lines = (of: Style, text: Lines | string): string =>
    [text]
      .flat()
      .map((line) => `${of.leaving(line)}\n`)
      .join('');
  return {
    style,
    json,
    interactive: stdin.isTTY === true && stderr.isTTY === true && !json,
    surroundings,
    say: (text) => void people.write(lines(style, text)),
    remark: (text) => void stderr.write(lines(errors, text)),
    object: (value) => void stdout.write(`${visibleJson(value)}\n`),
    document: (text) => void stdout.write(text),
    refuse: (refusals) =>
      void stderr.write(
        lines(
          errors,
          refusals.flatMap((each) => refusalLines(errors, each)),
        ),
      ),
  };
}
