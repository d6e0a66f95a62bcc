import { createInterface } from 'node:readline/promises';
import { parseAnswers } from '../../engine/model/answers.ts';
import { type Answers, isAsked, type Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { RawAnswers } from '../args/given-answers.ts';
import { askLines } from '../output/question-lines.ts';
import type { Terminal } from '../output/terminal.ts';

/** The person at the terminal, who answers one line at a time. Rejects when they end it (Ctrl-C, Ctrl-D). */
export interface Person {
  answer(question: string): Promise<string>;
  leave(): void;
}

/** Thrown where the person closed the terminal or pressed Ctrl-C instead of answering. */
export class PersonLeft extends Error {}

export function personAt(terminal: Terminal): Person {
  const { stdin, stderr, signal } = terminal.surroundings;
  const line = createInterface({ input: stdin, output: stderr as NodeJS.WritableStream, terminal: true });
  const gone = new AbortController();
  line.on('close', () => gone.abort());
  line.on('SIGINT', () => gone.abort());
  signal.addEventListener('abort', () => gone.abort(), { once: true });
  return {
    async answer(question) {
      try {
        return await line.question(question, { signal: gone.signal });
      } catch {
        throw new PersonLeft();
      }
    },
    leave: () => line.close(),
  };
}

/**
 * Puts a recipe's questions, a screen at a time: one yes keeps a screen's usual choices, so that a newcomer can press
 * Enter throughout. What flags and files answered is not asked again. Secrets are never typed here.
 */
export async function askPerson<World>(
  terminal: Terminal,
  person: Person,
  recipe: Recipe<World>,
  asks: readonly Question[],
  given: RawAnswers,
): Promise<RawAnswers> {
  const answers: Record<string, unknown> = { ...given };
  for (const screen of recipe.screens) {
    const open = asks.filter(
      (ask) =>
        !ask.aside && ask.screen === screen.id && ask.kind !== 'secret' && !Object.hasOwn(given, ask.id),
    );
    if (open.length === 0) continue;
    // Earlier answers decide what is worth asking; those of one screen do too, one after the other.
    const isOpen = (ask: Question) => isAsked(ask, asks, answers as Answers);
    const must = open.filter((ask) => isOpen(ask) && !standsByItself(ask));
    terminal.remark(['', terminal.style.paint('strong', screen.title), screen.lead]);
    for (const ask of must) answers[ask.id] = await put(terminal, person, ask);
    const rest = open.filter((ask) => isOpen(ask) && !must.includes(ask));
    if (rest.length === 0) continue;
    const usual = rest.map((ask) => `${ask.title}: ${defaultText(ask)}`);
    terminal.remark(usual.map((line) => `  ${line}`));
    if (await saysYes(person, 'Keep these? [Y/n] ', true)) continue;
    for (const ask of open) {
      if (isOpen(ask) && !must.includes(ask)) answers[ask.id] = await put(terminal, person, ask);
    }
  }
  return answers;
}

/** Whether Enter alone is an answer. */
function standsByItself(ask: Question): boolean {
  return 'refusals' in parseAnswers([ask], {})
    ? false
    : ask.kind !== 'pick' || ask.default.length > 0 || ask.options.length === 0;
}

async function put(terminal: Terminal, person: Person, ask: Question): Promise<unknown> {
  terminal.remark(askLines(terminal.style, ask));
  for (;;) {
    const usual = defaultText(ask);
    const typed = (await person.answer(usual === '' ? '> ' : `[${usual}] > `)).trim();
    const raw = typed === '' ? {} : { [ask.id]: typed };
    const parsed: { answers: Answers } | { refusals: readonly { reason: string; remedy: string }[] } =
      parseAnswers([ask], raw);
    if ('answers' in parsed) return parsed.answers[ask.id];
    for (const { reason, remedy } of parsed.refusals) terminal.remark(`  ${reason} ${remedy}`);
  }
}

/** A question's default as a person reads it. */
function defaultText(ask: Question): string {
  switch (ask.kind) {
    case 'confirm':
      return ask.default ? 'yes' : 'no';
    case 'number':
      return `${ask.default}`;
    case 'choice':
    case 'text':
    case 'duration':
      return ask.default;
    case 'choices':
    case 'list':
    case 'query':
      return ask.default.join(', ');
    case 'pick':
      return ask.default.map((id) => ask.options.find((option) => option.id === id)?.title ?? id).join(', ');
    case 'secret':
    case 'file':
      return '';
  }
}

/** Asks for a yes or a no; Enter means `otherwise`. */
export async function saysYes(person: Person, question: string, otherwise: boolean): Promise<boolean> {
  for (;;) {
    const word = (await person.answer(question)).trim().toLowerCase();
    if (word === '') return otherwise;
    if (['y', 'yes'].includes(word)) return true;
    if (['n', 'no'].includes(word)) return false;
  }
}
