import { access, constants, lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type ConnectionProfile, integrityText } from '../../engine/model/profile.ts';
import type { Refusal } from '../../engine/model/question.ts';
import type { Secret } from '../../engine/model/secret.ts';
import { Secret as Hidden } from '../../engine/model/secret.ts';
import { isGuid } from '../../engine/model/secret-rules.ts';
import { BadInput, echo, refused } from '../input/bad-input.ts';
import { halfCharacters } from '../input/half-characters.ts';
import { checkShape, readText } from '../input/safe-read.ts';
import { parseStrictJson } from '../input/strict-json.ts';
import { asOurs, syncFolder } from '../storage/private-files.ts';
import { checkPractice, checkVersion } from '../storage/saved-file.ts';
import { isSealed, openSealed, sha256 } from '../storage/seal.ts';
import { profileSchema } from './profile-schema.ts';
import { profileKeys } from './profile-text.ts';

/** A profile from outside, checked, with its secret (if it carried one) already wrapped. */
export interface OpenedProfile {
  readonly profile: ConnectionProfile;
  readonly secret: Secret | undefined;
  readonly sealed: boolean;
}

/**
 * Reads a connection profile, sealed or not. `field` names the flag or place it was given for.
 * @throws BadInput: not readable, not a profile, of a newer version, contradicting itself, changed since it was made,
 * or neither practice nor real
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
      `${echo(file)} is sealed. Its passphrase is missing.`,
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
  checkVersion(value, 'profile', field, {
    reason: 'This is not a connection profile.',
    remedy: 'Use the file that setup saved with --out.',
  });
  const profile = checkShape(profileSchema, value, field, profileKeys) as ConnectionProfile;
  if (profile.clientSecret !== undefined && isGuid(profile.clientSecret)) {
    throw refused(
      `${field}.clientSecret`,
      "It is the secret's ID, not its value.",
      'Put the value in its place.',
    );
  }
  const halved = halfCharacters(value, field).map((at) => ({
    field: at,
    reason: 'It contains an invalid character (a lone surrogate).',
    remedy: 'Correct it, or create the profile again with setup.',
  }));
  const [first, ...more] = [...halved, ...contradictions(profile, field)];
  if (first) throw new BadInput(first, ...more.slice(0, 19));
  checkPractice(profile.practice, profile.tenantId, `${field}.practice`);
  if (profile.integrity !== sha256(integrityText(profile))) {
    throw refused(
      `${field}.integrity`,
      'It was changed after it was saved.',
      'Use the original file, or create a new one with setup.',
    );
  }
  return profile;
}

/**
 * Contradictions within a profile. The integrity value doesn't rule them out, because anyone can compute it
 * again.
 */
function contradictions(profile: ConnectionProfile, field: string): readonly Refusal[] {
  const remedy = 'Use the original file, or create a new one with setup.';
  const seen = new Set<string>();
  const same = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  const workspaces = profile.workspaces.flatMap((each, at): Refusal[] => {
    const [, , subscriptionId, , resourceGroup, , , , name] = each.armId.split('/');
    const id = each.armId.toLowerCase();
    const twice = seen.has(id);
    seen.add(id);
    const agrees =
      same(subscriptionId, each.subscriptionId) &&
      same(resourceGroup, each.resourceGroup) &&
      same(name, each.workspaceName);
    return [
      ...(agrees
        ? []
        : [
            {
              field: `${field}.workspaces[${at}].armId`,
              reason: "It doesn't match the other fields of this workspace.",
              remedy,
            },
          ]),
      ...(twice
        ? [{ field: `${field}.workspaces[${at}].armId`, reason: 'This workspace appears twice.', remedy }]
        : []),
    ];
  });
  const assignments = (profile.proof.objects?.roleAssignments ?? []).flatMap((each, at): Refusal[] => {
    const stands = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i.exec(each.id)?.[1];
    if (same(stands, each.scope.replace(/\/$/, ''))) return [];
    return [
      {
        field: `${field}.proof.objects.roleAssignments[${at}].scope`,
        reason: 'Its ID belongs to another scope.',
        remedy,
      },
    ];
  });
  return [...application(profile, field), ...workspaces, ...assignments];
}

/** An application and its credential stand together, or are both left out; a secret is the application's. */
function application({ clientId, credential, clientSecret, proof }: ConnectionProfile, field: string) {
  const remedy = 'Use the original file, or create a new one with setup.';
  const lacks = (what: string, reason: string): Refusal => ({ field: `${field}.${what}`, reason, remedy });
  if ((clientId === undefined) !== (credential === undefined)) {
    const [there, missing] = clientId === undefined ? ['credential', 'clientId'] : ['clientId', 'credential'];
    return [lacks(missing, `It is missing, and ${there} is there.`)];
  }
  if (clientId !== undefined) return [];
  const reason = 'It belongs to an application, and the profile names none.';
  return [
    ...(clientSecret === undefined ? [] : [lacks('clientSecret', reason)]),
    ...(proof.objects === undefined ? [] : [lacks('proof.objects', reason)]),
  ];
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
  if (file === '' || file.includes('\0')) throw refused(field, 'No file given.', 'Enter a file name.');
  if (globalThis.process.platform === 'win32') refuseDeviceName(file, field);
  const folder = path.dirname(path.resolve(file));
  const around = await stat(folder).catch(() => undefined);
  if (!around?.isDirectory()) {
    throw refused(field, `There is no folder ${echo(folder)}.`, 'Create it first, or use another folder.');
  }
  const there = await lstat(file).catch(() => undefined);
  if (there?.isSymbolicLink()) {
    throw refused(field, `${echo(file)} is a symbolic link.`, 'Use the file itself.');
  }
  if (there && !there.isFile()) {
    const kind = there.isDirectory() ? 'a folder' : 'not a regular file';
    throw refused(field, `${echo(file)} is ${kind}.`, 'Use a regular file.');
  }
  await access(folder, constants.W_OK).catch(() => {
    throw refused(field, `You can't write to ${echo(folder)}.`, 'Use another folder.');
  });
  // Where everybody may rename everybody's files, anybody could put another file in its place.
  const shared =
    globalThis.process.platform !== 'win32' && (around.mode & 0o002) !== 0 && (around.mode & 0o1000) === 0;
  if (holdsSecret && shared) {
    throw refused(
      field,
      `Everyone on this computer can write to ${echo(folder)}.`,
      'Use your own folder for a file with a secret.',
    );
  }
  return { file, overwrites: there !== undefined };
}

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function refuseDeviceName(file: string, field: string): void {
  const name = path.basename(file);
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name) || /[. ]$/.test(name) || name.includes(':')) {
    throw refused(field, `${echo(name)} is not a file name on Windows.`, 'Use a regular file.');
  }
}

/**
 * Writes a file whole or not at all, durable when it resolves; with a secret in it, for this process's user alone (0600),
 * whoever owned the file before.
 * @throws BadInput where the place cannot be written
 */
export async function writeOut(
  file: string,
  field: string,
  content: string | Buffer,
  holdsSecret: boolean,
): Promise<void> {
  await checkOut(file, field, holdsSecret);
  try {
    await writeFileAtomic(file, content, holdsSecret ? asOurs() : {});
    await syncFolder(path.dirname(path.resolve(file)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no reason given';
    throw refused(
      field,
      `${echo(file)} could not be written (${code}).`,
      'Free some space, or use another folder.',
    );
  }
}
