import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { forced, useShapes } from './styles.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexWrap: 'wrap', gap: '4px 12px', marginLeft: '-8px' },
  tab: {
    position: 'relative',
    padding: '6px 8px 12px',
    minHeight: '32px',
    boxSizing: 'border-box',
    color: t.colorNeutralForeground2,
  },
  chosen: {
    color: t.colorNeutralForeground1,
    fontWeight: t.fontWeightSemibold,
    '::after': {
      content: "''",
      position: 'absolute',
      left: '8px',
      right: '8px',
      bottom: 0,
      height: '3px',
      borderRadius: '2px',
      backgroundColor: t.colorCompoundBrandStroke,
      [forced]: { backgroundColor: 'Highlight' },
    },
  },
});

interface TabsProps {
  readonly name: string;
  readonly tabs: readonly { readonly title: string; readonly page: ReactNode }[];
}

/** Pages of the same thing side by side; arrow keys move between them. */
export function Tabs({ name, tabs }: TabsProps) {
  const s = useStyles();
  const shapes = useShapes();
  const [at, setAt] = useState(0);
  const id = useId();
  const move = (event: KeyboardEvent): void => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    setAt(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={name} className={s.list} onKeyDown={move}>
        {tabs.map(({ title }, n) => (
          <button
            key={title}
            type="button"
            role="tab"
            id={`${id}${n}`}
            aria-selected={n === at}
            aria-controls={`${id}page`}
            tabIndex={n === at ? 0 : -1}
            className={mergeClasses(shapes.bare, s.tab, n === at && s.chosen)}
            onClick={() => setAt(n)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}page`} aria-labelledby={`${id}${at}`} className={shapes.stack}>
        {tabs[at]?.page}
      </div>
    </>
  );
}
