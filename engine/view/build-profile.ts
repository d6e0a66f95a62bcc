import type { RunState } from '../journal/journal.ts';
import type { Fact } from '../model/fact.ts';
import { type ConnectionProfile, connectionProfile } from '../model/profile.ts';
import type { Answered } from '../model/question.ts';
import type { Recipe } from '../model/recipe.ts';

/**
 * The connection profile a picture holds, without its secret; undefined until enough was seen. Built from what was
 * found in the tenant, so a run, a check and a resumed run give the same one.
 */
export function profileOf<World>(
  recipe: Recipe<World>,
  picture: RunState,
  answered: Answered,
  hash: (text: string) => string,
): ConnectionProfile | undefined {
  const { tenant } = picture;
  const known = <T>(fact: Fact<T>) => picture.facts[fact.id] as T | undefined;
  const parts = tenant && recipe.profile(known, answered);
  if (!parts) return undefined;
  const { cloud, tenantId, tenantName, practice } = tenant;
  return connectionProfile(
    { recipe: recipe.id, createdAt: picture.lastAt, practice, cloud, tenantId, tenantName },
    parts,
    hash,
  );
}
