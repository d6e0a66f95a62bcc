import { worldOf } from '../../app/queries.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { Answers, Question, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import type { SignedInSession, WindowSession } from '../session/window-session.ts';

/** The questions with pickers filled from this tenant; asked once a sign-in unless asked for again. */
export async function askedOf(
  desk: WindowSession,
  recipe: Recipe<World>,
  { microsoft }: SignedInSession,
  again = false,
): Promise<readonly Question[]> {
  const before = desk.asks.get(recipe.id);
  if (before !== undefined && !again) return before;
  if (again) microsoft.workspaces.forget();
  const asks = await recipe.choose(worldOf(microsoft, desk.kql.parse));
  desk.asks.set(recipe.id, asks);
  return asks;
}

/** Answers as they are checked everywhere: each by itself, then together. Nothing is sent. */
export function readAnswers(
  recipe: Recipe<World>,
  asks: readonly Question[],
  raw: Answers,
): { readonly answers: Answers } | { readonly refusals: readonly Refusal[] } {
  const offline = asks === recipe.questions;
  const read = parseAnswers(asks, raw, offline ? 'offline' : 'tenant');
  if ('refusals' in read) return read;
  const refusals = recipe.validate(answeredBy(read.answers));
  return refusals.length > 0 ? { refusals } : read;
}
