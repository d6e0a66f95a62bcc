import type { ConnectionProfile, FormField } from '../../../engine/model/profile.ts';
import { refused } from '../../input/bad-input.ts';
import { halfCharacters } from '../../input/half-characters.ts';
import { vendorText } from '../../input/vendor-text.ts';
import { profileText } from '../profile-text.ts';
import { azureCli } from './azure-cli.ts';
import { bicepFile } from './bicep.ts';
import { envFile } from './env.ts';
import { type Format, formatWords } from './format.ts';
import { powershellScript } from './powershell.ts';
import type { Words } from './standing.ts';
import { terraform } from './terraform.ts';
import { yamlText } from './yaml.ts';

/** What a rendering says besides the profile: its title, and the vendor's form where there is one. */
export interface RecipeWords extends Words {
  /** The vendor's form in its order; the vendor format is made of it. */
  readonly form: readonly FormField[];
}

/**
 * A connection profile in another form, as the text of a file. `clientSecret` stands in it only where the profile holds
 * one and the format has a place for it; the formats that describe objects refuse it.
 * @throws BadInput naming what the format cannot hold
 */
export function render(profile: ConnectionProfile, format: Format, of: RecipeWords): string {
  if (profile.clientSecret !== undefined && !formatWords[format].secret) {
    throw refused(
      '--format',
      `${formatWords[format].title} describes resources and can't contain a secret.`,
      'Remove --show-secret, or use --format json, yaml, env or vendor.',
    );
  }
  // JSON and the form escape half a character; the others would put another character in its place.
  if (format !== 'json' && format !== 'vendor') {
    const [halved] = halfCharacters({ ...profile, title: of.title }, 'profile');
    if (halved) {
      throw refused(halved, 'It contains an invalid character (a lone surrogate).', 'Use --format json.');
    }
  }
  switch (format) {
    case 'json':
      return profileText(profile);
    case 'vendor':
      return vendorText(of.title, of.form, profile.clientSecret);
    case 'yaml':
      return yamlText(profile, of);
    case 'env':
      return envFile(profile, of);
    case 'terraform':
      return terraform(profile, of);
    case 'bicep':
      return bicepFile(profile, of);
    case 'azure-cli':
      return azureCli(profile, of);
    case 'powershell':
      return powershellScript(profile, of);
  }
}
