import { echo } from './bad-input.ts';

/**
 * Where a value holds half a character (a lone surrogate), as `field.path[0]`. It cannot be written as UTF-8: another
 * character would take its place, and a name would no longer be itself.
 */
export function halfCharacters(value: unknown, field: string): readonly string[] {
  if (typeof value === 'string') return /\p{Cs}/u.test(value) ? [field] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const at = Array.isArray(value) ? `${field}[${key}]` : `${field}.${echo(key).slice(1, -1)}`;
    return [...(/\p{Cs}/u.test(key) ? [at] : []), ...halfCharacters(held, at)];
  });
}
