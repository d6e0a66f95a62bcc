import type { Problem } from '../../engine/model/problem.ts';
import type { AnswerValue, Question, Refusal } from '../../engine/model/question.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import type { Answering } from '../../preload/contract.ts';
import type { Store } from '../state/store.ts';

/** One word of the vocabularies, drawn on a sheet of its own. */
export type Word =
  | { readonly is: 'show'; readonly show: Show }
  | {
      readonly is: 'question';
      readonly ask: Question;
      readonly value?: AnswerValue;
      readonly refusal?: Refusal;
    }
  | { readonly is: 'problem'; readonly problem: Problem; readonly mark: Mark }
  | { readonly is: 'card'; readonly card: Card }
  | { readonly is: 'changes'; readonly changes: readonly Change[] };

/** What one set of pictures shows, as data: the page builds it, and a spec knows what to find on it. */
export interface Fixture {
  /** Names the pictures. */
  readonly name: string;
  /** Visible words that a reader must find. */
  readonly sees: readonly [string, ...string[]];
  /** A word on a sheet. Without it, the whole window with the page of `store`. */
  readonly word?: Word;
  readonly store?: Partial<Store>;
  /** Answers that differ from the usual ones. */
  readonly answers?: Partial<Answering>;
  /** Buttons to press in this order, by their accessible names. */
  readonly press?: readonly string[];
}

/** When every fixture takes place, ISO-8601 UTC. */
export const now = '2026-11-16T10:52:00.000Z';

/** A time before or after `now`, ISO-8601 UTC. */
export function at(seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}
