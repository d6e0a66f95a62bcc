import { taken } from '../../engine/model/incidents.ts';
import { formatDuration } from '../../engine/model/latency.ts';
import type { DelayChart, IncidentsChart } from '../../engine/model/show.ts';
import { html, type Markup } from './markup.ts';

const width = 640;
const height = 220;
const left = 32;
const right = 84;
const top = 28;
const floor = height - 24;

/** Three lines at whole numbers, with the number at the left. */
function grid(most: number): readonly Markup[] {
  const step = Math.max(1, Math.ceil(most / 4));
  const marks = Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
  return marks.map((count) => {
    const y = yOf(count, most);
    return html`<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text class="tick" x="${left - 6}" y="${y + 4}" text-anchor="end">${count.toLocaleString('en-US')}</text>`;
  });
}

function yOf(count: number, most: number): number {
  return round(floor - (count / Math.max(1, most)) * (floor - top));
}
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function drawing(sentence: string, parts: readonly Markup[]): Markup {
  return html`<svg role="img" aria-label="${sentence}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${parts}</svg>`;
}

/** How late data arrives: bars of the histogram with the three marks, their labels under each other at the right. */
export function delayDrawing(sentence: string, { counts, binSeconds, marks }: DelayChart): Markup {
  const span = Math.max(counts.length * binSeconds, marks.p99 * 1.1, binSeconds);
  const x = (seconds: number) => round(left + (seconds / span) * (width - left - right));
  const most = Math.max(1, ...counts);
  const bar = Math.max(1, round(x(binSeconds) - x(0) - 1));
  const bars = counts.map((count, at) => {
    const y = yOf(count, most);
    const from = at * binSeconds;
    const kind = from < marks.p50 ? 'bar' : from < marks.p95 ? 'bar later' : 'bar latest';
    return html`<rect class="${kind}" x="${x(from)}" y="${y}" width="${bar}" height="${round(floor - y)}"/>`;
  });
  const names = ['p50', 'p95', 'p99'] as const;
  const lines = names.map((name, at) => {
    const place = x(marks[name]);
    const solid = name === 'p50' ? 'mark' : 'mark dashed';
    return html`<line class="${solid}" x1="${place}" x2="${place}" y1="${top - 6}" y2="${floor}"/><text class="tick" x="${place}" y="${top - 10}" text-anchor="middle">${name}</text><text class="label" x="${width - right + 8}" y="${top + 14 + at * 18}">${name} ${formatDuration(marks[name])}</text>`;
  });
  return drawing(
    `${sentence}. ${names.map((name) => `${name} ${formatDuration(marks[name])}`).join(', ')}.`,
    [
      ...grid(most),
      ...bars,
      ...lines,
      html`<text class="tick" x="${left}" y="${height - 6}">0</text><text class="tick" x="${width - right}" y="${height - 6}" text-anchor="end">${formatDuration(span)}</text>`,
    ],
  );
}

/** Incidents a day: stacked bars, what is left out in outline on top, the mean dashed. */
export function incidentsDrawing(sentence: string, chart: IncidentsChart): Markup {
  const { days, parts, leftOut, mean, sumLeftOut } = taken(chart);
  const stacks = days.map((day, at) => ({
    day,
    parts: [
      ...parts.map(({ severity, counts }) => ({ kind: `part ${severity}`, count: counts[at] ?? 0 })),
      { kind: 'part out', count: leftOut[at] ?? 0 },
    ],
  }));
  const most = Math.max(4, ...stacks.map((stack) => stack.parts.reduce((sum, { count }) => sum + count, 0)));
  const slot = (width - left - right) / Math.max(1, days.length);
  const bars = stacks.map(({ day, parts: stack }, at) => {
    let from = 0;
    const x = round(left + at * slot + slot * 0.19);
    const rects = stack.map(({ kind, count }) => {
      if (count === 0) return undefined;
      const [low, high] = [yOf(from, most), yOf(from + count, most)];
      from += count;
      return html`<rect class="${kind}" x="${x}" y="${high}" width="${round(slot * 0.62)}" height="${Math.max(1, round(low - high - 1.5))}"/>`;
    });
    return html`${rects}<text class="tick" x="${round(left + (at + 0.5) * slot)}" y="${height - 8}" text-anchor="middle">${day.slice(8)}</text>`;
  });
  const legend = [
    ...parts.map(
      ({ severity, counts }) => [severity, counts.reduce((sum, count) => sum + count, 0)] as const,
    ),
    ['Left out', sumLeftOut] as const,
  ].map(([word, count], at) => {
    const kind = word === 'Left out' ? 'part out' : `part ${word}`;
    return html`<rect class="${kind}" x="${left + at * 130}" y="2" width="10" height="10"/><text class="tick" x="${left + at * 130 + 15}" y="11">${word} ${count}</text>`;
  });
  const y = yOf(mean, most);
  const a = mean < 3 ? mean.toFixed(1) : Math.round(mean);
  return drawing(`${sentence}. Left out: ${sumLeftOut}.`, [
    ...legend,
    ...grid(most),
    ...bars,
    html`<line class="mark dashed" x1="${left}" x2="${width - right + 4}" y1="${y}" y2="${y}"/><text class="label" x="${width - right + 8}" y="${y + 4}">${a} a day</text>`,
  ]);
}
