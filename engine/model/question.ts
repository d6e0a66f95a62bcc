import type { Secret } from './secret.ts';

/** An answer as JSON holds it. Secrets are answered elsewhere and never stand in here. */
export type AnswerValue = string | number | boolean | readonly string[];
/** Answers as they are written down: public, plain, by question id. */
export type Answers = Readonly<Record<string, AnswerValue>>;

/** One thing a person can pick. `id` is what is answered; `also` are other names it is known by. */
export interface Option {
  readonly id: string;
  readonly title: string;
  readonly also?: readonly string[];
  /** Columns of the picker, in the order of the question's `columns`. */
  readonly cells?: readonly string[];
  /** What choosing it means ("Needs to write: Microsoft Sentinel Responder"). */
  readonly consequence?: string;
  /** Why it cannot be chosen. */
  readonly unusable?: string;
  /** A word for filter pills and order: preferred options come first. */
  readonly preferred?: true;
}

/** Another question's answer that makes a question worth asking. */
export interface Where {
  readonly question: string;
  readonly is: readonly AnswerValue[];
}

interface QuestionOf<T> {
  readonly id: string;
  readonly title: string;
  /** One sentence next to the field. */
  readonly helper?: string;
  /** What the answer costs in access, shown with the question. */
  readonly consequence?: string;
  /** Not put on a screen: answered on the command line, or by what the tenant holds. */
  readonly aside?: true;
  /** Questions with the same screen are put together. */
  readonly screen: string;
  /** Asked only where one of these holds; always, unless said. */
  readonly where?: readonly Where[];
  readonly _type?: T;
}

/** The questions a recipe may put to a person. Closed: drawn by one part, asked by one printer. */
export type Question<T = unknown> = QuestionOf<T> &
  (
    | { readonly kind: 'text'; readonly default: string; readonly max: number; readonly pattern?: Pattern }
    | {
        readonly kind: 'number';
        readonly default: number;
        readonly min: number;
        readonly max: number;
        readonly unit?: string;
      }
    /** Durations are texts such as `5m`, `90s`, `2h`, `1d`; `auto` stands for "as measured". */
    | {
        readonly kind: 'duration';
        readonly default: string;
        readonly minSeconds: number;
        readonly maxSeconds: number;
      }
    | { readonly kind: 'choice'; readonly default: string; readonly options: readonly Option[] }
    | { readonly kind: 'choices'; readonly default: readonly string[]; readonly options: readonly Option[] }
    | { readonly kind: 'list'; readonly default: readonly string[]; readonly max: number }
    | { readonly kind: 'query'; readonly default: readonly string[]; readonly max: number }
    | {
        readonly kind: 'confirm';
        readonly default: boolean;
        /** Why it cannot be yes in this tenant. */
        readonly never?: string;
      }
    | {
        readonly kind: 'secret';
        readonly optional?: true;
        readonly refuse?: readonly SecretRule[];
        /** Replaces a missing answer in a practice tenant, so that practice needs no real secret. */
        readonly pretend?: string;
      }
    | {
        readonly kind: 'pick';
        readonly many: boolean;
        readonly columns: readonly string[];
        /** Filled from what the tenant holds when the question is put. */
        readonly options: readonly Option[];
        readonly default: readonly string[];
        /** What to say where nothing is left to pick; the steps then say what stands in the way. */
        readonly empty: string;
      }
    | {
        readonly kind: 'file';
        readonly accept: readonly string[];
        readonly maxBytes: number;
        readonly optional?: true;
      }
  );

/** A shape a text must have, with the sentence said when it has not. Data, so that it crosses to the window. */
export interface Pattern {
  readonly source: string;
  readonly otherwise: string;
}

/** What a pasted secret must not be. */
export type SecretRule =
  | { readonly rule: 'guid'; readonly say: string }
  | { readonly rule: 'blank-ends'; readonly say: string }
  | { readonly rule: 'max'; readonly length: number; readonly say: string };

/** Reads an answer with the type of its question. */
export type Answered = <T>(ask: Question<T>) => T;
/** Under which key a secret that only stands for one in practice is found; a person's own always comes first. */
export const pretendKey = (id: string): string => `${id}.pretend`;

/** Secret answers by question id; never written down. */
export type SecretAnswers = Readonly<Record<string, Secret>>;

/** An answer that was refused: the field, why, and what would do. Nothing was sent. */
export interface Refusal {
  readonly field: string;
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Whether a question is to be asked, by the answers so far; a question that was not answered yet counts with its default.
 * What depends on a question that is itself not asked is not asked either.
 */
export function isAsked(ask: Question, asks: readonly Question[], answers: Answers): boolean {
  if (ask.where === undefined) return true;
  return ask.where.some(({ question, is }) => {
    const other = asks.find(({ id }) => id === question);
    if (other === undefined || !isAsked(other, asks, answers)) return false;
    const answer = answers[question] ?? ('default' in other ? other.default : undefined);
    return is.some((each) => each === answer);
  });
}
