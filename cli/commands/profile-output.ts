import { credentialHandle, formHeading } from '../../app/profile-output.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Plan } from '../../engine/run/plan.ts';
import { type BadInput, refused } from '../../host/input/bad-input.ts';
import { checkOut, writeOut } from '../../host/profile/profile-file.ts';
import { formatWords } from '../../host/profile/renderings/format.ts';
import { sealProfile } from '../../host/profile/seal-profile.ts';
import type { Home } from '../../host/storage/home.ts';
import { keyHandleOf } from '../../recipes/credentials/create-certificate.step.ts';
import type { Wanted } from '../args/wanted.ts';
import { handedOverLine, profileInTheClear } from '../output/print.ts';
import type { Terminal } from '../output/terminal.ts';

/**
 * What can be told of `--out`, `--format` and the passphrase before anything is sent.
 * @throws BadInput
 */
export async function checkOutput(wanted: Wanted, passphrase: Secret | undefined): Promise<void> {
  if (passphrase && wanted.format !== 'json') {
    throw refused('--format', 'A sealed profile is always JSON.', 'Remove --format or the passphrase.');
  }
  const { secret, title } = formatWords[wanted.format];
  if (wanted.showSecret && !secret) {
    throw refused(
      '--show-secret',
      `${title} describes resources and can't contain a secret.`,
      'Remove --show-secret, or use --format json, yaml, env or vendor.',
    );
  }
  if (wanted.out !== undefined) {
    await checkOut(wanted.out, '--out', wanted.showSecret || passphrase !== undefined);
  }
  if (wanted.calendar !== undefined) await checkOut(wanted.calendar, '--calendar', false);
}

/**
 * Refuses a run that would create a secret with no place to keep it, before anything is written. Undefined if
 * there is a place. A change with a lifetime is a credential, because nothing else expires.
 */
export function nobodyHolds(
  plan: Plan,
  home: Pick<Home, 'keylessVault'>,
  wanted: Wanted,
): BadInput | undefined {
  const makesSecret = plan.changes.some(({ verb, months }) => verb === 'add' && months !== undefined);
  if (!makesSecret || !home.keylessVault || wanted.showSecret) return undefined;
  return refused(
    '--show-secret',
    `This run would create a ${whatOf(plan)}, but this computer has no key store to keep it. Nothing was changed.`,
    'Add --secret passphrase=env:NAME to seal it into the profile, or --show-secret to show it.',
  );
}

const whatOf = ({ changes }: Plan): string =>
  changes.some(({ what }) => what === 'Certificate') ? 'private key' : 'client secret';

/** What a handle leads to, as a person calls it. */
const titleOf = (handle: string): string =>
  handle.startsWith(keyHandleOf('')) ? 'Private key' : 'Client secret';

/** The secret of a profile's application, where it is held: by the vault, or given with this command. */
export async function secretOf<World>(
  recipe: Recipe<World>,
  profile: ConnectionProfile,
  home: Home,
  given: Secret | undefined,
): Promise<Secret | undefined> {
  if (profile.credential === undefined) return undefined;
  const handle = credentialHandle(recipe, profile);
  const held = handle === undefined ? undefined : await home.vault.held(handle);
  return held?.value ?? given;
}

/**
 * Secret lines of the vendor's form that are not a client secret, such as a playbook's trigger URL. They are
 * part of no profile, sealed or not, and are printed only on request.
 */
export async function showOwnSecrets<World>(
  recipe: Recipe<World>,
  profile: ConnectionProfile,
  home: Home,
  terminal: Terminal,
): Promise<void> {
  if (profile.credential !== undefined) return;
  for (const { title, secretHandle } of recipe.form(profile)) {
    const held = secretHandle === undefined ? undefined : await home.vault.held(secretHandle);
    if (held?.value) terminal.remark(handedOverLine(title, held.value));
  }
}

/**
 * Gives the profile out: to `--out`, else on stdout (under `--json` only to a file, stdout holds JSON lines). With a
 * passphrase it is sealed, secret and all; the secret stands in the clear only with `--show-secret`.
 * @throws BadInput where the file cannot be written
 */
export async function giveProfile<World>(
  parts: {
    readonly recipe: Recipe<World>;
    readonly profile: ConnectionProfile;
    readonly secret: Secret | undefined;
    readonly passphrase: Secret | undefined;
  },
  wanted: Wanted,
  terminal: Terminal,
): Promise<'handed-over' | 'kept'> {
  const { recipe, profile, secret, passphrase } = parts;
  const shown = wanted.showSecret && !passphrase ? secret : undefined;
  if (wanted.showSecret && profile.credential && !secret) {
    terminal.remark("This computer doesn't have the secret, so it can't be shown.");
  }
  const holdsSecret = passphrase !== undefined || shown !== undefined;
  const text = passphrase
    ? await sealProfile(profile, secret, passphrase)
    : profileInTheClear(profile, shown, wanted.format, {
        title: formHeading(recipe, profile),
        form: recipe.form(profile),
      });
  if (wanted.out !== undefined) {
    const { overwrites } = await checkOut(wanted.out, '--out', holdsSecret);
    await writeOut(wanted.out, '--out', text, holdsSecret);
    const what = passphrase ? 'sealed connection profile' : 'connection profile';
    terminal.remark(`The ${what} is in ${wanted.out}${overwrites ? ', replacing the previous file' : ''}.`);
  } else if (!terminal.json) {
    terminal.document(text);
  } else if (shown) {
    const title = profile.credential?.kind === 'certificate' ? 'Private key' : 'Client secret';
    terminal.remark(handedOverLine(title, shown));
  } else {
    return 'kept';
  }
  return holdsSecret && secret ? 'handed-over' : 'kept';
}

/** Prints the secrets that only this process has, however the run ended. */
export async function handOverRest(home: Home, terminal: Terminal): Promise<void> {
  for (const { handle, value } of home.keylessVault?.pending() ?? []) {
    if (value) {
      terminal.remark([
        'A secret was created. It is shown once and not stored.',
        handedOverLine(titleOf(handle), value),
      ]);
    }
    await home.keylessVault?.handedOver(handle);
  }
}
