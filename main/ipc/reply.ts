/** What crosses back: what the call gave, or a code and a sentence. Never an Error, which would carry its stack. */
export type Reply =
  | { readonly gave: unknown }
  | { readonly refused: { readonly code: string; readonly message: string } };

export const largestPayload = 256 * 1024;

export function refuse(code: string, message: string): Reply {
  return { refused: { code, message } };
}

/** Values and holes that a payload may hold; the largest form of the contract has some hundreds. */
const mostValues = 20_000;

/**
 * Is a payload larger than 256 KB as JSON, or not JSON at all (a circle, a bigint)? It is walked with a bound before
 * anything is serialized: an empty array of twenty million places costs JSON seconds, and a walk nothing.
 */
export function tooMuch(take: unknown): boolean {
  if (holdsTooMuch(take)) return true;
  try {
    return Buffer.byteLength(JSON.stringify(take) ?? '', 'utf8') > largestPayload;
  } catch {
    return true;
  }
}

function holdsTooMuch(take: unknown): boolean {
  const open: unknown[] = [take];
  let values = 0;
  let characters = 0;
  while (open.length > 0) {
    const value = open.pop();
    values += 1;
    if (typeof value === 'string') characters += value.length;
    if (values + open.length > mostValues || characters > largestPayload) return true;
    if (value === null || typeof value !== 'object') continue;
    // Typed arrays and buffers are no part of any payload, and each of their bytes would be a property.
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
    if (Array.isArray(value)) {
      if (value.length > mostValues) return true;
      for (const each of value) open.push(each);
      continue;
    }
    if (value instanceof Map || value instanceof Set) return true;
    for (const key in value) {
      characters += key.length;
      open.push((value as Record<string, unknown>)[key]);
      if (open.length > mostValues) return true;
    }
  }
  return false;
}
