import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { Answers, Question, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { BadInput, echo, refused } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import { readDocument } from '../../host/input/safe-read.ts';
import type { Wanted } from './wanted.ts';

/** Answers as they were given, by question id, not judged yet. */
export type RawAnswers = Readonly<Record<string, unknown>>;

/**
 * What flags and the answers file say; flags come before the file.
 * @throws BadInput
 */
export async function givenAnswers(wanted: Wanted, asks: readonly Question[]): Promise<RawAnswers> {
  const file = wanted.answersFile === undefined ? {} : await fromFile(wanted.answersFile);
  const flags = fromFlags(wanted.answers, asks);
  return { ...file, ...flags, ...(wanted.workspaces.length > 0 ? { workspace: wanted.workspaces } : {}) };
}

async function fromFile(file: string): Promise<RawAnswers> {
  const document = await readDocument(file, '--answers');
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw refused(
      '--answers',
      "It isn't a list of answers by question.",
      'Write one "question: answer" a line.',
    );
  }
  return document as RawAnswers;
}

/** `KEY=VALUE`. For a question with several answers, the same key again, or a JSON array of texts as the value. */
function fromFlags(given: readonly string[], asks: readonly Question[]): RawAnswers {
  const raw = new Map<string, unknown>();
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) throw refused('--answer', `${echo(text)} names no question.`, 'Write --answer KEY=VALUE.');
    const key = text.slice(0, at);
    const mayHoldSeveral = mayRepeat(asks.find(({ id }) => id === key));
    const value = mayHoldSeveral ? severalIn(text.slice(at + 1)) : text.slice(at + 1);
    const before = raw.get(key);
    if (before === undefined) raw.set(key, value);
    else if (mayHoldSeveral) raw.set(key, [before, value].flat());
    else throw refused(`--answer ${echo(key).slice(1, -1)}`, 'Given twice.', 'Use it once.');
  }
  return Object.fromEntries(raw);
}

/** The texts of a JSON array; anything else is the one text it is. */
function severalIn(value: string): string | readonly string[] {
  if (!value.trimStart().startsWith('[')) return value;
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) && read.every((each) => typeof each === 'string') ? read : value;
  } catch {
    return value;
  }
}

function mayRepeat(ask: Question | undefined): boolean {
  return ask !== undefined && ['choices', 'list', 'query', 'pick'].includes(ask.kind);
}

/**
 * Answers judged against the questions: offline before anything is sent, and again once the tenant's own are known.
 * @throws BadInput naming each question whose answer will not do
 */
export function judged<World>(
  recipe: Recipe<World>,
  asks: readonly Question[],
  raw: RawAnswers,
  known: 'offline' | 'tenant',
): Answers {
  const parsed = parseAnswers(asks, raw, known);
  const refusals =
    'refusals' in parsed
      ? parsed.refusals.map((each) => nearer(each, asks))
      : recipe.validate(answeredBy(parsed.answers));
  const [first, ...more] = refusals;
  if (first) throw new BadInput(first, ...more);
  return 'answers' in parsed ? parsed.answers : {};
}

function nearer(refusal: Refusal, asks: readonly Question[]): Refusal {
  const ids = asks.map(({ id }) => id);
  const field = echo(refusal.field).slice(1, -1);
  if (ids.includes(refusal.field)) return refusal;
  return { ...refusal, field, remedy: `${didYouMean(refusal.field, ids)}${refusal.remedy}` };
}
