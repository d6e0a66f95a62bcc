/**
 * Characters that change how other text is read without being seen themselves: controls (a terminal obeys them),
 * format characters (zero-width and bidirectional marks among them,
 * https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing), what is drawn as nothing (fillers, variation
 * selectors), line and paragraph separators, private and unassigned ones, lone surrogates.
 */
export const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Where words are spelled with such a character: the joiners and selectors of emoji
 * (https://www.unicode.org/reports/tr51/#Emoji_Sequences), and the joiners between Arabic letters and after the virama
 * of an Indic script (https://www.rfc-editor.org/rfc/rfc5892#appendix-A.1).
 */
const spelled = [
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Script=Arabic})\\u200c(?=\\p{Script=Arabic})',
  '(?<=[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca])[\\u200c\\u200d]',
].join('|');
const spelledOrUnseen = new RegExp(`(?<spelled>${spelled})|${unseen.source}`, 'gu');

/** More marks on one letter than any language writes: they would grow over the lines above and below. */
const towering = /(\p{M}{5})\p{M}+/gu;

/**
 * The one form in which text from outside is shown, in the window, the terminal and a report: what is unseen is written
 * out (`\u{202e}`), so that it is data and nothing else, and marks are stacked five high at most. One line. Text without
 * any of these is the same in every script, and no other text is shown as it is; shown again, it stays what it is. For
 * showing alone: what is written back to Microsoft is the raw one.
 */
export function visible(text: string): string {
  return text
    .replaceAll(spelledOrUnseen, (found, word: string | undefined) => word ?? writtenOut(found))
    .replaceAll(towering, '$1…');
}

/** The same, keeping line breaks and tabs: for text that has lines of its own, such as a query. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\t').map(visible).join('\t'))
    .join('\n');
}

/** The same of a name of any length: at most so many characters, the last of them `…` where it was longer. */
export function visibleName(text: string, atMost: number): string {
  const characters = [...visible(text.slice(0, atMost * 4))];
  if (characters.length <= atMost) return characters.join('');
  // What is written out stays whole or goes.
  const cut = characters.slice(0, atMost - 1).join('');
  return `${cut.replace(/\\(?:u(?:\{[0-9a-f]*)?)?$/u, '')}…`;
}

/**
 * Plain data with every text in it, and every name of a field, in the form in which it is shown. A boundary that all
 * data passes takes it, so that no field can be forgotten; line breaks stay, for some of the texts have lines.
 */
export function everythingVisible<T>(value: T): T {
  if (typeof value === 'string') return visibleLines(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => everythingVisible(each)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [visible(key), everythingVisible(held as unknown)]),
  ) as T;
}

/** JSON with everything unseen as an escape of JSON's own, so that whoever reads it has the very same value. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(unseen, (found) =>
    found === '\n' ? found : codeUnits(found),
  );
}

function codeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

function writtenOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
