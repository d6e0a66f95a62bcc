import { visible, visibleLines } from '../../engine/model/visible.ts';

/** Text that is markup already; everything else that is put into a page is escaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | Markup | readonly Piece[] | undefined;

/**
 * Markup with its values escaped: what is unseen is written out, and nothing a value holds is markup, neither in text
 * nor in an attribute in double quotes.
 */
export function html(words: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  const markup = words.map((word, at) => {
    const begins = word.endsWith('>');
    return `${word}${at < values.length ? piece(values[at], begins) : ''}`;
  });
  return { markup: markup.join('') };
}

/** `begins`: it is the first of an element's text. */
function piece(value: Piece, begins: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(visible(begins ? harmless(value) : value));
  return 'markup' in value ? value.markup : value.map((each) => piece(each, false)).join('');
}

/** Text with lines of its own, such as a query or a message. */
export function lines(text: string): Markup {
  return { markup: escaped(visibleLines(text).split('\n').map(harmless).join('\n')) };
}

/**
 * What a spreadsheet would take for a formula, once the element is copied there, begins with an apostrophe instead
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function harmless(text: string): string {
  return /^[=+\-@\t\r\0＝＋－＠]/.test(text) ? `'${text}` : text;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
