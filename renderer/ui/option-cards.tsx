import { makeStyles, mergeClasses, shorthands, tokens as t } from '@fluentui/react-components';
import { type ReactElement, useId } from 'react';
import { Pill } from './pill.tsx';
import { forced, useShapes } from './styles.ts';

const useStyles = makeStyles({
  beside: {
    display: 'grid',
    gap: '8px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(180px, 100%), 1fr))',
  },
  set: { border: 0, margin: 0, padding: 0, minWidth: 0 },
  option: {
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    minHeight: '36px',
    padding: '9px 14px',
    cursor: 'pointer',
    ':focus-within': { outline: `2px solid ${t.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  chosen: {
    ...shorthands.borderColor(t.colorCompoundBrandStroke),
    boxShadow: `0 0 0 1px ${t.colorCompoundBrandStroke}`,
    [forced]: { ...shorthands.borderColor('Highlight'), outline: '1px solid Highlight' },
  },
  off: { cursor: 'not-allowed', color: t.colorNeutralForegroundDisabled },
  mark: {
    accentColor: t.colorCompoundBrandBackground,
    width: '16px',
    height: '16px',
    margin: '0 2px',
    flexShrink: 0,
  },
});

export interface CardOption {
  readonly value: string;
  readonly title: string;
  readonly caption?: string | undefined;
  readonly icon?: ReactElement;
  readonly pill?: string;
  readonly off?: boolean;
}

interface CardsProps {
  readonly title: string;
  readonly titleHidden?: boolean;
  /** Side by side where there is room. */
  readonly beside?: boolean;
  readonly helper?: string | undefined;
  readonly wrong?: string | undefined;
  readonly options: readonly CardOption[];
  readonly value: string;
  readonly choose: (value: string) => void;
}

/** One of a few, each with the line that says what it means. The platform's own radio buttons, as cards. */
export function OptionCards({
  title,
  titleHidden,
  beside,
  helper,
  wrong,
  options,
  value,
  choose,
}: CardsProps) {
  const s = useStyles();
  const shapes = useShapes();
  const id = useId();
  return (
    <fieldset className={s.set} {...((wrong ?? helper) ? { 'aria-describedby': `${id}says` } : {})}>
      <legend className={titleHidden ? shapes.hidden : shapes.h3} style={{ padding: 0, marginBottom: 8 }}>
        {title}
      </legend>
      <div className={beside ? s.beside : mergeClasses(shapes.stack, shapes.near)}>
        {options.map((option) => (
          <label
            key={option.value}
            className={mergeClasses(
              shapes.card,
              s.option,
              option.value === value && s.chosen,
              option.off && s.off,
            )}
          >
            <input
              type="radio"
              name={id}
              className={s.mark}
              checked={option.value === value}
              disabled={option.off === true}
              onChange={() => choose(option.value)}
            />
            {option.icon}
            <span className={shapes.grow}>
              <span className={shapes.h3} style={{ display: 'block' }}>
                {option.title}
              </span>
              {option.caption && <span className={shapes.caption}>{option.caption}</span>}
            </span>
            {option.pill && <Pill kind="brand">{option.pill}</Pill>}
          </label>
        ))}
      </div>
      {(wrong ?? helper) && (
        <p
          id={`${id}says`}
          className={shapes.caption}
          style={{ marginTop: 4, ...(wrong ? { color: t.colorStatusDangerForeground1 } : {}) }}
        >
          {wrong ?? helper}
        </p>
      )}
    </fieldset>
  );
}
