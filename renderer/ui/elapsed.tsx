import { makeStyles, tokens as t } from '@fluentui/react-components';
import { usually } from '../format/words.ts';
import { forced, still, useShapes } from './styles.ts';

const useStyles = makeStyles({
  track: {
    position: 'relative',
    width: '200px',
    maxWidth: '100%',
    height: '10px',
    flexShrink: 1,
    '::before': {
      content: "''",
      position: 'absolute',
      inset: '3px 0',
      borderRadius: '2px',
      backgroundColor: t.colorNeutralStroke2,
      [forced]: { outline: '1px solid CanvasText' },
    },
  },
  span: {
    position: 'absolute',
    top: '1px',
    bottom: '1px',
    boxSizing: 'border-box',
    borderLeft: `1px solid ${t.colorBrandStroke1}`,
    borderRight: `1px solid ${t.colorBrandStroke1}`,
    '::before': {
      content: "''",
      position: 'absolute',
      inset: '2px 0',
      backgroundColor: t.colorBrandStroke2,
    },
  },
  gone: {
    position: 'absolute',
    left: 0,
    top: '3px',
    height: '4px',
    borderRadius: '2px',
    backgroundColor: t.colorCompoundBrandBackground,
    transitionProperty: 'width',
    transitionDuration: '1s',
    transitionTimingFunction: 'linear',
    [forced]: { backgroundColor: 'Highlight' },
    [still]: { transitionDuration: '0.01ms' },
  },
  marker: {
    position: 'absolute',
    top: 0,
    width: '10px',
    height: '10px',
    marginLeft: '-5px',
    borderRadius: t.borderRadiusCircular,
    backgroundColor: t.colorCompoundBrandBackground,
    boxShadow: `0 0 0 2px ${t.colorNeutralBackground1}`,
    transitionProperty: 'left',
    transitionDuration: '1s',
    transitionTimingFunction: 'linear',
    [forced]: { backgroundColor: 'Highlight' },
    [still]: { transitionDuration: '0.01ms' },
  },
  bar: {
    height: '4px',
    borderRadius: '2px',
    overflow: 'hidden',
    backgroundColor: t.colorNeutralStroke2,
    [forced]: { border: '1px solid CanvasText' },
  },
  full: {
    height: '100%',
    backgroundColor: t.colorCompoundBrandBackground,
    [forced]: { backgroundColor: 'Highlight' },
  },
});

interface ElapsedProps {
  readonly seconds: number;
  readonly usual: { readonly from: number; readonly to: number };
}

/** Elapsed against usual. Past the span the words change, not the color. */
export function ElapsedTrack({ seconds, usual }: ElapsedProps) {
  const s = useStyles();
  const shapes = useShapes();
  const end = Math.max(usual.to * 1.5, 1);
  const at = (value: number): string => `${Math.min(100, (value / end) * 100)}%`;
  return (
    <div className={shapes.line} style={{ gap: 12, padding: '0 5px' }}>
      <div aria-hidden className={s.track}>
        <div
          className={s.span}
          style={{ left: at(usual.from), width: `calc(${at(usual.to)} - ${at(usual.from)})` }}
        />
        <div className={s.gone} style={{ width: at(seconds) }} />
        <div className={s.marker} style={{ left: at(seconds) }} />
      </div>
      <span className={shapes.caption}>
        {seconds > usual.to ? 'longer than usual, still checking' : usually(usual)}
      </span>
    </div>
  );
}

/** Progress over a known count. */
export function CountBar(props: { readonly name: string; readonly done: number; readonly total: number }) {
  const s = useStyles();
  const { name, done, total } = props;
  return (
    <div
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={`${done} of ${total}`}
      className={s.bar}
    >
      <div className={s.full} style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
    </div>
  );
}
