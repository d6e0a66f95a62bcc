import type { Option } from '../../engine/model/question.ts';

export type Pill = 'all' | 'preferred' | 'chosen';

/** The rows a picker shows: preferred first, narrowed by every word of the search and by the pill. */
export function narrowed(
  options: readonly Option[],
  search: string,
  pill: Pill,
  chosen: readonly string[],
): readonly Option[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const picked = new Set(chosen);
  const matches = options.filter((option) => {
    if (pill === 'preferred' && !option.preferred) return false;
    if (pill === 'chosen' && !picked.has(option.id)) return false;
    if (words.length === 0) return true;
    const text = [option.title, option.id, ...(option.also ?? []), ...(option.cells ?? [])]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return [...matches.filter(({ preferred }) => preferred), ...matches.filter(({ preferred }) => !preferred)];
}

/**
 * What the preferred rows have in common, from the table itself: the column whose value they share and no other row
 * has ("With Sentinel" where its cell says On).
 */
export function preferredWord(columns: readonly string[], options: readonly Option[]): string | undefined {
  const preferred = options.filter((option) => option.preferred);
  const first = preferred[0];
  if (!first || preferred.length === options.length) return undefined;
  for (const [at, column] of columns.entries()) {
    const value = first.cells?.[at];
    const shared = value !== undefined && preferred.every((option) => option.cells?.[at] === value);
    if (!shared || options.some((option) => !option.preferred && option.cells?.[at] === value)) continue;
    return /^(on|yes)$/i.test(value) ? `With ${column}` : value;
  }
  return 'Suggested';
}

/** The answer after a row was switched; one at most where only one may be picked. */
export function toggled(chosen: readonly string[], id: string, many: boolean): readonly string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return many ? [...chosen, id] : [id];
}
