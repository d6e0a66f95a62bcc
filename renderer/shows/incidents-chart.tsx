import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { max, ticks } from 'd3-array';
import { useId, useRef } from 'react';
import { type Taken, taken } from '../../engine/model/incidents.ts';
import type { IncidentsChart } from '../../engine/model/show.ts';
import { dayOfMonth } from '../format/words.ts';
import { useMedia, useWidth } from '../state/hooks.ts';
import { useStore } from '../state/store.ts';
import { useShapes } from '../ui/styles.ts';

const useStyles = makeStyles({
  text: { fill: t.colorNeutralForeground3, fontSize: '11px', fontVariantNumeric: 'tabular-nums' },
  label: { fill: t.colorNeutralForeground1, fontSize: '12px', fontWeight: t.fontWeightSemibold },
  grid: { stroke: t.colorNeutralStroke3 },
  base: { stroke: t.colorNeutralStroke1 },
  mean: { stroke: t.colorNeutralForeground1, strokeDasharray: '3 3' },
  legend: { flexWrap: 'wrap', gap: '4px 14px', fontSize: '12px' },
  key: { display: 'inline-flex', gap: '6px', alignItems: 'center' },
});

/** High, Medium and Low as look.md has them; the fourth is ours, at least 3:1 on the surface in both themes. */
const inks: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  High: ['#b4142c', '#f0697a'],
  Medium: ['#e2661a', '#f7a165'],
  Low: ['#7590ac', '#9db8d6'],
  Informational: ['#4c8a86', '#86c5c0'],
};
const hatched = ['#8a8a8a', '#8f8f8f'] as const;

const height = 236;
const top = 10;
const bottom = 22;
const left = 26;
const right = 74;
const gap = 1.5;

/** The chart in words, for whoever does not see it. */
function spoken(sentence: string, { parts, sumLeftOut, days }: Taken): string {
  const sums = parts.map(
    ({ severity, counts }) => `${severity} ${counts.reduce((sum, count) => sum + count, 0)}`,
  );
  return `${sentence}. In ${days.length} days: ${[...sums, `left out ${sumLeftOut}`].join(', ')}.`;
}

/** Incidents a day as stacked bars; what is left out is hatched on top, and fills in as the choices change. */
export function IncidentBars({
  chart,
  sentence,
}: {
  readonly chart: IncidentsChart;
  readonly sentence: string;
}) {
  const s = useStyles();
  const id = useId().replaceAll(':', '');
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const seen = taken(chart);
  const { days, parts, leftOut, mean } = seen;
  const stacks = days.map((_, at) => [
    ...parts.map(({ severity, counts }) => ({ severity, count: counts[at] ?? 0 })),
    { severity: '', count: leftOut[at] ?? 0 },
  ]);
  const most = Math.max(4, max(stacks, (stack) => stack.reduce((sum, { count }) => sum + count, 0)) ?? 0);
  const marks = ticks(0, most, 4).filter(Number.isInteger);
  const floor = height - bottom;
  const y = (count: number): number => floor - (count / most) * (floor - top);
  const slot = (width - left - right) / Math.max(1, days.length);
  const bar = Math.max(3, slot * 0.62);
  const everyDay = slot >= 30;
  return (
    <div ref={box}>
      <Legend seen={seen} />
      <svg
        role="img"
        aria-label={spoken(sentence, seen)}
        width={width}
        height={height}
        style={{ display: 'block' }}
      >
        <Patterns id={id} />
        {marks.map((count) => (
          <g key={count}>
            {count > 0 && (
              <line className={s.grid} x1={left} x2={width - right} y1={y(count)} y2={y(count)} />
            )}
            <text className={s.text} x={left - 6} y={y(count) + 4} textAnchor="end">
              {count}
            </text>
          </g>
        ))}
        {stacks.map((stack, at) => {
          let from = 0;
          return (
            <g key={days[at]}>
              {stack.map(({ severity, count }) => {
                if (count === 0) return null;
                const [low, high] = [y(from), y(from + count)];
                from += count;
                const drawn = { x: left + at * slot + (slot - bar) / 2, y: high, width: bar, rx: 2 };
                const tall = Math.max(1, low - high - gap);
                return <Part key={severity} id={id} severity={severity} box={{ ...drawn, height: tall }} />;
              })}
            </g>
          );
        })}
        <line className={s.base} x1={left} x2={width - right} y1={floor} y2={floor} />
        {mean > 0 && (
          <>
            <line className={s.mean} x1={left} x2={width - right + 4} y1={y(mean)} y2={y(mean)} />
            <text className={s.label} x={width - right + 8} y={y(mean) + 4}>
              {mean < 3 ? mean.toFixed(1) : Math.round(mean)} a day
            </text>
          </>
        )}
        {days.map((day, at) =>
          everyDay || at % 2 === 0 ? (
            <text
              key={day}
              className={s.text}
              x={left + (at + 0.5) * slot}
              y={height - 6}
              textAnchor="middle"
            >
              {dayOfMonth(day, at === 0)}
            </text>
          ) : null,
        )}
      </svg>
    </div>
  );
}

