/**
 * JSON without loss: whole numbers beyond 2^53 are read and written digit by digit, and a real keeps its point.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
 */

/** A real inside a dynamic value that plain JSON cannot tell from a whole number, or cannot write: 1.0, NaN. */
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

/** A 64-bit whole number: a number where that is exact, else a bigint. Overflow wraps (assumed). */
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

/** A real on its way into a dynamic value. */
export const realInside = (value: number): Json =>
  Number.isFinite(value) && !Number.isInteger(value) ? value : new WholeReal(value);

/** A value on its way out of a dynamic one. */
export const outOfJson = (value: Json): Json => (value instanceof WholeReal ? value.value : value);

const mark = '\u0000';
const rawMark = String.raw`\u0000`;
const stringOrLong = /"(?:[^"\\]|\\.)*"|-?\d{16,19}(?![\d.eE])/g;

/** JSON, or the text itself when it is none, as `parse_json` has it. */
export const parseJson = (text: string): Json => {
  try {
    // A text with the mark in it is read the plain way, lest somebody's text be taken for a number.
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

/** The JSON text of anything JSON can say, and of what it can say only here. */
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
