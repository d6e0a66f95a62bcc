import type { ConnectionProfile } from '../engine/model/profile.ts';
import type { Recipe } from '../engine/model/recipe.ts';
import type { HeldSecret } from '../engine/model/step.ts';
import { type Format } from '../host/profile/renderings/format.ts';
import { render } from '../host/profile/renderings/render.ts';

/** The heading of the vendor's form as text. */
export function formHeading<World>(recipe: Recipe<World>, profile: ConnectionProfile): string {
  return `${profile.practice ? 'Sample tenant, nothing here is real: ' : ''}${recipe.title}, ${profile.tenantName}`;
}

/**
 * A profile in another form, without the secret, whatever the profile holds.
 * @throws BadInput naming what the form can't hold
 */
export function profileAs<World>(recipe: Recipe<World>, profile: ConnectionProfile, format: Format): string {
  const { clientSecret: _secret, ...open } = profile;
  return render(open, format, { title: formHeading(recipe, profile), form: recipe.form(profile) });
}

/**
 * The handle under which a vault holds the credential of a profile's application. What is no credential, such as a
 * playbook's address, is part of no profile: undefined.
 */
export function credentialHandle<World>(
  recipe: Recipe<World>,
  profile: ConnectionProfile,
): HeldSecret['handle'] | undefined {
  if (profile.credential === undefined) return undefined;
  return recipe.form(profile).find(({ secretHandle }) => secretHandle !== undefined)?.secretHandle;
}
