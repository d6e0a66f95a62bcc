import type { Recipe } from '../engine/model/recipe.ts';
import type { World } from './catalogue/step.ts';

/** Every `*.recipe.ts` in this folder, found when the program is built; a new vendor is a new file and nothing else. */
const found = import.meta.glob<Recipe<World>>('./*.recipe.ts', { eager: true, import: 'default' });

export const recipes: readonly Recipe<World>[] = Object.entries(found)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, recipe]) => recipe)
  .sort((a, b) => Number(a.generic ?? false) - Number(b.generic ?? false));
