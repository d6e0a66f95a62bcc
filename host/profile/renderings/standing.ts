import type { ConnectionProfile, ProfileObjects } from '../../../engine/model/profile.ts';
import { refused } from '../../input/bad-input.ts';
import type { Format } from './format.ts';

/** What every rendering says first. */
export interface Words {
  /** What the connection is, in one line: the recipe's title and the tenant's name. */
  readonly title: string;
}

/**
 * What stands in the tenant, for a rendering that adopts it.
 * @throws BadInput where the profile does not know it: a rendering without it would make everything a second time
 */
export function standing(
  profile: ConnectionProfile,
  format: Format,
): ProfileObjects & { readonly clientId: string } {
  const { clientId, proof } = profile;
  if (clientId === undefined) {
    throw refused(
      '--format',
      `This connection has no application of its own to write as ${format} describes.`,
      'Use --format json, yaml, env or vendor.',
    );
  }
  if (proof.objects) return { ...proof.objects, clientId };
  throw refused(
    '--format',
    `This profile has no object IDs, so ${format} would make them again.`,
    'Run setup again. It keeps existing objects and saves a profile with their IDs.',
  );
}

/** The first lines of a rendering: what it is, when it was made, that it is practice where it is. */
export function opening(profile: ConnectionProfile, { title }: Words): readonly string[] {
  return [
    title,
    `${profile.clientId === undefined ? 'In' : `Application ${profile.clientId} in`} ${profile.tenantName} (${profile.tenantId}), as seen on ${profile.createdAt}.`,
    ...(profile.practice ? ["Practice: this is a sample tenant, so you can't apply this file."] : []),
  ];
}

/** What to say about the client secret where there is no place for it. */
export function aboutSecret({ credential }: ConnectionProfile): string {
  if (credential === undefined) return 'This file has no secret.';
  const ends = credential.expiresAt ? `, ends ${credential.expiresAt.slice(0, 10)}` : '';
  if (credential.kind === 'federated')
    return `It signs in with a federated credential (ID ${credential.keyId}), and there is no secret.`;
  const what = credential.kind === 'certificate' ? "certificate's private key" : 'client secret';
  return `The ${what} (key id ${credential.keyId}${ends}) is not in this file.`;
}
