import type { Beside } from '../../engine/model/recipe.ts';
import { refused } from '../../host/input/bad-input.ts';
import { type Desk, recipeOf } from '../session/window-session.ts';

/**
 * The recipe whose picker offers this, in this window: nothing else is looked at for the page.
 * @throws BadInput
 */
export function offered(desk: Desk, id: string, picked: string) {
  const recipe = recipeOf(id);
  const beside: Beside | undefined = recipe.beside;
  const ask = (desk.asks.get(id) ?? []).find((each) => each.id === beside?.picks);
  if (ask?.ask !== 'pick' || !ask.options.some((option) => option.id === picked)) {
    throw refused('picked', 'It is none of those this window offers.', 'Pick it again.');
  }
  return recipe;
}
