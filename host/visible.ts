/**
 * Characters that change how other text is read without being seen themselves: controls (a terminal obeys them),
 * format characters (zero-width and bidirectional marks among them,
 * https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing), line and paragraph separators, lone surrogates.
 */
export const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from outside with every unseen character written out (`\u{202e}`), so that it is data and nothing else. One line. */
export function visible(text: string): string {
  return text.replaceAll(unseen, shown);
}

/** The same, keeping line breaks and tabs: for text that has lines of its own, such as a query. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\t').map(visible).join('\t'))
    .join('\n');
}

function shown(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
