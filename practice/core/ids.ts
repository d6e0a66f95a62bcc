import { createHash } from 'node:crypto';

/** The first four groups of every practice tenant's id; nothing Microsoft issues starts this way. */
const practicePrefix = '5e471e1a-0000-4000-8000-';

/**
 * Whether a tenant ID lies in the range reserved for practice.
 * A profile or journal that names such a tenant can never pass for a real one.
 */
export function isPracticeTenantId(id: string): boolean {
  return /^5e471e1a-0000-4000-8000-[0-9a-f]{12}$/i.test(id);
}

/** The reserved tenant ID that belongs to a practice tenant's name. Always the same for the same name. */
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

/** SHA-256 of a secret, base64url: what a practice tenant keeps in place of the secret itself. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url');
}

/** Text of URL-safe characters that depends only on the given words; `length` at most 43. */
export function tokenOf(length: number, ...words: readonly (string | number)[]): string {
  return createHash('sha256').update(words.join('\u0000')).digest('base64url').slice(0, length);
}
