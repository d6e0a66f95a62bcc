import type { DelayChart } from '../../engine/model/show.ts';

/** How strong a bar is drawn: up to the median full, up to p95 and beyond it fainter. Seconds. */
export function shade(from: number, marks: DelayChart['marks']): number {
  return from < marks.p50 ? 1 : from < marks.p95 ? 0.58 : 0.28;
}

/** Centres of labels of these widths, as near their marks as they may stand without overlapping, within the span. */
export function apartFrom(
  marks: readonly number[],
  widths: readonly number[],
  [from, to]: readonly [number, number],
): readonly number[] {
  const gap = 10;
  const places = [...marks];
  let edge = from;
  for (const [at, width] of widths.entries()) {
    places[at] = Math.max(places[at] ?? 0, edge + width / 2);
    edge = (places[at] ?? 0) + width / 2 + gap;
  }
  edge = to;
  for (let at = places.length - 1; at >= 0; at--) {
    const width = widths[at] ?? 0;
    places[at] = Math.min(places[at] ?? 0, edge - width / 2);
    edge = (places[at] ?? 0) - width / 2 - gap;
  }
  return places;
}

/** The same bars as rows: "0 to 12 s", count and share that had arrived by then. */
export function delayRows({
  counts,
  binSeconds,
}: DelayChart): readonly (readonly [string, string, string])[] {
  const all = counts.reduce((sum, count) => sum + count, 0) || 1;
  let sum = 0;
  return counts.flatMap((count, at) => {
    sum += count;
    if (count === 0) return [];
    const arrived = `${((sum / all) * 100).toFixed(1)} %`;
    return [
      [`${at * binSeconds} to ${(at + 1) * binSeconds} s`, count.toLocaleString('en-GB'), arrived] as const,
    ];
  });
}
