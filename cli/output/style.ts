import { visible } from '../../engine/model/visible.ts';

/** How text is drawn: plain for pipes and files, with color and width for a terminal. */
export interface Style {
  /** Columns to keep within; undefined where lines may be as long as they are. */
  readonly width: number | undefined;
  paint(tone: Tone, text: string): string;
  /** A line as it leaves: all of it but this style's own paint in the form in which text is shown. */
  leaving(line: string): string;
}

export type Tone = 'strong' | 'faint' | 'good' | 'bad' | 'warn' | 'link';

const codes: Readonly<Record<Tone, readonly [number, number]>> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  link: [36, 39],
};

const painted = new RegExp(`(\\u001b\\[(?:${[...new Set(Object.values(codes).flat())].join('|')})m)`, 'u');

export const plainStyle: Style = { width: undefined, paint: (_, text) => text, leaving: visible };

/** The style of a stream. `NO_COLOR` is respected (https://no-color.org). */
export function styleOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  if (!stream.isTTY) return plainStyle;
  const width = Math.max(40, Math.min(stream.columns ?? 80, 110));
  if (environment['NO_COLOR'] || environment['TERM'] === 'dumb') return { ...plainStyle, width };
  return {
    width,
    paint: (tone, text) => `\u001b[${codes[tone][0]}m${text}\u001b[${codes[tone][1]}m`,
    leaving: (line) =>
      line
        .split(painted)
        .map((part, at) => (at % 2 === 1 ? part : visible(part)))
        .join(''),
  };
}

/** Breaks text at blanks to fit the style's width behind an indent; the first line may be indented differently. */
export function wrapped(style: Style, text: string, indent: string, first = indent): readonly string[] {
  if (style.width === undefined) return [`${first}${text}`];
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && [...line].length + 1 + [...word].length > style.width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line = empty ? `${line}${word}` : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Columns lined up by the widest cell of each; numbers to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[] = [],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const pad = ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length));
        return numeric[at] ? `${pad}${cell}` : `${cell}${pad}`;
      })
      .join('  ')
      .trimEnd(),
  );
}
