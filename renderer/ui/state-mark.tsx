import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CircleRegular,
  ClockFilled,
  EyeOffRegular,
  PersonClockFilled,
  ProhibitedFilled,
  WarningFilled,
} from '@fluentui/react-icons';
import type { Mark } from '../../engine/view/card.ts';
import { assertNever } from '../format/assert-never.ts';
import { forced, still, useShapes } from './styles.ts';

const useStyles = makeStyles({
  met: { color: t.colorStatusSuccessForeground1 },
  unmet: { color: t.colorStatusWarningForeground1 },
  blocked: { color: t.colorStatusDangerForeground1 },
  waiting: { color: t.colorPaletteBlueBorderActive },
  waitingText: { color: t.colorPaletteBlueForeground2 },
  unknown: { color: t.colorNeutralForeground3 },
  pending: { color: t.colorNeutralForeground4 },
  running: { color: t.colorBrandForeground1 },
  text: { fontSize: '12.5px', fontWeight: t.fontWeightSemibold, whiteSpace: 'nowrap' },
  ring: {
    width: '16px',
    height: '16px',
    margin: '2px',
    boxSizing: 'border-box',
    flexShrink: 0,
    borderRadius: t.borderRadiusCircular,
    border: `2px solid ${t.colorBrandStroke2}`,
    borderTopColor: t.colorCompoundBrandStroke,
    animationName: { to: { transform: 'rotate(360deg)' } },
    animationDuration: '1.5s',
    animationIterationCount: 'infinite',
    animationTimingFunction: 'linear',
    [still]: { animationName: 'none' },
    [forced]: { borderTopColor: 'Highlight' },
  },
  appear: {
    animationName: { from: { opacity: 0 }, to: { opacity: 1 } },
    animationDuration: t.durationNormal,
    [still]: { animationName: 'none' },
  },
});

/** The one word for each state. */
export function stateWord(mark: Mark): string {
  switch (mark) {
    case 'met':
      return 'Ready';
    case 'unmet':
      return 'Needs attention';
    case 'blocked':
      return 'Blocked';
    case 'waiting':
      return 'Waiting for Microsoft';
    case 'waiting-person':
      return 'Waiting for a person';
    case 'unknown':
      return "Couldn't check";
    case 'not-reached':
      return 'Not checked';
    case 'running':
      return 'Running';
    case 'pending':
      return 'Not started';
    default:
      return assertNever(mark);
  }
}

/** A state's shape and color. Decorative, because the state's word is next to it or in the row's name. */
export function StateIcon({ mark, size = 20 }: { readonly mark: Mark; readonly size?: 16 | 20 | 24 }) {
  const s = useStyles();
  const shapes = useShapes();
  const sized = shapes[`icon${size}`];
  switch (mark) {
    case 'met':
      return <CheckmarkCircleFilled aria-hidden className={mergeClasses(s.met, sized, s.appear)} />;
    case 'unmet':
      return <WarningFilled aria-hidden className={mergeClasses(s.unmet, sized)} />;
    case 'blocked':
      return <ProhibitedFilled aria-hidden className={mergeClasses(s.blocked, sized)} />;
    case 'waiting':
      return <ClockFilled aria-hidden className={mergeClasses(s.waiting, sized)} />;
    case 'waiting-person':
      return <PersonClockFilled aria-hidden className={mergeClasses(s.waiting, sized)} />;
    case 'unknown':
      return <EyeOffRegular aria-hidden className={mergeClasses(s.unknown, sized)} />;
    case 'running':
      return <Ring />;
    case 'not-reached':
    case 'pending':
      return <CircleRegular aria-hidden className={mergeClasses(s.pending, sized)} />;
    default:
      return assertNever(mark);
  }
}

/** Spins while something runs. The words next to it carry the meaning. */
export function Ring() {
  return <span aria-hidden className={useStyles().ring} />;
}

/** A state's word in its color. */
export function StateWord({ mark }: { readonly mark: Mark }) {
  const s = useStyles();
  const color = {
    met: s.met,
    unmet: s.unmet,
    blocked: s.blocked,
    waiting: s.waitingText,
    'waiting-person': s.waitingText,
    unknown: s.unknown,
    'not-reached': s.unknown,
    running: s.running,
    pending: s.unknown,
  }[mark];
  return <span className={mergeClasses(s.text, color)}>{stateWord(mark)}</span>;
}
