/** What a campaign may take, and what its draws begin with. */
export interface Asked {
  readonly minutes: number;
  readonly seed: number;
}
/** Figures to print; `wrong` is 0 where every promise held and every planted fault was found. */
export type Campaign = (
  asked: Asked,
) => Promise<{ readonly wrong: number } & Readonly<Record<string, unknown>>>;
