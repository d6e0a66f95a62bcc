import { aboutADay, incidentRows, taken } from '../../engine/model/incidents.ts';
import type { Show } from '../../engine/model/show.ts';
import { visible, visibleLines } from '../../engine/model/visible.ts';
import { columns, type Style, wrapped } from './style.ts';
import { assertNever, type Lines, length, stateWord } from './words.ts';

/** Something a step puts in front of a person. */
export function showLines(style: Style, show: Show): Lines {
  switch (show.show) {
    case 'text':
      return [
        ...wrapped(style, visible(show.text), '  '),
        ...(show.learnMore ? [`  ${style.paint('link', visible(show.learnMore))}`] : []),
      ];
    case 'pairs':
      return titled(
        style,
        show.title,
        columns(show.pairs.map(([name, value]) => [visible(name), visible(value)])),
      );
    case 'table': {
      const head = show.columns.map(({ title }) => visible(title));
      const rows = show.rows.map((row) => row.map(visible));
      const numeric = show.columns.map((column) => column.numeric === true);
      return titled(style, show.title, columns([head, ...rows], numeric));
    }
    case 'checklist':
      return titled(
        style,
        show.at === undefined ? show.title : `${show.title ?? 'Seen'}, ${inUtc(show.at)}`,
        columns(
          show.items.map((item) => [
            item.is === 'not-reached' ? '-' : stateWord(item.is)[0],
            visible(item.caption ? `${item.title} (${item.caption})` : item.title),
          ]),
        ),
      );
    case 'chart':
      return titled(style, show.title, [visible(show.caption), ...chartLines(show.chart)]);
    case 'code':
      return titled(style, show.title, visibleLines(show.code).split('\n'));
    case 'held-secret':
      return [
        `  ${visible(show.title)}: ••••••••••••, stored encrypted on this computer${show.expires ? ` until ${visible(show.expires.slice(0, 10))}` : ''}`,
      ];
    default:
      return assertNever(show);
  }
}

/** 2026-11-24 10:42 UTC */
const inUtc = (iso: string): string => `${visible(iso.slice(0, 16)).replace('T', ' ')} UTC`;

function titled(style: Style, title: string | undefined, lines: Lines): Lines {
  return [
    ...(title === undefined ? [] : [`  ${style.paint('strong', visible(title))}`]),
    ...lines.map((line) => `    ${line}`),
  ];
}

function chartLines(chart: Extract<Show, { show: 'chart' }>['chart']): Lines {
  if (chart.chart === 'access') {
    return [
      ...columns(chart.given.map((each) => [each.name, each.verb, each.reaches].map(visible))),
      ...chart.leftOut.map(({ name, because }) => `without ${visible(name)}: ${visible(because)}`),
    ];
  }
  if (chart.chart === 'incidents') {
    const { columns: head, rows } = incidentRows(chart);
    const { mean } = taken(chart);
    return [
      ...columns(
        [head, ...rows],
        head.map((_, at) => at > 0),
      ),
      `${aboutADay(mean)} a day`,
    ];
  }
  const { p50, p95, p99 } = chart.marks;
  const most = Math.max(1, ...chart.counts);
  const blocks = '▁▂▃▄▅▆▇█';
  const bars = chart.counts
    .slice(0, 60)
    .map((count) => (count === 0 ? ' ' : blocks[Math.ceil((count / most) * 8) - 1]));
  return [
    `|${bars.join('')}|  0 to ${length(chart.binSeconds * bars.length)}`,
    `half within ${length(p50)}, 95 of 100 within ${length(p95)}, 99 of 100 within ${length(p99)}`,
  ];
}
