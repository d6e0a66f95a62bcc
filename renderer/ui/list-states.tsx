import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { ArrowClockwiseRegular, SearchRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useLate } from '../state/hooks.ts';
import { still, useShapes } from './styles.ts';

const useStyles = makeStyles({
  bone: {
    height: '12px',
    borderRadius: t.borderRadiusMedium,
    backgroundColor: t.colorNeutralStencil1,
    animationName: { from: { opacity: 0.6 }, '50%': { opacity: 1 }, to: { opacity: 0.6 } },
    animationDuration: '2s',
    animationIterationCount: 'infinite',
    [still]: { animationName: 'none' },
  },
  middle: { alignItems: 'center', textAlign: 'center', padding: '36px 24px' },
});

/** Rows to come, of the same height. Nothing shows before 200 ms, so that quick answers do not flicker. */
export function Skeleton(props: {
  readonly words: string;
  readonly rows?: number;
  readonly height?: number;
}) {
  const s = useStyles();
  const shapes = useShapes();
  const late = useLate();
  const { words, rows = 4, height = 52 } = props;
  return (
    <div
      aria-busy="true"
      className={mergeClasses(shapes.card, shapes.pad)}
      style={{ visibility: late ? 'visible' : 'hidden' }}
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={`row ${row + 1}`} className={shapes.line} style={{ height }}>
          <div className={s.bone} style={{ width: `${90 - ((row * 17) % 45)}%` }} />
        </div>
      ))}
      <p className={shapes.caption}>{words}</p>
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly why: string;
  readonly again?: (() => void) | undefined;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

/** Nothing to show: one sentence why, and the way on. */
export function Nothing({ title, why, again, icon, children }: EmptyProps) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.card, shapes.stack, shapes.near, s.middle)}>
      {icon ?? <SearchRegular aria-hidden className={mergeClasses(shapes.icon24, shapes.quiet)} />}
      <h3 className={shapes.h3}>{title}</h3>
      <p className={shapes.caption}>{why}</p>
      {again && (
        <Button size="small" icon={<ArrowClockwiseRegular />} onClick={again}>
          Check again
        </Button>
      )}
      {children}
    </div>
  );
}
