import { makeStyles, tokens as t } from '@fluentui/react-components';
import { max, ticks } from 'd3-array';
import { useRef } from 'react';
import type { DelayChart as Delay } from '../../engine/model/show.ts';
import { lasted } from '../format/words.ts';
import { apartFrom, shade } from '../model/delay.ts';
import { useWidth } from '../state/hooks.ts';
import { forced } from '../ui/styles.ts';

const useStyles = makeStyles({
  text: { fill: t.colorNeutralForeground3, fontSize: '11px', fontVariantNumeric: 'tabular-nums' },
  label: { fill: t.colorNeutralForeground1, fontSize: '12px' },
  strong: { fontWeight: t.fontWeightSemibold },
  grid: { stroke: t.colorNeutralStroke3 },
  base: { stroke: t.colorNeutralStroke1 },
  mark: { stroke: t.colorNeutralForeground1 },
  bar: { fill: t.colorCompoundBrandBackground, [forced]: { fill: 'CanvasText' } },
  box: { width: '100%' },
});

const height = 214;
const top = 26;
const bottom = 20;
const left = 8;

/** How late data arrives: a histogram with the three marks a reader looks for. */
export function DelayBars({ chart, sentence }: { readonly chart: Delay; readonly sentence: string }) {
  const s = useStyles();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { counts, binSeconds, marks } = chart;
  const span = Math.max(counts.length * binSeconds, marks.p99 * 1.1, binSeconds);
  const plot = width - 2 * left;
  const x = (seconds: number): number => left + (seconds / span) * plot;
  const floor = height - bottom;
  const most = max(counts) || 1;
  const y = (count: number): number => floor - (count / most) * (floor - top - 8);
  const bar = Math.max(1, x(binSeconds) - x(0) - 1);
  const names = ['p50', 'p95', 'p99'] as const;
  const said = names.map((name) => `${name} ${lasted(marks[name] * 1000)}`);
  const places = apartFrom(
    names.map((name) => x(marks[name])),
    said.map((words) => words.length * 6.2),
    [left, width - left],
  );
  return (
    <div ref={box} className={s.box}>
      <svg
        role="img"
        aria-label={`${sentence}. ${said.join(', ')}.`}
        width={width}
        height={height}
        style={{ display: 'block' }}
      >
        {[1, 2, 3].map((n) => (
          <line
            key={n}
            className={s.grid}
            x1={left}
            x2={width - left}
            y1={y((most * n) / 3)}
            y2={y((most * n) / 3)}
          />
        ))}
        {counts.map((count, at) => {
          const from = at * binSeconds;
          return (
            // A bin is its place.
            <g key={at}>
              <rect
                className={s.bar}
                x={x(from)}
                y={y(count)}
                width={bar}
                height={Math.max(0, floor - y(count))}
                opacity={shade(from, marks)}
              />
              {count > 0 && <rect className={s.bar} x={x(from)} y={y(count)} width={bar} height={1.75} />}
            </g>
          );
        })}
        <line className={s.base} x1={left} x2={width - left} y1={floor} y2={floor} />
        {names.map((name, at) => (
          <g key={name}>
            <line
              className={s.mark}
              x1={x(marks[name])}
              x2={x(marks[name])}
              y1={top - 8}
              y2={floor}
              {...(name === 'p50' ? {} : { strokeDasharray: '3 3' })}
            />
            <text className={s.label} x={places[at]} y={12} textAnchor="middle">
              <tspan className={s.strong}>{name}</tspan> {lasted(marks[name] * 1000)}
            </text>
          </g>
        ))}
        {ticks(0, span / 60, 5).map((minutes) => (
          <text
            key={minutes}
            className={s.text}
            x={x(minutes * 60)}
            y={height - 5}
            textAnchor={minutes === 0 ? 'start' : x(minutes * 60) > width - 28 ? 'end' : 'middle'}
          >
            {minutes === 0 ? '0' : minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes} min`}
          </text>
        ))}
      </svg>
    </div>
  );
}
