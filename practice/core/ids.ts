import { createHash } from 'node:crypto';

/** The first four groups of every practice tenant's ID. No ID that Microsoft issues starts with them. */
const practicePrefix = '5e471e1a-0000-4000-8000-';

/**
 * Whether a tenant ID is in the range reserved for practice.
 * A profile or journal that names such a tenant can never be mistaken for a real one.
 */
export function isPracticeTenantId(id: string): boolean {
  return /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/i.test(id);
}

/** The reserved tenant ID for a practice tenant's name. The same name always gives the same ID. */
export function practiceTenantId(name: string): string {
  return practicePrefix + createHash('sha256').update(`tenant ${name}`).digest('hex').slice(0, 12);
}

/** A GUID (version 4 layout, lower case) that depends only on the given words. */
export function guidOf(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('\u0000')).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A number from 0 (included) to 1 (excluded) that depends only on the given words. */
export function fractionOf(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 0x1_0000_0000;
}

/** SHA-256 of a secret in base64url. A practice tenant keeps it instead of the secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url');
}

/** URL-safe text that depends only on the given words. `length` is at most 43. */
export function tokenOf(length: number, ...words: readonly (string | number)[]): string {
  return createHash('sha256').update(words.join('\u0000')).digest('base64url').slice(0, length);
}
