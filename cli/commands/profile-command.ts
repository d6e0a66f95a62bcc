import path from 'node:path';
import { echo, refused } from '../../host/input/bad-input.ts';
import { readProfile } from '../../host/profile/profile-file.ts';
import { openHome } from '../../host/storage/home.ts';
import { recipes } from '../../recipes/index.ts';
import type { Typed } from '../args/parse.ts';
import { recipeNamed } from '../args/recipe-named.ts';
import { readSecrets } from '../args/secrets.ts';
import type { Wanted } from '../args/wanted.ts';
import type { Terminal } from '../output/terminal.ts';
import { checkOutput, giveProfile, secretOf } from './profile-output.ts';

const actions = ['show', 'seal', 'unseal'] as const;

/**
 * `profile FILE [show|seal|unseal]`: shows or converts a profile, seals it with a passphrase, or unseals it.
 * @throws BadInput
 */
export async function profileCommand(typed: Typed, wanted: Wanted, terminal: Terminal): Promise<number> {
  const [word = '', said = 'show'] = typed.words;
  const action = actions.find((each) => each === said);
  if (!action) {
    throw refused('profile', `${echo(said)} isn't an action on a profile.`, `Use: ${actions.join(', ')}.`);
  }
  const { surroundings } = terminal;
  const { passphrase } = await readSecrets(wanted.secrets, [], surroundings);
  if (action !== 'show' && !passphrase) {
    throw refused(
      'passphrase',
      `To ${action} takes a passphrase.`,
      'Add --secret passphrase=env:NAME, file:PATH or stdin.',
    );
  }
  const seals = action === 'seal' ? passphrase : undefined;
  await checkOutput(wanted, seals);
  const opened = await readProfile(path.resolve(surroundings.cwd, word), word, passphrase);
  if (action === 'seal' && opened.sealed) {
    throw refused('profile', 'Already sealed.', 'To change the passphrase, unseal it first.');
  }
  if (action === 'unseal' && !opened.sealed) {
    throw refused('profile', 'Not sealed.', 'Use show.');
  }
  const { profile } = opened;
  // A recipe of another version of this program: only its form is not known.
  const recipe = recipes.find(({ id }) => id === profile.recipe) ?? recipeNamed(profile.recipe);
  const home = await openHome({ home: wanted.home, practice: profile.practice, writes: false });
  try {
    const wantsSecret = wanted.showSecret || seals !== undefined;
    const secret = wantsSecret
      ? (opened.secret ?? (await secretOf(recipe, profile, home, undefined)))
      : undefined;
    if (terminal.json && wanted.out === undefined && !seals && !wanted.showSecret) {
      terminal.object({ profile });
      return 0;
    }
    await giveProfile({ recipe, profile, secret, passphrase: seals }, wanted, terminal);
    return 0;
  } finally {
    await home.close();
  }
}
