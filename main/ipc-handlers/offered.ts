import type { SidePanel } from '../../engine/model/recipe.ts';
import { refused } from '../../host/input/bad-input.ts';
import { recipeOf, type WindowSession } from '../session/window-session.ts';

/**
 * The recipe whose picker offers this, in this window: nothing else is looked at for the page.
 * @throws BadInput
 */
export function offered(desk: WindowSession, id: string, picked: string) {
  const recipe = recipeOf(id);
  const beside: SidePanel | undefined = recipe.sidePanel;
  const ask = (desk.asks.get(id) ?? []).find((each) => each.id === beside?.picks);
  if (ask?.kind !== 'pick' || !ask.options.some((option) => option.id === picked)) {
    throw refused('picked', 'Not one of the choices.', 'Select it again.');
  }
  return recipe;
}
