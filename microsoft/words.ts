/**
 * Text from outside, made fit to show: Microsoft's messages repeat names that anyone in the tenant may have
 * chosen, so they are hostile until cleaned. Control characters (escape sequences, line breaks), characters
 * that turn the direction of writing, and zero-width ones go; whitespace is folded; the length is capped.
 */
export function plainWords(text: string, atMost = 300): string {
  const clean = text
    .slice(0, atMost * 20)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '')
    .trim();
  const letters = [...clean];
  return letters.length <= atMost ? clean : `${letters.slice(0, atMost - 1).join('')}…`;
}

/** A name somebody in the tenant chose, fit to show. Never for comparing: two names may look the same once cleaned. */
export const nameAt = (value: unknown, key: string): string => plainWords(textAt(value, key), 256);

/** An object's own field as text; empty where it is anything else. */
export function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}

/** An object's own field as a list; empty where it is anything else. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

/** An object's own field; undefined where there is none. Never reaches the prototype. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** The claims of a token, read and not verified: the token is meant for Microsoft, its claims are only shown. */
export function claimsOf(token: string): unknown {
  const middle = token.split('.')[1] ?? '';
  try {
    return JSON.parse(Buffer.from(middle, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}

/** JSON, or undefined where the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
