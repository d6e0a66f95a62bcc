import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import { CheckmarkRegular, ChevronDownRegular, SaveRegular } from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import { show } from '../state/session.ts';
import { type StepLine, stepLines } from '../state/stepper.ts';
import { recipeOf, useStore } from '../state/store.ts';
import { forced, useShapes } from '../ui/styles.ts';
import { RecipeLetter } from '../ui/tile-letter.tsx';

const useStyles = makeStyles({
  rail: {
    width: '256px',
    flexShrink: 0,
    boxSizing: 'border-box',
    padding: '16px 20px 16px',
    display: 'flex',
    flexDirection: 'column',
    gap: '16px',
    overflowY: 'auto',
    backgroundColor: t.colorNeutralBackground3,
  },
  strip: {
    position: 'relative',
    flexShrink: 0,
    height: '44px',
    boxSizing: 'border-box',
    padding: '0 24px',
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    fontSize: '13px',
    backgroundColor: t.colorNeutralBackground3,
  },
  bars: { display: 'flex', gap: '4px', flexGrow: 1, minWidth: 0 },
  bar: {
    flexGrow: 1,
    height: '4px',
    borderRadius: '2px',
    backgroundColor: t.colorNeutralStroke1,
    [forced]: { border: '1px solid CanvasText' },
  },
  full: { backgroundColor: t.colorCompoundBrandBackground, [forced]: { backgroundColor: 'Highlight' } },
  half: {
    backgroundImage: `linear-gradient(to right, ${t.colorCompoundBrandBackground} 50%, transparent 50%)`,
  },
  panel: {
    position: 'absolute',
    zIndex: 15,
    top: '44px',
    right: '12px',
    width: '280px',
    padding: '12px',
    borderRadius: t.borderRadiusXLarge,
    border: `1px solid ${t.colorNeutralStroke2}`,
    boxShadow: t.shadow16,
    backgroundColor: t.colorNeutralBackground3,
  },
  steps: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0, listStyleType: 'none' },
  step: {
    position: 'relative',
    ':not(:last-child)::before': {
      content: "''",
      position: 'absolute',
      left: '20px',
      top: '34px',
      bottom: '-8px',
      width: '2px',
      backgroundColor: t.colorNeutralStroke2,
    },
  },
  stepDone: { ':not(:last-child)::before': { backgroundColor: t.colorBrandStroke2 } },
  body: {
    position: 'relative',
    display: 'flex',
    gap: '12px',
    width: '100%',
    minHeight: '48px',
    boxSizing: 'border-box',
    padding: '8px',
    alignItems: 'flex-start',
    borderRadius: t.borderRadiusXLarge,
    border: '1px solid transparent',
    [forced]: { ...shorthands.borderColor('Canvas') },
  },
  can: { ':hover': { backgroundColor: t.colorNeutralBackground3Hover } },
  current: {
    backgroundColor: t.colorNeutralBackground1,
    boxShadow: t.shadow2,
    [forced]: { ...shorthands.borderColor('Highlight'), outline: '1px solid Highlight' },
  },
  dot: {
    width: '24px',
    height: '24px',
    flexShrink: 0,
    boxSizing: 'border-box',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    fontSize: '12px',
    fontWeight: t.fontWeightSemibold,
    borderRadius: t.borderRadiusCircular,
    color: t.colorNeutralForeground3,
    backgroundColor: t.colorNeutralBackground3,
    border: `1px solid ${t.colorNeutralStroke1}`,
  },
  dotDone: {
    fontSize: '16px',
    color: t.colorBrandForeground1,
    backgroundColor: t.colorBrandBackground2,
    ...shorthands.borderColor('transparent'),
  },
  dotCurrent: {
    color: t.colorNeutralForegroundOnBrand,
    backgroundColor: t.colorBrandBackground,
    ...shorthands.borderColor('transparent'),
  },
  name: { fontSize: '14px', lineHeight: '22px', color: t.colorNeutralForeground2 },
});

