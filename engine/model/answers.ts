import {
  type Answered,
  type Answers,
  type AnswerValue,
  isAsked,
  type Option,
  type Question,
  type Refusal,
} from './question.ts';

/** Seconds of a duration such as `90s`, `5m`, `2h`, `1d`; undefined where it is none. */
export function seconds(text: string): number | undefined {
  const found = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  if (!found) return undefined;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[found[2] as 's' | 'm' | 'h' | 'd'];
  return Number(found[1]) * unit;
}

/** A duration text of so many seconds, in the largest unit that divides it. */
export function duration(of: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (of >= size && of % size === 0) return `${of / size}${unit}`;
  }
  return `${of}s`;
}

/** Answers as a recipe takes them, or every reason why they can't be. */
export type Parsed = { readonly answers: Answers } | { readonly refusals: readonly Refusal[] };

/**
 * Checks raw answers (from a file, flags or the window) against the questions, by name, and fills in defaults.
 * Every wrong one is refused with field, reason and remedy; nothing is guessed. Where a picker's options are not known
 * yet (`options` empty), what is picked is taken as said and checked again once they are.
 */
export function parseAnswers(
  asks: readonly Question[],
  raw: Readonly<Record<string, unknown>>,
  known: 'offline' | 'tenant' = 'tenant',
): Parsed {
  const refusals: Refusal[] = [];
  const answers: Record<string, AnswerValue> = {};
  const ids = new Map(asks.map((ask) => [ask.id, ask]));
  for (const field of Object.keys(raw)) {
    if (ids.has(field)) continue;
    refusals.push({
      field,
      reason: 'There is no such question.',
      remedy: `The questions are: ${[...ids.keys()].join(', ')}.`,
    });
  }
  for (const ask of asks) {
    if (ask.kind === 'secret') {
      if (Object.hasOwn(raw, ask.id)) {
        refusals.push({
          field: ask.id,
          reason: "A secret can't be an answer, because answers are stored.",
          remedy: `Pass it with --secret ${ask.id}=env:NAME, file:PATH or stdin.`,
        });
      }
      continue;
    }
    const given = Object.hasOwn(raw, ask.id) ? raw[ask.id] : ask.kind === 'file' ? undefined : ask.default;
    if (given === undefined) continue;
    // Nothing has to be picked where it isn't asked.
    if (ask.kind === 'pick' && !isAsked(ask, asks, answers) && textsOf(given)?.length === 0) {
      answers[ask.id] = [];
      continue;
    }
    const refuse = (reason: string, remedy: string) => refusals.push({ field: ask.id, reason, remedy });
    const value = one(ask, given, known, refuse);
    if (value !== undefined) answers[ask.id] = value;
  }
  return refusals.length > 0 ? { refusals } : { answers };
}

type Refuse = (reason: string, remedy: string) => void;

/** An answer as the question takes it; undefined where it was refused. */
function one(
  ask: Question,
  given: unknown,
  known: 'offline' | 'tenant',
  refuse: Refuse,
): AnswerValue | undefined {
  switch (ask.kind) {
    case 'text':
      return textAnswer(ask, given, refuse);
    case 'number':
      return numberAnswer(ask, given, refuse);
    case 'duration':
      return durationAnswer(ask, given, refuse);
    case 'choice': {
      const option = typeof given === 'string' ? optionOf(ask.options, given) : undefined;
      if (!option) return no(refuse, 'Not one of the choices.', `Choose one of: ${names(ask.options)}.`);
      return option.id;
    }
    case 'choices': {
      const texts = textsOf(given);
      const found = texts?.map((text) => optionOf(ask.options, text)?.id);
      if (!found || found.includes(undefined)) {
        return no(refuse, "One value isn't one of the choices.", `Choose from: ${names(ask.options)}.`);
      }
      const chosen = new Set(found);
      return ask.options.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
    }
    case 'list':
    case 'query':
      return listAnswer(ask, given, refuse);
    case 'confirm': {
      const value = typeof given === 'string' ? truth(given) : given;
      if (value === true && ask.never) return no(refuse, ask.never, 'Answer no, or remove it.');
      return typeof value === 'boolean' ? value : no(refuse, 'Not yes or no.', 'Answer yes or no.');
    }
    case 'pick': {
      const texts = textsOf(given);
      if (!texts) return no(refuse, 'Not a name or a list of names.', 'Enter a name or an ID.');
      if (!ask.many && texts.length > 1) return no(refuse, 'Only one can be selected.', 'Enter one.');
      if (known === 'offline') return texts;
      return picked(ask, texts, refuse);
    }
    case 'file':
      return typeof given === 'string' ? given : no(refuse, 'Not a file name.', 'Enter the path of a file.');
    case 'secret':
      return undefined;
  }
}

type Of<K extends Question['kind']> = Extract<Question, { kind: K }>;

function textAnswer(ask: Of<'text'>, given: unknown, refuse: Refuse): string | undefined {
  if (typeof given !== 'string') return no(refuse, 'Not text.', 'Enter text.');
  const text = given.trim();
  if (text.length > ask.max)
    return no(refuse, `It's longer than ${ask.max} characters.`, 'Use a shorter one.');
  if (hasControls(text)) return no(refuse, 'It contains control or direction characters.', 'Remove them.');
  if (ask.pattern && !new RegExp(ask.pattern.source, 'u').test(text)) {
    return no(refuse, ask.pattern.otherwise, `For example: ${ask.default || 'leave it out'}.`);
  }
  return text;
}

