import { parse } from 'lossless-json';
import { echo, refused } from './bad-input.ts';

/** What a document from outside may hold at most. Ours need a depth of four. */
export const limits = { depth: 32, items: 10_000 } as const;

/** Keys that reach into JavaScript's own objects (https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html). */
export const reservedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON as RFC 8259 has it, and stricter: no key twice, no reserved key, depth and list length capped, no number that
 * would be changed by reading it. `field` names the source in refusals.
 * @throws BadInput with line and column
 */
export function parseStrictJson(text: string, field: string): unknown {
  scan(text, field);
  try {
    return parse(text, undefined, (digits) => exactNumber(digits, field));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = /position (\d+)/.exec(error.message)?.[1];
    const place = at === undefined ? '' : ` at ${placeIn(text, Number(at))}`;
    throw refused(
      field,
      `This is not valid JSON${place}.`,
      'Correct it there. JSON has no comments and no comma before a closing bracket.',
    );
  }
}

/** A number that reads back as it was written. */
function exactNumber(digits: string, field: string): number {
  const number = Number(digits);
  const whole = !/[.eE]/.test(digits);
  if (!Number.isFinite(number) || (whole && !Number.isSafeInteger(number))) {
    throw refused(
      field,
      `The number ${echo(digits)} is too large to be read exactly.`,
      'Use a smaller number.',
    );
  }
  return number;
}

interface Level {
  readonly keys: Set<string> | undefined;
  items: number;
}

/**
 * Walks the brackets and keys before the parser does: the parser calls itself a level at a time, so depth has to be
 * refused first, and it passes over a key that stands twice with the same value.
 */
function scan(text: string, field: string): void {
  const levels: Level[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const level = levels.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        if (expectsKey && level?.keys) noteKey(text, at, end, level.keys, field);
        expectsKey = false;
        at = end;
        break;
      }
      case '{':
      case '[':
        levels.push({ keys: text[at] === '{' ? new Set() : undefined, items: 0 });
        expectsKey = text[at] === '{';
        if (levels.length > limits.depth) {
          throw refused(
            field,
            `It is nested more than ${limits.depth} levels deep at ${placeIn(text, at)}.`,
            'Nothing this program reads is nested that deep. Check that it is the right file.',
          );
        }
        break;
      case '}':
      case ']':
        levels.pop();
        expectsKey = false;
        break;
      case ',':
        if (!level) break;
        level.items += 1;
        expectsKey = level.keys !== undefined;
        if (level.items >= limits.items) {
          throw refused(
            field,
            `A list or object holds more than ${limits.items} entries at ${placeIn(text, at)}.`,
            'Nothing this program reads is that long. Check that it is the right file.',
          );
        }
        break;
      default:
    }
  }
}

function noteKey(text: string, start: number, end: number, keys: Set<string>, field: string): void {
  let key: string;
  try {
    key = String(JSON.parse(text.slice(start, end + 1)));
  } catch {
    return; // The parser says what is wrong with it.
  }
  if (reservedKeys.has(key)) {
    throw refused(
      field,
      `The key ${echo(key)} at ${placeIn(text, start)} is not allowed.`,
      "Remove it. It isn't allowed as a key.",
    );
  }
  if (keys.has(key)) {
    throw refused(
      field,
      `The key ${echo(key)} appears twice in the same object, again at ${placeIn(text, start)}.`,
      'Keep one of the two.',
    );
  }
  keys.add(key);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** "line 3, column 7" of a character's position. */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}
