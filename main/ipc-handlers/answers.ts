import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { Answers, Ask, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import type { Desk, SignedInDesk } from '../session/window-session.ts';

/** The questions with pickers filled from this tenant; asked once a sign-in unless asked for again. */
export async function askedOf(
  desk: Desk,
  recipe: Recipe<World>,
  { microsoft }: SignedInDesk,
  again = false,
): Promise<readonly Ask[]> {
  const before = desk.asks.get(recipe.id);
  if (before !== undefined && !again) return before;
  if (again) microsoft.workspaces.forget();
  const asks = await recipe.choose({ microsoft });
  desk.asks.set(recipe.id, asks);
  return asks;
}

/** Answers as they are checked everywhere: each by itself, then together. Nothing is sent. */
export function readAnswers(
  recipe: Recipe<World>,
  asks: readonly Ask[],
  raw: Answers,
): { readonly answers: Answers } | { readonly refusals: readonly Refusal[] } {
  const offline = asks === recipe.asks;
  const read = parseAnswers(asks, raw, offline ? 'offline' : 'tenant');
  if ('refusals' in read) return read;
  const refusals = recipe.refuses(answeredBy(read.answers));
  return refusals.length > 0 ? { refusals } : read;
}