function numberAnswer(ask: Of<'number'>, given: unknown, refuse: Refuse): number | undefined {
  const value = typeof given === 'string' && /^-?\d{1,9}$/.test(given.trim()) ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return no(refuse, 'Not a whole number.', `Enter a whole number from ${ask.min} to ${ask.max}.`);
  }
  if (value < ask.min || value > ask.max) {
    return no(refuse, `${value} is out of range.`, `Enter a whole number from ${ask.min} to ${ask.max}.`);
  }
  return value;
}

function durationAnswer(ask: Of<'duration'>, given: unknown, refuse: Refuse): string | undefined {
  const text = typeof given === 'string' ? given.trim() : '';
  if (text === ask.default) return text;
  const length = seconds(text);
  const range = `from ${duration(ask.minSeconds)} to ${duration(ask.maxSeconds)}`;
  if (length === undefined) return no(refuse, 'Not a duration.', `Enter one such as 5m, ${range}.`);
  if (length < ask.minSeconds || length > ask.maxSeconds) {
    return no(refuse, `${text} is out of range.`, `Enter a duration ${range}.`);
  }
  return text;
}

function listAnswer(
  ask: Of<'list' | 'query'>,
  given: unknown,
  refuse: Refuse,
): readonly string[] | undefined {
  const alone = typeof given === 'string' && given !== '' ? [given] : [];
  const texts = Array.isArray(given) ? textsOf(given) : alone;
  if (!texts) return no(refuse, 'Not a list of text.', 'Enter a list of text.');
  if (texts.length > ask.max) return no(refuse, `It has more than ${ask.max}.`, 'Remove some.');
  const limit = ask.kind === 'query' ? 65_536 : 256;
  if (texts.some((text) => text.length > limit)) {
    return no(refuse, `One is longer than ${limit} characters.`, 'Use a shorter one.');
  }
  if (ask.kind === 'query' && texts.some((text) => hasControls(text.replace(/[\t\r\n]/g, '')))) {
    return no(refuse, 'One contains control or direction characters.', 'Remove them.');
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

function picked(
  ask: Question & { kind: 'pick' },
  texts: readonly string[],
  refuse: Refuse,
): AnswerValue | undefined {
  if (texts.length === 0) {
    if (ask.options.every(({ unusable }) => unusable)) return [];
    return no(refuse, 'Choose at least one.', `Choose one: ${names(ask.options)}.`);
  }
  const ids = new Set<string>();
  for (const text of texts) {
    const matches = optionsNamed(ask.options, text);
    const [option] = matches;
    if (!option)
      return no(refuse, `There is no ${quoted(text)} here.`, `There are: ${names(ask.options) || 'none'}.`);
    if (matches.length > 1) {
      return no(
        refuse,
        `More than one is named ${quoted(text)}.`,
        `Enter its ID: ${matches.map(({ id }) => id).join(', ')}.`,
      );
    }
    if (option.unusable) return no(refuse, `${option.title}: ${option.unusable}`, 'Choose another.');
    ids.add(option.id);
  }
  return [...ids];
}

function no(refuse: Refuse, reason: string, remedy: string): undefined {
  refuse(reason, remedy);
  return undefined;
}

function optionOf(options: readonly Option[], text: string): Option | undefined {
  return optionsNamed(options, text)[0];
}

/** By id first, then by title or another name; ids in Azure differ in case without a difference in meaning. */
function optionsNamed(options: readonly Option[], text: string): readonly Option[] {
  const wanted = text.trim().toLowerCase();
  const byId = options.filter(({ id }) => id.toLowerCase() === wanted);
  if (byId.length > 0) return byId;
  return options.filter(({ title, also = [] }) =>
    [title, ...also].some((name) => name.toLowerCase() === wanted),
  );
}

function names(options: readonly Option[]): string {
  const usable = options.filter(({ unusable }) => !unusable).map(({ title, id }) => title || id);
  return usable.length > 8
    ? `${usable.slice(0, 8).join(', ')} and ${usable.length - 8} more`
    : usable.join(', ');
}

function textsOf(given: unknown): readonly string[] | undefined {
  if (typeof given === 'string')
    return given.trim() === '' ? [] : given.split(',').map((text) => text.trim());
  return Array.isArray(given) && given.every((each) => typeof each === 'string') ? given : undefined;
}

function truth(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['yes', 'true', 'on', 'y'].includes(word)) return true;
  return ['no', 'false', 'off', 'n'].includes(word) ? false : undefined;
}

/** What a person typed, safe to repeat: at most 64 characters, controls shown. */
export function quoted(text: string): string {
  const short = text.length > 64 ? `${text.slice(0, 63)}…` : text;
  return JSON.stringify(short.replace(controls, '\uFFFD'));
}

/** C0, C1 and bidirectional controls; a name that holds one is not what it looks like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function hasControls(text: string): boolean {
  return text.search(controls) >= 0;
}

/** Reads checked answers with the type of their question; a default where there is none. */
export function answeredBy(answers: Answers): Answered {
  return <T>(ask: Question<T>): T => {
    const held = answers[ask.id];
    if (held !== undefined) return held as T;
    return ('default' in ask ? ask.default : undefined) as T;
  };
}
