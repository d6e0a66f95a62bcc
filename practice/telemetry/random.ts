/** Repeatable random numbers: the same words give the same draws, on every machine and every day. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number;
  happens(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Log-normal: half of the draws are below the median. */
  skewed(median: number, sigma: number): number;
  /** The number of events if `mean` are expected (Poisson). */
  count(mean: number): number;
  guid(): string;
}

/** FNV-1a over UTF-16 units. The final mix gives similar words unrelated seeds. */
const seedOf = (words: readonly (string | number)[]): number => {
  const text = words.join('\u0000');
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

export const randomOf = (...words: readonly (string | number)[]): Random => {
  let state = seedOf(words);
  // mulberry32 is small, fast, and even enough for figures that only have to look real.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    happens: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    skewed: (median, sigma) => median * Math.exp(sigma * normal()),
    count: (mean) => {
      const threshold = Math.exp(-mean);
      let product = next();
      let count = 0;
      while (product > threshold && count < 10_000) {
        product *= next();
        count += 1;
      }
      return count;
    },
    guid: () =>
      `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + Math.floor(next() * 4)).toString(16)}${hex(3)}-${hex(8)}${hex(4)}`,
  };
};

const fixedIds = new Map<string, string>();

/** The GUID that belongs to the given words: a person's object ID, an application's ID. */
export const guidFor = (...words: readonly (string | number)[]): string => {
  const key = words.join('\u0000');
  const known = fixedIds.get(key);
  if (known !== undefined) return known;
  if (fixedIds.size >= 10_000) fixedIds.clear();
  const made = randomOf(...words).guid();
  fixedIds.set(key, made);
  return made;
};
