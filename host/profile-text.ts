import type { ConnectionProfile } from '../engine/profile.ts';

/** The keys of a profile in the order it is written; the contract of the command line. */
export const profileKeys = [
  'profile',
  'recipe',
  'createdAt',
  'practice',
  'cloud',
  'tenantId',
  'tenantName',
  'clientId',
  'credential',
  'clientSecret',
  'workspaces',
  'permissions',
  'roles',
  'form',
  'proof',
  'integrity',
] as const satisfies readonly (keyof ConnectionProfile)[];

/** A profile with its keys in the documented order. */
export function ordered(profile: ConnectionProfile): ConnectionProfile {
  const entries = profileKeys.filter((key) => profile[key] !== undefined).map((key) => [key, profile[key]]);
  return Object.fromEntries(entries) as ConnectionProfile;
}

/** A profile as its file holds it: keys in the documented order, two spaces, a line break at the end. */
export function profileText(profile: ConnectionProfile): string {
  return `${JSON.stringify(ordered(profile), undefined, 2)}\n`;
}
