import type { Answers, Question, Refusal } from '../../engine/model/question.ts';
import { visible } from '../../engine/model/visible.ts';
import type { ParsedQuery } from './kusto.ts';

/** Answers that are queries and no KQL, each by the name of its question, with the place of the first fault. */
export async function queryRefusals(
  asks: readonly Question[],
  answers: Answers,
  parse: (query: string) => Promise<ParsedQuery>,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { field, query, place } of queriesIn(asks, answers)) {
    const [fault] = (await parse(query)).faults;
    if (!fault) continue;
    refusals.push({
      field,
      reason: `${place}, line ${fault.line}, column ${fault.column}: ${sentence(visible(fault.message))}`,
      remedy: 'Correct the query, or remove it.',
    });
  }
  return refusals;
}

/** Every query among the answers, with the words that tell it from its neighbors. */
export function queriesIn(
  asks: readonly Question[],
  answers: Answers,
): readonly { readonly field: string; readonly query: string; readonly place: string }[] {
  return asks.flatMap((ask) => {
    const given = ask.kind === 'query' ? answers[ask.id] : undefined;
    if (!Array.isArray(given)) return [];
    return (given as readonly string[]).map((query, at) => ({
      field: ask.id,
      query,
      place: `Query ${at + 1}`,
    }));
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