interface PartProps {
  readonly id: string;
  readonly severity: string;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly rx: number;
  };
}

/** One severity of one day; without a severity it is what is left out. */
function Part({ id, severity, box }: PartProps) {
  const dark = useStore((store) => store.dark) ? 1 : 0;
  if (!useForced()) {
    return severity === '' ? (
      <rect {...box} fill={`url(#${id}-out)`} stroke={hatched[dark]} strokeWidth={0.75} />
    ) : (
      <rect {...box} fill={inks[severity]?.[dark] ?? hatched[dark]} />
    );
  }
  const fills: Readonly<Record<string, string>> = {
    High: 'CanvasText',
    Medium: `url(#${id}-out)`,
    Low: `url(#${id}-dots)`,
    Informational: `url(#${id}-dots)`,
  };
  return <rect {...box} fill={fills[severity] ?? 'Canvas'} stroke="CanvasText" strokeWidth={1} />;
}

function useForced(): boolean {
  return useMedia('(forced-colors: active)');
}

/** What is left out is hatched; without colors of our own, severities are told apart by the same means. */
function Patterns({ id }: { readonly id: string }) {
  const dark = useStore((store) => store.dark) ? 1 : 0;
  const ink = useForced() ? 'CanvasText' : hatched[dark];
  return (
    <defs>
      <pattern
        id={`${id}-out`}
        width={5}
        height={5}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1={0} x2={0} y1={0} y2={5} stroke={ink} strokeWidth={1.5} />
      </pattern>
      <pattern id={`${id}-dots`} width={5} height={5} patternUnits="userSpaceOnUse">
        <circle cx={2} cy={2} r={1} fill={ink} />
      </pattern>
    </defs>
  );
}

/** In the order of the stack, with totals. */
function Legend({ seen }: { readonly seen: Taken }) {
  const s = useStyles();
  const shapes = useShapes();
  const id = useId().replaceAll(':', '');
  const keys = [
    ...seen.parts.map(({ severity, counts }) => ({
      severity,
      word: severity,
      count: counts.reduce((sum, count) => sum + count, 0),
    })),
    { severity: '', word: 'Left out', count: seen.sumLeftOut },
  ];
  return (
    <ul className={mergeClasses(shapes.list, shapes.line, s.legend)} aria-label="Of the whole span">
      {keys.map(({ severity, word, count }) => (
        <li key={word} className={s.key}>
          <svg aria-hidden width={13} height={13}>
            <Patterns id={id} />
            <Part id={id} severity={severity} box={{ x: 0.5, y: 0.5, width: 12, height: 12, rx: 3 }} />
          </svg>
          {word} <span className={shapes.quiet}>{count}</span>
        </li>
      ))}
    </ul>
  );
}
