import type { Answered } from './ask.ts';
import type { Fact } from './fact.ts';
import type { Picture } from './journal.ts';
import { type ConnectionProfile, connectionProfile } from './profile.ts';
import type { Recipe } from './recipe.ts';

/**
 * The connection profile a picture holds, without its secret; undefined until enough was seen. Built from what was
 * found in the tenant, so a run, a check and a resumed run give the same one.
 */
export function profileOf<World>(
  recipe: Recipe<World>,
  picture: Picture,
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
