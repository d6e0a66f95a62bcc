import { visibleName } from '../../engine/model/visible.ts';

/**
 * A message from outside, fit to show. Microsoft's repeat names that anyone in the tenant may have chosen, so they are
 * as hostile as those. Whitespace is folded, because a message has lines where its service breaks them.
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
 * A name that someone in the tenant chose, in the form in which it is shown: it equals a name of ours where the raw one
 * does. Empty where there is nothing to see.
 */
export const nameAt = (value: unknown, key: string, atMost?: number): string =>
  shownName(textAt(value, key), atMost);

/** The same of a name that one of Microsoft's own clients has read. */
export const shownName = (name: string, atMost = 256): string =>
  name.trim() === '' ? '' : visibleName(name, atMost);

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

/**
 * How deep an answer may nest. .NET's own readers, which Microsoft's services are written with, stop at 64 and 128
 * (https://learn.microsoft.com/dotnet/api/system.text.json.jsonserializeroptions.maxdepth,
 * https://www.newtonsoft.com/json/help/html/P_Newtonsoft_Json_JsonReader_MaxDepth.htm).
 */
const deepest = 128;

/** Whether JSON text nests deeper than that: brackets outside of strings, counted. */
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

/** Values under names: what every answer of Microsoft's APIs is. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON, or undefined where the text is not JSON or nests deeper than what reads it could follow. */
export function parsed(text: string): unknown {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
