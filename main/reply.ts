/** What crosses back: what the call gave, or a code and a sentence. Never an Error, which would carry its stack. */
export type Reply =
  | { readonly gave: unknown }
  | { readonly refused: { readonly code: string; readonly message: string } };

export const largestPayload = 256 * 1024;

export function refuse(code: string, message: string): Reply {
  return { refused: { code, message } };
}

/** Is a payload larger than 256 KB as JSON, or not JSON at all (a circle, a bigint)? */
export function tooMuch(take: unknown): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(take) ?? '', 'utf8') > largestPayload;
  } catch {
    return true;
  }
}