/** The rail: whose product, where you are, and one sentence about what is saved. */
export function Rail(props: { readonly under: string; readonly foot: string; readonly children: ReactNode }) {
  const s = useStyles();
  const shapes = useShapes();
  const recipe = useStore(recipeOf);
  return (
    <aside aria-label="This connection" className={s.rail}>
      {recipe && (
        <div className={shapes.line} style={{ gap: 12 }}>
          <RecipeLetter tile={recipe.tile} />
          <div style={{ minWidth: 0 }}>
            <div className={shapes.h3}>{recipe.vendor}</div>
            <div className={shapes.caption}>{props.under}</div>
          </div>
        </div>
      )}
      <div className={shapes.grow}>{props.children}</div>
      <div className={mergeClasses(shapes.line, shapes.top)} style={{ padding: '0 6px' }}>
        <SaveRegular aria-hidden className={mergeClasses(shapes.icon16, shapes.quiet)} />
        <span className={shapes.caption}>{props.foot}</span>
      </div>
    </aside>
  );
}

function useLines(): readonly StepLine[] {
  return stepLines(useStore());
}

/** An ordered list, not a tab list: where you are is `aria-current`, what is behind you is a button. */
export function Stepper() {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <nav aria-label="Progress">
      <ol className={s.steps}>
        {useLines().map((line, at) => {
          const inside = (
            <>
              <span
                className={mergeClasses(
                  s.dot,
                  line.is === 'done' && s.dotDone,
                  line.is === 'current' && s.dotCurrent,
                )}
              >
                {line.is === 'done' ? <CheckmarkRegular aria-hidden /> : at + 1}
              </span>
              <span style={{ minWidth: 0 }}>
                <span className={mergeClasses(s.name, line.is === 'current' && shapes.strong)}>
                  {line.name}
                </span>
                {line.is === 'done' && <span className={shapes.hidden}>, done</span>}
                {line.caption && (
                  <span className={shapes.caption} style={{ display: 'block' }}>
                    {line.caption}
                  </span>
                )}
              </span>
            </>
          );
          const opens = line.opens;
          return (
            <li
              key={line.name}
              className={mergeClasses(s.step, line.is === 'done' && s.stepDone)}
              {...(line.is === 'current' ? { 'aria-current': 'step' as const } : {})}
            >
              {opens ? (
                <button
                  type="button"
                  className={mergeClasses(shapes.bare, s.body, s.can)}
                  onClick={() => show(opens)}
                >
                  {inside}
                </button>
              ) : (
                <div className={mergeClasses(s.body, line.is === 'current' && s.current)}>{inside}</div>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** The stepper in 44 px, with a button that opens it whole. */
export function StepStrip() {
  const s = useStyles();
  const shapes = useShapes();
  const lines = useLines();
  const store = useStore();
  const [open, setOpen] = useState(false);
  const at = Math.max(
    0,
    lines.findIndex(({ is }) => is === 'current'),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes what its button opened
    <section
      aria-label="Where you are"
      className={s.strip}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <span className={mergeClasses(shapes.strong, shapes.keep)}>
        Step {at + 1} of {lines.length} · {lines[at]?.name}
      </span>
      <span aria-hidden className={s.bars}>
        {lines.map((line, n) => (
          <span key={line.name} className={mergeClasses(s.bar, n < at && s.full, n === at && s.half)} />
        ))}
      </span>
      <button
        type="button"
        aria-expanded={open}
        className={mergeClasses(shapes.bare, shapes.line)}
        style={{ minHeight: 32, padding: '0 4px' }}
        onClick={() => setOpen(!open)}
      >
        <span className={shapes.quiet}>{recipeOf(store)?.vendor}</span>
        <span className={shapes.hidden}>, show all steps</span>
        <ChevronDownRegular aria-hidden />
      </button>
      {open && (
        <div className={s.panel}>
          <Stepper />
        </div>
      )}
    </section>
  );
}
