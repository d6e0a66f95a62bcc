import path from 'node:path';
import { dialog } from 'electron';
import { credentialHandle, profileAs } from '../../app/profile-output.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { Secret } from '../../engine/model/secret.ts';
import { refused } from '../../host/input/bad-input.ts';
import { writeOut } from '../../host/profile/profile-file.ts';
import { type Format, formatWords } from '../../host/profile/renderings/format.ts';
import { sealProfile } from '../../host/profile/seal-profile.ts';
import { handedOver, heldSecret } from '../session/held-secrets.ts';
import { recipeOf, type WindowSession } from '../session/window-session.ts';

/**
 * Asks for a place and writes the profile there: in the open without the secret, or sealed with it.
 * @returns the file, or undefined where the person thought better of it
 * @throws BadInput
 */
export async function saveProfile(
  desk: WindowSession,
  profile: ConnectionProfile,
  format: Format,
  passphrase: string | undefined,
): Promise<string | undefined> {
  const name = `${profile.recipe}-${profile.practice ? 'practice-' : ''}${profile.tenantId.slice(0, 8)}`;
  const { title, extension } = formatWords[format];
  if (passphrase === undefined) {
    const text = profileAs(recipeOf(profile.recipe), profile, format);
    const file = await askWhere(desk, `${name}.${extension}`, title, [extension]);
    if (file !== undefined) await writeOut(file, 'file', text, false);
    return file;
  }
  if (format !== 'json')
    throw refused('format', 'A sealed profile is always JSON.', 'Choose Sealed profile.');
  const file = await askWhere(desk, `${name}.json.age`, 'Sealed connection profile', ['age']);
  if (file === undefined) return undefined;
  const handle = credentialHandle(recipeOf(profile.recipe), profile);
  const held = handle === undefined ? undefined : await heldSecret(desk, handle);
  await writeOut(file, 'file', await sealProfile(profile, held?.value, new Secret(passphrase)), true);
  if (handle !== undefined && held?.value !== undefined) await handedOver(desk, handle);
  return file;
}

/** Asks where to save; the system's dialog itself asks before an existing file is replaced. */
export async function askWhere(
  desk: WindowSession,
  name: string,
  title: string,
  extensions: readonly string[],
): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(desk.window, {
    defaultPath: path.basename(name),
    filters: [{ name: title, extensions: [...extensions] }],
    properties: ['showOverwriteConfirmation'],
  });
  return canceled || !filePath ? undefined : filePath;
}
