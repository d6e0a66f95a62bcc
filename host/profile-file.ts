import { access, constants, lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type ConnectionProfile, integrityText } from '../engine/profile.ts';
import type { Secret } from '../engine/secret.ts';
import { Secret as Hidden } from '../engine/secret.ts';
import { echo, refused } from './bad-input.ts';
import { isPracticeTenant } from './practice-home.ts';
import { syncFolder } from './private-files.ts';
import { profileKeys } from './profile-text.ts';
import { checkShape, readText } from './safe-read.ts';
import { isSealed, openSealed, sha256 } from './seal.ts';
import { parseStrictJson } from './strict-json.ts';

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'This is not a GUID.');
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'This is not a time in UTC (ISO 8601).')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'There is no such time.');
const text = z.string('This is not a text.').max(65_536, 'This is too long.');
const texts = z.array(text, 'This is not a list.').max(10_000, 'This is too long.');

const schema = z.strictObject({
  profile: z.literal(1),
  recipe: z.string().regex(/^[a-z0-9-]{1,64}$/, 'This is not the name of a recipe.'),
  createdAt: time,
  practice: z.boolean('This is neither true nor false.'),
  cloud: z.enum(['public', 'usgov', 'usgov-dod', 'china'], 'This is not a cloud that is known.'),
  tenantId: guid,
  tenantName: text,
  clientId: guid,
  credential: z.strictObject({
    kind: z.enum(['secret', 'certificate', 'federated'], 'This is not a kind of credential.'),
    keyId: text,
    expiresAt: z.union([time, z.literal('')], 'This is not a time in UTC (ISO 8601).'),
  }),
  clientSecret: text.optional(),
  workspaces: z.array(
    z.strictObject({
      workspaceName: text,
      workspaceId: guid,
      subscriptionId: guid,
      resourceGroup: text,
      region: text,
      armId: z
        .string()
        .regex(
          /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#]{1,90}\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/?#]{1,63}$/i,
          'This is not the ARM id of a Log Analytics workspace.',
        ),
    }),
    'This is not a list.',
  ),
  permissions: texts,
  roles: texts,
  form: z.record(z.string(), z.union([text, z.number(), z.boolean(), texts])),
  proof: z.record(z.string(), z.unknown()),
  integrity: z.string().regex(/^[0-9a-f]{64}$/, 'This is not a SHA-256.'),
});

/** A profile from outside, checked, with its secret (if it carried one) already wrapped. */
export interface OpenedProfile {
  readonly profile: ConnectionProfile;
  readonly secret: Secret | undefined;
  readonly sealed: boolean;
}

/**
 * Reads a connection profile, sealed or not. `field` names the flag or place it was given for.
 * @throws BadInput: not readable, not a profile, of a newer version, changed since it was made, or neither practice
 * nor real
 */
export async function readProfile(
  file: string,
  field: string,
  passphrase?: Secret | undefined,
): Promise<OpenedProfile> {
  const outer = await readText(file, field);
  const sealed = isSealed(outer);
  if (sealed && !passphrase) {
    throw refused(
      'passphrase',
      `${echo(file)} is sealed, and no passphrase was given.`,
      'Add --secret passphrase=env:NAME, file:PATH or stdin.',
    );
  }
  const inner = sealed && passphrase ? await openSealed(outer, passphrase, field) : outer;
  const { clientSecret, ...profile } = parseProfile(inner, field);
  return {
    profile,
    secret: clientSecret === undefined ? undefined : new Hidden(clientSecret),
    sealed,
  };
}

/**
 * A profile's text, checked.
 * @throws BadInput
 */
export function parseProfile(inner: string, field: string): ConnectionProfile {
  const value = parseStrictJson(inner, field);
  const version =
    value !== null && typeof value === 'object' && !Array.isArray(value) ? Reflect.get(value, 'profile') : 0;
  if (typeof version === 'number' && version > 1) {
    throw refused(
      `${field}.profile`,
      `This profile has version ${version}; this program knows version 1.`,
      'Update the program, or make the profile again with this one.',
    );
  }
  if (version !== 1) {
    throw refused(field, 'This is not a connection profile.', 'Give the file that set-up wrote with --out.');
  }
  const profile = checkShape(schema, value, field, profileKeys) as ConnectionProfile;
  if (profile.practice !== isPracticeTenant(profile.tenantId)) {
    throw refused(
      `${field}.practice`,
      profile.practice
        ? 'It says it was made for practice, and names a tenant that is not a practice tenant.'
        : 'It names a practice tenant, and says it was made for real.',
      'Use the file as it was made.',
    );
  }
  if (profile.integrity !== sha256(integrityText(profile))) {
    throw refused(
      `${field}.integrity`,
      'It was changed after it was made.',
      'Use the file as it was made, or make it again with set-up.',
    );
  }
  return profile;
}

/** What writing to a place will mean, known before a run begins. */
export interface OutFile {
  readonly file: string;
  readonly overwrites: boolean;
}

/**
 * Whether a file can be written there, asked before anything else is done. Never through a symbolic link, which could
 * lead a secret elsewhere; an existing ordinary file is overwritten, and said so.
 * @throws BadInput
 */
export async function checkOut(file: string, field: string, holdsSecret: boolean): Promise<OutFile> {
  if (file === '' || file.includes('\0')) throw refused(field, 'No file is named.', 'Name a file.');
  if (globalThis.process.platform === 'win32') refuseDeviceName(file, field);
  const folder = path.dirname(path.resolve(file));
  const around = await stat(folder).catch(() => undefined);
  if (!around?.isDirectory()) {
    throw refused(field, `There is no folder ${echo(folder)}.`, 'Make it first, or name another place.');
  }
  const there = await lstat(file).catch(() => undefined);
  if (there?.isSymbolicLink()) {
    throw refused(field, `${echo(file)} is a symbolic link.`, 'Name the file itself.');
  }
  if (there && !there.isFile()) {
    const kind = there.isDirectory() ? 'a folder' : 'not an ordinary file';
    throw refused(field, `${echo(file)} is ${kind}.`, 'Name an ordinary file.');
  }
  await access(folder, constants.W_OK).catch(() => {
    throw refused(field, `You may not write into ${echo(folder)}.`, 'Name another place.');
  });
  // Where everybody may rename everybody's files, anybody could put another file in its place.
  const shared =
    globalThis.process.platform !== 'win32' && (around.mode & 0o002) !== 0 && (around.mode & 0o1000) === 0;
  if (holdsSecret && shared) {
    throw refused(
      field,
      `Everybody on this computer may write into ${echo(folder)}.`,
      'Name a folder of your own for a file that holds a secret.',
    );
  }
  return { file, overwrites: there !== undefined };
}

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function refuseDeviceName(file: string, field: string): void {
  const name = path.basename(file);
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name) || /[. ]$/.test(name) || name.includes(':')) {
    throw refused(field, `${echo(name)} is not a file name on Windows.`, 'Name an ordinary file.');
  }
}

/**
 * Writes text whole or not at all, durable when it resolves; with a secret in it, for its owner alone (0600).
 * @throws BadInput where the place cannot be written
 */
export async function writeOut(
  file: string,
  field: string,
  content: string,
  holdsSecret: boolean,
): Promise<void> {
  await checkOut(file, field, holdsSecret);
  try {
    await writeFileAtomic(file, content, holdsSecret ? { mode: 0o600 } : {});
    await syncFolder(path.dirname(path.resolve(file)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no reason given';
    throw refused(
      field,
      `${echo(file)} could not be written (${code}).`,
      'Make room, or name another place.',
    );
  }
}
