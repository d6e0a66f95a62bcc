import { mergeClasses } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { type ReactNode, useId } from 'react';
import { useRows, useShapes } from './styles.ts';

interface FoldProps {
  readonly mark: ReactNode;
  readonly title: string;
  readonly caption: string;
  /** What stands at the end of the line. */
  readonly state: ReactNode;
  readonly open: boolean;
  readonly flip: () => void;
  readonly children: ReactNode;
}

/** One line of a list, and behind it what is told of it. */
export function FoldRow({ mark, title, caption, state, open, flip, children }: FoldProps) {
  const s = useRows();
  const shapes = useShapes();
  const id = useId();
  return (
    <li className={s.item}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        className={mergeClasses(shapes.bare, s.row)}
        onClick={flip}
      >
        {mark}
        <span className={shapes.grow}>
          <span className={shapes.h3} style={{ display: 'block' }}>
            {title}
          </span>
          <span className={shapes.caption}>{caption}</span>
        </span>
        {state}
        {open ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
      </button>
      {open && (
        <div id={id} className={s.open}>
          {children}
        </div>
      )}
    </li>
  );
}
