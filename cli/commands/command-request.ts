import path from 'node:path';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { SecretAnswers } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Secret } from '../../engine/model/secret.ts';
import { refused } from '../../host/input/bad-input.ts';
import { readProfile } from '../../host/profile/profile-file.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { notRotated, rotating, rotationAnswers } from '../../recipes/credentials/rotation.ts';
import { recipes } from '../../recipes/index.ts';
import { givenAnswers, type RawAnswers } from '../args/given-answers.ts';
import type { Typed } from '../args/parse.ts';
import { recipeNamed, recipeOrFile } from '../args/recipe-named.ts';
import { readSecrets } from '../args/secrets.ts';
import type { Wanted } from '../args/wanted.ts';
import type { Terminal } from '../output/terminal.ts';
import type { KnownTenant } from './signed-in.ts';

export type Intent = 'plan' | 'verify' | 'set-up' | 'repair' | 'rotate';

/** What is asked for, as far as it is known without asking anybody. */
export interface CommandRequest {
  readonly recipe: Recipe<World>;
  readonly raw: RawAnswers;
  readonly secretAnswers: SecretAnswers;
  readonly passphrase: Secret | undefined;
  readonly known: KnownTenant | undefined;
}

/** What the words and files of a command come to. @throws BadInput */
export async function askedFor(
  intent: Intent,
  typed: Typed,
  wanted: Wanted,
  terminal: Terminal,
): Promise<CommandRequest> {
  const { surroundings } = terminal;
  const [word = ''] = typed.words;
  const named =
    intent === 'rotate'
      ? { file: path.resolve(surroundings.cwd, word) }
      : intent === 'verify' || intent === 'repair'
        ? await recipeOrFile(word, surroundings.cwd)
        : { recipe: recipeNamed(word) };
  if ('recipe' in named) {
    const { recipe } = named;
    const { answers, passphrase } = await readSecrets(wanted.secrets, recipe.questions, surroundings);
    const raw = await givenAnswers(wanted, recipe.questions);
    return { recipe, raw, secretAnswers: answers, passphrase, known: undefined };
  }
  const own = intent === 'rotate' ? /^secretMonths=/ : /^$/;
  const foreign = wanted.answers.some((answer) => !own.test(answer));
  if (wanted.answersFile !== undefined || foreign || wanted.workspaces.length > 0) {
    throw refused(
      '--answer',
      'A profile has its own answers.',
      'Remove --answers, --answer and --workspace.',
    );
  }
  const every = recipes.flatMap((recipe) => recipe.questions);
  const { answers, passphrase } = await readSecrets(wanted.secrets, every, surroundings);
  const { profile, secret } = await readProfile(named.file, word, passphrase);
  const recipe = recipeNamed(profile.recipe);
  const secretAsk = recipe.questions.find((ask) => ask.kind === 'secret');
  if (intent === 'rotate') {
    const rotation = await rotationAsked(recipe, profile, wanted, word);
    return { ...rotation, secretAnswers: answers, passphrase, known: profile };
  }
  return {
    recipe,
    raw: recipe.answersOf(profile),
    secretAnswers: secret && secretAsk ? { [secretAsk.id]: secret, ...answers } : answers,
    passphrase,
    known: profile,
  };
}

/** A rotation of a profile's credential, as a recipe and its answers. @throws BadInput where it has none */
async function rotationAsked(
  recipe: Recipe<World>,
  profile: ConnectionProfile,
  wanted: Wanted,
  field: string,
): Promise<Pick<CommandRequest, 'recipe' | 'raw'>> {
  const not = notRotated(recipe, profile);
  if (not) throw refused(field, not.reason, not.remedy);
  const { retireAfter, retireNow } = wanted;
  return {
    recipe: rotating(recipe),
    raw: {
      ...rotationAnswers(recipe, profile, { retireAfter, retireNow }),
      ...(await givenAnswers(wanted, recipe.questions)),
    },
  };
}
