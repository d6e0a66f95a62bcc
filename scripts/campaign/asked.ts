import { CannotGoOn } from '../say.mjs';

/** What a campaign may take, and what its draws begin with. */
export interface Asked {
  readonly minutes: number;
  readonly seed: number;
}

/** Figures to print; `wrong` is 0 where every promise held and every planted fault was found. */
export type Campaign = (
  asked: Asked,
) => Promise<{ readonly wrong: number } & Readonly<Record<string, unknown>>>;

const usualMinutes = 5;

/**
 * What the words behind a campaign's name ask for; a seed is drawn where none is given.
 * @throws CannotGoOn for a word no campaign knows
 */
export function asked(words: readonly string[]): Asked {
  const of = { minutes: usualMinutes, seed: Date.now() % 1_000_000 };
  for (const word of words) {
    const [, name, value] = /^--(minutes|seed)=(\d+(?:\.\d+)?)$/u.exec(word) ?? [];
    if (name === undefined)
      throw new CannotGoOn(
        `${word} is nothing a campaign knows.`,
        'npm run campaign -- reliability --minutes=5 --seed=7',
      );
    of[name as keyof Asked] = Number(value);
  }
  return of;
}
