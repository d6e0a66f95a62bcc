import type { Answers, Question, Refusal } from '../../engine/model/question.ts';
import { visible } from '../../engine/model/visible.ts';
import type { ParsedQuery } from './kusto.ts';

/** Reads a query, in this thread or in another. */
export type ParseQuery = (query: string) => Promise<ParsedQuery>;

/** Answers that are queries and can't be sent, each by the name of its question, with the place of the first finding. */
export async function queryRefusals(
  asks: readonly Question[],
  answers: Readonly<Record<string, unknown>>,
  parse: ParseQuery,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { field, query, place } of queriesIn(asks, answers)) {
    const [first] = (await parse(query)).findings;
    if (!first) continue;
    refusals.push({
      field,
      reason: `${place}, line ${first.line}, column ${first.column}: ${visible(first.message)}`,
      remedy: visible(first.remedy ?? 'Correct the query, or remove it.'),
    });
  }
  return refusals;
}

/** Every query among the answers, judged or raw, with the words that tell it from its neighbors. */
export function queriesIn(
  asks: readonly Question[],
  answers: Answers | Readonly<Record<string, unknown>>,
): readonly { readonly field: string; readonly query: string; readonly place: string }[] {
  return asks.flatMap((ask) => {
    const given: readonly unknown[] = ask.kind === 'query' ? [answers[ask.id]].flat() : [];
    return given
      .filter((query): query is string => typeof query === 'string' && query.trim() !== '')
      .map((query, at) => ({ field: ask.id, query, place: `Query ${at + 1}` }));
  });
}
