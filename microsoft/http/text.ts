import { visibleName } from '../../engine/model/visible.ts';

/**
 * A message from outside, made safe to show. Microsoft's messages repeat names that anyone in the tenant can
 * choose, so they are equally hostile. Whitespace is folded, because services break lines anywhere.
 */
export function plainWords(text: string, atMost = 300): string {
  return visibleName(
    text
      .slice(0, atMost * 20)
      .replaceAll(/\s+/gu, ' ')
      .trim(),
    atMost,
  );
}

/**
 * A name that someone in the tenant chose, in the form that we show. It equals one of our names if the raw
 * name does. Empty if nothing is visible.
 */
export const nameAt = (value: unknown, key: string, atMost?: number): string =>
  shownName(textAt(value, key), atMost);

/** The same for a name that one of Microsoft's own clients has read. */
export const shownName = (name: string, atMost = 256): string =>
  name.trim() === '' ? '' : visibleName(name, atMost);

/** An object's own field as text; empty if it is anything else. */
export function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}

/** An object's own field as a list; empty if it is anything else. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

/** An object's own field; undefined if it doesn't exist. Never reads the prototype. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** The claims of a token, unverified: the token is for Microsoft, and its claims are only shown. */
export function claimsOf(token: string): unknown {
  const middle = token.split('.')[1] ?? '';
  try {
    return JSON.parse(Buffer.from(middle, 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}

/**
 * The deepest nesting accepted. .NET's own readers, which Microsoft's services use, stop at 64 and 128
 * (https://learn.microsoft.com/dotnet/api/system.text.json.jsonserializeroptions.maxdepth,
 * https://www.newtonsoft.com/json/help/html/P_Newtonsoft_Json_JsonReader_MaxDepth.htm).
 */
const deepest = 128;

/** Whether JSON text nests deeper than that. Counts brackets outside of strings. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length && depth <= deepest; at += 1) {
    const letter = text[at];
    if (quoted && letter === '\\') at += 1;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '[' || letter === '{')) depth += 1;
    else if (!quoted && (letter === ']' || letter === '}')) depth -= 1;
  }
  return depth > deepest;
}

/** An object with named values, the shape of every answer of Microsoft's APIs. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parsed JSON, or undefined if the text is not JSON or nests too deep. */
export function parsed(text: string): unknown {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
