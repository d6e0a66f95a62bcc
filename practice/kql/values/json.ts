/**
 * JSON without loss. Whole numbers beyond 2^53 keep every digit, and a real keeps its decimal point.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
 */

/** A real in a dynamic value that plain JSON would confuse with a whole number (1.0) or can't write (NaN). */
export class WholeReal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type Json =
  | string
  | number
  | bigint
  | boolean
  | null
  | WholeReal
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A 64-bit whole number: a number if that is exact, else a bigint. Overflow wraps (assumed). */
export const wholeOf = (value: bigint): number | bigint => {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
};

export const formatReal = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
};

/** The form of a real inside a dynamic value. */
export const realInside = (value: number): Json =>
  Number.isFinite(value) && !Number.isInteger(value) ? value : new WholeReal(value);

/** Takes a value out of a dynamic value: a WholeReal becomes a number. */
export const outOfJson = (value: Json): Json => (value instanceof WholeReal ? value.value : value);

const mark = '\u0000';
const rawMark = String.raw`\u0000`;
const stringOrLong = /"(?:[^"\\]|\\.)*"|-?\d{16,19}(?![\d.eE])/g;

/** The parsed JSON, or the text itself if it isn't JSON, as with `parse_json`. */
export const parseJson = (text: string): Json => {
  try {
    // A text that contains the mark is parsed plainly, so that no string is taken for a number.
    if (!/\d{16}/.test(text) || text.includes(rawMark)) return JSON.parse(text) as Json;
    const marked = text.replace(stringOrLong, (token) =>
      token.startsWith('"') ? token : `"${rawMark}${token}"`,
    );
    return JSON.parse(marked, (_key, value: unknown) => {
      if (typeof value !== 'string' || !value.startsWith(mark)) return value;
      const long = BigInt(value.slice(1));
      return BigInt.asIntN(64, long) === long ? wholeOf(long) : Number(long);
    }) as Json;
  } catch {
    return text;
  }
};

/** The JSON text of any value, including bigints and reals that plain JSON can't write exactly. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint'
      ? `${mark}${item}`
      : item instanceof WholeReal
        ? Number.isFinite(item.value)
          ? `${mark}${formatReal(item.value)}`
          : formatReal(item.value)
        : item,
  ).replace(/"\\u0000(-?[\d.e+]+)"/g, '$1');
