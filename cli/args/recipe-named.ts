import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from '../../engine/model/recipe.ts';
import { echo, refused } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { recipes } from '../../recipes/index.ts';

/** A recipe by its id. @throws BadInput */
export function recipeNamed(id: string): Recipe<World> {
  const found = recipes.find((recipe) => recipe.id === id);
  if (found) return found;
  const known = recipes.map((recipe) => recipe.id);
  throw refused(
    'recipe',
    `There is no recipe ${echo(id)}.`,
    `${didYouMean(id, known)}The recipes are: ${known.join(', ')}.`,
  );
}

/** What `verify` is given: a recipe's id, or the path of a profile where it looks like one or is one. */
export async function recipeOrFile(
  word: string,
  cwd: string,
): Promise<{ readonly recipe: Recipe<World> } | { readonly file: string }> {
  if (recipes.some((recipe) => recipe.id === word)) return { recipe: recipeNamed(word) };
  const file = path.resolve(cwd, word);
  const there = await stat(file).catch(() => undefined);
  if (there || /[/\\]|\.(?:json|age|ya?ml|txt)$/i.test(word)) return { file };
  return { recipe: recipeNamed(word) };
}
